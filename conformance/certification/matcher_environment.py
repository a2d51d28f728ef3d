"""The environment of a run on a matcher: a private working folder, its server if it is ours to start, and who it says it is."""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from conformance.certification.process import python, running
from conformance.certification.run_folder import RunFolder
from conformance.matchers.caller import MatcherUnderTest
from conformance.matchers.session import MatcherRunInfo
from conformance.matchers.target import load_matcher_target
from conformance.matchers.transport import way_to


class MatcherEnvironment(RunFolder):
    """Everything that stands around the matcher while it is tested; each worker has a connection or a process of its own."""

    def __init__(self, target: str, *, seed: int, progress: Callable[[str], None] = lambda _line: None) -> None:
        self.target = load_matcher_target(target)
        super().__init__(target, seed=seed)
        self._progress = progress
        self.info: MatcherRunInfo

    def _enter(self) -> None:
        self._progress("the matcher")
        spec = self._started()
        matcher = MatcherUnderTest(way_to(spec, self.target.limits()))
        matcher.close()
        self.info = MatcherRunInfo(
            run=self.run,
            seed=self.seed,
            target=self.name,
            spec=spec,
            identity=matcher.identity,
            events=self._events(),
            work=str(self.work),
            mask_key=secrets.token_hex(32),
        )
        self._share(self.info)

    def _started(self) -> str:
        """The way to the matcher, once its server runs, where there is one to start."""
        if self.target.start is None:
            return self.target.spec()
        pattern, log = self.target.reach.matcher, self.work / "target.log"
        url = self._stack.enter_context(running(self.target.start, pattern, {"python": python()}, log=log))
        return self.target.spec(str(urlsplit(url).port))

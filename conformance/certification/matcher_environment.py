"""The environment of a run on a matcher: a private working folder, its server if it is ours to start, and who it says it is."""

import secrets
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import msgspec

from conformance.certification.process import python, running
from conformance.certification.run import EVENTS
from conformance.matchers.caller import MatcherUnderTest
from conformance.matchers.session import MatcherRunInfo
from conformance.matchers.target import load_matcher_target
from conformance.matchers.transport import way_to


class MatcherEnvironment:
    """Everything that stands around the matcher while it is tested; a context manager."""

    def __init__(self, target: str, *, seed: int, progress: Callable[[str], None] = lambda _line: None) -> None:
        self.name = target
        self.target = load_matcher_target(target)
        self.seed = seed
        self.run = secrets.token_hex(6)
        self.again = ""
        self.work = Path(tempfile.mkdtemp(prefix="hawiya-run-"))
        self._progress = progress
        self._stack = ExitStack()
        self._stack.callback(shutil.rmtree, self.work, ignore_errors=True)
        self.info: MatcherRunInfo

    @property
    def info_file(self) -> Path:
        """Where the workers of the run read what they join."""
        return self.work / "run.json"

    def __enter__(self) -> Self:
        try:
            self._enter()
        except BaseException:
            self._stack.close()
            raise
        return self

    def _enter(self) -> None:
        self._progress("the matcher")
        spec = self._started()
        matcher = MatcherUnderTest(way_to(spec, self.target.limits()))
        matcher.close()
        events = self.work / EVENTS
        events.mkdir()
        self.info = MatcherRunInfo(
            run=self.run,
            seed=self.seed,
            target=self.name,
            spec=spec,
            identity=matcher.identity,
            events=str(events),
            work=str(self.work),
            mask_key=secrets.token_hex(32),
        )
        self.info_file.touch(mode=0o600)
        self.info_file.write_bytes(msgspec.json.encode(self.info))

    def _started(self) -> str:
        """The way to the matcher, once its server runs, where there is one to start."""
        if self.target.start is None:
            return self.target.spec()
        pattern, log = self.target.reach.matcher, self.work / "target.log"
        url = self._stack.enter_context(running(self.target.start, pattern, {"python": python()}, log=log))
        return self.target.spec(str(urlsplit(url).port))

    def turn(self, *, alone: bool) -> AbstractContextManager[None]:  # noqa: ARG002 - each worker has a matcher of its own
        """Be on the matcher."""
        return nullcontext()

    def __exit__(self, *_: object) -> None:
        self._stack.close()

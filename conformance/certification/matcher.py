"""What a run does around its tests where the target is a matcher."""

import hashlib
from collections.abc import Sequence

from conformance.certification.matcher_environment import MatcherEnvironment
from conformance.certification.verdicts import Swept
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import told
from conformance.matchers.pictures import Picture, Pictures
from conformance.matchers.port import Failure, Operation
from conformance.matchers.session import MatcherSession
from harness.world.events import Event, Reason
from harness.world.limits import clipped
from harness.world.ports import Facts
from harness.world.reasons import sentence
from harness.world.results import Named, SanityResult, TargetSummary, TrialResult

_NATION = "kuwait"
PORT_VERSION = "1"


class MatcherProceedings:
    """Each operation is asked for once before the tests and after them: one that is broken, or was broken by us, is no pass."""

    opening_stage = "opening journey"
    closing_stage = "closing journey"

    def __init__(self, environment: MatcherEnvironment) -> None:
        self._name = environment.name
        self._session = MatcherSession.join(environment.info, worker="certify")
        self.seed = environment.seed

    def identify(self) -> Facts:
        """Who the matcher says it is."""
        identity = self._session.info.identity
        return Facts(implementation=identity.name, version=identity.version)

    def open(self) -> tuple[SanityResult, TrialResult | None]:
        """Every operation that it offers brings an answer or a refusal."""
        return self._journey(), None

    def close(self) -> SanityResult:
        """The same once more."""
        return self._journey()

    def _journey(self) -> SanityResult:
        because = journey(self._session.matcher, self._session.pictures)
        return SanityResult(passed=because is None, reason=sentence(because) if because else "", because=because)

    def sweep(self, events: Sequence[Event]) -> tuple[Swept, list[Event]]:
        """Nothing of a matcher is judged later than in its test."""
        return Swept(broken={}), list(events)

    def summary(self, facts: Facts) -> TargetSummary:
        """The matcher as it names itself."""
        target = self._session.target
        return TargetSummary(
            name=target.name,
            kind=target.kind,
            nation=_NATION,
            url=clipped(self._session.info.spec),
            implementation=clipped(facts.implementation or ""),
            version=clipped(facts.version or ""),
            wire=target.wire_name(),
            adapter="",
            file=self._name,
        )

    def policy(self) -> Named:
        """The port, in the place of a policy: nothing in it is read one way or the other."""
        return port_named()

    def readings(self) -> dict[str, str]:
        """The port has no readings."""
        return {}

    def wire_suites(self) -> Reason | None:
        """All tests of matchers are of one port."""
        return None

    def leave(self) -> None:
        """Leave the run."""
        self._session.leave()


def journey(matcher: AskedMatcher, pictures: Pictures) -> Reason | None:
    """Ask for every operation once; why it came to no good end. What the answer is, is for the tests to say."""
    portrait, selfie = pictures.portrait(0), pictures.selfie(0)
    asked: dict[Operation, list[Picture]] = {
        "compare": [portrait, selfie],
        "quality": [selfie],
        "attack": [selfie],
    }
    for operation in matcher.identity.offers:
        answer = matcher.ask(operation, asked[operation])
        if isinstance(answer, Failure) and answer.cause != "REFUSED":
            return Reason(code="matcher_step", facts={"step": operation, "answer": told(answer)})
    return None


def port_named() -> Named:
    """The port of matchers with the digest of its name."""
    digest = hashlib.sha256(f"hawiya-matcher-port/{PORT_VERSION}".encode()).hexdigest()
    return Named(name="matcher-port", version=PORT_VERSION, digest=digest)

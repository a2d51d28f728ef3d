"""What a run does around its tests where the target is a matcher."""

import hashlib

from conformance.certification.matcher_environment import MatcherEnvironment
from conformance.certification.plain_proceedings import PlainProceedings
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import told
from conformance.matchers.pictures import Pictures
from conformance.matchers.port import Failure
from conformance.matchers.session import MatcherSession
from harness.world.events import Reason
from harness.world.limits import clipped
from harness.world.ports import Facts
from harness.world.results import Named, TargetSummary

PORT_VERSION = "1"


class MatcherProceedings(PlainProceedings[MatcherSession]):
    """Each operation is asked for once before the tests and after them."""

    def __init__(self, environment: MatcherEnvironment) -> None:
        super().__init__(MatcherSession.join(environment.info, worker="certify"), name=environment.name)

    def identify(self) -> Facts:
        """Who the matcher says it is."""
        identity = self._session.info.identity
        return Facts(implementation=identity.name, version=identity.version)

    def _journey(self) -> Reason | None:
        return journey(self._session.matcher, self._session.pictures)

    def summary(self, facts: Facts) -> TargetSummary:
        """The matcher as it names itself; it serves no nation."""
        target = self._session.target
        return TargetSummary(
            name=target.name,
            kind=target.kind,
            nation="",
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


def journey(matcher: AskedMatcher, pictures: Pictures) -> Reason | None:
    """Ask for every operation once; why it came to no good end. What the answer is, is for the tests to say."""
    for operation in matcher.identity.offers:
        answer = matcher.ask(operation, pictures.asked(operation, 0))
        if isinstance(answer, Failure) and answer.cause != "REFUSED":
            return Reason(code="matcher_step", facts={"step": operation, "answer": told(answer)})
    return None


def port_named() -> Named:
    """The port of matchers with the digest of its name."""
    digest = hashlib.sha256(f"hawiya-matcher-port/{PORT_VERSION}".encode()).hexdigest()
    return Named(name="matcher-port", version=PORT_VERSION, digest=digest)

"""What a run does around its tests where the target is a server."""

import hashlib
from collections.abc import Sequence

import msgspec

from conformance.certification.adapter_trial import rehearse
from conformance.certification.environment import Environment
from conformance.certification.lending import JOURNEY_ROLE
from conformance.certification.preflight import identify, sanity
from conformance.certification.verdicts import Swept, sweep, with_messages
from conformance.observe import leaks
from conformance.session import Session
from conformance.target import TargetFile
from harness.world.events import Event, Reason
from harness.world.limits import clipped
from harness.world.masking import Masker
from harness.world.policy import Policy
from harness.world.ports import Facts
from harness.world.reasons import sentence
from harness.world.results import Named, SanityResult, TargetSummary, TrialResult
from simulators.scenarios import load_policy

_NAME = 200
"""Characters of what a target calls itself."""


class ServerProceedings:
    """Journeys of two citizens around the tests, the trial of the adapter, and the sweep over messages and leaks."""

    opening_stage = "opening journey and adapter trial"
    closing_stage = "closing journey and sweep"

    def __init__(self, environment: Environment) -> None:
        self._name = environment.name
        self._session = Session.join(environment.info, worker="certify")
        self.seed = environment.info.seed

    def identify(self) -> Facts:
        """Ask the target who it is."""
        return identify(self._session)

    def open(self) -> tuple[SanityResult, TrialResult | None]:
        """One citizen enrolls, and the adapter is tried with what was answered."""
        return rehearse(self._session, JOURNEY_ROLE, -1)

    def close(self) -> SanityResult:
        """One more citizen enrolls, whose message drains the route."""
        because = sanity(self._session, JOURNEY_ROLE, -2)
        return SanityResult(passed=because is None, reason=sentence(because) if because else "", because=because)

    def sweep(self, events: Sequence[Event]) -> tuple[Swept, list[Event]]:
        """Count the messages that were claimed, and look for leaks."""
        session = self._session
        swept = sweep(events, inbox=session.world.inbox, leaks=lambda: leaks(session))
        return swept, with_messages(events, swept, run=session.info.run, masker=_masker(session, swept))

    def summary(self, facts: Facts) -> TargetSummary:
        """The target as its file and its own answer name it."""
        target = self._session.target
        return TargetSummary(
            name=target.name,
            kind=target.kind,
            nation=target.nation,
            url=self._session.info.base_url,
            implementation=clipped(facts.implementation or "", _NAME),
            version=clipped(facts.version or "", _NAME),
            wire=clipped(facts.wire or "", _NAME),
            adapter=target.adapter.name,
            file=self._name,
        )

    def policy(self) -> Named:
        """The policy of the target file."""
        return policy_named(self._session.world.policy)

    def readings(self) -> dict[str, str]:
        """The fields of the policy that differ from the nation's own."""
        return readings(self._session.world.policy)

    def wire_suites(self) -> Reason | None:
        """Why the tests of our own wire do not apply."""
        return wire_suites(self._session.target)

    def leave(self) -> None:
        """Leave the run."""
        self._session.leave()


def wire_suites(target: TargetFile) -> Reason | None:
    """Why the tests of our own wire do not apply; nothing where they do."""
    if target.speaks_our_wire():
        return None
    return Reason(code="wire_suites", facts={"adapter": target.adapter.name})


def _masker(session: Session, swept: Swept) -> Masker:
    masker = session.journal.masker
    for messages in swept.messages.values():
        for message in messages:
            if match := session.world.sms.pattern.search(message.text):
                masker.learn("otp", match.group(1))
            if match := session.target.serial_pattern().search(message.text):
                masker.learn("serial", match.group(1))
    return masker


def policy_named(policy: Policy) -> Named:
    """A policy with the digest of its content."""
    return Named(
        name=policy.name, version=policy.terms_version, digest=hashlib.sha256(msgspec.json.encode(policy)).hexdigest()
    )


def readings(policy: Policy) -> dict[str, str]:
    """The fields of a policy that differ from the nation's own, each with its value as JSON."""
    own = load_policy(policy.nation)
    names = (name for name in Policy.__struct_fields__ if name not in ("name", "nation"))
    return {
        name: msgspec.json.encode(getattr(policy, name)).decode()
        for name in names
        if getattr(policy, name) != getattr(own, name)
    }

"""Before a run: does the target answer, speak the protocol, serve the nation, and does its clock agree with ours?

Most failures of a certification are failures of its set-up, so they are found first and said in one line each.
"""

from datetime import UTC, datetime

from conformance.adapter import AdapterError
from conformance.session import Session
from conformance.target import TargetFile
from harness.commandline import HarnessError
from harness.world.events import Reason
from harness.world.limits import clipped
from harness.world.ports import Accepted, ExchangeLostError, Facts, Outcome, Refused, converse
from simulators.journey import WayBlockedError, describe, reason_of

SKEW_LIMIT_S = 60.0


def identify(session: Session) -> Facts:
    """Ask the target who it is.

    Raises:
        HarnessError: it does not answer, or not as the adapter expects.
    """
    url = session.info.base_url
    try:
        outcome = converse(session.port.identify(), session.network)
    except ExchangeLostError as lost:
        raise HarnessError(
            f"no answer from {url}: {_cause(lost)}; is the target running, and is [reach] url right?"
        ) from None
    if not isinstance(outcome, Accepted):
        raise HarnessError(
            f"{url} speaks another protocol than the adapter {session.target.adapter.name}: {_short(outcome)}"
        )
    _check_nation(session.target, outcome.facts)
    _check_clock(url, outcome.facts)
    return outcome.facts


def _cause(lost: ExchangeLostError) -> str:
    reason = str(lost).rpartition(": ")[2]
    return f"{lost.code}: {reason}" if lost.code else reason


def _short(outcome: Outcome) -> str:
    return describe(outcome)[:200]


def _check_nation(target: TargetFile, facts: Facts) -> None:
    if facts.nation is not None and facts.nation != target.nation:
        raise HarnessError(
            f"the target serves {clipped(facts.nation, 60)!r}, the target file says nation = {target.nation!r}"
        )


def _check_clock(url: str, facts: Facts) -> None:
    if facts.server_time is None:
        return
    skew_s = (facts.server_time - datetime.now(UTC)).total_seconds()
    if abs(skew_s) > SKEW_LIMIT_S:
        raise HarnessError(
            f"the clock of {url} is {abs(skew_s):.0f} s {'ahead of' if skew_s > 0 else 'behind'} ours; "
            f"set both clocks (at most {SKEW_LIMIT_S:.0f} s are tolerated)"
        )


def sanity(session: Session, role: str, index: int) -> Reason | None:
    """Enroll one person plainly; returns nothing when it went well, else the reason.

    The message with the code is also the canary: when it has come, everything sent before it on that route has come.
    """
    session.journal.test = None
    people = [person for person in session.world.population.people if person.role == role]
    applicant = session.world.applicant(people[index], phone=f"sanity-{index}")
    try:
        applicant.walk()
        outcome = applicant.state()
    except (WayBlockedError, ExchangeLostError) as blocked:
        return blocked.because
    except AdapterError as broken:
        return Reason(code="plain", facts={"text": clipped(str(broken))})
    if isinstance(outcome, Refused) or not isinstance(outcome, Accepted) or outcome.facts.state != "ACTIVE":
        return Reason(code="not_active", inner=reason_of(outcome))
    return None

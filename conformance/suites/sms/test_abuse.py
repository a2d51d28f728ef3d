"""Codes that are guessed, passed on, pumped or poured over a number (THR-001, 005, 006, 007, 101)."""

import re

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.plugin import TargetClock
from conformance.session import Session
from harness.world.policy import Policy
from harness.world.ports import Accepted, Outcome
from simulators.journey import Applicant, wrong_code

_LINK = re.compile(r"https?:|www\.|[a-z0-9]\.(com|net|org|info|link|ly)\b|/[a-z0-9]", re.IGNORECASE)
_FOREIGN = {
    "premium-abroad": "+19005550100",
    "mobile-abroad": "+447700900123",
    "satellite": "+881612345678",
    "shared-cost-abroad": "+44 845 4960000",
    "landline": "+96522000000",
    "short-number": "1888888",
}
"""Numbers set apart for fiction and tests where the country has some (Ofcom, NANP)."""


@proves("THR-001", "SMS-002", case="guesses within and across sessions", people=["citizen"])
def test_guesses_are_counted_per_person_over_all_sessions(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    again = run.world.applicant(applicant.person, phone="B")
    applicant.walk(to="otp")
    first = applicant.code()
    for _ in range(policy.otp_limits.tries - 1):
        expect.refused(applicant.otp(wrong_code(first)), "OTP_INVALID")
    again.walk(to="otp")
    second = again.code()
    expect.refused(again.otp(wrong_code(second)), "OTP_INVALID", "OTP_LOCKED")
    expect.refused(again.otp(second), "OTP_LOCKED")
    expect.refused(applicant.otp(first), "OTP_LOCKED")


@proves("THR-005", case="code of the victim entered with another device key", people=["citizen"], grade="O1")
def test_relayed_code_is_refused_and_the_person_hears_of_it(applicant: Applicant, expect: Expect, run: Session) -> None:
    before = applicant.inbox.mark()
    phisher = run.world.applicant(applicant.person, phone="phisher")
    phisher.walk(to="otp")
    own = phisher.code()
    applicant.walk(to="otp")
    code = applicant.code()
    if own != code:
        expect.refused(phisher.otp(code), "OTP_INVALID")
        expect.messages(applicant, exactly=3, after=before)
    expect.accepted(applicant.otp(code))


@proves("THR-005", case="a code that is merely wrong", people=["citizen"], grade="O1")
def test_wrong_code_alarms_nobody(applicant: Applicant, expect: Expect, run: Session) -> None:
    before = applicant.inbox.mark()
    other = run.world.applicant(applicant.person, phone="B")
    other.walk(to="otp")
    applicant.walk(to="otp")
    codes = (other.code(), applicant.code())
    guess = next(code for code in ("135790", "246802", "975310") if code not in codes)
    expect.refused(other.otp(guess[: len(codes[0])].ljust(len(codes[0]), "1")), "OTP_INVALID")
    expect.messages(applicant, exactly=2, after=before)


@pytest.mark.parametrize("kind", list(_FOREIGN))
@proves("THR-006", "ENR-018", case="codes to premium or foreign ranges", people=["citizen"])
def test_number_outside_the_mobile_ranges_is_refused(applicant: Applicant, expect: Expect, kind: str) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.submit(mobile=_FOREIGN[kind]), "MOBILE_INVALID")
    expect.standing(applicant, "TERMS_ACCEPTED")
    expect.accepted(applicant.submit())


@proves("THR-006", case="cost bound per hour", people=["citizen"], needs=["clock"], grade="O1")
def test_messages_of_an_hour_are_bounded(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    limits = policy.otp_limits
    room = limits.sends < limits.per_person_and_hour <= min(2 * limits.sends, limits.per_number_and_day)
    under_policy("otp_limits.per_person_and_hour above the sends of one turn", so=room)
    before = applicant.inbox.mark()
    applicant.walk(to="otp")
    sent = 1 + _resends(applicant)
    target_clock.advance(limits.locked_for_s + 1)
    sent += _resends(applicant)
    expect.equal(sent, limits.per_person_and_hour, what="messages of an hour")
    expect.refused(applicant.resend(), "THROTTLED")
    expect.messages(applicant, exactly=limits.per_person_and_hour, after=before)


@proves("THR-007", case="resend pressed without end", people=["citizen"], grade="O1")
def test_resend_without_end_is_throttled(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    before = applicant.inbox.mark()
    applicant.walk(to="otp")
    for _ in range(policy.otp_limits.sends - 1):
        expect.accepted(applicant.resend())
    refusal = expect.refused(applicant.resend(), "THROTTLED")
    told = refusal.facts.retry_after_s or 0
    expect.holds(expected="the seconds to wait", observed=f"{told} s", so=told > 0)
    expect.messages(applicant, exactly=policy.otp_limits.sends, after=before)


@proves("THR-007", case="one number typed by many", people=["citizen", "citizen", "citizen"], grade="O1")
def test_messages_to_one_number_are_bounded_per_day(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    victim, *attackers = applicants
    limits = policy.otp_limits
    within = limits.sends < limits.per_number_and_day < len(attackers) * limits.sends
    under_policy("otp_limits.per_number_and_day above the sends of one person", so=within)
    before = victim.inbox.mark()
    sent, last = 0, None
    for attacker in attackers:
        attacker.walk(to="submit")
        last = attacker.prove(mobile=victim.person.mobile)
        while isinstance(last, Accepted):
            sent, last = sent + 1, attacker.resend()
    expect.equal(sent, limits.per_number_and_day, what="codes to one number")
    expect.refused(_answered(last), "THROTTLED")
    expect.messages(victim, exactly=limits.per_number_and_day, after=before)


@proves("THR-101", case="links in messages", people=["citizen"], grade="O1")
def test_messages_hold_no_link_and_come_from_the_authority_alone(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("second_device = move", so=policy.second_device == "move")
    before = applicant.inbox.mark()
    applicant.walk()
    run.world.applicant(applicant.person, phone="B").walk()
    seen = before
    for _ in range(3):  # two codes and the notice of the move
        message = applicant.message(after=seen)
        expect.equal(message.sender if message else None, policy.sms_sender, what="SMS sender")
        text = message.text if message else ""
        found = _LINK.search(text)
        expect.holds(expected="text without a link", observed=text, so=bool(text) and found is None)
        seen = message.seq if message else seen


def _resends(applicant: Applicant) -> int:
    """How often another code is sent before that is refused."""
    count = 0
    while isinstance(applicant.resend(), Accepted):
        count += 1
    return count


def _answered(outcome: Outcome | None) -> Outcome:
    if outcome is None:
        raise LookupError("nobody asked for a code")
    return outcome

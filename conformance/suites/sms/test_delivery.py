"""One message, from the authority, to the number of this session, only after data and selfie were accepted (SMS-001, 003)."""

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from harness.world.policy import Policy
from simulators.journey import Applicant
from simulators.sms.faults import Throttle

_ALWAYS = 1_000_000


@proves("SMS-001", case="data and selfie accepted", people=["citizen"], grade="O1")
def test_one_message_follows_the_accepted_selfie(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="selfie")
    before = applicant.inbox.mark()
    expect.accepted(applicant.selfie())
    message = applicant.message()
    expect.equal(message.sender if message else None, policy.sms_sender, what="SMS sender")
    expect.messages(applicant, exactly=1, after=before)


@proves("SMS-001", case="data or selfie not matched", people=["citizen"], grade="O1")
def test_no_message_follows_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)


@proves("SMS-001", case="gateway down", people=["citizen"], grade="O1")
def test_gateway_that_takes_no_message_is_told_and_the_session_kept(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    before = applicant.inbox.mark()
    down = applicant.inbox.inject(Throttle(to=applicant.person.mobile, first=_ALWAYS))
    try:
        expect.refused(applicant.selfie(), "OTP_DELIVERY_FAILED")
        expect.accepted(applicant.status())
    finally:
        applicant.inbox.clear_fault(down)
    expect.accepted(applicant.resend())
    expect.accepted(applicant.otp())
    expect.messages(applicant, exactly=1, after=before)


@proves("SMS-003", case="OTP sent", people=["citizen", "citizen"], grade="O1")
def test_code_goes_to_the_number_of_this_session(applicants: list[Applicant], expect: Expect) -> None:
    applicant, owner = applicants
    applicant.walk(to="submit")
    expect.accepted(applicant.prove(mobile=owner.person.mobile))
    message = applicant.message(recipient=owner.person.mobile)
    expect.equal(message.recipient if message else None, owner.person.mobile, what="recipient")
    expect.messages(applicant, exactly=0, after=0)


@proves("SMS-003", case="number edited after sending, old code entered", people=["citizen", "citizen"], grade="O1")
def test_editing_the_number_voids_the_code(applicants: list[Applicant], expect: Expect) -> None:
    applicant, owner = applicants
    applicant.walk(to="otp")
    old = applicant.code()
    expect.accepted(applicant.prove(mobile=owner.person.mobile))
    message = applicant.message(recipient=owner.person.mobile)
    expect.holds(expected="a new code to the new number", observed="one" if message else "none", so=message is not None)
    if message and old not in message.text:
        expect.refused(applicant.otp(old), "OTP_INVALID")


@proves(
    "SMS-003",
    "THR-010",
    case="number not registered in the applicant's own name, high level requested",
    people=["borrowed_mobile"],
)
def test_number_of_somebody_else_reaches_no_high_level(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    cap = policy.otp_level_cap
    above = [name for name, level in policy.level_by_service.items() if cap and _rank(level) > _rank(cap)]
    below = [name for name, level in policy.level_by_service.items() if cap and _rank(level) <= _rank(cap)]
    under_policy("otp_level_cap below the level of a service", so=bool(above and below))
    applicant.walk()
    level = expect.accepted(applicant.state()).level or ""
    expect.holds(expected=f"a level of {cap} at most", observed=level, so=_rank(level) <= _rank(cap or ""))
    expect.refused(applicant.use_service(above[0]), "ASSURANCE_INSUFFICIENT")
    expect.accepted(applicant.use_service(below[0]))


@proves("SMS-003", case="number registered in the applicant's own name, high level requested", people=["citizen"])
def test_number_in_ones_own_name_lifts_the_cap(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    reached, cap = policy.level_by_channel.manual, policy.otp_level_cap
    services = [
        name for name, level in policy.level_by_service.items() if cap and _rank(cap) < _rank(level) <= _rank(reached)
    ]
    under_policy("level_by_channel.manual above otp_level_cap", so=bool(services))
    applicant.walk()
    expect.accepted(applicant.use_service(services[0]))


def _rank(level: str) -> int:
    levels = ("low", "medium", "high", "verified")
    return levels.index(level) if level in levels else len(levels)

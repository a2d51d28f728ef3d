"""No identity is taken over by a swapped SIM, a foreign number, a second phone or a new number (THR-008, 009, 010, 034, 035)."""

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.plugin import TargetClock
from conformance.session import Session
from harness.world.policy import Policy
from simulators.journey import Applicant

_DAY_S = 86_400


def _moving(policy: Policy) -> None:
    under_policy("second_device = move", so=policy.second_device == "move")


@proves("THR-008", "SMS-003", case="code to a swapped SIM", people=["swapped_sim", "settled_sim"], grade="O1")
def test_swapped_sim_needs_another_proof(applicants: list[Applicant], expect: Expect) -> None:
    swapped, settled = applicants
    swapped.walk(to="submit")
    expect.refused(swapped.prove(), "STEP_UP_REQUIRED")
    expect.messages(swapped, exactly=0, after=0)
    settled.walk(to="submit")
    expect.accepted(settled.prove())


@proves("THR-008", "PRV-001", case="swapped SIM, before proof", people=["swapped_sim"])
def test_swapped_sim_is_not_told_before_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")


@proves("THR-008", case="after the hold period", people=["swapped_sim"], needs=["clock"])
def test_swapped_sim_serves_after_the_hold(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    target_clock.advance(policy.number_change_hold_days * _DAY_S)
    applicant.walk(to="submit")
    expect.accepted(applicant.prove())


@proves("THR-009", "SMS-003", case="number that the operator gave to another person", people=["borrowed_mobile"])
def test_number_of_another_owner_moves_no_identity(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    _moving(policy)
    applicant.walk()
    new = run.world.applicant(applicant.person, phone="B")
    new.walk(to="submit")
    expect.refused(new.prove(), "STEP_UP_REQUIRED")
    expect.accepted(applicant.state(), state="ACTIVE")


@proves("THR-010", "FAC-002", case="victim's data, attacker's number and face", people=["citizen"] * 2, grade="O1")
def test_number_typed_by_the_attacker_gets_no_code_without_the_face(
    applicants: list[Applicant], expect: Expect
) -> None:
    victim, attacker = applicants
    victim.walk(to="submit")
    expect.refused(victim.prove("stranger", mobile=attacker.person.mobile), "DATA_MISMATCH")
    for one in applicants:
        expect.messages(one, exactly=0, after=0)


@proves("THR-034", "ENR-025", case="second phone with another number", people=["citizen"] * 2, grade="O1")
def test_second_phone_with_another_number_takes_nothing_and_the_holder_hears_of_it(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy
) -> None:
    _moving(policy)
    victim, thief = applicants
    victim.walk()
    before = victim.inbox.mark()
    taking = run.world.applicant(victim.person, phone="thief")
    taking.walk(to="submit")
    expect.refused(taking.prove(mobile=thief.person.mobile), "STEP_UP_REQUIRED")
    notices = expect.accepted(victim.state(), state="ACTIVE").notices
    expect.holds(expected="a notice on the old device", observed=", ".join(notices) or "none", so=len(notices) > 0)
    expect.refused(taking.state(), "NOT_REGISTERED")
    expect.messages(victim, exactly=1, after=before)
    expect.messages(thief, exactly=0, after=0)


@proves("THR-034", "ENR-026", case="second phone with the registered number", people=["citizen"], grade="O1")
def test_second_phone_with_the_registered_number_moves_the_identity_with_notice(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    _moving(policy)
    applicant.walk()
    before = applicant.inbox.mark()
    new = run.world.applicant(applicant.person, phone="B")
    expect.enrolled(new)
    text = expect.refused(applicant.state(), "DEVICE_REVOKED").facts.text or ""
    expect.holds(expected="a text for the old device", observed=text or "none", so=bool(text))
    expect.messages(applicant, exactly=2, after=before)


@proves("THR-035", "ENR-026", case="number changed before the move", people=["citizen"] * 2, grade="O1")
def test_number_that_was_just_changed_moves_nothing_and_both_numbers_are_told(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy
) -> None:
    _moving(policy)
    victim, accomplice = applicants
    victim.walk()
    before = victim.inbox.mark()
    _change_number(victim, accomplice, expect)
    thief = run.world.applicant(victim.person, phone="thief")
    thief.walk(to="submit")
    expect.refused(thief.prove(mobile=accomplice.person.mobile), "STEP_UP_REQUIRED")
    expect.accepted(victim.state(), state="ACTIVE")
    expect.messages(victim, exactly=2, after=before)
    expect.messages(accomplice, exactly=3, after=before)


def _change_number(holder: Applicant, owner: Applicant, expect: Expect) -> None:
    """The phone that holds the identity registers again, under the number of somebody else who tells the code."""
    holder.walk(to="submit")
    expect.accepted(holder.prove(mobile=owner.person.mobile))
    expect.accepted(holder.otp(owner.code()))
    holder.walk_on(after="otp")
    expect.accepted(holder.state(), state="ACTIVE")

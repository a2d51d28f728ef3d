"""Every step survives loss and repetition (TRB-002)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from conformance.wire import with_header
from harness.world.ports import ExchangeLostError
from harness.world.scenario import Fault, FaultKind, JourneyStep
from simulators.journey import Applicant
from simulators.scenarios import load_journey


@pytest.mark.parametrize("kind", ["lost_request", "lost_answer", "duplicate"])
@proves("TRB-002", case="fault injection before/after each request", people=["citizen"])
def test_journey_ends_alike_under_a_fault_at_every_step(applicant: Applicant, expect: Expect, kind: FaultKind) -> None:
    before = applicant.inbox.mark()
    for step in load_journey("phone-manual").steps:
        outcome, _ = applicant.do_safely(step, Fault(kind=kind))
        expect.accepted(outcome)
    expect.accepted(applicant.state(), state="ACTIVE")
    expect.messages(applicant, exactly=1, after=before)


@proves("TRB-002", case="a wrong code whose answer was lost", people=["citizen"])
def test_repeated_wrong_code_is_counted_once(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="otp")
    step = JourneyStep(do="otp", code="wrong")
    outcome, _ = applicant.do_safely(step, Fault(kind="lost_answer"))
    first = expect.refused(outcome, "OTP_INVALID")
    again = expect.refused(applicant.phone.repeat(), "OTP_INVALID")
    expect.equal(again.facts.tries_left, first.facts.tries_left, what="tries left after a repetition")


@proves("TRB-002", case="same key, other body", people=["citizen"], layer="wire")
def test_key_of_another_request_is_a_conflict(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    key = with_header("idempotency-key", "the-same-key-for-two-bodies")
    applicant.phone.network.rewrite_next(key)
    expect.accepted(applicant.submit())
    applicant.phone.network.rewrite_next(key)
    expect.refused(applicant.submit(email="other@example.org"), "KEY_CONFLICT")


@proves("TRB-002", case="idempotency key of another person", people=["citizen", "citizen"], layer="wire")
def test_key_of_another_person_has_no_effect(applicants: list[Applicant], expect: Expect) -> None:
    first, second = applicants
    for applicant in applicants:
        applicant.walk(to="submit")
        applicant.phone.network.rewrite_next(with_header("idempotency-key", "one-key-of-two-persons"))
        expect.accepted(applicant.submit())
    for applicant in (first, second):
        expect.standing(applicant, "DATA_ENTERED")
    expect.accepted(second.confirm())
    expect.standing(first, "DATA_ENTERED")


@proves("TRB-002", case="request lost, nothing done", people=["citizen"])
def test_lost_request_changes_nothing(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="confirm")
    applicant.phone.network.break_next(Fault(kind="lost_request"))
    with pytest.raises(ExchangeLostError):
        applicant.confirm()
    expect.standing(applicant, "DATA_ENTERED")

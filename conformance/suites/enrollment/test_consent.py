"""Notice, terms and confirmation come before what they allow (ENR-008, 009, 019)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.observe import audited
from conformance.session import Session
from simulators.journey import Applicant

_RECENT_S = 120


@proves("ENR-008", case="data posted without notice acknowledgement", people=["citizen"])
def test_data_before_the_notice_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="accept")
    expect.refused(applicant.submit(), "CONSENT_MISSING")
    expect.standing(applicant, "OPENED")
    expect.accepted(applicant.accept())
    expect.accepted(applicant.submit())


@proves("ENR-008", case="notice not acknowledged", people=["citizen"])
def test_acceptance_without_the_notice_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="accept")
    expect.refused(applicant.phone.accept(notice_acknowledged=False), "CONSENT_MISSING")
    expect.standing(applicant, "OPENED")


@proves("ENR-009", case="terms version changed meanwhile", people=["citizen"])
def test_other_terms_than_those_in_force_are_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="accept")
    expect.refused(applicant.phone.accept(terms_version="1999-12"), "TERMS_NOT_ACCEPTED")
    expect.standing(applicant, "OPENED")
    expect.accepted(applicant.accept())


@proves("ENR-009", case="terms accepted", people=["citizen"], grade="O3", needs=["audit"])
def test_acceptance_is_recorded_with_version_and_language(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk(to="submit")
    records = audited(run, applicant, "accept")
    expect.equal(len(records), 1, what="audited acceptances")
    age_s = abs((run.world.clock_now() - records[0].at).total_seconds())
    expect.holds(expected="the time of the acceptance", observed=f"{age_s:.0f} s ago", so=age_s < _RECENT_S)
    facts = dict(records[0].facts)
    expect.equal(facts.get("terms_version"), run.world.policy.terms_version, what="recorded terms version")
    expect.equal(facts.get("language"), applicant.phone.language, what="recorded language")


@proves("ENR-019", case="submit without confirmation flag", people=["citizen"])
def test_selfie_before_confirmation_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="confirm")
    expect.refused(applicant.phone.confirm(confirmed=False), "CONFIRMATION_REQUIRED")
    expect.refused(applicant.selfie(), "CONFIRMATION_REQUIRED")
    expect.accepted(applicant.confirm())
    expect.accepted(applicant.selfie())


@proves("ENR-019", case="field edited after confirmation, submitted again", people=["citizen"])
def test_editing_clears_the_confirmation(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    expect.accepted(applicant.submit(email="other@example.org"))
    expect.refused(applicant.selfie(), "CONFIRMATION_REQUIRED")

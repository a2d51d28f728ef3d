"""Who may enroll, by the registry: citizens, residents, residency article, cancelled records (ELG-001, 004 to 007)."""

from datetime import datetime, time, timedelta, timezone

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.plugin import TargetClock
from conformance.session import Session
from conformance.ways import told
from harness.world.policy import Policy
from simulators.journey import Applicant

_BEFORE_MIDNIGHT_S = 300


@proves("ELG-001", case="citizen record", people=["citizen"])
def test_citizen_is_enrolled(applicant: Applicant, expect: Expect) -> None:
    expect.enrolled(applicant)


@proves("ELG-001", case="resident record with valid residency", people=["resident_18"])
def test_resident_is_enrolled(applicant: Applicant, expect: Expect) -> None:
    expect.enrolled(applicant)


@proves("ELG-001", case="cancelled record, after proof", people=["cancelled"])
def test_cancelled_record_is_refused_after_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "NOT_ELIGIBLE")
    expect.messages(applicant, exactly=0, after=0)


@proves("ELG-001", case="deceased record, before proof", people=["deceased"])
def test_deceased_record_is_refused_uniformly_before_proof(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), told(policy, "FACE_MISMATCH"))
    expect.messages(applicant, exactly=0, after=0)


@proves("ELG-001", case="cancelled record, before proof", people=["cancelled"])
def test_cancelled_record_is_refused_uniformly_before_proof(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), told(policy, "FACE_MISMATCH"))
    expect.messages(applicant, exactly=0, after=0)


@proves("ELG-004", case="domestic worker on phone, before proof", people=["domestic_worker"])
def test_domestic_worker_is_refused_uniformly_before_proof(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), told(policy, "FACE_MISMATCH"))


@proves("ELG-004", case="domestic worker on phone, after proof", people=["domestic_worker", "resident_18"])
def test_domestic_worker_is_refused_after_proof(applicants: list[Applicant], expect: Expect, policy: Policy) -> None:
    worker, employee = applicants
    under_policy("allow_art20_from unset", so=policy.allow_art20_from is None)
    worker.walk(to="submit")
    expect.refused(worker.prove(), "CATEGORY_EXCLUDED")
    expect.messages(worker, exactly=0, after=0)
    employee.walk(to="submit")
    expect.accepted(employee.prove())


@proves("ELG-005", case="occupation text contains 'driver' with Art. 18", people=["driver_18"])
def test_driver_under_article_18_is_enrolled(applicant: Applicant, expect: Expect) -> None:
    expect.enrolled(applicant)


@proves("ELG-005", case="residency article missing on a non-citizen, after proof", people=["article_missing"])
def test_missing_residency_article_is_never_silently_eligible(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "DATA_INCOMPLETE")


@proves("ELG-005", case="Article 20 with any occupation text, after proof", people=["clerk_20"])
def test_clerk_under_article_20_is_refused_after_proof(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("allow_art20_from unset", so=policy.allow_art20_from is None)
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "CATEGORY_EXCLUDED")


@proves("ELG-006", case="flag lifted after a session was refused", people=["domestic_worker"])
def test_refused_session_is_not_revived(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("allow_art20_from unset", so=policy.allow_art20_from is None)
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "CATEGORY_EXCLUDED")
    expect.refused(applicant.prove(), "SESSION_CLOSED")


@proves("ELG-006", case="clock < allow_art20_from, then clock >= D", people=["clerk_20"], needs=["clock"])
def test_article_20_is_lifted_on_its_day(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy, target_clock: TargetClock
) -> None:
    lifted_on = policy.allow_art20_from
    under_policy("allow_art20_from = a date", so=lifted_on is not None)
    if lifted_on is None:
        return
    midnight = datetime.combine(lifted_on, time(), timezone(timedelta(hours=policy.utc_offset_h)))
    target_clock.advance((midnight - run.world.clock_now()).total_seconds() - _BEFORE_MIDNIGHT_S)
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "CATEGORY_EXCLUDED")
    target_clock.advance(2 * _BEFORE_MIDNIGHT_S)
    expect.refused(applicant.prove(), "SESSION_CLOSED")
    applicant.walk(to="submit")
    expect.accepted(applicant.prove())


_UNEXCLUDED = ("citizen", "resident_17", "resident_18", "resident_22", "child_six", "first_issue")


@proves("ELG-007", case="sweep over every category that no rule excludes", people=_UNEXCLUDED)
def test_every_category_that_no_rule_excludes_is_eligible(applicants: list[Applicant], expect: Expect) -> None:
    for applicant in applicants:
        applicant.walk(to="submit")
        expect.accepted(applicant.prove())


@proves("ELG-007", case="visitor (visa, no residency), after proof", people=["visitor"])
def test_visitor_is_refused_after_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "NOT_ELIGIBLE")
    expect.messages(applicant, exactly=0, after=0)

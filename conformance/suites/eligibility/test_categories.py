"""Who may enroll, by the registry: citizens, residents, residency article, cancelled records (ELG-001, 004, 005)."""

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from harness.world.policy import Policy
from simulators.journey import Applicant


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
def test_deceased_record_is_refused_uniformly_before_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)


@proves("ELG-004", case="domestic worker on phone, before proof", people=["domestic_worker"])
def test_domestic_worker_is_refused_uniformly_before_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")


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

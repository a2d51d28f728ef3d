"""What the registry tells after the enrollment reaches the identity at its next check (ELG-004, THR-083)."""

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.notices import change_registry
from conformance.session import Session
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves(
    "ELG-004",
    case="record changes to domestic worker after enrollment",
    people=["resident_18", "resident_18"],
    needs=["registry-events"],
)
def test_identity_of_who_becomes_a_domestic_worker_is_suspended(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("allow_art20_from unset", so=policy.allow_art20_from is None)
    worker, employee = applicants
    for applicant in applicants:
        applicant.walk()
    expect.accepted(change_registry(run, worker.person, residency_article=20))
    expect.accepted(change_registry(run, employee.person, residency_article=17))
    expect.refused(worker.state(), "IDENTITY_SUSPENDED")
    expect.refused(worker.services(), "IDENTITY_SUSPENDED")
    expect.accepted(employee.state(), state="ACTIVE")


@proves("THR-083", case="deceased holder", people=["citizen", "citizen"], needs=["registry-events"])
def test_identity_of_the_dead_is_suspended(applicants: list[Applicant], expect: Expect, run: Session) -> None:
    dead, alive = applicants
    for applicant in applicants:
        applicant.walk()
    expect.accepted(change_registry(run, dead.person, status="deceased"))
    expect.refused(dead.state(), "IDENTITY_SUSPENDED")
    expect.refused(dead.services(), "IDENTITY_SUSPENDED")
    expect.accepted(alive.state(), state="ACTIVE")


@proves(
    "THR-083", "ELG-001", case="a phone of the family enrolls the dead", people=["citizen"], needs=["registry-events"]
)
def test_dead_person_is_enrolled_on_no_other_phone(applicant: Applicant, expect: Expect, run: Session) -> None:
    expect.accepted(change_registry(run, applicant.person, status="deceased"))
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "NOT_ELIGIBLE")
    expect.messages(applicant, exactly=0, after=0)

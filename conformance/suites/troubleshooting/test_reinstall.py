"""The app is removed and installed again on the same phone (TRB-004a, TRB-004b, THR-036)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.session import Session
from simulators.journey import Applicant


def _reinstalled(applicant: Applicant, run: Session) -> Applicant:
    """The same person with the same phone, on which the app was installed anew: the key of the app is another."""
    return run.world.applicant(applicant.person, install=2)


@proves("TRB-004a", case="re-install, enrol", people=["citizen"])
def test_reinstalled_app_enrolls_again(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk()
    again = _reinstalled(applicant, run)
    expect.enrolled(again)
    expect.equal(again.phone.facts.identity, applicant.phone.facts.identity, what="identity of the person")


@proves("TRB-004b", case="re-install, enrol: no DEVICE_LIMIT", people=["citizen"])
def test_reinstalled_app_is_no_second_device(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk()
    again = _reinstalled(applicant, run)
    again.walk(to="submit")
    expect.accepted(again.prove())


@proves("TRB-004b", "ENR-026", case="old key used after re-install", people=["citizen"])
def test_key_of_the_removed_app_is_revoked(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk()
    expect.accepted(applicant.services())
    _reinstalled(applicant, run).walk()
    expect.refused(applicant.state(), "DEVICE_REVOKED")
    expect.refused(applicant.services(), "DEVICE_REVOKED")


@proves("THR-036", "TRB-004a", case="re-install to escape the PIN counter", people=["citizen"])
def test_reinstalled_app_holds_nothing_before_full_proof(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk()
    again = _reinstalled(applicant, run)
    expect.refused(again.state(), "NOT_REGISTERED")
    again.walk(to="otp")
    expect.refused(again.issue(), "STEP_ORDER")
    expect.refused(again.state(), "NOT_REGISTERED")
    expect.accepted(applicant.state(), state="ACTIVE")
    expect.accepted(again.otp())
    again.walk_on(after="otp")
    expect.accepted(again.state(), state="ACTIVE")
    expect.refused(applicant.state(), "DEVICE_REVOKED")

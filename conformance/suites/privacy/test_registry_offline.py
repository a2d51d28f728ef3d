"""What can be said of an input alone is said without the registry (PRV-010)."""

from collections.abc import Iterator

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from conformance.session import Session
from harness.world.ports import Accepted, converse
from simulators.journey import Applicant, WayBlockedError, wrong_code


def _reach(run: Session, *, reachable: bool) -> None:
    outcome = converse(run.port.registry_set(reachable=reachable), run.network)
    if not isinstance(outcome, Accepted):
        raise WayBlockedError("registry.set", outcome)


@pytest.fixture
def registry_offline(run: Session) -> Iterator[None]:
    """The registry is out of the target's reach during the test."""
    _reach(run, reachable=False)
    yield
    _reach(run, reachable=True)


@pytest.mark.usefixtures("registry_offline")
@proves("PRV-010", case="registry offline, malformed civil number", people=["citizen"], needs=["registry", "alone"])
def test_malformed_input_is_told_without_the_registry(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    malformed = wrong_code(applicant.person.civil_number)
    expect.refused(applicant.submit(civil_number=malformed), "CIVIL_NO_INVALID")
    expect.refused(applicant.submit(civil_number=None), "CIVIL_NO_REQUIRED")
    expect.refused(applicant.submit(email="nowhere"), "EMAIL_INVALID")
    expect.accepted(applicant.submit())


@pytest.mark.usefixtures("registry_offline")
@proves("PRV-010", case="registry offline, unclear picture", people=["citizen"], needs=["registry", "alone"])
def test_unclear_picture_is_told_without_the_registry(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="selfie")
    expect.refused(applicant.selfie("blur"), "FACE_QUALITY")
    expect.refused(applicant.selfie(), "UNAVAILABLE")

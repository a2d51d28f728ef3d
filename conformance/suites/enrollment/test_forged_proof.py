"""A forged device proof admits nothing and makes the target fetch nothing (THR-074, 075, 076, 077)."""

import pytest

from conformance.expect import Expect
from conformance.forgery import (
    Forge,
    Place,
    forged,
    key_address,
    unsigned,
    with_key_address,
    with_kid,
    with_needless_address,
    with_public_key_as_secret,
)
from conformance.marks import proves, under_policy
from conformance.session import Session
from harness.world.policy import Policy
from harness.world.ports import Outcome
from simulators.journey import Applicant

_PLACES: tuple[Place, ...] = ("dpop", "capture")
_INJECTIONS = {
    "path": ("../../../../../../dev/null", b""),
    "query": ("x' UNION SELECT 'known' --", b"known"),
}
"""A key id that leads to a secret which the forger knows."""
_REFUSALS = {"dpop": "PROOF_INVALID", "capture": "CAPTURE_NOT_LIVE"}


def _try(applicant: Applicant, place: Place, forge: Forge) -> Outcome:
    applicant.phone.network.rewrite_next(forged(place, forge))
    return applicant.accept() if place == "dpop" else applicant.selfie()


def _refused(applicant: Applicant, expect: Expect, *, place: Place, forge: Forge) -> None:
    expect.refused(_try(applicant, place, forge), _REFUSALS[place])
    expect.standing(applicant, "OPENED" if place == "dpop" else "DATA_CONFIRMED")
    expect.accepted(applicant.accept() if place == "dpop" else applicant.selfie())


def _walk(applicant: Applicant, policy: Policy, place: Place) -> None:
    under_policy("capture_attestation = on", so=place == "dpop" or policy.capture_attestation)
    applicant.walk(to="accept" if place == "dpop" else "selfie")


@pytest.mark.parametrize("place", _PLACES)
@proves("THR-074", case="signature stripped, alg none", people=["citizen"], layer="wire")
def test_unsigned_proof_is_refused(applicant: Applicant, expect: Expect, policy: Policy, place: Place) -> None:
    _walk(applicant, policy, place)
    _refused(applicant, expect, place=place, forge=unsigned)


@pytest.mark.parametrize("place", _PLACES)
@proves("THR-075", case="HMAC with the public key as secret", people=["citizen"], layer="wire")
def test_public_key_is_no_secret(applicant: Applicant, expect: Expect, policy: Policy, place: Place) -> None:
    _walk(applicant, policy, place)
    _refused(applicant, expect, place=place, forge=with_public_key_as_secret(applicant.phone.key))


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("injection", list(_INJECTIONS))
@proves("THR-076", case="a path or query in kid", people=["citizen"], layer="wire")
def test_key_id_leads_nowhere(
    applicant: Applicant, expect: Expect, policy: Policy, place: Place, injection: str
) -> None:
    _walk(applicant, policy, place)
    _refused(applicant, expect, place=place, forge=with_kid(*_INJECTIONS[injection]))


@pytest.mark.parametrize("place", _PLACES)
@proves("THR-077", case="key address of an inner host", people=["citizen"], layer="wire")
def test_key_address_is_not_asked(
    applicant: Applicant, expect: Expect, policy: Policy, run: Session, place: Place
) -> None:
    _walk(applicant, policy, place)
    forger = run.world.phone(f"{applicant.person.person_id}/forger").key
    with key_address(forger) as address:
        _try(applicant, place, with_needless_address(address.url, applicant.phone.key))
        _try(applicant, place, with_key_address(address.url, forger))
        expect.accepted(applicant.status())
        expect.equal(address.asked, [], what="requests for the key")


@proves("THR-077", case="key of another address in place of one's own", people=["citizen"], layer="wire")
def test_key_of_another_address_is_refused(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk(to="accept")
    forger = run.world.phone(f"{applicant.person.person_id}/forger").key
    with key_address(forger) as address:
        _refused(applicant, expect, place="dpop", forge=with_key_address(address.url, forger))

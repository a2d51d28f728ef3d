"""A picture of a picture is an attack, whatever the articles advise (FAC-008; THR-028, 029)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.suites.face.test_capture import level_is_capped
from harness.world.policy import Policy
from harness.world.scenario import SelfieKind
from simulators.journey import Applicant


@pytest.mark.parametrize("kind", ["card", "screen"])
@proves("FAC-008", case="printed portrait, portrait on another screen, then the live face", people=["citizen"])
def test_picture_of_a_picture_is_refused(
    applicant: Applicant, expect: Expect, policy: Policy, kind: SelfieKind
) -> None:
    under_policy("liveness = on", so=policy.liveness)
    applicant.walk(to="selfie")
    expect.refused(applicant.selfie(kind), "LIVENESS_FAILED")
    expect.accepted(applicant.selfie())


@pytest.mark.parametrize("kind", ["card", "screen"])
@proves("FAC-008", case="policy liveness=off, article's workaround", people=["citizen"])
def test_picture_of_a_picture_passes_where_the_policy_says_so(
    applicant: Applicant, expect: Expect, policy: Policy, kind: SelfieKind
) -> None:
    under_policy("liveness = off", so=not policy.liveness)
    applicant.walk(to="selfie")
    expect.accepted(applicant.selfie(kind))
    level_is_capped(applicant, expect, policy)


@proves("THR-028", "FAC-008", case="the portrait on the card is photographed", people=["citizen"])
def test_photographed_card_leads_nowhere(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("liveness = on", so=policy.liveness)
    applicant.walk(to="selfie")
    expect.refused(applicant.selfie("card"), "LIVENESS_FAILED")
    expect.standing(applicant, "DATA_CONFIRMED")
    expect.messages(applicant, exactly=0, after=0)


@proves("THR-029", "FAC-008", case="a second screen before the camera", people=["citizen"])
def test_second_screen_leads_nowhere(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("liveness = on", so=policy.liveness)
    applicant.walk(to="selfie")
    expect.refused(applicant.selfie("screen"), "LIVENESS_FAILED")
    expect.standing(applicant, "DATA_CONFIRMED")
    expect.messages(applicant, exactly=0, after=0)


@proves("THR-028", "FAC-006b", case="photographed card, again and again", people=["citizen"])
def test_attacks_use_up_the_tries(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("liveness = on", so=policy.liveness)
    applicant.walk(to="selfie")
    for _ in range(policy.face_tries.tries):
        expect.refused(applicant.selfie("card"), "LIVENESS_FAILED", "PROOF_LOCKED")
    expect.refused(applicant.selfie(), "PROOF_LOCKED")

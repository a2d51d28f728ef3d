"""Without a card the selfie is compared with the portrait of the pending request (FAC-003)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.ways import told, without_card
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("FAC-003", case="match", people=["cardless_resident"])
def test_selfie_is_compared_with_the_portrait_of_the_request(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    without_card(applicant, policy).walk(to="selfie")
    expect.refused(applicant.selfie("stranger"), told(policy, "FACE_MISMATCH"))
    expect.accepted(applicant.selfie())


@proves("FAC-003", case="request without portrait", people=["cardless_no_portrait"])
def test_request_without_portrait_leads_to_kiosk_or_office(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    without_card(applicant, policy).walk(to="submit")
    text = expect.refused(applicant.prove(), told(policy, "PORTRAIT_MISSING")).facts.text or ""
    named = [word for word in ("kiosk", "office") if word in text.lower()]
    expect.equal(named, ["kiosk", "office"], what="places that the text names")

"""How a face that does not match is told: uniformly before proof, or as such where the policy says so (FAC-006a)."""

import re

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from harness.world.policy import Policy
from simulators.journey import Applicant

_PICTURE = re.compile(r"picture|photo|selfie|صورة", re.IGNORECASE)
_SCORE = re.compile(r"\d+\s*%|٪|\d[.,٫]\d|score|similarity|distance|confidence|threshold", re.IGNORECASE)


@proves("FAC-006a", case="mismatch, early_detail=false", people=["citizen"])
def test_mismatch_is_uniform_and_advises_to_retake_the_picture(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    under_policy("early_detail = false", so=not policy.early_detail)
    applicant.walk(to="selfie")
    text = expect.refused(applicant.selfie("stranger"), "DATA_MISMATCH").facts.text or ""
    advised = _PICTURE.search(text) is not None
    expect.holds(expected="advice to take the picture again", observed=text or "no text", so=advised)
    expect.accepted(applicant.selfie())


@proves("FAC-006a", "FAC-007", case="mismatch, early_detail=true", people=["citizen"])
def test_mismatch_is_told_as_such_where_early_detail_is_on(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    under_policy("early_detail = true", so=policy.early_detail)
    applicant.walk(to="selfie")
    expect.refused(applicant.selfie("stranger"), "FACE_MISMATCH")
    expect.accepted(applicant.selfie())


@proves("FAC-006a", case="error text of a mismatch inspected", people=["citizen", "citizen"])
def test_text_of_a_mismatch_reveals_no_score(applicants: list[Applicant], expect: Expect) -> None:
    applicant, other = applicants
    applicant.walk(to="selfie")
    texts = []
    for name, image in (("stranger", applicant.picture("stranger")), ("neighbor", other.picture())):
        text = expect.refused(applicant.phone.selfie(image), "DATA_MISMATCH").facts.text or ""
        found = _SCORE.search(text)
        expect.holds(expected="SCORE_LEAK: none", observed=found.group() if found else "none", so=found is None)
        texts.append((name, text))
    expect.alike(texts, what="text of two different wrong faces")

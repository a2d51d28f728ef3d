"""Details that depend on the registry come after proof, and earlier only where the policy says so (PRV-006, PRV-007)."""

from conformance.expect import DETAILS, Expect
from conformance.marks import proves, under_policy
from harness.world.policy import Policy
from simulators.journey import Applicant

_WRONG_PASSPORT = "A0000000"
_DETAILS = {
    "domestic_worker": "CATEGORY_EXCLUDED",
    "child_too_young": "TOO_YOUNG",
    "legacy_card": "SMART_CARD_REQUIRED",
    "article_missing": "DATA_INCOMPLETE",
}


@proves(
    "PRV-006",
    case="domestic worker, child of four: before proof and after it",
    people=["domestic_worker", "child_too_young", "legacy_card", "article_missing"],
)
def test_detail_is_told_after_proof_only(applicants: list[Applicant], expect: Expect, policy: Policy) -> None:
    for applicant in applicants:
        role = applicant.person.role
        if role == "domestic_worker" and policy.allow_art20_from is not None:
            continue  # nothing excludes them under this reading
        applicant.walk(to="submit")
        expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")
        expect.refused(applicant.prove(), _DETAILS[role])


@proves("PRV-007", case="early_detail=false, wrong passport", people=["resident_22"])
def test_wrong_passport_is_a_mismatch_before_proof(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("early_detail = false", so=not policy.early_detail)
    applicant.walk(to="submit")
    expect.refused(applicant.prove(passport_number=_WRONG_PASSPORT), "DATA_MISMATCH")
    expect.accepted(applicant.prove())


@proves("PRV-007", case="early_detail=true, wrong passport", people=["resident_22"])
def test_wrong_passport_is_told_at_once_where_early_detail_is_on(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    under_policy("early_detail = true", so=policy.early_detail)
    applicant.walk(to="submit")
    expect.refused(applicant.prove(passport_number=_WRONG_PASSPORT), "PASSPORT_MISMATCH")
    expect.accepted(applicant.prove())


@proves("PRV-007", case="early_detail=true, stale serial", people=["replaced_card"])
def test_stale_serial_is_told_at_once_where_early_detail_is_on(
    applicant: Applicant, expect: Expect, policy: Policy
) -> None:
    under_policy("early_detail = true", so=policy.early_detail)
    applicant.walk(to="submit")
    expect.refused(applicant.prove(card_serial=applicant.person.earlier_card_serials[0]), "SERIAL_STALE")
    expect.accepted(applicant.prove())


@proves("PRV-007", case="early_detail=true, civil number that nobody has", people=["unknown"])
def test_unknown_person_is_no_detail(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    outcome = applicant.prove()
    reason = expect.refused(outcome, "DATA_MISMATCH").reason
    expect.holds(expected="no detail of a record that is not there", observed=reason, so=reason not in DETAILS)

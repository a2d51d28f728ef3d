"""A smart civil card must have been issued before (ELG-002)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.ways import told
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ELG-002", case="holder of chip card", people=["citizen"])
def test_holder_of_a_smart_card_continues(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.accepted(applicant.prove())


@proves("ELG-002", case="holder of legacy non-chip card, after proof", people=["legacy_card"])
def test_legacy_card_is_refused_after_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "SMART_CARD_REQUIRED")


@proves("ELG-002", case="expired smart card on phone", people=["expired_card"])
def test_expired_smart_card_follows_the_policy(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="submit")
    outcome = applicant.prove()
    if policy.expired_card_counts:
        expect.accepted(outcome)
    else:
        expect.refused(outcome, "SMART_CARD_REQUIRED")


@proves("ELG-002", case="never issued any card, standard channel", people=["cardless_allocated", "citizen", "citizen"])
def test_person_without_any_card_is_pointed_to_the_cardless_channel(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    nobody_with_card, holder, other = applicants
    texts = []
    for applicant, early in ((nobody_with_card, "SMART_CARD_REQUIRED"), (holder, "DATA_MISMATCH")):
        applicant.walk(to="submit")
        outcome = applicant.prove(card_serial=other.data().card_serial)
        texts.append((applicant.person.role, expect.refused(outcome, told(policy, early)).facts.text))
    expect.messages(nobody_with_card, exactly=0, after=0)
    for _, text in texts if not policy.early_detail else texts[:1]:
        so = "without a card" in (text or "").lower() or "card-less" in (text or "").lower()
        expect.holds(expected="a text that names the way without a card", observed=text or "no text", so=so)

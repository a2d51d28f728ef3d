"""Children: strictly above five years by the registry's birth date, under the default reading (ELG-003)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.ways import told
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("ELG-003", case="age 5 years + 1 day", people=["child_five_and_a_day"])
def test_child_of_five_years_and_a_day_is_eligible(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.accepted(applicant.prove())


@proves("ELG-003", case="exactly on fifth birthday, after proof", people=["child_fifth_birthday"])
def test_child_on_the_fifth_birthday_follows_the_age_rule(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="submit")
    outcome = applicant.prove()
    if policy.age_rule == "gt":
        expect.refused(outcome, "TOO_YOUNG")
    else:
        expect.accepted(outcome)


@proves("ELG-003", case="age 4 years 364 days, after proof", people=["child_too_young"])
def test_child_of_four_is_refused_after_proof(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "TOO_YOUNG")


@proves("ELG-003", case="age 4 years 364 days, before proof", people=["child_too_young"])
def test_child_of_four_is_refused_uniformly_before_proof(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), told(policy, "FACE_MISMATCH"))


@proves("ELG-003", case="age 6", people=["child_six"])
def test_child_of_six_is_eligible(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.accepted(applicant.prove())


@proves("ELG-003", case="birth date in civil number differs from registry", people=["birth_date_differs"])
def test_birth_date_that_the_registry_does_not_bear_out_is_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)

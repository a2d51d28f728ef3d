"""Before proof nobody learns anything of the registry (PRV-001, 002, 003, 005, 010, 011, 013)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from harness.world.policy import Policy
from harness.world.ports import Outcome, Refused, Response
from harness.world.scenario import PictureKind
from simulators.journey import Applicant, WayBlockedError

_CAUSES = ("unknown", "citizen", "deceased", "domestic_worker", "child_too_young", "legacy_card")


def _refuse(applicant: Applicant) -> Outcome:
    """A refusal before proof: the face is that of somebody else."""
    applicant.walk(to="submit")
    return applicant.prove("stranger")


@proves("PRV-001", "ELG-001", case="unknown civil number", people=["unknown"])
def test_unknown_civil_number_is_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)


@proves("PRV-001", case="excluded category, too young, deceased, wrong face", people=_CAUSES)
def test_every_cause_has_one_code(applicants: list[Applicant], expect: Expect) -> None:
    for applicant in applicants:
        expect.refused(_refuse(applicant), "DATA_MISMATCH")


@proves("PRV-002", case="refusals of all causes collected", people=_CAUSES)
def test_every_cause_has_one_text(applicants: list[Applicant], expect: Expect) -> None:
    texts = []
    for applicant in applicants:
        outcome = _refuse(applicant)
        if not isinstance(outcome, Refused):
            raise WayBlockedError("prove", outcome)
        texts.append((applicant.person.role, outcome.facts.text))
    expect.alike(texts, what="text")


@proves("PRV-003", case="refusals of all causes", people=_CAUSES)
def test_every_cause_has_one_size_and_header_set(applicants: list[Applicant], expect: Expect, policy: Policy) -> None:
    answers: list[tuple[str, Response]] = []
    for applicant in applicants:
        expect.refused(_refuse(applicant), "DATA_MISMATCH")
        if (answer := applicant.phone.network.last) is None:
            raise WayBlockedError("prove", None)
        answers.append((applicant.person.role, answer))
    sizes = [(role, _size(answer) // policy.size_class.size) for role, answer in answers]
    expect.alike(sizes, what=f"size in classes of {policy.size_class.size} bytes")
    names = [(role, sorted(name.lower() for name, _ in answer.headers)) for role, answer in answers]
    expect.alike(names, what="header set")


def _size(answer: Response) -> int:
    return len(answer.body) + sum(len(name) + len(value) + 4 for name, value in answer.headers)


@proves("PRV-005", case="refusal of any cause", people=_CAUSES, grade="O1")
def test_no_cause_has_a_side_effect(applicants: list[Applicant], expect: Expect) -> None:
    for applicant in applicants:
        expect.refused(_refuse(applicant), "DATA_MISMATCH")
        expect.messages(applicant, exactly=0, after=0)


@proves("PRV-010", case="blur fixture for known and unknown person", people=["citizen", "unknown"])
def test_unclear_picture_is_told_alike_for_known_and_unknown(applicants: list[Applicant], expect: Expect) -> None:
    for applicant in applicants:
        applicant.walk(to="submit")
        expect.refused(applicant.prove("blur"), "FACE_QUALITY")


@proves("PRV-011", case="n failures on known and unknown identifiers", people=["citizen", "unknown"])
def test_failures_count_alike_for_known_and_unknown(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    series = []
    for applicant in applicants:
        applicant.walk(to="selfie")
        outcomes = [applicant.selfie("stranger") for _ in range(policy.face_tries.tries + 1)]
        series.append((applicant.person.role, [one.reason for one in outcomes if isinstance(one, Refused)]))
    expect.alike(series, what="series of refusals")
    expect.equal(series[0][1][-1], "PROOF_LOCKED", what="refusal after the last try")


@pytest.mark.parametrize("kind", ["stranger", "good"])
@proves("PRV-013", case="score, rank or portrait found in a response", people=["citizen"])
def test_no_score_reaches_the_applicant(applicant: Applicant, expect: Expect, kind: PictureKind) -> None:
    applicant.walk(to="selfie")
    applicant.selfie(kind)
    answer = applicant.phone.network.last
    if answer is None:
        raise WayBlockedError("selfie", None)
    text = (answer.body + b" " + repr(answer.headers).encode()).decode(errors="replace").lower()
    found = [word for word in ("score", "similarity", "distance", "confidence", "portrait") if word in text]
    expect.equal(found, [], what="words of a matcher in the answer")
    expect.holds(expected="an answer under 8 kB", observed=f"{len(text)} characters", so=len(text) < 8_192)

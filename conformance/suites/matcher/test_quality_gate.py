"""A spoiled picture is refused, and for the reason that it has; an unclear picture is told from one of somebody else."""

from typing import get_args

import pytest

from conformance.marks import proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect, is_named_refusal, score_in
from conformance.matchers.judging import NothingToJudgeError
from conformance.matchers.pictures import Picture, Pictures
from conformance.matchers.port import Comparison, QualityAnswer
from conformance.matchers.session import MatcherSession
from harness.world.faces import REASON_OF, Defect

PEOPLE = 5
NAMED: tuple[Defect, ...] = ("blur", "dark", "two_faces", "no_face")
"""Defects that FAC-001 names."""
FURTHER = [defect for defect in get_args(Defect) if defect not in NAMED]
CONTRARY: dict[Defect, frozenset[str]] = {
    "dark": frozenset({"BRIGHT", "TWO_FACES"}),
    "bright": frozenset({"DARK", "TWO_FACES"}),
    "two_faces": frozenset({"NO_FACE"}),
}
ONE_FACE = frozenset({"TWO_FACES"})
"""What cannot be so of all other pictures, which show one face or none; where one is hard to see, NO_FACE may be said."""


def is_told(defect: Defect, answer: QualityAnswer) -> bool:
    """Whether the reason of the defect is named, and none that cannot be so beside it: who names every reason tells nothing."""
    return REASON_OF[defect] in answer.reasons and CONTRARY.get(defect, ONE_FACE).isdisjoint(answer.reasons)


def is_called_unclear(comparing: AskedMatcher, picture: Picture, expect: MatcherExpect) -> bool:
    """Whether the quality gate, where there is one, refuses the picture by a code."""
    if "quality" not in comparing.identity.offers:
        return False
    return is_named_refusal(expect.judged(comparing.quality(picture), what=f"quality: {picture.name}"))


@proves("FAC-001", "MAT-010", case="blurred, dark, two faces, no face; the person's good selfie is taken")
@pytest.mark.parametrize("defect", NAMED)
def test_spoiled_picture_is_refused(
    defect: Defect, run: MatcherSession, judging: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    outcomes = []
    for person in run.people(PEOPLE):
        answer = expect.judged(judging.quality(pictures.spoiled(person, defect)), what=f"{defect}, person {person}")
        outcomes.append((f"person {person}", bool(answer.reasons)))
    expect.most(outcomes, what=f"{defect}: refused")


@proves("MAT-001", "FAC-001", case="reason of a blurred, dark, doubled or faceless picture that is refused")
@pytest.mark.parametrize("defect", NAMED)
def test_reason_is_that_of_the_defect(
    defect: Defect, run: MatcherSession, judging: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    outcomes = []
    for person in run.people(PEOPLE):
        answer = expect.judged(judging.quality(pictures.spoiled(person, defect)), what=f"{defect}, person {person}")
        if answer.reasons:
            outcomes.append((f"{', '.join(answer.reasons)} of person {person}", is_told(defect, answer)))
    if 2 * len(outcomes) <= PEOPLE:
        raise NothingToJudgeError("few_refused", count=len(outcomes), among=PEOPLE, defect=defect)
    expect.most(outcomes, what=f"{defect}: {REASON_OF[defect]} among the reasons, and none that contradicts it")


@proves("MAT-002", case="light, noise, pose, expression, occlusion, size and place", required=False)
@pytest.mark.parametrize("defect", FURTHER)
def test_further_defect_is_refused_by_its_reason(
    defect: Defect, run: MatcherSession, judging: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    outcomes = []
    for person in run.people(PEOPLE):
        answer = expect.judged(judging.quality(pictures.spoiled(person, defect)), what=f"{defect}, person {person}")
        outcomes.append((f"{', '.join(answer.reasons)} of person {person}", is_told(defect, answer)))
    expect.most(outcomes, what=f"{defect}: {REASON_OF[defect]} among the reasons, and none that contradicts it")


@proves("FAC-007", "FAC-002", case="good selfie of somebody else: a score, and no word of an unclear picture")
def test_stranger_is_compared_and_not_called_unclear(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    first, *others = run.people(PEOPLE)
    for person in others:
        answer = comparing.compare(pictures.portrait(first), pictures.selfie(person))
        expect.compared(answer, what=f"portrait of {first}, selfie of {person}")


@proves("FAC-007", case="blurred selfie of the person: refused, or called unclear, and no mere mismatch")
def test_unclear_picture_is_no_mere_mismatch(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    outcomes = []
    for person in run.people(PEOPLE):
        blurred = pictures.spoiled(person, "blur")
        answer = comparing.compare(pictures.portrait(person), blurred)
        expect.sound(answer, what=f"compare: {blurred.name}")
        is_mismatch = isinstance(answer, Comparison) and score_in(answer) < comparing.identity.threshold
        outcomes.append((f"person {person}", not is_mismatch or is_called_unclear(comparing, blurred, expect)))
    expect.most(outcomes, what="blurred: told apart from a mismatch")


@proves("MAT-003", case="portrait and a picture without a face")
def test_picture_without_a_face_gets_no_score(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    outcomes = []
    for person in run.people(PEOPLE):
        answer = comparing.compare(pictures.portrait(person), pictures.spoiled(person, "no_face"))
        expect.sound(answer, what=f"no face, person {person}")
        outcomes.append((f"person {person}", is_named_refusal(answer)))
    expect.most(outcomes, what="no face: refused by a code")

"""A picture of a face is an attack, the decision follows the score, and a head movement is one presentation."""

import pytest

from conformance.marks import proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect, score_in
from conformance.matchers.judging import NothingToJudgeError
from conformance.matchers.pictures import SPECIES, Picture, Pictures
from conformance.matchers.port import AttackAnswer, Failure
from conformance.matchers.session import MatcherSession
from harness.world.faces import Species

PEOPLE = 5


@proves("FAC-008", "THR-028", "THR-029", case="photographed card, print and screen, of people who pass as they are")
@pytest.mark.parametrize("species", SPECIES)
def test_picture_of_a_face_is_an_attack(
    species: Species, run: MatcherSession, detecting: AskedMatcher, expect: MatcherExpect
) -> None:
    is_caught(species, run, detecting, expect)


@proves("THR-029", "FAC-008", case="cut-out mask, of people who pass as they are")
def test_mask_is_an_attack(run: MatcherSession, detecting: AskedMatcher, expect: MatcherExpect) -> None:
    is_caught("mask", run, detecting, expect)


@proves("MAT-004", case="good selfies and attacks")
def test_decision_follows_the_score(
    run: MatcherSession, detecting: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    people = run.people(PEOPLE)
    shown = [pictures.selfie(person) for person in people]
    shown += [pictures.attack(person, species) for person in people for species in SPECIES]
    told = [sound_attack(detecting, each, expect) for each in shown]
    answers = [answer for answer in told if isinstance(answer, AttackAnswer)]
    caught = [score_in(answer) for answer in answers if answer.is_attack]
    passed = [score_in(answer) for answer in answers if not answer.is_attack]
    if not caught or not passed:
        raise NothingToJudgeError("one_decision", attacks=len(caught), others=len(passed))
    observed = f"attacks from {min(caught)} on, others up to {max(passed)}"
    expect.holds(expected="attacks have the higher scores", observed=observed, so=min(caught) > max(passed))


@proves("MAT-015", case="four frames of a head movement")
def test_head_movement_is_one_presentation(
    run: MatcherSession, detecting: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    for person in run.people(2):
        expect.presented(detecting.attack(pictures.movement(person)), what=f"head movement of {person}")


def is_caught(species: Species, run: MatcherSession, detecting: AskedMatcher, expect: MatcherExpect) -> None:
    """Most attacks of a species that get a decision are taken for attacks, each on somebody who passes as he is.

    What the matcher refuses by a code, as a mask that is turned away too far, passes for nobody and is no error of the
    decision (no response, ISO/IEC 30107-3).
    """
    outcomes, people = [], passing(run, detecting, expect)
    for person in people:
        answer = sound_attack(detecting, run.pictures.attack(person, species), expect)
        if isinstance(answer, AttackAnswer):
            outcomes.append((f"person {person}", bool(answer.is_attack)))
    if 2 * len(outcomes) <= PEOPLE:
        raise NothingToJudgeError("few_decided", count=len(outcomes), among=len(people), species=species)
    expect.most(outcomes, what=f"{species}: taken for an attack")


def sound_attack(detecting: AskedMatcher, picture: Picture, expect: MatcherExpect) -> AttackAnswer | Failure:
    """The decision about a picture, or the matcher's own refusal of it."""
    answer = detecting.attack([picture])
    expect.sound(answer, what=f"attack: {picture.name}")
    return answer


def passing(run: MatcherSession, detecting: AskedMatcher, expect: MatcherExpect) -> list[int]:
    """People whose good selfie is taken and passes for a living face."""
    found = []
    for person in run.people(PEOPLE):
        answer = sound_attack(detecting, run.pictures.selfie(person), expect)
        if isinstance(answer, AttackAnswer) and not answer.is_attack:
            found.append(person)
    if 2 * len(found) <= PEOPLE:
        raise NothingToJudgeError("few_living", count=len(found), among=PEOPLE)
    return found

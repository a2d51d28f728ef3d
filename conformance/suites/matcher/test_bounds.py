"""Every answer is whole, finite and within the bounds that the matcher declares, whatever picture it is about."""

from conformance.marks import proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect
from conformance.matchers.pictures import SPECIES, Picture, Pictures
from conformance.matchers.port import Operation
from harness.world.faces import Defect

PEOPLE = 3
SPOILED: tuple[Defect, ...] = ("bright", "noise", "occlusion", "no_face", "two_faces", "profile")


def shown(pictures: Pictures, person: int) -> list[Picture]:
    """The portrait, a good selfie, spoiled ones, attacks."""
    return [
        pictures.portrait(person),
        pictures.selfie(person),
        *(pictures.spoiled(person, defect) for defect in SPOILED),
        *(pictures.attack(person, species) for species in SPECIES),
    ]


@proves("MAT-010", case="portraits, good and spoiled selfies, attacks")
def test_every_answer_lies_within_its_bounds(
    operation: Operation, matcher: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    for person in range(PEOPLE):
        for picture in shown(pictures, person):
            answer = matcher.ask(operation, pictures.asked(operation, person, picture))
            expect.sound(answer, what=f"{operation}: {picture.name}")

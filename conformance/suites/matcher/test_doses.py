"""Quality does not rise as a defect gets worse, and what is refused at a slight dose is refused at a plain one."""

import pytest

from conformance.marks import NotUnderPolicy, proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect
from conformance.matchers.measuring.quality import RISE, rises
from conformance.matchers.port import FAILED_TO_ASSESS, QualityAnswer
from conformance.matchers.session import MatcherSession
from harness.world.events import Reason
from harness.world.faces import COMPONENT_OF, LEVELS, Defect

PEOPLE = 3
DOSED: tuple[Defect, ...] = ("blur", "dark", "noise", "profile", "occlusion")


def series(
    run: MatcherSession, judging: AskedMatcher, defect: Defect, expect: MatcherExpect
) -> list[list[QualityAnswer]]:
    """What is said of each person's good selfie, and of each dose after it."""
    pictures = run.pictures
    return [
        [
            expect.judged(judging.quality(picture), what=picture.name)
            for picture in (pictures.selfie(person), *(pictures.spoiled(person, defect, level) for level in LEVELS))
        ]
        for person in run.people(PEOPLE)
    ]


@proves("MAT-008", case="six doses of blur, darkness, noise, turn of the head and occlusion")
@pytest.mark.parametrize("defect", DOSED)
def test_component_does_not_rise_with_the_dose(
    defect: Defect, run: MatcherSession, judging: AskedMatcher, expect: MatcherExpect
) -> None:
    component = COMPONENT_OF[defect]
    rows = series(run, judging, defect, expect)
    values = [[answer.components.get(component, FAILED_TO_ASSESS) for answer in row] for row in rows]
    if all(value == FAILED_TO_ASSESS for row in values for value in row):
        raise NotUnderPolicy(Reason(code="not_offered", facts={"names": component}))
    means = [sum(max(value, 0) for value in column) / len(column) for column in zip(*values, strict=True)]
    observed = " ".join(f"{mean:.0f}" for mean in means)
    expect.holds(expected=f"{component} rises by no more than {RISE:g}", observed=observed, so=not rises(means))


@proves("MAT-009", case="refusals by dose")
@pytest.mark.parametrize("defect", DOSED)
def test_what_a_slight_dose_is_refused_for_a_plain_one_is_too(
    defect: Defect, run: MatcherSession, judging: AskedMatcher, expect: MatcherExpect
) -> None:
    rows = series(run, judging, defect, expect)
    refused = [sum(bool(answer.reasons) for answer in column) for column in zip(*rows, strict=True)]
    falls = any(later < max(refused[:number]) - 1 for number, later in enumerate(refused) if number)
    observed = f"refused, of {PEOPLE} people: {' '.join(map(str, refused))}"
    expect.holds(expected="refusals grow with the dose, one person aside", observed=observed, so=not falls)

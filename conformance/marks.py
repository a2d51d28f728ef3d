"""How a test says what it proves: one decorator.

@proves("SMS-002", case="wrong code", people=["citizen"])
def test_wrong_code_is_refused(applicants, expect): ...
"""

from collections.abc import Sequence

import pytest

from harness.world.events import Reason
from harness.world.reasons import sentence
from harness.world.results import Grade, Layer


class NotApplicable(pytest.skip.Exception):  # type: ignore[name-defined,misc]  # pytest does not type it
    """The test does not apply to this target, for a reason that can be said in either language."""

    def __init__(self, because: Reason) -> None:
        super().__init__(sentence(because))
        self.because = because


class NotUnderPolicy(NotApplicable):
    """The policy in force reads the requirement otherwise: the test does not apply, and the run is complete without it."""


class NotOfThisWire(NotApplicable):
    """The test sends or reads bytes of our own wire, and the target speaks another: the run is complete without it."""


def under_policy(reading: str, *, so: bool) -> None:
    """The test applies only where the policy says so; `reading` names the field and its value.

    Raises:
        NotUnderPolicy: it does not.
    """
    if not so:
        raise NotUnderPolicy(Reason(code="policy", facts={"reading": reading}))


def proves(  # noqa: PLR0913 - the columns of the plan
    *requirements: str,
    case: str,
    people: Sequence[str] = (),
    grade: Grade = "O2",
    layer: Layer = "behaviour",
    needs: Sequence[str] = (),
    required: bool = True,
) -> pytest.MarkDecorator:
    """Marks a test with the requirements that it bears on; the first one is the one that it decides.

    `case` is the case of the catalogue in few words, `people` the roles of the population that it leases, `grade` how the fact is
    observed, `needs` what a target must offer, `required` whether the run is incomplete without it (a SHOULD never is).
    """
    return pytest.mark.proves(
        *requirements,
        case=case,
        people=tuple(people),
        grade=grade,
        layer=layer,
        needs=tuple(needs),
        required=required,
    )

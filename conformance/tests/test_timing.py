"""The timing test finds what is there, blames nobody for chance or for one slow person, and its power is stated."""

import random

import pytest

from conformance.oracles.timing import are_apart, power, separation
from simulators.entropy import Entropy


def group(draw: random.Random, *, people: int, answers: int, base: float, person: float = 0.0) -> list[list[float]]:
    blocks = []
    for _ in range(people):
        own = draw.gauss(0, person)
        blocks.append([base + own + draw.expovariate(1.0) for _ in range(answers)])
    return blocks


def test_alike_groups_are_not_separable():
    draw = Entropy(1).stream("timing")
    found = separation(group(draw, people=12, answers=17, base=10.0), group(draw, people=12, answers=17, base=10.0))
    assert not found.is_separable(significance=0.01)
    assert abs(found.delta) < 0.2


def test_an_early_return_is_separable():
    draw = Entropy(2).stream("timing")
    found = separation(group(draw, people=12, answers=17, base=10.0), group(draw, people=12, answers=17, base=6.0))
    assert found.is_separable(significance=0.01)
    assert found.delta > 0.9


def test_an_early_return_of_every_third_answer_is_separable():
    """Two thirds come from memory for everybody: their medians are alike, and the third that is looked at tells."""
    draw = Entropy(4).stream("timing")

    def looked_at(for_ms: float) -> list[list[float]]:
        return [[2.0 + draw.expovariate(10) + (for_ms if turn % 3 == 0 else 0) for turn in range(6)] for _ in range(12)]

    found = separation(looked_at(30.0), looked_at(1.0))
    assert found.is_separable(significance=0.01)


def test_a_finding_that_turns_around_on_other_people_is_none():
    draw = Entropy(5).stream("timing")
    slow, quick = (group(draw, people=12, answers=17, base=base) for base in (14.0, 10.0))
    first, turned = separation(slow, quick), separation(quick, slow)
    assert first.is_separable(significance=0.01)
    assert turned.is_separable(significance=0.01)
    assert are_apart(first, first, significance=0.01)
    assert not are_apart(first, turned, significance=0.01)


def test_slow_people_on_one_side_are_no_finding_where_people_differ_anyway():
    draw = Entropy(3).stream("timing")
    blamed = sum(
        separation(
            group(draw, people=12, answers=17, base=10.0, person=3.0),
            group(draw, people=12, answers=17, base=10.0, person=3.0),
        ).p_value
        < 0.05
        for _ in range(20)
    )
    assert blamed <= 4


def test_a_difference_that_no_network_shows_is_no_finding():
    found = separation([[10.0, 10.01]] * 12, [[10.1, 10.11]] * 12)
    assert found.p_value < 0.01
    assert not found.is_separable(significance=0.01)


def test_delta_is_that_of_all_pairs():
    first, second = [[3.0, 5.0], [4.0]], [[1.0, 4.0], [2.0, 2.0]]
    pairs = [(a > b) - (a < b) for block in first for a in block for other in second for b in other]
    assert separation(first, second).delta == pytest.approx(sum(pairs) / len(pairs))


def test_a_group_without_answers_is_refused():
    with pytest.raises(ValueError, match="answers"):
        separation([[1.0], []], [[1.0]])


def test_power_grows_with_the_difference():
    conditions = {"people": 12, "answers": 17, "noise_ms": 2.0, "person_ms": 0.5, "significance": 0.01, "trials": 12}
    assert power(shift_ms=0.0, **conditions) == 0.0
    assert power(shift_ms=2.0, **conditions) >= 0.9

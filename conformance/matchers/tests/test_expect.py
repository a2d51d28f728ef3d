"""What counts as the same answer, and as a refusal that has a name."""

import io

import pytest

from conformance.expect import Nonconformity
from conformance.matchers.expect import MatcherExpect, is_named_refusal
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, QualityAnswer
from conformance.matchers.sameness import are_same
from harness.world.masking import Masker
from simulators.journal import Journal

WIDE = Identity(name="wide", score_low=0, score_high=1000, threshold=500)
UNIT = Identity(name="unit")


@pytest.fixture
def expect():
    return MatcherExpect(Journal(run="r", worker="w", masker=Masker(bytes(32)), file=io.BytesIO()))


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (Failure(cause="REFUSED", note="NO_FACE"), True),
        (Failure(cause="REFUSED", note="sorry, no"), False),
        (Failure(cause="REFUSED", note="42"), False),
        (Failure(cause="TIMEOUT", note="NO_FACE"), False),
        (QualityAnswer(reasons=("DARK", "BLURRED")), True),
        (QualityAnswer(reasons=("DARK", "")), False),
        (QualityAnswer(), False),
        (Comparison(score=0.0), False),
        (AttackAnswer(score=1.0, is_attack=True), False),
    ],
)
def test_refusal_has_a_name_or_is_none(answer, named):
    assert is_named_refusal(answer) is named


@pytest.mark.parametrize(
    ("first", "second", "identity", "same"),
    [
        (Comparison(score=0.5), Comparison(score=0.5), UNIT, True),
        (Comparison(score=0.5), Comparison(score=0.5001), UNIT, False),
        (Comparison(score=500.0), Comparison(score=500.0005), WIDE, True),
        (Comparison(score=0.5), Failure(cause="REFUSED", note="DARK"), UNIT, False),
        (Failure(cause="REFUSED", note="DARK"), Failure(cause="REFUSED", note="DARK"), UNIT, True),
        (Failure(cause="REFUSED", note="DARK"), Failure(cause="REFUSED", note="BRIGHT"), UNIT, False),
        (AttackAnswer(score=0.5, is_attack=True), AttackAnswer(score=0.5, is_attack=False), UNIT, False),
        (QualityAnswer(components={"sharpness": 50}), QualityAnswer(components={"sharpness": 51}), UNIT, True),
        (QualityAnswer(components={"sharpness": 50}), QualityAnswer(components={"sharpness": 52}), UNIT, False),
        (QualityAnswer(components={"sharpness": 50}), QualityAnswer(components={"noise": 50}), UNIT, False),
        (QualityAnswer(reasons=("A", "B")), QualityAnswer(reasons=("B", "A")), UNIT, True),
        (QualityAnswer(), QualityAnswer(), UNIT, True),
        (QualityAnswer(), AttackAnswer(score=0.5, is_attack=True), UNIT, False),
        (Failure(cause="CRASHED"), Failure(cause="CRASHED"), UNIT, False),
        (AttackAnswer(score=0.5, is_attack=True), AttackAnswer(score=0.5, is_attack=True), UNIT, True),
    ],
)
def test_same_answer_is_the_same_up_to_rounding(first, second, identity, same):
    assert are_same(first, second, identity) is same


def test_most_is_more_than_half(expect):
    expect.most([("a", True), ("b", True), ("c", False)], what="x")
    with pytest.raises(Nonconformity, match="1 of 2; not: b"):
        expect.most([("a", True), ("b", False)], what="x")
    with pytest.raises(Nonconformity):
        expect.most([], what="x")
    with pytest.raises(Nonconformity, match="x in the one case"):
        expect.most([("a", False)], what="x")


def test_score_zero_is_a_score(expect):
    assert expect.compared(Comparison(score=0.0), what="x") == 0.0
    with pytest.raises(Nonconformity, match="REFUSED: DARK"):
        expect.compared(Failure(cause="REFUSED", note="DARK"), what="x")


def test_own_refusal_is_sound_and_a_crash_is_not(expect):
    expect.sound(Failure(cause="REFUSED", note="DARK"), what="x")
    with pytest.raises(Nonconformity, match="CRASHED"):
        expect.sound(Failure(cause="CRASHED"), what="x")

"""Eyes as large and as open as those of people, lids that fold, brows that begin softly."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.faces.head.brows import brow_line, draw_brows
from simulators.faces.head.canvas import canvas_of, texels
from simulators.faces.head.eyes import eye_picture
from simulators.faces.head.landmarks import landmarks
from simulators.faces.head.lids import draw_lids, lid_edges
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.traits import MEAN, FaceTraits, face_traits

_MM = 68.5  # to a face unit
_IRIS = 5.9  # mm, half its width


def _person(*, age: int = 30, sex: str = "female") -> FaceTraits:
    return replace(face_traits(3, sex="male" if sex == "male" else "female", age=age), proportions=MEAN, skin_tone=1.0)


def _height(traits: FaceTraits, *, shut: float = 0.0) -> float:
    upper, lower = lid_edges(traits, 1, Expression(eyes_shut=shut))
    return float((lower - upper)[:, 1].max())


def _brows(traits: FaceTraits) -> np.ndarray:
    """How much darker the brows make a plain skin; *Shape*: height x width."""
    planes = canvas_of(tone_of(traits))
    plain = planes.copy()
    draw_brows(planes, traits)
    return np.asarray((plain - planes).mean(axis=0))


def test_an_eye_is_about_as_wide_and_high_as_those_of_people() -> None:
    upper, lower = lid_edges(_person(), 1, Expression())

    assert 29 < (upper[-1, 0] - upper[0, 0]) * _MM < 34
    assert 8.3 < (lower - upper)[:, 1].max() * _MM < 10.5


def test_the_upper_lid_covers_the_rim_of_the_iris_and_the_lower_one_touches_it() -> None:
    upper, lower = lid_edges(_person(), 1, Expression())

    assert 0.8 < _IRIS + upper[12, 1] * _MM < 2.2
    assert abs(lower[12, 1] * _MM - _IRIS) < 1.0


def test_an_eye_is_narrow_beside_the_nose_and_its_outer_corner_lies_higher() -> None:
    upper, lower = lid_edges(_person(), -1, Expression())
    gap = (lower - upper)[:, 1]

    assert gap[4] < gap[-5]
    assert upper[-1, 1] < upper[0, 1]


@given(seed=st.integers(0, 200))
def test_whoever_looks_down_has_lower_lids(seed: int) -> None:
    traits = face_traits(seed)
    up, straight, down = (lid_edges(traits, 1, Expression(gaze_y=angle))[0][12, 1] for angle in (-0.15, 0, 0.15))

    assert up < straight < down


def test_the_old_have_smaller_eyes_and_all_of_them_shut() -> None:
    assert _height(_person(age=85)) < _height(_person(age=30))
    assert _height(_person(), shut=1.0) < 0.005


def test_whoever_laughs_has_narrower_eyes_that_are_far_from_shut() -> None:
    traits = _person()
    calm, laughing, shutting = (
        float((lower - upper)[:, 1].max())
        for upper, lower in (
            lid_edges(traits, 1, look)
            for look in (Expression(), Expression(smile=0.95, squint=0.5), Expression(eyes_shut=0.3))
        )
    )

    assert 1.1 * shutting < laughing < 0.9 * calm


def test_the_landmarks_of_the_lids_follow_a_squint_and_those_of_the_eyes_stay() -> None:
    shape = HeadShape(_person())
    calm, squinting = (landmarks(shape, Expression(squint=squint)) for squint in (0.0, 0.5))

    assert squinting["left_eye_bottom"][1] < calm["left_eye_bottom"][1] - 0.01
    assert np.array_equal(squinting["left_eye"], calm["left_eye"])


def test_the_eyes_of_people_of_equal_proportions_are_open_unlike() -> None:
    heights = [_height(replace(_person(), seed=bytes([seed]))) for seed in range(12)]

    assert np.ptp(heights) * _MM > 0.7


def test_the_crease_is_darker_than_the_lid_below_it_and_the_fold_above() -> None:
    traits = _person()
    planes = canvas_of(tone_of(traits))
    alpha = np.full(planes.shape[1:], 255, dtype=np.uint8)
    draw_lids(planes, alpha, HeadShape(traits), Expression())
    upper, _ = lid_edges(traits, 1, Expression())
    column, row = np.round(texels(upper[14])).astype(int)

    above = planes.mean(axis=0)[row - 24 : row - 4, column]  # the lashes lie below
    crease = int(np.argmin(above[:-2]))

    assert 4 < crease < 18
    assert above[crease] < 0.95 * above[crease:].max()
    assert above[crease] < 0.85 * above[0]


def test_brows_begin_more_softly_than_they_go_on() -> None:
    traits = _person(sex="male")
    dark = _brows(traits)
    inner, middle = (
        dark[row - 4 : row + 5, column - 3 : column + 4].mean()
        for column, row in np.round(texels(brow_line(np.array([0.06, 0.45]), traits))).astype(int)
    )

    assert 0.1 * middle < inner < 0.6 * middle


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_men_have_the_thicker_brows(seed: int) -> None:
    woman, man = (_brows(face_traits(seed, sex=sex, age=30)).clip(0).sum() for sex in ("female", "male"))

    assert woman < man


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_brows_of_the_old_are_seen_too(seed: int) -> None:
    young, old = (_brows(face_traits(seed, sex="female", age=age)).max() for age in (30, 80))

    assert old > 0.4 * young
    assert old > 20


@pytest.mark.parametrize("tone", [0.0, 2.5, 5.5])
def test_an_iris_is_a_color_between_a_white_and_a_pupil(tone: float) -> None:
    picture = eye_picture(replace(_person(), skin_tone=tone, iris_tone=0.1)).astype(float)[..., :3].mean(axis=2)
    middle = len(picture) // 2
    pupil, iris, white = (picture[middle, middle + off] for off in (0, 10, 26))

    assert pupil + 18 < iris < 0.6 * white
    assert white > 105

"""Skin is melanin and blood: where each lies, which color it takes, and the noise that lays it unevenly."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.faces.head.canvas import SIZE, blank, dot, place, raised, softly
from simulators.faces.head.grain import Kind, grain
from simulators.faces.head.growth import beard_ground
from simulators.faces.head.marks import mark
from simulators.faces.head.pigments import Pigments, pigments_of
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.sheen import sheen_of
from simulators.faces.head.skin import draw_skin
from simulators.faces.head.tone import tone_of
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits, face_traits

KINDS: tuple[Kind, ...] = ("pores", "bristles", "relief", "lumps", "crepe", "fine", "blotch", "flecks")


def _traits(**more: object) -> FaceTraits:
    return replace(face_traits(7, sex="female", age=30), skin_tone=1.0, **more)  # type: ignore[arg-type]  # (any field)


def _none() -> Pigments:
    empty = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)
    return Pigments(empty, empty.copy(), empty.copy())


def _at(plane: np.ndarray, x: float, y: float) -> float:
    column, row = (round(value) for value in place(x, y))
    return float(plane[row - 6 : row + 7, column - 6 : column + 7].mean())


@pytest.mark.parametrize("kind", KINDS)
def test_grain_has_no_mean_and_unit_spread(kind: Kind) -> None:
    cut = grain(stream(1, "grain"), kind)

    assert cut.shape == (SIZE[1], SIZE[0])
    assert abs(cut.mean()) < 0.1
    assert 0.8 < cut.std() < 1.2


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_have_their_own_grain(kind: Kind) -> None:
    first, second = (grain(stream(seed, "grain"), kind) for seed in (1, 2))

    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1


def test_skin_without_more_pigment_has_the_tone() -> None:
    tone = tone_of(_traits())

    assert np.allclose(_none().laid_on(tone), tone[:, None, None])


@given(amount=st.floats(0.05, 0.6))
def test_melanin_takes_blue_before_green_before_red(amount: float) -> None:
    pigments = _none()
    pigments.melanin[:] = amount

    blue, green, red = pigments.laid_on(np.ones(3, dtype=np.float32))[:, 0, 0]

    assert blue < green < red < 1


@given(amount=st.floats(0.05, 0.6))
def test_blood_takes_green_and_blue_and_hardly_red(amount: float) -> None:
    pigments = _none()
    pigments.blood[:] = amount

    blue, green, red = pigments.laid_on(np.ones(3, dtype=np.float32))[:, 0, 0]

    assert green < blue < 1
    assert red > 0.95


def test_cheeks_and_nose_hold_more_blood_than_the_forehead() -> None:
    shape = HeadShape(_traits())
    blood = pigments_of(shape).blood
    nose_y = shape.traits.proportions.nose_y

    assert min(_at(blood, 0.5, 0.38), _at(blood, -0.5, 0.38), _at(blood, 0.0, nose_y - 0.1)) > _at(blood, 0.0, -0.66)


def test_a_beard_of_a_grown_man_is_cool_at_its_roots() -> None:
    man, woman = (
        pigments_of(HeadShape(replace(face_traits(7, sex=sex, age=35), skin_tone=1.0, gray=0.0))).depth
        for sex in ("male", "female")
    )

    assert _at(man, 0.3, 1.0) > _at(woman, 0.3, 1.0) + 0.05


def test_highlights_are_broken_and_lie_on_the_nose_rather_than_beside_the_mouth() -> None:
    shape = HeadShape(_traits())
    p, sheen = shape.traits.proportions, sheen_of(shape).astype(np.float32)
    column, row = (round(value) for value in place(0.0, p.nose_y - 0.2))

    assert _at(sheen, 0.0, p.nose_y - 0.2) > _at(sheen, p.mouth_width + 0.18, shape.mouth_y)
    assert sheen[row - 20 : row + 21, column - 8 : column + 9].std() > 6


def test_it_is_dark_about_the_eyes() -> None:
    shape = HeadShape(_traits())
    melanin = pigments_of(shape).melanin
    eye = shape.traits.proportions.eye_spacing

    assert _at(melanin, eye - 0.1, 0.14) > _at(melanin, eye, 0.45)


def test_freckles_need_light_skin() -> None:
    freckled = _traits()
    freckled = replace(freckled, proportions=replace(freckled.proportions, freckles=1.0))
    found = []
    for tone in (0.5, 4.0):
        pigments = _none()
        mark(pigments, replace(freckled, skin_tone=tone))
        found.append(float(pigments.melanin.sum()))

    assert found[0] > 5 * found[1]


def test_spots_and_veins_come_with_age() -> None:
    old, young = _none(), _none()
    mark(old, replace(_traits(), age=85))
    mark(young, replace(_traits(), age=35))

    assert old.melanin.sum() > 1.4 * young.melanin.sum()
    assert old.blood.sum() > young.blood.sum()


def test_old_skin_is_rougher_than_a_childs() -> None:
    def rough(age: int) -> float:
        green = draw_skin(HeadShape(replace(_traits(), age=age)))[1]
        column, row = (round(value) for value in place(0.62, 0.7))
        patch = green[row - 20 : row + 21, column - 20 : column + 21]
        return float(np.abs(np.diff(patch, axis=0)).mean() / patch.mean())

    assert rough(80) > 1.3 * rough(30) > 1.3 * rough(8)


def test_a_soft_spot_is_highest_in_its_middle_and_ends() -> None:
    plane = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)

    raised(plane, (0.2, 0.1), (0.1, 0.2), 0.5)

    column, row = (round(value) for value in place(0.2, 0.1))
    assert plane.max() == pytest.approx(plane[row, column])
    assert plane.max() == pytest.approx(0.5, abs=0.01)
    assert not plane[:, : column // 2].any()


def test_a_mask_is_weighed_only_where_it_is() -> None:
    assert softly(blank(), 2.0) is None
    mask = blank()
    dot(mask, (0.0, 0.0), 0.05)
    found = softly(mask, 1.0)
    assert found is not None

    area, weight = found
    assert weight.shape == mask[area].shape
    assert 0.9 < weight.max() <= 1
    assert mask[area].sum() == mask.sum()


def test_a_young_man_has_a_thinner_beard_than_a_grown_one() -> None:
    density = []
    for age in (18, 40):
        ground = beard_ground(HeadShape(face_traits(7, sex="male", age=age)))
        assert ground is not None
        density.append(float(ground.cheeks.sum()))

    assert density[0] < 0.99 * density[1]


def test_a_beard_is_densest_on_the_chin_and_fades_on_the_cheeks() -> None:
    shape = HeadShape(face_traits(7, sex="male", age=40))
    ground = beard_ground(shape)
    assert ground is not None

    chin = _at(ground.cheeks, 0.0, shape.traits.proportions.chin_y - 0.1)
    assert chin > 0.8
    assert chin > _at(ground.cheeks, 0.6, shape.mouth_y - 0.2) > _at(ground.cheeks, 0.45, 0.25)

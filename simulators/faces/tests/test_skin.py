"""What is painted on a head: skin within human colors, folds that come with age, hair that keeps off the lips."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from simulators.faces.head.age import draw_age
from simulators.faces.head.beard import Beard, beard_ground, draw_beard
from simulators.faces.head.brows import brow_line
from simulators.faces.head.canvas import PER_UNIT, SIZE, Planes, blank, canvas_of, filled, hairs, place, texels
from simulators.faces.head.eyes import eye_meshes, eye_picture
from simulators.faces.head.lids import draw_lids, lid_edges
from simulators.faces.head.lips import lip_lines
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.skin import draw_skin
from simulators.faces.head.tone import hair_color, tone_of
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits, face_traits

BARE = 0.03  # of a color; nobody sees less


def _shape(age: int, *, tone: float | None = None, sex: str = "male") -> HeadShape:
    traits = face_traits(7, sex="male" if sex == "male" else "female", age=age)
    return HeadShape(traits if tone is None else replace(traits, skin_tone=tone))


def _lab(color: NDArray[np.float32]) -> NDArray[np.float64]:
    """CIELAB of a root of reflected shares, blue first."""
    linear = np.asarray((color / 255) ** 2, dtype=np.float32)[None, None]
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055).astype(np.float32)
    return np.asarray(cv2.cvtColor(encoded, cv2.COLOR_BGR2Lab)[0, 0], dtype=np.float64)


def _plain(traits: FaceTraits) -> Planes:
    return canvas_of(tone_of(traits))


def _fold_depth(age: int) -> float:
    shape = _shape(age)
    planes = _plain(shape.traits)
    draw_age(planes, shape)
    return float(np.abs(planes / _plain(shape.traits) - 1).mean())


def _masked(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    mask = blank()
    filled(mask, points)
    return np.asarray(mask == 255)


@pytest.mark.parametrize("tone", [0, 1, 2, 3, 4, 5])
def test_skin_of_every_type_has_the_hue_of_human_skin(tone: int) -> None:
    _, red, yellow = _lab(tone_of(replace(face_traits(7), skin_tone=float(tone), undertone=0.0)))

    assert 45 <= np.degrees(np.arctan2(yellow, red)) <= 65


def test_darker_types_have_less_lightness() -> None:
    lightness = [_lab(tone_of(replace(face_traits(7), skin_tone=float(tone))))[0] for tone in range(6)]

    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("age", [20, 35])
def test_up_to_thirty_five_there_is_no_fold(age: int) -> None:
    assert _fold_depth(age) == 0


def test_folds_deepen_with_age() -> None:
    assert _fold_depth(75) > 1.5 * _fold_depth(50) > 0


def test_the_wall_above_a_fold_is_shaded_and_the_one_below_is_lit() -> None:
    shape = _shape(80)
    planes = _plain(shape.traits)
    draw_age(planes, shape)

    brow = round(place(0.0, shape.traits.proportions.brow_y - 0.12)[1])
    forehead = (planes / _plain(shape.traits))[1, brow - 90 : brow, SIZE[0] // 2 - 40 : SIZE[0] // 2 + 40].mean(axis=1)
    darkest = int(forehead.argmin())
    assert forehead[darkest] < 0.99
    assert forehead[darkest : darkest + 14].max() > 1


def test_no_fold_is_a_line() -> None:
    shape = _shape(85)
    planes = _plain(shape.traits)
    draw_age(planes, shape)

    steps = np.abs(np.diff((planes / _plain(shape.traits))[1], axis=0))
    assert steps.max() < 0.08


def test_a_mustache_reaches_from_nose_to_lip_and_thins_toward_its_ends() -> None:
    shape = _shape(40)
    ground = beard_ground(shape)
    assert ground is not None
    p = shape.traits.proportions

    tall = [int((ground.lip[:, round(place(share * p.mouth_width, 0.0)[0])] > 0.5).sum()) for share in (0.15, 0.85)]

    gap = shape.mouth_y - p.lip_upper - p.nose_y
    assert tall[0] > 0.6 * gap * PER_UNIT
    assert tall[1] < tall[0]


def test_no_hair_lies_on_lips() -> None:
    shape = _shape(25)
    planes, ground = _plain(shape.traits), beard_ground(shape)
    upper, _, lower = lip_lines(shape)
    assert ground is not None

    draw_beard(planes, ground, shape.traits, Beard(length=1.0, mustache=1.0), stream(1, "beard"))

    middle = slice(5, 20)
    on_lips = _masked(np.concatenate([upper[middle] + (0, 0.02), (lower[middle] - (0, 0.01))[::-1]]))
    change = np.abs(planes / _plain(shape.traits) - 1)[:, on_lips]
    assert change.mean() < BARE
    assert np.quantile(change, 0.95) < 3 * BARE


@pytest.mark.parametrize(("sex", "age"), [("female", 30), ("male", 9)])
def test_women_and_boys_grow_no_beard(sex: str, age: int) -> None:
    assert beard_ground(_shape(age, sex=sex)) is None


@pytest.mark.parametrize("amount", [0.1, 0.6])
def test_a_beard_of_a_dark_haired_man_darkens_his_chin_and_leaves_his_forehead(amount: float) -> None:
    shape = _shape(25, tone=1.0)
    planes, ground = _plain(shape.traits), beard_ground(shape)
    assert ground is not None

    draw_beard(planes, ground, shape.traits, Beard(length=amount, mustache=amount), stream(1, "beard"))

    change = planes - _plain(shape.traits)
    chin = ground.cheeks > 0.9
    assert change[:, chin].mean() < -8
    assert not change[:, : SIZE[1] // 3].any()


def test_a_gray_beard_is_lighter_than_a_black_one() -> None:
    shape = _shape(60, tone=1.0)
    ground = beard_ground(shape)
    assert ground is not None
    light = []
    for gray in (0.0, 0.5, 1.0):
        planes, traits = _plain(shape.traits), replace(shape.traits, gray=gray)
        draw_beard(planes, ground, traits, Beard(length=0.8), stream(1, "beard"))
        light.append(float(planes[:, ground.cheeks > 0.9].mean()))

    assert light == sorted(light)
    assert light[2] > light[0] + 25


def test_the_white_of_an_eye_is_darker_on_darker_skin() -> None:
    whites = []
    for tone in (0.0, 5.0):
        picture = eye_picture(replace(face_traits(7), skin_tone=tone))
        whites.append(int(picture[48, 75, :3].mean()))

    assert whites[1] < 0.8 * whites[0]
    assert whites[0] < 215


def test_the_upper_lid_shades_the_eyeball() -> None:
    shape, still = _shape(30), Expression()
    picture = eye_picture(shape.traits)

    for mesh, side in zip(eye_meshes(shape, still, picture), (-1, 1), strict=True):
        upper, _ = lid_edges(shape.traits, side, Expression())
        row = round(48 + (upper[12, 1] / 0.37) * 96)
        shaded, free = (mesh.material.texture[row + below, 77, :3].mean() for below in (3, 16))
        assert shaded < 0.8 * free


def test_shut_eyes_leave_no_hole_in_the_skin() -> None:
    shape = _shape(30)
    alpha = np.full((SIZE[1], SIZE[0]), 255, dtype=np.uint8)

    draw_lids(_plain(shape.traits), alpha, shape, Expression(eyes_shut=1.0))

    assert alpha.min() == 255
    assert eye_meshes(shape, Expression(eyes_shut=1.0), eye_picture(shape.traits)) == []


def test_brows_are_darker_than_the_skin_about_them() -> None:
    shape = _shape(80, tone=5.0)
    planes = draw_skin(shape)
    column, row = np.round(texels(brow_line(np.array([0.4]), shape.traits))[0]).astype(int)

    brow, above = planes[:, row - 1 : row + 2, column - 3 : column + 4], planes[:, row - 40, column - 3 : column + 4]

    assert brow.mean() < above.mean()


def test_the_same_person_has_the_same_skin() -> None:
    assert np.array_equal(draw_skin(_shape(60)), draw_skin(_shape(60)))


def test_a_dye_hides_gray_hair() -> None:
    gray = replace(face_traits(7), gray=1.0)

    assert np.array_equal(hair_color(gray, dye=1.0), hair_color(replace(gray, gray=0.0)))
    assert hair_color(gray).mean() > 100


def test_hairs_are_as_strong_as_told() -> None:
    mask = blank()
    strokes = np.array([[[0.0, y], [0.3, y]] for y in (0.0, 0.2)])

    hairs(mask, strokes, np.array([40.0, 220.0]))

    (_, faint), (_, strong) = np.round(texels(strokes[:, 0])).astype(int)
    assert 0 < mask[faint].max() < 90 < mask[strong].max()

"""Glasses: a frame of the thickness of its kind, and lenses that mirror beside the eye and hide little of it."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.faces.clothing.glasses import _BESIDE_NOSE, _HEAVY, _SMALLEST, _WIRES, _Cut, _fitted, _frame, glasses
from simulators.faces.clothing.wear import Cover, Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.traits import face_traits

_WIDEST_OF: dict[Cover, float] = {"bald": 0.93, "hijab": 0.9}  # of the half width of a face, where lenses end
MAN = HeadShape(face_traits(5, sex="male", age=40))


def _worn(kind: str, **more: object) -> list[Mesh]:
    return glasses(MAN, replace(Wear(cover="bald"), glasses=kind, **more))  # type: ignore[arg-type]  # (any field)


def _thickness(frame: Mesh) -> float:
    """Of the lower rim under the right eye of the picture."""
    x, y, z = frame.vertices.T
    below = y[(np.abs(x - MAN.traits.proportions.eye_spacing) < 0.1) & (y > 0.15) & (z > 0.9)]
    return float(below.max() - below.min())


def test_a_wire_is_thinner_than_a_heavy_frame() -> None:
    rimless, thin, thick = (_thickness(_worn(kind)[1]) for kind in ("rimless", "thin", "thick"))

    assert rimless < thin < 0.7 * thick


@pytest.mark.parametrize("drape", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("length", [0.1, 0.9])
def test_lenses_hide_little_and_nothing_of_the_pupil(drape: float, length: float) -> None:
    lenses = _worn("thin", drape=drape, hair_length=length)[2]
    covered = lenses.material.texture[..., 3] / 255
    side = covered.shape[0]
    middle = slice(round(0.42 * side), round(0.58 * side))

    assert lenses.material.is_soft
    assert not lenses.material.casts_shadow
    assert covered.mean() < 0.15
    assert covered[middle, middle].max() < 0.1


def test_lenses_lie_within_their_rims() -> None:
    _, frame, lenses = _worn("thick")

    assert np.abs(lenses.vertices[:, 0]).max() < np.abs(frame.vertices[:, 0]).max()
    assert lenses.vertices[:, 1].min() > frame.vertices[:, 1].min()
    assert lenses.vertices[:, 1].max() < frame.vertices[:, 1].max()


def test_a_heavy_frame_of_silver_is_dark_and_a_wire_of_silver_is_not() -> None:
    silver = (130, 132, 136)
    heavy, wire = (_worn(kind, frame_color=silver)[1].material.texture for kind in ("thick", "thin"))

    assert heavy[..., :3].mean() < 95
    assert wire[..., :3].max() > 95


def test_the_shade_of_a_frame_reaches_below_it_and_comes_first() -> None:
    shade, frame = _worn("thick")[:2]

    assert shade.material.is_soft
    assert not shade.material.is_whole
    assert shade.vertices[:, 1].max() > frame.vertices[:, 1].max()


@pytest.mark.parametrize("cut", {*_HEAVY, *_WIRES})
def test_an_outline_is_made_smaller_to_the_width_of_the_face_but_never_much(cut: _Cut) -> None:
    middle = cut.half_x + _BESIDE_NOSE  # beside the nose: where it stays when the lens gets smaller
    end = middle + cut.half_x
    wide, narrow, narrowest = (_fitted(cut, middle, share * end) for share in (1.1, 0.95, 0.5))

    assert wide == cut
    assert _BESIDE_NOSE + 2 * narrow.half_x == pytest.approx(0.95 * end)
    assert narrow.half_x / cut.half_x == pytest.approx(narrow.half_y / cut.half_y)
    assert narrowest.half_x == pytest.approx(_SMALLEST * cut.half_x)


@pytest.mark.parametrize("cover", ["bald", "hijab"])
def test_lenses_end_within_every_face(cover: Cover) -> None:
    for seed in range(30):
        shape = HeadShape(face_traits(seed))
        for number in range(4):
            frame = _frame(shape, Wear(cover=cover, glasses="thick", drape=number / 4))
            assert frame.x + frame.cut.half_x < _WIDEST_OF[cover] * shape.half_width(np.array([frame.y]))[0]

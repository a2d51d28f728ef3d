"""Short hair begins with single hairs that lie on the skin, gets dense within, and goes as its wearer grows old."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from simulators.faces.clothing.hair.clumps import curls, locks
from simulators.faces.clothing.hair.coat import coat
from simulators.faces.clothing.hair.cuts import Grain, cut_of, of_age
from simulators.faces.clothing.hair.pelt import knotted, pelt, tips
from simulators.faces.clothing.hair.scalp import (
    cover,
    density,
    ground,
    hairline,
    inside,
    lost,
    rim,
    scalp,
    single_hairs,
)
from simulators.faces.clothing.hair.short import bald, short_hair
from simulators.faces.clothing.hair.strands import Tint
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

MAN = HeadShape(replace(face_traits(5, sex="male", age=30), balding=0.2))
OLD = HeadShape(replace(MAN.traits, age=60, balding=0.9))
BOY = HeadShape(face_traits(5, sex="male", age=7))
CROP = cut_of(Wear(cover="hair", hair="crop"))


def grown(shape=MAN):
    return ground(shape, scalp(shape))


def test_the_hairline_lies_where_hair_begins():
    hull = scalp(MAN)
    edge = hull.at(rim(MAN, hull, np.linspace(-0.6, 0.6, 9)))
    assert np.abs(inside(MAN, hull, edge)).max() < 0.05
    up = np.array([0.0, -0.15, 0.0])
    assert (inside(MAN, hull, edge + up) > 0.05).all()
    assert (inside(MAN, hull, edge - up) < -0.05).all()


def test_both_sides_of_a_hairline_are_alike():
    turn = np.linspace(0, np.pi, 50)
    np.testing.assert_array_equal(hairline(MAN.traits, turn), hairline(MAN.traits, -turn))


def test_hair_is_dense_within_and_absent_beyond_its_line():
    place = grown()
    dense = density(place, stream(1, "d"), fade=0.2)
    assert dense[place.inside > 0.5].min() > 0.9
    assert dense[place.inside < -0.22].max() < 0.01


def test_a_fade_gets_dense_more_slowly_at_the_sides():
    place = grown()
    sides = (place.inside > 0.05) & (place.inside < 0.4) & (place.places[..., 1] > -0.5)
    slow, fast = (density(place, stream(1, "d"), fade=fade)[sides].mean() for fade in (1.0, 0.0))
    assert slow < 0.7 * fast


def test_thin_hair_lets_the_top_of_the_head_be_seen():
    place = grown()
    top = place.places[..., 1] < -1.4
    assert density(place, stream(1, "d"), fade=0.2, thin=0.4)[top].max() < 0.75


def test_single_hairs_stand_where_hair_is_not_dense():
    half = cover(np.full((30, 121), 0.5), stream(1, "c"))
    full = cover(np.full((30, 121), 1.15), stream(1, "c"))
    assert half.std() > 20
    assert full.min() == 255


def test_a_coat_lies_on_the_skin_at_its_edge_and_rises_within():
    hull, place = scalp(MAN), grown()
    layers = coat(MAN, hull, CROP, stream(1, "coat"), thin=0.0)
    reach = np.linalg.norm(layers[0].vertices - hull.middle, axis=1).reshape(place.inside.shape)
    height = reach - hull.reach(place.directions)
    assert height[place.inside < 0].max() < 0.02
    assert height[place.places[..., 1] < -1.4].mean() > 0.06


def test_layers_get_thinner_outward():
    layers = coat(MAN, scalp(MAN), CROP, stream(1, "coat"), thin=0.0)
    assert np.diff([layer.material.texture[..., 3].mean() for layer in layers]).min() > 10
    assert np.diff([np.linalg.norm(layer.vertices, axis=1).mean() for layer in layers]).max() < 0


@pytest.mark.parametrize("grain", get_args(Grain))
def test_a_layer_is_filled_as_asked(grain):
    few, most = tips(grain, (0.25, 0.6))
    assert few.mean() == pytest.approx(0.25, abs=0.06)
    assert most.mean() == pytest.approx(0.6, abs=0.08)


@pytest.mark.parametrize("grain", get_args(Grain))
def test_the_picture_of_gray_hair_is_lighter_and_without_holes(grain):
    black, gray = (pelt(Tint((24, 26, 31), share), grain) for share in (0.0, 0.9))
    assert gray[..., :3].mean() > black[..., :3].mean() + 60
    assert (black[..., 3] == 255).all()


def test_curls_are_laid_over_the_head_without_a_seam_at_the_front():
    flat = np.add.outer(np.arange(80.0), np.arange(80.0)).astype(np.float32)
    turn = np.linspace(-0.5, 0.5, 41)
    ahead = np.stack([np.sin(turn), np.full(41, -0.3), np.cos(turn)], axis=-1)[None]
    laid = knotted(flat, ahead / np.linalg.norm(ahead, axis=-1, keepdims=True))
    assert np.abs(np.diff(laid)).max() < 2


def test_locks_lie_along_the_picture_with_gaps_between_and_meet_at_its_sides():
    height = locks(stream(1, "l"), (768, 192)).height
    across, down = (np.abs(np.diff(height, axis=axis)).mean() for axis in (1, 0))
    assert across > 1.5 * down
    assert np.quantile(height, 0.02) < height.mean() - 0.25
    assert np.abs(height[:, 0] - height[:, -1]).mean() < 2 * across


def test_curls_lie_every_way():
    height = curls(stream(1, "c"), 256).height
    across, down = (np.abs(np.diff(height, axis=axis)).mean() for axis in (1, 0))
    assert across == pytest.approx(down, rel=0.1)
    np.testing.assert_array_equal(height[:128], height[128:])


def test_hair_may_begin_with_what_lies_highest():
    first = np.tile(np.linspace(0, 1, 768, dtype=np.float32), (192, 1))
    half = single_hairs(np.full_like(first, 0.5), stream(1, "c"), first)
    assert half[:, :192].mean() > half[:, -192:].mean() + 0.2


def test_years_thin_the_hair_of_some_men_only():
    assert lost(MAN.traits) == lost(BOY.traits) == 0
    assert lost(OLD.traits) == pytest.approx(0.45)
    assert lost(replace(OLD.traits, sex="female")) == 0
    assert of_age(CROP, OLD.traits).top < 0.5 * CROP.top
    assert of_age(CROP, MAN.traits) == CROP


def test_no_child_is_shaved():
    fade = cut_of(Wear(cover="hair", hair="fade"))
    child = of_age(fade, BOY.traits)
    assert child.side > fade.side
    assert child.fade < fade.fade


def test_a_bald_head_keeps_hair_at_its_sides_and_a_shade_above():
    (mesh,) = bald(OLD, stream(1, "bald"))
    alpha = mesh.material.texture[..., 3].astype(float)
    middle = alpha.shape[1] // 2
    assert 5 < alpha[60:120, middle - 40 : middle + 40].mean() < 40
    assert alpha[:, 60:120].max() > 200


def test_hairs_begin_well_within_the_hairline():
    hairs = short_hair(MAN, Wear(cover="hair", hair="crop"), stream(1, "hairs"))[0].vertices.astype(np.float64)
    roots = hairs.reshape(-1, 5, 2, 3)[:, 0].mean(axis=1)
    assert inside(MAN, scalp(MAN), roots).min() > 0.2


def test_curls_wind_and_straight_hairs_do_not():
    hairs = [short_hair(MAN, Wear(cover="hair", hair=style), stream(1, "w"))[0].vertices for style in ("crop", "curly")]
    paths = [mesh.reshape(-1, steps, 2, 3).mean(axis=2) for mesh, steps in zip(hairs, (5, 9), strict=True)]
    bent = []
    for path in paths:
        walked = np.linalg.norm(np.diff(path, axis=1), axis=-1).sum(axis=1)
        bent.append(float(np.median(walked / np.linalg.norm(path[:, -1] - path[:, 0], axis=1))))
    assert bent[0] < 1.2
    assert bent[1] > bent[0] + 0.2

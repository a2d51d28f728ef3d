"""Hair covers the scalp, stands off it, keeps the face free, and differs from style to style and from moment to moment."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from simulators.faces.clothing.hair.knot import knot
from simulators.faces.clothing.hair.locks import Gathering, Growth, gathered, grown, strayed
from simulators.faces.clothing.hair.long import long_hair
from simulators.faces.clothing.hair.scalp import hairline, scalp
from simulators.faces.clothing.hair.short import cut_of, short_hair
from simulators.faces.clothing.hair.strands import Ribbons, Tint, ribbons, tint_of
from simulators.faces.clothing.wear import HairStyle, Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

MAN = HeadShape(face_traits(5, sex="male", age=30))
WOMAN = HeadShape(face_traits(6, sex="female", age=30))
LONG = ("long", "wavy", "bob")


def hair(style: HairStyle, label: str = "hair", **more):
    wear = Wear(cover="hair", hair=style, **more)
    make = long_hair if style in LONG else short_hair
    return make(WOMAN if style in (*LONG, "tied") else MAN, wear, stream(1, label))


def places(meshes):
    return np.concatenate([mesh.vertices for mesh in meshes])


@pytest.mark.parametrize("style", get_args(HairStyle))
def test_hair_stands_above_the_skull(style):
    shape = WOMAN if style in (*LONG, "tied") else MAN
    skull = shape.grid()[0][..., 1].min()
    assert -0.9 < places(hair(style))[:, 1].min() - skull < -0.05


@pytest.mark.parametrize("style", get_args(HairStyle))
@pytest.mark.parametrize("length", [0.1, 0.5, 0.95])
def test_brows_eyes_nose_and_mouth_stay_free(style, length):
    x, y, z = places(hair(style, hair_length=length)).T
    assert not ((np.abs(x) < 0.6) & (y > -0.42) & (y < 1.2) & (z > 0.6)).any()


@pytest.mark.parametrize("style", get_args(HairStyle))
def test_hair_lies_anew_with_every_stream_and_alike_with_the_same(style):
    first, again, other = (hair(style, label) for label in ("one", "one", "two"))
    np.testing.assert_array_equal(places(first), places(again))
    assert not np.array_equal(first[0].vertices[:500], other[0].vertices[:500])


def test_a_parting_sends_hair_to_both_sides_and_swept_hair_goes_back():
    spots = np.array([[-0.8, -1.5, 0.3], [0.8, -1.5, 0.3]])
    parted = cut_of(Wear(cover="hair", hair="parted", drape=0.9))
    assert parted.parting is not None
    assert [way > 0 for way in parted.comb(spots)[:, 0]] == [False, True]
    swept = cut_of(Wear(cover="hair", hair="brushed_back"))
    assert (swept.comb(spots)[:, 2] < 0).all()


def test_parting_changes_its_side_with_the_moment():
    left, right = (cut_of(Wear(cover="hair", hair="parted", drape=drape)).parting for drape in (0.1, 0.9))
    assert left is not None
    assert left == -(right or 0)


def test_a_fade_is_shorter_at_the_sides_than_on_top():
    cut = cut_of(Wear(cover="hair", hair="fade"))
    side, top = cut.lift(np.array([[0.95, -0.3, 0.0], [0.0, -1.7, 0.0]]))
    assert side < 0.2 * top


def test_hair_recedes_with_age_where_baldness_runs():
    young = face_traits(5, sex="male", age=20)
    old = replace(young, age=60, balding=0.9)
    corner = np.array([0.0, 0.5])
    assert (hairline(old, corner) < hairline(replace(young, balding=0.0), corner) - 0.1).all()


def test_strands_of_a_lock_come_together_at_its_tip():
    hull = scalp(MAN)
    roots = hull.toward(np.array([[0.2, -1.5, 0.4], [-0.3, -1.5, 0.2]]))
    growth = Growth(
        roots=roots,
        length=np.array([0.5, 0.5]),
        layer=np.ones(2),
        height=lambda place: np.full(len(place), 0.2),
        comb=lambda place: np.broadcast_to(np.array([0.0, 0.0, 1.0]), place.shape),
    )
    guides = grown(hull, growth, stream(1, "growth"))
    lock = gathered(guides, hull.middle, Gathering(strands=30, spread=0.05, clump=0.8, fray=0.0), stream(1, "lock"))
    spread = lock.reshape(2, 30, 5, 3).std(axis=1).sum(axis=-1)
    assert (spread[:, -1] < 0.4 * spread[:, 0]).all()
    assert len(strayed(guides, hull.middle, stream(1, "stray"), count=7)) == 7


def test_curls_wind_around_their_guide():
    guides = np.linspace([0.0, 0.0, 0.0], [0.0, 1.0, 0.0], 40)[None]
    middle = np.array([0.0, 0.0, -1.0])
    curl = Gathering(strands=1, spread=0.0, curl=0.1, turns=3, fray=0.0)
    wound = gathered(guides, middle, curl, stream(1, "curl"))
    assert np.abs(wound - guides).max() == pytest.approx(0.1, abs=0.02)
    assert 4 <= (np.diff(np.sign(wound[0, 5:, 0])) != 0).sum() <= 8


def test_ribbons_are_as_wide_as_asked_in_their_middle():
    path = np.linspace([0.0, 0.0, 1.0], [0.0, 1.0, 1.0], 11)[None]
    strands = Ribbons(path=path, width=np.array([0.05]), middle=np.zeros(3), tilt=0.0)
    edges = ribbons(strands, Tint((30, 30, 30), 0.0), stream(1, "r")).vertices.reshape(11, 2, 3)
    assert np.linalg.norm(edges[3, 0] - edges[3, 1]) == pytest.approx(0.05, rel=0.05)


def test_hair_turns_gray_and_later_on_women_who_dye_it():
    half = [replace(shape.traits, gray=0.5) for shape in (MAN, WOMAN)]
    man, woman = (tint_of(HeadShape(traits)) for traits in half)
    assert 0.3 < man.gray < 0.5
    assert 0 < woman.gray < man.gray
    assert Tint((30, 30, 30), 1.0).lightness == 1.0


def test_tied_hair_ends_in_a_tail_or_a_bun():
    tail, low, high = (
        knot(WOMAN, Wear(cover="hair", hair="tied", hair_length=length), stream(1, "knot"))[0].vertices
        for length in (0.2, 0.6, 0.9)
    )
    assert tail[:, 1].max() > 2.5
    assert low[:, 1].max() < 0.2
    assert high[:, 1].min() < WOMAN.grid()[0][..., 1].min() - 0.3

"""Hair covers the scalp, stands off it, keeps the face free, and differs from style to style and from moment to moment."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from simulators.faces.clothing.hair.cuts import cut_of
from simulators.faces.clothing.hair.locks import Growth, grown, strayed
from simulators.faces.clothing.hair.long import long_hair
from simulators.faces.clothing.hair.scalp import hairline, scalp
from simulators.faces.clothing.hair.short import short_hair
from simulators.faces.clothing.hair.strands import Tint, tint_of
from simulators.faces.clothing.hair.tied import tied_hair
from simulators.faces.clothing.wear import HairStyle, Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

MAN = HeadShape(face_traits(5, sex="male", age=30))
WOMAN = HeadShape(face_traits(6, sex="female", age=30))
LONG = ("long", "wavy", "bob")


def hair(style: HairStyle, label: str = "hair", **more):
    wear = Wear(cover="hair", hair=style, **more)
    make = long_hair if style in LONG else {"tied": tied_hair}.get(style, short_hair)
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


def test_single_hairs_stray_from_their_guides_and_the_more_toward_their_tips():
    hull = scalp(MAN)
    growth = Growth(
        roots=hull.toward(np.array([[0.2, -1.5, 0.4]])),
        length=np.array([0.5]),
        layer=np.ones(1),
        height=lambda place: np.full(len(place), 0.2),
        comb=lambda place: np.broadcast_to(np.array([0.0, 0.0, 1.0]), place.shape),
    )
    guide = grown(hull, growth, stream(1, "growth"))
    apart = np.linalg.norm(strayed(guide, hull.middle, stream(1, "stray"), count=7) - guide, axis=-1)
    assert apart.shape == (7, 5)
    assert np.allclose(apart[:, 0], 0)
    assert (np.diff(apart, axis=1) > 0).all()


def test_hair_turns_gray_and_later_on_women_who_dye_it():
    half = [replace(shape.traits, gray=0.5) for shape in (MAN, WOMAN)]
    man, woman = (tint_of(HeadShape(traits)) for traits in half)
    assert 0.3 < man.gray < 0.5
    assert 0 < woman.gray < man.gray
    assert Tint((30, 30, 30), 1.0).lightness == 1.0

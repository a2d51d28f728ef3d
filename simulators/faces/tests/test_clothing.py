"""Clothes follow the head, hide what they should, and are the same for the same stream."""

from collections import Counter
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from simulators.faces.clothing import clothes, covers_ears, wear_for
from simulators.faces.clothing.wear import Cover, Garment, Glasses, HairStyle, Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

MAN = face_traits(5, sex="male", age=40)
WOMAN = face_traits(6, sex="female", age=30)
CHILD = face_traits(7, sex="male", age=7)


def dressed(traits, wear, label="clothes"):
    return clothes(HeadShape(traits), wear, stream(1, label))


def worn(cover: Cover, **more) -> Wear:
    return replace(Wear(cover=cover), **more)


def kinds():
    yield from (worn(cover) for cover in get_args(Cover))
    yield from (worn("hair", hair=style) for style in get_args(HairStyle))
    yield from (worn("hair", garment=garment, drape=0.9) for garment in get_args(Garment))
    yield from (worn("bald", glasses=kind) for kind in get_args(Glasses))
    yield worn("hijab", has_under_scarf=True, cover_print="leaves", hair_length=0.9)
    yield worn("ghutra", cover_print="check", drape=0.1)


@pytest.mark.parametrize(
    "wear", list(kinds()), ids=lambda wear: f"{wear.cover}-{wear.hair}-{wear.garment}-{wear.glasses}"
)
def test_every_kind_of_wear_makes_sound_meshes(wear):
    for mesh in dressed(WOMAN, wear):
        count = len(mesh.vertices)
        assert count < 30_000
        assert np.isfinite(mesh.vertices).all()
        assert mesh.triangles.min() >= 0
        assert mesh.triangles.max() < count
        assert mesh.texels.shape == (count, 2)
        assert np.isfinite(mesh.texels).all()
        assert mesh.openness.min() >= 0
        assert mesh.openness.max() <= 1
        assert mesh.material.texture.dtype == np.uint8
        assert mesh.material.texture.shape[2] == 4
        assert not mesh.material.is_whole or mesh.material.texture[..., 3].min() == 255


def test_same_stream_makes_the_same_clothes():
    wear = wear_for(MAN, stream(1, "wear"))
    first, second = dressed(MAN, wear), dressed(MAN, wear)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.vertices, other.vertices)
        np.testing.assert_array_equal(one.material.texture, other.material.texture)


def test_another_stream_lays_the_folds_anew():
    wear = worn("hijab")
    first, second = dressed(WOMAN, wear, "one"), dressed(WOMAN, wear, "two")
    assert any(not np.array_equal(one.vertices, other.vertices) for one, other in zip(first, second, strict=True))


def test_garment_reaches_below_the_picture_and_beyond_its_sides():
    garment = dressed(MAN, worn("bald"))[0].vertices
    assert garment[:, 1].max() > 4.2
    assert garment[:, 0].max() > 2.4
    assert garment[:, 0].min() < -2.4


@pytest.mark.parametrize("cover", ["hijab", "ghutra", "agal"])
@pytest.mark.parametrize("seed", range(4))
def test_scarf_lies_outside_the_skull(cover, seed):
    shape = HeadShape(face_traits(seed))
    scarf = np.concatenate([mesh.vertices for mesh in clothes(shape, worn(cover), stream(seed, "clothes"))[1:]])
    skull = shape.grid()[0]
    top = skull[..., 1].min()
    assert scarf[:, 1].min() < top
    above = scarf[(scarf[:, 1] > top + 0.1) & (scarf[:, 1] < -0.3)]
    steps = np.linspace(0, 9, 200)
    heights, width, front, middle, back = shape.section(steps)
    w, f, m, b = (np.interp(above[:, 1], heights, values) for values in (width, front, middle, back))
    z = above[:, 2] - m
    inside = (above[:, 0] / w) ** 2 + (z / np.where(z > 0, f - m, m - b)) ** 2
    assert inside.min() > 0.9


@pytest.mark.parametrize("cover", ["hijab", "ghutra", "agal", "hair"])
def test_face_stays_free(cover):
    shape = HeadShape(WOMAN)
    free = 0.72 if cover != "hair" else 0.6
    for mesh in clothes(shape, worn(cover), stream(3, "clothes")):
        if not mesh.material.casts_shadow:  # the shade of a rim, which lies on skin
            continue
        x, y, z = mesh.vertices.T
        before = (np.abs(x) < free) & (y > -0.55) & (y < 0.8) & (z > 0.6)
        assert not before.any()


def test_glasses_rest_before_the_eyes():
    shape = HeadShape(MAN)
    frame = dressed(MAN, worn("bald", glasses="thick"))[-1].vertices
    rim = frame[(np.abs(np.abs(frame[:, 0]) - MAN.proportions.eye_spacing) < 0.15) & (frame[:, 2] > 0.9)]
    skin = shape.surface(rim[:, :2].astype(float))[:, 2]
    assert (rim[:, 2] - skin).min() > 0
    assert (rim[:, 2] - skin).max() < 0.5


def test_wear_tells_nothing_about_who_it_is():
    again = {wear_for(MAN, stream(number, "wear")).cover for number in range(60)}
    assert {"hair", "agal", "ghutra"} <= again


def test_most_women_wear_a_hijab_most_men_cover_their_head_and_children_do_not():
    def count(traits):
        return Counter(wear_for(traits, stream(number, "wear")).cover for number in range(200))

    assert count(WOMAN)["hijab"] > 120
    men = count(MAN)
    assert men["agal"] + men["ghutra"] > 80
    assert men["hijab"] == 0
    assert count(CHILD)["hair"] > 150


def test_scarves_cover_ears():
    assert covers_ears(worn("hijab"))
    assert not covers_ears(worn("hair"))

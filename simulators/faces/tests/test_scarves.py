"""Scarves are laid in several ways, over one side, in folds, and leave the face free."""

from collections import Counter
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.faces.clothing.cloth import Fabric, bounced, cloth
from simulators.faces.clothing.scarves.contact import contact
from simulators.faces.clothing.scarves.ghutra import ghutra
from simulators.faces.clothing.scarves.hijab import hijab
from simulators.faces.clothing.scarves.hood import _row_of, _spread, face_opening, hood, shares
from simulators.faces.clothing.scarves.manner import Manner, Way, is_black, manner_of
from simulators.faces.clothing.scarves.pleats import pleats, rays
from simulators.faces.clothing.scarves.shawl import shawl
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.landmarks import landmarks
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

SCARF = Wear(cover="hijab", cover_color=(150, 140, 120))
WOMAN = HeadShape(face_traits(6, sex="female", age=30))
MAN = HeadShape(face_traits(5, sex="male", age=40))


def manner(**more) -> Manner:
    return replace(manner_of(SCARF, stream(1, "manner")), **more)


def worn(how, *, wear=SCARF, shape=WOMAN):
    return [*hood(shape, wear, how, stream(2, "hood")), *shawl(shape, wear, how, stream(2, "shawl"))]


@pytest.mark.parametrize("color", [(26, 25, 26), (150, 162, 178)])
def test_every_way_and_every_cloth_is_worn(color):
    wear = replace(SCARF, cover_color=color)
    drawn = [manner_of(wear, stream(number, "manner")) for number in range(200)]
    assert set(Counter(how.way for how in drawn)) == set(get_args(Way))
    assert {how.fabric for how in drawn} == set(get_args(Fabric))


def test_black_scarves_are_of_several_tones_and_all_dark():
    black = replace(SCARF, cover_color=(26, 25, 26))
    tones = {manner_of(black, stream(number, "manner")).black for number in range(60)}
    assert is_black(black)
    assert not is_black(SCARF)
    assert len(tones) > 4
    assert all(max(tone) < 70 for tone in tones)


@pytest.mark.parametrize("mirror", [1.0, -1.0])
def test_the_end_comes_up_on_one_side_and_lies_on_the_other_shoulder(mirror):
    mesh = shawl(WOMAN, SCARF, manner(way="wrap", mirror=mirror), stream(3, "shawl"))[0]
    front = mesh.vertices[mesh.vertices[:, 2] > 0.2]
    near, far = front[front[:, 0] * mirror < -0.3], front[front[:, 0] * mirror > 0.3]
    assert near[:, 1].min() < far[:, 1].min() - 0.3


@pytest.mark.parametrize("way", get_args(Way))
@pytest.mark.parametrize("seed", range(3))
def test_no_landmark_is_covered(way, seed):
    shape = HeadShape(face_traits(seed, sex="female", age=40))
    wear = replace(SCARF, has_under_scarf=True)
    meshes = worn(manner(way=way), wear=wear, shape=shape)
    # the shade of the rim is no cloth: what it lies on is seen through it
    cloth_points = np.concatenate([mesh.vertices for mesh in meshes if mesh.material.casts_shadow])
    for name, (x, y, z) in landmarks(shape, Expression()).items():
        if name.startswith("jaw"):  # where the rim lies on the skin
            continue
        near = np.hypot(cloth_points[:, 0] - x, cloth_points[:, 1] - y) < 0.03
        assert not (cloth_points[near][:, 2] > z).any(), name


def test_an_under_scarf_shows_above_the_forehead_only():
    wear = replace(SCARF, has_under_scarf=True)
    meshes = hood(WOMAN, wear, manner(), stream(2, "hood"))
    assert len(meshes) == len(hood(WOMAN, SCARF, manner(), stream(2, "hood"))) + 1
    scarf, band = meshes[0].vertices, meshes[-1].vertices
    ahead = [
        part[(np.abs(part[:, 0]) < 0.1) & (part[:, 2] > 0.6) & (part[:, 1] < 0)][:, 1].max() for part in (scarf, band)
    ]
    assert ahead[1] > ahead[0] + 0.05


def test_the_end_led_over_the_head_is_a_layer_of_its_own():
    assert len(worn(manner(has_layer=True))) == len(worn(manner(has_layer=False))) + 2


@given(st.integers(0, 1000), st.floats(0.05, 0.5), st.floats(0.2, 0.9))
@settings(max_examples=30, deadline=None)
def test_pleats_are_from_flat_to_one_and_repeat(seed, spacing, steep):
    across, along = np.meshgrid(np.linspace(-1, 2, 40), np.linspace(0, 1, 30))
    first, second = (pleats(stream(seed, "fold"), across, along, spacing=spacing, steep=steep) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.min() >= 0
    assert first.max() <= 1
    assert first.std() > 0.05


def test_rays_fade_away_from_the_pin():
    x, y = np.meshgrid(np.linspace(-2, 2, 60), np.linspace(-2, 2, 60))
    points = np.stack([x, y, np.ones_like(x)], axis=-1)
    height = rays(stream(4, "rays"), points, (0.0, 0.0), reach=0.6)
    away = np.hypot(x, y)
    assert height[(away > 0.2) & (away < 0.5)].mean() > 10 * height[away > 1.5].mean()


def test_hair_is_seen_above_the_forehead_only_without_a_band():
    drawn = [
        manner_of(replace(SCARF, has_under_scarf=band), stream(n, "manner")) for n in range(200) for band in (0, 1)
    ]
    assert any(how.shows_hair for how in drawn[::2])
    assert not any(how.shows_hair for how in drawn[1::2])
    bare, covered = (
        hood(WOMAN, SCARF, manner(shows_hair=shown, low=-0.3), stream(2, "hood")) for shown in (True, False)
    )
    assert len(bare) == len(covered) + 1


def test_gray_hair_is_not_seen_below_a_scarf():
    number = next(n for n in range(200) if manner_of(SCARF, stream(n, "clothes")).shows_hair)
    old = HeadShape(face_traits(6, sex="female", age=80))
    young, gray = (hijab(shape, SCARF, stream(number, "clothes")) for shape in (WOMAN, old))
    assert len(gray) == len(young) - 1


@given(
    low=st.floats(-0.3, 0.22),
    bare=st.floats(0.88, 1.0),
    loose=st.floats(0.0, 0.26),
    peak=st.floats(-0.02, 0.1),
    lean=st.floats(-0.045, 0.045),
)
@settings(max_examples=20, deadline=None)
def test_opening_leaves_brows_and_chin_free_however_the_scarf_is_laid(**laid):
    rim = face_opening(WOMAN, manner(**laid), at=shares())
    p = WOMAN.traits.proportions
    assert rim[:, 1].min() < p.brow_y - 0.3
    assert rim[:, 1].max() > p.chin_y
    beside = rim[(rim[:, 1] > -0.2) & (rim[:, 1] < 0.5)]
    assert (np.abs(beside[:, 0]) <= WOMAN.half_width(beside[:, 1]) + 0.05).all()


def test_rows_are_found_by_their_share_of_a_column():
    even = np.linspace(0, 1, 21)
    share = _spread(even)
    np.testing.assert_allclose(_row_of(share), even, atol=1e-12)
    assert share[[0, -1]].tolist() == [0, 1]
    assert (np.diff(share, 2) > 0).all()


def test_shade_beside_a_rim_lies_on_the_skin_and_throws_none_itself():
    rim = face_opening(WOMAN, manner(), at=shares())
    rim = rim[rim[:, 1] < 0.5]
    inward = -rim[:, :2] / np.linalg.norm(rim[:, :2], axis=1, keepdims=True)
    mesh = contact(WOMAN, rim, inward=inward, wide=0.3)
    skin = WOMAN.surface(mesh.vertices[:, :2].astype(float))[:, 2]
    np.testing.assert_allclose(mesh.vertices[:, 2] - skin, 0.012, atol=0.01)
    assert not mesh.material.casts_shadow
    alpha = mesh.material.texture[..., 3].astype(int)
    assert (np.diff(alpha[:, 0]) <= 0).all()
    assert alpha[0, 0] > 100
    assert alpha[-1, 0] == 0


@pytest.mark.parametrize("drape", [0.1, 0.47, 0.6, 0.9])
def test_sides_of_a_ghutra_leave_the_face_free_and_hide_the_ears(drape):
    mesh = ghutra(MAN, Wear(cover="agal", drape=drape), stream(4, "clothes"))[0]
    x, y, z = mesh.vertices.T
    assert not ((np.abs(x) < 0.75) & (y > -0.5) & (y < 0.9) & (z > 0.5)).any()
    for side in (-1, 1):
        beside = (side * x > 1.0) & (np.abs(y - 0.1) < 0.2)
        assert z[beside].min() < -0.5
        assert z[beside].max() > 0.4


def test_folds_of_white_cloth_are_light_and_those_of_black_dark():
    fold = np.array([0.3, 1.0])
    white, black = bounced(fold, (210, 210, 210)), bounced(fold, (20, 20, 20))
    assert white[0] > 1.3 * black[0]
    assert black[0] == pytest.approx(0.3, abs=0.02)
    assert white[1] == black[1] == 1.0


@pytest.mark.parametrize("color", [(10, 10, 10), (255, 255, 250)])
def test_cloth_is_neither_a_hole_nor_a_lamp(color):
    mean = cloth(color).texture[..., :3].mean()
    assert 30 < mean < 215

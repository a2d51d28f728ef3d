"""Scarves are laid in several ways, over one side, in folds, and leave the face free."""

from collections import Counter
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.faces.clothing.cloth import Fabric, cloth
from simulators.faces.clothing.scarves.hood import hood
from simulators.faces.clothing.scarves.manner import Manner, Way, manner_of
from simulators.faces.clothing.scarves.pleats import pleats, rays
from simulators.faces.clothing.scarves.shawl import shawl
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.landmarks import landmarks
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

SCARF = Wear(cover="hijab", cover_color=(150, 140, 120))
WOMAN = HeadShape(face_traits(6, sex="female", age=30))


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
    cloth_points = np.concatenate([mesh.vertices for mesh in worn(manner(way=way), wear=wear, shape=shape)])
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


@pytest.mark.parametrize("color", [(10, 10, 10), (255, 255, 250)])
def test_cloth_is_neither_a_hole_nor_a_lamp(color):
    mean = cloth(color).texture[..., :3].mean()
    assert 30 < mean < 215

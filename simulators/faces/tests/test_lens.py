"""A lens set to a face shows what lies behind as discs, the larger the farther away, and level ground ends at the horizon."""

import numpy as np
import pytest

from simulators.faces.stream import stream
from simulators.faces.surroundings import KINDS, surroundings
from simulators.faces.surroundings.lens import blur_at, unfocused
from simulators.faces.surroundings.view import View, turned

NEAR, FAR = 1 / 0.8, 0.0  # 1/m


def grain(seed: int = 1) -> np.ndarray:
    return stream(seed, "grain").random((96, 80, 3)).astype(np.float32)


def camera(**turns: float) -> View:
    axes = turned(turns.get("yaw", 0.0), turns.get("pitch", 0.0), turns.get("roll", 0.0))
    return View(width=80, height=96, focal=96.0, eye=1.5, axes=axes)


def test_what_is_far_is_more_out_of_focus_than_what_is_near():
    nearness = np.zeros((24, 20), dtype=np.float32)
    nearness[:12] = NEAR
    soft = unfocused(grain(), nearness, radius=5.0)
    assert soft[:32].std() > 1.5 * soft[-32:].std()


def test_disc_grows_with_distance_and_a_face_is_sharp():
    sizes = blur_at(np.array((1 / 0.5, NEAR, 1 / 2.5, FAR), dtype=np.float32))
    assert sizes[0] == pytest.approx(0)
    assert sizes[2] == pytest.approx(1)
    assert (np.diff(sizes) > 0).all()


@pytest.mark.parametrize("radius", [1.0, 4.0, 9.0])
def test_light_is_spread_and_not_lost(radius):
    sharp = np.zeros((96, 80, 3), dtype=np.float32)
    sharp[46:50, 38:42] = 9
    soft = unfocused(sharp, np.full((24, 20), 0.4, dtype=np.float32), radius=radius)
    assert soft.sum() == pytest.approx(sharp.sum(), rel=0.02)


def test_small_light_becomes_a_disc_of_even_brightness():
    sharp = np.zeros((96, 80, 3), dtype=np.float32)
    sharp[48, 40] = 100
    soft = unfocused(sharp, np.full((24, 20), 0.4, dtype=np.float32), radius=8.0)[48, :, 1]
    assert soft[40] == pytest.approx(soft[36], rel=0.15)
    assert soft[40] > 20 * soft[54]


@pytest.mark.parametrize("turns", [{}, {"yaw": 15.0, "pitch": 4.0}, {"roll": 5.0, "pitch": -6.0}])
def test_level_ground_is_where_its_points_are_drawn(turns):
    view = camera(**turns)
    x, z = view.level()
    row, column = 90, 22
    back = view.pixels([(float(x[row, column]), 0.0, float(z[row, column]))])[0]
    assert back == pytest.approx((column, row), abs=0.05)


def test_ground_is_seen_below_the_horizon_only():
    view = camera(pitch=-3.0)
    below, (_, z) = view.below(), view.level()
    assert z[below < 0].min() > 1000
    assert (np.diff(z[below[:, 40] > 0.02, 40]) < 0).all()


def test_coarse_rays_are_the_middles_of_fine_ones():
    view = camera(yaw=10.0, pitch=3.0, roll=2.0)
    fine, coarse = view.rays(), view.rays(4)
    assert coarse == pytest.approx(fine.reshape(3, 24, 4, 20, 4).mean(axis=(2, 4)), abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_no_place_is_made_of_flat_color(kind):
    image = surroundings(stream(8, "place"), width=360, height=450, kind=kind).image
    dark = image[(image < 1.4).all(axis=2)]
    assert len(np.unique(np.round(dark[:, 1], 4))) > 400
    steps = np.abs(np.diff(image[..., 1], axis=1))[(image[:, 1:] < 1.4).all(axis=2)]
    assert (steps > 1e-5).mean() > 0.9

"""Skin spreads light below its surface, red farthest; hollows are dark, and what turns away before the background is not."""

import numpy as np
import pytest

from simulators.faces.render.softening import hollows, scattered

SIDE, SCALE = 80, 88.0


def entered_with_edge(*, skin_to=SIDE):
    """Light on the left half, of which no cell right of `skin_to` is skin; four samples a cell."""
    entered = np.zeros((SIDE, SIDE, 4), dtype=np.float32)
    entered[:, :skin_to, 3] = 4
    entered[:, :skin_to, :3] = 4 * 0.2
    entered[:, : SIDE // 2, :3] = 4 * 0.8
    return entered


def spread(entered, *, cells=1.0, side=SIDE):
    color = np.ones((side, side, 3), dtype=np.float32)
    scattered(color, entered, scale=SCALE, cells=cells)
    return color


def test_light_crosses_the_edge_of_a_shadow_and_red_goes_farthest():
    beside = spread(entered_with_edge())[SIDE // 2, SIDE // 2 + 3]
    assert 1.02 < beside[0] < beside[1] < beside[2]


def test_light_far_from_an_edge_stays_as_it_is():
    np.testing.assert_allclose(spread(entered_with_edge())[:, [4, -5]], 1, atol=0.01)


def test_what_crosses_the_edge_is_missing_on_the_bright_side():
    assert spread(entered_with_edge())[SIDE // 2, SIDE // 2 - 3, 2] < 0.95


def test_the_edge_of_skin_gets_no_light_from_what_is_no_skin():
    entered = entered_with_edge(skin_to=SIDE // 2)
    np.testing.assert_allclose(spread(entered), 1, atol=1e-4)


def test_where_no_skin_is_nothing_changes():
    assert (spread(np.zeros((SIDE, SIDE, 4), dtype=np.float32)) == 1).all()


def test_cells_of_another_size_than_pixels_meet_their_place():
    entered = np.zeros((60, 60, 4), dtype=np.float32)
    entered[..., 3] = 4
    entered[..., :3] = 4 * 0.2
    entered[:, :30, :3] = 4 * 0.8
    changed = np.abs(spread(entered, cells=0.75)[40, :, 2] - 1)
    assert changed.argmax() == pytest.approx(40, abs=2)


def depth_of(z, *, distance=8.0):
    return 1 / (distance - z)


def darkness(z, *, covered=None):
    near = depth_of(z)
    if covered is not None:
        near = np.where(covered, near, 0.0)
    return hollows(near, size=(SIDE, SIDE), distance=8.0, scale=SCALE)


def test_a_pit_is_darker_than_what_is_around_it_and_blue_goes_first():
    y, x = np.mgrid[0 : 2 * SIDE, 0 : 2 * SIDE] - float(SIDE)
    dark = darkness(-0.15 * np.exp(-(x**2 + y**2) / 12.0**2))
    assert dark[SIDE // 2, SIDE // 2].min() > 0.1 > dark[8, 8].max()
    assert dark[SIDE // 2, SIDE // 2, 0] > dark[SIDE // 2, SIDE // 2, 2]


def test_a_plane_is_nowhere_dark():
    x = np.mgrid[0 : 2 * SIDE, 0 : 2 * SIDE][1] / SCALE
    assert darkness(0.3 * x)[8:-8, 8:-8].max() < 0.02


def test_what_turns_away_before_the_background_is_no_hollow():
    y, x = (np.mgrid[0 : 2 * SIDE, 0 : 2 * SIDE] - float(SIDE)) / SCALE
    inside = 0.6**2 - x**2 - y**2
    dark = darkness(np.sqrt(np.maximum(inside, 0)), covered=inside > 0)
    assert dark.max() < 0.15

"""Edges keep the width of dark and bright alike, and thin hair is even where only a share of the samples shows it."""

import numpy as np
import pytest

from simulators.faces.render import Layer
from simulators.faces.render.edges import averaged

SIDE = 60
SIZE = (40, 40)


def samples_of(light, *, covered=SIDE):
    """Light in the columns left of `covered`, nothing in the others."""
    samples = np.zeros((SIDE, SIDE, 4), dtype=np.float32)
    samples[:, :covered, :3] = light
    samples[:, :covered, 3] = 1
    return samples


def nothing_soft():
    return np.zeros((SIDE, SIDE), dtype=bool)


def test_an_even_surface_keeps_its_light_and_covers_all():
    color, coverage = averaged(samples_of(0.36), nothing_soft(), SIZE)
    np.testing.assert_allclose(color, 0.36, rtol=1e-5)
    assert (coverage == 1).all()


def test_where_nothing_is_no_light_is():
    color, coverage = averaged(samples_of(0.5, covered=0), nothing_soft(), SIZE)
    assert not color.any()
    assert not coverage.any()


@pytest.mark.parametrize(("own", "behind"), [(0.01, 0.81), (0.81, 0.01)])
def test_an_edge_is_as_far_from_dark_as_from_bright(own, behind):
    color, coverage = averaged(samples_of(own, covered=SIDE // 2), nothing_soft(), SIZE)
    tones = np.sqrt(Layer(color, coverage).over(np.full((*SIZE, 3), behind, dtype=np.float32)))[20, :, 1]
    assert tones.mean() == pytest.approx(0.5, abs=0.02)
    assert np.abs(np.diff(tones)).max() < 0.75 * 0.8


def test_what_mixes_two_surfaces_lies_between_their_tones():
    samples = samples_of(0.04)
    samples[:, SIDE // 2 :, :3] = 0.64
    color, coverage = averaged(samples, nothing_soft(), SIZE)
    assert (coverage == 1).all()
    assert np.sqrt(color[20, :, 1]).mean() == pytest.approx(0.5, abs=0.02)


def test_a_share_of_soft_samples_becomes_an_even_tone():
    dots = np.random.default_rng(1).random((SIDE, SIDE)) < 0.4
    grain = {}
    for is_soft in (False, True):
        samples = samples_of(0.64)
        samples[dots, :3] = 0.01
        grain[is_soft] = averaged(samples, dots & is_soft, SIZE)[0][4:-4, 4:-4].std()
    assert grain[True] < 0.6 * grain[False]


def test_soft_hair_leaves_the_picture_far_from_it_as_it_is():
    soft, samples = nothing_soft(), np.random.default_rng(2).random((SIDE, SIDE, 4), dtype=np.float32)
    soft[:9] = True
    smooth, plain = (averaged(samples.copy(), part, SIZE)[0] for part in (soft, nothing_soft()))
    np.testing.assert_array_equal(smooth[12:], plain[12:])
    assert not np.array_equal(smooth[:12], plain[:12])


def test_where_all_is_soft_nothing_is_smoothed():
    samples = np.random.default_rng(3).random((SIDE, SIDE, 4), dtype=np.float32)
    smooth, plain = (averaged(samples.copy(), part, SIZE)[0] for part in (~nothing_soft(), nothing_soft()))
    np.testing.assert_array_equal(smooth, plain)

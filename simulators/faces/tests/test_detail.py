"""The software of a phone takes faint grain and makes edges crisper, with halos that stay weak and have no color."""

import numpy as np
import pytest

from simulators.faces.detail import detailed

SIDE = 40


def edge(low, high):
    """Tones that are low at the left and high at the right; *Shape*: SIDE x SIDE x 3."""
    tones = np.full((SIDE, SIDE, 3), low, dtype=np.float32)
    tones[:, SIDE // 2 :] = high
    return tones


def overshoot(low, high):
    tones = edge(low, high)
    detailed(tones, smearing=0.0, sharpening=0.6)
    return float(tones.max()) - high


def test_without_shares_every_tone_stays():
    tones = edge(0.2, 0.7)
    detailed(tones, smearing=0.0, sharpening=0.0)
    np.testing.assert_array_equal(tones, edge(0.2, 0.7))


def test_faint_grain_is_taken_and_strong_edges_stay():
    grain = np.random.default_rng(1).normal(0, 0.005, (SIDE, SIDE, 1)).astype(np.float32)
    tones = edge(0.4, 0.4) + grain
    detailed(tones, smearing=0.6, sharpening=0.0)
    assert tones.std() < 0.8 * grain.std()
    strong = edge(0.2, 0.8)
    detailed(strong, smearing=0.6, sharpening=0.0)
    np.testing.assert_allclose(strong, edge(0.2, 0.8), atol=0.01)


def test_halo_grows_less_than_its_edge():
    assert 0 < overshoot(0.2, 0.8) < 3 * overshoot(0.4, 0.5)


def test_halo_is_no_wider_than_a_few_pixels_and_has_no_color():
    tones = edge((0.2, 0.3, 0.4), (0.5, 0.6, 0.8))
    before = tones.copy()
    detailed(tones, smearing=0.0, sharpening=0.6)
    changed = tones - before
    np.testing.assert_allclose(changed[:, : SIDE // 2 - 3], 0, atol=1e-6)
    assert np.ptp(changed, axis=2).max() == pytest.approx(0, abs=1e-6)

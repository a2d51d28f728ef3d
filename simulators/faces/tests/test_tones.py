"""Each step of a phone's software changes tones as its name says, and leaves them alone at its zero."""

import numpy as np
import pytest

from simulators.faces.tones import clarify, keep_highlights, saturate, warm_skin

HEIGHT, WIDTH = 160, 128
STEPS = {
    "clarity": clarify,
    "contrast": lambda tones, share: saturate(tones, saturation=1, contrast=share),
    "highlights": keep_highlights,
    "warmth of skin": warm_skin,
}


def edge(dark=0.3, bright=0.7):
    tones = np.full((HEIGHT, WIDTH, 3), dark, dtype=np.float32)
    tones[:, WIDTH // 2 :] = bright
    return tones


def ramp():
    return np.repeat(np.linspace(0, 1.4, 256, dtype=np.float32), 3).reshape(16, 16, 3)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_share_of_zero_changes_nothing(step):
    tones = edge()
    step(tones, 0)
    assert np.array_equal(tones, edge())


def test_clarity_parts_dark_from_bright_and_leaves_what_is_even():
    tones = edge()
    clarify(tones, 0.3)
    half = WIDTH // 2
    assert tones[:, half - 6].max() < 0.3
    assert tones[:, half + 6].min() > 0.7
    np.testing.assert_allclose(tones[:, [0, -1]], edge()[:, [0, -1]], atol=0.01)


def test_contrast_makes_shadows_a_little_richer_and_nearly_keeps_the_ratio_of_the_colors():
    tones = np.tile(np.array([0.2, 0.3, 0.4], dtype=np.float32), (8, 8, 1))
    saturate(tones, saturation=1, contrast=0.6)
    assert tones[0, 0, 1] < 0.3
    ratios = tones[0, 0] / tones[0, 0, 1]
    assert (ratios[0] < 2 / 3, ratios[2] > 4 / 3) == (True, True)
    assert ratios == pytest.approx([2 / 3, 1, 4 / 3], rel=0.06)


@pytest.mark.parametrize("step", [STEPS["contrast"], STEPS["highlights"]], ids=["contrast", "highlights"])
def test_of_two_tones_the_brighter_stays_brighter(step):
    tones = ramp()
    step(tones, 0.65)
    assert (np.diff(tones[..., 1].ravel()) > 0).all()


def test_highlights_are_compressed_and_the_rest_is_not():
    tones = ramp()
    keep_highlights(tones, 0.6)
    is_low = ramp() < 0.7
    assert np.array_equal(tones[is_low], ramp()[is_low])
    assert (tones[~is_low] <= ramp()[~is_low]).all()
    assert tones.max() < 1.1


def test_shining_skin_keeps_most_of_its_color():
    tones = np.tile(np.array([0.8, 0.9, 1.1], dtype=np.float32), (8, 8, 1))
    keep_highlights(tones, 0.5)
    blue, _, red = tones[0, 0]
    assert red < 1
    assert 1.2 < red / blue < 1.1 / 0.8


def test_warmth_turns_pink_skin_toward_yellow_and_leaves_gray_and_blue():
    skin, gray, sky = ((0.5, 0.6, 0.8), (0.5, 0.5, 0.5), (0.8, 0.6, 0.4))
    tones = np.array([[skin, gray, sky]], dtype=np.float32)
    warm_skin(tones, 0.1)
    assert tones[0, 0] == pytest.approx((0.47, 0.608, 0.8), abs=1e-5)
    assert np.array_equal(tones[0, 1:], np.array([gray, sky], dtype=np.float32))


def test_saturation_of_zero_leaves_gray():
    tones = np.tile(np.array([0.2, 0.3, 0.4], dtype=np.float32), (8, 8, 1))
    saturate(tones, saturation=0, contrast=0)
    assert np.ptp(tones, axis=2).max() < 1e-6


def test_black_point_lowers_the_darkest_tones_and_leaves_the_bright_ones():
    tones = edge(dark=0.15, bright=0.9)
    saturate(tones, saturation=1, contrast=0, black=0.6)
    assert tones[:, 0].max() < 0.1
    np.testing.assert_allclose(tones[:, -1], 0.9, atol=0.005)


def test_black_point_keeps_the_order_of_tones():
    tones = ramp()
    tones[0] = 0.15
    saturate(tones, saturation=1, contrast=0.4, black=0.6)
    assert (np.diff(tones[1:, :, 1].ravel()) >= 0).all()


def test_a_picture_without_any_dark_is_not_taken_for_a_lifted_one():
    tones = edge(dark=0.5, bright=0.9)
    saturate(tones, saturation=1, contrast=0, black=0.6)
    assert tones.min() > 0.43


def test_what_is_far_too_bright_burns_to_white_whatever_its_color():
    tones = np.tile(np.array([2.1, 2.4, 3.0], dtype=np.float32), (8, 8, 1))
    keep_highlights(tones, 0.5)
    assert tones.min() > 0.99

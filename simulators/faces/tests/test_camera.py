"""A camera repeats for its stream; each of its faults does to the picture what its name says."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from simulators.faces.camera import Camera, develop, office_camera, phone_camera, to_jpeg
from simulators.faces.stream import stream

CLEAN = Camera(lens_blur_px=0, read_noise=0, shot_noise=0)
HEIGHT, WIDTH = 120, 96


def linear_of(image):
    """The light that a picture shows: the square of its tones."""
    return np.square(np.arange(256, dtype=np.float32) / np.float32(255))[image]


def gray(light: float, *, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    return np.full((height, width, 3), light, dtype=np.float32)


def edge() -> np.ndarray:
    """Dark at the left, light at the right."""
    light = gray(0.1)
    light[:, WIDTH // 2 :] = 0.6
    return light


def developed(light, camera, seed: int = 1) -> np.ndarray:
    return develop(light, camera, stream(seed, "develop")).astype(np.float64)


def steepest(image) -> float:
    return float(np.abs(np.diff(image[..., 1], axis=1)).max())


def test_camera_without_faults_keeps_every_tone():
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16).repeat(3).reshape(16, 16, 3)
    assert np.array_equal(develop(linear_of(ramp), CLEAN, stream(1)), ramp)


def test_light_is_left_as_it_was():
    light = edge()
    develop(light, phone_camera(stream(1)), stream(1))
    assert np.array_equal(light, edge())


def test_picture_repeats_for_its_stream():
    camera = phone_camera(stream(3))
    assert np.array_equal(developed(edge(), camera), developed(edge(), camera))


def test_pictures_of_two_streams_differ():
    camera = phone_camera(stream(3))
    assert not np.array_equal(developed(edge(), camera, 1), developed(edge(), camera, 2))


def test_cameras_repeat_for_their_stream_and_differ_between_streams():
    assert phone_camera(stream(1)) == phone_camera(stream(1)) != phone_camera(stream(2))
    assert office_camera(stream(1)) == office_camera(stream(1)) != office_camera(stream(2))


def test_exposure_of_a_quarter_halves_the_tone():
    assert developed(gray(0.64), replace(CLEAN, exposure=0.25)).mean() == pytest.approx(0.4 * 255, abs=0.6)


def test_white_balance_moves_each_color():
    blue, green, red = developed(gray(0.25), replace(CLEAN, white_balance=(0.81, 1, 1.21))).mean(axis=(0, 1))
    assert (blue, green, red) == pytest.approx((0.45 * 255, 0.5 * 255, 0.55 * 255), abs=0.6)


def test_lens_blur_softens_an_edge():
    sharp, soft = (steepest(developed(edge(), replace(CLEAN, lens_blur_px=blur))) for blur in (0.0, 1.5))
    assert soft < sharp / 2


def test_motion_softens_only_edges_across_it():
    sharp, across, along = (
        steepest(developed(edge(), replace(CLEAN, motion_px=motion, motion_angle_deg=angle)))
        for motion, angle in ((0, 0), (6, 0), (6, 90))
    )
    assert across < sharp / 3
    assert along == sharp


@pytest.mark.parametrize(("length", "angle"), [(0.8, 20), (2, 90), (9, 45), (24, 170)])
def test_motion_keeps_the_light(length, angle):
    moved = developed(gray(0.3), replace(CLEAN, motion_px=length, motion_angle_deg=angle))
    assert np.array_equal(moved, developed(gray(0.3), CLEAN))


def test_read_noise_has_the_stated_deviation_in_linear_light():
    noisy = linear_of(develop(gray(0.3), replace(CLEAN, read_noise=0.02), stream(1)))
    assert noisy.std() == pytest.approx(0.02, rel=0.15)
    assert noisy.mean() == pytest.approx(0.3, abs=0.004)


def test_variance_of_shot_noise_grows_with_the_light():
    dark, bright = (
        linear_of(develop(gray(light), replace(CLEAN, shot_noise=0.002), stream(1))).var() for light in (0.1, 0.6)
    )
    assert bright / dark == pytest.approx(6, rel=0.3)


def test_noise_of_neighbors_is_related_and_colors_have_larger_blotches():
    image = developed(gray(0.3, height=300, width=300), replace(CLEAN, read_noise=0.02))
    luma, chroma = image.mean(axis=2), image[..., 2] - image[..., 0]

    def related(values):
        return np.corrcoef(values[:, 1:].ravel(), values[:, :-1].ravel())[0, 1]

    assert 0.15 < related(luma) < related(chroma)


def test_vignette_darkens_the_corners_and_not_the_middle():
    image = developed(gray(0.5), replace(CLEAN, vignette=0.3))
    plain = developed(gray(0.5), CLEAN)
    assert image[HEIGHT // 2, WIDTH // 2, 1] == pytest.approx(plain[0, 0, 1], abs=1)
    assert image[0, 0, 1] < plain[0, 0, 1] - 25


def test_haze_lifts_the_dark():
    assert developed(edge(), replace(CLEAN, haze=0.1))[:, 0].mean() > developed(edge(), CLEAN)[:, 0].mean() + 5


def test_haze_veils_what_is_near_the_light_more_than_what_is_far_from_it():
    light = gray(0.02, width=4 * WIDTH)
    light[:, 2 * WIDTH :] = 1.0
    hazy, clear = (developed(light, replace(CLEAN, haze=haze)).mean(axis=(0, 2)) for haze in (0.1, 0.0))
    veiled = hazy - clear
    assert veiled[2 * WIDTH - 8] > 1.2 * veiled[0] > 0


def test_contrast_spreads_the_tones():
    assert developed(edge(), replace(CLEAN, contrast=0.5)).std() > developed(edge(), CLEAN).std() + 2


def test_shoulder_keeps_detail_in_highlights():
    burned, kept = (developed(gray(1.2), replace(CLEAN, shoulder=part)).mean() for part in (0.0, 0.5))
    assert (burned, kept < 250) == (255, True)


def test_saturation_of_zero_leaves_gray():
    light = gray(0.3)
    light[..., 2] = 0.6
    image = developed(light, replace(CLEAN, saturation=0))
    assert np.ptp(image, axis=2).max() <= 1


def test_smearing_takes_grain_away():
    grainy = replace(CLEAN, read_noise=0.01)
    kept, smeared = (developed(gray(0.3), replace(grainy, smearing=part)).std() for part in (0.0, 0.8))
    assert smeared < 0.9 * kept


def test_sharpening_makes_edges_overshoot():
    plain, sharpened = (developed(edge(), replace(CLEAN, sharpening=part)) for part in (0.0, 0.6))
    assert sharpened.min() < plain.min()
    assert sharpened.max() > plain.max()


def test_picture_larger_than_the_tile_of_noise_is_noisy_everywhere():
    image = developed(gray(0.3, height=720, width=1200), replace(CLEAN, read_noise=0.02))
    assert image.shape == (720, 1200, 3)
    assert min(part.std() for part in np.array_split(image, 12, axis=1)) > 2


def test_cameras_of_offices_are_quieter_than_those_of_phones():
    phones, offices = ([make(stream(seed)).shot_noise for seed in range(60)] for make in (phone_camera, office_camera))
    assert np.median(offices) < np.median(phones) / 2


def test_phone_keeps_a_well_lit_picture_well_lit():
    means = [develop(gray(0.3), phone_camera(stream(seed)), stream(seed)).mean() for seed in range(60)]
    assert 100 < min(means) <= max(means) < 180


def test_phones_of_several_makers_sharpen_color_and_keep_their_files_differently():
    phones = [phone_camera(stream(seed)) for seed in range(80)]
    sharpening, jpeg = ([getattr(phone, name) for phone in phones] for name in ("sharpening", "jpeg_quality"))
    assert np.percentile(sharpening, 90) > 2 * np.percentile(sharpening, 10)
    assert np.ptp(jpeg) > 20


def test_some_lenses_of_phones_have_prints_of_fingers():
    haze = np.array([phone_camera(stream(seed)).haze for seed in range(200)])
    assert 0.02 < (haze > 0.025).mean() < 0.2


def test_jpeg_is_close_to_the_picture():
    image = develop(edge(), office_camera(stream(1)), stream(1))
    again = cv2.imdecode(np.frombuffer(to_jpeg(image, 92), dtype=np.uint8), cv2.IMREAD_COLOR)
    assert np.abs(again.astype(int) - image).mean() < 3


def test_jpeg_of_lower_quality_is_smaller():
    image = develop(edge(), phone_camera(stream(1)), stream(1))
    assert len(to_jpeg(image, 50)) < len(to_jpeg(image, 95))


@pytest.mark.parametrize("image", [np.zeros((4, 4), dtype=np.uint8), np.zeros((4, 4, 3), dtype=np.float32)])
def test_jpeg_of_no_picture_is_refused(image):
    with pytest.raises(ValueError, match="pass height x width x 3 of uint8"):
        to_jpeg(image, 90)

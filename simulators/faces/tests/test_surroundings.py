"""Surroundings repeat for their stream, differ between streams, are out of focus and carry the light of their place."""

import cv2
import numpy as np
import pytest

from simulators.faces.stream import stream
from simulators.faces.surroundings import KINDS, portrait_backdrop, surroundings

WIDTH, HEIGHT = 360, 450


def place(seed: int, kind: str | None = None, *, width: int = WIDTH, height: int = HEIGHT):
    return surroundings(stream(seed, "place"), width=width, height=height, kind=kind)


def tones(image) -> np.ndarray:
    return np.sqrt(np.clip(image, 0, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_place_is_linear_light_of_the_asked_size(kind):
    found = place(1, kind)
    assert (found.image.shape, found.image.dtype) == ((HEIGHT, WIDTH, 3), np.float32)
    assert np.isfinite(found.image).all()
    assert 0 <= found.image.min() < found.image.max() <= 1.5


@pytest.mark.parametrize("kind", KINDS)
def test_place_repeats_for_its_stream(kind):
    assert np.array_equal(place(2, kind).image, place(2, kind).image)


@pytest.mark.parametrize("kind", KINDS)
def test_places_of_one_kind_differ(kind):
    first, second = place(3, kind), place(4, kind)
    assert np.abs(tones(first.image) - tones(second.image)).mean() > 0.02


@pytest.mark.parametrize("kind", KINDS)
def test_place_is_out_of_focus(kind):
    """Between neighbors in a row there is never more than a soft step."""
    worst = max(np.abs(np.diff(tones(place(seed, kind).image), axis=1)).max() for seed in range(6))
    assert worst < 0.3


def test_some_rooms_are_nearly_sharp_and_others_far_out_of_focus():
    """A phone's small lens, and its software that makes it look like a large one."""
    finest = []
    for seed in range(24):
        gray = tones(place(seed, "bookshelf").image).mean(axis=2)
        finest.append(np.abs(np.diff(gray, axis=1)).max() / (gray.max() - gray.min()))
    assert np.percentile(finest, 90) > 1.8 * np.percentile(finest, 10)


@pytest.mark.parametrize("seed", range(8))
def test_horizon_of_the_sea_lies_in_haze(seed):
    """No row of the picture is far from the next one in brightness, wherever the water begins."""
    rows = tones(place(seed, "sea").image).mean(axis=(1, 2))
    assert np.abs(np.diff(rows)).max() < 0.035


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "evening_street"])
def test_place_is_neither_black_nor_burned_out(kind):
    means = [tones(place(seed, kind).image).mean() for seed in range(6)]
    assert min(means) > 0.1
    assert max(means) < 0.98
    assert 0.25 < np.median(means) < 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_place_is_the_same_at_another_size(kind):
    small = place(5, kind, width=180, height=226).image
    large = cv2.resize(place(5, kind).image, (180, 226), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(tones(small).ravel(), tones(large).ravel())[0, 1] > 0.88


def test_every_kind_turns_up_by_itself():
    def small(seed, kind=None):
        return place(seed, kind, width=36, height=45).image

    missing = set(KINDS)
    for seed in range(200):
        drawn = small(seed)
        missing -= {kind for kind in missing if np.array_equal(small(seed, kind), drawn)}
        if not missing:
            break
    assert not missing


def test_some_faces_are_lit_by_a_screen_in_the_evening_and_none_by_day():
    evening, garden = (
        [place(seed, kind, width=36, height=45).screen for seed in range(24)] for kind in ("evening_street", "garden")
    )
    assert 0.2 < np.mean(np.array(evening) > 0) < 0.8
    assert max(garden) == 0


def test_kind_that_is_unknown_is_refused():
    with pytest.raises(KeyError):
        place(1, "moon")


@pytest.mark.parametrize("kind", KINDS)
def test_light_of_a_place_is_a_tint_of_mean_one(kind):
    found = place(6, kind)
    assert np.mean(found.ambient) == pytest.approx(1)
    assert 0.75 < min(found.ambient) <= max(found.ambient) < 1.25
    assert -1 <= found.side <= 1


def test_rooms_of_the_evening_are_warmer_than_the_street():
    def red_of(kind):
        return np.mean([place(seed, kind, width=36, height=45).ambient[2] for seed in range(24)])

    assert red_of("majlis") > red_of("street") + 0.03


@pytest.mark.parametrize("seed", range(12))
def test_backdrop_of_a_portrait_is_light_and_even(seed):
    found = portrait_backdrop(stream(seed, "backdrop"), width=WIDTH, height=HEIGHT)
    gray = tones(found.image).mean(axis=2)
    assert found.image.shape == (HEIGHT, WIDTH, 3)
    assert gray.mean() > 0.68
    assert gray.max() - gray.min() < 0.2
    assert np.abs(np.diff(gray, axis=0)).max() < 0.01


def test_backdrop_repeats_for_its_stream_and_differs_between_streams():
    first, again, other = (portrait_backdrop(stream(seed, "backdrop"), width=36, height=45).image for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)

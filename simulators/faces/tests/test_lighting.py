"""The light on a person suits the place behind: its side, its color, its sky."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.faces.lighting import portrait_lights, selfie_lights, within
from simulators.faces.stream import stream
from simulators.faces.surroundings import Surroundings, surroundings

NEUTRAL = Surroundings(image=np.full((90, 72, 3), 0.45, dtype=np.float32), ambient=(1.0, 1.0, 1.0), side=0.0)
SEEDS = range(40)


def lights(seed):
    return selfie_lights(stream(seed, "lights"))


def painted(color):
    return replace(NEUTRAL, image=np.broadcast_to(np.float32(color), (90, 72, 3)).copy())


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_key_light_comes_from_the_brighter_side(side):
    assert all(within(lights(seed), replace(NEUTRAL, side=side)).key[0] * side > 0 for seed in SEEDS)


def test_key_and_fill_light_stay_on_opposite_sides():
    for seed in SEEDS:
        given, found = lights(seed), within(lights(seed), replace(NEUTRAL, side=-1.0))
        assert np.sign(given.key[0] * given.fill[0]) == np.sign(found.key[0] * found.fill[0])


def test_under_the_open_sky_more_light_comes_from_above_and_the_key_light_is_higher():
    inside, outside = (within(lights(3), replace(NEUTRAL, sky=sky)) for sky in (0.0, 1.0))
    assert outside.key[1] < inside.key[1] - 0.3
    assert np.mean(outside.sky) / np.mean(outside.ground) > 1.1 * np.mean(inside.sky) / np.mean(inside.ground)


def test_a_green_garden_gives_green_light_but_a_phone_takes_most_of_it_out():
    gray, green = (within(lights(3), painted(color)) for color in ((0.4, 0.4, 0.4), (0.15, 0.6, 0.15)))

    def greenness(found):
        blue, middle, red = found.ground
        return middle / (0.5 * (blue + red))

    assert 1.02 < greenness(green) / greenness(gray) < 1.5


def test_a_dark_place_gives_less_light_than_a_bright_one():
    dark, bright = (within(lights(3), painted((level,) * 3)) for level in (0.05, 0.9))
    assert np.mean(dark.sky) < 0.8 * np.mean(bright.sky)


def test_every_light_of_every_place_is_positive_and_finite():
    for seed in SEEDS:
        place = surroundings(stream(seed, "place"), width=36, height=45)
        for found in (within(lights(seed), place), within(portrait_lights(stream(seed)), place)):
            colors = np.array([found.key_color, found.fill_color, found.sky, found.ground])
            assert np.isfinite(colors).all()
            assert (colors > 0).all()


def test_light_repeats_for_its_stream_and_differs_between_streams():
    assert lights(1) == lights(1) != lights(2)
    assert portrait_lights(stream(1)) == portrait_lights(stream(1)) != portrait_lights(stream(2))

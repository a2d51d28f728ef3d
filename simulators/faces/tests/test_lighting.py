"""The light on a person suits the place behind: its side, its color, its sky."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.faces import defects
from simulators.faces.lighting import portrait_lights, selfie_lights, within
from simulators.faces.shot import selfie_shot
from simulators.faces.stream import stream
from simulators.faces.surroundings import Surroundings, portrait_backdrop, surroundings
from simulators.faces.traits import face_traits

NEUTRAL = Surroundings(image=np.full((90, 72, 3), 0.45, dtype=np.float32), ambient=(1.0, 1.0, 1.0), side=0.0)
SEEDS = range(40)


def lights(seed):
    return selfie_lights(stream(seed, "lights"))


def painted(color):
    return replace(NEUTRAL, image=np.broadcast_to(np.float32(color), (90, 72, 3)).copy())


def one_sided(found):
    """How much of the light comes from one side, beside what comes from elsewhere."""
    key = np.array(found.key)
    rest = np.mean(found.sky) + np.mean(found.ground) + np.mean(found.fill_color)
    return np.mean(found.key_color) * abs(key[0]) / np.linalg.norm(key) / rest


def test_selfies_are_lit_from_the_side_from_above_and_from_before():
    keys = np.array([lights(seed).key for seed in range(200)])
    assert np.allclose(np.linalg.norm(keys, axis=1), 1)
    assert (abs(keys[:, 0]) > 0.5).mean() > 0.05
    assert (keys[:, 1] < -0.7).mean() > 0.05
    assert 0.02 < ((keys[:, 2] > 0.9) & (keys[:, 1] > -0.2)).mean() < 0.3


def test_some_shadows_of_selfies_have_hard_edges_and_most_have_soft_ones():
    softness = np.array([lights(seed).shadow_softness for seed in range(200)])
    assert 0.05 < (softness < 2.6).mean() < 0.3
    assert (softness > 4).mean() > 0.5


def test_a_selfie_is_lit_far_less_from_one_side_than_with_the_slightest_dose_of_uneven_light():
    for seed in SEEDS:
        shot = selfie_shot(face_traits(seed), stream(seed, "shot"), (360, 450))
        uneven = defects.before(shot, "uneven_light", level=1, stream=stream(seed, "uneven"))
        assert one_sided(uneven.lights) > 1.5 * one_sided(shot.lights)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_key_light_comes_from_the_brighter_side(side):
    assert all(within(lights(seed), replace(NEUTRAL, side=side)).key[0] * side > 0 for seed in SEEDS)


def test_key_and_fill_light_stay_on_opposite_sides():
    for seed in SEEDS:
        given, found = lights(seed), within(lights(seed), replace(NEUTRAL, side=-1.0))
        assert np.sign(given.key[0] * given.fill[0]) == np.sign(found.key[0] * found.fill[0])


def test_a_place_that_is_bright_at_one_side_only_lights_one_cheek_more_than_an_even_one():
    for seed in SEEDS:
        even, askew = (within(lights(seed), replace(NEUTRAL, side=side)) for side in (0.0, 1.0))
        assert one_sided(askew) > 1.1 * one_sided(even)


def test_key_light_takes_some_of_the_color_of_the_brighter_side():
    image = NEUTRAL.image.copy()
    image[:, :36] *= np.float32((0.2, 0.5, 1.1))
    image[:, 36:] *= np.float32(0.1)
    blue, _, red = within(lights(3), replace(NEUTRAL, image=image, side=-1.0)).key_color
    assert red > 1.05 * lights(3).key_color[2] / lights(3).key_color[0] * blue


def test_under_the_open_sky_more_light_comes_from_above_and_the_key_light_is_higher():
    inside, outside = (within(lights(3), replace(NEUTRAL, sky=sky)) for sky in (0.0, 1.0))
    assert outside.key[1] < inside.key[1] - 0.3
    assert np.mean(outside.sky) / np.mean(outside.ground) > 1.1 * np.mean(inside.sky) / np.mean(inside.ground)


def test_a_window_behind_a_person_lights_the_rim_of_the_head_from_its_side():
    image = NEUTRAL.image.copy()
    image[:, -20:] = 1.5
    found = within(lights(3), replace(NEUTRAL, image=image))
    assert (found.fill[0] > 0, found.fill[2] < 0) == (True, True)
    assert np.mean(found.fill_color) > 2 * np.mean(within(lights(3), NEUTRAL).fill_color)


def test_the_screen_of_a_phone_in_the_dark_lights_from_before_and_outshines_the_rest():
    plain, found = (within(lights(3), replace(NEUTRAL, screen=share)) for share in (0.0, 1.0))
    assert found.fill[2] > 4 * max(abs(found.fill[0]), abs(found.fill[1]))
    assert np.mean(found.fill_color) > 3 * np.mean(plain.fill_color)
    assert found.fill_color[0] > 1.2 * found.fill_color[2]
    assert np.mean(found.sky) < 0.7 * np.mean(plain.sky)


def test_a_face_before_much_that_is_burned_out_is_darker():
    plain, burned = (within(lights(3), painted((level,) * 3)) for level in (0.95, 1.2))
    assert np.mean(burned.key_color) < 0.9 * np.mean(plain.key_color)


@pytest.mark.parametrize("seed", range(5))
def test_even_wall_of_an_office_leaves_the_lamps_of_a_portrait_before_it(seed):
    wall = portrait_backdrop(stream(seed, "backdrop"), width=36, height=45)
    found = within(portrait_lights(stream(seed)), wall)
    assert found.fill[2] > 0
    assert one_sided(found) < 0.3


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

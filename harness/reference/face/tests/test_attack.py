"""The detector tells a print and a screen from a live face, for drawn faces that it was not set by."""

import pytest

from harness.reference.face.attack import GRID_LIMIT, grid_strength
from harness.reference.face.matcher import OpenCvFaceMatcher
from harness.reference.face.template import decode_gray
from simulators.faces import draw_portrait, draw_selfie, to_jpeg

PEOPLE = range(910_000, 910_040)


@pytest.fixture(scope="module")
def matcher():
    return OpenCvFaceMatcher()


def strengths(**how):
    return [grid_strength(decode_gray(to_jpeg(draw_selfie(who, 1, **how)))) for who in PEOPLE]


def test_live_faces_show_no_sign_of_an_attack(matcher):
    assert [who for who in PEOPLE if matcher.signs_of_attack(to_jpeg(draw_selfie(who, 2)))] == []


@pytest.mark.parametrize("attack", ["card", "screen"])
def test_picture_of_a_picture_shows_a_grid(matcher, attack):
    told = {who: matcher.signs_of_attack(to_jpeg(draw_selfie(who, 1, defect=attack))) for who in PEOPLE}
    assert {who: signs for who, signs in told.items() if signs != ("GRID",)} == {}


@pytest.mark.parametrize("attack", ["card", "screen"])
def test_attack_is_usable_and_shows_the_person(matcher, attack):
    """Else it would be refused for another reason, and the tests of liveness would show nothing."""
    for who in PEOPLE[:10]:
        picture = to_jpeg(draw_selfie(who, 1, defect=attack))
        assert matcher.quality(picture) == ()
        assert matcher.matches(to_jpeg(draw_portrait(who)), picture)


@pytest.mark.parametrize("attack", ["card", "screen"])
def test_limit_lies_well_between_the_two_kinds(attack):
    assert max(strengths()) * 1.5 < GRID_LIMIT < min(strengths(defect=attack)) / 1.5

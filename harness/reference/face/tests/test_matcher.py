"""The matcher tells people apart, names each defect, and does the same whatever it remembers."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from harness.reference.face.matcher import DEFAULT_THRESHOLD, TrainedFaceMatcher
from harness.reference.face.picture import UnusableImageError
from harness.reference.face.quality import THRESHOLD
from harness.world.faces import COMPONENT_OF, REASON_OF
from simulators.faces.attacks import INSTRUMENTS

PEOPLE = range(16)


def decoded(jpeg):
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def test_good_pictures_are_usable(matcher, pictures):
    files = [file for who in PEOPLE for file in (pictures.portrait(who), pictures.selfie(who))]
    assert [matcher.quality(file) for file in files] == [()] * len(files)


def test_good_pictures_show_live_faces(matcher, pictures):
    assert sum(bool(matcher.signs_of_attack(pictures.selfie(who))) for who in PEOPLE) <= len(PEOPLE) // 8


def test_people_match_their_own_portraits(matcher, pictures):
    assert sum(matcher.matches(pictures.portrait(who), pictures.selfie(who)) for who in PEOPLE) >= len(PEOPLE) - 1


def test_nobody_matches_a_neighbors_portrait(matcher, pictures):
    pairs = itertools.pairwise((*PEOPLE, PEOPLE[0]))
    assert [pair for pair in pairs if matcher.matches(pictures.portrait(pair[0]), pictures.selfie(pair[1]))] == []


@pytest.mark.parametrize("defect", sorted(COMPONENT_OF))
def test_defect_is_the_first_reason_for_most(matcher, pictures, defect):
    told = [matcher.quality(pictures.selfie(who, defect=defect, level=6)) for who in PEOPLE[:5]]
    assert sum(reasons[:1] == (REASON_OF[defect],) for reasons in told) >= len(told) - 1


def test_component_of_a_defect_is_below_the_threshold(matcher, pictures):
    file = pictures.selfie(0, defect="blur", level=6)
    components = matcher.components(file)
    assert components[COMPONENT_OF["blur"]] < THRESHOLD
    assert all(-1 <= value <= 100 for value in components.values())


@pytest.mark.parametrize(("species", "instrument"), [(s, i) for s, names in INSTRUMENTS.items() for i in names])
def test_attack_shows_a_sign_for_most(matcher, pictures, species, instrument):
    files = [pictures.attack(who, species, instrument) for who in PEOPLE[:3]]
    seen = [file for file in files if not matcher.quality(file)]
    assert sum(bool(matcher.signs_of_attack(file)) for file in seen) >= len(seen) - 1


def test_picture_twice_as_large_is_taken_the_same(matcher, pictures):
    large = cv2.resize(decoded(pictures.selfie(0)), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    done, file = cv2.imencode(".jpg", large)
    assert done
    assert matcher.matches(pictures.portrait(0), file.tobytes())


def test_comparison_of_an_unusable_image_says_why(matcher, pictures):
    with pytest.raises(UnusableImageError) as refused:
        matcher.matches(pictures.portrait(0), b"not an image")
    assert refused.value.reasons == ("NOT_AN_IMAGE",)


@pytest.mark.parametrize("shape", [(48, 20_000), (20_000, 48), (60, 3000), (3000, 60), (48, 641)])
def test_strip_is_too_small(matcher, shape):
    done, file = cv2.imencode(".png", np.full(shape, 128, np.uint8))
    assert done
    assert matcher.quality(file.tobytes()) == ("TOO_SMALL",)


@pytest.mark.parametrize("shape", [(48, 48), (48, 640), (640, 48), (76, 1000), (2000, 2000)])
def test_picture_of_any_other_shape_has_an_answer(matcher, shape):
    done, file = cv2.imencode(".png", np.full(shape, 128, np.uint8))
    assert done
    assert matcher.quality(file.tobytes()) == ("NO_FACE",)


def test_score_equal_to_the_threshold_is_a_match(matcher, pictures):
    pair = pictures.portrait(0), pictures.selfie(0)
    score = matcher.score(*pair)
    assert TrainedFaceMatcher(threshold=score).matches(*pair)
    assert not TrainedFaceMatcher(threshold=np.nextafter(score, 2)).matches(*pair)


@pytest.mark.parametrize("cache_size", [0, 1])
def test_verdict_does_not_depend_on_the_cache(matcher, pictures, cache_size):
    pairs = [(pictures.portrait(who), pictures.selfie(0)) for who in PEOPLE[:4]]
    other = TrainedFaceMatcher(cache_size=cache_size)
    assert [other.score(*pair) for pair in pairs] == [matcher.score(*pair) for pair in pairs]


def test_threads_agree_with_one_thread(matcher, pictures):
    pairs = [(pictures.portrait(who), pictures.selfie(who)) for who in PEOPLE[:6]]
    fresh = TrainedFaceMatcher(cache_size=0)
    with ThreadPoolExecutor(4) as threads:
        scores = list(threads.map(lambda pair: fresh.score(*pair), pairs))
    assert scores == [matcher.score(*pair) for pair in pairs]


def test_threshold_lies_between_most_of_the_two_kinds_of_scores(matcher, pictures):
    genuine = sorted(matcher.score(pictures.portrait(who), pictures.selfie(who)) for who in PEOPLE)
    chance = max(matcher.score(pictures.portrait(who), pictures.selfie(0)) for who in PEOPLE[1:])
    assert chance < DEFAULT_THRESHOLD <= genuine[1]

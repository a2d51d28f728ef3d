"""The matcher tells drawn people apart, names each defect, and bounds what it decodes."""

import itertools
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from harness.reference.face.matcher import DEFAULT_THRESHOLD, OpenCvFaceMatcher
from harness.reference.face.template import MAX_IMAGE_BYTES, UnusableImageError
from simulators.faces import draw_portrait, draw_selfie, to_jpeg

FIRST_SEED = 900_000  # apart from the identities on which the threshold was chosen
PEOPLE = range(FIRST_SEED, FIRST_SEED + 40)


@pytest.fixture(scope="module")
def matcher():
    return OpenCvFaceMatcher()


@pytest.fixture(scope="module")
def portraits():
    return {who: to_jpeg(draw_portrait(who)) for who in PEOPLE}


@pytest.fixture(scope="module")
def selfies():
    return {who: to_jpeg(draw_selfie(who, 1)) for who in PEOPLE}


def test_good_pictures_are_usable(matcher, portraits, selfies):
    refused = {who: matcher.quality(image) for who, image in (*portraits.items(), *selfies.items())}
    assert {who: reasons for who, reasons in refused.items() if reasons} == {}


def test_everybody_matches_their_own_portrait(matcher, portraits, selfies):
    assert [who for who in PEOPLE if not matcher.matches(portraits[who], selfies[who])] == []


def test_nobody_matches_a_neighbors_portrait(matcher, portraits, selfies):
    pairs = itertools.pairwise((*PEOPLE, FIRST_SEED))
    assert [(who, other) for who, other in pairs if matcher.matches(portraits[who], selfies[other])] == []


@pytest.mark.parametrize(
    ("defect", "reason"),
    [("blur", "BLURRED"), ("dark", "DARK"), ("no_face", "NO_FACE"), ("two_faces", "TWO_FACES")],
)
def test_defect_of_a_selfie_is_named(matcher, defect, reason):
    told = {who: matcher.quality(to_jpeg(draw_selfie(who, 1, defect=defect))) for who in PEOPLE}
    assert {who: reasons for who, reasons in told.items() if reasons != (reason,)} == {}


def test_over_exposed_selfie_is_bright(matcher):
    image = cv2.convertScaleAbs(draw_selfie(FIRST_SEED, 1), alpha=0.35, beta=190)
    assert matcher.quality(to_jpeg(image)) == ("BRIGHT",)


def test_thumbnail_is_too_small(matcher):
    assert matcher.quality(to_jpeg(cv2.resize(draw_selfie(FIRST_SEED, 1), (120, 150)))) == ("TOO_SMALL",)


def test_png_is_read_too(matcher):
    done, png = cv2.imencode(".png", draw_selfie(FIRST_SEED, 1))
    assert done
    assert matcher.quality(png.tobytes()) == ()


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"not an image",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0\x00\x00",
        b"\xff\xd8" + b"\xff" * 50,
        to_jpeg(draw_selfie(FIRST_SEED, 1))[:40],
        to_jpeg(draw_selfie(FIRST_SEED, 1)) + b"\0" * MAX_IMAGE_BYTES,
        png_header(320, 400),
        png_header(60_000, 60_000),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 30,
    ],
)
def test_what_is_no_image_of_bounded_size_is_refused(matcher, image):
    assert matcher.quality(image) == ("NOT_AN_IMAGE",)


def test_comparison_of_an_unusable_image_says_why(matcher, portraits):
    with pytest.raises(UnusableImageError) as refused:
        matcher.matches(portraits[FIRST_SEED], b"not an image")
    assert refused.value.reasons == ("NOT_AN_IMAGE",)


def test_score_equal_to_the_threshold_is_a_match(portraits, selfies):
    pair = portraits[FIRST_SEED], selfies[FIRST_SEED]
    score = OpenCvFaceMatcher().score(*pair)
    assert OpenCvFaceMatcher(threshold=score).matches(*pair)
    assert not OpenCvFaceMatcher(threshold=np.nextafter(score, 2)).matches(*pair)


@pytest.mark.parametrize("cache_size", [0, 1])
def test_verdict_does_not_depend_on_the_cache(matcher, portraits, selfies, cache_size):
    pairs = [(portraits[who], selfies[FIRST_SEED]) for who in PEOPLE[:4]]
    other = OpenCvFaceMatcher(cache_size=cache_size)
    assert [other.score(*pair) for pair in pairs] == [matcher.score(*pair) for pair in pairs]


def test_threads_agree_with_one_thread(matcher, portraits, selfies):
    pairs = [(portraits[who], selfies[who]) for who in PEOPLE[:8]]
    fresh = OpenCvFaceMatcher(cache_size=0)
    with ThreadPoolExecutor(4) as threads:
        scores = list(threads.map(lambda pair: fresh.score(*pair), pairs))
    assert scores == [matcher.score(*pair) for pair in pairs]


def test_default_threshold_lies_between_the_two_kinds_of_scores(matcher, portraits, selfies):
    genuine = min(matcher.score(portraits[who], selfies[who]) for who in PEOPLE)
    impostor = max(matcher.score(portraits[who], selfies[PEOPLE[0]]) for who in PEOPLE[1:])
    assert impostor < DEFAULT_THRESHOLD <= genuine

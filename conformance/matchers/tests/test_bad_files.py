"""The bad files are what they are called."""

import struct

import cv2
import numpy as np
import pytest

from conformance.matchers.bad_files import BAD_FILES, BOMB_SIDE, MEGAPIXELS_40, turned
from conformance.matchers.file_parts import declared_pixels, exif_segment, fault, orientation
from conformance.matchers.metadata import bare
from conformance.matchers.tests.painting import painted

GOOD = painted([150, 100, 200], seed=4)


def pixels(picture):
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)


def frame_of(jpeg):
    at = jpeg.index(b"\xff\xc0")
    return struct.unpack(">HHB", jpeg[at + 5 : at + 10])


def test_every_file_is_small_and_made_the_same_again():
    for name, make in BAD_FILES.items():
        assert make(GOOD) == make(GOOD), name
        assert len(make(GOOD)) < 1_000_000, name


def test_bomb_claims_what_it_unpacks_to():
    bomb = BAD_FILES["decompression bomb"](GOOD)
    assert struct.unpack_from(">II", bomb, 16) == (BOMB_SIDE, BOMB_SIDE)


def test_large_picture_has_forty_megapixels():
    height, width, _ = frame_of(BAD_FILES["40 megapixels"](GOOD))
    assert (width, height) == MEGAPIXELS_40


def test_cmyk_has_four_components_and_the_colors_of_the_picture():
    mosaic = BAD_FILES["CMYK"](GOOD)
    assert frame_of(mosaic) == (64, 64, 4)
    small = cv2.resize(pixels(GOOD), (8, 8), interpolation=cv2.INTER_AREA).astype(int)
    read = cv2.resize(pixels(mosaic), (8, 8), interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(small - read).max() < 12


@pytest.mark.parametrize("name", ["truncated JPEG", "truncated PNG"])
def test_truncated_file_begins_like_a_whole_one_and_has_no_end(name):
    file = BAD_FILES[name](GOOD)
    assert file.startswith((b"\xff\xd8", b"\x89PNG"))
    assert not file.endswith((b"\xff\xd9", b"\x82"))


def test_turned_picture_is_upright_for_who_reads_exif():
    lying = turned(GOOD)
    assert np.abs(pixels(lying).astype(int) - pixels(GOOD)).mean() < 3
    raw = cv2.imdecode(np.frombuffer(lying, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    assert np.abs(raw.astype(int) - pixels(GOOD)).mean() > 10


def test_name_in_exif_is_there_and_is_taken_away():
    segment = exif_segment(turn=3, artist=b"A. Person")
    assert orientation(segment[4:]) == 3
    signed = GOOD[:2] + segment + GOOD[2:]
    assert b"A. Person" in signed
    assert b"A. Person" not in bare(signed)
    assert np.array_equal(pixels(GOOD[:2] + exif_segment(artist=b"A. Person") + GOOD[2:]), pixels(GOOD))


def test_pixels_that_a_file_declares_are_read_without_unpacking_it():
    declared = {name: declared_pixels(make(GOOD)) for name, make in BAD_FILES.items()}
    assert declared["decompression bomb"] == BOMB_SIDE**2
    assert declared["40 megapixels"] == MEGAPIXELS_40[0] * MEGAPIXELS_40[1]
    assert (declared_pixels(GOOD), declared["CMYK"], declared["one pixel"]) == (64 * 64, 64 * 64, 1)
    assert {declared[name] for name in ("zero bytes", "text", "PDF", "truncated PNG")} == {0}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("zero bytes", "NOT_AN_IMAGE"),
        ("text", "NOT_AN_IMAGE"),
        ("PDF", "NOT_AN_IMAGE"),
        ("garbage behind a JPEG header", "NOT_AN_IMAGE"),
        ("truncated JPEG", "TRUNCATED"),
        ("truncated PNG", "TRUNCATED"),
        ("CMYK", "UNSUPPORTED_COLOR"),
        ("one pixel", ""),
        ("40 megapixels", ""),
    ],
)
def test_fault_of_a_file_is_seen_without_decoding_it(name, why):
    assert fault(BAD_FILES[name](GOOD)) == why


@pytest.mark.parametrize("flags", [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1), (cv2.IMWRITE_JPEG_RST_INTERVAL, 2)])
def test_whole_pictures_have_no_fault(flags):
    encoded = cv2.imencode(".jpg", pixels(GOOD), flags)[1].tobytes()
    for whole in (encoded, encoded + b"a trailer", turned(GOOD), cv2.imencode(".png", pixels(GOOD))[1].tobytes()):
        assert fault(whole) == ""


def test_end_of_a_small_picture_in_the_head_is_no_end():
    told = GOOD[:2] + exif_segment(artist=GOOD) + GOOD[2:]
    assert fault(told) == ""
    assert fault(told[: len(GOOD) + len(GOOD) // 2]) == "TRUNCATED"

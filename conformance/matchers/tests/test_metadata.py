"""What stands beside the pixels is taken away or put there, and the pixels stay as they are."""

import struct

import cv2
import numpy as np
import pytest

from conformance.matchers.file_parts import orientation
from conformance.matchers.metadata import bare, with_comment
from conformance.matchers.tests.painting import painted

JPEG = painted([150, 160, 170], seed=3)
PNG = cv2.imencode(".png", cv2.imdecode(np.frombuffer(JPEG, np.uint8), cv2.IMREAD_COLOR))[1].tobytes()


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def exif(turn, order=">"):
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    name = struct.pack(f"{order}HHI4s", 0x013B, 2, 4, b"Ali\0")
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turn, 0)
    return b"Exif\0\0" + mark + struct.pack(f"{order}IH", 8, 2) + name + entry + b"\0\0\0\0"


def told(jpeg, content, marker=0xE1):
    return jpeg[:2] + segment(marker, content) + jpeg[2:]


def pixels(picture):
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)


@pytest.mark.parametrize("picture", [JPEG, PNG])
def test_comment_makes_another_file_of_the_same_pixels(picture):
    other = with_comment(picture, b"subject: 1")
    assert other != picture
    assert b"subject: 1" in other
    assert np.array_equal(pixels(other), pixels(picture))
    assert bare(other) == picture


@pytest.mark.parametrize(("marker", "content"), [(0xE1, exif(1)), (0xED, b"Photoshop 3.0\0Ali"), (0xFE, b"Ali")])
def test_who_is_named_beside_the_pixels_is_taken_away(marker, content):
    assert bare(told(JPEG, content, marker)) == JPEG


@pytest.mark.parametrize("order", ["<", ">"])
def test_turn_stays_and_the_name_beside_it_goes(order):
    turned = bare(told(JPEG, exif(6, order)))
    assert b"Ali" not in turned
    at = turned.index(b"Exif")
    assert orientation(turned[at : at + 60]) == 6
    upright = cv2.imdecode(np.frombuffer(turned, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(upright, cv2.rotate(pixels(JPEG), cv2.ROTATE_90_CLOCKWISE))


@pytest.mark.parametrize("picture", [b"", b"x", b"%PDF-1.7", JPEG[:40], b"\xff\xd8\xff\xe1", PNG[:50]])
def test_broken_file_stays_as_it_is(picture):
    assert bare(picture) == picture


def test_color_profile_stays():
    profiled = told(JPEG, b"ICC_PROFILE\0\1\1profile", 0xE2)
    assert bare(profiled) == profiled

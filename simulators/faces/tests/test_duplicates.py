from itertools import pairwise

import cv2
import numpy as np
import pytest

from simulators.faces.camera import to_jpeg
from simulators.faces.duplicates import CHANGES, described, same_face_again
from simulators.faces.stream import stream


def _picture() -> bytes:
    rough = stream(5, "duplicates").uniform(60, 180, (12, 9, 3)).astype(np.float32)
    return to_jpeg(cv2.resize(rough, (90, 120), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8), 92)


def _pixels(picture: bytes):
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)


def test_metadata_changes_the_bytes_and_no_pixel():
    picture = _picture()

    copy = described(picture, "taken elsewhere")

    assert copy != picture
    assert np.array_equal(_pixels(copy), _pixels(picture))


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "described"])
def test_near_duplicate_has_other_pixels_and_looks_the_same(change):
    before, after = _pixels(_picture()), _pixels(same_face_again(_picture())[change])

    alike = cv2.resize(after, (before.shape[1], before.shape[0]), interpolation=cv2.INTER_AREA)
    assert after.shape != before.shape or not np.array_equal(after, before)
    assert np.abs(alike.astype(float) - before).mean() < 12


def test_every_change_gives_another_file():
    files = sorted([_picture(), *same_face_again(_picture()).values()])

    assert all(first != second for first, second in pairwise(files))


@pytest.mark.parametrize("name", list(CHANGES))
def test_what_is_no_picture_is_refused(name):
    with pytest.raises(ValueError, match="pass what the generator wrote"):
        CHANGES[name](b"%PDF-1.7")


def test_comment_longer_than_a_segment_is_refused():
    with pytest.raises(ValueError, match="65533"):
        described(_picture(), "x" * 65_534)

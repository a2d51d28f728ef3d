"""The report as Chromium paints it: a page of the asked size with something on it, and Arabic as the mirror of English.

Each picture is kept as PAGE-LANGUAGE-WIDTH.png in the folder of its test, for a person to look at: `--basetemp out/look` names a
place. What is measured is the heading alone: its red sign and words begin at the margin where the language begins to read.
"""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from reports import html

HEIGHT = 2400
FAILED_BGR = (0x1E, 0x26, 0xB3)
"""The color of a failed verdict on light paper: --failed of page.css."""


@pytest.fixture
def painted(chromium, request, tmp_path):
    def paint(name: str, language: str, width: int) -> np.ndarray:
        page = html.write(replace(request.getfixturevalue(name), language=language))
        picture = tmp_path / f"{name}-{language}-{width}.png"
        chromium(page, f"--screenshot={picture}", width=width, height=HEIGHT)
        return cv2.imread(str(picture))

    return paint


def heading(picture: np.ndarray) -> tuple[int, int]:
    """Where the red sign and words of the verdict begin and end, from the left; the rule above them is left out."""
    red = (np.abs(picture.astype(int) - FAILED_BGR) < 8).all(axis=2)
    rows = np.flatnonzero(red.any(axis=1))
    lines = np.split(rows, np.flatnonzero(np.diff(rows) > 8) + 1)
    columns = np.flatnonzero(red[lines[1]].any(axis=0))
    return int(columns[0]), int(columns[-1])


def blank_stretch(picture: np.ndarray) -> int:
    """The most rows in a row that show nothing but paper."""
    inked = np.flatnonzero((picture != picture[0, 0]).any(axis=(1, 2)))
    return int(max(after - before for before, after in pairwise((0, *inked, len(picture)))))


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", ["failing", "hostile", "card"])
def test_an_arabic_page_is_painted_in_its_size_and_is_not_blank(painted, name, width):
    picture = painted(name, "ar", width)
    assert picture.shape == (HEIGHT, width, 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 50, "letters have smooth edges"
    assert 0.02 < (picture != picture[0, 0]).any(axis=2).mean() < 0.5, "ink on paper"
    assert blank_stretch(picture) < 200, "nothing covers the page and nothing is missing in it"


@pytest.mark.parametrize("width", [1280, 400])
def test_the_arabic_page_is_the_mirror_of_the_english_one(painted, width):
    (left, ends), (begins, right) = heading(painted("failing", "en", width)), heading(painted("failing", "ar", width))
    assert abs(left - (width - 1 - right)) <= 2, "the margin where each begins to read is the same"
    assert left < width - 1 - ends, "English words leave the room at the right"
    assert width - 1 - right < begins, "Arabic words leave the room at the left"

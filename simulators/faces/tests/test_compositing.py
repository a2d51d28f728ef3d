"""A person and the place behind are in one light and seen through one lens."""

import numpy as np
import pytest

from simulators.faces.compositing import composed
from simulators.faces.render import Layer

SIZE = 80, 64
INSIDE, AWAY = np.s_[30:50, 45:60], np.s_[30:50, 4:20]


def person(color=(0.2, 0.2, 0.2)):
    """Who fills the right half of the picture."""
    coverage = np.zeros(SIZE, dtype=np.float32)
    coverage[:, SIZE[1] // 2 :] = 1
    return Layer(coverage[..., None] * np.array(color, dtype=np.float32), coverage)


def place(*color):
    return np.full((*SIZE, 3), color, dtype=np.float32)


def test_person_is_brightened_and_a_gray_place_stays_as_it_is():
    picture = composed(person(), 2.0, place(0.6, 0.6, 0.6))
    assert picture[INSIDE] == pytest.approx(0.4, abs=1e-3)
    assert picture[AWAY] == pytest.approx(0.6, abs=1e-3)


def test_outline_is_soft_and_nothing_else():
    row = composed(person(), 1.0, place(0.8, 0.8, 0.8))[40, :, 1]
    steps = np.abs(np.diff(row))
    assert 0.05 < steps.max() < 0.4
    assert steps[:24].max() < 1e-3
    assert steps[40:].max() < 1e-3


def test_person_takes_a_little_of_the_color_of_the_place_and_the_phone_a_little_of_it_out():
    behind = place(0.3, 0.5, 0.6)
    picture = composed(person(), 1.0, behind)
    blue, _, red = picture[INSIDE].mean(axis=(0, 1))
    assert 1.0 < red / blue < 1.15
    blue, _, red = picture[AWAY].mean(axis=(0, 1))
    assert 1.5 < red / blue < 2.0


def test_dark_place_gives_a_picture_without_holes():
    assert np.isfinite(composed(person(), 1.0, place(0.0, 0.0, 0.0))).all()

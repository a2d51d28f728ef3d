"""Between bare skin and dense hair the skin is covered by and by: no dots and no teeth are seen."""

import numpy as np

from simulators.faces.clothing.hair.fading import fading
from simulators.faces.clothing.hair.strands import FULL_SIZE
from simulators.faces.stream import stream

GRID = 30, 121


def faded(density):
    return fading(np.full(GRID, density), stream(1, "fading"))


def test_bare_skin_is_not_covered_and_dense_hair_covers_all():
    assert faded(0.0).shape == FULL_SIZE[::-1]
    assert faded(0.0).max() == 0
    assert faded(1.0).min() == 255
    assert faded(1.15).min() == 255


def test_denser_hair_covers_more_everywhere():
    covered = np.stack([faded(density) for density in np.linspace(0, 1, 11)])
    assert (np.diff(covered, axis=0) > 0).all()


def test_half_dense_hair_differs_a_little_from_thread_to_thread_and_is_no_dots():
    half = faded(0.5) / 255
    assert 0.01 < half.std() < 0.1
    assert np.abs(half - 0.5).max() < 0.2


def test_threads_lie_elsewhere_on_another_head():
    one, other = (fading(np.full(GRID, 0.5), stream(seed, "fading")) for seed in (1, 2))
    assert not np.array_equal(one, other)

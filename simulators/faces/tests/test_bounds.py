"""Traits that push a face the same way are held together, and each alone varies as before."""

import numpy as np
import pytest

from simulators.faces.bounds import Bounds
from simulators.faces.traits import Proportions

ABOUT = [trait.metadata for trait in Proportions.__dataclass_fields__.values()]
DEVIATIONS = np.array([about["deviation"] for about in ABOUT])
SHARED = np.array([list(about["builds"].values()) for about in ABOUT])
NAMES = list(Proportions.__dataclass_fields__)
BOUNDS = Bounds(NAMES, DEVIATIONS, SHARED)


def drawn(count):
    source = np.random.default_rng(5)
    own = source.standard_normal((count, len(NAMES))) * DEVIATIONS
    return own + source.standard_normal((count, SHARED.shape[1])) @ SHARED.T


def test_what_is_usual_stays_as_it_is():
    assert BOUNDS.held(np.zeros(len(NAMES))) == pytest.approx(np.zeros(len(NAMES)))
    assert BOUNDS.held(0.2 * DEVIATIONS) == pytest.approx(0.2 * DEVIATIONS)


def test_a_long_broad_high_nose_becomes_a_usual_one():
    large = np.where([name.startswith("nose_") for name in NAMES], 1.9 * DEVIATIONS, 0.0)
    held = BOUNDS.held(large)
    nose = [NAMES.index(name) for name in ("nose_y", "nose_width", "nose_height", "nose_tip_width")]
    assert (held[nose] < 0.8 * large[nose]).all()
    assert (held[nose] > 0).all()


def test_each_trait_alone_varies_nearly_as_much_as_without_bounds():
    free = drawn(600)
    held = np.array([BOUNDS.held(apart) for apart in free])
    shares = held.std(axis=0) / free.std(axis=0)
    assert shares.min() > 0.82
    assert shares.mean() > 0.95


@pytest.mark.parametrize(
    "together",
    [
        {"nose_y": 1, "nose_width": 1, "nose_height": 1, "nose_tip_width": 1, "nose_bridge_width": 0.7},
        {"jaw_width": 1, "cheek_width": -1, "temple_width": -0.7, "cheek_fullness": 0.5},
    ],
    ids=["large nose", "wide jaw"],
)
def test_no_face_of_many_has_more_of_a_sum_than_the_most_and_their_order_stays(together):
    free = drawn(2000)
    held = np.array([BOUNDS.held(apart) for apart in free])
    weights = np.array([together.get(name, 0) for name in NAMES]) / np.hypot(DEVIATIONS, np.linalg.norm(SHARED, axis=1))
    unit = (free @ weights).std()
    before, after = free @ weights / unit, held @ weights / unit
    assert np.abs(before).max() > 3
    assert np.abs(after).max() < 1.6
    assert np.corrcoef(before, after)[0, 1] > 0.95

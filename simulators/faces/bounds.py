"""How far traits that push a face the same way may go together, so that nobody is a caricature.

Each trait alone varies as it does among people. But a large nose over a long lip over a small chin, each within its own range,
make a face that is met once among millions; a sum of such traits is held softly, by the least change of all that belong to it.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

_FREE, _MOST = 1.05, 1.55  # standard deviations of a sum: up to the one it is left, and it never passes the other
_ROUNDS = 3  # for sums share traits
_TOGETHER: tuple[dict[str, float], ...] = (
    {"nose_y": 1, "nose_width": 1, "nose_height": 1, "nose_tip_width": 1, "nose_bridge_width": 0.7},
    {"nose_y": 0.7, "nose_height": 1, "nose_hump": 1, "nose_tip_turn": 1, "nose_bridge_height": 0.7},
    {"chin_y": 1, "nose_y": 1, "mouth_drop": 0.7, "jaw_width": -1, "cheek_width": -0.7, "cheek_fullness": -0.7},
    {"chin_y": 1, "nose_y": -0.7, "mouth_drop": -0.7, "chin_width": 0.3, "chin_forward": 0.7},
    {"nose_y": 1, "mouth_drop": 1, "chin_y": -1, "lip_upper": -0.5},
    {"jaw_width": 1, "cheek_width": -1, "temple_width": -0.7, "cheek_fullness": 0.5},
    {"mouth_width": -1, "lip_upper": -1, "lip_lower": -1, "jaw_width": 0.7, "nose_width": 0.5},
    {"mouth_width": 1, "lip_upper": 0.7, "lip_lower": 0.7, "lip_forward": 0.7, "chin_width": -0.7, "chin_y": -0.5},
    {"lip_forward": 1, "nose_height": -1.2, "chin_forward": -0.4, "nose_tip_turn": -0.3},
    {"eye_width": -1, "eye_openness": -1, "eye_depth": 0.7, "cheek_width": 0.7, "nose_width": 0.5},
    {"eye_width": -1, "mouth_width": -1, "cheek_width": 0.7, "cheek_fullness": 0.3},
    {"eye_spacing": 1, "eye_width": -0.7, "nose_bridge_width": 0.5, "cheek_width": -0.7},
    {"brow_y": 1, "brow_inner": -1, "brow_tilt": 0.7, "brow_thickness": 0.7, "brow_ridge": 0.7, "eye_openness": -0.7},
    {"brow_y": -1, "hairline_y": -0.5, "brow_arch": 1, "eye_openness": 0.7},
    {"lip_corner": -1, "brow_tilt": 0.7, "brow_y": 0.7, "lip_upper": -0.5},
)
"""Traits that push the same way, up or down, and how much each has in it."""


class Bounds:
    """Holds the deviations of many traits from what is usual, by how each varies and what builds they share."""

    def __init__(self, names: Iterable[str], deviations: Doubles, shared: Doubles) -> None:
        """`deviations`: of each trait by itself, N; `shared`: what each build adds to each trait, N x builds."""
        place = {name: n for n, name in enumerate(names)}
        spread = np.diag(deviations**2) + shared @ shared.T
        alone = np.sqrt(np.diag(spread))
        self._sums = np.zeros((len(_TOGETHER), len(place)))
        for row, together in zip(self._sums, _TOGETHER, strict=True):
            for name, weight in together.items():
                row[place[name]] = weight / alone[place[name]]
        self._sums /= np.sqrt(np.einsum("ij,jk,ik->i", self._sums, spread, self._sums))[:, None]
        self._ways = self._sums @ spread
        """The likeliest way to have one more of a sum; *Shape*: sums x N."""

    def held(self, apart: Doubles) -> Doubles:
        """The deviations with every sum within its bounds; *Shapes*: N."""
        held = np.array(apart, dtype=np.float64)
        for _ in range(_ROUNDS):
            for weights, way in zip(self._sums, self._ways, strict=True):
                total = float(weights @ held)
                held += (_softened(total) - total) * way
        return held


def _softened(total: float) -> float:
    """A sum, in standard deviations, that never passes the most."""
    beyond = abs(total) - _FREE
    if beyond <= 0:
        return total
    return float(np.copysign(_FREE + (_MOST - _FREE) * np.tanh(beyond / (_MOST - _FREE)), total))

"""The relief of a face: how far brow, eyes, nose, cheeks, lips and chin rise from the outline of the head.

Soft masses are bells; nose and lips, whose edges are seen, have forms of their own. Left and right are one half and its
mirror, shifted by how uneven the person is. All lengths are face units.
"""

from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from simulators.faces.traits import FaceTraits, Proportions

Doubles = NDArray[np.float64]

_MELT = 0.05  # how wide the parts of a nose grow into each other
_HALF = 0.2  # from here on outward a half of the face is shifted in full


class _Bell(NamedTuple):
    """A soft mass, or a hollow, of both halves."""

    x: float
    y: float
    spread_x: float
    spread_y: float
    height: float


@dataclass(frozen=True, eq=False)
class Relief:
    """The relief of one face at rest."""

    traits: FaceTraits
    _bells: tuple[_Bell, ...] = field(init=False)
    _ridge: PchipInterpolator = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_bells", (*_upper_bells(self.traits), *_lower_bells(self.traits)))
        object.__setattr__(self, "_ridge", _ridge(self.traits.proportions))

    def height(self, x: Doubles, y: Doubles) -> Doubles:
        """How far the features rise toward the camera."""
        p = self.traits.proportions
        half = np.clip(x / _HALF, -1, 1)
        across = np.abs(x) - p.unevenness * np.maximum(half, 0)
        down = y - 0.5 * p.unevenness * half
        total = np.zeros(across.shape)
        for soft in self._bells:
            total += soft.height * bell((across - soft.x) / soft.spread_x) * bell((down - soft.y) / soft.spread_y)
        return total + self._nose(across, down) + _lips(p, across, down)

    def _nose(self, across: Doubles, down: Doubles) -> Doubles:
        """A rounded back, a ball at the tip and two wings, grown into each other, and the nostrils below."""
        p = self.traits.proportions
        tip, tall = nose_tip_y(p), p.nose_height
        height, width = np.moveaxis(self._ridge(np.clip(down, *self._ridge.x[[0, -1]])), -1, 0)
        back = height * (0.45 * bell(across / width) + 0.55 * bell(across / (2.5 * width)))
        ball = tall * (1.0 - 0.45 * (across / p.nose_tip_width) ** 2 - 0.42 * ((down - tip - 0.015) / 0.12) ** 2)
        wing_x, wing_y = p.nose_width - 0.07, p.nose_y - 0.075
        wing = 0.45 * tall * (1 - (((across - wing_x) / 0.09) ** 2 + ((down - wing_y) / 0.085) ** 2) ** 1.3)
        nostril = 0.05 * bell((across - 0.47 * p.nose_width) / 0.042) * bell((down - p.nose_y + 0.005) / 0.026)
        return np.asarray(reduce(_melted, (back, ball, wing)) - nostril)


def bell(value: Doubles) -> Doubles:
    """1 in the middle, nearly 0 from 2 on."""
    return np.asarray(np.exp(-(value**2)))


def nose_tip_y(p: Proportions) -> float:
    """Where the nose is farthest ahead."""
    return max(p.nose_y - 0.11 + p.nose_tip_turn, 0.27)


def lip_seam(p: Proportions, across: Doubles) -> Doubles:
    """The height at which the lips meet: a drop in the middle, a rise beside it, and the corners up or down."""
    share = np.minimum(np.abs(across) / p.mouth_width, 1)
    return np.asarray(p.nose_y + p.mouth_drop + lip_wave(share) - p.lip_corner * share**4)


def lip_wave(share: Doubles) -> Doubles:
    """How far the upper lip hangs over the line where the lips meet, from the middle, 0, to a corner, 1."""
    return np.asarray(0.013 * bell(share / 0.2) - 0.01 * bell((share - 0.48) / 0.24))


def _melted(first: Doubles, second: Doubles) -> Doubles:
    """The higher of two surfaces, with a fillet where they meet."""
    near = np.maximum(_MELT - np.abs(first - second), 0)
    return np.asarray(np.maximum(first, second) + near * near / (4 * _MELT))


def _ridge(p: Proportions) -> PchipInterpolator:
    """Height and half width of the back of the nose, from between the brows to under the tip."""
    tip = nose_tip_y(p)
    low = max(p.nose_y + 0.03, tip + 0.08)
    bridge, tall, wide = p.nose_bridge_height, p.nose_height, p.nose_bridge_width
    middle = bridge + 0.46 * (tall - bridge) + p.nose_hump
    return PchipInterpolator(
        [-0.4, -0.12, 0.08, 0.45 * tip + 0.05, tip - 0.08, tip, tip + 0.05, low, low + 0.05],
        np.array(
            [
                [0.0, 0.14],
                [0.55 * bridge, wide],
                [bridge + 0.03, 0.95 * wide],
                [middle, 1.1 * wide],
                [0.87 * tall, 1.2 * wide],
                [0.94 * tall, 0.12],
                [0.84 * tall, 0.1],
                [0.28 * tall, 0.06],
                [0.0, 0.06],
            ]
        ),
    )


def _upper_bells(traits: FaceTraits) -> list[_Bell]:
    """Forehead, brow, socket and the ball of the eye under its lids, cheekbone."""
    p = traits.proportions
    eye, deep, brow, worn = p.eye_spacing, p.eye_depth, p.brow_y + 0.05, traits.wear
    return [
        _Bell(0.40, -0.78, 0.30, 0.28, 0.022),  # the two rises of the forehead
        _Bell(0.0, brow + 0.02, 0.15, 0.13, 0.015 + 0.3 * p.brow_ridge),  # between the brows
        _Bell(0.24, brow + 0.01, 0.17, 0.10, 0.012 + 0.8 * p.brow_ridge),
        _Bell(0.52, brow - 0.02, 0.19, 0.13, 0.018 + 0.35 * p.brow_ridge),
        _Bell(0.72, brow + 0.14, 0.13, 0.2, 0.035),  # outer rim of the socket
        _Bell(0.84, -0.42, 0.14, 0.28, -0.04),  # temple
        _Bell(eye - 0.05, -0.05, 0.24, 0.16, -deep - 0.05),  # socket
        _Bell(eye - 0.24, -0.02, 0.08, 0.12, -0.045),  # beside the root of the nose
        _Bell(eye, 0.0, 0.19, 0.13, 0.095),  # the ball under its lids
        _Bell(eye + 0.07, -0.15, 0.18, 0.05, 0.03 - 0.4 * deep + 0.02 * worn),  # the fold above the upper lid
        _Bell(eye - 0.12, 0.19, 0.13, 0.06, -0.014 - 0.02 * worn),  # groove from the inner corner
        _Bell(eye + 0.04, 0.17, 0.15, 0.05, 0.012 + 0.02 * p.eye_bag * worn),
        _Bell(0.63, 0.28, 0.22, 0.16, 0.035 + p.cheekbone),
    ]


def _lower_bells(traits: FaceTraits) -> list[_Bell]:
    """Cheeks, the rise of the teeth, the dents about the mouth, chin and jaw."""
    p, worn = traits.proportions, traits.wear
    mouth, chin, full = p.nose_y + p.mouth_drop, p.chin_y, p.cheek_fullness
    corner = p.mouth_width
    return [
        _Bell(0.48, 0.42, 0.21, 0.2, 0.035 + 0.4 * full),  # the apple of the cheek
        _Bell(0.62, 0.78, 0.20, 0.22, 0.8 * full - 0.04 - 0.05 * worn),  # below the cheekbone
        _Bell(p.nose_width + 0.05, p.nose_y - 0.24, 0.13, 0.17, 0.15 * p.nose_height - 0.025),  # between nose and cheek
        _Bell(p.nose_width + 0.08, p.nose_y - 0.02, 0.06, 0.09, -0.03),  # beside the wing
        _Bell(corner + 0.16, mouth - 0.12, 0.15, 0.2, 0.2 * full + 0.02 * worn),  # hangs over the fold to the mouth
        _Bell(0.0, mouth - 0.12, 0.36, 0.26, 0.07 - 0.02 * traits.childhood),  # teeth
        _Bell(0.0, 0.5 * (p.nose_y + mouth - p.lip_upper) + 0.02, 0.032, 0.085, -0.02),  # philtrum
        _Bell(0.07, 0.5 * (p.nose_y + mouth - p.lip_upper) + 0.03, 0.03, 0.085, 0.008),
        _Bell(corner + 0.04, mouth + 0.015, 0.08, 0.1, -0.011),  # corner of the mouth
        _Bell(0.0, mouth + p.lip_lower + 0.085, 0.24, 0.06, -0.045),  # above the chin
        _Bell(0.0, chin - 0.17, 0.2, 0.15, 0.065 + 0.6 * max(p.chin_forward, 0)),
        _Bell(0.3, chin - 0.24, 0.12, 0.16, -0.012),
        _Bell(0.58, chin - 0.36, 0.16, 0.17, 0.01 + 0.022 * worn),  # jowl
    ]


def _lips(p: Proportions, across: Doubles, down: Doubles) -> Doubles:
    """Two cushions that meet in a groove and run out at the corners."""
    upper, lower = max(p.lip_upper, 0.03), max(p.lip_lower, 0.05)
    share = across / p.mouth_width
    run_out = np.maximum(1 - share * share, 0)
    below = down - lip_seam(p, across)
    over = (0.6 * p.lip_forward + 0.012 * bell(share / 0.2)) * bell((below + 0.5 * upper) / (0.3 * upper + 0.045))
    under = (0.75 * p.lip_forward + 0.03) * bell((below - 0.48 * lower) / (0.62 * lower))
    return np.asarray((over + under) * run_out - 0.03 * bell(below / 0.022) * np.sqrt(run_out))

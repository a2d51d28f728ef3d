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

_MELT = 0.045  # how wide the parts of a nose grow into each other
_FADED = 2.8  # spreads from its middle, where a bell is 0 to the eye
_NOSE_TOP = -0.45
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
            rows = _rows(down, soft.y - _FADED * soft.spread_y, soft.y + _FADED * soft.spread_y)
            near = bell((down[rows] - soft.y) / soft.spread_y)
            total[rows] += soft.height * bell((across[rows] - soft.x) / soft.spread_x) * near
        mouth = p.nose_y + p.mouth_drop
        rows = _rows(down, _NOSE_TOP, p.nose_y + 0.2)
        total[rows] += self._nose(across[rows], down[rows])
        rows = _rows(down, mouth - 0.5, mouth + 0.5)
        total[rows] += _lips(p, across[rows], down[rows])
        rows = _rows(down, p.nose_y - 0.1, p.chin_y)
        total[rows] += _sagging(self.traits, across[rows], down[rows])
        return total

    def _nose(self, across: Doubles, down: Doubles) -> Doubles:
        """A back with sloping walls, a round tip and two wings, grown into each other, and the nostrils below."""
        p = self.traits.proportions
        tip, tall = nose_tip_y(p), p.nose_height
        height, width = np.moveaxis(self._ridge(np.clip(down, *self._ridge.x[[0, -1]])), -1, 0)
        back = height * np.maximum(1 - (across / width) ** 2, 0) ** 2
        aside, below = (across / p.nose_tip_width) ** 2, (down - tip - 0.005) / 0.085
        drop = 0.05 * below**2 + 0.045 * np.maximum(below, 0) ** 4
        ball = tall - 0.055 * aside - 0.03 * aside**2 - drop
        wing_x, wing_y = p.nose_width - 0.08, p.nose_y - 0.08
        wing = 0.45 * tall * (1 - (((across - wing_x) / 0.09) ** 2 + ((down - wing_y) / 0.095) ** 2) ** 1.2)
        nostril = 0.05 * bell((across - 0.47 * p.nose_width) / 0.045) * bell((down - p.nose_y + 0.002) / 0.026)
        return np.asarray(reduce(_melted, (back, ball, wing)) - nostril)


def _rows(down: Doubles, top: float, bottom: float) -> slice:
    """The part of the places, from the first to the last one, that lies between two heights."""
    heights = down if down.ndim == 1 else down[:, down.shape[1] // 2]
    found = np.flatnonzero((heights > top) & (heights < bottom))
    return slice(found[0], found[-1] + 1) if len(found) else slice(0)


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
    low = max(p.nose_y, tip + 0.09)
    bridge, tall, wide = p.nose_bridge_height, p.nose_height, 3.45 * p.nose_bridge_width
    middle = min(bridge + 0.5 * (tall - bridge) + p.nose_hump, 0.85 * tall)
    return PchipInterpolator(
        [_NOSE_TOP, -0.16, 0.04, 0.42 * tip + 0.04, tip - 0.085, tip, tip + 0.06, low, low + 0.045],
        np.array(
            [
                [0.0, 0.3],
                [0.5 * bridge, 0.85 * wide],
                [bridge + 0.02, 0.8 * wide],
                [middle, 0.95 * wide],
                [0.86 * tall, 1.05 * wide],
                [0.93 * tall, 0.95 * wide],
                [0.78 * tall, 0.2],
                [0.42 * tall, 0.12],
                [0.0, 0.1],
            ]
        ),
    )


def _upper_bells(traits: FaceTraits) -> list[_Bell]:
    """Forehead, brow, socket and the ball of the eye under its lids, cheekbone."""
    p = traits.proportions
    eye, deep, brow, worn = p.eye_spacing, p.eye_depth, p.brow_y + 0.05, traits.wear
    return [
        _Bell(0.3, -0.74, 0.42, 0.36, 0.035 + 0.02 * traits.childhood),  # the two rises of the forehead
        _Bell(0.0, brow + 0.02, 0.17, 0.15, 0.01 + 0.3 * p.brow_ridge),  # between the brows
        _Bell(0.26, brow + 0.01, 0.2, 0.12, 0.008 + 0.7 * p.brow_ridge),
        _Bell(0.54, brow - 0.01, 0.2, 0.15, 0.014 + 0.3 * p.brow_ridge),
        _Bell(0.74, brow + 0.16, 0.14, 0.2, 0.03),  # outer rim of the socket
        _Bell(0.88, -0.45, 0.15, 0.3, -0.03 - 0.06 * worn),  # temple
        _Bell(eye - 0.04, -0.06, 0.25, 0.17, -deep - 0.045),  # socket
        _Bell(eye - 0.24, -0.02, 0.1, 0.14, -0.026),  # beside the root of the nose
        _Bell(eye, 0.0, 0.2, 0.14, 0.095),  # the ball under its lids
        _Bell(eye + 0.07, -0.15, 0.18, 0.055, 0.03 - 0.4 * deep + 0.03 * worn),  # the fold above the upper lid
        _Bell(eye - 0.13, 0.2, 0.13, 0.07, -0.012 - 0.02 * worn),  # groove from the inner corner
        _Bell(eye + 0.02, 0.19, 0.17, 0.07, 0.006 + 0.04 * p.eye_bag * worn),
        _Bell(eye + 0.06, 0.3, 0.24, 0.07, -0.018 * worn),  # below the bag
        _Bell(0.64, 0.3, 0.26, 0.21, 0.012 + p.cheekbone),
    ]


def _lower_bells(traits: FaceTraits) -> list[_Bell]:
    """Cheeks that sink with age, the rise of the teeth, the dents about the mouth, chin and jaw."""
    p, worn = traits.proportions, traits.wear
    mouth, chin, full = p.nose_y + p.mouth_drop, p.chin_y, p.cheek_fullness
    corner, lip = p.mouth_width, 0.5 * (p.nose_y + mouth - p.lip_upper)
    return [
        _Bell(0.47, 0.44 + 0.1 * worn, 0.24, 0.24, 0.03 + 0.45 * full),  # the apple of the cheek
        _Bell(0.68, 0.78, 0.22, 0.26, 0.9 * full - 0.03 - 0.085 * worn),  # below the cheekbone
        _Bell(p.nose_width + 0.07, p.nose_y - 0.03, 0.06, 0.1, -0.022),  # beside the wing
        _Bell(corner + 0.2, mouth - 0.12, 0.18, 0.24, 0.012 + 0.3 * full + 0.01 * worn),  # beside the mouth
        _Bell(0.0, mouth - 0.1, 0.38, 0.28, 0.06 - 0.02 * traits.childhood),  # teeth
        _Bell(0.0, lip + 0.02, 0.034, 0.085, -0.018),  # philtrum
        _Bell(0.075, lip + 0.03, 0.032, 0.085, 0.009),
        _Bell(corner + 0.05, mouth + 0.02, 0.08, 0.09, -0.01),  # corner of the mouth
        _Bell(0.0, mouth + p.lip_lower + 0.085, 0.22, 0.065, -0.034),  # above the chin
        _Bell(0.0, chin - 0.19, 0.2, 0.17, 0.06 + 0.5 * max(p.chin_forward, 0)),
        _Bell(0.0, chin - 0.17, 0.035, 0.1, -0.3 * max(p.chin_cleft, 0)),
        _Bell(0.32, chin - 0.2, 0.12, 0.16, -0.01 - 0.04 * worn),
        _Bell(0.58, chin - 0.3, 0.16, 0.16, 0.01 + 0.06 * worn),  # jowl
    ]


def _sagging(traits: FaceTraits, across: Doubles, down: Doubles) -> Doubles:
    """What hangs with age: the cheek over the fold from the nose past the mouth, and the jowl over the one to the chin."""
    p, worn = traits.proportions, traits.wear
    mouth, wing, corner = p.nose_y + p.mouth_drop, p.nose_width + 0.05, p.mouth_width
    high, low, end = p.nose_y - 0.1, mouth + 0.02, p.chin_y - 0.16
    aside = across - np.interp(down, (high, p.nose_y, low, end), (wing, wing + 0.1, corner + 0.12, corner + 0.1))
    share = (down - high) / (end - high)
    upper = np.sin(np.pi * np.clip(share / 0.62, 0, 1)) ** 2
    lower = np.sin(np.pi * np.clip((share - 0.42) / 0.58, 0, 1)) ** 2
    groove = -(0.006 + 0.034 * worn) * bell(aside / 0.06) * upper - 0.03 * worn * bell(aside / 0.07) * lower
    hanging = worn * bell((aside - 0.13) / 0.12) * (0.045 * upper + 0.025 * lower)
    return np.asarray(groove + hanging)


def _lips(p: Proportions, across: Doubles, down: Doubles) -> Doubles:
    """Cushions that meet in a groove and run out at the corners: one and two beside it above, two below."""
    upper, lower = max(p.lip_upper, 0.03), max(p.lip_lower, 0.05)
    share = across / p.mouth_width
    run_out = np.maximum(1 - share * share, 0)
    below = down - lip_seam(p, across)
    over = (0.65 * p.lip_forward + 0.014 * bell(share / 0.2)) * bell((below + 0.5 * upper) / (0.3 * upper + 0.045))
    pillow = 1 + 0.2 * bell((share - 0.32) / 0.2)
    under = (0.75 * p.lip_forward + 0.026) * pillow * bell((below - 0.48 * lower) / (0.6 * lower))
    return np.asarray((over + under) * run_out - 0.03 * bell(below / 0.022) * np.sqrt(run_out))

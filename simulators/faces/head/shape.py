"""The shape of a head: an outline at every height, and on it the relief of the features.

A head is a closed surface over height and azimuth. Coordinates: half widths of a face, x to the right of the picture, y down
from the eyes, z toward the camera from the line between the ears.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from simulators.faces.render.mesh import Floats
from simulators.faces.traits import FaceTraits

ROWS, COLUMNS = 140, 113
BALL = 0.185
"""Radius of an eyeball."""
KEPT_SHAPES = 32
"""Of so many heads, what is made once of each is kept."""
Doubles = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """What the face does at this moment; all from 0, at rest, to about 1."""

    smile: float = 0.0
    mouth_open: float = 0.0
    eyes_shut: float = 0.0
    brow_raise: float = 0.0
    gaze_x: float = 0.0
    """Radians to the right of the picture."""
    gaze_y: float = 0.0


@dataclass(frozen=True, slots=True)
class _Bump:
    """A rise of the surface of the form of a bell."""

    x: float
    y: float
    spread_x: float
    spread_y: float
    height: float


class _Ridge(NamedTuple):
    """The line of the nose: how high and how wide at every height, where its tip is, where it begins and ends."""

    height: PchipInterpolator
    spread: PchipInterpolator
    tip: float
    top: float
    bottom: float


@dataclass(frozen=True, eq=False)
class HeadShape:
    """The shape of one head at rest; what is made of it may be kept by it, for it never changes."""

    traits: FaceTraits
    _bumps: tuple[_Bump, ...] = field(init=False)
    _outline: PchipInterpolator = field(init=False)
    _ridge: "_Ridge" = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_bumps", tuple(_bumps(self.traits)))
        object.__setattr__(self, "_outline", PchipInterpolator(*_outline(self.traits)))
        object.__setattr__(self, "_ridge", _ridge(self.traits))

    @property
    def mouth_y(self) -> float:
        """Where the lips meet."""
        return self.traits.proportions.nose_y + self.traits.proportions.mouth_drop

    def section(self, step: Doubles) -> Doubles:
        """Along the way from the crown over the chin to the throat: height, half width, front, middle, back; *Shape*: 5 x N."""
        return np.asarray(self._outline(step)).T

    def grid(self) -> tuple[Doubles, Doubles]:
        """The surface at rest and its place on the skin; *Shapes*: ROWS x COLUMNS x 3 and x 2."""
        y, width, front, middle, back = (values[:, None] for values in self.section(_steps()))
        turn = _azimuths()[None, :]
        sine, cosine = np.sin(turn), np.cos(turn)
        square = self._square(y)
        x = width * np.sign(sine) * np.abs(sine) ** square
        depth = np.where(cosine > 0, front - middle, middle - back)
        z = middle + depth * np.sign(cosine) * np.abs(cosine) ** (0.92 * square)
        y = np.broadcast_to(y, x.shape)
        faced = np.clip(cosine * 2.2, 0, 1)
        z = z + self.relief(x, y) * faced
        skin_x = np.where(
            np.abs(turn) < _FLAT, x, np.sign(turn) * (width * np.sin(_FLAT) + width * (np.abs(turn) - _FLAT) * 0.55)
        )
        return np.stack([x, y, z], axis=-1), np.stack([skin_x, y], axis=-1)

    def relief(self, x: Doubles, y: Doubles) -> Doubles:
        """How far the features rise from the outline toward the camera."""
        total = np.zeros(np.broadcast_shapes(x.shape, y.shape))
        for bump in self._bumps:
            total += bump.height * _bell((x - bump.x) / bump.spread_x) * _bell((y - bump.y) / bump.spread_y)
        return total + self._nose(x, y)

    def surface(self, places: Doubles) -> Doubles:
        """The points of the front of the face at those places, at rest; *Shapes*: N x 2 to N x 3."""
        x, y = places[:, 0], places[:, 1]
        _, width, front, middle, _ = self.section(np.interp(y, *self._heights))
        square = self._square(y)
        sine = np.minimum(np.abs(x) / np.maximum(width, 1e-6), 1.0) ** (1 / square)
        cosine = np.sqrt(np.maximum(1 - sine * sine, 0.0))
        z = middle + (front - middle) * cosine ** (0.92 * square) + self.relief(x, y) * np.minimum(cosine * 2.2, 1.0)
        return np.stack([x, y, z], axis=1)

    @cached_property
    def _heights(self) -> tuple[Doubles, Doubles]:
        """Heights from the crown to the chin, and the steps that they lie at."""
        steps = np.linspace(0, _CHIN_STEP, 400)
        return self.section(steps)[0], steps

    def eye_middle(self, side: int) -> tuple[float, float, float]:
        """Where the middle of an eyeball lies; the side is -1 at the left of the picture, 1 at the right."""
        return self._eyes[side]

    @cached_property
    def _eyes(self) -> dict[int, tuple[float, float, float]]:
        across = {side: side * self.traits.proportions.eye_spacing for side in (-1, 1)}
        return {
            side: (x, 0.0, float(self.surface(np.array([[x, 0.0]]))[0, 2]) - BALL - 0.022) for side, x in across.items()
        }

    def _square(self, y: Doubles) -> Doubles:
        """Below 1 the cross section is squarer than an ellipse: about the jaw."""
        return 1.0 - 0.9 * (0.08 + self.traits.proportions.jaw_squareness) * _bell((y - 0.9) / 0.8)

    def _nose(self, x: Doubles, y: Doubles) -> Doubles:
        """The ridge from between the eyes to the tip, with its flanks."""
        ridge, spread, tip, top, bottom = self._ridge
        inside = np.clip(y, top, bottom)
        share = np.abs(x) / spread(inside)
        wedge = ridge(inside) * np.exp(-0.66 * share**1.6)
        ball = 0.06 * _bell(x / (self.traits.proportions.nose_tip_width * 1.15)) * _bell((y - tip - 0.015) / 0.075)
        return np.asarray(wedge + ball)


_FLAT = np.radians(62)
_STEPS = 17.0
_CHIN_STEP = 15.0


def _azimuths() -> Doubles:
    """From behind the left over the front to behind the right; closer where the features are."""
    even = np.linspace(-1, 1, COLUMNS)
    return np.asarray(np.pi * (0.48 * even + 0.52 * even**3))


def _steps() -> Doubles:
    """From the crown to the throat; closer where the features are."""
    return np.asarray(np.interp(np.linspace(0, 1, ROWS), (0, 0.2, 0.88, 1), (0, 6.5, 15, _STEPS)))


def _bell(value: Doubles) -> Doubles:
    return np.asarray(np.exp(-(value**2)))


def _outline(traits: FaceTraits) -> tuple[list[float], list[list[float]]]:
    """At each step: height, half width, front, middle, back."""
    p = traits.proportions
    c, chin, mouth = p.crown_y, p.chin_y, p.nose_y + p.mouth_drop
    t, k, j, h, f = p.temple_width, p.cheek_width, p.jaw_width, p.chin_width, p.forehead_slope
    full = p.cheek_fullness
    low = chin - mouth
    rows = [
        [c, 0.02, -0.15, -0.2, -0.25],
        [c + 0.035, 0.33, 0.22, -0.2, -0.62],
        [c + 0.13, 0.60 + t, 0.52 + f, -0.2, -0.95],
        [c + 0.32, 0.84 + t, 0.84 + f, -0.18, -1.22],
        [-1.12, 0.97 + t, 1.10 + f, -0.1, -1.38],
        [-0.80, 1.03 + t, 1.25 + 0.6 * f, 0.0, -1.42],
        [-0.50, 1.03 + t, 1.32 + 0.2 * f, 0.05, -1.4],
        [-0.25, 1.01 + 0.5 * t + 0.5 * k, 1.345, 0.08, -1.36],
        [0.05, 0.99 + k, 1.31, 0.1, -1.28],
        [0.33, 0.97 + k + 0.3 * full, 1.30, 0.1, -1.15],
        [0.33 + 0.45 * (mouth - 0.33), 0.925 + 0.6 * k + 0.5 * full + 0.3 * j, 1.32, 0.12, -1.0],
        [mouth - 0.1, 0.87 + 0.25 * k + 0.5 * full + 0.75 * j, 1.34, 0.15, -0.85],
        [mouth + 0.22 * low, 0.77 + 0.4 * full + j, 1.335, 0.25, -0.6],
        [mouth + 0.56 * low, 0.605 + 0.3 * full + 0.9 * j + 0.3 * h, 1.31 + 0.5 * p.chin_forward, 0.36, -0.4],
        [mouth + 0.85 * low, 0.405 + 0.1 * full + 0.4 * j + 0.8 * h, 1.285 + p.chin_forward, 0.52, -0.2],
        [chin, 0.23 + 0.8 * h, 1.13 + p.chin_forward, 0.62, 0.1],
        [chin - 0.005, 0.17, 0.95, 0.6, 0.2],
        [chin - 0.09, 0.08, 0.72, 0.55, 0.35],
    ]
    return list(range(len(rows))), rows


def _ridge(traits: FaceTraits) -> _Ridge:
    p = traits.proportions
    tip = max(p.nose_y - 0.1 + p.nose_tip_turn, 0.27)
    below = max(p.nose_y + 0.01, tip + 0.1)
    along = np.array([-0.22, -0.05, 0.1, 0.45 * tip + 0.05, tip - 0.06, tip, tip + 0.065, below, below + 0.08])
    bridge, height, width = p.nose_bridge_height, p.nose_height, p.nose_bridge_width
    middle = bridge + 0.5 * (height - bridge) + p.nose_hump
    heights = [0.0, bridge * 0.55, bridge + 0.02, middle, height * 0.9, height * 0.95, height * 0.72, height * 0.2, 0.0]
    end = p.nose_tip_width
    spreads = [0.12, width, width, width * 1.05, end * 1.02, end, end * 1.05, p.nose_width * 0.7, p.nose_width]
    return _Ridge(
        PchipInterpolator(along, heights), PchipInterpolator(along, spreads), tip, float(along[0]), float(along[-1])
    )


def _bumps(traits: FaceTraits) -> list[_Bump]:
    p = traits.proportions
    mouth, chin = p.nose_y + p.mouth_drop, p.chin_y
    eye, width = p.eye_spacing, p.mouth_width
    worn, full = traits.wear, p.cheek_fullness
    sides = [
        (eye, -0.01, 0.24, 0.15, -p.eye_depth - 0.05),  # socket
        (eye - 0.15, 0.0, 0.09, 0.1, -0.05),
        (eye, 0.0, 0.17, 0.115, 0.085),  # eyeball under its lids
        (eye - 0.02, p.brow_y + 0.03, 0.28, 0.085, p.brow_ridge + 0.03),
        (eye, 0.17, 0.2, 0.05, -0.012 - 0.02 * worn),  # groove under the lower lid
        (0.6, 0.33, 0.24, 0.16, p.cheekbone),
        (0.5, 0.72, 0.22, 0.22, full - 0.015 - 0.05 * worn),
        (0.3, 0.52, 0.12, 0.13, 0.02 + 0.03 * worn),
        (p.nose_width * 0.84, p.nose_y - 0.085, 0.085, 0.09, 0.16),  # wing of the nose
        (p.nose_width + 0.085, p.nose_y - 0.05, 0.05, 0.08, -0.035),
        (width * 0.55, mouth - 0.055, 0.14, 0.055, p.lip_forward * 0.6),
        (width * 1.08, mouth + 0.0, 0.06, 0.07, -0.025),  # corner of the mouth
        (0.62, chin - 0.35, 0.16, 0.16, 0.015 + 0.03 * worn),
        (0.75, -0.55, 0.2, 0.3, -0.03),
    ]
    middle = [
        (0.0, mouth - 0.055, 0.12, 0.05, p.lip_forward + 0.01),
        (0.0, mouth + 0.075, 0.2, 0.06, p.lip_forward + 0.025),
        (0.0, mouth, 0.33, 0.022, -0.035),
        (0.0, (p.nose_y + mouth) / 2 - 0.02, 0.035, 0.09, -0.018),
        (0.0, mouth - 0.1, 0.34, 0.2, 0.045),
        (0.0, mouth + 0.21, 0.25, 0.06, -0.045),
        (0.0, chin - 0.16, 0.2, 0.14, 0.055 + 0.6 * max(p.chin_forward, 0)),
        (0.0, -0.75, 0.5, 0.25, 0.02),
    ]
    uneven = p.unevenness
    both = [
        _Bump(side * x + uneven * (side > 0), y + uneven * side * 0.5, spread_x, spread_y, height)
        for x, y, spread_x, spread_y, height in sides
        for side in (-1, 1)
    ]
    return both + [_Bump(*row) for row in middle]


def moved(points: Doubles, *, shape: HeadShape, expression: Expression) -> Floats:
    """The surface with that expression."""
    p = shape.traits.proportions
    x, y, z = points[..., 0].copy(), points[..., 1].copy(), points[..., 2].copy()
    mouth = shape.mouth_y
    faced = z > 0.3  # noqa: PLR2004 (the back of the head does not smile)
    side = np.sign(x)
    corner = _bell((np.abs(x) - p.mouth_width) / 0.2) * _bell((y - mouth) / 0.2) * faced
    x += side * 0.055 * expression.smile * corner
    y -= 0.075 * expression.smile * corner
    z -= 0.05 * expression.smile * corner
    cheek = _bell((np.abs(x) - 0.52) / 0.2) * _bell((y - 0.42) / 0.2) * faced
    z += 0.05 * expression.smile * cheek
    y -= 0.03 * expression.smile * cheek
    # the jaw turns about the ears: below the lips everything goes down, above nothing does
    below = np.clip((y - mouth + 0.012) / 0.03, 0, 1) * np.clip((z - 0.1) / 0.5, 0, 1)
    y += 0.34 * expression.mouth_open * below * (1 - 0.35 * _bell((np.abs(x) - p.mouth_width) / 0.14))
    z -= 0.1 * expression.mouth_open * below
    brow = _bell((y - p.brow_y) / 0.2) * faced
    y -= 0.07 * expression.brow_raise * brow
    return np.stack([x, y, z], axis=-1).astype(np.float32)

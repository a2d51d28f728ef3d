"""The shape of a head: an outline at every height, and on it the relief of the features.

A head is a closed surface over height and azimuth. Coordinates: half widths of a face, x to the right of the picture, y down
from the eyes, z toward the camera from the line between the ears.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulators.faces.head.flesh import Flesh
from simulators.faces.head.relief import Doubles, Relief, bell, nose_tip_y
from simulators.faces.traits import MEAN, FaceTraits

ROWS, COLUMNS = 148, 113
BALL = 0.185
"""Radius of an eyeball."""
KEPT_SHAPES = 32
"""Of so many heads, what is made once of each is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """What the face does at this moment; all from 0, at rest, to about 1."""

    smile: float = 0.0
    """Below 0 the corners of the mouth sink."""
    lean: float = 0.0
    """How much more of the smile is at the right of the picture, from -1 to 1."""
    mouth_open: float = 0.0
    eyes_shut: float = 0.0
    squint: float = 0.0
    """How far the lower lids rise."""
    brow_raise: float = 0.0
    brow_knit: float = 0.0
    """How far the inner ends of the brows come down and together; below 0 they rise."""
    gaze_x: float = 0.0
    """Radians to the right of the picture."""
    gaze_y: float = 0.0
    vergence: float = 0.0
    """Radians that each eye turns to the nose, toward what is near."""


@dataclass(frozen=True, eq=False)
class HeadShape:
    """The shape of one head at rest; what is made of it may be kept by it, for it never changes."""

    traits: FaceTraits
    _relief: Relief = field(init=False)
    _flesh: Flesh = field(init=False)
    _outline: PchipInterpolator = field(init=False)
    _roundness: PchipInterpolator = field(init=False)
    _sunk: float = field(init=False)
    """How far the mouth is set back to lie behind the tip of the nose."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_relief", Relief(self.traits))
        object.__setattr__(self, "_flesh", Flesh(self.traits))
        rows = np.array(_outline(self.traits))
        object.__setattr__(self, "_outline", PchipInterpolator(np.arange(len(rows)), rows))
        object.__setattr__(self, "_roundness", PchipInterpolator(rows[: _CHIN_STEP + 1, 0], _ROUNDNESS))
        object.__setattr__(self, "_sunk", 0.0)
        object.__setattr__(self, "_sunk", self._too_far())

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
        across, ahead = self._powers(y)
        x = width * np.sign(sine) * np.abs(sine) ** across
        depth = np.where(cosine > 0, front - middle, middle - back)
        z = middle + depth * np.sign(cosine) * np.abs(cosine) ** np.where(cosine > 0, ahead, 0.9)
        y = np.broadcast_to(y, x.shape)
        z = z + self._raised(x, y) * _faced(cosine)
        skin_x = np.where(
            np.abs(turn) < _FLAT,
            x,
            np.sign(turn) * width * (np.sin(_FLAT) ** across + (np.abs(turn) - _FLAT) * 0.55),
        )
        return self._skewed(x, y, z), np.stack([skin_x, y], axis=-1)

    def surface(self, places: Doubles) -> Doubles:
        """The points of the front of the face at those places, at rest; *Shapes*: N x 2 to N x 3."""
        x, y = places[:, 0], places[:, 1]
        _, width, front, middle, _ = self.section(np.interp(y, *self._heights))
        round_across, round_ahead = self._powers(y)
        sine = np.minimum(np.abs(x) / np.maximum(width, 1e-6), 1.0) ** (1 / round_across)
        cosine = np.sqrt(np.maximum(1 - sine * sine, 0.0))
        z = middle + (front - middle) * cosine**round_ahead + self._raised(x, y) * _faced(cosine)
        return self._skewed(x, y, z)

    def _raised(self, x: Doubles, y: Doubles) -> Doubles:
        """How far features and flesh rise from the outline."""
        raised = self._relief.height(x, y) + self._flesh.height(x, y)
        if self._sunk:
            raised -= self._sunk * bell((y - self.mouth_y) / _MOUTH_SPREAD) * bell(x / _MOUTH_SPREAD)
        return raised

    def _too_far(self) -> float:
        """How far the lips would be ahead of where they may be, behind the tip of the nose."""
        tip_y = nose_tip_y(self.traits.proportions)
        y = np.concatenate([np.linspace(tip_y - 0.08, tip_y + 0.08, 9), self.mouth_y + np.linspace(-0.2, 0.25, 15)])
        z = self.surface(np.stack([np.zeros_like(y), y], axis=1))[:, 2]
        return max(float(z[9:].max() - z[:9].max()) + _BEHIND_TIP, 0.0)

    def _skewed(self, x: Doubles, y: Doubles, z: Doubles) -> Doubles:
        """Nobody's two halves are alike: where the places of an even face lie."""
        p = self.traits.proportions
        front = np.clip(z, 0, 1)
        near = np.clip(x, -0.6, 0.6) * front
        bent = p.nose_bend * bell((y - 0.62 * p.nose_y) / 0.25) * bell(x / 0.3)
        sunk = p.mouth_slant * bell((y - self.mouth_y) / 0.3) + p.eye_slant * bell(y / 0.22)
        sunk = sunk + p.brow_slant * bell((y - p.brow_y) / 0.16)
        return np.stack(
            [x + front * (bent + p.chin_shift * np.clip((y - 0.5) / 0.9, 0, 1)), y + near * sunk, z], axis=-1
        )

    def half_width(self, y: Doubles) -> Doubles:
        """Of the outline at heights from the crown to the chin."""
        return np.asarray(self.section(np.interp(y, *self._heights))[1])

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
        across = self.traits.proportions.eye_spacing
        x, y, z = self.surface(np.array([[-across, 0.0], [across, 0.0]])).T - np.array([[0.0], [0.0], [BALL + 0.022]])
        return {side: (float(x[n]), float(y[n]), float(z[n])) for n, side in enumerate((-1, 1))}

    def _powers(self, y: Doubles) -> tuple[Doubles, Doubles]:
        """How round a cross section is across and ahead, as powers of sine and cosine; below 1 it is squarer than an ellipse."""
        across, ahead = np.moveaxis(self._roundness(np.clip(y, *self._roundness.x[[0, -1]])), -1, 0)
        jaw = _SQUARE * (self.traits.proportions.jaw_squareness - MEAN.jaw_squareness) * bell((y - 0.9) / 0.8)
        return across - jaw, ahead - 0.9 * jaw


def _faced(cosine: Doubles) -> Doubles:
    """How much of its relief a place has: all in front, none at the sides."""
    return np.clip(2.2 * cosine, 0, 1)


_FLAT = np.radians(62)  # up to here from the front the skin lies on its canvas as it is seen; beyond it is unrolled
_STEPS = 17.0
_CHIN_STEP = 15
_TEMPLE_Y = -0.8
_CHEEK_ROW = 8
_NARROWEST = (0.87, 0.8, 0.72, 0.58, 0.39, 0.24)
_WIDEST = (1.0, 0.97, 0.92, 0.84, 0.695, 0.5)
"""Of its cheeks, how wide a face is from there to the chin."""
_BEHIND_TIP = 0.06  # how far lips lie behind the tip of a nose at least
_MOUTH_SPREAD = 0.3  # about the middle of the mouth, where it is set back for that
_SQUARE = 0.65  # of the squareness of a jaw, what its cross section takes
_LEAST_CHIN = 0.17  # half the width of its end
_EASE = 0.025  # from such a bound, where a width begins to yield to it


def _azimuths() -> Doubles:
    """From behind the left over the front to behind the right; closer where the features are."""
    even = np.linspace(-1, 1, COLUMNS)
    return np.asarray(np.pi * (0.48 * even + 0.52 * even**3))


def _steps() -> Doubles:
    """From the crown to the throat; closer where the features are."""
    return np.asarray(np.interp(np.linspace(0, 1, ROWS), (0, 0.17, 0.9, 1), (0, 6.5, 15, _STEPS)))


def _held(width: float, least: float, most: float) -> float:
    """The width, held softly between the two."""
    below = most - _EASE * float(np.logaddexp(0.0, (most - width) / _EASE))
    return least + _EASE * float(np.logaddexp(0.0, (below - least) / _EASE))


def _outline(traits: FaceTraits) -> list[list[float]]:
    """At each step: height, half width, front, middle, back."""
    p = traits.proportions
    c, chin, mouth = p.crown_y, p.chin_y, p.nose_y + p.mouth_drop
    t, k, j, h, f = p.temple_width, p.cheek_width, p.jaw_width, p.chin_width, p.forehead_slope
    full, ahead = p.cheek_fullness - MEAN.cheek_fullness, p.chin_forward
    high, low, worn = _TEMPLE_Y - c, chin - mouth, traits.wear
    rows = [
        [c, 0.02, -0.06, -0.1, -0.14],
        [c + 0.03 * high, 0.23 + 0.3 * t, 0.2, -0.1, -0.38],
        [c + 0.13 * high, 0.475 + 0.6 * t, 0.52 + 0.6 * f, -0.1, -0.66],
        [c + 0.4 * high, 0.775 + 0.8 * t, 0.9 + f, -0.1, -0.98],
        [c + 0.68 * high, 0.935 + t, 1.1 + f, -0.1, -1.16],
        [_TEMPLE_Y, 1.04 + t, 1.265 + 0.6 * f, -0.1, -1.26],
        [-0.50, 1.1 + t, 1.37 + 0.2 * f, -0.05, -1.33],
        [-0.25, 1.09 + 0.7 * t + 0.3 * k, 1.39, 0.05, -1.33],
        [0.05, 1.035 + k, 1.29, 0.25, -1.28],
        [0.345 * mouth, 1.012 + k + 0.3 * full, 1.305, 0.3, -1.19],
        [0.64 * mouth, 0.975 + 0.6 * k + 0.5 * full + 0.3 * j, 1.36, 0.32, -1.02],
        [0.895 * mouth, 0.912 + 0.25 * k + 0.5 * full + 0.75 * j, 1.4, 0.34, -0.85],
        [mouth + 0.22 * low, 0.828 + 0.35 * full + j + 0.012 * worn, 1.41, 0.42, -0.55],
        [mouth + 0.56 * low, 0.677 + 0.25 * full + 0.9 * j + 0.3 * h + 0.026 * worn, 1.407 + 0.5 * ahead, 0.6, -0.25],
        [mouth + 0.85 * low, 0.464 + 0.2 * full + 0.4 * j + 0.8 * h, 1.41 + ahead, 0.78, -0.02],
        [chin, max(0.27 + 0.8 * h, _LEAST_CHIN), 1.24 + ahead, 0.75, 0.2],
        [chin + 0.01, 0.16, 1.0, 0.7, 0.25],
        [chin - 0.08, 0.08, 0.75, 0.6, 0.35],
    ]
    cheek = rows[_CHEEK_ROW][1]
    for row, least, most in zip(rows[_CHEEK_ROW + 1 : _CHIN_STEP], _NARROWEST, _WIDEST, strict=True):
        row[1] = _held(row[1], least * cheek, most * cheek)
    return rows


_ROUNDNESS = np.array(
    [
        [1.0, 1.0],
        [1.0, 1.02],
        [1.0, 1.04],
        [0.97, 1.12],
        [0.93, 1.15],
        [0.87, 1.155],
        [0.83, 1.16],
        [0.81, 1.1],
        [0.8, 1.0],
        [0.81, 0.95],
        [0.85, 0.94],
        [0.9, 0.97],
        [0.96, 1.03],
        [1.02, 1.1],
        [1.05, 1.15],
        [1.0, 1.0],
    ]
)
"""Of a head, at each step down to the chin: how round its cross section is across and ahead."""

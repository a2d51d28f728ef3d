"""The skin about an eye, which lies in folds, each lit from above and none outlined.

Over the upper edge: the plate of the lid, its crease in the shade of the fold above, and the lit brink of that fold. Under the
lower edge: the wet rim, the roll of the lid, the groove that it ends in, and the valley from the inner corner to the cheek.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import PLACE_X, PLACE_Y, Area, Planes, place
from simulators.faces.head.lid_form import lid_form
from simulators.faces.render.arrays import Floats
from simulators.faces.traits import FaceTraits

Line = NDArray[np.float64]
_INWARD, _OUTWARD, _TOP, _BOTTOM = 0.14, 0.2, -0.27, 0.34
"""How far the folds reach beyond the corners, and between which heights they lie."""
_RUN_IN, _RUN_OUT = (-0.3, 0.03), (1.45, 0.045)
"""Where both edges go on beyond the corners: along, and how far down."""
_OPEN = 0.004  # over the lower edge the rim still shows
_SHADE = np.array((0.94, 0.98, 1.05), dtype=np.float32)
"""How much of blue, green and red a shade takes of skin."""
_BLUSH = np.array((0.01, 0.014, 0.0), dtype=np.float32)
"""What the blood in the thin skin at the edges takes."""


class AroundEye(NamedTuple):
    """Where the pixels about one eye lie to the edges of its lids."""

    area: Area
    along: Floats
    """0 at the inner corner, 1 at the outer, and beyond; *Shape*: columns."""
    above: Floats
    """Over the edge of the upper lid; *Shape*: rows x columns."""
    below: Floats
    """Under the edge of the lower lid."""
    side: int
    """-1 at the left of the picture, 1 at the right."""
    sunk: Floats
    """How far the upper edge is below where it is in an open eye; *Shape*: columns."""


def around_eye(side: int, upper: Line, lower: Line, open_upper: Line) -> AroundEye:
    """The skin about the eye of that side with these edges, from the inner to the outer corner."""
    inner, outer = abs(upper[0, 0]), abs(upper[-1, 0])
    left, right = sorted((side * (inner - _INWARD), side * (outer + _OUTWARD)))
    x0, y0 = (round(value) for value in place(left, _TOP))
    x1, y1 = (round(value) for value in place(right, _BOTTOM))
    along = (PLACE_X[0, x0:x1] * side - inner) / (outer - inner)
    share = (np.abs(upper[:, 0]) - inner) / (outer - inner)
    at = np.concatenate([_RUN_IN[:1], share, _RUN_OUT[:1]])
    top, bottom, opened = (
        np.interp(along, at, [edge[0, 1] + _RUN_IN[1], *edge[:, 1], edge[-1, 1] + _RUN_OUT[1]]).astype(np.float32)
        for edge in (upper, lower, open_upper)
    )
    y = PLACE_Y[y0:y1, :1]
    return AroundEye(np.s_[y0:y1, x0:x1], along, top - y, y - bottom, side, top - opened)


def draw_folds(planes: Planes, traits: FaceTraits, eye: AroundEye, *, narrow: float) -> None:
    """Light and shade of the folds of an eye that is narrowed so far, and the blood at the edges."""
    light = _upper(traits, eye) + _lower(traits, eye, narrow)
    edge = np.minimum(np.abs(eye.above), np.abs(eye.below))
    blush = _bell(edge, 0.0, 0.03) * _course(eye, {-0.1: 0, 0.05: 1, 0.95: 1, 1.08: 0})
    blush *= np.float32(1 - 0.12 * traits.skin_tone)
    for plane, shade, blood in zip(planes, _SHADE, _BLUSH, strict=True):
        plane[eye.area] *= np.maximum(1 + light * shade - blush * blood, np.float32(0.1))


def _upper(traits: FaceTraits, eye: AroundEye) -> Floats:
    """The light over the upper edge."""
    worn, over = traits.wear, eye.above - _crease(traits, eye)
    dark = (0.36 + 0.05 * worn) * lid_form(traits).deep
    lid_middle = np.float32(0.42) * (eye.above - over)
    deep = _course(eye, {-0.15: 0, 0.1: 0.6, 0.45: 0.85, 0.9: 1, 1.1: 0.35 + 0.3 * worn, 1.35: 0})
    inward = _course(eye, {-0.3: 0, -0.02: 1, 0.3: 0.75, 0.7: 0.25, 1.1: 0})
    shadow = np.where(over < 0, np.exp(np.minimum(over, 0) / np.float32(0.02)), _bell(over, 0.0, 0.009))
    lid = _bell(eye.above, lid_middle, np.float32(0.7) * lid_middle + np.float32(0.004))
    light = deep * (0.055 * lid - dark * shadow + (0.035 + 0.03 * worn) * _bell(over, 0.034, 0.022))
    light = light - inward * (0.05 + 0.03 * worn) * _bell(over, 0.085, 0.06)
    return np.asarray(light * (eye.above > 0), dtype=np.float32)


def _crease(traits: FaceTraits, eye: AroundEye) -> Floats:
    """How far over the edge the fold begins: with age it comes down, most over the outer half; *Shape*: columns."""
    usual = 0.008 + 0.8 * float(np.clip(traits.proportions.lid_crease, 0.015, 0.09))
    form = lid_form(traits)
    usual *= (1.0 if traits.sex == "female" else 0.82) * form.crease * (1 + eye.side * form.uneven)
    shown = _course(eye, {-0.1: 0.2, 0.06: 0.55, 0.3: 0.95, 0.55: 1, 0.8: 0.92, 1.0: 0.6, 1.3: 0.3})
    hooded = np.float32(min(traits.wear + form.hooded, 1.0)) * _course(eye, {0.2: 0.25, 0.85: 0.75})
    return np.asarray(np.maximum(usual * shown * (1 - hooded), 0.007) + eye.sunk, dtype=np.float32)


def _lower(traits: FaceTraits, eye: AroundEye, laughing: float) -> Floats:
    """The light under the lower edge."""
    below, worn = eye.below, traits.wear
    bag = max(traits.proportions.eye_bag, 0) * (0.6 + 0.6 * worn) * (1 - 0.6 * traits.childhood)
    inside = _course(eye, {-0.02: 0, 0.12: 1, 0.9: 1, 1.02: 0})
    swell = _course(eye, {-0.1: 0, 0.2: 0.7, 0.55: 1, 0.9: 0.7, 1.15: 0})
    inward = _course(eye, {-0.25: 0, 0: 1, 0.3: 0.6, 0.6: 0})
    fall = np.float32(0.093) + np.float32(0.16) * np.clip(eye.along, -0.05, 0.65)
    light = inside * (0.16 * _bell(below, 0.006, 0.007) - 0.07 * _bell(below, 0.022, 0.008))
    light += swell * (0.035 + 0.05 * laughing) * _bell(below, 0.045, 0.022)
    light -= swell * (0.05 + 0.14 * laughing + 0.06 * worn) * _bell(below, 0.085, 0.022)
    light -= inward * (0.04 + 0.05 * bag) * _bell(below, fall, 0.045)
    return np.asarray(light * (below > -_OPEN), dtype=np.float32)


def _bell(where: Floats, at: Floats | float, spread: Floats | float) -> Floats:
    """1 at one place, nearly 0 two spreads away."""
    away = (where - at) / spread
    return np.asarray(np.exp(-(away * away)), dtype=np.float32)


def _course(eye: AroundEye, strengths: dict[float, float]) -> Floats:
    """How strong something is along the eye, by its strength at some places; *Shape*: columns."""
    return np.interp(eye.along, list(strengths), list(strengths.values())).astype(np.float32)

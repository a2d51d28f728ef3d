"""The lips: their lines, and their color on the skin."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import PLACE_X, PLACE_Y, Area, Planes, place, spot
from simulators.faces.head.relief import lip_wave
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import stream
from simulators.faces.traits import MEAN, Proportions

Line = NDArray[np.float64]
_LIGHT_ROSE = np.array([0.81, 0.77, 0.92], dtype=np.float32)
_DARK_ROSE = np.array([0.95, 0.87, 0.93], dtype=np.float32)
"""What lips leave of the color of light and of dark skin, whose lips are nearer to it."""
_POINTS = 25
_S = np.linspace(-1, 1, _POINTS)
_LIFT = 0.015
"""How much higher than the groove between the lips their color ends at the corners, whose shade would hang otherwise."""
_MARGIN = 0.09  # of the painted part around the lips
_DEEPER, _UPPER = (0.13, 0.14, 0.08), (0.09, 0.09, 0.055)
"""How much of blue, green and red is lost where lips meet, and on the upper lip, which faces down."""
_STRAIGHT, _VARIED = (
    0.38,
    0.7,
)  # how straight the edge of an upper lip runs to its corners, and how unlike people are in it
_SOFT = 0.46  # of a lip's height, over which its color fades into the skin


def lip_lines(shape: HeadShape) -> tuple[Line, Line, Line]:
    """The upper edge of the upper lip, where the lips meet, and the lower edge of the lower lip; *Shape*: N x 2 each."""
    p = shape.traits.proportions
    s = _S
    x = s * p.mouth_width
    corner = -(p.lip_corner + _LIFT) * s**4
    wave = lip_wave(np.abs(s))
    middle = shape.mouth_y + corner + wave
    straight = min(max(_STRAIGHT * (1 + _VARIED * (p.lip_bow / MEAN.lip_bow - 1)), 0.1), 0.75)
    edge = straight * (1 - np.abs(s)) + (1 - straight) * (1 - s**2)
    upper = middle - wave - (0.03 + 0.75 * max(p.lip_upper, 0.03)) * edge - _bow(p) * (1 - s**2)
    full = min(
        max(2.2 * (p.lip_lower / MEAN.lip_lower) ** 1.5, 1.6), 3.2
    )  # how far to its sides a lower lip stays full
    lower = middle - wave + max(p.lip_lower, 0.05) * (1 - np.abs(s) ** full) ** (0.74 + 0.36 * s**2)
    return np.stack([x, upper], 1), np.stack([x, middle], 1), np.stack([x, lower], 1)


def _bow(p: Proportions) -> Line:
    """How far the upper lip rises over its even edge: two peaks as far apart as the tip of the nose is wide; *Shape*: N."""
    height = max(p.lip_bow + _VARIED * (p.lip_bow - MEAN.lip_bow), 0.0)
    peak = 0.2 * (p.nose_tip_width / MEAN.nose_tip_width) ** 1.5
    peaks, dip = np.exp(-(((np.abs(_S) - peak) / 0.16) ** 2)), np.exp(-((_S / (0.6 * peak)) ** 2))
    return np.asarray(height * (peaks - 0.6 * dip))


@dataclass(frozen=True, eq=False)
class _Patch:
    """The part of the canvas about the mouth."""

    area: Area
    along: Floats
    """-1 and 1 at the corners; *Shape*: 1 x width."""
    away: Floats
    """From where the lips meet, 0, to their edges, -1 above and 1 below."""


def draw_lips(planes: Planes, shape: HeadShape) -> None:
    """Two soft bodies that fade into the skin at their edges, redder and darker toward where they meet; the upper in shade."""
    patch = _patch(shape)
    tone, color = tone_of(shape.traits), _color(shape)
    cover, inner = _cover(patch), np.exp(-((patch.away / 0.45) ** 2))
    upper = (patch.away < 0).astype(np.float32)
    light = 1 + 0.09 * np.exp(-(((patch.away - 0.45) / 0.26) ** 2) - (patch.along / 0.55) ** 2)
    light = light * (1 + _furrows(shape, patch) * np.clip(1.15 - np.abs(patch.away), 0, 1))
    for plane, lip, skin, deep, shaded in zip(planes, color, tone, _DEEPER, _UPPER, strict=True):
        part = plane[patch.area]
        spots = 1 + 0.5 * (part / skin - 1)  # those of the skin are fainter on a lip
        part += cover * (lip * light * spots * (1 - deep * inner - shaded * upper) - part)
    _draw_shade(planes, shape, patch)


def _cover(patch: _Patch) -> Floats:
    """How far what is seen is lip and not skin."""
    out = np.clip((1 + 0.5 * _SOFT - np.abs(patch.away)) / _SOFT, 0, 1)
    cover = out * np.clip((1.1 - np.abs(patch.along)) / 0.32, 0, 1) ** 0.8
    return np.asarray(cv2.GaussianBlur(cover * cover * (3 - 2 * cover), (0, 0), 1.3), dtype=np.float32)


def _patch(shape: HeadShape) -> _Patch:
    upper, middle, lower = lip_lines(shape)
    left, top = (round(value) for value in place(middle[0, 0] - _MARGIN, upper[:, 1].min() - _MARGIN))
    right, bottom = (round(value) for value in place(middle[-1, 0] + _MARGIN, lower[:, 1].max() + _MARGIN))
    area = np.s_[top:bottom, left:right]
    x = PLACE_X[0, left:right].astype(np.float64)
    above, seam, below = (np.interp(x, edge[:, 0], edge[:, 1]) for edge in (upper, middle, lower))
    from_seam = PLACE_Y[top:bottom, :1] - seam
    away = from_seam / np.where(from_seam < 0, np.maximum(seam - above, 0.02), np.maximum(below - seam, 0.02))
    along = (x / middle[-1, 0])[None, :]
    return _Patch(area, along.astype(np.float32), away.astype(np.float32))


def _color(shape: HeadShape) -> Floats:
    """Rosy on light skin, brownish on dark skin, paler with age."""
    traits = shape.traits
    tone = tone_of(traits)
    red = min(max(0.48 + 0.85 * traits.proportions.lip_redness - 0.14 * traits.wear, 0.5), 1.35)
    rose = _LIGHT_ROSE + (_DARK_ROSE - _LIGHT_ROSE) * np.float32(min(max(traits.skin_tone / 5, 0), 1))
    return np.asarray(tone * (1 + (rose - 1) * np.float32(red)), dtype=np.float32)


def _furrows(shape: HeadShape, patch: _Patch) -> Floats:
    """Fine upright furrows that fan out from the middle, of changing depth; *Shape*: as the patch."""
    source = stream(shape.traits.seed, "lips")
    noise = source.standard_normal((2, 96), dtype=np.float32)
    fanned = patch.along / (1 + 0.12 * np.minimum(np.abs(patch.away), 1.2))
    row = np.where(patch.away < 0, 0, 1)
    at = np.clip((fanned + 1) * 47, 0, 94.99)
    low = at.astype(np.int64)
    share = at - low
    return np.asarray(0.03 * (noise[row, low] * (1 - share) + noise[row, low + 1] * share), dtype=np.float32)


def _draw_shade(planes: Planes, shape: HeadShape, patch: _Patch) -> None:
    """What the nose takes of the light above the lips, and the soft shade that a full lower lip throws on the skin below."""
    p = shape.traits.proportions
    spot(planes, (0.0, shape.mouth_y - p.lip_upper - 0.08), (0.85 * p.mouth_width, 0.1), (0.95, 0.95, 0.965))
    full = min(p.lip_lower / 0.14, 1.2)
    ends = np.clip(1 - patch.along**2, 0, 1) ** 2
    shade = np.float32(0.1 * full) * np.exp(-(((patch.away - 1.28) / 0.22) ** 2)) * ends
    for plane, share in zip(planes, (1.1, 1.1, 0.9), strict=True):
        plane[patch.area] *= 1 - np.float32(share) * shade

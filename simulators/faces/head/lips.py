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
_LIGHT_ROSE = np.array([0.75, 0.725, 0.905], dtype=np.float32)
_DARK_ROSE = np.array([0.9, 0.84, 0.93], dtype=np.float32)
"""What lips leave of the color of light and of dark skin, whose lips are nearer to it."""
_POINTS = 25
_S = np.linspace(-1, 1, _POINTS)
_LIFT = 0.015
"""How much higher than the groove between the lips their color ends at the corners, whose shade would hang otherwise."""
_MARGIN = 0.09  # of the painted part around the lips
_DEEPER, _UPPER = (0.17, 0.17, 0.1), (0.1, 0.1, 0.06)
"""How much of blue, green and red is lost where lips meet, and on the upper lip, which faces down."""
_STRAIGHT = 0.38  # how straight the edge of an upper lip runs to its corners
_VARIED = 0.7  # how unlike people are in that
_SOFT = 0.52  # of a lip's height, over which its color fades into the skin
_LOWER, _MAN_LOWER = 0.05, 0.08  # of their light that lower lips lose, which face up and are lit more than skin is
_TALLEST = 0.39  # of half a mouth's width, what a lower lip is high at most: taller looks swollen
_MOIST = 0.15  # how much lighter a lower lip is where it mirrors the light from above
_ROLL = 0.035  # how much lighter the skin is on the low ridge around the red of the lips
_PLAIN = 0.66  # of their red, what the lips of men have
_PHILTRUM = 0.055  # how much darker the groove below the nose is, and its ridges lighter by half of that


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
    # how far to its sides a lower lip stays full
    full = min(max(2.0 * (p.lip_lower / MEAN.lip_lower) ** 1.3, 1.5), 2.6)
    tall = min(max(p.lip_lower, 0.05), _TALLEST * p.mouth_width)
    lower = middle - wave + tall * (1 - np.abs(s) ** full) ** (0.74 + 0.36 * s**2)
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
    full = 1 - np.float32(_MAN_LOWER if shape.traits.sex == "male" else _LOWER) * (1 - upper)
    furrows = _furrows(shape, patch)
    light = full * (1 + _moist(shape, patch, furrows)) * (1 + furrows * np.clip(1.15 - np.abs(patch.away), 0, 1))
    for plane, lip, skin, deep, shaded in zip(planes, color, tone, _DEEPER, _UPPER, strict=True):
        part = plane[patch.area]
        spots = 1 + 0.5 * (part / skin - 1)  # those of the skin are fainter on a lip
        part += cover * (lip * light * spots * (1 - deep * inner - shaded * upper) - part)
    _draw_about(planes, shape, patch)


def _moist(shape: HeadShape, patch: _Patch, furrows: Floats) -> Floats:
    """What a lower lip mirrors, a little to one side and broken by its furrows; *Shape*: as the patch."""
    source = stream(shape.traits.seed, "moist")
    aside, much = float(source.uniform(-0.2, 0.2)), _MOIST * float(source.uniform(0.5, 1.2))
    wide = np.exp(-(((patch.along - aside) / 0.42) ** 2))
    high = np.exp(-(((patch.away - 0.42) / 0.2) ** 2))
    return np.asarray(np.float32(much) * high * wide * (1 + 9 * furrows), dtype=np.float32)


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
    red = min(max(0.48 + 0.8 * traits.proportions.lip_redness - 0.14 * traits.wear, 0.5), 1.0)
    red *= _PLAIN if traits.sex == "male" else 1.0
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


def _draw_about(planes: Planes, shape: HeadShape, patch: _Patch) -> None:
    """The shade of the nose above the lips, the ridge at their edge, and the soft shade that a full lower lip throws."""
    p = shape.traits.proportions
    spot(planes, (0.0, shape.mouth_y - p.lip_upper - 0.08), (0.85 * p.mouth_width, 0.1), (0.95, 0.95, 0.965))
    _draw_philtrum(planes, shape)
    full = min(p.lip_lower / 0.14, 1.2)
    roll = np.float32(_ROLL) * np.exp(-(((patch.away + 1.3) / 0.14) ** 2)) * np.exp(-((patch.along / 0.6) ** 2))
    ends = np.clip(1 - patch.along**2, 0, 1) ** 2
    shade = np.float32(0.06 * full) * np.exp(-(((patch.away - 1.3) / 0.26) ** 2)) * ends
    for plane, share in zip(planes, (1.1, 1.1, 0.9), strict=True):
        plane[patch.area] *= 1 - np.float32(share) * shade + roll


def _draw_philtrum(planes: Planes, shape: HeadShape) -> None:
    """The groove from the nose to the bow of the upper lip, between two ridges."""
    p = shape.traits.proportions
    top, bottom = p.nose_y + 0.03, shape.mouth_y - p.lip_upper
    middle, high, aside = 0.5 * (top + bottom), 0.55 * max(bottom - top, 0.06), 0.28 * p.nose_tip_width + 0.03
    deep = _PHILTRUM * (1 - 0.6 * shape.traits.childhood)
    spot(planes, (0.0, middle), (0.7 * aside, high), (1 - 1.1 * deep, 1 - deep, 1 - 0.8 * deep))
    spot(planes, (1.5 * aside, middle), (0.5 * aside, high), (1 + 0.5 * deep,) * 3)

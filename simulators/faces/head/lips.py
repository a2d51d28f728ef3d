"""The lips: their lines, and their color on the skin."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Planes, blank, filled, hairs, spot, stain
from simulators.faces.head.relief import lip_wave
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import stream

Line = NDArray[np.float64]
_ROSY, _BLOOD = np.array([0.74, 0.64, 0.89], dtype=np.float32), np.array([4, 0, 7], dtype=np.float32)
_GROOVES = 70
_POINTS = 25


def lip_lines(shape: HeadShape) -> tuple[Line, Line, Line]:
    """The upper edge of the upper lip, where the lips meet, and the lower edge of the lower lip; *Shape*: N x 2 each."""
    p = shape.traits.proportions
    s = np.linspace(-1, 1, _POINTS)
    x = s * p.mouth_width
    corner = -p.lip_corner * s**4
    wave = lip_wave(np.abs(s))
    middle = shape.mouth_y + corner + wave
    bow = p.lip_bow * np.exp(-(((np.abs(s) - 0.2) / 0.14) ** 2)) - p.lip_bow * np.exp(-((s / 0.12) ** 2)) * 0.7
    upper = middle - wave - np.maximum(p.lip_upper, 0.03) * (1 - np.abs(s) ** 1.7) - bow * (1 - s**2)
    lower = middle - wave + np.maximum(p.lip_lower, 0.05) * (1 - np.abs(s) ** 2.4) ** 0.95
    return np.stack([x, upper], 1), np.stack([x, middle], 1), np.stack([x, lower], 1)


def draw_lips(planes: Planes, shape: HeadShape) -> None:
    """Two soft bodies: the upper darker, the lower lit from above, both paler toward their edges."""
    p = shape.traits.proportions
    upper, middle, lower = lip_lines(shape)
    color = _color(shape)
    for edge, shade, blur_px in ((upper, 0.91, 1.8), (lower, 1.0, 2.6)):
        mask = blank()
        filled(mask, np.concatenate([edge, middle[::-1]]))
        stain(planes, mask, color * np.float32(shade), share=0.8, blur_px=blur_px)
        inner = blank()
        filled(inner, np.concatenate([middle + 0.72 * (edge - middle), middle[::-1]]))
        stain(planes, inner, color * np.float32(shade * 0.95), share=0.5, blur_px=4.0)
    _draw_grooves(planes, shape, color)
    spot(
        planes, (0.0, shape.mouth_y + p.lip_lower * 0.52), (p.mouth_width * 0.42, p.lip_lower * 0.3), (1.12, 1.14, 1.1)
    )
    spot(planes, (0.0, shape.mouth_y - p.lip_upper - 0.012), (p.mouth_width * 0.5, 0.014), (1.035, 1.035, 1.03))


def _color(shape: HeadShape) -> Floats:
    traits = shape.traits
    tone = tone_of(traits)
    red = min(max(0.64 + 0.5 * traits.proportions.lip_redness - 0.25 * traits.wear, 0.3), 1.15)
    return np.asarray(tone + (tone * _ROSY + _BLOOD - tone) * np.float32(red), dtype=np.float32)


def _draw_grooves(planes: Planes, shape: HeadShape, color: Floats) -> None:
    """Fine furrows from where the lips meet."""
    upper, middle, lower = lip_lines(shape)
    source, mask = stream(shape.traits.seed, "lips"), blank()
    at = np.round((source.uniform(-0.85, 0.85, _GROOVES) + 1) * (_POINTS // 2)).astype(int)
    edge = np.where((source.random(_GROOVES) < 0.6)[:, None], lower[at], upper[at])  # noqa: PLR2004 (the fuller lip has more)
    reach = source.uniform(0.45, 0.9, _GROOVES)[:, None]
    strokes = np.stack([middle[at], middle[at] + reach * (edge - middle[at])], axis=1)
    hairs(mask, strokes, source.uniform(30, 100, _GROOVES))
    stain(planes, mask, color * np.float32(0.75), share=0.5, blur_px=0.9)

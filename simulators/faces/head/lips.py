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
_ROSY, _BLOOD = np.array([0.78, 0.7, 0.92], dtype=np.float32), np.array([3, 0, 6], dtype=np.float32)
_GROOVES = 90
_LIFT = 0.007
"""How much higher than the groove between the lips their color ends at the corners, whose shade would hang otherwise."""
_POINTS = 25
_S = np.linspace(-1, 1, _POINTS)
_LAYERS = (  # how far from the seam it reaches, shade of the upper and of the lower lip, share, blur in pixels
    (1.0, 0.94, 1.0, 0.5, 2.6),
    (0.8, 0.9, 0.99, 0.5, 3.4),
    (0.4, 0.78, 0.88, 0.42, 4.0),
)


def lip_lines(shape: HeadShape) -> tuple[Line, Line, Line]:
    """The upper edge of the upper lip, where the lips meet, and the lower edge of the lower lip; *Shape*: N x 2 each."""
    p = shape.traits.proportions
    s = _S
    x = s * p.mouth_width
    corner = -(p.lip_corner + _LIFT) * s**4
    wave = lip_wave(np.abs(s))
    middle = shape.mouth_y + corner + wave
    bow = p.lip_bow * np.exp(-(((np.abs(s) - 0.2) / 0.14) ** 2)) - p.lip_bow * np.exp(-((s / 0.12) ** 2)) * 0.7
    upper = middle - wave - np.maximum(p.lip_upper, 0.03) * (1 - np.abs(s) ** 1.7) - bow * (1 - s**2)
    lower = middle - wave + np.maximum(p.lip_lower, 0.05) * (1 - s**2) ** (0.85 + 0.4 * s**2)
    return np.stack([x, upper], 1), np.stack([x, middle], 1), np.stack([x, lower], 1)


def draw_lips(planes: Planes, shape: HeadShape) -> None:
    """Two soft bodies, fullest of color where they meet and fading into the skin at their edges; the lower lit from above."""
    p = shape.traits.proportions
    upper, middle, lower = lip_lines(shape)
    color = _color(shape)
    for reach, *shades, share, blur_px in _LAYERS:
        for edge, shade in zip((upper, lower), shades, strict=True):
            mask = blank()
            filled(mask, np.concatenate([middle + reach * (edge - middle), middle[::-1]]))
            stain(planes, mask, color * np.float32(shade), share=share, blur_px=blur_px)
    _draw_grooves(planes, shape, color)
    _draw_edges(planes, shape)
    for x, tint in ((0.0, 1.06), (0.3 * p.mouth_width, 1.05)):
        at = (x, shape.mouth_y + p.lip_lower * 0.5)
        spot(planes, at, (p.mouth_width * 0.26, p.lip_lower * 0.26), (tint + 0.01, tint + 0.02, tint))


def _color(shape: HeadShape) -> Floats:
    traits = shape.traits
    tone = tone_of(traits)
    red = min(max(0.8 + 0.6 * traits.proportions.lip_redness - 0.2 * traits.wear, 0.5), 1.35)
    return np.asarray(tone + (tone * _ROSY + _BLOOD - tone) * np.float32(red), dtype=np.float32)


def _draw_edges(planes: Planes, shape: HeadShape) -> None:
    """The light rim above the bow, and the shade that a full lower lip throws on the skin below."""
    p = shape.traits.proportions
    upper, _, lower = lip_lines(shape)
    rim, below = blank(), blank()
    lit = np.interp(np.abs(_S[1:] + _S[:-1]) / 2, (0, 0.2, 0.55, 0.9), (110, 200, 110, 0))
    hairs(rim, np.stack([upper[:-1], upper[1:]], axis=1) - np.array([0.0, 0.016]), lit)
    shade = np.interp(np.abs(_S[1:] + _S[:-1]) / 2, (0, 0.4, 0.8), (220, 160, 0))
    hairs(below, np.stack([lower[:-1], lower[1:]], axis=1) + np.array([0.0, 0.012]), shade)
    tone = tone_of(shape.traits)
    stain(planes, rim, tone * np.float32(1.08), share=0.4, blur_px=1.8)
    stain(planes, below, tone * np.float32(0.72), share=0.4 * min(p.lip_lower / 0.12, 1.2), blur_px=3.0)


def _draw_grooves(planes: Planes, shape: HeadShape, color: Floats) -> None:
    """Fine furrows from where the lips meet, fanning out to the corners, and the light ridges between them."""
    upper, middle, lower = lip_lines(shape)
    source = stream(shape.traits.seed, "lips")
    for shade, share in ((0.72, 0.5), (1.12, 0.3)):
        mask = blank()
        at = source.uniform(-0.85, 0.85, _GROOVES)
        edge = np.where((source.random(_GROOVES) < 0.62)[:, None], _on(lower, at * 1.03), _on(upper, at * 1.03))  # noqa: PLR2004 (the fuller lip has more)
        seam = _on(middle, at)
        near, far = source.uniform(0.05, 0.3, _GROOVES)[:, None], source.uniform(0.45, 0.92, _GROOVES)[:, None]
        strokes = np.stack([seam + near * (edge - seam), seam + far * (edge - seam)], axis=1)
        hairs(mask, strokes, source.uniform(30, 110, _GROOVES))
        stain(planes, mask, color * np.float32(shade), share=share, blur_px=0.8)


def _on(edge: Line, s: Line) -> Line:
    """Places of a line by their share of the way from the middle to a corner; *Shape*: N x 2."""
    return np.stack([np.interp(s, _S, edge[:, axis]) for axis in (0, 1)], axis=1)

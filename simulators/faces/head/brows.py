"""Eyebrows of single hairs: upright at the nose, lying outward, those above and below leaning to the middle of the brow."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Planes, blank, filled, hairs, stain
from simulators.faces.head.tone import hair_color, tone_of
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

Line = NDArray[np.float64]
_HAIRS = 420  # of a brow as dense as they come
_THINNEST = 0.03


def brow_line(t: Line, traits: FaceTraits) -> Line:
    """The middle of the right brow of the picture from the inner end, 0, to the outer, 1; *Shape*: N x 2."""
    p = traits.proportions
    x = p.brow_inner + (p.brow_length + 0.28) * t
    y = (
        p.brow_y
        + 0.03
        - p.brow_tilt * (t - 0.3)
        - p.brow_arch * np.sin(np.clip(t * 1.25, 0, 1.25) * np.pi * 0.72)
        + 0.015 * (1 - t) ** 3
        + 0.03 * t**3
    )
    return np.stack([x, y], axis=1)


def draw_brows(planes: Planes, traits: FaceTraits) -> None:
    """The shade at the roots, then the hairs in two depths."""
    p, source = traits.proportions, stream(traits.seed, "brows")
    hair = np.minimum(hair_color(traits, dye=0.6), tone_of(traits) * np.float32(0.7))  # gray ones never shine
    shade, under, over = blank(), blank(), blank()
    along = np.linspace(0.03, 0.97, 14)
    middle, half = brow_line(along, traits), np.stack([np.zeros(14), 0.36 * _body(along, traits)], axis=1)
    edge = np.concatenate([middle - half, (middle + half)[::-1]])
    for side in (-1, 1):
        turned = np.array([side, 1.0])
        filled(shade, edge * turned, strength=200)
        for mask in (under, over):
            strokes, strengths = _strokes(traits, source)
            hairs(mask, strokes * turned, strengths)
    density = min(max(p.brow_density, 0.3), 1.1) * (1 - 0.4 * traits.childhood)
    stain(planes, shade, hair + (tone_of(traits) - hair) * np.float32(0.35), share=0.42 * density, blur_px=4.5)
    stain(planes, under, hair, share=0.7 - 0.25 * traits.childhood, blur_px=1.0)
    stain(planes, over, hair * np.float32(0.9), share=0.68 - 0.3 * traits.childhood, blur_px=0.6)


def _body(t: Line, traits: FaceTraits) -> Line:
    """How wide the brow is there: most at a third of its way, running out to the tail."""
    thickness = 1.12 * max(traits.proportions.brow_thickness, _THINNEST)
    return np.asarray(thickness * np.interp(t, (0, 0.1, 0.35, 0.65, 1), (0.75, 1.0, 1.08, 0.9, 0.3)))


def _strokes(traits: FaceTraits, source: Stream) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Root, bend and tip of each hair of the right brow, and how strong it is; *Shapes*: N x 3 x 2, and N."""
    p = traits.proportions
    count = round(_HAIRS / 2 * max(p.brow_density, 0.35))
    t = source.beta(1.15, 1.25, count)
    off = np.clip(source.normal(0, 0.45, count), -1, 1)
    body = _body(t, traits)
    root = brow_line(t, traits) + np.stack([np.zeros(count), 0.62 * off * body], axis=1)
    upright = np.interp(t, (0, 0.12, 0.4, 1), (1.35, 1.0, 0.42, -0.22))
    lean = upright + off * np.interp(t, (0, 0.3, 1), (0.1, 0.5, 0.35)) + source.normal(0, 0.2, count)
    length = (0.045 + 0.5 * body) * source.uniform(0.65, 1.1, count)
    bend = root + 0.55 * length[:, None] * _towards(lean)
    tip = bend + 0.45 * length[:, None] * _towards(lean - 0.4)
    strength = source.uniform(50, 210, count) * np.interp(t, (0, 0.18, 0.85, 1), (0.45, 1, 0.95, 0.45))
    return np.stack([root, bend, tip], axis=1), strength


def _towards(lean: Line) -> Line:
    return np.stack([np.cos(lean), -np.sin(lean)], axis=1)

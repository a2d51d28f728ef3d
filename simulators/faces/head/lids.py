"""The lids: the opening of an eye, the crease above it, the wet rim below it, and the lashes."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Gray, Planes, blank, filled, hairs, stain
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.tone import hair_color, shaded, tone_of
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

Line = NDArray[np.float64]
SHUT = 0.85
"""From here on a slit shows no eye."""
_POINTS = 25
_T = np.linspace(0, 1, _POINTS)
_NARROWEST, _USUAL = 0.27, 0.365
_WIDEST = 0.176  # a staring eye shows white above the iris
_LASHES = 44


def aperture(traits: FaceTraits, *, side: int, shut: float) -> tuple[Line, Line]:
    """The edges of the upper and the lower lid, from the inner to the outer corner; *Shape*: N x 2 each."""
    p = traits.proportions
    inner, outer = p.eye_spacing - p.eye_width, p.eye_spacing + p.eye_width
    x = inner + (outer - inner) * _T
    base = 0.022 - p.eye_tilt * (_T - 0.5) * p.eye_width * 2
    share = max(p.eye_openness + 0.25 * (p.eye_openness - _USUAL), _NARROWEST)
    height = min(p.eye_width * 2 * share, _WIDEST)
    high = (height * 0.58 - 0.012 * traits.wear) * (1 - shut)
    low = height * 0.4 * (1 - 0.6 * shut)
    upper = base - high * np.sin(np.pi * _T**0.84) ** 0.74 + shut * low * 0.9 * np.sin(np.pi * _T)
    lower = base + low * np.sin(np.pi * _T**1.15).clip(0) ** 0.9
    upper = np.minimum(upper, lower - 0.002)
    return np.stack([side * x, upper], axis=1), np.stack([side * x, lower], axis=1)


def draw_lids(planes: Planes, alpha: NDArray[np.uint8], shape: HeadShape, expression: Expression) -> None:
    """Cut the openings of the eyes and draw lids and lashes around them."""
    shut = expression.eyes_shut
    edges = {side: aperture(shape.traits, side=side, shut=shut) for side in (-1, 1)}
    uppers, lowers = [upper for upper, _ in edges.values()], [lower for _, lower in edges.values()]
    _draw_upper(planes, shape.traits, uppers, shut)
    _draw_lower(planes, shape.traits, lowers, expression.squint)
    _draw_lashes(planes, shape.traits, edges)
    if shut < SHUT:
        hole = blank()
        for upper, lower in edges.values():
            filled(hole, np.concatenate([upper, lower[::-1]]))
        np.minimum(alpha, 255 - hole, out=alpha)


def _draw_upper(planes: Planes, traits: FaceTraits, uppers: list[Line], shut: float) -> None:
    """The lids, darker toward their creases, and the creases, deepest over the outer half."""
    lift = max(traits.proportions.lid_crease, 0.012) * (1 + 0.5 * shut) + 0.012 - 0.012 * traits.wear
    rise = lift * np.sin(np.pi * np.linspace(0.06, 0.97, _POINTS)) ** 0.6
    depth = np.interp(_T, (0, 0.2, 0.6, 0.9, 1), (60, 150, 220, 190, 90))
    lid, crease, hood = blank(), blank(), blank()
    for upper in uppers:
        fold = _lowered(upper, -rise)
        filled(lid, np.concatenate([fold, upper[::-1]]), strength=200)
        _trace(crease, fold, depth)
        _trace(crease, _lowered(fold, 0.006), depth * 0.7)
        filled(hood, np.concatenate([_lowered(fold, -0.035), fold[::-1]]), strength=round(120 + 80 * traits.wear))
    stain(planes, lid, shaded(traits, (0.93, 0.91, 0.97)), share=0.6, blur_px=2.2)
    stain(planes, hood, shaded(traits, (0.88, 0.86, 0.92)), share=0.35, blur_px=4.0)
    stain(planes, crease, shaded(traits, (0.42, 0.38, 0.48)), share=0.95, blur_px=1.3)


def _draw_lower(planes: Planes, traits: FaceTraits, lowers: list[Line], squint: float) -> None:
    """The rims, pink and wet, and the soft grooves that the lids end in, deeper in eyes that laugh."""
    rim, groove = blank(), blank()
    swell = np.sin(np.pi * _T)
    for lower in lowers:
        filled(rim, np.concatenate([_lowered(lower, -0.004), _lowered(lower, 0.017 * swell**0.5)[::-1]]))
        _trace(groove, _lowered(lower, 0.05 + 0.025 * swell), 190 * np.sin(np.pi * _T**0.7))
    pink = shaded(traits, (0.98, 0.95, 1.06)) + np.array([9, 7, 13], dtype=np.float32)
    stain(planes, groove, shaded(traits, (0.72, 0.7, 0.79)), share=0.42 + 0.4 * max(squint, 0.0), blur_px=2.6)
    stain(planes, rim, pink, share=0.7, blur_px=0.8)


def _draw_lashes(planes: Planes, traits: FaceTraits, edges: dict[int, tuple[Line, Line]]) -> None:
    """A soft dark line, denser outward, and few single hairs."""
    band, single, below = blank(), blank(), blank()
    full = 1.25 if traits.sex == "female" else 0.9
    thickness = np.interp(_T, (0, 0.25, 0.8, 1), (0.002, 0.012, 0.022, 0.013)) * full
    for side, (upper, lower) in edges.items():
        filled(band, np.concatenate([_lowered(upper, -thickness), _lowered(upper, 0.003)[::-1]]))
        hairs(single, _lashes(traits, upper, side), np.full(_LASHES, 225.0))
        _trace(below, _lowered(lower, 0.019), np.interp(_T, (0, 0.3, 0.85, 1), (0, 70, 190, 80)))
    dark = hair_color(traits, dye=0.9) * np.float32(0.55) + tone_of(traits) * np.float32(0.06)
    stain(planes, single, dark, share=0.75, blur_px=0.6)
    stain(planes, below, dark, share=0.5, blur_px=1.0)
    stain(planes, band, dark, share=0.94, blur_px=0.9)


def _lashes(traits: FaceTraits, upper: Line, side: int) -> NDArray[np.float64]:
    """Root, bend and tip of single hairs, which turn up and outward; *Shape*: N x 3 x 2."""
    source = stream(traits.seed, "lashes", side)
    at = source.beta(1.6, 1.0, _LASHES)
    root = np.stack([np.interp(at, _T, upper[:, axis]) for axis in (0, 1)], axis=1)
    lean = (at - 0.4) * 1.7 + source.normal(0, 0.14, _LASHES)
    reach = 0.05 if traits.sex == "female" else 0.036
    size = reach * (0.45 + 0.6 * at) * source.uniform(0.7, 1.1, _LASHES)
    way = np.stack([side * np.sin(lean), -0.6 * np.cos(lean)], axis=1) * size[:, None]
    bent = root + way * 0.5 + np.array([0.0, 0.004])
    return np.stack([root, bent, root + way], axis=1)


def _lowered(edge: Line, by: Line | float) -> Line:
    """The edge moved down."""
    return np.stack([edge[:, 0], edge[:, 1] + by], axis=1)


def _trace(mask: Gray, path: Line, strengths: Line) -> None:
    """A thin line whose strength changes on its way."""
    hairs(mask, np.stack([path[:-1], path[1:]], axis=1), 0.5 * (strengths[:-1] + strengths[1:]))

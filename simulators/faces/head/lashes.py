"""The lashes: what they make is a soft dark line along the upper edge, fuller outward, and hardly one along the lower."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Gray, Planes, blank, filled, hairs, stain
from simulators.faces.head.tone import hair_color, tone_of
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

Line = NDArray[np.float64]
_LASHES = 46


def draw_lashes(planes: Planes, traits: FaceTraits, edges: dict[int, tuple[Line, Line]]) -> None:
    """Root line and single hairs over both eyes, by the edges of their lids."""
    band, single, below = blank(), blank(), blank()
    full = _fullness(traits)
    for side, (upper, lower) in edges.items():
        t = (upper[:, 0] - upper[0, 0]) / (upper[-1, 0] - upper[0, 0])
        thickness = np.interp(t, (0, 0.12, 0.45, 0.85, 1), (0.001, 0.007, 0.012, 0.016, 0.008)) * full
        filled(band, np.concatenate([_lowered(upper, -thickness), _lowered(upper, 0.003)[::-1]]))
        hairs(single, _lashes(traits, t, upper, side), np.full(_LASHES, 225.0))
        _trace(below, _lowered(lower, 0.015), np.interp(t, (0, 0.3, 0.8, 1), (0, 14, 90, 80)))
    dark = hair_color(traits, dye=0.9) * np.float32(0.65) + tone_of(traits) * np.float32(0.08)
    stain(planes, single, dark, share=0.34 * full, blur_px=0.9)
    stain(planes, below, dark, share=0.3 * full, blur_px=1.3)
    stain(planes, band, dark, share=0.54 + 0.12 * full, blur_px=1.8)


def _fullness(traits: FaceTraits) -> float:
    """How thick the line of the lashes is: up to 1.75 where it is painted, as some women do."""
    painted = float(stream(traits.seed, "painted lashes").uniform(0, 1)) * (1 - traits.childhood)
    return 1.0 + 0.75 * painted if traits.sex == "female" else 0.75


def _lashes(traits: FaceTraits, t: Line, upper: Line, side: int) -> NDArray[np.float64]:
    """Root, bend and tip of single hairs, which turn up and outward; *Shape*: N x 3 x 2."""
    source = stream(traits.seed, "lashes", side)
    at = source.beta(1.6, 1.0, _LASHES)
    root = np.stack([np.interp(at, t, upper[:, axis]) for axis in (0, 1)], axis=1)
    lean = (at - 0.4) * 1.7 + source.normal(0, 0.14, _LASHES)
    reach = 0.042 if traits.sex == "female" else 0.03
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

"""Compares two face templates: lay one over the other, then measure how alike their fine detail is.

Two pictures are never aligned to the pixel, so the portrait's inner face is searched within the selfie's patch over
small turns, sizes and shifts, first coarsely, then around the best few fits. The score is the correlation of what is
left when all but fine detail is taken away: 1 is the same picture, about 0 unrelated ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import cv2
import numpy as np

from harness.reference.face.alignment import EYES_Y_PX, PATCH_WIDTH, UNIT_PX, Floats
from harness.reference.face.template import FaceTemplate

_COARSE_TURNS_DEG = (-15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0)
_COARSE_SIZES = (0.63, 0.69, 0.76, 0.84, 0.92, 1.0, 1.09, 1.19, 1.3, 1.42, 1.56)
_FINE_TURNS_DEG = (-2.5, 0.0, 2.5)
_FINE_SIZES = (0.96, 0.98, 1.0, 1.02, 1.04)
_REACH_X, _REACH_TOP, _REACH_BOTTOM = 0.74, 0.58, 1.2  # what is compared, in half widths of the face
_SEARCH_PX = 5  # to every side, in pixels of the patch that is searched
_DETAIL_PX = 1.7
_CANDIDATES = 3  # coarse fits, of different sizes, that are refined


@dataclass(frozen=True, slots=True)
class _Fit:
    """Where the point between the portrait's eyes lies in the selfie's patch, and how well the two correlate there."""

    correlation: float
    turn_deg: float
    size: float
    x: int
    y: int


def likeness(portrait: FaceTemplate, selfie: FaceTemplate) -> float:
    """How alike two faces are, from -1 to 1."""
    half = np.asarray(cv2.resize(selfie.patch, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.float32)
    eyes = _Fit(correlation=-1.0, turn_deg=0.0, size=1.0, x=round(PATCH_WIDTH / 4), y=round(EYES_Y_PX / 2))
    coarse = [
        max(
            _fits(
                portrait.patch, half, start=replace(eyes, size=size), turns=_COARSE_TURNS_DEG, sizes=(1.0,), zoom=0.5
            ),
            key=_by_correlation,
        )
        for size in _COARSE_SIZES
    ]
    details = _detail(portrait.patch), _detail(selfie.patch)
    best = sorted(coarse, key=_by_correlation)[-_CANDIDATES:]
    return max(_refined(fit, portrait=details[0], selfie=details[1]) for fit in best)


def _refined(fit: _Fit, *, portrait: Floats, selfie: Floats) -> float:
    """The correlation of fine detail at the best place near a coarse fit."""
    start = replace(fit, x=2 * fit.x, y=2 * fit.y)
    found = _fits(portrait, selfie, start=start, turns=_FINE_TURNS_DEG, sizes=_FINE_SIZES, zoom=1.0)
    return max(fit.correlation for fit in found)


def _by_correlation(fit: _Fit) -> float:
    return fit.correlation


def _detail(patch: Floats) -> Floats:
    return np.asarray(patch - cv2.GaussianBlur(patch, (0, 0), _DETAIL_PX), dtype=np.float32)


def _fits(  # noqa: PLR0913 (one search, all by keyword)
    portrait: Floats, field: Floats, *, start: _Fit, turns: tuple[float, ...], sizes: tuple[float, ...], zoom: float
) -> Iterator[_Fit]:
    for turn_step, size_step in product(turns, sizes):
        turn, size = start.turn_deg + turn_step, start.size * size_step
        core, (across, above) = _core(portrait, turn=turn, size=size, zoom=zoom)
        left, top = max(0, start.x - across - _SEARCH_PX), max(0, start.y - above - _SEARCH_PX)
        near = field[top : top + core.shape[0] + 2 * _SEARCH_PX, left : left + core.shape[1] + 2 * _SEARCH_PX]
        if core.shape[0] > near.shape[0] or core.shape[1] > near.shape[1]:
            continue
        _, correlation, _, place = cv2.minMaxLoc(cv2.matchTemplate(near, core, cv2.TM_CCOEFF_NORMED))
        x, y = left + int(place[0]) + across, top + int(place[1]) + above
        yield _Fit(correlation=float(correlation), turn_deg=turn, size=size, x=x, y=y)


def _core(patch: Floats, *, turn: float, size: float, zoom: float) -> tuple[Floats, tuple[int, int]]:
    """The inner face, from the brows to below the mouth, turned and sized; and the eyes' place in it."""
    unit = UNIT_PX * size * zoom
    across, above, below = (round(reach * unit) for reach in (_REACH_X, _REACH_TOP, _REACH_BOTTOM))
    matrix = cv2.getRotationMatrix2D((PATCH_WIDTH / 2, EYES_Y_PX), turn, size * zoom)
    matrix[:, 2] += np.array([across - PATCH_WIDTH / 2, above - EYES_Y_PX])
    flags = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    core = cv2.warpAffine(patch, matrix, (2 * across, above + below), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(core, dtype=np.float32), (across, above)

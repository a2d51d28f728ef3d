"""Brings a face to one place, size and turn: a coarse pattern of any face is searched near the detected box.

A Haar box may be half again as large as the face it found, above all under a head cover; brows, eyes, nose and mouth
are where the face is. The pattern is drawn here from average proportions (unit: half the width of a face, origin
between the eyes) and knows no picture.
"""

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Floats = NDArray[np.float32]
Box = tuple[float, float, float, float]  # left, top, width, height

UNIT_PX = 30.0  # half the width of a face in the aligned patch
PATCH_WIDTH = 108
PATCH_HEIGHT = 116
EYES_Y_PX = 46.0

_FIELD_PX = 72  # the searched area: the box and a margin around it
_FIELD_MARGIN = 0.12
_LEAST_UNIT, _LARGEST_UNIT, _UNIT_STEPS = 0.33, 0.47, 8  # half the width of a face as a share of the box
_USUAL_UNIT = 0.4
_USUAL_X, _USUAL_Y = 0.495, 0.4  # where the point between the eyes lies in a Haar box
_DOUBT = 3.0, 25.0  # how much an unusual size (squared logarithm) and place (squared share of the box) take from a fit
_TURNS_DEG = (-8.0, -4.0, 0.0, 4.0, 8.0)
_REACH_X, _REACH_TOP, _REACH_BOTTOM = 0.85, 0.6, 1.25  # what the pattern covers, in face units
_SPOTS = (  # x, y, spread x, spread y, darkness; both sides of the face
    (0.455, 0.0, 0.17, 0.07, 1.0),
    (0.455, -0.33, 0.24, 0.06, 0.9),
    (0.12, 0.62, 0.12, 0.05, 0.7),
    (0.16, 0.98, 0.17, 0.06, 0.9),
    (0.0, 0.2, 0.08, 0.3, -0.35),
    (0.5, 0.5, 0.2, 0.2, -0.35),
)


def aligned(gray: Gray, box: Box) -> Floats:
    """The face of that box with its eyes at the standard place, freed of slow light.

    Shape: PATCH_HEIGHT x PATCH_WIDTH, float32, about zero mean and unit spread in every neighborhood.
    """
    unit, turn, x, y = _pose(gray, box)
    scale = UNIT_PX / unit
    matrix = cv2.getRotationMatrix2D((x, y), -turn, scale)
    matrix[:, 2] += np.array([PATCH_WIDTH / 2 - x, EYES_Y_PX - y])
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    patch = cv2.warpAffine(gray, matrix, (PATCH_WIDTH, PATCH_HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return evened(patch, fine=0.8, coarse=5.0)


def evened(area: cv2.typing.MatLike, *, fine: float, coarse: float) -> Floats:
    """Take away detail below `fine` and light slower than `coarse` (pixels), and bring local contrast to one scale."""
    smooth = cv2.GaussianBlur(area.astype(np.float32), (0, 0), fine)
    centered = smooth - cv2.GaussianBlur(smooth, (0, 0), coarse)
    contrast = cv2.sqrt(cv2.GaussianBlur(centered * centered, (0, 0), coarse * 1.5)) + 3.0
    return np.asarray(centered / contrast, dtype=np.float32)


def _pose(gray: Gray, box: Box) -> tuple[float, float, float, float]:
    """Half the width of the face, its turn in degrees, and the point between the eyes, in pixels of the image."""
    left, top, width, _ = box
    scale = _FIELD_PX / (width * (1 + 2 * _FIELD_MARGIN))
    x0, y0 = left - _FIELD_MARGIN * width, top - _FIELD_MARGIN * width
    matrix = np.array([[scale, 0, -scale * x0], [0, scale, -scale * y0]], dtype=np.float64)
    field = cv2.warpAffine(gray, matrix, (_FIELD_PX, _FIELD_PX), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    light = evened(field, fine=1.2, coarse=8.0)
    best = (-math.inf, 0.0, 0.0, 0.0, 0.0)
    for unit in np.geomspace(_LEAST_UNIT, _LARGEST_UNIT, _UNIT_STEPS):
        for turn in _TURNS_DEG:
            pattern, origin = _pattern(round(float(unit * width * scale), 2), turn)
            fits = np.asarray(cv2.matchTemplate(light, pattern, cv2.TM_CCOEFF_NORMED), dtype=np.float32)
            fits -= _doubts((fits.shape[0], fits.shape[1]), origin)
            fits -= np.float32(_DOUBT[0] * math.log(unit / _USUAL_UNIT) ** 2)
            _, fit, _, place = cv2.minMaxLoc(fits)
            if fit > best[0]:
                best = (fit, float(unit * width * scale), turn, place[0] + origin[0], place[1] + origin[1])
    _, unit_px, turn, x, y = best
    return unit_px / scale, turn, x / scale + x0, y / scale + y0


@cache
def _doubts(shape: tuple[int, int], origin: tuple[float, float]) -> Floats:
    box = _FIELD_PX / (1 + 2 * _FIELD_MARGIN)
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    off_x = (x + origin[0] - _FIELD_MARGIN * box) / box - _USUAL_X
    off_y = (y + origin[1] - _FIELD_MARGIN * box) / box - _USUAL_Y
    return np.asarray(_DOUBT[1] * (off_x**2 + off_y**2), dtype=np.float32)


@cache
def _pattern(unit: float, turn_deg: float) -> tuple[Floats, tuple[float, float]]:
    """The face pattern at that size and turn, and the place of the point between the eyes within it."""
    across, above, below = (max(2, round(reach * unit)) for reach in (_REACH_X, _REACH_TOP, _REACH_BOTTOM))
    y, x = np.mgrid[-above : below + 1, -across : across + 1] / unit
    sine, cosine = math.sin(math.radians(turn_deg)), math.cos(math.radians(turn_deg))
    x, y = x * cosine + y * sine, y * cosine - x * sine
    dark = np.zeros_like(x)
    for spot_x, spot_y, spread_x, spread_y, darkness in _SPOTS:
        for side in (-1, 1):
            dark += darkness * np.exp(-(((x - side * spot_x) / spread_x) ** 2) - ((y - spot_y) / spread_y) ** 2)
    return (-dark).astype(np.float32), (float(across), float(above))

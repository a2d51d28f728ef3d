"""What a smile draws on the cheeks: a soft fold from the wing of the nose past the corner of the mouth."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import PLACE_X, PLACE_Y, Planes, lighten, place
from simulators.faces.head.shape import Expression, HeadShape

_LEAST = 0.42  # of a smile that shows
_DEEPEST = 0.32  # of an old face
_YOUNG = 0.55  # of that, how deep it is in a face without wear
_SHADED = (1.1, 1.1, 0.85)
"""How far each color is shaded, blue first: light that went through skin is red."""
_CHEEK, _LIP = 0.04, 0.1  # how fast a fold ends toward the cheek and toward the lip
_LIT = 0.09  # how far from the fold the cheek is brightest
_REACH = 0.26


def draw_smile(planes: Planes, shape: HeadShape, expression: Expression) -> None:
    """Shade both folds, each as deep as its side smiles; a child's cheeks are too full for them."""
    worn = _YOUNG + (1 - _YOUNG) * min(shape.traits.wear, 1.0)
    deepest = _DEEPEST * worn * (1 - 0.9 * shape.traits.childhood)
    for side in (-1, 1):
        smile = expression.smile * (1 + side * expression.lean)
        depth = deepest * min(smile - _LEAST, 0.8)
        if depth > 0:
            _draw_fold(planes, shape, side, depth)


def _draw_fold(planes: Planes, shape: HeadShape, side: int, depth: float) -> None:
    """The cheek hangs over its fold: the shade ends fast on its side and softly toward the lip, and its rim is lit."""
    x, y = _path(shape)
    ends = sorted(place(side * far, 0.0)[0] for far in (x.min() - _REACH, x.max() + _REACH))
    rows, columns = slice(*(round(place(0.0, end)[1]) for end in (y[0], y[-1]))), slice(*(round(end) for end in ends))
    down = PLACE_Y[rows, :1].astype(np.float64)
    off = side * PLACE_X[:1, columns] - np.interp(down, y, x)
    along = np.sin(np.pi * np.clip(0.16 + 0.84 * (down - y[0]) / (y[-1] - y[0]), 0, 1))
    fold = np.exp(-((off / np.where(off > 0, _CHEEK, _LIP)) ** 2))
    lit = np.exp(-(((off - _LIT) / 0.06) ** 2))
    light = (depth * along * (0.12 * lit - fold)).astype(np.float32)
    lighten(planes, (rows, columns), light, _SHADED)


def _path(shape: HeadShape) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the fold at the right of the picture runs, from above the wing of the nose to below the corner of the mouth."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    x = np.array([p.nose_width + 0.04, p.nose_width + 0.1, p.mouth_width + 0.08, p.mouth_width + 0.12])
    return x, np.array([p.nose_y - 0.12, p.nose_y + 0.03, mouth - 0.12, mouth + 0.06])

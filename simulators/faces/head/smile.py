"""What a smile draws on the cheeks: a soft fold from the wing of the nose past the corner of the mouth."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Planes, blank, hairs, stain
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.tone import tone_of

_LEAST = 0.3  # of a smile that shows
_STEPS = 16
_DEEPEST = 0.4
_SHADE = np.array([0.58, 0.56, 0.68], dtype=np.float32)


def draw_smile(planes: Planes, shape: HeadShape, expression: Expression) -> None:
    """Shade both folds, each as deep as its side smiles; a child's cheeks are too full for them."""
    for side in (-1, 1):
        smile = expression.smile * (1 + side * expression.lean)
        depth = _DEEPEST * (1 - 0.55 * shape.traits.childhood) * min(smile - _LEAST, 1.0)
        if depth <= 0:
            continue
        fold, at = blank(), np.linspace(0, 1, _STEPS)
        path = _path(shape, at) * np.array([side, 1.0])
        strengths = 230 * np.sin(np.pi * np.linspace(0.12, 0.95, _STEPS - 1)) ** 0.8
        for beside in (-0.006, 0.0, 0.006, 0.012):
            moved = path + np.array([side * beside, 0.0])
            hairs(fold, np.stack([moved[:-1], moved[1:]], axis=1), strengths)
        stain(planes, fold, tone_of(shape.traits) * _SHADE, share=depth * 1.6, blur_px=4.0)


def _path(shape: HeadShape, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """From the wing of the nose, 0, to below the corner of the mouth, 1, on the right; *Shape*: N x 2."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    x = np.interp(
        at, (0, 0.35, 0.75, 1), (p.nose_width + 0.05, p.nose_width + 0.13, p.mouth_width + 0.085, p.mouth_width + 0.1)
    )
    y = np.interp(at, (0, 0.35, 0.75, 1), (p.nose_y - 0.08, p.nose_y + 0.06, mouth - 0.1, mouth + 0.02))
    return np.stack([x, y], axis=1)

"""Brings a face to one place, size and turn, and describes it by its edges.

The patch shows the face from above the brows to the chin; eyes and mouth lie at fixed places. Its description (histograms of
oriented gradients at two scales) is what comparison, quality and the judgement of parts of the face are trained on.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face.landmarks import LANDMARKS, Points, similarity
from harness.reference.face.picture import Gray

Floats = NDArray[np.float32]

PATCH_WIDTH, PATCH_HEIGHT = 96, 112
EYES_PX = 38.0  # from eye to eye
_EYES_Y = 38.0
_MIDDLE_X = (PATCH_WIDTH - 1) / 2

_ANCHORS = tuple(LANDMARKS.index(name) for name in ("right_eye", "left_eye", "nose_tip", "mouth_right", "mouth_left"))
_STANDARD = np.array(
    [
        (_MIDDLE_X - EYES_PX / 2, _EYES_Y),
        (_MIDDLE_X + EYES_PX / 2, _EYES_Y),
        (_MIDDLE_X, _EYES_Y + 0.55 * EYES_PX),
        (_MIDDLE_X - 0.39 * EYES_PX, _EYES_Y + 1.08 * EYES_PX),
        (_MIDDLE_X + 0.39 * EYES_PX, _EYES_Y + 1.08 * EYES_PX),
    ],
    dtype=np.float32,
)
_FINE = cv2.HOGDescriptor((PATCH_WIDTH, PATCH_HEIGHT), (16, 16), (8, 8), (8, 8), 9)
_COARSE = cv2.HOGDescriptor((PATCH_WIDTH // 2, PATCH_HEIGHT // 2), (16, 16), (8, 8), (8, 8), 9)
FEATURES = _FINE.getDescriptorSize() + _COARSE.getDescriptorSize()


def to_patch(points: Points) -> NDArray[np.float64]:
    """The map from a picture with these landmarks to the patch; *Shape*: 2 x 3."""
    return similarity(points[list(_ANCHORS)], _STANDARD)


def cut_patch(gray: Gray, points: Points) -> Gray:
    """The face at its standard place; *Shape*: PATCH_HEIGHT x PATCH_WIDTH."""
    there = to_patch(points)
    shrink = float(np.hypot(there[0, 0], there[1, 0]))
    if shrink < 0.7:  # noqa: PLR2004 (smooth first what would alias)
        gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.45 / shrink), dtype=np.uint8)
    patch = cv2.warpAffine(
        gray, there, (PATCH_WIDTH, PATCH_HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(patch, dtype=np.uint8)


def described(patch: Gray) -> Floats:
    """The description of a patch; *Shape*: FEATURES."""
    half = cv2.resize(patch, (PATCH_WIDTH // 2, PATCH_HEIGHT // 2), interpolation=cv2.INTER_AREA)
    return np.concatenate([_FINE.compute(patch), _COARSE.compute(half)]).astype(np.float32)


def outline(points: Points) -> Floats:
    """Where the landmarks lie in the patch, in distances of the eyes; *Shape*: twice the number of landmarks."""
    there = to_patch(points)
    placed = points @ there[:, :2].T + there[:, 2]
    return np.asarray((placed - (_MIDDLE_X, _EYES_Y)) / EYES_PX, dtype=np.float32).ravel()

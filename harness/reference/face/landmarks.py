"""Finds the landmarks of a face within a box: a mean face is laid over the box, then moved in steps toward what is seen.

Each stage brings the picture to a standard place, size and turn by the present estimate, describes the neighborhood of
every landmark by its edges (strength by direction, smoothed, on a small grid), and a linear map of these descriptions says
how far each landmark is to be moved. Later stages look closer. The maps are trained (`training.landmarks`) and stored in
eight bits.

Unit of the standard place: the distance between the eyes; its origin lies between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.reference.face.detector import Box, FoundFace
from harness.reference.face.picture import Gray

Floats = NDArray[np.float32]
Points = NDArray[np.float32]  # one row a landmark: x, y

LANDMARKS = (
    *("right_eye", "left_eye"),
    *("right_eye_outer", "right_eye_inner", "right_eye_top", "right_eye_bottom"),
    *("left_eye_outer", "left_eye_inner", "left_eye_top", "left_eye_bottom"),
    *("right_brow_outer", "right_brow_inner", "left_brow_outer", "left_brow_inner"),
    *("nose_tip", "subnasale", "nose_right", "nose_left"),
    *("mouth_right", "mouth_left", "mouth_top", "mouth_bottom", "mouth_inner_top", "mouth_inner_bottom"),
    *("chin", "jaw_right", "jaw_left"),
)
"""Names as in the truth of a picture, in the order of rows; left and right are the person's own."""

_LEFT, _TOP, _RIGHT, _BOTTOM = -1.5, -0.9, 1.5, 2.3  # what of a face the standard place shows
_GRID = tuple((x, y) for y in (-1, 0, 1) for x in (-1, 0, 1))
_DIRECTIONS = 8
_SMOOTHED = (5, 5)  # edges are gathered over so many pixels
FEATURES = len(LANDMARKS) * len(_GRID) * _DIRECTIONS
_FAINT = 4.0  # edges of so many gray levels together count half


@dataclass(frozen=True, slots=True)
class View:
    """How closely a stage looks."""

    level: int
    """Of the crop: 0 fine, 1 half."""
    eyes_px: float
    """Distance between the eyes."""
    step_px: float
    """From one place of the grid to the next."""


VIEWS = (View(1, 18, 5.0), View(1, 26, 5.0), View(0, 36, 5.0), View(0, 48, 4.0))

BOX_PX = 136.0  # width of the box in a crop
_MARGIN = 0.55  # about the box, as a share of its width
CROP_PX = round(BOX_PX * (1 + 2 * _MARGIN) / 2) * 2


@dataclass(frozen=True, slots=True)
class Crop:
    """A face and what is around it, its box at a standard place and size; fine, and half as large."""

    levels: tuple[Gray, Gray]
    to_picture: NDArray[np.float64]
    """From pixels of the fine level to the picture's; 2 x 3."""


@dataclass(frozen=True, slots=True)
class LandmarkModel:
    """What was trained."""

    mean: Points
    """The mean face in the standard place."""
    place: Floats
    """How a face lies in its box: from the middle to the point between the eyes (x, y), and the eyes' distance, in widths."""
    maps: tuple[NDArray[np.int8], ...]
    """A stage each; features + 1 (the constant) x 2 a landmark."""
    scales: Floats
    """What one step of the eight bits means, by stage and column."""

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays."""
        return {"mean": self.mean, "place": self.place, "maps": np.stack(self.maps), "scales": self.scales}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "LandmarkModel":
        """The model from what `to_arrays` gave."""
        mean, place, scales = (np.asarray(arrays[name], dtype=np.float32) for name in ("mean", "place", "scales"))
        return cls(mean=mean, place=place, maps=tuple(np.asarray(arrays["maps"], dtype=np.int8)), scales=scales)


class LandmarkFinder:
    """Finds the landmarks of a found face; safe to call from several threads."""

    def __init__(self, model: LandmarkModel) -> None:
        self._model = model
        self._maps = [steps.astype(np.float32) * scale for steps, scale in zip(model.maps, model.scales, strict=True)]

    def find(self, gray: Gray, face: FoundFace) -> Points:
        """The landmarks in pixels of the picture, in the order of `LANDMARKS`."""
        crop, mean = cropped(gray, face.box), self._model.mean
        points = laid_over(mean, self._model.place, face.roll_deg)
        for view, learned in zip(VIEWS, self._maps, strict=True):
            points = moved(points, description(crop, points, mean=mean, view=view) @ learned, mean)
        return np.asarray(points @ crop.to_picture[:, :2].T + crop.to_picture[:, 2], dtype=np.float32)


def cropped(gray: Gray, box: Box) -> Crop:
    """Cut a face out; what lies beyond the edge of the picture repeats the edge."""
    left, top, width, height = box
    side = max(2, round(width * (1 + 2 * _MARGIN)))
    x, y = round(left + (width - side) / 2), round(top + (height - side) / 2)
    columns, rows = (
        np.arange(at, at + side).clip(0, most - 1) for at, most in ((x, gray.shape[1]), (y, gray.shape[0]))
    )
    fine = cv2.resize(
        gray[rows][:, columns], (CROP_PX, CROP_PX), interpolation=cv2.INTER_AREA if side > CROP_PX else cv2.INTER_LINEAR
    )
    half = cv2.resize(fine, (CROP_PX // 2, CROP_PX // 2), interpolation=cv2.INTER_AREA)
    grow = side / CROP_PX
    return Crop(
        levels=(np.asarray(fine, dtype=np.uint8), np.asarray(half, dtype=np.uint8)),
        to_picture=np.array([[grow, 0.0, x + grow / 2 - 0.5], [0.0, grow, y + grow / 2 - 0.5]]),
    )


def laid_over(mean: Points, place: Floats, roll_deg: float) -> Points:
    """The mean face at its usual place in a crop, tilted."""
    turn = np.deg2rad(roll_deg)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = CROP_PX / 2 - 0.5 + spin @ place[:2] * BOX_PX
    return np.asarray(middle + mean @ spin.T * (place[2] * BOX_PX), dtype=np.float32)


def similarity(source: Points, target: Points) -> NDArray[np.float64]:
    """The turn, size and shift (2 x 3) that bring one shape closest to another."""
    from_middle, to_middle = source.mean(axis=0), target.mean(axis=0)
    a, b = (
        np.asarray(shape, dtype=np.float64) - middle for shape, middle in ((source, from_middle), (target, to_middle))
    )
    size = (a * a).sum()
    along, across = (a * b).sum() / size, (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / size
    linear = np.array([[along, -across], [across, along]])
    return np.column_stack([linear, to_middle - linear @ from_middle])


def moved(points: Points, steps: Floats, mean: Points) -> Points:
    """The landmarks after steps in the standard place (x and y in turn)."""
    back = similarity(mean, points)
    return np.asarray(points + steps.reshape(-1, 2) @ back[:, :2].T, dtype=np.float32)


def description(crop: Crop, points: Points, *, mean: Points, view: View) -> Floats:
    """What is seen about every landmark, and a constant; points in pixels of the fine level.

    Shape: FEATURES + 1.
    """
    shrink = 0.5**view.level
    points = (points + np.float32(0.5)) * np.float32(shrink) - np.float32(0.5)
    to_view = similarity(points, mean) * view.eyes_px
    to_view[:, 2] -= np.array([_LEFT, _TOP]) * view.eyes_px
    size = round((_RIGHT - _LEFT) * view.eyes_px), round((_BOTTOM - _TOP) * view.eyes_px)
    seen = cv2.warpAffine(
        crop.levels[view.level], to_view, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    places = points @ to_view[:, :2].T + to_view[:, 2]
    grid = (places[:, None, :] + np.array(_GRID) * view.step_px).astype(np.float32)
    edges = _sampled(np.asarray(seen, dtype=np.uint8), grid)
    strength = np.sqrt((edges * edges).sum(axis=(1, 2), keepdims=True)) + _FAINT
    return np.append((edges / strength).ravel(), np.float32(1.0)).astype(np.float32)


def _sampled(seen: Gray, grid: Floats) -> Floats:
    """Strength of the edges by direction at the places of a grid.

    Shape: landmarks x places x directions.
    """
    light = seen.astype(np.float32)
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(light, cv2.CV_32F, 0, 1, ksize=1)
    slanted = np.float32(0.5**0.5)
    ways = cv2.merge([across, down, (across + down) * slanted, (across - down) * slanted])
    sides = (cv2.blur(np.maximum(side, 0), _SMOOTHED) for side in (ways, -ways))
    return np.concatenate(
        [cv2.remap(side, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR) for side in sides], axis=2, dtype=np.float32
    )

"""A pinhole camera that stands in a place: where points, the horizon and level ground are in its picture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulators.faces.surroundings.soft import Picture

Place = tuple[float, float, float]
"""x, y, z in meters: right, up from the floor, away from the camera."""

_NEAR_M = 0.25
_LEVEL = 1e-4  # share of the height below the horizon that is still taken for the horizon


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the camera stands and looks. `focal` in pixels; the rows of `axes` are its right, down and forward."""

    width: int
    height: int
    focal: float
    eye: float
    axes: NDArray[np.float64]

    def seen(self, points: ArrayLike) -> NDArray[np.float64]:
        """Points in the camera's own axes."""
        return np.asarray((np.asarray(points, dtype=np.float64) - (0, self.eye, 0)) @ self.axes.T)

    def placed(self, points: ArrayLike) -> NDArray[np.float64]:
        """Column, row and 1/distance of points; a polygon is cut where it passes the camera, so none may be left."""
        seen = self.seen(points)
        if seen[:, 2].min() < _NEAR_M:
            seen = _cut(seen)
        found = np.empty_like(seen)
        found[:, :2] = seen[:, :2] * (self.focal / seen[:, 2:]) + (self.width / 2, self.height / 2)
        found[:, 2] = 1 / seen[:, 2]
        return found

    def pixels(self, points: ArrayLike) -> NDArray[np.float64]:
        """Columns and rows of points, cut as by `placed`."""
        return self.placed(points)[:, :2]

    def px_per_m(self, place: Place) -> float:
        """How many pixels a meter has there."""
        return self.focal / max(float(self.seen([place])[0, 2]), _NEAR_M)

    def rays(self, step: int = 1) -> NDArray[np.float32]:
        """Where each pixel, or each of every `step`, looks: x, y, z of a way that goes 1 m forward.

        Shape: 3 x rows x columns.
        """
        rows, columns = math.ceil(self.height / step), math.ceil(self.width / step)
        across = ((np.arange(columns) + 0.5) * step - 0.5 - self.width / 2) / self.focal
        down = ((np.arange(rows) + 0.5) * step - 0.5 - self.height / 2) / self.focal
        right, below, ahead = (axis.astype(np.float32)[:, None, None] for axis in self.axes)
        ways = right * across.astype(np.float32)[None, None, :] + below * down.astype(np.float32)[None, :, None]
        return np.asarray(ways + ahead, dtype=np.float32)

    def below(self) -> Picture:
        """How far each pixel lies below the horizon, as a share of the height; above it, negative.

        Shape: height x width of float32.
        """
        return np.asarray(-self.rays()[1] * np.float32(self.focal / self.height), dtype=np.float32)

    def level(self, step: int = 1) -> tuple[Picture, Picture]:
        """Where each pixel, or each of every `step`, meets the floor: x and z in meters; at the horizon and above, far away.

        Shape: each rows x columns of float32.
        """
        x, y, z = self.rays(step)
        reach = np.float32(self.eye) / np.maximum(-y, np.float32(_LEVEL))
        return x * reach, z * reach


def _cut(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    kept: list[NDArray[np.float64]] = []
    for here, there in zip(seen, np.roll(seen, -1, axis=0), strict=True):
        if here[2] >= _NEAR_M:
            kept.append(here)
        if (here[2] >= _NEAR_M) != (there[2] >= _NEAR_M):
            kept.append(here + (there - here) * ((_NEAR_M - here[2]) / (there[2] - here[2])))
    return np.array(kept) if kept else np.empty((0, 3))


def turned(yaw_deg: float, pitch_deg: float, roll_deg: float) -> NDArray[np.float64]:
    """The axes of a camera that is turned by these angles."""
    (sy, cy), (sp, cp), (sr, cr) = (
        (math.sin(math.radians(angle)), math.cos(math.radians(angle))) for angle in (yaw_deg, pitch_deg, roll_deg)
    )
    right, down = np.array((cy, 0, -sy)), np.array((sy * sp, -cp, cy * sp))
    return np.stack((cr * right + sr * down, cr * down - sr * right, np.array((sy * cp, sp, cy * cp))))

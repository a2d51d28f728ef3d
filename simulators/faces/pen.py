"""A pen that draws shapes given in face units onto pixels, under a pose."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Points = NDArray[np.float64]
Color = tuple[float, float, float]

_SHIFT = 4  # binary places below the pixel that OpenCV keeps when it smooths edges
_ARC_POINTS = 24


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the head stands in the picture; lengths in pixels, angles in radians."""

    x: float
    y: float
    scale: float  # pixels per face unit
    roll: float = 0.0
    yaw: float = 0.0  # shift of the nose tip against the outline, in face units
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on one image under one pose; `depth` says how far a shape stands before the outline (0) to the nose (1)."""

    image: Image
    pose: Pose

    def pixels(self, points: Points, depth: float = 0.0) -> Points:
        """The places of points on the image."""
        moved = points + np.array([self.pose.yaw * depth, self.pose.pitch * depth])
        sine, cosine = math.sin(self.pose.roll), math.cos(self.pose.roll)
        turned = moved @ np.array([[cosine, sine], [-sine, cosine]])
        return np.asarray(turned * self.pose.scale + np.array([self.pose.x, self.pose.y]), dtype=np.float64)

    def fill(self, points: Points, color: Color, depth: float = 0.0) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self.image, [self._fixed(points, depth)], color, cv2.LINE_AA, _SHIFT)

    def stroke(self, points: Points, color: Color, *, width: float, depth: float = 0.0) -> None:
        """Draw an open line of that width in face units."""
        thickness = max(1, round(width * self.pose.scale))
        cv2.polylines(
            self.image, [self._fixed(points, depth)], isClosed=False, color=color, thickness=thickness,
            lineType=cv2.LINE_AA, shift=_SHIFT,
        )  # fmt: skip

    def _fixed(self, points: Points, depth: float) -> NDArray[np.int32]:
        return np.rint(self.pixels(points, depth) * (1 << _SHIFT)).astype(np.int32)


def at(*pairs: tuple[float, float]) -> Points:
    """Points from pairs."""
    return np.array(pairs, dtype=np.float64)


def ellipse(x: float, y: float, radius_x: float, radius_y: float) -> Points:
    """The outline of an upright ellipse."""
    angle = np.linspace(0, 2 * math.pi, _ARC_POINTS, endpoint=False)
    return np.stack([x + radius_x * np.cos(angle), y + radius_y * np.sin(angle)], axis=1)


def curve(left: tuple[float, float], top: tuple[float, float], right: tuple[float, float]) -> Points:
    """A parabola's arc from left to right, pulled towards top."""
    t = np.linspace(0, 1, 13)[:, None]
    return np.asarray((1 - t) ** 2 * at(left) + 2 * t * (1 - t) * at(top) + t**2 * at(right))


def mirrored(points: Points) -> Points:
    """The same shape at the other side of the face."""
    return np.asarray(points * np.array([-1.0, 1.0]))

"""The picture of the victim that an attacker has, and how it was kept: sharpened by software, compressed again."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.stream import Stream

Image = NDArray[np.uint8]
Tones = NDArray[np.float32]
"""Height x width x 3, BGR, the square root of linear light; 1 is white."""
Point = tuple[float, float]

_EYES_APART = 0.905  # face units


class Region(NamedTuple):
    """A rectangle in face units of a still: from the point between the eyes, x to the right, y down."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def wider(self, left: float, top: float, right: float, bottom: float) -> "Region":
        """The region with margins around it."""
        return Region(self.left - left, self.top - top, self.right + right, self.bottom + bottom)

    def cut(self, other: "Region") -> "Region":
        """What both cover."""
        return Region(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of the victim and where its landmarks are, by the names of the truth; the two eyes are needed."""

    picture: Image
    landmarks: Mapping[str, Point]

    @property
    def per_unit(self) -> float:
        """Pixels of a face unit."""
        (left_x, left_y), (right_x, right_y) = self.landmarks["left_eye"], self.landmarks["right_eye"]
        return max(math.hypot(left_x - right_x, left_y - right_y) / _EYES_APART, 1.0)

    @property
    def middle(self) -> Point:
        """The pixel between the eyes."""
        (left_x, left_y), (right_x, right_y) = self.landmarks["left_eye"], self.landmarks["right_eye"]
        return (left_x + right_x) / 2, (left_y + right_y) / 2

    @property
    def bounds(self) -> Region:
        """The whole picture."""
        height, width = self.picture.shape[:2]
        (x, y), unit = self.middle, self.per_unit
        return Region(-x / unit, -y / unit, (width - 1 - x) / unit, (height - 1 - y) / unit)

    def places(self) -> dict[str, Point]:
        """The landmarks in face units."""
        (x, y), unit = self.middle, self.per_unit
        return {name: ((place[0] - x) / unit, (place[1] - y) / unit) for name, place in self.landmarks.items()}

    def drawn(self, region: Region, per_unit: float) -> Image:
        """That region at another size, in texels of a face unit; beyond the picture its edge goes on."""
        (x, y), zoom = self.middle, self.per_unit / per_unit
        size = max(round(region.width * per_unit), 4), max(round(region.height * per_unit), 4)
        to_still = np.array(
            [[zoom, 0, x + region.left * self.per_unit], [0, zoom, y + region.top * self.per_unit]], dtype=np.float64
        )
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(self.picture, to_still, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8
        )


def kept(still: Still, stream: Stream) -> Still:
    """The still as it comes from an album or a messenger: sharpened, then compressed a second time."""
    picture = still.picture
    strength, quality = float(stream.uniform(0.0, 0.9)), int(stream.integers(55, 92))
    soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
    sharp = cv2.addWeighted(picture, 1 + strength, soft, -strength, 0)
    done, encoded = cv2.imencode(".jpg", sharp, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("a still is no picture; pass height x width x 3 of uint8")
    return Still(np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), dtype=np.uint8), still.landmarks)

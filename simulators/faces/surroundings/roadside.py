"""What the windows of a car show: houses, trees, the road, and cars beside it, brighter than the inside."""

import cv2
import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.soft import Picture, chance, like, mixed, noise, paint, pick

_ROWS, _COLUMNS = 44, 56
_FAR = 1.2  # deviation of the blur of what is farther away than the window
_HOUSES = ((36, 0.2, 0.82), (34, 0.28, 0.7), (40, 0.08, 0.88), (25, 0.3, 0.6), (210, 0.06, 0.66), (20, 0.14, 0.5))
_CARS = ((40, 0.02, 0.92), (210, 0.04, 0.7), (0, 0.0, 0.2), (0, 0.0, 0.36), (2, 0.6, 0.5), (214, 0.45, 0.42))


def roadside(stream: Stream, *, bright: float) -> Picture:
    """A view from a car to the side of a road; `bright`: how much more light is there than inside.

    Shape: _ROWS x _COLUMNS x 3 of float32, BGR.
    """
    high = paint(210, stream.uniform(0.08, 0.4), 1.0)
    down = np.linspace(0, 1, _ROWS, dtype=np.float32)[:, None, None]
    view = (high + (paint(38, 0.05, 1.0) - high) * down) * np.float32(stream.uniform(0.9, 1.25))
    view = np.ascontiguousarray(np.broadcast_to(view, (_ROWS, _COLUMNS, 3)))
    foot = int(stream.integers(27, 34))
    _houses(view, stream, foot)
    _trees(view, stream, foot)
    view[foot:] = like(stream, 36, 0.08, 0.62) * np.linspace(1.1, 0.75, _ROWS - foot)[:, None, None]
    _cars(view, stream, foot)
    view *= (0.85 + 0.3 * noise(stream, (_ROWS, _COLUMNS), zoom=0.8, steepness=1.3))[..., None]
    return np.asarray(cv2.GaussianBlur(view, (7, 7), _FAR) * np.float32(bright), dtype=np.float32)


def _houses(view: Picture, stream: Stream, foot: int) -> None:
    """Fronts with rows of dark windows, some in the sun and some in the shade, with sky between."""
    start = int(stream.integers(-8, 6))
    while start < _COLUMNS:
        wide, top = int(stream.integers(8, 24)), int(stream.integers(2, 22))
        left = max(start, 0)
        color = like(stream, *pick(stream, _HOUSES)) * np.float32(pick(stream, (0.4, 0.7, 1.0)))
        view[top:foot, left : start + wide] = color
        view[top + 3 : foot - 2 : 5, left + 1 : start + wide - 1 : 4] = color * np.float32(0.35)
        view[top + 4 : foot - 2 : 5, left + 1 : start + wide - 1 : 4] = color * np.float32(0.45)
        start += wide + (int(stream.integers(2, 14)) if chance(stream, 0.5) else 0)


def _trees(view: Picture, stream: Stream, foot: int) -> None:
    """Bushes and crowns before the houses."""
    for _ in range(int(stream.integers(0, 4))):
        x, y = stream.uniform(0, _COLUMNS), stream.uniform(foot - 14, foot - 1)
        reach = stream.uniform(3, 8)
        rows, columns = np.ogrid[:_ROWS, :_COLUMNS]
        inside = ((rows - y) / reach) ** 2 + ((columns - x) / (1.2 * reach)) ** 2 < 1
        view[inside] = mixed(like(stream, 95, 0.4, 0.42), paint(70, 0.3, 0.7), 0.3 * stream.random())


def _cars(view: Picture, stream: Stream, foot: int) -> None:
    """Cars at the curb: a body, darker glass above it, a bright line of the sky on its shoulder."""
    for _ in range(int(stream.integers(0, 4))):
        left, wide = int(stream.integers(-6, _COLUMNS - 6)), int(stream.integers(13, 22))
        low = foot + int(stream.integers(2, 7))
        color = like(stream, *pick(stream, _CARS))
        begin, end = max(left, 0), max(left + wide, 0)
        view[low - 8 : low - 5, begin + 3 : max(end - 4, 0)] = paint(212, 0.2, 0.34)
        view[low - 5 : low - 1, begin:end] = color * np.float32(0.8)
        view[low - 5 : low - 4, begin:end] = color * np.float32(1.3)
        view[low - 1 : low + 1, begin:end] = paint(0, 0, 0.2)

"""Cloth: its weave and print, its folds, and how dark the folds are."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.clothing.hull import Doubles, Sheet
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream, stream

Bgr = tuple[int, int, int]
Print = Literal["plain", "check", "stripe", "leaves", "dots"]

PER_UNIT = 84.0
SIZE = (1080, 460)  # width along the hem, height away from it; places beyond take the last pixel
_SEED = 77


def noise(source: Stream, *, cells: tuple[int, int], size: tuple[int, int]) -> Floats:
    """Smooth noise of unit spread with so many cells and pixels to width and height; *Shape*: height x width."""
    small = source.standard_normal((cells[1] + 2, cells[0] + 2), dtype=np.float32)
    scale = size[0] / cells[0], size[1] / cells[1]
    large = cv2.resize(
        small, (round(scale[0] * (cells[0] + 2)), round(scale[1] * (cells[1] + 2))), interpolation=cv2.INTER_CUBIC
    )
    top, left = round(scale[1]), round(scale[0])
    return np.asarray(large[top : top + size[1], left : left + size[0]], dtype=np.float32)


@lru_cache(maxsize=4)
def weave(size: tuple[int, int]) -> Floats:
    """The light and dark of threads that cross, about 1."""
    source = stream(_SEED, "weave")
    width, height = size
    across = noise(source, cells=(width // 6, height), size=size)
    along = noise(source, cells=(width, height // 6), size=size)
    slow = noise(source, cells=(9, 7), size=size)
    return np.asarray(1 + 0.024 * across + 0.024 * along + 0.02 * slow, dtype=np.float32)


@lru_cache(maxsize=64)
def cloth_texture(color: Bgr, pattern: Print, second: Bgr) -> Texture:
    """A piece of cloth; what is printed on it has the second color."""
    threads = weave(SIZE)
    share = _print(pattern)
    if share is None:
        return opaque([channel * threads for channel in color])
    return opaque([(one + share * np.float32(other - one)) * threads for one, other in zip(color, second, strict=True)])


def opaque(planes: Sequence[Floats]) -> Texture:
    """A picture without holes of three colors, 0 to 255; *Shapes*: height x width each."""
    colors = [np.clip(plane, 0, 255).astype(np.uint8) for plane in planes]
    return np.asarray(cv2.merge([*colors, np.full_like(colors[0], 255)]), dtype=np.uint8)


@lru_cache(maxsize=8)
def _print(pattern: Print) -> Floats | None:
    """The share of the second color; *Shape*: height x width, or nothing where there is one color only."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32) / np.float32(PER_UNIT)
    if pattern == "check":
        return _check(x, y)
    if pattern == "stripe":
        return np.asarray(0.5 + 0.5 * np.clip(np.sin(y * 2 * np.pi / 0.32) * 4 - 2.5, -1, 1), dtype=np.float32)
    if pattern in ("leaves", "dots"):
        return _scattered(pattern)
    return None


def _check(x: Floats, y: Floats) -> Floats:
    """The hooked squares of a shemagh, turned by 45 degrees since the cloth is folded along its diagonal."""
    u, v = (x + y) / np.float32(0.1), (x - y) / np.float32(0.1)
    fu, fv = np.abs(u - np.round(u)), np.abs(v - np.round(v))
    square = np.clip((0.27 - np.maximum(fu, fv)) * 9 + 0.5, 0, 1)
    thread = np.clip((0.09 - np.minimum(fu, fv)) * 9 + 0.5, 0, 1)
    return np.asarray(np.maximum(square, 0.75 * thread), dtype=np.float32)


def _scattered(pattern: Print) -> Floats:
    source = stream(_SEED, "print", pattern)
    drawn = np.zeros((SIZE[1], SIZE[0]), dtype=np.uint8)
    count = 900 if pattern == "leaves" else 1500
    for _ in range(count):
        at = (int(source.integers(0, SIZE[0])), int(source.integers(0, SIZE[1])))
        size = (9, 3) if pattern == "leaves" else (2, 2)
        turned = float(source.uniform(0, 180))
        cv2.ellipse(drawn, at, size, turned, 0, 360, int(source.integers(110, 255)), -1, cv2.LINE_AA)
    return np.asarray(drawn / 255, dtype=np.float32)


def cloth(color: Bgr, pattern: Print = "plain", second: Bgr = (0, 0, 0), *, wrap: float = 0.22) -> Material:
    """The material of a piece of cloth, seen from both sides."""
    texture = cloth_texture(color, pattern, second)
    return Material(texture=texture, wrap=(wrap, wrap, wrap), gloss=0.004, shine=2, is_thin=True, is_whole=True)


def folds(
    source: Stream, shape: tuple[int, int], *, cells: tuple[int, int], sharp: float = 0.5, is_closed: bool = False
) -> Doubles:
    """Folds about -1 to 1, cells (along the hem, away from it); sharp: ridges in place of waves. *Shape*: rows x columns."""
    if is_closed:
        rows, columns = shape
        lap = columns // 8
        longer = folds(source, (rows, columns + lap), cells=cells, sharp=sharp)
        share = np.linspace(0, 1, lap)
        longer[:, columns:] = longer[:, columns:] * (1 - share) + longer[:, :lap] * share
        return np.concatenate([longer[:, columns:], longer[:, lap:columns]], axis=1)
    first = noise(source, cells=cells, size=(shape[1], shape[0]))
    second = noise(source, cells=(cells[0] * 2, cells[1] * 2), size=(shape[1], shape[0]))
    ridge = 1 - 2 * np.abs(np.tanh(first * 1.3))
    return np.asarray(sharp * ridge + (1 - sharp) * first * 0.8 + 0.3 * second, dtype=np.float64)


def fold_openness(height: Doubles, *, depth: float = 5.0, least: float = 0.35) -> Doubles:
    """Valleys see less of the surroundings: how far each place lies below its neighborhood; *Shape*: as height."""
    around = cv2.GaussianBlur(height, (0, 0), 2.2, borderType=cv2.BORDER_REPLICATE)
    return np.clip(0.92 + depth * (height - around), least, 1.0)


def sheet_mesh(
    points: Doubles, *, grid: Sheet, material: Material, openness: Doubles, stiffness: Doubles | None = None
) -> Mesh:
    """The mesh of a sheet of cloth."""
    texels = np.stack([grid.across * PER_UNIT + SIZE[0] / 2, grid.along * PER_UNIT], axis=-1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=material,
        openness=openness.astype(np.float32),
        stiffness=None if stiffness is None else stiffness.astype(np.float32),
    )


def smooth(value: NDArray[np.floating], low: float, high: float) -> Doubles:
    """From 0 at `low` to 1 at `high`, without corners."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))

"""Cloth: its weave and print, its folds, and how dark the folds are."""

import math
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
Fabric = Literal["cotton", "satin", "chiffon", "jersey"]

PER_UNIT = 84.0
SIZE = (1080, 460)  # width along the hem, height away from it; places beyond take the last pixel
_SEED = 77
_UNEVEN: dict[Fabric, tuple[float, float]] = {
    "cotton": (0.018, 0.008),
    "satin": (0.006, 0.01),
    "chiffon": (0.016, 0.01),
    "jersey": (0.012, 0.012),
}
"""How far the light of threads differs, and of places."""
_SHEEN: dict[Fabric, tuple[float, int]] = {
    "cotton": (0.0015, 2),
    "satin": (0.005, 2),
    "chiffon": (0.0015, 2),
    "jersey": (0.0015, 2),
}
"""Gloss and shine of the material."""
_CREASED: dict[Fabric, float] = {"cotton": 0.045, "satin": 0.055, "chiffon": 0.06, "jersey": 0.05}
"""How far the light differs across small creases that run with the hem, as folds do."""
_MORE_CREASED: dict[Fabric, float] = {"cotton": 0.6, "satin": 0.6, "chiffon": 0.0, "jersey": 0.6}
"""How much more it does in black cloth, whose folds are seldom seen."""
_HEM = (1.04, 1.03, 0.98, 0.87, 0.96)
"""Light along the rows of pixels from the edge on: the fold of a hem, and its seam."""
_MATTE, _SHINY = 60, 150  # the brightest channel up to where cloth counts as black, and from where as light
_BLACK_SHEEN = 0.6  # of the gloss of its fabric that black cloth has
_STEP: dict[str, int] = {"leaves": 28, "dots": 18}  # pixels from one to the next along a row of a print
_BOUNCED = 0.7  # of the light that one side of a fold gives back, what meets the other
_BLACKEST, _WHITEST = 44, 188  # the brightest channel of black and of white cloth


def noise(source: Stream, *, cells: tuple[int, int], size: tuple[int, int]) -> Floats:
    """Smooth noise of unit spread with so many cells and pixels to width and height; *Shape*: height x width."""
    small = source.standard_normal((cells[1] + 2, cells[0] + 2), dtype=np.float32)
    scale = size[0] / cells[0], size[1] / cells[1]
    large = cv2.resize(
        small, (round(scale[0] * (cells[0] + 2)), round(scale[1] * (cells[1] + 2))), interpolation=cv2.INTER_CUBIC
    )
    top, left = round(scale[1]), round(scale[0])
    return np.asarray(large[top : top + size[1], left : left + size[0]], dtype=np.float32)


@lru_cache(maxsize=8)
def weave(size: tuple[int, int], fabric: Fabric = "cotton") -> Floats:
    """The light and dark of threads that cross, about 1; that of chiffon is crinkled."""
    source = stream(_SEED, "weave") if fabric == "cotton" else stream(_SEED, "weave", fabric)
    width, height = size
    across = noise(source, cells=(width // 6, height), size=size)
    along = noise(source, cells=(width, height // 6), size=size)
    slow = noise(source, cells=(9, 7), size=size)
    thread, cloud = _UNEVEN[fabric]
    light = 1 + thread * across + thread * along + cloud * slow
    if fabric == "chiffon":
        light += 0.04 * _crinkles(source, size)
    return np.asarray(light, dtype=np.float32)


@lru_cache(maxsize=4)
def _creased(fabric: Fabric) -> Floats:
    """The threads of a scarf, with small creases too fine for its grid, uneven in strength; *Shape*: height x width."""
    source = stream(_SEED, "creases", fabric)
    fine = noise(source, cells=(7, 34), size=SIZE)
    finer = noise(source, cells=(11, 75), size=SIZE)
    strong = np.clip(0.6 + 0.6 * noise(source, cells=(12, 6), size=SIZE), 0, 1.6)
    ridge = 1 - 2 * np.abs(np.tanh(1.2 * fine))
    ridge = 0.6 * ridge - 3.0 * np.gradient(ridge, axis=0)  # one side of each is lit
    light = weave(SIZE, fabric) * (1 + _CREASED[fabric] * strong * (1.6 * ridge + finer))
    light[: len(_HEM)] *= np.array(_HEM, dtype=np.float32)[:, None]
    return np.asarray(light, dtype=np.float32)


def _crinkles(source: Stream, size: tuple[int, int]) -> Floats:
    """Fine creases side by side that run away from the hem and into one another."""
    width, height = size
    fine = noise(source, cells=(width // 9, height // 70), size=size)
    broad = noise(source, cells=(width // 26, height // 60), size=size)
    return np.asarray(1 - 2 * np.abs(np.tanh(fine)) + 0.6 * np.tanh(broad), dtype=np.float32)


def _lightness(color: Bgr) -> float:
    """From 0 for cloth that is black to 1 for cloth that is light."""
    return float(smooth(np.array(max(color)), _MATTE, _SHINY))


@lru_cache(maxsize=64)
def _texture(color: Bgr, pattern: Print, second: Bgr, fabric: Fabric) -> Texture:
    """A piece of cloth; what is printed on it has the second color."""
    threads, printed = _creased(fabric), _printed(pattern, fabric)
    strong = 1 + _MORE_CREASED[fabric] * (1 - _lightness(color))
    planes = [
        cv2.addWeighted(threads, strong * one, printed, other - one, (1 - strong) * one, dtype=cv2.CV_8U)
        for one, other in zip(color, second, strict=True)
    ]
    return np.asarray(cv2.merge([*planes, np.full_like(planes[0], 255)]), dtype=np.uint8)


@lru_cache(maxsize=16)
def _printed(pattern: Print, fabric: Fabric) -> Floats:
    """The light of the threads that have the second color."""
    share = _print(pattern)
    threads = _creased(fabric)
    return np.zeros_like(threads) if share is None else share * threads


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
        return _border(x, y)
    if pattern in ("leaves", "dots"):
        return _rows_of(pattern)
    return None


def _check(x: Floats, y: Floats) -> Floats:
    """The hooked squares of a shemagh, turned by 45 degrees since the cloth is folded along its diagonal."""
    u, v = (x + y) / np.float32(0.1), (x - y) / np.float32(0.1)
    fu, fv = np.abs(u - np.round(u)), np.abs(v - np.round(v))
    square = np.clip((0.27 - np.maximum(fu, fv)) * 9 + 0.5, 0, 1)
    thread = np.clip((0.09 - np.minimum(fu, fv)) * 9 + 0.5, 0, 1)
    return np.asarray(np.maximum(square, 0.75 * thread), dtype=np.float32)


def _border(x: Floats, y: Floats) -> Floats:
    """Two woven lines along the hem with a row of lozenges between them, and a thin rib over the rest."""
    lines = np.exp(-(((y - 0.1) / 0.012) ** 2)) + np.exp(-(((y - 0.27) / 0.012) ** 2))
    lozenge = np.clip((0.055 - np.abs(y - 0.185) - np.abs(x - np.round(x / 0.13) * 0.13)) * 40, 0, 1)
    rib = 0.04 * np.clip(np.sin((x + 0.35 * y) * (2 * np.pi / 0.07)) * 2, 0, 1)
    return np.asarray(np.clip(0.24 * lines + 0.12 * lozenge + rib, 0, 1), dtype=np.float32)


def _rows_of(pattern: Print) -> Floats:
    """Small flowers, or dots, in rows that are shifted by half a step from one to the next."""
    drawn = np.zeros((SIZE[1], SIZE[0]), dtype=np.uint8)
    step = _STEP[pattern]
    for row, y in enumerate(range(step // 2, SIZE[1], step // 2)):
        for x in range(step // 2 * (row % 2), SIZE[0], step):
            if pattern == "dots":
                cv2.circle(drawn, (x, y), 2, 110, -1, cv2.LINE_AA)
            else:
                _flower(drawn, x, y, turned=45.0 * (row % 2))
    return np.asarray(cv2.GaussianBlur(drawn, (0, 0), 0.6) / 255, dtype=np.float32)


def _flower(drawn: NDArray[np.uint8], x: int, y: int, *, turned: float) -> None:
    """Four petals around a place, in degrees from the hem."""
    for angle in (turned, turned + 90, turned + 180, turned + 270):
        along = math.radians(angle)
        at = round(x + 3.0 * math.cos(along)), round(y + 3.0 * math.sin(along))
        cv2.ellipse(drawn, at, (2, 1), angle, 0, 360, 110, -1, cv2.LINE_AA)


def cloth(
    color: Bgr,
    pattern: Print = "plain",
    second: Bgr = (0, 0, 0),
    *,
    wrap: float = 0.22,
    fabric: Fabric = "cotton",
) -> Material:
    """The material of a piece of cloth, seen from both sides."""
    gloss, shine = _SHEEN[fabric]
    gloss *= max(_lightness(color), _BLACK_SHEEN)
    texture = _texture(_worn(color), pattern, second, fabric)
    return Material(texture=texture, wrap=(wrap, wrap, wrap), gloss=gloss, shine=shine, is_thin=True, is_whole=True)


def _worn(color: Bgr) -> Bgr:
    """The color within what cloth gives back: neither all nor nothing of the light."""
    brightest = max(color)
    share = min(max(brightest, _BLACKEST), _WHITEST) / brightest
    return round(color[0] * share), round(color[1] * share), round(color[2] * share)


def folds(source: Stream, shape: tuple[int, int], *, cells: tuple[int, int], sharp: float) -> Doubles:
    """Folds about -1 to 1, cells (along the hem, away from it); sharp: ridges in place of waves. *Shape*: rows x columns."""
    first = noise(source, cells=cells, size=(shape[1], shape[0]))
    second = noise(source, cells=(cells[0] * 2, cells[1] * 2), size=(shape[1], shape[0]))
    ridge = 1 - 2 * np.abs(np.tanh(first * 1.3))
    return np.asarray(sharp * ridge + (1 - sharp) * first * 0.8 + 0.3 * second, dtype=np.float64)


def fold_openness(height: Doubles, *, depth: float = 5.0, least: float = 0.35, reach: float = 2.2) -> Doubles:
    """Valleys see less of the surroundings: how far each place lies below its neighborhood; *Shape*: as height.

    `reach`: of the neighborhood, in rows and columns.
    """
    around = cv2.GaussianBlur(height, (0, 0), reach, borderType=cv2.BORDER_REPLICATE)
    return np.clip(0.92 + depth * (height - around), least, 1.0)


def bounced(openness: Doubles, color: Bgr) -> Doubles:
    """The light that is left in folds when their sides light each other: hardly less in white cloth, all the less in black."""
    share = _BOUNCED * (sum(_worn(color)) / (3 * 255)) ** 2
    return np.asarray(openness / (1 - share * (1 - openness)))


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

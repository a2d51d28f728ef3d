"""From triangles to pixels through a z-buffer: many triangles at once, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.render.arrays import Doubles, Floats, Indices, Owners, Texture
from simulators.faces.render.plain.chunks import Places, chunks
from simulators.faces.render.plain.texels import between_texels

Flags = NDArray[np.bool_]
Three = tuple[Doubles, Doubles, Doubles]

EDGE = 1e-9
SOFT = 2
SPREAD_X, SPREAD_Y = 0.7548776662466927, 0.5698402909980532
SMALLEST = 1e-6

CHUNK = 1 << 17
"""Rows or pixels handled at once; a single row of a triangle may be more."""


def _expanded(counts: Places) -> tuple[Places, Places]:
    """For `counts` things of each: whose each is, and its place among those of the same."""
    whose = np.repeat(np.arange(len(counts)), counts)
    return whose, np.arange(len(whose)) - np.repeat(np.cumsum(counts) - counts, counts)


@dataclass(frozen=True, slots=True)
class _Triangles:
    """Triangles that are drawn. *Shapes*: M, slopes M x 2."""

    corners: Indices
    """M x 3."""
    ax: Doubles
    ay: Doubles
    right: Doubles
    """How the weights of b and c grow per pixel to the right."""
    down: Doubles
    top: Places
    bottom: Places

    def __getitem__(self, part: slice) -> "_Triangles":
        return _Triangles(
            corners=self.corners[part],
            ax=self.ax[part],
            ay=self.ay[part],
            right=self.right[part],
            down=self.down[part],
            top=self.top[part],
            bottom=self.bottom[part],
        )


def _triangles(screen: Doubles, corners: Indices, height: int) -> _Triangles:
    """Those large enough that touch a row of the picture."""
    a, b, c = (screen[corners[:, corner]] for corner in range(3))
    with np.errstate(all="ignore"):
        ab, ac = b - a, c - a
        area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
        is_drawn = (np.abs(area) >= SMALLEST) & (np.abs(area) < np.inf)
    a, b, c, ab, ac = (each[is_drawn] for each in (a, b, c, ab, ac))
    area = area[is_drawn][:, None]
    lowest, highest = np.minimum(np.minimum(a, b), c)[:, 1], np.maximum(np.maximum(a, b), c)[:, 1]
    return _Triangles(
        corners=corners[is_drawn],
        ax=a[:, 0],
        ay=a[:, 1],
        right=np.stack([ac[:, 1], -ab[:, 1]], axis=1) / area,
        down=np.stack([-ac[:, 0], ab[:, 0]], axis=1) / area,
        top=np.minimum(np.maximum(np.ceil(lowest), 0.0), float(height)).astype(np.int64),
        bottom=np.maximum(np.minimum(np.floor(highest), height - 1.0), -1.0).astype(np.int64),
    )


def _cut(low: Doubles, high: Doubles, start: Doubles, slope: Doubles) -> tuple[Doubles, Doubles]:
    """The part of each row where a weight reaches -EDGE."""
    with np.errstate(all="ignore"):
        bound = (-EDGE - start) / slope
    is_out = (slope == 0.0) & ~(start >= -EDGE)
    low = np.where(slope > 0.0, np.maximum(low, bound), np.where(is_out, np.inf, low))
    return low, np.where(slope < 0.0, np.minimum(high, bound), np.where(is_out, -np.inf, high))


def _columns(start: Doubles, slope: Doubles, at: Doubles, width: int) -> tuple[Places, Places]:
    """The first and the last pixel of each row inside its triangle."""
    low, high = _cut(-at, width - 1.0 - at, start[:, 0], slope[:, 0])
    low, high = _cut(low, high, start[:, 1], slope[:, 1])
    low, high = _cut(low, high, 1.0 - start[:, 0] - start[:, 1], -slope[:, 0] - slope[:, 1])
    left = np.ceil(np.minimum(low + at, float(width))).astype(np.int64)
    return left, np.floor(np.maximum(high + at, -1.0)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Fragments:
    """Pixels of triangles, in the order of the triangles."""

    corners: Indices
    pixel: Places
    """In the picture as one row."""
    weights: Three

    def __getitem__(self, part: Flags | Places) -> "_Fragments":
        wa, wb, wc = self.weights
        return _Fragments(self.corners[part], self.pixel[part], (wa[part], wb[part], wc[part]))

    def weighed(self, values: Doubles) -> Doubles:
        """What the corners hand to each pixel; `values` are those of the vertices."""
        wa, wb, wc = self.weights
        a, b, c = (values[self.corners[:, corner]] for corner in range(3))
        return np.asarray(wa * a + wb * b + wc * c)


def _fragments(screen: Doubles, corners: Indices, size: tuple[int, int]) -> Iterator[_Fragments]:
    """Every pixel inside every triangle, chunk by chunk."""
    height, width = size
    drawn = _triangles(screen, corners, height)
    rows = np.maximum(drawn.bottom - drawn.top + 1, 0)
    for part in chunks(rows, CHUNK):
        some = drawn[part]
        row, line = _expanded(rows[part])
        y = some.top[row] + line
        start, slope, at = (y - some.ay[row])[:, None] * some.down[row], some.right[row], some.ax[row]
        left, right = _columns(start, slope, at, width)
        pixels = np.maximum(right - left + 1, 0)
        for piece in chunks(pixels, CHUNK):
            whose, along = _expanded(pixels[piece])
            whose += piece.start
            x = left[whose] + along
            grown = start[whose] + (x - at[whose])[:, None] * slope[whose]
            wb, wc = grown[:, 0], grown[:, 1]
            yield _Fragments(some.corners[row[whose]], y[whose] * width + x, (1.0 - wb - wc, wb, wc))


def _texel(some: _Fragments, carried: Doubles, distance: Doubles, alpha: Texture) -> tuple[Doubles, Doubles]:
    u, v = some.weighed(carried[:, 0]) * distance, some.weighed(carried[:, 1]) * distance
    return (
        np.minimum(np.maximum(u, 0.0), alpha.shape[1] - 1.001),
        np.minimum(np.maximum(v, 0.0), alpha.shape[0] - 1.001),
    )


def _least(holes: int, x: Places, y: Places) -> Doubles | float:
    """The alpha below which each pixel is a hole."""
    if holes != SOFT:
        return 127.5
    place = x * SPREAD_X + y * SPREAD_Y
    return np.asarray(255.0 * (place - np.floor(place)))


def rasterize(  # noqa: PLR0913, PLR0917 (the same as the compiled one, which takes no keywords)
    screen: Doubles,
    nearness: Doubles,
    triangles: Indices,
    texels: Floats,
    normals: Floats,
    openness: Floats,
    alpha: Texture,
    holes: int,
    number: int,
    near: Doubles,
    owner: Owners,
    field: Floats,
) -> None:
    """Draw one mesh into the buffers; `holes`: 0 for none, 1 where alpha is below half, 2 for a share of the pixels."""
    height, width = near.shape
    flat_near, flat_owner, flat_field = near.reshape(-1), owner.reshape(-1), field.reshape(-1, 6)
    carried = nearness[:, None] * np.concatenate([texels, normals, openness[:, None]], axis=1)
    before = triangles[(nearness[triangles] > 0.0).all(axis=1)]
    for every in _fragments(screen, before, (height, width)):
        depth = every.weighed(nearness)
        kept = np.flatnonzero(depth > flat_near[every.pixel])
        some, depth = every[kept], depth[kept]
        u, v = _texel(some, carried, 1.0 / depth, alpha)
        if holes:
            least = _least(holes, some.pixel % width + number, some.pixel // width)
            kept = np.flatnonzero(between_texels(alpha, u, v) >= least)
            some, depth, u, v = some[kept], depth[kept], u[kept], v[kept]
        np.maximum.at(flat_near, some.pixel, depth)
        nearest = np.flatnonzero(depth == flat_near[some.pixel])
        kept = nearest[np.unique(some.pixel[nearest], return_index=True)[1]]
        some, distance = some[kept], 1.0 / depth[kept]
        flat_owner[some.pixel] = number
        flat_field[some.pixel, 0], flat_field[some.pixel, 1] = u[kept], v[kept]
        for k in range(2, 6):
            flat_field[some.pixel, k] = some.weighed(carried[:, k]) * distance


def rasterize_depth(screen: Doubles, depth: Doubles, triangles: Indices, near: Floats) -> None:
    """Draw only how near a mesh is."""
    height, width = near.shape
    for some in _fragments(screen, triangles, (height, width)):
        np.maximum.at(near.reshape(-1), some.pixel, some.weighed(depth).astype(np.float32))

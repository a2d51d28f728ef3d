"""The inner loops with numpy alone, where numba is not installed: slower, and the same pixels to the last bit.

`kernels.py` has the same functions and says what they do; every formula here is written in the order of the one there.
Fragments, which are pixels of a triangle, are handled in chunks: what a chunk needs stays below 100 MB.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Owners = NDArray[np.int16]
Indices = NDArray[np.int32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
Three = tuple[Doubles, Doubles, Doubles]

EDGE = 1e-9
SMALLEST = 1e-6
STEEPEST = 3.0
_CHUNK = 1 << 17
"""Rows or pixels handled at once; a single row of a triangle may be more."""
_SHADED = 1 << 15


def _chunks(counts: Places, most: int) -> Iterator[slice]:
    """Neighbors that count no more than `most` together, or one that alone counts more."""
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + most, side="right")), first + 1)
        yield slice(first, last)
        first = last


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
    for part in _chunks(rows, _CHUNK):
        some = drawn[part]
        row, line = _expanded(rows[part])
        y = some.top[row] + line
        start, slope, at = (y - some.ay[row])[:, None] * some.down[row], some.right[row], some.ax[row]
        left, right = _columns(start, slope, at, width)
        pixels = np.maximum(right - left + 1, 0)
        for piece in _chunks(pixels, _CHUNK):
            whose, along = _expanded(pixels[piece])
            whose += piece.start
            x = left[whose] + along
            grown = start[whose] + (x - at[whose])[:, None] * slope[whose]
            wb, wc = grown[:, 0], grown[:, 1]
            yield _Fragments(some.corners[row[whose]], y[whose] * width + x, (1.0 - wb - wc, wb, wc))


def _between_texels(picture: Bytes, u: Doubles, v: Doubles) -> Doubles:
    """The picture between its pixels."""
    i, j = v.astype(np.int64), u.astype(np.int64)
    fv, fu = v - i, u - j
    upper = picture[i, j] * (1.0 - fu) + picture[i, j + 1] * fu
    lower = picture[i + 1, j] * (1.0 - fu) + picture[i + 1, j + 1] * fu
    return np.asarray(upper * (1.0 - fv) + lower * fv)


def _texel(some: _Fragments, carried: Doubles, distance: Doubles, alpha: Bytes) -> tuple[Doubles, Doubles]:
    u, v = some.weighed(carried[:, 0]) * distance, some.weighed(carried[:, 1]) * distance
    return (
        np.minimum(np.maximum(u, 0.0), alpha.shape[1] - 1.001),
        np.minimum(np.maximum(v, 0.0), alpha.shape[0] - 1.001),
    )


def rasterize(  # noqa: PLR0913, PLR0917 (the same as the compiled one, which takes no keywords)
    screen: Doubles,
    nearness: Doubles,
    triangles: Indices,
    texels: Floats,
    normals: Floats,
    openness: Floats,
    alpha: Bytes,
    has_holes: bool,  # noqa: FBT001 (as above)
    number: int,
    near: Doubles,
    owner: Owners,
    field: Floats,
) -> None:
    """Draw one mesh into the buffers; a texel of alpha below half is a hole."""
    height, width = near.shape
    flat_near, flat_owner, flat_field = near.reshape(-1), owner.reshape(-1), field.reshape(-1, 6)
    carried = nearness[:, None] * np.concatenate([texels, normals, openness[:, None]], axis=1)
    before = triangles[(nearness[triangles] > 0.0).all(axis=1)]
    for every in _fragments(screen, before, (height, width)):
        depth = every.weighed(nearness)
        kept = np.flatnonzero(depth > flat_near[every.pixel])
        some, depth = every[kept], depth[kept]
        u, v = _texel(some, carried, 1.0 / depth, alpha)
        if has_holes:
            kept = np.flatnonzero(_between_texels(alpha, u, v) >= 127.5)  # noqa: PLR2004 (half of 255)
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


def _seen_by_key(shadow: Floats, mx: Doubles, my: Doubles, mz: Doubles, reach: float) -> Doubles:
    """The share of a square of the shadow map that is no nearer to the light than `mz`."""
    side = shadow.shape[0]
    most, width = side - 1.001 - reach, reach + reach + 1.0
    low_x, low_y = (np.minimum(np.maximum(at, reach), most) - reach for at in (mx, my))
    high_x, high_y = low_x + width, low_y + width
    left, right, top, bottom = (at.astype(np.int64) for at in (low_x, high_x, low_y, high_y))
    first_x, last_x = 1.0 - (low_x - left), high_x - right
    first_y, last_y = 1.0 - (low_y - top), high_y - bottom
    total = np.zeros(len(mx))
    for step in range(math.ceil(width) + 1):
        i = top + step
        line = np.minimum(i, side - 1) * side
        between = np.zeros(len(mx), dtype=np.int64)
        for j in range(1, math.ceil(width)):
            between += (shadow.reshape(-1)[line + np.minimum(left + j, side - 1)] <= mz) & (left + j < right)
        row = first_x * (shadow.reshape(-1)[line + left] <= mz) + between
        row += last_x * (shadow.reshape(-1)[line + right] <= mz)
        weight = np.where(i == top, first_y, np.where(i == bottom, last_y, 1.0))
        total += np.where(i <= bottom, row * weight, 0.0)
    return np.asarray(total / (width * width))


def _dot(one: Three, other: Three | Doubles) -> Doubles:
    return np.asarray(one[0] * other[0] + one[1] * other[1] + one[2] * other[2])


def _turned(raw: Three, eye: Three, *, is_thin: bool) -> tuple[Three, Doubles]:
    """The normal of length 1 and its part toward the eye; that of a thin surface is turned to the eye."""
    scale = 1.0 / (np.sqrt(_dot(raw, raw)) + 1e-9)
    nx, ny, nz = (part * scale for part in raw)
    facing = _dot((nx, ny, nz), eye)
    if not is_thin:
        return (nx, ny, nz), np.maximum(facing, 0.0)
    is_away = facing < 0.0
    nx, ny, nz, facing = (np.where(is_away, -part, part) for part in (nx, ny, nz, facing))
    return (nx, ny, nz), facing


def _mirrored(normal: Three, eye: Three, key: Doubles, shine: int) -> Doubles:
    """The highlight of the key light, by the direction halfway between it and the eye."""
    half = (eye[0] + key[0], eye[1] + key[1], eye[2] + key[2])
    scale = 1.0 / (np.sqrt(_dot(half, half)) + 1e-9)
    mirrored = np.maximum(_dot(normal, half) * scale, 0.0)
    for _ in range(shine):
        mirrored = mirrored * mirrored
    return mirrored


def _leaders(y: Places, x: Places, width: int) -> Places:
    """For each pixel which one is the top left of its two by two; -1 if that is no pixel of the mesh."""
    first = y[0] // 2 * 2
    known = np.full((y[-1] - first + 1, width + 1), -1, dtype=np.int64)
    known[y - first, x] = np.arange(len(y))
    return np.asarray(known[y // 2 * 2 - first, x // 2 * 2])


@dataclass(frozen=True, slots=True)
class _Key:
    """The key light's shadow map."""

    to_map: Doubles
    shadow: Floats
    reach: float

    def reaching(self, place: Three, toward: Doubles, leader: Places, widest: float) -> Doubles:
        """The share of it that reaches each place; the top left of two by two pixels looks for all close to it."""
        mx, my, mz = (_dot(place, row) + row[3] for row in self.to_map)
        faces = toward > -widest
        follows = (leader >= 0) & (leader != np.arange(len(leader))) & faces & faces[leader]
        follows &= (np.abs(mx - mx[leader]) < 1.0) & (np.abs(my - my[leader]) < 1.0)
        lit = np.zeros(len(mx))
        looks = np.flatnonzero(faces & ~follows)
        there = toward[looks]
        steep = np.sqrt(np.maximum(1.0 - there * there, 0.0)) / np.maximum(there, 0.2)
        bias = 0.02 + 0.025 * (self.reach + 1.0) * np.minimum(steep, STEEPEST)
        lit[looks] = _seen_by_key(self.shadow, mx[looks], my[looks], mz[looks] + bias, self.reach)
        lit[follows] = lit[leader[follows]]
        return lit


def shade(  # noqa: PLR0913, PLR0917 (the same as the compiled one, which takes no keywords)
    owner: Owners,
    near: Doubles,
    field: Floats,
    number: int,
    texture: Bytes,
    answer: Doubles,
    lights: Doubles,
    camera: Doubles,
    to_map: Doubles,
    shadow: Floats,
    soft: Doubles,
    out: Floats,
) -> None:
    """Light the pixels of mesh `number`."""
    rows, columns = np.nonzero(owner == number)
    if not len(rows):
        return
    key = _Key(to_map, shadow, float(soft[0]))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows // 2))])
    for pairs in _chunks(np.diff(starts), _SHADED):
        part = slice(starts[pairs.start], starts[pairs.stop])
        y, x = rows[part], columns[part]
        if len(y):
            _shade_some(
                y, x, near[y, x], field[y, x].astype(np.float64), texture, answer, lights, camera, key, soft, out
            )


def _shade_some(  # noqa: PLR0913, PLR0917 (what shade has, for some pixels)
    y: Places,
    x: Places,
    near: Doubles,
    field: Doubles,
    texture: Bytes,
    answer: Doubles,
    lights: Doubles,
    camera: Doubles,
    key: _Key,
    soft: Doubles,
    out: Floats,
) -> None:
    distance, per_pixel = 1.0 / near, 1.0 / camera[1]
    px, py = (x - camera[2]) * distance * per_pixel, (y - camera[3]) * distance * per_pixel
    scale = 1.0 / np.sqrt(px * px + py * py + distance * distance)
    eye = (-px * scale, -py * scale, distance * scale)
    u, v, *raw, openness = field.T
    normal, facing = _turned((raw[0], raw[1], raw[2]), eye, is_thin=bool(answer[5] > 0.0))
    toward, filled = _dot(normal, lights[0]), _dot(normal, lights[2])
    place = (px, py, camera[0] - distance)
    lit = key.reaching(place, toward, _leaders(y, x, out.shape[1]), float(answer[:3].max()))
    above, filling = 0.5 - 0.5 * normal[1], 0.4 + 0.6 * openness
    highlight = _mirrored(normal, eye, lights[0], int(soft[1])) * lit * 6.0
    grazing = (1.0 - facing) * (1.0 - facing) * (1.0 - facing)
    mirror = answer[3] * (1.0 + 4.0 * grazing)
    for channel in range(3):
        wrap = answer[channel]
        spread = 1.0 / (1.0 + wrap)
        seen = np.minimum(lit * (1.0 + wrap), 1.0)
        light = lights[1, channel] * (np.maximum((toward + wrap) * spread, 0.0) * seen)
        light += lights[3, channel] * (np.maximum((filled + wrap) * spread, 0.0) * filling)
        around = (lights[4, channel] * above + lights[5, channel] * (1.0 - above)) * openness
        gleam = lights[1, channel] * highlight + around * (0.3 + grazing)
        root = _between_texels(texture[..., channel], u, v) * (1.0 / 255.0)
        out[y, x, channel] = root * root * (light + around + answer[4]) + mirror * gleam
    out[y, x, 3] = 1.0


def normals(vertices: Floats, triangles: Indices) -> Floats:
    """The direction of a surface at each vertex, of length 1; *Shape*: N x 3."""
    corners = vertices.astype(np.float64)[triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    count = len(vertices)
    total = np.stack(
        [
            sum(np.bincount(triangles[:, corner], weights=cross[:, axis], minlength=count) for corner in range(3))
            for axis in range(3)
        ],
        axis=1,
    )
    x, y, z = total.T
    length = np.maximum(np.sqrt(x * x + y * y + z * z), 1e-12)
    return np.asarray(total / length[:, None], dtype=np.float32)

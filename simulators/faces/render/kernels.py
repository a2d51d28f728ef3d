"""The inner loops, compiled by numba: the z-buffer and the light on each pixel.

All arithmetic is in double precision, in the order in which `plain.py` does it with numpy: both make the same pixels.
Whoever changes a formula here changes it there. Import `engine`, which picks one of the two.

A pixel belongs to a triangle if all three of its weights reach -`EDGE`; so no gap opens between neighbors, and what two
of them claim stays with the one drawn first.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Owners = NDArray[np.int16]
Indices = NDArray[np.int32]

EDGE = 1e-9
SMALLEST = 1e-6
"""Twice the area of the smallest triangle drawn, in square pixels."""

STEEPEST = 3.0
"""Slope toward the light up to which a place is kept out of its own shadow."""

_Function = TypeVar("_Function", bound=Callable[..., object])


def _part(function: _Function) -> _Function:
    """Compiled into those that call it."""
    return cast("_Function", njit(nogil=True, error_model="numpy")(function))


def _compiled(function: _Function) -> _Function:
    """Compiled at the first call and kept on disk, where there is a folder to keep it in."""
    try:
        return cast("_Function", njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:
        return _part(function)


@_part
def _rows(screen: Doubles, corners: tuple[int, int, int], height: int) -> tuple[int, int]:
    """The first and the last row of a picture whose middle a triangle may touch."""
    ay, by, cy = screen[corners[0], 1], screen[corners[1], 1], screen[corners[2], 1]
    top = min(max(np.ceil(min(ay, by, cy)), 0.0), float(height))
    bottom = max(min(np.floor(max(ay, by, cy)), height - 1.0), -1.0)
    return int(top), int(bottom)


@_part
def _slopes(screen: Doubles, corners: tuple[int, int, int]) -> tuple[bool, float, float, float, float]:
    """Whether the triangle is large enough; how its weights of b and c grow per pixel to the right, and down."""
    a, b, c = corners
    abx, aby = screen[b, 0] - screen[a, 0], screen[b, 1] - screen[a, 1]
    acx, acy = screen[c, 0] - screen[a, 0], screen[c, 1] - screen[a, 1]
    area = abx * acy - aby * acx
    if not SMALLEST <= abs(area) < np.inf:
        return False, 0.0, 0.0, 0.0, 0.0
    return True, acy / area, -aby / area, -acx / area, abx / area


@_part
def _cut(span: tuple[float, float], start: float, slope: float) -> tuple[float, float]:
    """The part of a row, counted from corner a, where a weight of `start` there reaches -EDGE."""
    if slope > 0.0:
        return max(span[0], (-EDGE - start) / slope), span[1]
    if slope < 0.0:
        return span[0], min(span[1], (-EDGE - start) / slope)
    return (span[0], span[1]) if start >= -EDGE else (np.inf, -np.inf)


@_part
def _columns(start: tuple[float, float], slope: tuple[float, float], at: float, width: int) -> tuple[int, int]:
    """The first and the last pixel of a row inside a triangle, whose corner a is `at` the column."""
    span = _cut((-at, width - 1.0 - at), start[0], slope[0])
    span = _cut(span, start[1], slope[1])
    span = _cut(span, 1.0 - start[0] - start[1], -slope[0] - slope[1])
    return int(np.ceil(min(span[0] + at, float(width)))), int(np.floor(max(span[1] + at, -1.0)))


@_part
def _is_hole(alpha: Bytes, u: float, v: float) -> bool:
    i, j = int(v), int(u)
    fv, fu = v - i, u - j
    upper = alpha[i, j] * (1.0 - fu) + alpha[i, j + 1] * fu
    lower = alpha[i + 1, j] * (1.0 - fu) + alpha[i + 1, j + 1] * fu
    return bool(upper * (1.0 - fv) + lower * fv < 127.5)  # noqa: PLR2004 (half of 255)


@_part
def _weighed(nearness: Doubles, texels: Floats, normals: Floats, openness: Floats) -> Doubles:
    """What a vertex hands to pixels, times its nearness: then it grows evenly across the picture; *Shape*: N x 6."""
    carried = np.empty((nearness.shape[0], 6))
    for k in range(nearness.shape[0]):
        carried[k, 0], carried[k, 1] = nearness[k] * texels[k, 0], nearness[k] * texels[k, 1]
        for axis in range(3):
            carried[k, 2 + axis] = nearness[k] * normals[k, axis]
        carried[k, 5] = nearness[k] * openness[k]
    return carried


@_compiled
def rasterize(  # noqa: PLR0913, PLR0917 (one loop nest over the pixels of every triangle)
    screen: Doubles,
    nearness: Doubles,
    triangles: Indices,
    texels: Floats,
    normals: Floats,
    openness: Floats,
    alpha: Bytes,
    has_holes: bool,  # noqa: FBT001 (numba)
    number: int,
    near: Doubles,
    owner: Owners,
    field: Floats,
) -> None:
    """Draw one mesh into the buffers; a texel of alpha below half is a hole.

    A triangle that reaches behind the camera is left out.
    """
    height, width = near.shape
    most_u, most_v = alpha.shape[1] - 1.001, alpha.shape[0] - 1.001
    carried = _weighed(nearness, texels, normals, openness)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        na, nb, nc = nearness[a], nearness[b], nearness[c]
        top, bottom = _rows(screen, (a, b, c), height)
        is_drawn, bx, cx, by, cy = _slopes(screen, (a, b, c))
        if top > bottom or not is_drawn or not min(na, nb, nc) > 0.0:
            continue
        ax, ay = screen[a, 0], screen[a, 1]
        for y in range(top, bottom + 1):
            row_b, row_c = (y - ay) * by, (y - ay) * cy
            left, right = _columns((row_b, row_c), (bx, cx), ax, width)
            for x in range(left, right + 1):
                wb, wc = row_b + (x - ax) * bx, row_c + (x - ax) * cx
                wa = 1.0 - wb - wc
                depth = wa * na + wb * nb + wc * nc
                if depth <= near[y, x]:
                    continue
                distance = 1.0 / depth
                u = (wa * carried[a, 0] + wb * carried[b, 0] + wc * carried[c, 0]) * distance
                v = (wa * carried[a, 1] + wb * carried[b, 1] + wc * carried[c, 1]) * distance
                u, v = min(max(u, 0.0), most_u), min(max(v, 0.0), most_v)
                if has_holes and _is_hole(alpha, u, v):
                    continue
                near[y, x] = depth
                owner[y, x] = number
                field[y, x, 0], field[y, x, 1] = u, v
                for k in range(2, 6):
                    field[y, x, k] = (wa * carried[a, k] + wb * carried[b, k] + wc * carried[c, k]) * distance


@_compiled
def rasterize_depth(screen: Doubles, depth: Doubles, triangles: Indices, near: Floats) -> None:
    """Draw only how near a mesh is; for the shadow map, whose projection is parallel."""
    height, width = near.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        top, bottom = _rows(screen, (a, b, c), height)
        is_drawn, bx, cx, by, cy = _slopes(screen, (a, b, c))
        if top > bottom or not is_drawn:
            continue
        ax, ay = screen[a, 0], screen[a, 1]
        for y in range(top, bottom + 1):
            row_b, row_c = (y - ay) * by, (y - ay) * cy
            left, right = _columns((row_b, row_c), (bx, cx), ax, width)
            for x in range(left, right + 1):
                wb, wc = row_b + (x - ax) * bx, row_c + (x - ax) * cx
                reached = np.float32((1.0 - wb - wc) * depth[a] + wb * depth[b] + wc * depth[c])
                near[y, x] = max(near[y, x], reached)


@_part
def _seen_by_key(shadow: Floats, mx: float, my: float, mz: float, reach: float) -> float:
    """The share of a square of the shadow map, 2 `reach` + 1 texels wide, that is no nearer to the light than `mz`."""
    most = shadow.shape[0] - 1.001 - reach
    low_x, low_y = min(max(mx, reach), most) - reach, min(max(my, reach), most) - reach
    width = reach + reach + 1.0
    high_x, high_y = low_x + width, low_y + width
    left, right, top, bottom = int(low_x), int(high_x), int(low_y), int(high_y)
    first_x, last_x = 1.0 - (low_x - left), high_x - right
    limit = np.float32(mz)  # the map's own precision compares faster; to be no nearer than `mz`, it is rounded down
    if limit > mz:
        limit = np.nextafter(limit, np.float32(-np.inf))
    total = 0.0
    for i in range(top, bottom + 1):
        inner = shadow[i, left + 1 : right]
        between = 0
        for j in range(inner.shape[0]):
            between += inner[j] <= limit
        row = first_x * (shadow[i, left] <= limit) + between + last_x * (shadow[i, right] <= limit)
        weight = 1.0 - (low_y - top) if i == top else (high_y - bottom if i == bottom else 1.0)
        total += row * weight
    return total / (width * width)


@_part
def _is_absent(owner: Owners, y: int, number: int) -> bool:
    count = 0
    for x in range(owner.shape[1]):
        count += owner[y, x] == number
    return count == 0


@_part
def _turned(
    normal: tuple[float, float, float],
    eye: tuple[float, float, float],
    is_thin: bool,  # noqa: FBT001 (numba)
) -> tuple[float, float, float, float]:
    """The normal of length 1 and its part toward the eye; that of a thin surface is turned to the eye."""
    nx, ny, nz = normal
    scale = 1.0 / (np.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9)
    nx, ny, nz = nx * scale, ny * scale, nz * scale
    facing = nx * eye[0] + ny * eye[1] + nz * eye[2]
    if is_thin and facing < 0.0:
        return -nx, -ny, -nz, -facing
    return nx, ny, nz, max(facing, 0.0)


@_part
def _mirrored(
    normal: tuple[float, float, float], eye: tuple[float, float, float], key: tuple[float, float, float], shine: int
) -> float:
    """The highlight of the key light, by the direction halfway between it and the eye."""
    hx, hy, hz = eye[0] + key[0], eye[1] + key[1], eye[2] + key[2]
    scale = 1.0 / (np.sqrt(hx * hx + hy * hy + hz * hz) + 1e-9)
    mirrored = max((normal[0] * hx + normal[1] * hy + normal[2] * hz) * scale, 0.0)
    for _ in range(shine):
        mirrored *= mirrored
    return float(mirrored)


@_part
def _reflected(texture: Bytes, u: float, v: float, channel: int) -> float:
    """The share of light that the texture gives back."""
    i, j = int(v), int(u)
    fv, fu = v - i, u - j
    upper = texture[i, j, channel] * (1.0 - fu) + texture[i, j + 1, channel] * fu
    lower = texture[i + 1, j, channel] * (1.0 - fu) + texture[i + 1, j + 1, channel] * fu
    root = (upper * (1.0 - fv) + lower * fv) * (1.0 / 255.0)
    return float(root * root)


@_compiled
def shade(  # noqa: PLR0913, PLR0915, PLR0917 (one loop nest over the pixels)
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
    """Light the pixels of mesh `number`.

    `answer`: wrap b, g, r, gloss, glow, thin; and `soft`: shadow reach, shine. `lights`: key, its color, fill, its color,
    sky, ground, six rows of three. `camera`: distance, focal length, middle x, middle y. `to_map`: 3 x 4, scene to map.

    Of two by two pixels the top left one looks at the shadow map for all that lie within a texel of it there.
    """
    height, width = owner.shape
    widest = max(answer[0], answer[1], answer[2])
    key = (lights[0, 0], lights[0, 1], lights[0, 2])
    spread, per_pixel = 1.0 / (1.0 + answer[:3]), 1.0 / camera[1]
    kept = np.empty((width // 2 + 1, 3))
    for y in range(height):
        if y % 2 == 0:
            kept[:, 0] = np.inf
        if _is_absent(owner, y, number):
            continue
        for x in range(width):
            if owner[y, x] != number:
                continue
            distance = 1.0 / near[y, x]
            px = (x - camera[2]) * distance * per_pixel
            py = (y - camera[3]) * distance * per_pixel
            pz = camera[0] - distance
            scale = 1.0 / np.sqrt(px * px + py * py + distance * distance)
            eye = (-px * scale, -py * scale, distance * scale)
            raw = (np.float64(field[y, x, 2]), np.float64(field[y, x, 3]), np.float64(field[y, x, 4]))
            nx, ny, nz, facing = _turned(raw, eye, answer[5] > 0.0)
            toward = nx * key[0] + ny * key[1] + nz * key[2]
            lit = 0.0
            if toward > -widest:
                mx = to_map[0, 0] * px + to_map[0, 1] * py + to_map[0, 2] * pz + to_map[0, 3]
                my = to_map[1, 0] * px + to_map[1, 1] * py + to_map[1, 2] * pz + to_map[1, 3]
                k = x // 2
                if abs(mx - kept[k, 0]) < 1.0 and abs(my - kept[k, 1]) < 1.0:
                    lit = kept[k, 2]
                else:
                    mz = to_map[2, 0] * px + to_map[2, 1] * py + to_map[2, 2] * pz + to_map[2, 3]
                    steep = np.sqrt(max(1.0 - toward * toward, 0.0)) / max(toward, 0.2)
                    bias = 0.02 + 0.025 * (soft[0] + 1.0) * min(steep, STEEPEST)
                    lit = _seen_by_key(shadow, mx, my, mz + bias, soft[0])
                    if y % 2 == 0 and x % 2 == 0:
                        kept[k, 0], kept[k, 1], kept[k, 2] = mx, my, lit
            filled = nx * lights[2, 0] + ny * lights[2, 1] + nz * lights[2, 2]
            openness, above = np.float64(field[y, x, 5]), 0.5 - 0.5 * ny
            filling = 0.4 + 0.6 * openness
            highlight = _mirrored((nx, ny, nz), eye, key, int(soft[1])) * lit * 6.0
            grazing = (1.0 - facing) * (1.0 - facing) * (1.0 - facing)
            mirror = answer[3] * (1.0 + 4.0 * grazing)
            u, v = np.float64(field[y, x, 0]), np.float64(field[y, x, 1])
            for channel in range(3):
                wrap = answer[channel]
                # light that went through the skin softens the edge of a cast shadow
                seen = min(lit * (1.0 + wrap), 1.0)
                light = lights[1, channel] * (max((toward + wrap) * spread[channel], 0.0) * seen)
                light += lights[3, channel] * (max((filled + wrap) * spread[channel], 0.0) * filling)
                around = (lights[4, channel] * above + lights[5, channel] * (1.0 - above)) * openness
                gleam = lights[1, channel] * highlight + around * (0.3 + grazing)
                own = _reflected(texture, u, v, channel)
                out[y, x, channel] = own * (light + around + answer[4]) + mirror * gleam
            out[y, x, 3] = 1.0


@_compiled
def normals(vertices: Floats, triangles: Indices) -> Floats:
    """The direction of a surface at each vertex, of length 1; *Shape*: N x 3."""
    total = np.zeros((3, vertices.shape[0], 3))
    first, second, cross = np.empty(3), np.empty(3), np.empty(3)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        for axis in range(3):
            first[axis] = np.float64(vertices[b, axis]) - np.float64(vertices[a, axis])
            second[axis] = np.float64(vertices[c, axis]) - np.float64(vertices[a, axis])
        cross[0] = first[1] * second[2] - first[2] * second[1]
        cross[1] = first[2] * second[0] - first[0] * second[2]
        cross[2] = first[0] * second[1] - first[1] * second[0]
        for axis in range(3):
            total[0, a, axis] += cross[axis]
            total[1, b, axis] += cross[axis]
            total[2, c, axis] += cross[axis]
    found = np.empty((vertices.shape[0], 3), dtype=np.float32)
    for vertex in range(vertices.shape[0]):
        for axis in range(3):
            cross[axis] = total[0, vertex, axis] + total[1, vertex, axis] + total[2, vertex, axis]
        length = max(np.sqrt(cross[0] * cross[0] + cross[1] * cross[1] + cross[2] * cross[2]), 1e-12)
        for axis in range(3):
            found[vertex, axis] = cross[axis] / length
    return found

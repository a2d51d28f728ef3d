"""From triangles to pixels through a z-buffer.

A pixel belongs to a triangle if all three of its weights reach -`EDGE`; so no gap opens between neighbors, and what two
of them claim stays with the one drawn first. A triangle that reaches behind the camera is left out.
"""

import numpy as np

from simulators.faces.render.arrays import Doubles, Floats, Indices, Owners, Texture
from simulators.faces.render.compiled.jit import compiled, inlined, separate

Pair = tuple[float, float]
Three = tuple[float, float, float]
Corners = tuple[int, int, int]

EDGE = 1e-9
SOFT = 2
"""Of holes: alpha is the share of pixels drawn."""

SPREAD_X, SPREAD_Y = 0.7548776662466927, 0.5698402909980532

SMALLEST = 1e-6
"""Twice the area of the smallest triangle drawn, in square pixels."""


@inlined
def _rows(screen: Doubles, corners: Corners, height: int) -> tuple[int, int]:
    """The first and the last row of a picture whose middle a triangle may touch."""
    ay, by, cy = screen[corners[0], 1], screen[corners[1], 1], screen[corners[2], 1]
    top = min(max(np.ceil(min(ay, by, cy)), 0.0), float(height))
    bottom = max(min(np.floor(max(ay, by, cy)), height - 1.0), -1.0)
    return int(top), int(bottom)


@inlined
def _slopes(screen: Doubles, corners: Corners) -> tuple[bool, Pair, Pair]:
    """Whether the triangle is large enough; how its weights of b and c grow per pixel to the right, and down."""
    a, b, c = corners
    abx, aby = screen[b, 0] - screen[a, 0], screen[b, 1] - screen[a, 1]
    acx, acy = screen[c, 0] - screen[a, 0], screen[c, 1] - screen[a, 1]
    area = abx * acy - aby * acx
    if not SMALLEST <= abs(area) < np.inf:
        return False, (0.0, 0.0), (0.0, 0.0)
    return True, (acy / area, -aby / area), (-acx / area, abx / area)


@inlined
def _cut(span: Pair, start: float, slope: float) -> Pair:
    """The part of a row, counted from corner a, where a weight of `start` there reaches -EDGE."""
    if slope > 0.0:
        return max(span[0], (-EDGE - start) / slope), span[1]
    if slope < 0.0:
        return span[0], min(span[1], (-EDGE - start) / slope)
    return (span[0], span[1]) if start >= -EDGE else (np.inf, -np.inf)


@inlined
def _columns(start: Pair, slope: Pair, at: float, width: int) -> tuple[int, int]:
    """The first and the last pixel of a row inside a triangle, whose corner a is `at` the column."""
    span = _cut((-at, width - 1.0 - at), start[0], slope[0])
    span = _cut(span, start[1], slope[1])
    span = _cut(span, 1.0 - start[0] - start[1], -slope[0] - slope[1])
    return int(np.ceil(min(span[0] + at, float(width)))), int(np.floor(max(span[1] + at, -1.0)))


@inlined
def _weights(start: Pair, slope: Pair, along: float) -> Three:
    """Of the corners at a pixel, `along` its row from corner a."""
    wb, wc = start[0] + along * slope[0], start[1] + along * slope[1]
    return 1.0 - wb - wc, wb, wc


@inlined
def _alpha_at(alpha: Texture, u: float, v: float) -> float:
    """Between the texels."""
    i, j = int(v), int(u)
    fv, fu = v - i, u - j
    upper = alpha[i, j] * (1.0 - fu) + alpha[i, j + 1] * fu
    lower = alpha[i + 1, j] * (1.0 - fu) + alpha[i + 1, j + 1] * fu
    return float(upper * (1.0 - fv) + lower * fv)


@inlined
def _least(holes: int, x: int, y: int) -> float:
    """The alpha below which a pixel is a hole: half, or spread so that a share of any neighborhood is drawn.

    Source: M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018: the sequence R2 as a dither mask.
    """
    if holes != SOFT:
        return 127.5
    place = x * SPREAD_X + y * SPREAD_Y
    return float(255.0 * (place - np.floor(place)))


@separate
def _weighed(nearness: Doubles, texels: Floats, normals: Floats, openness: Floats) -> Doubles:
    """What a vertex hands to pixels, times its nearness: then it grows evenly across the picture; *Shape*: N x 6."""
    carried = np.empty((nearness.shape[0], 6))
    for k in range(nearness.shape[0]):
        carried[k, 0], carried[k, 1] = nearness[k] * texels[k, 0], nearness[k] * texels[k, 1]
        for axis in range(3):
            carried[k, 2 + axis] = nearness[k] * normals[k, axis]
        carried[k, 5] = nearness[k] * openness[k]
    return carried


@inlined
def _mixed(carried: Doubles, k: int, corners: Corners, weights: Three) -> float:
    a, b, c = corners
    return float(weights[0] * carried[a, k] + weights[1] * carried[b, k] + weights[2] * carried[c, k])


@inlined
def _texel(carried: Doubles, corners: Corners, weights: Three, distance: float, alpha: Texture) -> Pair:
    """The place in the texture that a pixel shows, with a texel beyond it to the right and below."""
    u, v = _mixed(carried, 0, corners, weights) * distance, _mixed(carried, 1, corners, weights) * distance
    return min(max(u, 0.0), alpha.shape[1] - 1.001), min(max(v, 0.0), alpha.shape[0] - 1.001)


@compiled
def rasterize(  # noqa: PLR0913, PLR0917 (one loop nest over the pixels of every triangle)
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
    carried = _weighed(nearness, texels, normals, openness)
    for t in range(triangles.shape[0]):
        a, b, c = corners = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        (top, bottom), (is_drawn, right, down) = _rows(screen, corners, height), _slopes(screen, corners)
        if top > bottom or not is_drawn or not min(nearness[a], nearness[b], nearness[c]) > 0.0:
            continue
        ax, ay, na, nb, nc = screen[a, 0], screen[a, 1], nearness[a], nearness[b], nearness[c]
        for y in range(top, bottom + 1):
            start = (y - ay) * down[0], (y - ay) * down[1]
            first, last = _columns(start, right, ax, width)
            for x in range(first, last + 1):
                wa, wb, wc = weights = _weights(start, right, x - ax)
                depth = wa * na + wb * nb + wc * nc
                if depth <= near[y, x]:
                    continue
                distance = 1.0 / depth
                u, v = _texel(carried, corners, weights, distance, alpha)
                if holes and _alpha_at(alpha, u, v) < _least(holes, x + number, y):
                    continue
                near[y, x], owner[y, x], field[y, x, 0], field[y, x, 1] = depth, number, u, v
                for k in range(2, 6):
                    field[y, x, k] = _mixed(carried, k, corners, weights) * distance


@compiled
def rasterize_depth(screen: Doubles, depth: Doubles, triangles: Indices, near: Floats) -> None:
    """Draw only how near a mesh is; for the shadow map, whose projection is parallel."""
    height, width = near.shape
    for t in range(triangles.shape[0]):
        a, b, c = corners = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        (top, bottom), (is_drawn, right, down) = _rows(screen, corners, height), _slopes(screen, corners)
        if top > bottom or not is_drawn:
            continue
        ax, ay = screen[a, 0], screen[a, 1]
        for y in range(top, bottom + 1):
            start = (y - ay) * down[0], (y - ay) * down[1]
            first, last = _columns(start, right, ax, width)
            for x in range(first, last + 1):
                wa, wb, wc = _weights(start, right, x - ax)
                reached = np.float32(wa * depth[a] + wb * depth[b] + wc * depth[c])
                near[y, x] = max(near[y, x], reached)

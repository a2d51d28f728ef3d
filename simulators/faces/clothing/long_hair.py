"""Long hair: a curtain that falls from the parting to both sides of the face, and strands over it."""

import cv2
import numpy as np

from simulators.faces.clothing.cloth import Bgr, noise, smooth
from simulators.faces.clothing.hair import cap, hair_tint, scalp
from simulators.faces.clothing.hanging import Hanging, hang
from simulators.faces.clothing.hull import (
    Body,
    Doubles,
    Hull,
    body_of,
    curve,
    head_rows,
    hull_of,
    torso_rows,
    unit,
)
from simulators.faces.clothing.strands import full_texture, hair_material, lightness, ribbons
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_COLUMNS, _ROWS = 121, 40
_MIDDLE = (0.0, 0.0, -0.1)
_FRONT = 30  # where in the picture of hair the front edge is, in pixels
_BEHIND = 0.3  # of the drape: below, hair lies behind the shoulders


def _curtain(shape: HeadShape, wear: Wear) -> Body:
    full = 0.06 * wear.build
    rows = [
        [-1.2, 0.72, 0.8, -0.1, -1.2],
        [-0.9, 1.0, 1.1, -0.1, -1.45],
        [-0.5, 1.08 + full, 1.15, -0.05, -1.5],
        [0.2, 1.1 + full, 1.0, -0.05, -1.5],
        [1.0, 1.06 + full, 0.85, -0.1, -1.4],
        [1.6, 1.02 + full, 0.72, -0.2, -1.35],
        [2.0, 1.05 + full, 0.68, -0.25, -1.35],
    ]
    if wear.hair == "bob":
        rows += [[2.6, 0.9, 0.6, -0.3, -1.3], [4.6, 0.9, 0.6, -0.3, -1.3]]
        return body_of(rows)
    for y, _, front, middle, back in torso_rows(shape, wear.build):
        if y > 2.2:  # noqa: PLR2004 (where it reaches the shoulders)
            rows.append([y, 1.22 + full, front + 0.3, middle, back - 0.2])
    return body_of(rows)


def _hem(shape: HeadShape, curtain: Body, wear: Wear) -> Doubles:
    """The front edge, from the end on the left of the picture over the parting to the right; *Shape*: N x 3."""
    top = shape.traits.proportions.hairline_y
    part = 0.0 if wear.hair_length < 0.4 else 0.3 * (1 if wear.drape > 0.5 else -1)  # noqa: PLR2004 (middle or side)
    is_behind = wear.drape % 0.5 < _BEHIND / 2 or wear.hair == "bob"
    end = 1.65 + 0.4 * wear.hair_length if wear.hair == "bob" else 2.3 + 1.1 * wear.hair_length
    heights = np.array([-0.1, 0.25, 0.6, 1.1, 1.6, 2.1, 2.6, 3.4])
    across = np.array([0.87, 0.87, 0.85, 0.83, 0.8, 0.74, 0.68, 0.62])
    if is_behind:
        across = np.array([0.87, 0.88, 0.89, 0.92, 0.97, 1.0, 1.0, 1.0])
    kept = heights < end - 0.1
    heights, across = np.append(heights[kept], end), np.append(across[kept], np.interp(end, heights, across))
    sides = [curtain.around(side * np.arcsin(across), heights).tolist() for side in (-1, 1)]
    spots = np.array(
        [
            (part - 0.58, top + 0.34),
            (part - 0.32, top + 0.12),
            (part - 0.1, top - 0.05),
            (part, top - 0.12),
            (part + 0.1, top - 0.05),
            (part + 0.32, top + 0.12),
            (part + 0.58, top + 0.34),
        ]
    )
    forehead = shape.surface(spots)
    temple = shape.surface(np.array([(-0.88, -0.42), (0.88, -0.42)]))
    points = [*sides[0][::-1], temple[0].tolist(), *forehead.tolist(), temple[1].tolist(), *sides[1]]
    return curve(points, np.linspace(0, 1, _COLUMNS))


def long_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """A woman's or a girl's open hair."""
    base = scalp(shape)
    curtain = _curtain(shape, wear)
    rows = [
        [y - 0.17 * float(smooth(np.array(-y), 0.4, 1.5)), w + 0.06, f + 0.02, m, b - 0.08]
        for y, w, f, m, b in head_rows(shape, to_y=0.4)
    ]
    hull = hull_of(body_of(rows), curtain, middle=_MIDDLE, seam=0.16)
    hem = _hem(shape, curtain, wear)
    grid = hang(hull, curtain, hem, rows=_ROWS)
    wave = _waves(grid, wear, source)
    rise = 0.01 + 0.07 * smooth(grid.along, 0.0, 0.35)
    color = hair_tint(shape)
    return [
        cap(shape, base, source, thickness=lambda place: np.full(place.shape[:-1], 0.03), fade=0.0),
        _surface(grid, rise + wave, wear, color=color, source=source),
        _strands(grid, rise + wave, hull, color, source),
    ]


def _surface(grid: Hanging, height: Doubles, wear: Wear, *, color: Bgr, source: Stream) -> Mesh:
    """The hair as one surface, with a band of light above and uneven ends."""
    texture = full_texture(color).copy()
    rows, columns = texture.shape[:2]
    band = np.exp(-(((np.linspace(0, 1, rows) - 0.16) / 0.07) ** 2))[:, None, None]
    shine = (0.5 - 0.4 * lightness(color)) * band
    texture[..., :3] = np.minimum(texture[..., :3] * (1 + shine) + 10 * shine, 255)
    texture[..., 3] = _ends(source, (columns, rows), soft=0.1 if wear.hair == "bob" else 0.2)
    share = np.abs(grid.across) / np.abs(grid.across).max()
    if wear.hair != "bob":  # behind, only the shoulders end it
        share = share * (1 - 0.22 * smooth(grid.along, 0.35, 0.9))
    texels = np.stack([_FRONT + grid.along * 190, (rows - 2) * share], axis=-1)
    deep = np.clip(0.78 + 4 * (height - cv2.blur(height, (9, 9))), 0.4, 1.0)
    openness = deep * (0.7 + 0.3 * smooth(grid.along, 0, 0.3))
    return grid_mesh(
        grid.raised(height).astype(np.float32),
        texels=texels.astype(np.float32),
        material=hair_material(texture, casts_shadow=True),
        openness=openness.astype(np.float32),
    )


def _waves(grid: Hanging, wear: Wear, source: Stream) -> Doubles:
    rows, columns = grid.along.shape
    slow = noise(source, cells=(6, 9), size=(columns, rows)) * 0.02
    if wear.hair != "wavy":
        return np.asarray(slow, dtype=np.float64)
    phase = noise(source, cells=(4, 7), size=(columns, rows)) * 1.6
    down = np.abs(grid.across)
    swing = np.sin(down * 6.5 + phase) * smooth(down, 0.9, 2.0)
    return np.asarray(slow + 0.07 * swing, dtype=np.float64)


def _ends(source: Stream, size: tuple[int, int], *, soft: float) -> Doubles:
    """Holes at the front edge and at the ends, 0 to 255; *Shape*: height x width."""
    columns, rows = size
    u, v = np.arange(columns)[None], np.linspace(0, 1, rows)[:, None]
    hairs, locks = (noise(source, cells=cells, size=size) for cells in ((columns // 4, 2), (columns // 36, 2)))
    ragged = 0.3 * hairs + 0.7 * locks
    end = (1 - v) / soft - 0.75 + 0.65 * np.clip(ragged, -1, 1)  # nothing is left where the surface stops
    front = (u - _FRONT) / 9 + 0.5 + 0.3 * ragged
    return np.asarray(np.clip(255 * np.minimum(end, front), 0, 255))


def _strands(grid: Hanging, height: Doubles, hull: Hull, color: tuple[int, int, int], source: Stream) -> Mesh:
    """Ribbons along the rows of the curtain, most of them near its front."""
    count, steps = 200, 7
    rows, columns = grid.along.shape
    row = (rows - 2) * source.uniform(0, 1, count) ** 1.7
    span = source.uniform(0.15, 0.4, count) * columns
    middle = (columns - 1) / 2
    start = source.uniform(0, 1, count) * (middle - 9 - span)
    side = np.where(source.random(count) < 0.5, -1.0, 1.0)  # noqa: PLR2004 (either side)
    share = np.linspace(0, 1, steps)[None]
    column = middle + side[:, None] * np.minimum(start[:, None] + 1 + span[:, None] * share, middle - 1)
    wander = (
        row[:, None]
        + source.normal(0, 1.0, count)[:, None] * share
        + source.normal(0, 0.6, (count, steps)).cumsum(axis=1) * 0.15
    )
    wander = np.clip(wander, 0, rows - 1.01)
    i, j = wander.astype(int), np.clip(column, 0, columns - 1.01).astype(int)
    fi, fj = (wander - i)[..., None], (np.clip(column, 0, columns - 1.01) - j)[..., None]
    surface = grid.raised(height + 0.012)
    upper = surface[i, j] * (1 - fj) + surface[i, j + 1] * fj
    lower = surface[i + 1, j] * (1 - fj) + surface[i + 1, j + 1] * fj
    path = upper * (1 - fi) + lower * fi
    lift = source.uniform(0.0, 0.014, count)[:, None] * np.sin(np.pi * share)
    path = path + unit(path - hull.middle) * lift[..., None]
    return ribbons(path, hull=hull, width=source.uniform(0.025, 0.06, count), color=color, source=source)

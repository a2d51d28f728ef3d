"""A hijab: a hood with an opening for the face, and the end that is laid over the throat to the other shoulder."""

import math
from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulators.faces.clothing.cloth import PER_UNIT, SIZE, cloth, fold_openness, folds, noise, sheet_mesh, smooth
from simulators.faces.clothing.hull import (
    Body,
    Doubles,
    Hull,
    Sheet,
    body_of,
    curve,
    head_rows,
    hull_of,
    sheet,
    torso_rows,
    unit,
)
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_COLUMNS, _ROWS = 113, 56
_MIDDLE = (0.0, 0.15, 0.1)
_END = 4.4
_WRAPPED = 0.75  # of those who wear one, by the draw that stands for hair length otherwise


@lru_cache(KEPT_SHAPES)
def scarf_hull(shape: HeadShape) -> Hull:
    """Skull with hair and ears under cloth, and a full throat."""
    chin = shape.traits.proportions.chin_y
    head = []
    for y, width, front, middle, back in head_rows(shape, to_y=9):
        hair = float(smooth(np.array(-y), -0.2, 1.2)) * 0.05
        ears = 0.05 * math.exp(-(((y - 0.1) / 0.5) ** 2))
        head.append([y - hair * 1.5, width + ears + hair, front + hair * 0.4, middle, min(back - 0.12 - hair, -0.9)])
    head.append([head[-1][0] + 0.03, 0.1, 0.9, 0.6, 0.3])
    throat = [
        [-0.6, 0.5, 0.5, -0.3, -1.0],
        [0.3, 0.96, 0.5, -0.3, -1.35],
        [1.0, 0.84, 0.55, -0.3, -1.25],
        [chin - 0.05, 0.8, 0.56, -0.3, -1.15],
        [chin + 0.25, 0.82, 0.6, -0.3, -1.15],
    ]
    throat += [[2.3, 0.88, 0.62, -0.3, -1.2], [2.8, 0.92, 0.64, -0.3, -1.2]]
    return hull_of(body_of(head), body_of(throat), middle=_MIDDLE, seam=0.3)


_ON_JAW = 0.93  # of its half width: the rim lies before the edge of a narrow jaw


def face_opening(shape: HeadShape, *, at: Doubles, higher: float = 0.0) -> Doubles:
    """The rim of the opening at shares of its length, from above over the right of the picture; *Shape*: N x 3."""
    chin = shape.traits.proportions.chin_y
    right = [
        (0.34, -0.92),
        (0.62, -0.74),
        (0.82, -0.4),
        (0.89, 0.05),
        (0.86, 0.5),
        (0.755, 0.95),
        (0.56, 1.36),
    ]
    front = np.array([(0.0, -0.96 - higher), *((x, y - higher * max(-y, 0.0)) for x, y in right)])
    front[:, 0] = np.minimum(front[:, 0], _ON_JAW * shape.half_width(front[:, 1]))
    points = shape.surface(front).tolist()
    points += [[0.3, chin + 0.04, 1.06], [0.0, chin + 0.09, 1.06]]
    left = [[-x, y, z] for x, y, z in points[1:-1]]
    return curve([*points, *left[::-1]], at, is_closed=True)


def _shares(count: int) -> Doubles:
    """Where on the rim the columns begin, from below the chin around and back to it; closer there, where they fan out."""
    even = np.linspace(0.5, 1.5, count)
    return np.asarray((even + 0.055 * np.sin(2 * np.pi * even)) % 1.0)


_FAR = np.array(  # where a column ends by the share of the rim from above to below
    [
        (0.0, 0.0, -0.9, -1.4),
        (0.25, 0.05, -0.3, -1.5),
        (0.5, 0.15, 0.9, -1.5),
        (0.64, 0.5, 1.7, -1.3),
        (0.74, 0.8, 2.2, -0.7),
        (0.81, 0.75, 2.5, -0.1),
        (0.88, 0.5, 2.65, 0.2),
        (0.94, 0.25, 2.65, 0.3),
        (1.0, 0.0, 2.65, 0.3),
    ]
)


def _far(hull: Hull) -> Doubles:
    """Where each column of the hood ends: behind the head above, on the throat below; directions."""
    share = 1 - np.abs(1 - 2 * _shares(_COLUMNS))
    side = np.sign(0.5 - _shares(_COLUMNS))
    target = PchipInterpolator(_FAR[:, 0], _FAR[:, 1:])(share)
    return unit(target * np.stack([side, 0 * side + 1, 0 * side + 1], axis=1) - hull.middle)


def hijab(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The hood, its end laid around throat and shoulders, and sometimes a band under it."""
    hull = scarf_hull(shape)
    material = cloth(wear.cover_color, wear.cover_print, wear.print_color)
    hem = face_opening(shape, at=_shares(_COLUMNS), higher=0.1 if wear.has_under_scarf else 0.0)
    grid = sheet(hull, hem=hull.toward(hem), far=_far(hull), rows=_ROWS)
    height, openness = _hood_relief(grid, source)
    points = grid.places(hull, height)
    # the rim stays with the chin when the head turns
    stiff = 1 - smooth(points[..., 1], 1.75, 2.5)
    hood = sheet_mesh(points, grid=grid, material=material, openness=openness, stiffness=stiff)
    meshes = [hood, _wrap(shape, wear, source)]
    if wear.has_under_scarf:
        meshes.append(_under_scarf(shape, hull, wear))
    return meshes


def _hood_relief(grid: Sheet, source: Stream) -> tuple[Doubles, Doubles]:
    """How far the hood stands off, and how open its places are."""
    along = grid.along
    rise = smooth(along, 0.0, 0.5)
    fold = folds(source, along.shape, cells=(6, 11), sharp=0.3, is_closed=True)
    # pinched where the cloth is gathered at the sides, and running from there over the crown and to the throat
    pinched = folds(source, along.shape, cells=(19, 5), sharp=0.9, is_closed=True)
    fold = 0.8 * fold + 1.1 * pinched
    lower = smooth(grid.directions[..., 1], -0.5, 0.6)
    deep = 0.016 + 0.016 * lower
    rim = 0.02 * np.exp(-(((along - 0.03) / 0.03) ** 2))
    height = 0.055 + 0.035 * rise + deep * rise * fold + rim
    height[0] = 0.0
    openness = fold_openness(height)
    openness[0] *= 0.5
    under = smooth(grid.directions[..., 1], 0.55, 0.75) * np.exp(-((along / 0.45) ** 2))
    return height, openness * (1 - 0.45 * under)


_EVEN_EDGE = np.array(  # of an end that is pinned under the chin: degrees from the front, height
    [(0, 1.86), (14, 1.8), (40, 1.5), (70, 0.85), (100, 0.5), (180, 0.9)]
)
_EDGE = np.array(  # of an end that comes from one side: degrees to the right from the front, height
    [
        (-180, 0.9),
        (-110, 0.45),
        (-75, 0.8),
        (-45, 1.42),
        (-20, 1.76),
        (0, 1.84),
        (25, 1.88),
        (60, 1.85),
        (100, 1.55),
        (140, 1.15),
        (180, 0.9),
    ]
)


def _wrap(shape: HeadShape, wear: Wear, source: Stream) -> Mesh:
    """The end that passes under the chin and lies around the shoulders."""
    chin = shape.traits.proportions.chin_y
    body = _shoulders(shape, wear)
    even = np.linspace(-1, 1, 101)
    turn = np.pi * (0.72 * even + 0.28 * even**3)[None]
    mirror = 1.0 if wear.drape > 0.5 else -1.0  # noqa: PLR2004 (left or right)
    is_even = wear.hair_length > _WRAPPED
    table, way = (_EVEN_EDGE, np.abs(turn)) if is_even else (_EDGE, mirror * turn)
    edge = PchipInterpolator(np.radians(table[:, 0]), table[:, 1])(way) + chin - 1.58
    t = np.linspace(0, 1, 56)[:, None]
    y = edge + (_END - edge) * (0.55 * t + 0.45 * t**2)
    points = body.around(turn, y)
    down = y - edge
    swag = _swags(points, source, 0.0 if is_even else mirror)
    rise = smooth(down, 0.0, 0.3)
    height = 0.03 + rise * (0.05 + 0.075 * swag) + 0.022 * np.exp(-(((down - 0.035) / 0.04) ** 2))
    height[0] = -0.06
    out = unit(points * np.array([1.0, 0.25, 1.0]) - np.array([0.0, 0.5, -0.25]))
    points = points + out * height[..., None]
    openness = fold_openness(height, depth=7.0, least=0.3)
    openness[0] *= 0.5
    material = cloth(wear.cover_color, wear.cover_print, wear.print_color)
    texels = np.stack([points[..., 0] * PER_UNIT + SIZE[0] / 2, down * PER_UNIT], axis=-1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=material,
        openness=openness.astype(np.float32),
    )


def _shoulders(shape: HeadShape, wear: Wear) -> Body:
    """What the end lies on."""
    rows = [
        [0.2, 1.12, 0.72, -0.2, -1.45],
        [1.0, 1.05, 0.8, -0.2, -1.35],
        [1.5, 0.98, 0.86, -0.2, -1.3],
        [1.9, 0.98, 0.9, -0.22, -1.3],
        [2.15, 1.24, 0.93, -0.25, -1.3],
    ]
    for y, width, front, middle, back in torso_rows(shape, wear.build):
        if y > 2.25:  # noqa: PLR2004 (where it reaches the shoulders)
            rows.append([y, width + 0.14, max(front + 0.2, 0.97), middle, back - 0.16])
    return body_of(rows)


def _swags(points: Doubles, source: Stream, mirror: float) -> Doubles:
    """Folds that hang in bows about the face, from -1 to 1."""
    rows, columns = points.shape[:2]
    warp = noise(source, cells=(5, 4), size=(columns, rows)) * 0.09
    middle = (mirror * -0.45, 0.35)
    away = np.hypot((points[..., 0] - middle[0]) * 0.85, points[..., 1] - middle[1]) + warp
    knots = np.cumsum(source.uniform(0.1, 0.34, 40))
    bows = PchipInterpolator(knots, source.uniform(-1, 1, len(knots)))(np.clip(away, knots[0], knots[-1]))
    tension = smooth(noise(source, cells=(4, 3), size=(columns, rows)), -1.5, 0.8)
    fine = noise(source, cells=(19, 9), size=(columns, rows)) * 0.24
    return np.asarray(bows * (0.35 + 0.65 * tension) + fine)


def _under_scarf(shape: HeadShape, hull: Hull, wear: Wear) -> Mesh:
    """The band that holds the hair under a scarf."""
    hem = face_opening(shape, at=_shares(_COLUMNS))
    wider = face_opening(shape, at=_shares(_COLUMNS), higher=0.4)
    start, end = hull.toward(hem), unit(wider * np.array([1.25, 1.25, 1.0]) - hull.middle)
    grid = sheet(hull, hem=start, far=end, rows=10)
    height = 0.028 + 0.02 * smooth(grid.along, 0, 0.1)
    height[0] = -0.02
    dark = tuple(round(0.55 * channel) for channel in wear.cover_color)
    material = cloth((dark[0], dark[1], dark[2]))
    openness = 0.85 - 0.4 * smooth(grid.along, 0.05, 0.2)
    stiff = np.ones_like(height)
    return sheet_mesh(grid.places(hull, height), grid=grid, material=material, openness=openness, stiffness=stiff)

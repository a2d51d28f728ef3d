"""What is worn on the shoulders: the garment and its collar."""

import numpy as np

from simulators.faces.clothing.cloth import cloth, fold_openness, folds, smooth
from simulators.faces.clothing.hull import BOTTOM, Body, Doubles, body_of, torso_rows, unit
from simulators.faces.clothing.tailoring import LEFT, PER_UNIT, TOP, garment_material, plain_material
from simulators.faces.clothing.tube import merged
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream

_COLUMNS, _ROWS = 105, 44
_FLAT = np.array([1.0, 0.0, 1.0])
_LAPEL_TURN = 0.62


def torso(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The garment."""
    body = body_of(torso_rows(shape, wear.build))
    even = np.linspace(-1, 1, _COLUMNS)
    turn = np.pi * (0.72 * even + 0.28 * even**3)[None]
    t = np.linspace(0, 1, _ROWS)[:, None]
    neck = _neckline(wear, turn)
    y = neck + (BOTTOM - 0.1 - neck) * t**1.4
    points = body.around(turn, y)
    fold = folds(source, points.shape[:2], cells=(13, 4), sharp=0.3)
    depth = (0.012 if wear.garment in ("suit", "dishdasha") else 0.022) * smooth(t, 0.02, 0.4)
    height = 0.02 + depth * fold
    thick = 0.02 * smooth(t, 0.0, 0.03)
    points = points + unit(points * _FLAT - np.array([0, 0, -0.3])) * (height + thick)[..., None]
    shade = fold_openness(height) * (0.72 + 0.28 * smooth(t, 0.0, 0.3))
    mesh = grid_mesh(
        points.astype(np.float32),
        texels=_texels(points),
        material=garment_material(wear),
        openness=shade.astype(np.float32),
    )
    return [mesh, *_collar(body, wear)]


def _texels(points: Doubles) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.stack([(points[..., 0] - LEFT) * PER_UNIT, (points[..., 1] - TOP) * PER_UNIT], axis=-1).astype(np.float32)


def _neckline(wear: Wear, turn: Doubles) -> Doubles:
    """The height of the opening by azimuth."""
    line = 2.1 + 0.16 * np.cos(turn)
    front = np.exp(-((turn / 0.55) ** 2))
    if wear.garment == "t_shirt":
        return np.asarray(line + 0.03 + 0.1 * front)
    if wear.garment == "blouse":
        return np.asarray(line + 0.02 + (0.1 + 0.35 * wear.drape) * np.exp(-((np.abs(turn) / 0.5) ** 1.4)))
    if wear.garment == "shirt":
        return np.asarray(
            line
            + (0.53 * np.exp(-np.abs(turn) / 0.14) - 0.09 if _is_open(wear) else -0.06 * np.exp(-((turn / 0.3) ** 2)))
        )
    return np.asarray(line - 0.06 * np.exp(-((turn / 0.3) ** 2)))


def _is_open(wear: Wear) -> bool:
    """Whether the top button of a shirt is open."""
    return wear.drape > 0.4  # noqa: PLR2004 (most are)


def _collar(body: Body, wear: Wear) -> list[Mesh]:
    if wear.garment == "t_shirt":
        return [_band(body, wear, high=0.085, lean=0.02)]
    if wear.garment == "dishdasha":
        style = int(wear.drape * 2.999)
        if style == 0:
            return [_band(body, wear, high=0.03, lean=0.01)]
        return [_band(body, wear, high=0.2, lean=0.03)] if style == 1 else _folded(body, wear)
    if wear.garment == "shirt":
        return _folded(body, wear)
    if wear.garment == "suit":
        return [*_folded(body, wear), _jacket_collar(body, wear)]
    return []


def _band(body: Body, wear: Wear, *, high: float, lean: float) -> Mesh:
    """A strip that stands around the neck."""
    turn = np.linspace(-np.pi, np.pi, 73)[None]
    rows = np.linspace(0, 1, 6)[:, None]
    low = _neckline(wear, turn)
    top = low - high
    y = top + (low + 0.02 - top) * rows
    points = body.around(turn, y)
    bulge = lean + 0.02 * np.sin(np.pi * rows) + 0.025 * rows
    points = points + unit(points * _FLAT - np.array([0, 0, -0.3])) * (bulge + 0 * turn)[..., None]
    # the top is folded over: it has thickness and a shadow within
    inner = points[:1] - 0.03 * unit(points[:1] * _FLAT) + np.array([0, 0.05, 0])
    points = np.concatenate([inner, points])
    shade = np.concatenate([[0.3], 0.9 - 0.25 * np.abs(np.linspace(0, 1, 6) - 0.4)])[:, None] + 0 * turn
    return grid_mesh(
        points.astype(np.float32),
        texels=_texels(points),
        material=plain_material(wear),
        openness=shade.astype(np.float32),
    )


def _folded(body: Body, wear: Wear) -> list[Mesh]:
    """A shirt's collar: a flap with two points that lies over its stand; one piece for each side."""
    is_open = wear.garment == "shirt" and _is_open(wear)
    gap = 0.62 if is_open else 0.03
    turn = np.concatenate([np.linspace(gap, 0.95, 12), np.linspace(1.0, np.pi, 24)])
    tip = 0.36 + 0.3 * (wear.build - 0.9) + 0.1 * is_open
    # the lower edge runs from the point over the collarbone to the neck
    lean = 0.72 if wear.garment == "suit" else 1.0
    knee = gap + 0.45 * (0.95 - gap) + 0.2
    x = np.interp(turn, [gap, knee, 1.15, 1.5], [tip, 0.62 * lean, 0.82 * lean, 0.9 * lean])
    line = 2.1 + 0.16 * np.cos(turn)
    low = np.interp(turn, [gap, knee, 1.15, 1.5, 2.0, np.pi], [2.62, 2.43, 2.3, 2.2, 2.12, 2.06])
    leaning = np.arcsin(np.clip(x / body.layers(low)[0], 0, 1))
    behind = smooth(turn, 1.0, 1.57)
    ends = leaning * (1 - behind) + turn * behind
    top = line - 0.2 + 0.1 * np.exp(-(((turn - gap) / 0.3) ** 2))
    rows = np.linspace(0, 1, 8)[:, None]
    y = top + (low - top) * rows
    material = plain_material(wear)
    meshes = []
    for side in (-1, 1):
        points = body.around(side * (turn + (ends - turn) * rows), y)
        out = 0.03 + 0.05 * np.sin(np.pi * np.clip(rows * 0.85, 0, 1)) + 0.03 * rows
        points = points + unit(points * _FLAT - np.array([0, 0, -0.3])) * (out + 0 * y)[..., None]
        inner = points[:1] - 0.06 * unit(points[:1] * _FLAT) + np.array([0, 0.12, 0])
        points = np.concatenate([inner, points])
        shade = np.concatenate([[0.25], np.linspace(0.8, 1.0, 8)])[:, None] + 0 * turn
        order = slice(None, None, side)
        meshes.append(_piece(points[:, order], material, shade[:, order]))
    return [merged(meshes)]


def _jacket_collar(body: Body, wear: Wear) -> Mesh:
    """The collar of a jacket, over that of the shirt, down to the lapels on both sides."""
    even = np.linspace(1, -1, 61)
    back = np.abs(even)  # 0 behind, 1 at the lapels
    turn = np.pi - back * (np.pi - _LAPEL_TURN)
    line = 2.1 + 0.16 * np.cos(turn)
    top = line - 0.13 + 0.2 * back**3
    low = line + 0.05 + 0.38 * back**5
    rows = np.linspace(0, 1, 7)[:, None]
    y = top + (low - top) * rows
    # in front it stays as narrow as the lapels
    narrow = np.arcsin(np.clip((1.16 - 0.36 * back**6) / body.layers(low)[0], 0, 1))
    ends = np.where(turn < np.pi / 2, np.minimum(turn, narrow), turn)
    side = np.where(even > 0, -1.0, 1.0)
    points = body.around(side * (turn + (ends - turn) * rows), y)
    out = 0.13 + 0.06 * np.sin(np.pi * rows * 0.8) - 0.02 * rows
    points = points + unit(points * _FLAT - np.array([0, 0, -0.3])) * (out + 0 * y)[..., None]
    inner = points[:1] - 0.08 * unit(points[:1] * _FLAT) + np.array([0, 0.1, 0])
    points = np.concatenate([inner, points])
    shade = np.concatenate([[0.25], np.linspace(0.8, 1.0, 7)])[:, None] + 0 * turn
    color = wear.garment_color
    return _piece(points, cloth((round(1.1 * color[0]), round(1.1 * color[1]), round(1.1 * color[2]))), shade)


def _piece(points: Doubles, material: Material, shade: Doubles) -> Mesh:
    return grid_mesh(
        points.astype(np.float32), texels=_texels(points), material=material, openness=shade.astype(np.float32)
    )

"""A ghutra: a square of cloth folded along its diagonal over the head, and the two cords that hold it."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.build import torso_rows
from simulators.faces.clothing.cloth import PER_UNIT, SIZE, cloth, fold_openness, folds, smooth
from simulators.faces.clothing.hanging import hang
from simulators.faces.clothing.hull import (
    Body,
    Doubles,
    body_of,
    curve,
    head_rows,
    hull_of,
    unit,
)
from simulators.faces.clothing.scarves.pleats import pleats, warp
from simulators.faces.clothing.tube import merged, tube
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Texture
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream, stream

_COLUMNS, _ROWS = 121, 48
_MIDDLE = (0.0, 0.0, -0.1)
_THROWN = 0.25  # of the drape: below, one side lies over the shoulder; above one minus it, the other


def _cap(shape: HeadShape) -> Body:
    rows = []
    for y, width, front, middle, back in head_rows(shape, to_y=0.4):
        rows.append([y - 0.07, width + 0.05, front + 0.03, middle, back - 0.08])
    return body_of(rows)


def _curtain(shape: HeadShape, wear: Wear) -> Body:
    wide = 0.1 * wear.drape
    rows = [
        [-1.2, 0.72, 0.8, -0.1, -1.2],
        [-0.9, 1.03, 1.1, -0.1, -1.45],
        [-0.5, 1.16 + 0.4 * wide, 1.2, -0.05, -1.52],
        [0.2, 1.24 + wide, 1.2, -0.05, -1.52],
        [1.0, 1.28 + wide, 1.1, -0.1, -1.5],
        [1.6, 1.34 + wide, 0.98, -0.2, -1.5],
        [2.0, 1.48 + wide, 0.9, -0.25, -1.5],
    ]
    for y, width, front, middle, back in torso_rows(shape, wear.build):
        if y > 2.3:  # noqa: PLR2004 (where it reaches the shoulders)
            rows.append([y - 0.1, max(width + 0.16, rows[-1][1] + 0.02), max(front + 0.24, 0.9), middle, back - 0.3])
    return body_of(rows)


def _hem(shape: HeadShape, curtain: Body, wear: Wear, source: Stream) -> Doubles:
    """The front edge, from the chest on the left of the picture over the forehead to the right; *Shape*: N x 3."""
    brow = np.array([(0.0, -0.87), (0.2, -0.83), (0.46, -0.79), (0.77, -0.66)])
    forehead = shape.surface(brow).tolist()
    heights = np.array([-0.5, 0.1, 0.7, 1.2, 1.7, 2.1, 2.4, 2.8, 3.3, 3.9])
    hanging = np.array([0.84, 0.86, 0.86, 0.845, 0.82, 0.0, 0.0, 0.0, 0.0, 0.0])
    inward = np.array([0, 0, 0, 0, 0, 1.07, 1.06, 1.03, 0.98, 0.92]) - 0.25 * (wear.drape - 0.5)
    width = curtain.layers(heights)[0]
    turn = np.arcsin(np.where(hanging > 0, hanging, inward / width))
    thrown = np.radians([57, 59, 63, 72, 92, 122, 148, 160, 165, 170])
    sides = []
    for side in (-1, 1):
        sway = source.normal(0, 0.05) + np.cumsum(source.normal(0, 0.015, len(heights)))
        is_thrown = wear.drape < _THROWN if side < 0 else wear.drape > 1 - _THROWN
        sides.append(curtain.around(side * ((thrown if is_thrown else turn) + sway), heights).tolist())
    left = [[-x, y, z] for x, y, z in forehead[1:]]
    points = [*sides[0][::-1], *left[::-1], *forehead, *sides[1]]
    return curve(points, np.linspace(0, 1, _COLUMNS))


def ghutra(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The cloth, and the cords over it."""
    cap, curtain = _cap(shape), _curtain(shape, wear)
    hull = hull_of(cap, curtain, middle=_MIDDLE, seam=0.16)
    hem = _hem(shape, curtain, wear, source)
    hung = hang(hull, curtain, hem, rows=_ROWS)
    height = _relief(hung.points, hung.along, hem, source, wear)
    points = hung.raised(height)
    texels = np.stack([hung.across * PER_UNIT + SIZE[0] / 2, hung.along * PER_UNIT], axis=-1)
    low = smooth(points[..., 1], -0.5, 2.0)
    openness = fold_openness(height, depth=11.0, least=0.2, reach=3.5) * (1 - 0.15 * low)
    cloth_mesh = grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=cloth(wear.cover_color, wear.cover_print, wear.print_color, wrap=0.12),
        openness=openness.astype(np.float32),
    )
    return [cloth_mesh, *(_cords(cap, source) if wear.cover == "agal" else [])]


def _relief(points: Doubles, along: Doubles, hem: Doubles, source: Stream, wear: Wear) -> Doubles:
    """Folds that hang down on the sides, a crease above the forehead, a firm edge; *Shape*: rows x columns."""
    y = points[..., 1]
    hanging = smooth(y, -0.7, 0.5)
    free = smooth(along, 0.0, 0.12)
    # what is held at the temple spreads below
    across = along / (0.55 + 0.45 * smooth(y, -0.6, 2.2)) + warp(source, y.shape, 0.07)
    sides = np.sign(hem[None, :, 0]) * (across + 0.3)
    fall = pleats(source, sides, (y + 1.2) / 4.5, spacing=0.25, steep=0.6)
    slack = folds(source, y.shape, cells=(6, 8), sharp=0.3)
    edge = 0.028 * np.exp(-(((along - 0.03) / 0.03) ** 2))
    lying = smooth(y, 1.7, 2.3)  # on the shoulders
    hung = hanging * (0.17 * fall * (0.3 + 0.7 * free) * (1 - 0.65 * lying) + 0.03 * slack)
    return np.asarray(0.05 + edge + hung + _crown(y, along, hem, source, wear))


def _crown(y: Doubles, along: Doubles, hem: Doubles, source: Stream, wear: Wear) -> Doubles:
    """The crease that is pressed into the middle above the forehead, its two sides, and slack cloth where no cord holds it."""
    x = np.repeat(hem[None, :, 0], len(y), axis=0)
    is_held = wear.cover == "agal"
    front = np.clip(1 - along / (0.26 if is_held else 0.9), 0, 1) * smooth(-hem[None, :, 1], 0.5, 0.9)
    aside = float(source.normal(0, 0.04))
    off = np.abs(x - aside)
    crease = (0.035 if is_held else 0.06) * np.exp(-((off / 0.07) ** 1.5)) + 0.03 * np.exp(-(((off - 0.34) / 0.1) ** 2))
    small = pleats(source, x + warp(source, y.shape, 0.05), along / 2, spacing=0.17, steep=0.5)
    loose = 0.3 if is_held else smooth(y, -1.6, -0.6)
    return np.asarray(crease * front + loose * (1 - smooth(y, -0.6, 0.6)) * 0.03 * small)


@lru_cache(maxsize=1)
def _cord_texture() -> Texture:
    y, x = np.mgrid[0:32, 0:300].astype(np.float32)
    twist = 0.5 + 0.5 * np.sin((x * 1.0 + y * 0.6) * 0.9)
    grain = stream(3, "agal").standard_normal((32, 300)).astype(np.float32)
    light = 22 + 14 * twist + 3 * grain
    return np.ascontiguousarray(
        np.stack([light, light, light, np.full_like(light, 255)], axis=-1).clip(0, 255).astype(np.uint8)
    )


def _cords(cap: Body, source: Stream) -> list[Mesh]:
    material = Material(texture=_cord_texture(), gloss=0.02, shine=3, is_whole=True)
    turn = np.linspace(-np.pi, np.pi, 72, endpoint=False)
    tilt = float(source.uniform(0.1, 0.24))
    meshes = []
    for ring in range(2):
        y = -1.04 - 0.11 * ring + tilt * (1 - np.cos(turn)) / 2
        path = cap.around(turn, y)
        out = unit(path * np.array([1, 0, 1]))
        path = path + out * 0.07
        meshes.append(
            tube(path, radius=0.06, material=material, outward=out, is_closed=True, openness=0.8 - 0.1 * (1 - ring))
        )
    return [merged(meshes)]

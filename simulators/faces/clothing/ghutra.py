"""A ghutra: a square of cloth folded along its diagonal over the head, and the two cords that hold it."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import PER_UNIT, SIZE, cloth, fold_openness, folds, smooth
from simulators.faces.clothing.hanging import hang
from simulators.faces.clothing.hull import (
    Body,
    Doubles,
    body_of,
    curve,
    head_rows,
    hull_of,
    torso_rows,
    unit,
)
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
        if y > 2.2:  # noqa: PLR2004 (where it reaches the shoulders)
            rows.append([y, max(width + 0.1, rows[-1][1] + 0.02), max(front + 0.22, 0.9), middle, back - 0.3])
    return body_of(rows)


def _hem(shape: HeadShape, curtain: Body, wear: Wear) -> Doubles:
    """The front edge, from the chest on the left of the picture over the forehead to the right; *Shape*: N x 3."""
    brow = np.array([(0.0, -0.98), (0.42, -0.96), (0.76, -0.83)])
    forehead = shape.surface(brow).tolist()
    heights = np.array([-0.5, 0.1, 0.7, 1.2, 1.7, 2.1, 2.4, 2.8, 3.3, 3.9])
    hanging = np.array([0.84, 0.86, 0.86, 0.845, 0.82, 0.0, 0.0, 0.0, 0.0, 0.0])
    inward = np.array([0, 0, 0, 0, 0, 1.07, 1.06, 1.03, 0.98, 0.92]) - 0.25 * (wear.drape - 0.5)
    width = curtain.layers(heights)[0]
    turn = np.arcsin(np.where(hanging > 0, hanging, inward / width))
    thrown = np.radians([57, 59, 62, 68, 80, 100, 120, 140, 150, 160])
    sides = []
    for side in (-1, 1):
        is_thrown = wear.drape < _THROWN if side < 0 else wear.drape > 1 - _THROWN
        sides.append(curtain.around(side * (thrown if is_thrown else turn), heights).tolist())
    left = [[-x, y, z] for x, y, z in forehead[1:]]
    points = [*sides[0][::-1], *left[::-1], *forehead, *sides[1]]
    return curve(points, np.linspace(0, 1, _COLUMNS))


def ghutra(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The cloth, and the cords over it."""
    cap, curtain = _cap(shape), _curtain(shape, wear)
    hull = hull_of(cap, curtain, middle=_MIDDLE, seam=0.16)
    hem = _hem(shape, curtain, wear)
    hung = hang(hull, curtain, hem, rows=_ROWS)
    height = _relief(hung.points, hung.along, hem, source, wear)
    points = hung.raised(height)
    texels = np.stack([hung.across * PER_UNIT + SIZE[0] / 2, hung.along * PER_UNIT], axis=-1)
    openness = fold_openness(height, depth=6.0) * (0.85 + 0.15 * smooth(-points[..., 1], -2.0, 0.5))
    cloth_mesh = grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=cloth(wear.cover_color, wear.cover_print, wear.print_color, wrap=0.3),
        openness=openness.astype(np.float32),
    )
    return [cloth_mesh, *(_cords(cap, source) if wear.cover == "agal" else [])]


def _relief(points: Doubles, along: Doubles, hem: Doubles, source: Stream, wear: Wear) -> Doubles:
    """Folds that hang down on the sides, a crease above the forehead, a firm edge; *Shape*: rows x columns."""
    y = points[..., 1]
    hanging = smooth(y, -0.6, 0.6)
    rows, columns = y.shape
    fold = folds(source, (rows, columns), cells=(6, 10), sharp=0.3)
    small = folds(source, (rows, columns), cells=(26, 5), sharp=0.2)
    x = np.repeat(hem[None, :, 0], rows, axis=0)
    reach = 0.22 if wear.cover == "agal" else 0.9
    crown = np.clip(1 - along / reach, 0, 1) * smooth(-hem[None, :, 1], 0.5, 0.9)
    crease = 0.035 * np.exp(-((x / 0.1) ** 2)) * crown + 0.015 * np.exp(-(((np.abs(x) - 0.3) / 0.12) ** 2)) * crown
    loose = smooth(y, -0.85, -0.6) if wear.cover == "agal" else 1.0
    free = smooth(along, 0.0, 0.25)
    edge = 0.02 * np.exp(-(((along - 0.03) / 0.035) ** 2))
    return np.asarray(
        0.05 + crease + edge + hanging * 0.075 * fold * (0.35 + 0.65 * free) + loose * (1 - hanging) * 0.012 * small
    )


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
        y = -1.13 - 0.125 * ring + tilt * (1 - np.cos(turn)) / 2
        path = cap.around(turn, y)
        out = unit(path * np.array([1, 0, 1]))
        path = path + out * 0.095
        meshes.append(
            tube(path, radius=0.068, material=material, outward=out, is_closed=True, openness=0.8 - 0.1 * (1 - ring))
        )
    return [merged(meshes)]

"""A ghutra: a square of cloth folded along its diagonal over the head, and the two cords that hold it."""

import cv2
import numpy as np

from simulators.faces.clothing.build import torso_rows
from simulators.faces.clothing.cloth import PER_UNIT, SIZE, bounced, cloth, fold_openness, folds, smooth
from simulators.faces.clothing.hanging import Hanging, hang
from simulators.faces.clothing.hull import Body, Doubles, body_of, head_rows, hull_of, lengths, unit
from simulators.faces.clothing.scarves.contact import contact, swell
from simulators.faces.clothing.scarves.cords import cords, pressed
from simulators.faces.clothing.scarves.edge import front_edge
from simulators.faces.clothing.scarves.knit_cap import knit_cap
from simulators.faces.clothing.scarves.pleats import pleats, warp
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_COLUMNS, _ROWS = 121, 48
_MIDDLE = (0.0, 0.0, -0.1)
_TEMPLE = 0.78  # half the width of the forehead that its edge lies on
_BESIDE, _SHADE_WIDE = 0.965, 0.46  # of the half width of the face, where the shade of its sides begins; its width
_OFF = 0.016  # how far that shade lies off the side of the face, which is seen from its edge
_SIDE = 0.75  # of the light that is lost where it is darkest
_SHADED = 0.3, 1.15  # heights from where that shade fades, and where it ends
_SMALLER = 0.7  # how much less the cap of a child stands off
_AROUND = 4.2  # the way around the neck on one side
_SHOWS_CAP = 0.2  # of those without cords, whose cap is seen below the cloth
_GATHERED = 0.3  # how much closer folds lie at the temple than on the shoulder
_THROUGH = 0.3  # how far light reaches around its folds: much of it goes through thin cotton
_SUNK = 0.17  # how far what is thrown back falls behind the shoulder
_SOFT = 2.0, 0.95  # columns and rows that a crest is rounded over: a sharp one that crosses rows looks torn
_EASE = 0.34  # how far from its front edge the cloth has come to where it hangs by itself


def _cap(shape: HeadShape) -> Body:
    """The skull under hair and a cap."""
    grown = 1 - _SMALLER * shape.traits.childhood
    rows = []
    for y, width, front, middle, back in head_rows(shape, to_y=0.4):
        high, full = 0.09 * grown * max(-y - 0.7, 0.0), 0.06 * grown * float(smooth(np.array(-y), 0.9, 1.3))
        rows.append([y - 0.03 - high, width + 0.05 + full, front + 0.03, middle, back - 0.08])
    return body_of(rows)


def _curtain(shape: HeadShape, wear: Wear) -> Body:
    """What the cloth hangs on below the cords, out to the shoulders."""
    wide = 0.14 * wear.drape
    rows = [
        [-1.2, 0.72, 0.8, -0.1, -1.2],
        [-0.9, 1.06, 1.1, -0.1, -1.45],
        [-0.5, 1.17 + 0.4 * wide, 1.2, -0.05, -1.52],
        [0.2, 1.2 + wide, 1.2, -0.05, -1.52],
        [1.0, 1.17 + wide, 1.1, -0.1, -1.5],
        [1.6, 1.16 + wide, 0.98, -0.2, -1.5],
        [2.0, 1.34 + wide, 0.9, -0.25, -1.5],
    ]
    for y, width, front, middle, back in torso_rows(shape, wear.build):
        if y > 2.3:  # noqa: PLR2004 (where it reaches the shoulders)
            rows.append([y - 0.02, max(width + 0.07, rows[-1][1] + 0.02), max(front + 0.18, 0.9), middle, back - 0.3])
    return body_of(rows)


def ghutra(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The cloth, and the cords over it."""
    cap, curtain = _cap(shape), _curtain(shape, wear)
    hull = hull_of(cap, curtain, middle=_MIDDLE, seam=0.16)
    hem = front_edge(shape, curtain, wear, source, count=_COLUMNS)
    tilt = float(source.uniform(0.08, 0.24))
    hung = hang(hull, curtain, hem, rows=_ROWS)
    drawn_in = (hem - hung.points[0]) * smooth(hem[:, 1], -0.9, -0.55)[:, None]
    at_edge = np.exp(-((hung.along / _EASE) ** 2))
    height = _relief(hung, hem, source, wear, tilt=tilt)
    points = hung.raised(height) + drawn_in * at_edge[..., None]
    points[..., 1] += _SUNK * smooth(hem[:, 1], 1.75, 2.1) * smooth(-hem[:, 2], 0.0, 0.3)
    texels = np.stack([hung.across * PER_UNIT + SIZE[0] / 2, lengths(points) * PER_UNIT], axis=-1)
    openness = fold_openness(height, depth=13.0, least=0.4, reach=4.0)
    cloth_mesh = grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=cloth(wear.cover_color, wear.cover_print, wear.print_color, wrap=_THROUGH),
        openness=bounced(openness, wear.cover_color).astype(np.float32),
    )
    meshes = [cloth_mesh, *_seams(shape, points[0])]
    if wear.cover == "agal":
        meshes.append(cords(cap, tilt))
    elif source.random() < _SHOWS_CAP:
        meshes.append(knit_cap(shape, hem))
    return meshes


def _seams(shape: HeadShape, hem: Doubles) -> list[Mesh]:
    """The shade of the cloth on the forehead, and on temple and cheek of each side."""
    rim = hem[(np.abs(hem[:, 0]) < _TEMPLE) & (hem[:, 1] < 0)]
    wide = _SHADE_WIDE * (1 - smooth(np.abs(rim[:, 0]), 0.5, _TEMPLE))
    seams = [contact(shape, rim, inward=unit(np.array([0.0, 0.3]) - rim[:, :2]), wide=wide)]
    y = np.linspace(-0.85, _SHADED[1], 16)
    wide = _SHADE_WIDE * smooth(y, -0.85, -0.4) * (1 - smooth(y, *_SHADED))
    for side in (-1, 1):
        rim = shape.surface(np.stack([side * _BESIDE * shape.half_width(y), y], axis=1))
        inward = np.stack([np.full_like(y, -side), 0 * y], axis=1)
        seams.append(contact(shape, rim, inward=inward, wide=wide, darkest=_SIDE, lift=_OFF + swell(shape, y)))
    return seams


def _relief(hung: Hanging, hem: Doubles, source: Stream, wear: Wear, *, tilt: float) -> Doubles:
    """Folds that hang down on the sides, a crease above the forehead, a firm edge; *Shape*: rows x columns."""
    y, along = hung.points[..., 1], hung.along
    hanging = smooth(y, -0.6, 0.6)
    free = smooth(along, 0.05, 0.4)  # pressed flat along its edge
    # folds keep to the rows of the grid, which spread as the cloth does: a fold across them would have a torn crest
    around = np.linspace(0.3, 0.3 + _AROUND, len(y))[:, None] / (1 - _GATHERED * (1 - smooth(y, -0.6, 2.2)))
    sides = np.sign(hem[None, :, 0]) * (around + 0.06 * warp(source, (1, y.shape[1]), 1.0, cells=(7, 1)))
    sharp = pleats(source, sides, (y + 1.2) / 9, spacing=0.46, steep=0.6)
    fall = _softened(sharp)
    slack = folds(source, y.shape, cells=(6, 8), sharp=0.3)
    edge = 0.03 * np.exp(-(((along - 0.03) / 0.035) ** 2))
    lying = smooth(y, 1.7, 2.3)  # on the shoulders
    fallen = hanging * (0.31 * fall * (0.12 + 0.88 * free) * (1 - 0.55 * lying * (2 - free)) + 0.012 * slack)
    height = 0.05 - 0.03 * lying + edge + fallen + _crown(hung, hem, source, wear)
    if wear.cover == "agal":
        height = height + pressed(hung.points, tilt)
    return np.asarray(height)


def _softened(fold: Doubles) -> Doubles:
    """Folds without sharp crests; *Shape*: rows x columns."""
    return np.asarray(cv2.GaussianBlur(fold, (0, 0), sigmaX=_SOFT[0], sigmaY=_SOFT[1]), dtype=np.float64)


def _crown(hung: Hanging, hem: Doubles, source: Stream, wear: Wear) -> Doubles:
    """The crease that is pressed into the middle above the forehead, and slack cloth where no cord holds it."""
    y, along = hung.points[..., 1], hung.along
    x = np.repeat(hem[None, :, 0], len(y), axis=0)
    is_held = wear.cover == "agal"
    front = np.clip(1 - along / (0.34 if is_held else 0.9), 0, 1) * smooth(-hem[None, :, 1], 0.5, 0.9)
    off = np.abs(x - float(source.normal(0, 0.03)))
    strong = float(source.uniform(0.5, 1.0))
    crease = 0.11 * strong * np.clip(1 - off / 0.3, 0, 1) ** 1.4
    small = pleats(source, x + warp(source, y.shape, 0.05), along / 2, spacing=0.2 if is_held else 0.3, steep=0.65)
    if not is_held:
        small = _softened(small)
    loose = 0.5 if is_held else 1.1
    return np.asarray(crease * front + loose * (1 - smooth(y, -0.6, 0.6)) * 0.05 * small)

"""The part of a hijab that lies on the head: an opening for the face, folds around it, and a second layer over the first."""

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulators.faces.clothing.cloth import Bgr, bounced, cloth, fold_openness, sheet_mesh, smooth
from simulators.faces.clothing.hair.scalp import cap, scalp
from simulators.faces.clothing.hull import Doubles, Hull, Sheet, body_of, curve, head_rows, hull_of, sheet, unit
from simulators.faces.clothing.scarves.contact import contact, swell
from simulators.faces.clothing.scarves.manner import Manner, is_black
from simulators.faces.clothing.scarves.pleats import pleats, rays, rounded, warp
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.render.mesh import Material, Mesh
from simulators.faces.stream import Stream

_COLUMNS, _ROWS = 121, 53
_LAYER_ROWS = 36
_MIDDLE = (0.0, 0.15, 0.1)
_OTHER = 0.5  # of the draw that stands for hair length otherwise: below, a band is of one shade, above of another
_BAND = 0.11  # how much of a band is seen above the forehead
_UNDER_BLACK: tuple[Bgr, ...] = ((48, 46, 47), (72, 68, 68), (55, 50, 48), (52, 46, 57))
"""Bands under a black scarf."""
_DARKER, _DARKEST = 0.8, 0.6  # shares of the color of another scarf, that its band has
_CLOSE = 0.3  # how far the rows beside a hem lie apart, as a share of what they would if all were even
_ROUND = 9  # columns to each side that the rim below the jaw is evened over
_PALE = 140  # the brightest channel from which on a scarf is light
_SEAM, _PALE_SEAM = 0.8, 0.58  # how dark seams are beside others, and beside such
_STRAYS, _INMOST, _OUTMOST = 0.03, 0.045, 0.03  # spread of the wide bends of a rim, and the most in and out
_SEAM_WIDE = 0.4  # how far onto cheeks and temples the shade of the rim goes
_LOWEST = -0.7  # where the opening may begin above the brows
_HAIR = 0.07  # what hair lifts the scarf by
_ROLL = 0.014  # how thick the hem of a layer is
_EDGE_SHADE, _EDGE_REACH = 0.55, 0.045  # of the light lost beside the edge of a layer; share of a column
_TIE = np.array([0.0, -0.75, -1.5])
_CURVED, _WIDEST = 0.7, 0.96


@lru_cache(KEPT_SHAPES)
def scarf_hull(shape: HeadShape, full: float, piled: float) -> Hull:
    """Skull with hair and ears under cloth, hair `piled` behind, and cloth that falls from the cheeks to a full throat."""
    chin = shape.traits.proportions.chin_y
    head = []
    for y, width, front, middle, back in head_rows(shape, to_y=9):
        hair = float(smooth(np.array(-y), -0.2, 1.2)) * (0.02 + 0.2 * piled)
        ears = 0.06 * math.exp(-(((y - 0.1) / 0.5) ** 2))
        cheeks = full * float(smooth(np.array(y), -0.7, 0.9))
        bun = piled * math.exp(-(((y + 0.35 + piled) / 0.5) ** 2))
        wide, deep = width + ears + hair + cheeks, min(back - 0.12 - hair, -0.9) - bun
        head.append([y - hair * 0.8, wide, front + hair * 0.4, middle, deep])
    head.append([head[-1][0] + 0.03, 0.1, 0.9, 0.6, 0.3])
    throat = [
        [-0.6, 0.5, 0.5, -0.3, -1.0],
        [0.3, 0.98 + 0.6 * full, 0.5, -0.3, -1.4],
        [1.0, 0.98 + 1.1 * full, 0.55, -0.3, -1.35],
        [chin - 0.05, 1.0 + 1.4 * full, 0.58, -0.3, -1.3],
        [chin + 0.25, 1.06 + 1.6 * full, 0.62, -0.3, -1.3],
        [2.3, 1.25 + 1.8 * full, 0.66, -0.3, -1.3],
        [2.8, 1.45 + 1.9 * full, 0.72, -0.3, -1.3],
    ]
    return hull_of(body_of(head), body_of(throat), middle=_MIDDLE, seam=0.3)


def face_opening(shape: HeadShape, manner: Manner, *, at: Doubles, higher: float = 0.0) -> Doubles:
    """The rim of the opening at shares of its length, from above over the right of the picture; *Shape*: N x 3."""
    p = shape.traits.proportions
    chin, top = p.chin_y, min(p.hairline_y + manner.low, _LOWEST) - higher
    heights = np.array([0.0, 0.03, 0.16, 0.48, 0.9, 1.3, 1.65])
    heights = np.concatenate([top + heights * (0.5 - top) / 1.3, [chin - 0.45, chin - 0.24, chin - 0.08]])
    widths = np.array([0.0, 0.36, 0.65, 0.89, 0.94, 0.96, 0.97, 0.95, 0.94, 0.99])
    held = shape.half_width(heights) * manner.bare
    front = np.stack([np.where(widths < _CURVED, widths, widths * held), heights], axis=1)
    front[:, 0] = np.minimum(front[:, 0], _WIDEST)
    front[:, 1] -= manner.peak * np.clip(1 - front[:, 0] / 0.5, 0, 1)
    lean = manner.lean * smooth(-front[:, 1], -1.2, 0.9) * (front[:, 0] > 0)
    right, left = (np.stack([sign * front[:, 0] + lean, front[:, 1]], axis=1) for sign in (1, -1))
    places = np.concatenate([right, left[:0:-1], [(0.0, chin - 0.03)]])
    *rim, (x, _, z) = shape.surface(places).tolist()
    down, in_ = chin + 0.055 + manner.loose, z - 0.1 - 0.3 * manner.loose
    below = [[x + aside, down - abs(aside) * 0.3, in_ - abs(aside) * 0.2] for aside in (0.14, 0.0, -0.14)]
    return curve([*rim[: len(right)], *below, *rim[len(right) :]], at, is_closed=True)


@lru_cache(1)
def shares() -> Doubles:
    """Where on the rim the columns begin, from below the chin around and back to it; closer there, where they fan out."""
    even = np.linspace(0.5, 1.5, _COLUMNS)
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


@lru_cache(1)
def _below() -> Doubles:
    """The share of the rim of each column from above (0) to below the chin (1)."""
    return np.asarray(1 - np.abs(1 - 2 * shares()))


@lru_cache(1)
def _far() -> Doubles:
    """Where each column of the hood ends: behind the head above, on the throat below; places."""
    side = np.sign(0.5 - shares())
    target = PchipInterpolator(_FAR[:, 0], _FAR[:, 1:])(_below())
    return np.asarray(target * np.stack([side, 0 * side + 1, 0 * side + 1], axis=1))


def hood(shape: HeadShape, wear: Wear, manner: Manner, source: Stream) -> list[Mesh]:
    """The hood, sometimes a layer over it, and sometimes a band under it."""
    hull = scarf_hull(shape, manner.full, manner.piled)
    material = cloth(wear.cover_color, wear.cover_print, wear.print_color, fabric=manner.fabric)
    higher = _BAND if wear.has_under_scarf else 0.0
    rim = face_opening(shape, manner, at=shares(), higher=higher)
    inner = _band_rim(shape, manner, rim) if wear.has_under_scarf else rim
    rim = _rounded_below(rim) + _uneven(rim, hull, source)
    if manner.shows_hair:
        rim = rim + hull.toward(rim) * (_HAIR * smooth(-rim[:, 1], 0.5, 1.0))[:, None]
    grid = sheet(hull, hem=hull.toward(rim), far=unit(_far() - hull.middle), rows=_ROWS)
    grid = _rows_at(grid, np.repeat(_spread(np.linspace(0, 1, _ROWS))[:, None], _COLUMNS, axis=1))
    grid = replace(grid, across=grid.across + manner.shift)
    on_skin = np.sqrt(((rim - hull.middle) ** 2).sum(axis=1)) - grid.reach[0]
    on_skin = on_skin + 0.02 + swell(shape, rim[:, 1])
    # drawn close to cheeks and chin, and flat over the forehead
    reach = 0.2 + 0.2 * (1 - smooth(_below(), 0.1, 0.4)) - 0.08 * smooth(_below(), 0.6, 0.8)
    relief = _relief(grid, hull, manner, source)
    height = relief + on_skin * (1 - smooth(grid.along / reach, 0.0, 1.0))
    height[0] = on_skin
    openness = _open(grid, relief, wear)
    start = _layer_start(manner, source) if manner.has_layer else None
    if start is not None:
        openness = openness * _beside_layer(start)
    meshes = [_laid(grid, hull, height, material, openness), _seam(shape, inner if wear.has_under_scarf else rim, wear)]
    if start is not None:
        over, height = _layer(grid, height, start, manner, source)
        meshes.append(_laid(over, hull, height, material, _open(over, height, wear)))
    if manner.shows_hair:
        meshes.append(cap(shape, scalp(shape), source, thickness=_combed, fade=0.0, tie=_TIE, depth=0.9))
    if wear.has_under_scarf:
        meshes.append(_under_scarf(shape, hull, wear, manner, inner))
    return meshes


def _combed(place: Doubles) -> Doubles:
    """How high hair lies that is drawn back under the scarf."""
    return 0.5 * _HAIR + 0 * place[..., 1]


def _seam(shape: HeadShape, rim: Doubles, wear: Wear) -> Mesh:
    """The shadow of the rim on the skin; light cloth sends light into it."""
    y, chin = rim[:, 1], shape.traits.proportions.chin_y
    darkest = _PALE_SEAM if max(wear.cover_color) > _PALE else _SEAM
    wide = _SEAM_WIDE * (1 - 0.4 * np.exp(-(((y + 0.2) / 0.4) ** 2))) * (1 - smooth(y, chin - 0.62, chin - 0.06))
    return contact(
        shape, rim, inward=unit(np.array([0.0, 0.3]) - rim[:, :2]), wide=wide, darkest=darkest, lift=swell(shape, y)
    )


def _rounded_below(rim: Doubles) -> Doubles:
    """The rim without the corners that it has where it leaves the jaw for the throat; *Shape*: N x 3."""
    ring, shifts = rim[:-1], range(-_ROUND, _ROUND + 1)  # the last place is the first one
    weights = [_ROUND + 1.0 - abs(shift) for shift in shifts]
    soft = np.average([np.roll(ring, shift, axis=0) for shift in shifts], axis=0, weights=weights)
    soft = np.concatenate([soft, soft[:1]])
    share = smooth(_below(), 0.62, 0.78)[:, None]
    return np.asarray(rim * (1 - share) + soft * share)


def _uneven(rim: Doubles, hull: Hull, source: Stream) -> Doubles:
    """How far the edge of real cloth strays from a smooth line, back and forth over the skin."""
    below = _below()
    stray = warp(source, (2, _COLUMNS), 0.016, cells=(15, 1))[0] * (1 - smooth(below, 0.55, 0.75))
    broad = warp(source, (2, _COLUMNS), _STRAYS, cells=(6, 1))[0] * smooth(below, 0.12, 0.3)
    stray = np.clip(stray, -0.02, None) + np.clip(broad, -_INMOST, _OUTMOST) * (1 - smooth(below, 0.78, 0.9))
    outward = unit((rim - hull.middle) * np.array([1.0, 1.0, 0.0]))
    return np.asarray(outward * stray[:, None])


def _laid(grid: Sheet, hull: Hull, height: Doubles, material: Material, openness: Doubles) -> Mesh:
    points = grid.places(hull, height)
    # the rim stays with the chin when the head turns
    stiff = 1 - smooth(points[..., 1], 1.75, 2.5)
    return sheet_mesh(points, grid=grid, material=material, openness=openness, stiffness=stiff)


def _open(grid: Sheet, relief: Doubles, wear: Wear) -> Doubles:
    """How much of the surroundings the cloth sees between its folds and under the chin; *Shape*: rows x columns."""
    openness = bounced(fold_openness(relief, depth=24.0, least=0.08, reach=4.0), wear.cover_color)
    openness[0] *= 0.85
    openness += (0.85 - openness) * smooth(-grid.directions[..., 1], 0.75, 0.97)  # nothing hides the crown
    under = smooth(grid.directions[..., 1], 0.55, 0.75) * np.exp(-((grid.along / 0.45) ** 2))
    return np.asarray(openness * (1 - 0.45 * under))


def _relief(grid: Sheet, hull: Hull, manner: Manner, source: Stream) -> Doubles:
    """How far the cloth stands off: folds run from the chin up beside the cheeks and fade over the crown."""
    along, below = grid.along, _below()[None]
    shape = along.shape
    # folds keep to the rows, so what lies side by side over the crown comes together under the chin
    fold = pleats(
        source, _rows_apart(source, _ROWS, 2.5), shares()[None] + 0 * along, spacing=manner.spacing, steep=0.74
    )
    beside = smooth(below, 0.1, 0.4)  # not above the forehead, where the cloth is drawn flat
    strong = (
        (0.6 + 0.4 * beside) * (1 - 0.85 * smooth(below, 0.62, 0.85)) * smooth(along / (0.45 - 0.36 * beside), 0, 1)
    )
    points = grid.places(hull, 0.0)
    side = manner.mirror
    temple = rays(source, points, (0.78 * side, -0.5), reach=0.8, count=16.0, blind=(-0.8 * side, 0.6))
    slack = warp(source, shape, 0.016, cells=(6, 5)) * smooth(along, 0.05, 0.5)
    thick = 0.012 + 0.01 * np.clip(1 + warp(source, shape, 1.0, cells=(17, 1))[:1], 0, 2)
    rim = thick * np.exp(-(((along - 0.025) / 0.025) ** 2))
    rim = rim * (1 - 0.7 * smooth(below, 0.6, 0.8))  # thin below the chin
    fold = 0.2 * strong * fold + 0.04 * temple
    height = 0.025 + (0.01 + 0.045 * beside) * smooth(along, 0.0, 0.5) + manner.deep * fold + slack + rim
    return rounded(height, points)


def _rows_apart(source: Stream, rows: int, length: float) -> Doubles:
    """How far each row is from the rim, the columns shifted a little: a crest that crosses rows looks torn."""
    return np.asarray(
        length * _spread(np.linspace(0, 1, rows))[:, None] + warp(source, (1, _COLUMNS), 0.06, cells=(6, 1))
    )


def _spread(even: Doubles) -> Doubles:
    """The share of a column at evenly counted rows: they lie closer beside the hem, which is rounded there."""
    return np.asarray(even * (_CLOSE + (1 - _CLOSE) * even))


def _row_of(share: Doubles) -> Doubles:
    """Which row, from 0 to 1, lies at a share of a column; the inverse of `_spread`."""
    rest = 1 - _CLOSE
    return np.asarray((np.sqrt(_CLOSE * _CLOSE + 4 * rest * share) - _CLOSE) / (2 * rest))


def _taken(values: Doubles, at: Doubles) -> Doubles:
    """Values of a grid between its rows; *Shapes*: rows x columns (x 3), `at` (0 to 1) N x columns."""
    row = np.clip(at * (len(values) - 1), 0, len(values) - 1.001)
    low, columns = row.astype(int), np.arange(at.shape[1])[None]
    part = row - low
    share = part[..., None] if values.ndim > part.ndim else part
    return np.asarray(values[low, columns] * (1 - share) + values[low + 1, columns] * share)


def _rows_at(grid: Sheet, at: Doubles) -> Sheet:
    """The grid with other rows, at these shares (0 to 1) of its own; *Shape*: at N x columns."""
    return Sheet(
        directions=unit(_taken(grid.directions, at)),
        reach=_taken(grid.reach, at),
        along=_taken(grid.along, at),
        across=_taken(grid.across, at),
    )


def _layer_start(manner: Manner, source: Stream) -> Doubles:
    """The share of each column where a layer over the first begins: near the rim on one side, far on the other."""
    side = np.sign(0.5 - shares()) * manner.mirror
    swing = 0.5 - 0.5 * side * np.sin(np.pi * np.clip(_below(), 0, 1))
    start = 0.05 + float(source.uniform(0.12, 0.3)) + float(source.uniform(0.2, 0.62)) * (swing - 0.5)
    return np.asarray(np.clip(start + 0.02 * warp(source, (1, _COLUMNS), 1.0, cells=(5, 1))[0], 0.05, 0.7))


def _beside_layer(start: Doubles) -> Doubles:
    """How much light is left on the first layer before the edge of the second; *Shape*: rows x columns."""
    before = start[None] - _spread(np.linspace(0, 1, _ROWS))[:, None]
    return np.asarray(1 - _EDGE_SHADE * np.exp(-((np.maximum(before, 0.0) / _EDGE_REACH) ** 2)))


def _layer(grid: Sheet, under: Doubles, start: Doubles, manner: Manner, source: Stream) -> tuple[Sheet, Doubles]:
    """The end that is led once more over the head, from these shares of the columns on."""
    below = _below()
    at = _row_of(start[None] + (0.97 - start[None]) * _spread(np.linspace(0, 1, _LAYER_ROWS))[:, None])
    own = _rows_at(grid, at)
    own = replace(own, along=own.along - own.along[:1])
    beneath = _taken(under, at)
    edge = smooth(own.along, 0.0, 0.06)
    across = _rows_apart(source, _LAYER_ROWS, 2.0)
    fold = pleats(source, across, shares()[None] + 0 * own.along, spacing=manner.spacing * 1.2, steep=0.74)
    strong = 0.55 + 0.45 * smooth(below, 0.1, 0.5)[None]
    height = beneath + 0.01 + 0.02 * edge + manner.deep * 0.09 * strong * fold * smooth(own.along, 0.02, 0.2)
    # it never dips under the first layer, nor gapes at its edge
    lift = rounded(height, own.directions) - beneath
    roll = _ROLL * np.exp(-(((own.along - 0.022) / 0.02) ** 2))
    least, most = 0.01 + 0.035 * smooth(own.along, 0.0, 0.25), 0.012 + 0.17 * own.along
    return own, beneath + roll + np.clip(lift, least, most)


def _band_rim(shape: HeadShape, manner: Manner, rim: Doubles) -> Doubles:
    """The lower edge of the band, which goes under the rim of the scarf at the temples; *Shapes*: N x 3."""
    under = smooth(_below(), 0.12, 0.34)[:, None]
    return np.asarray(face_opening(shape, manner, at=shares()) * (1 - under) + rim * under)


def _under_scarf(shape: HeadShape, hull: Hull, wear: Wear, manner: Manner, hem: Doubles) -> Mesh:
    """The band that holds the hair under a scarf, from its lower edge on; *Shape*: hem N x 3."""
    wider = face_opening(shape, manner, at=shares(), higher=0.4)
    start, end = hull.toward(hem), unit(wider * np.array([1.25, 1.25, 1.0]) - hull.middle)
    grid = sheet(hull, hem=start, far=end, rows=12)
    on_skin = np.sqrt(((hem - hull.middle) ** 2).sum(axis=1)) - grid.reach[0]
    # only the forehead shows it: behind and below it goes under the scarf
    hidden = 0.12 * smooth(grid.along, 0.2, 0.32) + 0.25 * smooth(_below(), 0.26, 0.42)
    height = on_skin + 0.012 + 0.02 * smooth(grid.along, 0, 0.08) - hidden
    material = cloth(_band_color(wear), fabric="jersey")
    openness = 0.9 - 0.5 * smooth(grid.along, 0.03, 0.14)
    stiff = np.ones_like(height)
    return sheet_mesh(grid.places(hull, height), grid=grid, material=material, openness=openness, stiffness=stiff)


def _band_color(wear: Wear) -> Bgr:
    """Darker than the scarf; under a black one black, dark gray, or nearly so with some blue or red."""
    blue, green, red = wear.cover_color
    if is_black(wear):
        return _UNDER_BLACK[int(wear.hair_length * len(_UNDER_BLACK)) % len(_UNDER_BLACK)]
    share = _DARKER if wear.hair_length < _OTHER else _DARKEST
    return round(share * blue), round(share * green), round(share * red)

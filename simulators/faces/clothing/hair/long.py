"""Long hair: it falls from a parting to both sides of the face, as locks over a darker ground, with or without a fringe."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.clothing.build import torso_rows
from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.locks import Gathering, Growth, gathered, grown, strayed
from simulators.faces.clothing.hair.scalp import cap, scalp
from simulators.faces.clothing.hair.strands import Ribbons, Tint, full_texture, hair_material, ribbons, tint_of
from simulators.faces.clothing.hanging import Hanging, hang
from simulators.faces.clothing.hull import (
    Body,
    Doubles,
    Hull,
    body_of,
    curve,
    head_rows,
    hull_of,
    unit,
)
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream, stream

_COLUMNS, _ROWS = 97, 28
_SEED = 47
_MIDDLE = (0.0, 0.0, -0.1)
_FACED = np.array([0.0, 0.0, -1.6])  # strands lie flat as seen from here: beside the face they turn to the front
_SEEN = 0.68  # of the way from the front edge to the back of the head
_FRONT = 30  # where in the picture of hair the front edge is, in pixels
_BEHIND = 0.3  # of the drape: below, hair lies behind the shoulders
_CURLY = 0.6  # of the length: wavy hair above is curly


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fall:
    """How long hair falls; lengths in face units."""

    volume: float
    """How far it stands off at the sides."""
    gathering: Gathering
    steps: int
    locks: int = 130
    width: float = 0.062
    wave: float = 0.0
    span: float = 1.0
    """The share of the way down that a lock is seen for."""


def _fall(wear: Wear) -> _Fall:
    if wear.hair == "bob":
        return _Fall(volume=0.1, gathering=Gathering(strands=4, spread=0.055, clump=0.4), steps=11)
    if wear.hair == "long":
        return _Fall(volume=0.05, gathering=Gathering(strands=4, spread=0.055, clump=0.5, fray=0.03), steps=13)
    if wear.hair_length < _CURLY:
        wound = Gathering(strands=4, spread=0.055, clump=0.6, curl=0.06, turns=2.2, fray=0.03)
        return _Fall(volume=0.14, gathering=wound, steps=16, locks=95, wave=0.07)
    wound = Gathering(strands=3, spread=0.04, clump=0.6, curl=0.08, turns=4.2, fray=0.05)
    return _Fall(volume=0.2, gathering=wound, steps=22, locks=170, width=0.055, wave=0.03, span=0.62)


def _curtain(shape: HeadShape, wear: Wear, volume: float) -> Body:
    full = 0.06 * wear.build + volume
    rows = [
        [-1.2, 0.6, 0.8, -0.1, -1.2],
        [-0.9, 0.82 + 0.5 * volume, 1.1, -0.1, -1.45],
        [-0.5, 0.92 + full, 1.15, -0.05, -1.5],
        [0.2, 0.98 + full, 1.0, -0.05, -1.5],
        [1.0, 0.97 + full, 0.85, -0.1, -1.4],
        [1.6, 0.95 + full, 0.72, -0.2, -1.35],
        [2.0, 0.99 + full, 0.68, -0.25, -1.35],
    ]
    if wear.hair == "bob":
        rows += [[2.6, 0.9, 0.6, -0.3, -1.3], [4.6, 0.9, 0.6, -0.3, -1.3]]
        return body_of(rows)
    for y, _, front, middle, back in torso_rows(shape, wear.build):
        if y > 2.2:  # noqa: PLR2004 (where it reaches the shoulders)
            rows.append([y, 1.17 + full, front + 0.3, middle, back - 0.2])
    return body_of(rows)


def _raised(shape: HeadShape, volume: float) -> Body:
    """The skull under hair that stands off it: higher at the crown, wider below it."""
    given = head_rows(shape, to_y=0.4)
    crown = given[0][0]
    rows = []
    for y, width, front, middle, back in given:
        higher = (0.14 + 0.4 * volume) * float(smooth(np.array(-y), 0.4, 1.5))
        wider = (0.04 + 0.7 * volume) * min((y - crown) / 0.8, 1.0)
        rows.append([y - higher, width + wider, front + 0.02, middle, back - 0.08])
    return body_of(rows)


def _parting(wear: Wear) -> tuple[float, float]:
    """The x of the parting, and how far the wide side sweeps over the forehead, 0 to 1."""
    side = 1 if wear.drape > 0.5 else -1  # noqa: PLR2004 (left or right)
    swept = 0.0 if wear.hair_length < 0.35 else wear.hair_length  # noqa: PLR2004 (a third part it in the middle)
    return 0.36 * side * min(swept * 1.5, 1), swept


def _hem(shape: HeadShape, curtain: Body, wear: Wear) -> Doubles:
    """The front edge, from the end on the left of the picture over the parting to the right; *Shape*: N x 3."""
    top = shape.traits.proportions.hairline_y
    part, swept = _parting(wear)
    side = 1 if part > 0 else -1
    is_behind = wear.drape % 0.5 < _BEHIND / 2 or wear.hair == "bob"
    end = 1.65 + 0.4 * wear.hair_length if wear.hair == "bob" else 2.3 + 1.1 * wear.hair_length
    heights = np.array([-0.1, 0.25, 0.6, 1.1, 1.6, 2.1, 2.6, 3.4])
    across = np.array([0.87, 0.87, 0.85, 0.83, 0.8, 0.74, 0.68, 0.62])
    if is_behind:
        across = np.array([0.87, 0.88, 0.89, 0.92, 0.97, 1.0, 1.0, 1.0])
    kept = heights < end - 0.1
    heights, across = np.append(heights[kept], end), np.append(across[kept], np.interp(end, heights, across))
    sides = [curtain.around(hand * np.arcsin(across), heights).tolist() for hand in (-1, 1)]
    low = [0.1 * swept * (hand != side) for hand in (-1, 1)]  # the wide side of a parting sweeps over the forehead
    spots = np.array(
        [
            (min(part - 0.5, -0.6), top + 0.38 + low[0]),
            (part - 0.32, top + 0.22 + low[0]),
            (part - 0.1, top + 0.06),
            (part, top),
            (part + 0.1, top + 0.06),
            (part + 0.32, top + 0.22 + low[1]),
            (max(part + 0.5, 0.6), top + 0.38 + low[1]),
        ]
    )
    forehead = shape.surface(spots)
    temple = shape.surface(np.array([(-0.88, -0.42), (0.88, -0.42)]))
    points = [*sides[0][::-1], temple[0].tolist(), *forehead.tolist(), temple[1].tolist(), *sides[1]]
    return curve(points, np.linspace(0, 1, _COLUMNS))


def long_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """A woman's or a girl's open hair."""
    base = scalp(shape)
    fall = _fall(wear)
    curtain = _curtain(shape, wear, fall.volume)
    hull = hull_of(_raised(shape, fall.volume), curtain, middle=_MIDDLE, seam=0.25)
    grid = hang(hull, curtain, _hem(shape, curtain, wear), rows=_ROWS, parting=_parting(wear)[0])
    height = 0.01 + 0.07 * smooth(grid.along, 0.0, 0.35) + _waves(grid, fall, source)
    tint = tint_of(shape)
    return [  # what lies above comes first: what it hides need not be drawn
        *_fringe(shape, wear, base, source),
        *_locks(grid, height, fall, hull, tint=tint, source=source),
        _ground(grid, height, wear, tint=tint, source=source),
        cap(shape, base, source, thickness=lambda place: np.full(place.shape[:-1], 0.03), fade=0.0),
    ]


def _ground(grid: Hanging, height: Doubles, wear: Wear, *, tint: Tint, source: Stream) -> Mesh:
    """What is seen between the locks: a surface with uneven ends."""
    texture = full_texture(tint, 0.8).copy()
    rows, columns = texture.shape[:2]
    texture[..., 3] = _ends(source, (columns, rows), soft=0.1 if wear.hair == "bob" else 0.25)
    share = np.abs(grid.across) / np.abs(grid.across).max()
    if wear.hair != "bob":  # behind, only the shoulders end it
        share = share * (1 - 0.22 * smooth(grid.along, 0.35, 0.9))
    texels = np.stack([_FRONT + grid.along * 190, (rows - 2) * share], axis=-1)
    openness = 0.5 + 0.25 * smooth(grid.along, 0, 0.3)
    return grid_mesh(
        grid.raised(height - 0.015 * smooth(grid.along, 0.03, 0.3)).astype(np.float32),
        texels=texels.astype(np.float32),
        material=hair_material(texture, casts_shadow=True, gloss=0.6),
        openness=openness.astype(np.float32),
    )


def _waves(grid: Hanging, fall: _Fall, source: Stream) -> Doubles:
    rows, columns = grid.along.shape
    slow = noise(source, cells=(6, 9), size=(columns, rows)) * 0.025
    if not fall.wave:
        return np.asarray(slow, dtype=np.float64)
    phase = noise(source, cells=(4, 7), size=(columns, rows)) * 1.6
    down = np.abs(grid.across)
    swing = np.sin(down * 6.5 + phase) * smooth(down, 0.7, 1.8)
    return np.asarray(slow + fall.wave * swing, dtype=np.float64)


@lru_cache(maxsize=1)
def _ragged(size: tuple[int, int]) -> Doubles:
    """How unevenly hairs and locks end; *Shape*: height x width."""
    source, columns = stream(_SEED, "ends"), size[0]
    hairs, locks = (noise(source, cells=cells, size=size) for cells in ((columns // 4, 2), (columns // 30, 2)))
    return np.asarray(0.3 * hairs + 0.7 * locks, dtype=np.float64)


def _ends(source: Stream, size: tuple[int, int], *, soft: float) -> Doubles:
    """Holes at the front edge and at the ends, 0 to 255; *Shape*: height x width."""
    columns, rows = size
    u, v = np.arange(columns)[None], np.linspace(0, 1, rows)[:, None]
    ragged = np.roll(_ragged(size), int(source.integers(columns)), axis=1)
    end = (1 - v) / soft - 0.75 + 0.65 * np.clip(ragged, -1, 1)  # nothing is left where the surface stops
    front = (u - _FRONT) / 9 + 0.5 + 0.3 * ragged
    return np.asarray(np.clip(255 * np.minimum(3 * end, front), 0, 255))


def _locks(  # noqa: PLR0913 (where they lie and how they fall)
    grid: Hanging, height: Doubles, fall: _Fall, hull: Hull, *, tint: Tint, source: Stream
) -> list[Mesh]:
    """Locks along the rows of the curtain, most of them near its front, and loose hairs over them."""
    guides = _guides(grid, height, fall, source)
    paths = gathered(guides, hull.middle, fall.gathering, source)
    width = fall.width * source.uniform(0.5, 1.2, len(paths))
    strands = Ribbons(path=paths, width=width, middle=_FACED, deep=0.75, ends=0.3, tilt=0.15)
    wisps = strayed(guides[: len(guides) // 6], hull.middle, source, count=60, off=0.12)  # beside the face
    loose = np.concatenate([strayed(guides, hull.middle, source, count=140, off=0.11), wisps])
    single = Ribbons(path=loose, width=np.full(len(loose), 0.02), middle=_FACED, deep=0.9, is_single=True)
    return [ribbons(strands, tint, source), ribbons(single, tint, source)]


def _guides(grid: Hanging, height: Doubles, fall: _Fall, source: Stream) -> Doubles:
    """The paths of locks; *Shape*: locks x steps x 3."""
    count = fall.locks
    rows, columns = grid.along.shape
    middle = (columns - 1) / 2
    share = np.linspace(0, 1, fall.steps)[None]
    row = np.sort(_SEEN * (rows - 2) * source.uniform(0, 1, (count, 1)) ** 1.2, axis=0)  # what hides others comes first
    start = source.uniform(-0.25, max(0.4, 1.05 - fall.span), (count, 1)).clip(-0.03) * middle
    last = np.minimum(start + fall.span * middle, source.uniform(0.78, 1.0, (count, 1)) * (middle - 1))
    side = np.where(source.random((count, 1)) < 0.5, -1.0, 1.0)  # noqa: PLR2004 (either side)
    column = middle + side * (start + (last - start) * share)
    drift = source.normal(0, 1.2, (count, 1)) * share + source.normal(0, 0.25, (count, fall.steps)).cumsum(axis=1)
    at = np.clip(row + drift, 0, rows - 1.01)
    i, j = at.astype(int), np.clip(column, 0, columns - 1.01).astype(int)
    fi, fj = (at - i)[..., None], (column - j)[..., None]
    surface = grid.raised(height + 0.012)
    upper = surface[i, j] * (1 - fj) + surface[i, j + 1] * fj
    lower = surface[i + 1, j] * (1 - fj) + surface[i + 1, j + 1] * fj
    path = upper * (1 - fi) + lower * fi
    lift = source.uniform(0.0, 0.04, (count, 1)) * np.sin(np.pi * np.minimum(share * 1.3, 1))
    return np.asarray(path + unit(path - np.array(_MIDDLE)) * lift[..., None])


def _fringe(shape: HeadShape, wear: Wear, hull: Hull, source: Stream) -> list[Mesh]:
    """Hair cut short over the forehead, for some who part it in the middle."""
    likely = 0.6 if wear.hair == "bob" else 0.4
    if _parting(wear)[1] or source.random() > likely + 0.3 * shape.traits.childhood:
        return []
    count = 46
    x = source.uniform(-0.62, 0.62, count)
    start = shape.traits.proportions.hairline_y - source.uniform(0.1, 0.32, count)
    roots = hull.toward(np.stack([0.8 * x, start, np.full(count, 0.75)], axis=1))
    lean = 0.35 if wear.drape > 0.5 else -0.35  # noqa: PLR2004 (left or right)

    def forward(place: Doubles) -> Doubles:
        return np.stack([0.3 * place[:, 0] + lean, np.ones(len(place)), np.full(len(place), 0.5)], axis=1)

    growth = Growth(
        roots=roots,
        length=1.3 * (shape.traits.proportions.brow_y - 0.25 - start) * source.uniform(0.88, 1.04, count),
        layer=source.uniform(0.8, 1.1, count),
        height=lambda place: 0.12 + 0.06 * smooth(-place[..., 1], 0.6, 1.2),
        comb=forward,
        scatter=0.1,
        rise=0.4,
        sink=0.45,
        steps=8,
    )
    paths = gathered(grown(hull, growth, source), hull.middle, Gathering(strands=6, spread=0.04, clump=0.5), source)
    width = source.uniform(0.025, 0.05, len(paths))
    strands = Ribbons(path=paths, width=width, middle=hull.middle, deep=0.55, tilt=0.15)
    return [ribbons(strands, tint_of(shape), source, casts_shadow=True)]

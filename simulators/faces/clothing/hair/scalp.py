"""Where hair grows: down to the hairline, how far within it each place lies, and a cap of hair that thins out at its edge."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from scipy.interpolate import PchipInterpolator

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.strands import FULL_SIZE, dull_texture, hair_material, tint_of
from simulators.faces.clothing.hull import Doubles, Hull, body_of, head_rows, hull_of, unit
from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

_COLUMNS, _ROWS = 121, 30
SEEN = 0.85  # of the way around the head, from the front
_BEYOND = 0.27  # radians past the hairline, that the grid reaches
_CHART = (256, 200)  # columns from the front to behind, rows from the crown down
_CHART_TOP, _CHART_BOTTOM = -2.2, 1.4
_LAP = 40  # columns of it that are mirrored, so that it has no edge
_ROUNDED = 0.09  # face units over which the corners of the hairline are rounded
_NARROW = 0.05
_SEED = 43
_FIRST = 0.58  # of the way over which hair gets dense, how far before the hairline the first single hairs grow
_FADING = 1.3  # power by which hair gets dense: single hairs first
_LOCKED = 0.7  # how much further some locks of a fringe hang than others, as a share
_SOFT, _SOFT_CAP = 0.25, 0.27  # of the hairline: of short hair, and of a cap
_SHAVED = 0.62  # how much less hair a full fade leaves before the ears
_SHAVED_OVER = (-0.6, 0.0)  # heights over which it does: the temples stay filled
_STROKES = 26000  # hairs of the picture of where hair begins
_LOOSE = 0.55  # how much less far a fringe hangs here and there, as a share
_TEMPLES = 0.03  # within how much less of a way beside the forehead: what stands behind would be seen as a dark bow
_SHARP, _SHADE = 0.75, 0.82  # how sharp single hairs are; how far what is below the skin darkens it between them
_DRAWN_SOFT = 0.26  # face units over which hair drawn back gets dense
_ROOTS = ((34, 1, 0.02), (13, 2, 0.012), (5, 6, 0.011), (2, 12, 0.02))
"""Of its locks and threads: how wide in pixels, how often they differ on their way, how far before others they begin."""
_FARTHEST = 1.6  # deviations from the mean, beyond which they differ no more
_DRAWN_DARK = 0.24  # how much darker it is at the roots
_DEPTH = 0.8  # of the color of dense hair: a cap is short, and skin shades it
_BY_BALDING, _LOSING = 1.125, (30.0, 60.0)  # how far hair goes, per balding above a half, and over which years
_UPPER = 3  # one in so many rows of the picture of hair, around the whorl: no scalp is seen there
WHORL = np.array([0.08, -1.5, -0.75])


@lru_cache(KEPT_SHAPES)
def scalp(shape: HeadShape) -> Hull:
    """The bare head."""
    rows = head_rows(shape, to_y=9)
    neck = [[0.3, 0.7, 0.3, -0.3, -1.2], [1.0, 0.66, 0.3, -0.3, -1.02], [1.6, 0.62, 0.25, -0.3, -0.95]]
    return hull_of(body_of(rows), body_of(neck), middle=(0.0, -0.35, -0.1), seam=0.1)


def is_grown_man(traits: FaceTraits) -> bool:
    """Whether hair grows as a man's: square at the temples, with burns before the ears, and going with the years."""
    return traits.sex == "male" and traits.childhood < 0.3  # noqa: PLR2004 (about fourteen years)


def lost(traits: FaceTraits) -> float:
    """How far hair has gone, 0 to about 0.56."""
    years = float(smooth(np.array(traits.age), *_LOSING))
    return _BY_BALDING * max(traits.balding - 0.5, 0) * years * (traits.sex == "male")


def hairline(traits: FaceTraits, turn: Doubles) -> Doubles:
    """The height down to which hair grows, by azimuth from the front."""
    is_man, gone = is_grown_man(traits), lost(traits)
    top = traits.proportions.hairline_y + (0.1 if is_man else 0.08)
    burn = 0.3 if is_man else 0.05
    corner, full = (0.01 + 0.05 * traits.balding, 0.06) if is_man else (-0.03, 0.1)
    at = [0.0, 0.28, 0.5, 0.66, 0.8, 0.9, 1.0, 1.08, 1.17, 1.42, 1.58, 1.95, 2.1, 2.45, np.pi]
    heights = [
        top - 0.62 * gone,
        top - 0.015 - 0.68 * gone,
        top - corner - 0.82 * gone,
        (top - corner if is_man else -0.86) - 0.8 * gone,
        (-0.81 if is_man else -0.66) - 0.4 * gone,
        (-0.52 if is_man else -0.5),
        -0.36 + 0.5 * full,
        -0.16,
        burn - 0.08,
        burn,
        -0.12,
        -0.1,
        0.4,
        0.8,
        0.85,
    ]
    return np.asarray(PchipInterpolator(at, heights)(np.abs(turn)))


def rim(shape: HeadShape, hull: Hull, turn: Doubles) -> Doubles:
    """Directions of the hairline."""
    y = np.maximum(hairline(shape.traits, turn), shape.traits.proportions.crown_y + 0.12)
    return hull.toward(hull.body.around(turn, np.minimum(y, 1.2)))


def between(first: Doubles, second: Doubles, share: Doubles) -> Doubles:
    """Directions on the way from one to the other; shares above 1 lie beyond it."""
    angle = np.arccos(np.clip((first * second).sum(axis=-1), -1, 1))[..., None]
    share = share[..., None]
    return unit(np.sin((1 - share) * angle) * first + np.sin(share * angle) * second)


@lru_cache(KEPT_SHAPES)
def _chart(shape: HeadShape) -> Floats:
    """How far within the hairline places lie, by azimuth and height; *Shape*: rows x columns."""
    columns, rows = _CHART
    y = np.linspace(_CHART_TOP, _CHART_BOTTOM, rows)[:, None]
    is_inside = (y < hairline(shape.traits, np.linspace(0, np.pi, columns))[None]).astype(np.uint8)
    whole = cv2.copyMakeBorder(is_inside, 0, 0, _LAP, _LAP, cv2.BORDER_REFLECT)
    within, without = (cv2.distanceTransform(mask, cv2.DIST_L2, 5) for mask in (whole, 1 - whole))
    unit_px = (rows - 1) / (_CHART_BOTTOM - _CHART_TOP)
    rounded = cv2.GaussianBlur(within - without, (0, 0), _ROUNDED * unit_px)
    return np.asarray(rounded[:, _LAP:-_LAP] / np.float32(unit_px), dtype=np.float32)


def inside(shape: HeadShape, hull: Hull, places: Doubles) -> Doubles:
    """How far within the hairline places lie, in face units; below 0 beyond it; *Shapes*: ... x 3 to ..."""
    x, y, z = places[..., 0], places[..., 1], places[..., 2]
    width, front, middle, back = hull.body.layers(y)
    depth = np.where(z > middle, front - middle, middle - back)
    turn = np.arctan2(np.abs(x) / np.maximum(width, _NARROW), (z - middle) / np.maximum(depth, _NARROW))
    columns, rows = _CHART
    u, v = turn * ((columns - 1) / np.pi), (y - _CHART_TOP) * ((rows - 1) / (_CHART_BOTTOM - _CHART_TOP))
    across, down = (np.atleast_2d(part).astype(np.float32) for part in (u, v))
    found = cv2.remap(_chart(shape), across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found.reshape(y.shape), dtype=np.float64)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """A grid over the scalp from the whorl, its first row, to beyond the hairline; *Shapes*: rows x columns (x 3)."""

    directions: Doubles
    places: Doubles
    inside: Doubles
    share: Doubles
    """Of the way from the whorl to the end."""


def ground(shape: HeadShape, hull: Hull, whorl: Doubles = WHORL) -> Ground:
    """The ground of hair that lies around a whorl."""
    turn = np.linspace(-np.pi, np.pi, _COLUMNS) * SEEN
    edge = rim(shape, hull, turn)
    share = np.broadcast_to(np.linspace(0, 1, _ROWS)[:, None] ** 0.85, (_ROWS, _COLUMNS))
    middle = np.broadcast_to(unit(whorl - hull.middle), (_ROWS, _COLUMNS, 3))
    arc = np.arccos(np.clip((middle[0] * edge).sum(axis=-1), -1, 1))
    directions = between(middle, np.broadcast_to(edge[None], middle.shape), share * (1 + _BEYOND / arc))
    places = hull.at(directions)
    return Ground(directions=directions, places=places, inside=inside(shape, hull, places), share=share)


def rising(inside: Doubles, reach: float = 0.4) -> Doubles:
    """How much of its thickness hair has so far within the hairline."""
    return np.asarray(np.sin(np.clip(inside / reach, 0, 1) * (np.pi / 2)))


def density(  # noqa: PLR0913 (a surface and how it grows)
    grown: Ground,
    source: Stream,
    *,
    fade: float,
    thin: float = 0.0,
    soft: float = _SOFT,
    fringe: float = 0.0,
    rough: float = 1.0,
) -> Doubles:
    """How dense hair grows, from 0 to where no skin is seen, 1, and above; below 0 beyond hair; *Shape*: rows x columns.

    `fade`: how slowly it gets dense at the sides; `thin`: how bare the top is; `soft`: within which way it gets dense;
    `fringe`: how far hair hangs over the forehead, further to the side of its sign; `rough`: how uneven its line is.
    """
    rows, columns = grown.inside.shape
    y = grown.places[..., 1]
    lower = smooth(y, -0.9, 0.0)
    course, bays, nicks, tips = (
        noise(source, cells=cells, size=(columns, rows))
        for cells in ((columns // 14, 3), (columns // 5, 4), (columns // 2, rows // 2), (columns // 3, 2))
    )
    uneven = rough * (0.026 * course + 0.022 * bays + 0.013 * nicks) * (1 - 0.4 * lower)
    start = _FIRST * soft + 0.03 * lower + uneven
    x = grown.places[..., 0]
    aside = (0.72 + 0.28 * np.tanh(1.6 * np.sign(fringe) * x)) * (1 - smooth(np.abs(x), 0.25, 0.9))
    hung, fore = 1 - _LOOSE * smooth(bays, -0.7, 1.3), smooth(grown.places[..., 2], 0.2, 0.5)
    locked = 1 + _LOCKED * np.clip(tips, -1.2, 1.2)
    start = start + abs(fringe) * aside * hung * locked * fore
    way = soft + 0.6 * thin + (0.12 * fade + 0.06) * lower - _TEMPLES * smooth(np.abs(x), 0.42, 0.68)
    within = (grown.inside + start) / way
    dense = np.clip(within, 0, 1.15) ** _FADING + np.clip(within, -1, 0)
    shaved = 1 - _SHAVED * fade * smooth(y, *_SHAVED_OVER)
    return np.asarray(dense * shaved * (1 - thin * smooth(-y, 0.7, 1.3)))


def cover(dense: Doubles, source: Stream) -> Floats:
    """How much of the skin hair covers, 0 to 255: where it is not dense, single hairs; *Shape*: that of `full_texture`."""
    wide = over_picture(dense)
    hairs = single_hairs(wide, source)
    return np.asarray(np.maximum(hairs, np.clip(np.float32(_SHADE) * wide, 0, 1)) * np.float32(255), dtype=np.float32)


def single_hairs(wide: Floats, source: Stream, first: Floats | None = None, part: float = 1.0) -> Floats:
    """How much hairs alone cover, 0 to 1, by their density; *Shapes*: that of `full_texture`.

    `first`: which places of the picture are covered first, 0 to 1; single straight hairs where not given.
    `part`: how far it decides the order, beside single hairs.
    """
    ranks = np.roll(_ranks(), int(source.integers(FULL_SIZE[0])), axis=1)
    if first is not None:
        ranks = (1 - part) * ranks + part * first
    return np.asarray(np.clip(np.float32(_SHARP) * (np.float32(1 + 1 / _SHARP) * wide - ranks), 0, 1), dtype=np.float32)


@lru_cache(maxsize=1)
def _ranks() -> Floats:
    """Which hairs grow first where hair begins, 0 to 1, evenly spread; *Shape*: that of `full_texture`."""
    source, (columns, rows) = stream(_SEED, "edge"), FULL_SIZE
    lean = noise(source, cells=(columns // 90, 3), size=FULL_SIZE)
    picture = np.full((rows, columns), 255, dtype=np.uint8)
    ends = np.stack([source.uniform(0, columns, _STROKES), source.uniform(-8, rows, _STROKES)], axis=1)
    own, long = source.normal(0, 0.4, _STROKES), source.uniform(5, 12, _STROKES)
    for number, (start, aside, length) in enumerate(zip(ends, own, long, strict=True)):
        column, row = int(start[0]), int(max(start[1], 0))
        end = start + length * np.array([1.2 * lean[row, column] + aside, 1.0])
        first, last = ((16 * place).astype(int).tolist() for place in (start, end))
        cv2.line(picture, first, last, 255 - number * 255 / _STROKES, 1, cv2.LINE_AA, 4)
    soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.6), dtype=np.uint8)
    order = np.bincount(soft.reshape(-1), minlength=256).cumsum() / soft.size
    return np.asarray(order[soft], dtype=np.float32)


def cap(  # noqa: PLR0913 (a surface and how it grows)
    shape: HeadShape,
    hull: Hull,
    source: Stream,
    *,
    thickness: Callable[[Doubles], Doubles],
    fade: float,
    tie: Doubles | None = None,
    depth: float = _DEPTH,
) -> Mesh:
    """Hair as a surface; its edge is uneven, and thins out toward the neck by the fade.

    `tie`: where it is drawn back to; where not given, it lies outward from its whorl.
    """
    grown = ground(shape, hull, WHORL if tie is None else tie)
    height = 0.01 + thickness(grown.places) * rising(grown.inside)
    texture = dull_texture(tint_of(shape), depth)
    openness = 0.45 + 0.35 * smooth(height, 0.01, 0.1)
    if tie is None:
        texture[..., 3] = cover(density(grown, source, fade=fade, soft=_SOFT_CAP), source)
    else:
        texture[..., 3] = drawn_back(grown.inside, source, _DRAWN_SOFT)
        openness = (1 - _DRAWN_DARK * (1 - smooth(grown.inside, 0.0, 0.3))) * np.maximum(openness, 0.68)
    return grid_mesh(
        hull.at(grown.directions, height).astype(np.float32),
        texels=full_texels(grown).astype(np.float32),
        material=hair_material(texture, gloss=0.25),
        openness=openness.astype(np.float32),
    )


def drawn_back(within: Doubles, source: Stream, soft: float) -> Floats:
    """How much of the skin threads drawn back cover, 0 to 255, each lock and thread from its own root on.

    `within`: how far within the hairline places lie; *Shapes*: rows x columns to that of `full_texture`.
    `soft`: face units over which hair gets dense.
    """
    roots = np.roll(_roots(), int(source.integers(FULL_SIZE[0])), axis=1)
    begun = np.clip((over_picture(within) + roots) / np.float32(soft), 0, 1)
    return np.asarray(begun * (np.float32(190) + np.float32(65) * begun), dtype=np.float32)


@lru_cache(maxsize=1)
def _roots() -> Floats:
    """How far before others threads begin, about 0, in face units; *Shape*: that of `full_texture`."""
    source, (columns, rows) = stream(_SEED, "roots"), FULL_SIZE
    layers = [
        far * np.clip(noise(source, cells=(columns // wide, long), size=(columns, rows)), -_FARTHEST, _FARTHEST)
        for wide, long, far in _ROOTS
    ]
    return np.asarray(sum(layers), dtype=np.float32)


def full_texels(grown: Ground) -> Doubles:
    """The places of a ground in the picture of `full_texture`; *Shape*: rows x columns x 2."""
    columns, rows = FULL_SIZE
    u = np.broadcast_to(np.linspace(0, columns - 2, grown.share.shape[1])[None], grown.share.shape)
    return np.stack([u, grown.share * (rows - 2)], axis=-1)


def over_picture(values: Doubles) -> Floats:
    """Values of a ground, spread over the picture of `full_texture`; *Shapes*: rows x columns to height x width."""
    spread = cv2.resize(values.astype(np.float32), FULL_SIZE, interpolation=cv2.INTER_LINEAR)
    return np.asarray(spread, dtype=np.float32)


def over_scalp(picture: Texture, seen: Floats, shape: HeadShape, light: float) -> Texture:
    """The picture of hair with as much of the scalp as is seen through it, 0 to 1; *Shapes*: that of `full_texture`.

    In its upper third, around the whorl, none is. `light`: what is left of the color of the skin in the shade of hair.
    """
    blended, lower = picture.copy(), slice(len(picture) // _UPPER, None)
    part = np.ascontiguousarray(seen[lower], dtype=np.float32)
    skin = np.empty_like(picture[lower])
    skin[...] = np.append(tone_of(shape.traits) * np.float32(light), 255).astype(np.uint8)
    blended[lower] = cv2.blendLinear(picture[lower], skin, 1 - part, part)
    return blended

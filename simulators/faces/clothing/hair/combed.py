"""Combed hair as one surface: fine threads in soft locks from the hairline to where it is tied, single hairs at its edge."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.falling import before_the_forehead
from simulators.faces.clothing.hair.scalp import SEEN, Ground, drawn_back, full_texels, ground, over_scalp, rising
from simulators.faces.clothing.hair.strands import FULL_SIZE, Tint, colored, hair_material
from simulators.faces.clothing.hull import Doubles, Hull
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream, stream

LOWEST = -0.88
"""Height of the lowest hairline of a forehead."""

CORNERS = (0.65, 1.0)
"""Azimuths between which the forehead ends."""

_SEED = 59
_TOP, _SIDE = 0.15, 0.1  # how high hair lies above the skin
_LOOSER = 0.06  # how much higher where it is loose
_OVER_EARS = 0.19  # how much further it then stands off over the ears
_EAR = (-0.12, -0.05, 0.42)  # height and depth of what it then covers of an ear, and how far that reaches
_SOFT = 0.23  # face units over which hair gets dense at its edge
_SEEN_THROUGH, _SCALP = 0.4, 0.55  # how much of the scalp is seen where hair begins, and the light of its skin
_STRAYS = 0.055  # how far at most the course of the hairline is off
_LOWER = 0.14  # how far below the hairline the first fine hairs grow
_LED = 90  # pixels of its picture by which hair at the hairline is led off the parting
_SWAY, _SWAYING = 13, 22  # of those pixels, how far locks leave the straight way; how many do
_FURROW, _LINE = 0.06, 0.013  # azimuths to either side of a parting: where hair is lower, and where skin shows
_SKIN = 0.36  # how much of it does there
_OPEN = (0.8, 0.97)  # of the way from the tie, over which a parting opens to a point of skin at the hairline
_WIDER, _BARER = 1.2, 0.2  # how much wider it gets there, as a share, and how much more skin shows
_NECK = (0.5, 0.2, 0.42)  # how dark hair is around a bun that sits on it, and over which way from the tie
_HUNG, _TEMPLE = 0.17, (0.82, 0.3)  # how far it hangs over temples, and the azimuths of these
_LOCKS = 64  # across the picture
_COMB, _GROOVE, _DEEP = 40, 0.2, 0.22  # across it, where a comb left grooves; how broad and how dark these are
_GLEAM = np.array([21, 24, 28], dtype=np.float32)  # of dark hair where it bends
_CALM = 0.6  # how much more even gray hair is
_BENT = (0.72, 0.15)  # of the way from the tie to the hairline, where it gleams, and how broadly
_ROUND, _RAISED = 0.09, 0.2  # how far the hairline is rounded: lower at its corners, by that share higher in front
_CORNER = 0.72  # the azimuth of its corners
_LEAST = (0.006, 0.03)  # of the height at the sides, and in front, where the forehead bulges
_REACH = 0.5  # within the hairline, from where it is as high as it gets
_UNEVEN, _LUMPY = 0.011, 0.036  # how far locks stand above each other, and how uneven they lie as a whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """How hair is drawn back."""

    tie: Doubles
    """The place where it is tied; *Shape*: 3."""
    part: float | None
    """The azimuth at which it is parted, in radians to the right of the picture, if it is."""
    loose: float
    """From 0, tight, to 1, loose over the upper ears."""
    volume: float = 1.0
    """How high it lies, as a share."""
    is_up: bool = False
    """Whether what it is tied to sits on it, and shades it."""


def combed(shape: HeadShape, hull: Hull, drawn: Drawn, tint: Tint, source: Stream) -> Mesh:
    """Hair drawn back to the tie as a surface."""
    grown = ground(shape, hull, drawn.tie)
    rows, columns = grown.share.shape
    narrow, broad = (noise(source, cells=cells, size=(columns, rows)) for cells in ((_LOCKS // 2, 3), (_LOCKS // 5, 2)))
    waves = (0.25 * narrow + 0.8 * broad) * smooth(grown.inside, 0.05, 0.4)
    hung, parting = _hung(grown, drawn), _parting(grown, drawn.part)
    lift = _lift(grown, drawn, hung, waves, source) * (1 - 0.35 * parting)
    openness = np.clip(0.62 + 0.16 * _is_top(grown.places) + 0.035 * waves, 0.3, 1)
    openness = openness * (0.85 + 0.15 * smooth(grown.inside, 0.0, 0.3)) * (1 - 0.25 * parting)
    if drawn.is_up:
        openness = openness * (1 - _NECK[0] * (1 - smooth(grown.share, *_NECK[1:])))
    texture = _flowing(_picture(tint), drawn, source)
    begun = drawn_back(_begun(grown, hung, source), source, _SOFT)
    texture = over_scalp(texture, np.float32(_SEEN_THROUGH) * (1 - begun / np.float32(255)), shape, _SCALP)
    texture[..., 3] = begun * (1 - _bare_line(drawn.part, source))
    least = _LEAST[0] + (_LEAST[1] - _LEAST[0]) * smooth(grown.places[..., 2], 0.0, 0.4)
    places = before_the_forehead(shape, hull.at(grown.directions, np.maximum(lift, least)))
    return grid_mesh(
        places.astype(np.float32),
        texels=full_texels(grown).astype(np.float32),
        material=hair_material(texture, gloss=0.35),
        openness=openness.astype(np.float32),
    )


def _lift(grown: Ground, drawn: Drawn, hung: Doubles, waves: Doubles, source: Stream) -> Doubles:
    """How high hair lies above the skin, uneven in locks and as a whole; *Shape*: as the grid."""
    rows, columns = grown.share.shape
    lumps = noise(source, cells=(9, 4), size=(columns, rows))
    risen = rising(grown.inside + hung, _REACH)
    return np.asarray(
        0.008
        + height(grown.places, drawn) * risen
        + over_ears(grown.places, drawn.loose) * rising(grown.inside + 0.1, 0.25)
        + _UNEVEN * np.clip(waves, -1.5, 1.5)
        + drawn.volume * _LUMPY * np.clip(lumps, -1.5, 1.5) * risen
    )


def _flowing(picture: Texture, drawn: Drawn, source: Stream) -> Texture:
    """The picture from any column on, its threads led off the parting first; *Shape*: height x width x 4."""
    width, height = FULL_SIZE
    first = int(source.integers(width))
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    across = np.arange(width, dtype=np.float32)[None]
    away = np.zeros_like(across)
    if drawn.part is not None:
        turn = _turns(width)[None].astype(np.float32) - np.float32(drawn.part)
        away = np.tanh(turn / 0.03) * np.exp(-((turn / 1.1) ** 2))
    bow = np.clip((down - 0.35) / 0.65, 0, 1) ** 1.6
    sway = np.float32(_SWAY) * noise(source, cells=(_SWAYING, 3), size=FULL_SIZE) * np.clip(down * 1.5 - 0.3, 0, 1)
    u = across + np.float32(_LED) * away * bow + sway * np.float32(0.6 + 0.4 * drawn.loose) + first
    v = np.broadcast_to(down * (height - 1), u.shape)
    moved = cv2.remap(picture, u.astype(np.float32), v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(moved, dtype=np.uint8)


def _parting(grown: Ground, part: float | None) -> Doubles:
    """From 0 to 1 in the middle of the furrow from which hair is parted; *Shape*: as the grid."""
    if part is None:
        return np.zeros_like(grown.share)
    line = np.exp(-(((_turns(grown.share.shape[1]) - part) / _FURROW) ** 2))
    return np.asarray(line * smooth(grown.share, 0.5, 0.62))


def _bare_line(part: float | None, source: Stream) -> Floats:
    """How much skin shows along a parting, 0 to 1, a line that is not quite straight; *Shape*: height x width, or 1."""
    width, height = FULL_SIZE
    if part is None:
        return np.zeros((1, 1), dtype=np.float32)
    course, depth = (noise(source, cells=(1, cells), size=(1, height)) for cells in (9, 24))
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    off = _turns(width)[None].astype(np.float32) - np.float32(part) - np.float32(0.012) * course
    opened = smooth(down, *_OPEN)
    line = np.exp(-((off / (_LINE * (1 + _WIDER * opened))) ** 2)) * smooth(down, 0.5, 0.85)
    return np.asarray(line * np.clip(_SKIN + _BARER * opened + 0.16 * depth, 0, 0.9), dtype=np.float32)


def _turns(count: int) -> Doubles:
    """The azimuths of so many columns of the grid, in radians from the front."""
    return np.linspace(-np.pi, np.pi, count) * SEEN


def height(places: Doubles, drawn: Drawn) -> Doubles:
    """How high combed hair lies above the skin, away from its edge; *Shapes*: ... x 3 to ..."""
    return np.asarray(drawn.volume * (_SIDE + _LOOSER * drawn.loose + (_TOP - _SIDE) * _is_top(places)))


def over_ears(places: Doubles, loose: float) -> Doubles:
    """How much further hair that is so loose stands off over the ears; *Shapes*: ... x 3 to ..."""
    y, z, reach = _EAR
    beside = smooth(np.abs(places[..., 0]), 0.7, 0.95)
    away = (places[..., 1] - y) ** 2 + (places[..., 2] - z) ** 2
    return np.asarray(loose * _OVER_EARS * beside * np.exp(-away / reach**2))


def _is_top(places: Doubles) -> Doubles:
    """From 0 at the sides to 1 on top of the head; *Shapes*: ... x 3 to ..."""
    return np.asarray(smooth(-places[..., 1], 0.55, 1.4))


@lru_cache(maxsize=1)
def _threads() -> tuple[Floats, Floats, Floats]:
    """How light threads are, about 1, how much they gleam, and which turn gray first; *Shapes*: height x width."""
    source, (width, height) = stream(_SEED, "combed"), FULL_SIZE
    fine, thin, lock, broad, comb = (
        noise(source, cells=cells, size=FULL_SIZE)
        for cells in ((width // 2, 5), (width // 4, 4), (_LOCKS, 3), (_LOCKS // 3, 2), (_COMB, 2))
    )
    deep = np.exp(-((comb / (_GROOVE * (1 + 0.5 * np.clip(broad, -1, 1)))) ** 2))
    deep = deep * smooth(broad + 0.4 * lock, -0.8, 1.2)
    light = 0.98 + 0.1 * fine + (0.035 + 0.02 * broad) * thin + 0.03 * lock + 0.03 * broad - _DEEP * deep
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    middle, spread = _BENT
    gleam = np.exp(-(((down + 0.008 * lock + 0.04 * broad + 0.008 * thin - middle) / spread) ** 2))
    gleam = gleam * np.clip(0.42 + 0.1 * thin + 0.2 * fine + 0.1 * lock + 0.25 * broad - 0.3 * deep, 0, 1.6)
    gray = np.clip(0.5 + 0.025 * thin + 0.025 * fine + 0.012 * lock, 0, 1)
    return (
        np.asarray(np.clip(light, 0.5, 1.6), dtype=np.float32),
        np.asarray(gleam, dtype=np.float32),
        np.asarray(gray, dtype=np.float32),
    )


@lru_cache(maxsize=8)
def _picture(tint: Tint) -> Texture:
    """Threads in that color with their gleam; *Shape*: height x width x 4."""
    light, gleam, gray_at = _threads()
    light = 1 + (light - 1) * np.float32(1 - _CALM * tint.gray)
    picture = colored(light, gray_at, tint)
    shine = gleam * np.float32(1 - 0.6 * tint.gray)
    picture[..., :3] = np.clip(picture[..., :3] + shine[..., None] * _GLEAM, 0, 255)
    return picture


def _hung(grown: Ground, drawn: Drawn) -> Doubles:
    """How far hair that was led off a parting hangs over the temples, in face units; *Shape*: as the grid."""
    if drawn.part is None:
        return np.zeros_like(grown.share)
    turn = np.arctan2(grown.places[..., 0], grown.places[..., 2])
    aside = np.abs(turn) + 0.4 * drawn.part * np.sign(turn)
    return np.asarray(_HUNG * (0.35 + 0.65 * drawn.loose) * np.exp(-(((aside - _TEMPLE[0]) / _TEMPLE[1]) ** 2)))


def _begun(grown: Ground, hung: Doubles, source: Stream) -> Doubles:
    """How far within its edge hair lies, in face units: it begins lower here than there; *Shape*: rows x columns."""
    rows, columns = grown.inside.shape
    course = noise(source, cells=(columns // 10, 4), size=(columns, rows))
    fore = smooth(grown.places[..., 2], 0.3, 0.6) * smooth(-grown.places[..., 1], 0.6, 0.9)
    uneven = np.clip(0.036 * course, -_STRAYS, _STRAYS)
    last = smooth(1 - grown.share, 0.0, 0.05)
    return np.asarray(_within(grown) + hung + _LOWER * (0.7 + 0.3 * fore) + uneven - (1 - last))


def _within(grown: Ground) -> Doubles:
    """How far within the hairline places lie, of a forehead whose middle is no lower than its corners; *Shape*: as grid."""
    x, y, z = np.moveaxis(grown.places, -1, 0)
    turn = np.arctan2(np.abs(x), z)
    beside = smooth(turn, *CORNERS)
    rounded = _ROUND * (np.exp(-(((turn - _CORNER) / 0.22) ** 2)) - _RAISED * np.exp(-((turn / 0.3) ** 2)))
    return np.asarray(np.minimum(grown.inside, LOWEST + beside - y) + rounded)

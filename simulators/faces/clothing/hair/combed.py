"""Combed hair as one surface: fine threads in soft locks from the hairline to where it is tied, single hairs at its edge."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.fading import fading
from simulators.faces.clothing.hair.falling import before_the_forehead
from simulators.faces.clothing.hair.scalp import Ground, full_texels, ground, rising
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
_TOP, _SIDE = 0.17, 0.09  # how high hair lies above the skin
_SOFT, _SOFT_SIDES = 0.27, 0.19  # face units over which hair gets dense at its edge: of the forehead, and elsewhere
_SPARSE = 1.25  # power by which it does
_STRAYS = 0.055  # how far at most the course of the hairline is off
_LOWER = 0.09  # how far below the hairline the first fine hairs grow
_LOCKS = 64  # across the picture
_GLEAM = np.array([14, 16, 19], dtype=np.float32)  # of dark hair where it bends
_BENT = (0.72, 0.15)  # of the way from the tie to the hairline, where it gleams, and how broadly
_ROUND, _CORNER = 0.055, 0.68  # how far the hairline is rounded, and the azimuth of its corners
_LEAST = (0.006, 0.03)  # of the height at the sides, and in front, where the forehead bulges
_REACH = 0.5  # within the hairline, from where it is as high as it gets
_UNEVEN, _LUMPY = 0.006, 0.024  # how far locks stand above each other, and how uneven they lie as a whole


def combed(shape: HeadShape, hull: Hull, tie: Doubles, tint: Tint, source: Stream) -> Mesh:
    """Hair drawn back to the tie as a surface."""
    grown = ground(shape, hull, tie)
    rows, columns = grown.share.shape
    narrow, broad = (noise(source, cells=cells, size=(columns, rows)) for cells in ((_LOCKS // 2, 3), (_LOCKS // 5, 2)))
    waves = (0.25 * narrow + 0.8 * broad) * smooth(grown.inside, 0.05, 0.4)
    lumps = noise(source, cells=(9, 4), size=(columns, rows))
    top = _is_top(grown.places)
    over_ears = np.exp(-(((grown.places[..., 1] + 0.35) / 0.35) ** 2)) * smooth(np.abs(grown.places[..., 0]), 0.6, 0.9)
    lift = (
        0.008
        + (height(grown.places) + 0.03 * over_ears) * rising(grown.inside, _REACH)
        + _UNEVEN * np.clip(waves, -1.5, 1.5)
        + _LUMPY * np.clip(lumps, -1.5, 1.5) * rising(grown.inside, _REACH)
    )
    openness = np.clip(0.62 + 0.16 * top + 0.025 * waves, 0.3, 1) * (0.85 + 0.15 * smooth(grown.inside, 0.0, 0.3))
    turned = np.roll(_picture(tint), int(source.integers(FULL_SIZE[0])), axis=1)
    turned[..., 3] = fading(_density(grown, source), source)
    texels = full_texels(grown)
    texels[..., 0] += 12 * noise(source, cells=(8, 3), size=(columns, rows)) * smooth(grown.inside, 0.0, 0.3)
    least = _LEAST[0] + (_LEAST[1] - _LEAST[0]) * smooth(grown.places[..., 2], 0.0, 0.4)
    places = before_the_forehead(shape, hull.at(grown.directions, np.maximum(lift, least)))
    return grid_mesh(
        places.astype(np.float32),
        texels=texels.astype(np.float32),
        material=hair_material(turned, gloss=0.35),
        openness=openness.astype(np.float32),
    )


def height(places: Doubles) -> Doubles:
    """How high combed hair lies above the skin, away from its edge; *Shapes*: ... x 3 to ..."""
    return np.asarray(_SIDE + (_TOP - _SIDE) * _is_top(places))


def _is_top(places: Doubles) -> Doubles:
    """From 0 at the sides to 1 on top of the head; *Shapes*: ... x 3 to ..."""
    return np.asarray(smooth(-places[..., 1], 0.55, 1.4))


@lru_cache(maxsize=1)
def _threads() -> tuple[Floats, Floats, Floats]:
    """How light threads are, about 1, how much they gleam, and which turn gray first; *Shapes*: height x width."""
    source, (width, height) = stream(_SEED, "combed"), FULL_SIZE
    fine, thin, lock, broad = (
        noise(source, cells=cells, size=FULL_SIZE)
        for cells in ((width // 2, 5), (width // 4, 4), (_LOCKS, 3), (_LOCKS // 3, 2))
    )
    light = 0.95 + 0.09 * fine + 0.04 * thin + 0.012 * lock + 0.02 * broad
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    middle, spread = _BENT
    gleam = np.exp(-(((down + 0.008 * lock + 0.04 * broad + 0.008 * thin - middle) / spread) ** 2))
    gleam = gleam * np.clip(0.75 + 0.08 * thin + 0.15 * fine + 0.12 * broad, 0, 1.6)
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
    picture = colored(light, gray_at, tint)
    shine = gleam * np.float32(1 - 0.6 * tint.gray)
    picture[..., :3] = np.clip(picture[..., :3] + shine[..., None] * _GLEAM, 0, 255)
    return picture


def _density(grown: Ground, source: Stream) -> Doubles:
    """How dense hair is, 0 to 1: it begins lower on the forehead here than there; *Shape*: rows x columns."""
    rows, columns = grown.inside.shape
    course = noise(source, cells=(columns // 10, 4), size=(columns, rows))
    fore = smooth(grown.places[..., 2], 0.3, 0.6) * smooth(-grown.places[..., 1], 0.6, 0.9)
    uneven = np.clip(0.036 * course, -_STRAYS, _STRAYS)
    begun = _within(grown) + _LOWER * (0.7 + 0.3 * fore) + uneven
    last = smooth(1 - grown.share, 0.0, 0.05)
    return np.asarray(np.clip(begun / (_SOFT_SIDES + (_SOFT - _SOFT_SIDES) * fore), 0, 1) ** _SPARSE * last)


def _within(grown: Ground) -> Doubles:
    """How far within the hairline places lie, of a forehead whose middle is no lower than its corners; *Shape*: as grid."""
    x, y, z = np.moveaxis(grown.places, -1, 0)
    turn = np.arctan2(np.abs(x), z)
    beside = smooth(turn, *CORNERS)
    rounded = _ROUND * (np.exp(-(((turn - _CORNER) / 0.16) ** 2)) - 0.7 * np.exp(-((turn / 0.3) ** 2)))
    return np.asarray(np.minimum(grown.inside, LOWEST + beside - y) + rounded)

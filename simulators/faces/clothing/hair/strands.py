"""Strands of hair: ribbons that follow paths, each showing some hairs, and the colors and gleam of hair."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import noise
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import hair_color
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Material, Mesh, grid_triangles
from simulators.faces.stream import Stream, stream

_SEED = 41
FULL_SIZE = (768, 192)
_WIDTH, _LENGTH = 512, 96  # of the picture of hairs: they run down it
_LOCK = 32  # of its width, that a strand shows
_LOCKS = _WIDTH // _LOCK
_DYED = 2.2  # power of the gray of women, of whom many dye the first of it
_GRAY = (168, 171, 174)

Bgr = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Tint:
    """The color of someone's hair, and the share of it that has turned gray."""

    color: Bgr
    gray: float

    @property
    def lightness(self) -> float:
        """From 0 for black hair to 1 for gray."""
        own = min(sum(self.color) / 480, 1.0)
        return own + (1 - own) * self.gray


def tint_of(shape: HeadShape) -> Tint:
    """The color of the hair of the head; in steps, so that pictures of hairs can be kept."""
    color = hair_color(shape.traits, dye=1.0)
    blue, green, red = (4 * round(float(channel) / 4) for channel in color)
    dyed = _DYED if shape.traits.sex == "female" else 1.0
    return Tint((blue, green, red), round(0.85 * shape.traits.gray**dyed, 1))


def _colored(light: Floats, gray_at: Floats, tint: Tint) -> Texture:
    """Hairs lighter and darker, warmer where lighter, and gray ones among them; *Shape*: height x width x 4, opaque."""
    gray = tint.gray * (1 + (1 - tint.gray) * np.clip(3 * (gray_at - 0.5), -0.8, 0.8))
    picture = np.empty((*light.shape, 4), dtype=np.uint8)
    for channel, warm in enumerate((-0.12, 0.0, 0.16)):
        own = (tint.color[channel] + 5) * light * (1 + warm * (light - 1)) + 3
        mixed = own + gray * (_GRAY[channel] * (1 + 0.45 * (light - 1)) - own)
        picture[..., channel] = np.clip(mixed, 0, 255)
    picture[..., 3] = 255
    return picture


def _grayness(source: Stream, size: tuple[int, int]) -> Floats:
    """Which hairs turn gray first, 0 to 1; *Shape*: height x width."""
    width = size[0]
    mixed = noise(source, cells=(width // 5, 4), size=size) + 0.2 * noise(source, cells=(width // 24, 2), size=size)
    return np.asarray(np.clip(0.5 + 0.25 * mixed, 0, 1), dtype=np.float32)


@lru_cache(maxsize=1)
def _pattern() -> tuple[Floats, Floats, Floats]:
    """How light hairs are, about 1, where there are any, 0 to 255, and their grayness; *Shapes*: length x width."""
    source = stream(_SEED, "hairs")
    size = _WIDTH, _LENGTH
    fine = noise(source, cells=(_WIDTH // 5, 4), size=size)
    wide = noise(source, cells=(_WIDTH // 9, 3), size=size)
    each = np.repeat(source.normal(0, 0.15, _LOCKS), _LOCK)[None]  # no two locks have one color
    down = np.linspace(0, 1, _LENGTH, dtype=np.float32)[:, None]
    light = (1 + 0.3 * fine + 0.14 * wide + each) * (0.62 + 0.45 * np.sqrt(down))
    light *= 1 + 0.35 * np.exp(-(((down - 0.32) / 0.14) ** 2))  # a band of light, as on a curved lock
    dense = 1.3 - 1.15 * down**1.8 + (0.1 + 0.25 * down) * noise(source, cells=(_WIDTH // 5, 4), size=size)
    dense *= np.clip(down * 8, 0, 1)  # a root does not begin with an edge
    side = np.abs((np.arange(_WIDTH, dtype=np.float32) % _LOCK + 0.5) / _LOCK * 2 - 1)[None]
    dense = 255 * np.clip(dense, 0, 1) * np.clip(1.25 - 1.2 * side**2, 0, 1)
    bounded = np.clip(light, 0.3, 1.9)
    return (
        np.asarray(bounded, dtype=np.float32),
        np.asarray(np.clip(dense, 0, 255), dtype=np.float32),
        _grayness(source, size),
    )


@lru_cache(maxsize=24)
def _strand_texture(tint: Tint) -> Texture:
    light, dense, gray = _pattern()
    picture = _colored(light, gray, tint)
    picture[..., 3] = dense
    return picture


@lru_cache(maxsize=1)
def _full_pattern() -> tuple[Floats, Floats]:
    """How light hair is, about 1, and its grayness; *Shapes*: height x width."""
    source = stream(_SEED, "full")
    width = FULL_SIZE[0]
    fine = noise(source, cells=(width // 3, 14), size=FULL_SIZE)
    wide = noise(source, cells=(width // 9, 6), size=FULL_SIZE)
    locks, calm = (noise(source, cells=cells, size=FULL_SIZE) for cells in ((width // 32, 4), (width // 40, 7)))
    own = np.clip(0.16 + 0.08 * calm, 0.05, 0.3)  # hairs lie smooth here, loose there
    light = np.clip(0.92 + own * fine + 0.09 * wide + 0.09 * locks, 0.3, 1.9)
    return np.asarray(light, dtype=np.float32), _grayness(source, FULL_SIZE)


@lru_cache(maxsize=24)
def full_texture(tint: Tint, depth: float = 1.0) -> Texture:
    """Hair seen from outside, without holes; it runs down the picture; `depth`: darker where it lies under strands."""
    light, gray = _full_pattern()
    return _colored(np.asarray(light * np.float32(depth), dtype=np.float32), gray, tint)


def hair_material(texture: Texture, *, casts_shadow: bool = False, gloss: float = 1.0) -> Material:
    """Hair shines, dark hair more than gray; it lets light around and through, gray hair more than dark.

    What lies on the head casts no shadow: at the hairline, where skin shows between hairs, it would be a dark rim.
    """
    light = min(float(texture[::16, ::16, :3].mean()) / 160, 1)
    wrap = 0.3 + 0.45 * light
    return Material(
        texture=texture,
        wrap=(wrap, wrap, wrap),
        gloss=gloss * (0.024 - 0.014 * light),
        shine=3,
        is_thin=True,
        is_soft=True,
        casts_shadow=casts_shadow,
    )


def _steps_of(path: Doubles) -> Doubles:
    """The way at every step of paths; *Shape*: as the paths."""
    way = np.empty_like(path)
    way[:, 1:-1] = path[:, 2:] - path[:, :-2]
    way[:, 0], way[:, -1] = path[:, 1] - path[:, 0], path[:, -1] - path[:, -2]
    return way


@dataclass(frozen=True, kw_only=True, slots=True)
class Ribbons:
    """Strands before they are a mesh; *Shapes*: path N x steps x 3, width N."""

    path: Doubles
    width: Doubles
    middle: Doubles
    """They lie flat as seen from here."""
    deep: float = 0.45
    """The share of the surrounding light that reaches their roots."""
    is_single: bool = False
    """One hair each, in place of some."""
    tilt: float = 0.3
    """How far they lean to one side or the other."""
    ends: float = 0.4
    """The width of their tips, as a share."""


def ribbons(strands: Ribbons, tint: Tint, source: Stream, *, casts_shadow: bool = False) -> Mesh:
    """Flat ribbons along paths as one mesh."""
    path = strands.path
    count, steps = path.shape[:2]
    along = unit(_steps_of(path))
    out = unit(path - strands.middle)
    across = unit(np.cross(along, out) + out * source.normal(0, strands.tilt, (count, 1, 1)))
    taper = np.interp(np.linspace(0, 1, steps), [0, 0.3, 1], [0.8, 1.0, strands.ends]).reshape(1, -1, 1)
    half = across * (strands.width[:, None, None] * 0.5 * taper)
    points = np.stack([path - half, path + half], axis=2)  # N x steps x 2 x 3
    band = source.integers(0, _LOCKS, count).astype(np.float64) * _LOCK
    inset = _LOCK * (0.36 if strands.is_single else 0.03)
    u = np.stack([band + inset, band + _LOCK - 1 - inset], axis=1)[:, None, :]
    v = np.linspace(2, _LENGTH - 2, steps)[None, :, None]
    texels = np.stack(np.broadcast_arrays(u, v), axis=-1)
    one = grid_triangles(steps, 2)
    triangles = (one[None] + (np.arange(count) * steps * 2)[:, None, None]).reshape(-1, 3)
    rising = strands.deep + (1 - strands.deep) * np.linspace(0, 1, steps)[None, :, None] ** 0.6
    openness = np.broadcast_to(rising * source.uniform(0.75, 1.0, (count, 1, 1)), (count, steps, 2))
    return Mesh(
        vertices=np.ascontiguousarray(points.reshape(-1, 3), dtype=np.float32),
        triangles=np.ascontiguousarray(triangles, dtype=np.int32),
        texels=np.ascontiguousarray(texels.reshape(-1, 2), dtype=np.float32),
        openness=np.ascontiguousarray(openness.reshape(-1), dtype=np.float32),
        material=hair_material(_strand_texture(tint), casts_shadow=casts_shadow),
    )

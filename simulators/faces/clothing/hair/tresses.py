"""Tresses: bands of fine hairs along paths, with a band of gleam where hair bends over the head and ends that thin out."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.strands import Tint, hair_material
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Mesh, grid_triangles
from simulators.faces.stream import Stream, stream

_SEED = 53
_BANDS, _BAND = 12, 64
_MATTE = 4  # of the bands, the last
_WIDTH, _LENGTH = _BANDS * _BAND, 160  # of the picture of hairs: they run down it
_BENT = 0.36  # of its length, where it gleams
_GRAY = (142, 150, 158)
_FACED = np.array([0.0, 0.3, -2.2])  # bands lie flat as seen from here: beside the face they turn to the front
_BRIGHTEST = 1.04  # share of its own color that gray hair has where light is fullest
_UNEVEN = 0.6  # how much less light reaches locks of gray hair than those beside them
_GLEAM = (20, 24, 29)  # added where it gleams most: dark hair gleams brown
_GLEAMING = 0.17  # of its length
_TIPS = 0.16  # of its length over which its parts end one after the other
_FADES = 0.34  # of its length over which its end fades out
_STREAKS = 0.6  # how much of the light and shade of its hairs gray hair keeps
_STEEP = 0.6  # downward part of its way from which hair has bent


@dataclass(frozen=True, kw_only=True, slots=True)
class Tresses:
    """Bands before they are a mesh; *Shapes*: path N x steps x 3, openness N x steps, width N."""

    path: Doubles
    width: Doubles
    openness: Doubles
    """The share of the surrounding light that reaches them."""
    tilt: float = 0.14
    """How far they lean to one side or the other."""
    roots: float = 0.6
    ends: float = 0.5
    """The width of their beginnings and of their tips, as a share."""
    is_matte: bool = False
    """Without the band of gleam: what lies below."""
    cut: float = 0.82
    """The share of the length of their picture, whose end thins out: less is blunt."""
    shown: Doubles | float = 1.0
    """The share of a band of hairs that each shows, *Shape*: N or none: small for narrow ones and single hairs."""


def _hairs(source: Stream, *cells: tuple[int, int, float]) -> Floats:
    """Noise along hairs of several widths: how many texels each is wide, how often it changes on its way, how much."""
    layers = [
        share * noise(source, cells=(_WIDTH // wide, long), size=(_WIDTH, _LENGTH)) for wide, long, share in cells
    ]
    return np.asarray(sum(layers), dtype=np.float32)


@lru_cache(maxsize=1)
def _pattern() -> tuple[Floats, Floats, Floats, Floats]:
    """How light hairs are, about 1, where there are any, 0 to 255, and which turn gray first; *Shapes*: length x width."""
    source = stream(_SEED, "tresses")
    down = np.linspace(0, 1, _LENGTH, dtype=np.float32)[:, None]
    side = np.abs((np.arange(_WIDTH, dtype=np.float32) % _BAND + 0.5) / _BAND * 2 - 1)[None]
    parts = _hairs(source, (22, 1, 1.0))  # a lock is of smaller ones
    light = 0.98 + _hairs(source, (3, 2, 0.08), (7, 2, 0.09)) + 0.09 * parts
    light += np.repeat(source.normal(0, 0.06, _BANDS), _BAND)[None]
    shift = 0.07 * _hairs(source, (16, 1, 1.0))
    light *= 0.86 + 0.14 * smooth(down, 0.5, 1.0)
    gleam = np.exp(-(((down + shift - _BENT) / _GLEAMING) ** 2)) * np.clip(0.75 + 1.2 * (light - 1), 0.2, 1.3)
    gleam *= 1 - 0.3 * side**2
    gleam[:, -_MATTE * _BAND :] = 0
    light *= 1.04 - 0.16 * side**2  # the ridge of a lock turns to the light, its sides to those beside it
    left = 1 - down - _TIPS * (0.5 + 0.5 * np.tanh(1.2 * parts + 0.5 * _hairs(source, (6, 1, 1.0)))) - 0.1 * side**2
    dense = smooth(left, -0.01, _FADES) * smooth(down - 0.03 - 0.05 * _hairs(source, (4, 2, 1.0)), -0.04, 0.1)
    dense = dense * (1.15 - 0.95 * side**3 + 0.35 * _hairs(source, (5, 1, 1.0)) * side)
    gray = np.clip(0.5 + _hairs(source, (3, 2, 0.1), (30, 1, 0.06)), 0, 1)
    return (
        np.asarray(np.clip(light, 0.35, 2.0), dtype=np.float32),
        np.asarray(255 * np.clip(dense, 0, 1), dtype=np.float32),
        np.asarray(gray, dtype=np.float32),
        np.asarray(gleam, dtype=np.float32),
    )


@lru_cache(maxsize=24)
def _texture(tint: Tint) -> Texture:
    """Hairs in that color: warmer where lighter, gray ones among them; *Shape*: length x width x 4."""
    light, dense, gray_at, gleam = _pattern()
    gray = tint.gray * (1 + (1 - tint.gray) ** 2 * np.clip(3 * (gray_at - 0.5), -0.6, 0.6))
    picture = np.empty((*light.shape, 4), dtype=np.uint8)
    for channel, warm in enumerate((-0.1, 0.0, 0.14)):
        own = (tint.color[channel] + 6) * light * (1 + warm * (light - 1)) + _GLEAM[channel] * gleam
        mixed = own + gray * (
            _GRAY[channel] * np.minimum(0.9 - _STREAKS + _STREAKS * light + 0.12 * gleam, _BRIGHTEST) - own
        )
        picture[..., channel] = np.clip(mixed, 0, 255)
    picture[..., 3] = dense
    return picture


def tresses(strands: Tresses, tint: Tint, source: Stream, *, casts_shadow: bool = False, gloss: float = 1.0) -> Mesh:
    """The bands as one mesh."""
    path = strands.path
    count, steps = path.shape[:2]
    along = unit(np.gradient(path, axis=1))
    out = unit(path - _FACED)
    tilt = strands.tilt * (1 - 0.7 * tint.gray)  # what is light shows each lean as a wire
    across = unit(np.cross(along, out) + out * source.normal(0, tilt, (count, 1, 1)))
    taper = np.interp(np.linspace(0, 1, steps), [0, 0.25, 0.7, 1], [strands.roots, 1.0, 0.95, strands.ends]).reshape(
        1, -1, 1
    )
    half = across * (strands.width[:, None, None] * 0.5 * taper)
    points = np.stack([path - half, path + half], axis=2)  # N x steps x 2 x 3
    triangles = grid_triangles(steps, 2)[None] + (np.arange(count) * steps * 2)[:, None, None]
    own = strands.openness * (1 - (0.2 + _UNEVEN * tint.gray) * source.uniform(0.0, 1.0, (count, 1)))
    return Mesh(
        vertices=np.ascontiguousarray(points.reshape(-1, 3), dtype=np.float32),
        triangles=np.ascontiguousarray(triangles.reshape(-1, 3), dtype=np.int32),
        texels=_texels(along, strands, source),
        openness=np.ascontiguousarray(np.repeat(own.reshape(-1), 2), dtype=np.float32),
        material=hair_material(_texture(tint), casts_shadow=casts_shadow, gloss=gloss * (1 - tint.gray)),
    )


def _texels(along: Doubles, strands: Tresses, source: Stream) -> Floats:
    """What of the picture bands show: it gleams where hair bends from the comb's way into its fall; *Shape*: M x 2."""
    count, steps = along.shape[:2]
    shown, gleaming = strands.shown, _BANDS - _MATTE
    bent = _bent(along[..., 1])
    is_steep = along[:, 0, 1] > _STEEP  # what hangs from its root has no bend, and does not gleam
    is_matte = is_steep | strands.is_matte
    first = np.where(is_matte, source.integers(gleaming, _BANDS, count), source.integers(0, gleaming, count)) * _BAND
    first = first + (1 - shown) * _BAND * source.uniform(0.2, 0.8, count)
    u = np.stack([first + 0.5, first + shown * (_BAND - 1.5)], axis=1)[:, None, :]
    bend = np.clip(np.where(bent > 0, bent, _BENT), 0.1, 0.7)[:, None]
    share = np.linspace(0, 1, steps)[None]
    v = np.where(share < bend, share / bend * _BENT, _BENT + (share - bend) / (1 - bend) * (1 - _BENT))
    v = 1 + (v * (1 - (1 - strands.cut) * v))[..., None] * (_LENGTH - 3)
    return np.ascontiguousarray(np.stack(np.broadcast_arrays(u, v), axis=-1).reshape(-1, 2), dtype=np.float32)


def _bent(down: Doubles) -> Doubles:
    """The share of their way after which paths have bent down, 0 where they never do; *Shape*: N x steps to N."""
    count, steps = down.shape
    after = np.argmax(down > _STEEP, axis=1)
    row, before = np.arange(count), np.maximum(after - 1, 0)
    rise = down[row, after] - down[row, before]
    part = np.clip((_STEEP - down[row, before]) / np.where(rise > 0, rise, 1.0), 0, 1)
    return np.asarray((before + part) * (after > 0) / (steps - 1))

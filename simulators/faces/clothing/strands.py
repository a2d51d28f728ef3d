"""Strands of hair: ribbons that follow the head in a direction, each showing some hairs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import noise
from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Material, Mesh, grid_triangles
from simulators.faces.stream import Stream, stream

_SEED = 41
_RISE = 0.7  # power by which a strand leaves the head: small is at once
FULL_SIZE = (768, 192)
_WIDTH, _LENGTH = 512, 96  # of the picture of hairs: they run down it
_LOCK = 32  # of its width, that a strand shows

Comb = Callable[[Doubles], Doubles]
"""Where hair at a place is combed to; *Shapes*: N x 3 to N x 3."""


@lru_cache(maxsize=1)
def _pattern() -> tuple[Floats, Floats]:
    """How light hairs are, about 1, and where there are any, 0 to 255; *Shapes*: length x width."""
    source = stream(_SEED, "hairs")
    fine = noise(source, cells=(_WIDTH // 2, 5), size=(_WIDTH, _LENGTH))
    wide = noise(source, cells=(_WIDTH // 9, 3), size=(_WIDTH, _LENGTH))
    light = np.asarray(1 + 0.22 * fine + 0.14 * wide, dtype=np.float32)
    down = np.linspace(0, 1, _LENGTH, dtype=np.float32)[:, None]
    dense = 1.25 - 1.15 * down**1.6 + (0.1 + 0.2 * down) * noise(source, cells=(_WIDTH // 3, 4), size=(_WIDTH, _LENGTH))
    dense *= np.clip(down * 8, 0, 1)  # a root does not begin with an edge
    side = np.abs((np.arange(_WIDTH, dtype=np.float32) % _LOCK + 0.5) / _LOCK * 2 - 1)[None]
    dense = 255 * np.clip(dense, 0, 1) * np.clip(1.25 - 1.2 * side**2, 0, 1)
    return light, np.asarray(np.clip(dense, 0, 255), dtype=np.float32)


def _calmed(light: Floats, color: tuple[int, int, int]) -> Floats:
    """Light hair varies less than dark hair."""
    share = 1.1 - 0.6 * lightness(color)
    return np.asarray(1 + share * (light - 1), dtype=np.float32)


def lightness(color: tuple[int, int, int]) -> float:
    """From 0 for black hair to 1 for gray."""
    return min(sum(color) / 480, 1.0)


@lru_cache(maxsize=16)
def _strand_texture(color: tuple[int, int, int]) -> Texture:
    light, dense = _pattern()
    light = _calmed(light, color)
    down = np.linspace(0, 1, _LENGTH, dtype=np.float32)[:, None]
    root = 0.8 + 0.1 * lightness(color)
    shade = light * (root + (1.1 - root) * np.sqrt(down))
    picture = np.empty((_LENGTH, _WIDTH, 4), dtype=np.uint8)
    for channel in range(3):
        picture[..., channel] = np.clip((color[channel] + 4) * shade + 3, 0, 255)
    picture[..., 3] = dense
    return picture


@lru_cache(maxsize=1)
def _full_pattern() -> Floats:
    """How light hair is, about 1; *Shape*: height x width."""
    source = stream(_SEED, "full")
    width = FULL_SIZE[0]
    fine = noise(source, cells=(width // 2, 14), size=FULL_SIZE)
    wide = noise(source, cells=(width // 9, 6), size=FULL_SIZE)
    locks, calm = (noise(source, cells=cells, size=FULL_SIZE) for cells in ((width // 32, 4), (width // 40, 7)))
    own = np.clip(0.13 + 0.07 * calm, 0.03, 0.25)  # hairs lie smooth here, loose there
    return np.asarray(0.96 + own * fine + 0.07 * wide + 0.07 * locks, dtype=np.float32)


@lru_cache(maxsize=16)
def full_texture(color: tuple[int, int, int]) -> Texture:
    """Hair seen from outside, without holes; it runs down the picture."""
    light = _calmed(_full_pattern(), color)
    picture = np.empty((FULL_SIZE[1], FULL_SIZE[0], 4), dtype=np.uint8)
    for channel in range(3):
        picture[..., channel] = np.clip((color[channel] + 4) * light + 3, 0, 255)
    picture[..., 3] = 255
    return picture


def _steps_of(path: Doubles) -> Doubles:
    """The way at every step of paths; *Shape*: as the paths."""
    way = np.empty_like(path)
    way[:, 1:-1] = path[:, 2:] - path[:, :-2]
    way[:, 0], way[:, -1] = path[:, 1] - path[:, 0], path[:, -1] - path[:, -2]
    return way


def hair_material(texture: Texture, *, casts_shadow: bool = False) -> Material:
    """Hair shines, dark hair more than gray; it lets light around and through, gray hair more than dark.

    What lies on the head casts no shadow: at the hairline, where skin shows between hairs, it would be a dark rim.
    """
    light = min(float(texture[::16, ::16, :3].mean()) / 160, 1)
    wrap = 0.4 + 0.4 * light
    return Material(
        texture=texture,
        wrap=(wrap, wrap, wrap),
        gloss=0.016 - 0.007 * light,
        shine=3,
        is_thin=True,
        is_soft=True,
        casts_shadow=casts_shadow,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """How a set of strands grows; *Shapes*: N each, roots N x 3 directions."""

    roots: Doubles
    length: Doubles
    lift: Doubles
    """How far above the head its middle comes."""
    width: Doubles
    scatter: float = 0.25
    curl: float = 0.0
    """How far it turns aside, in radians a step."""
    comb: Comb
    steps: int = 5


def grow(hull: Hull, growth: Growth, *, color: tuple[int, int, int], source: Stream) -> Mesh:
    """All strands as one mesh."""
    count, steps = len(growth.roots), growth.steps
    directions = growth.roots.copy()
    aside = source.normal(0, growth.scatter, count)
    curl = growth.curl * np.where(source.random(count) < 0.5, -1.0, 1.0) * source.uniform(0.5, 1.2, count)  # noqa: PLR2004 (either side)
    layer = source.uniform(0.75, 1.06, count)
    places = []
    for step in range(steps):
        share = step / (steps - 1)
        height = 0.004 + growth.lift * layer * share**_RISE
        place = hull.at(directions, height)
        places.append(place)
        way = growth.comb(place)
        out = directions
        way = unit(way - (way * out).sum(axis=1, keepdims=True) * out)
        turned = aside + curl * step
        way = way * np.cos(turned)[:, None] + np.cross(out, way) * np.sin(turned)[:, None]
        distance = np.sqrt(((place - hull.middle) ** 2).sum(axis=1))
        directions = unit(directions + way * (growth.length / (steps - 1) / distance)[:, None])
    return ribbons(np.stack(places, axis=1), hull=hull, width=growth.width, color=color, source=source)


def ribbons(path: Doubles, *, hull: Hull, width: Doubles, color: tuple[int, int, int], source: Stream) -> Mesh:
    """Flat ribbons along paths; *Shapes*: path N x steps x 3, width N."""
    count, steps = path.shape[:2]
    along = unit(_steps_of(path))
    out = unit(path - hull.middle)
    across = unit(np.cross(along, out))
    tilt = source.normal(0, 0.25, (count, 1, 1))
    across = unit(across + out * tilt)
    taper = np.interp(np.linspace(0, 1, steps), [0, 0.3, 1], [0.8, 1.0, 0.45]).reshape(1, -1, 1)
    half = across * (width[:, None, None] * 0.5 * taper)
    points = np.stack([path - half, path + half], axis=2)  # N x steps x 2 x 3
    band = source.integers(0, _WIDTH // _LOCK, count).astype(np.float64) * _LOCK
    u = np.stack([band + 0.5, band + _LOCK - 1.5], axis=1)[:, None, :]
    v = np.linspace(0, _LENGTH - 2, steps)[None, :, None]
    texels = np.stack(np.broadcast_arrays(u, v), axis=-1)
    one = grid_triangles(steps, 2)
    triangles = (one[None] + (np.arange(count) * steps * 2)[:, None, None]).reshape(-1, 3)
    deep = np.linspace(0.8, 1.0, steps)[None, :, None] * source.uniform(0.8, 1.0, (count, 1, 1))
    openness = np.broadcast_to(deep, (count, steps, 2))
    return Mesh(
        vertices=np.ascontiguousarray(points.reshape(-1, 3), dtype=np.float32),
        triangles=np.ascontiguousarray(triangles, dtype=np.int32),
        texels=np.ascontiguousarray(texels.reshape(-1, 2), dtype=np.float32),
        openness=np.ascontiguousarray(openness.reshape(-1), dtype=np.float32),
        material=hair_material(_strand_texture(color)),
    )

"""The parting: a thin uneven line of scalp between the hair of both sides."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.scalp import between
from simulators.faces.clothing.hair.strands import Tint
from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import shaded
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream, stream

_SEED = 61
_SIZE = (24, 160)  # of its picture: across and along
_STEPS = 20
_HALF = 0.021  # of its width, in face units
_HEIGHT = 0.075  # above the skin: in the valley between hair that rises
_REACH = (0.18, 0.4)  # of the way to the crown over which it is seen
_GRAY = 135  # of hair that has turned gray, at its roots
_SHARES = (0.56, 0.55, 0.54)  # of the color of the face: scalp lies in the shade, and between roots


def parting(shape: HeadShape, hull: Hull, ends: tuple[Doubles, Doubles], tint: Tint, source: Stream) -> Mesh:
    """The line from the hairline toward the crown, on the bare head; `ends` are directions; *Shapes*: 3 each."""
    first, last = (np.broadcast_to(end, (_STEPS, 3)) for end in ends)
    way = between(first, last, np.linspace(-0.02, source.uniform(*_REACH), _STEPS))
    bend = 0.03 * np.cumsum(source.normal(0, 1, _STEPS)) / np.sqrt(_STEPS)
    across = unit(np.cross(way, last - first))
    aside = (bend[:, None] + np.array([-_HALF, _HALF]))[..., None] * across[:, None]
    places = hull.at(unit(way[:, None] + aside), np.full((_STEPS, 2), _HEIGHT))
    columns, rows = _SIZE
    u, v = np.meshgrid([1.0, columns - 2.0], np.linspace(1, rows - 2, _STEPS))
    return grid_mesh(
        places.astype(np.float32),
        texels=np.stack([u, v], axis=-1).astype(np.float32),
        openness=0.82,
        material=Material(
            texture=_texture(*_colors(shape, tint)), gloss=0.01, is_thin=True, is_soft=True, casts_shadow=False
        ),
    )


def _colors(shape: HeadShape, tint: Tint) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """The colors of scalp and of the roots of hair, in steps, so that pictures can be kept."""
    blue, green, red = (4 * round(float(channel) / 4) for channel in shaded(shape.traits, _SHARES))
    hair = [round(own + tint.gray * (_GRAY - own)) for own in tint.color]
    skin = [
        round(own + min(1.3 * tint.gray, 1.0) * (of_hair - own))
        for own, of_hair in zip((blue, green, red), hair, strict=True)
    ]
    return (skin[0], skin[1], skin[2]), (hair[0], hair[1], hair[2])


@lru_cache(maxsize=1)
def _pattern() -> tuple[Floats, Floats]:
    """How much of the line is bare skin, and how much it covers, 0 to 1; *Shapes*: along x across."""
    source, (columns, rows) = stream(_SEED, "parting"), _SIZE
    side = np.abs(np.linspace(-1, 1, columns))[None]
    down = np.linspace(0, 1, rows)[:, None]
    roots = noise(source, cells=(columns // 3, rows // 2), size=_SIZE)
    gaps = noise(source, cells=(2, 14), size=_SIZE)
    bare = np.clip(0.42 - 0.4 * side**2 - 0.2 * down + 0.16 * roots, 0, 1)
    cover = smooth(1 - side + 0.15 * roots + 0.16 * gaps - 0.35 * down, 0.15, 0.85) * smooth(1 - down, 0.0, 0.5)
    cover = cover * smooth(down, 0.02, 0.16)  # no notch in the forehead where it begins
    return np.asarray(bare, dtype=np.float32), np.asarray(cover, dtype=np.float32)


@lru_cache(maxsize=24)
def _texture(skin: tuple[int, int, int], hair: tuple[int, int, int]) -> Texture:
    """Skin between the roots of hair of those colors; *Shape*: along x across x 4."""
    bare, cover = _pattern()
    picture = np.empty((*bare.shape, 4), dtype=np.uint8)
    for channel in range(3):
        picture[..., channel] = np.clip(hair[channel] + bare * (skin[channel] - hair[channel]), 0, 255)
    picture[..., 3] = 255 * cover
    return picture

"""The hair next to the skin: how far down it grows, and a cap that covers the scalp and thins out at its edge."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.strands import full_texture, hair_material, tint_of
from simulators.faces.clothing.hull import Doubles, Hull, body_of, head_rows, hull_of, unit
from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

_COLUMNS, _ROWS = 121, 24
_SEED = 43
_DEPTH = 0.8  # of the color: the cap lies in the shade of what grows over it
WHORL = np.array([0.08, -1.5, -0.75])


@lru_cache(KEPT_SHAPES)
def scalp(shape: HeadShape) -> Hull:
    """The bare head."""
    rows = head_rows(shape, to_y=9)
    neck = [[0.3, 0.7, 0.3, -0.3, -1.2], [1.0, 0.66, 0.3, -0.3, -1.02], [1.6, 0.62, 0.25, -0.3, -0.95]]
    return hull_of(body_of(rows), body_of(neck), middle=(0.0, -0.35, -0.1), seam=0.1)


def hairline(traits: FaceTraits, turn: Doubles) -> Doubles:
    """The height down to which hair grows, by azimuth from the front."""
    is_man = traits.sex == "male" and traits.childhood < 0.3  # noqa: PLR2004 (about fourteen years)
    top = traits.proportions.hairline_y + (0.15 if is_man else 0.12)  # its last hairs stand apart
    lost = max(traits.balding - 0.45, 0) * min(max(traits.age - 22, 0) / 25, 1.0) * (traits.sex == "male")
    burn = 0.3 if is_man else 0.0
    corner, full = (0.03, 0.06) if is_man else (-0.03, 0.1)
    at = [0.0, 0.28, 0.52, 0.72, 0.87, 1.02, 1.13, 1.22, 1.45, 1.6, 1.95, 2.1, 2.45, np.pi]
    heights = [
        top - 0.35 * lost,
        top - 0.02 - 0.6 * lost,
        top - corner - 0.9 * lost,
        -0.82 + full - 0.5 * lost,
        -0.62 + full - 0.15 * lost,
        -0.4 + 0.5 * full,
        -0.2,
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


def rising(share: Doubles) -> Doubles:
    """How much of its thickness hair has, from the whorl, 0, to the hairline, 1."""
    return np.asarray(smooth(1 - share, 0.0, 0.3))


def cap(  # noqa: PLR0913 (a surface and how it grows)
    shape: HeadShape,
    hull: Hull,
    source: Stream,
    *,
    thickness: Callable[[Doubles], Doubles],
    fade: float,
    whorl: Doubles = WHORL,
    depth: float = _DEPTH,
) -> Mesh:
    """Hair as a surface; its edge is uneven, and thins out toward the neck by the fade."""
    turn = np.linspace(-np.pi, np.pi, _COLUMNS)
    edge = rim(shape, hull, turn)
    share = np.broadcast_to(np.linspace(0, 1.06, _ROWS)[:, None] ** 0.85, (_ROWS, _COLUMNS))
    middle = np.broadcast_to(unit(whorl - hull.middle), (_ROWS, _COLUMNS, 3))
    directions = between(middle, np.broadcast_to(edge[None], middle.shape), share)
    height = 0.01 + thickness(hull.at(directions)) * rising(share)
    texture = full_texture(tint_of(shape), depth).copy()
    rows, columns = texture.shape[:2]
    texture[..., 3] = _edge(source, size=(columns, rows), rim_y=hull.at(edge)[:, 1], fade=fade)
    u = np.broadcast_to(np.linspace(0, columns - 2, _COLUMNS)[None], share.shape)
    openness = 0.45 + 0.35 * smooth(height, 0.01, 0.1)
    return grid_mesh(
        hull.at(directions, height).astype(np.float32),
        texels=np.stack([u, share / 1.06 * (rows - 2)], axis=-1).astype(np.float32),
        material=hair_material(texture, gloss=0.25),
        openness=openness.astype(np.float32),
    )


@lru_cache(maxsize=1)
def _uneven(size: tuple[int, int]) -> tuple[Floats, Floats]:
    """The unevenness of edges, that of hairs and that of tufts and bays; *Shapes*: height x width."""
    source, columns = stream(_SEED, "edge"), size[0]
    tufts, waves = (noise(source, cells=cells, size=size) for cells in ((columns // 14, 3), (columns // 50, 2)))
    return noise(source, cells=(columns // 2, 24), size=size), np.asarray(tufts + waves, dtype=np.float32)


def _edge(source: Stream, *, size: tuple[int, int], rim_y: Doubles, fade: float) -> Floats:
    """How much hair covers, 0 to 255: toward the rim hairs stand apart, each ending where it will; *Shape*: height x width."""
    columns, rows = size
    down = np.linspace(0, 1.06, rows, dtype=np.float32)[:, None]
    shift = int(source.integers(columns))
    fine, bays = (np.roll(pattern, shift, axis=1) for pattern in _uneven(size))
    low = np.interp(np.arange(columns), np.linspace(0, columns - 1, len(rim_y)), rim_y).astype(np.float32)[None]
    lower = smooth(low, -0.85, 0.1).astype(np.float32)
    soft = 0.16 + (0.06 + 0.26 * fade) * lower
    inside = np.clip((1.02 + 0.022 * bays - down) / soft, 0, 1.5)
    share = inside**1.4 * (1 + 0.25 * np.clip(1.3 - inside, 0, 1) * fine)
    return np.asarray(np.clip(255 * share, 0, 255), dtype=np.float32)

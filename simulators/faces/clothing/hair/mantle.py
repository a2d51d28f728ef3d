"""The mantle: the mass of long hair under its locks, one soft surface on each side, from the parting to its ends."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.falling import Locks
from simulators.faces.clothing.hair.scalp import between
from simulators.faces.clothing.hair.strands import FULL_SIZE, Tint, full_texture, hair_material
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import stream

GUIDES = 26
"""Paths on each side of the head, from the front to behind."""
SPREAD = 0.6
"""How far what falls before the shoulder spreads toward the middle."""
_BEHIND_THE_EDGE = 0.12
"""Share of the parting before it: there, only what grows from the hairline is seen, and skin between its roots."""
_SEED = 59
_AT_THE_CROWN = 0.5  # share of the guides whose roots lie before it
_FORWARD = 0.8  # share of them that may fall before the shoulder
_THINS_OUT = 0.2  # share of its height over which its ends do
_TOP = -1.8  # height from which on it runs down its picture
_LOWER_BEHIND = 1.25  # than in front: it is farther away, and closes the view beside the neck
_LOWERED = (0.5, 0.75)  # share of the guides from which on they do
_LAYER = 0.03  # at the crown
FANNED = np.tile(np.clip(np.linspace(0, 1, GUIDES) / 0.3 - 1, -1, 1), 2)
"""How far outside each of them comes to lie before the shoulder, -1 to 1."""
_GLOSS = 0.2  # less than that of locks, which lie above it
_RAGGED = 0.035  # how much more its front edge deviates from one smooth curve at its ends, as a share of its width
_THIN_EDGE = 0.12  # share of its width over which single hairs gather at its front edge
_STREAKS = 3.5  # power by which gray hair is lighter and darker than dark hair is
_BEHIND = np.array([0.0, 0.2, -1.6])


@dataclass(frozen=True, kw_only=True, slots=True)
class Fall:
    """How a mantle falls, left and right in the picture."""

    end: float
    """Height of its ends."""
    inward: float
    """How far its ends turn to the neck."""
    frame: float
    """How near to the middle of the face it may fall."""
    sweep: tuple[float, float]
    """The same on the forehead."""
    slant: tuple[float, float]
    """How far it falls before the forehead on its way aside."""
    before: tuple[float, float]
    """The share of hair that falls before the shoulder: the mantle goes with most of it."""


def guides(front: Doubles, crown: Doubles, middle: Doubles, fall: Fall) -> Locks:
    """Guides from roots along the parting and down behind the head, first all on the left; *Shapes*: 3 each."""
    share = np.linspace(0, 1, GUIDES)
    along = _BEHIND_THE_EDGE + (1 - _BEHIND_THE_EDGE) * np.clip(share / _AT_THE_CROWN, 0, 1)
    past = np.clip((share - _AT_THE_CROWN) / (1 - _AT_THE_CROWN), 0, 1)
    first, last, low = (np.broadcast_to(end, (GUIDES, 3)) for end in (front, crown, unit(_BEHIND - middle)))
    top = between(first, last, along)
    roots = np.where(past[:, None] > 0, between(last, low, 0.9 * past), top)
    side = np.repeat([-1.0, 1.0], GUIDES)
    forward = 1 - smooth(share, _FORWARD - 0.2, _FORWARD)

    def each(pair: tuple[float, float]) -> Doubles:
        return np.repeat(pair, GUIDES)

    full = np.ones(2 * GUIDES)
    is_front = np.round(each(fall.before)) * np.tile(forward, 2)
    return Locks(
        roots=np.concatenate([roots, roots]),
        side=side,
        length=(fall.end + 3.4) * full,
        end=fall.end + _LOWER_BEHIND * np.tile(smooth(share, *_LOWERED), 2),
        layer=_LAYER * np.tile(smooth(share, 0.05, 0.25), 2),
        frame=fall.frame * full,
        sweep=each(fall.sweep),
        slant=each(fall.slant),
        inward=fall.inward + SPREAD * is_front * np.tile(0.9 - 1.2 * share / _FORWARD, 2),
        is_front=is_front,
    )


@lru_cache(maxsize=1)
def _cover() -> Floats:
    """How much it covers: its front edge is of single hairs, its ends thin out; *Shape*: that of the full picture."""
    source, (columns, rows) = stream(_SEED, "mantle"), FULL_SIZE
    fine, locks, wide = (
        noise(source, cells=(columns // cell, 1), size=FULL_SIZE).astype(np.float64) for cell in (5, 16, 60)
    )
    down, across = np.linspace(0, 1, rows)[:, None], np.linspace(0, 1, columns)[None]
    left = (1 - down) / _THINS_OUT - 0.2 - 0.14 * np.tanh(locks + 0.4 * wide) - 0.12 * fine
    ends = smooth(left, 0.0, 0.8)
    edge = smooth(across + (0.022 + _RAGGED * down**3) * locks + 0.03 * down**3 * wide + 0.05 * fine, 0.0, _THIN_EDGE)
    return np.asarray(255 * np.clip(ends, 0, 1) * edge, dtype=np.float32)


@lru_cache(maxsize=24)
def _texture(tint: Tint) -> Texture:
    """Hair in that color with that cover; *Shape*: length x width x 4."""
    picture = full_texture(tint).copy()
    shade = picture[..., :3].mean(axis=-1, keepdims=True)
    picture[..., :3] = picture[..., :3] * np.minimum((shade / shade.mean()) ** (_STREAKS * tint.gray), 1.0)
    picture[..., 3] = _cover()
    return picture


def mantle(paths: Doubles, openness: Doubles, tint: Tint, *, cut: float = 1.0) -> list[Mesh]:
    """Both sides as surfaces, `cut` as tresses are; *Shapes*: 2 * `GUIDES` x steps x 3, and without the 3."""
    columns, rows = FULL_SIZE
    material = hair_material(_texture(tint), casts_shadow=True, gloss=_GLOSS)
    u = np.broadcast_to(np.linspace(0, columns - 2, GUIDES)[:, None], (GUIDES, paths.shape[1]))

    def surface(part: Doubles, light: Doubles) -> Mesh:
        down = (part[..., 1] - _TOP) / (part[:, -1:, 1] - _TOP)
        down = np.clip(down, 0, 1)
        texels = np.stack([u, down * (1 - (1 - cut) * down) * (rows - 2)], axis=-1)
        return grid_mesh(
            part.astype(np.float32),
            texels=texels.astype(np.float32),
            material=material,
            openness=light.astype(np.float32),
        )

    return [surface(paths[part], openness[part]) for part in (slice(GUIDES), slice(GUIDES, None))]

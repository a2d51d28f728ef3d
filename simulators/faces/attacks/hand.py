"""Fingers that hold a thing: tubes of skin over its edges; hand and arm are behind it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.sheet import Hold
from simulators.faces.attacks.still import Image, Region
from simulators.faces.render import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream, drawn_by_share

Bgr = tuple[float, float, float]
"""The square root of the reflected share, times 255."""

_RINGS, _AROUND = 15, 17
_SIDE = 48
_OVER = 0.16  # how far a finger stands out beyond the edge that it comes over


@dataclass(frozen=True, kw_only=True, slots=True)
class Grip:
    """How a thing is held, and how far fingers stand out beside and below it, in face units of the thing."""

    place: "Callable[[_Hand, Region], list[Mesh]]"
    scale: float
    beside: float
    below: float

    def hands(self, hold: Hold, region: Region, *, skin: Bgr, stream: Stream) -> list[Mesh]:
        """The fingers at the edges of a thing."""
        return self.place(_Hand(hold, self.scale, skin, stream), region)


def gripped(stream: Stream, *, scale: float) -> Grip:
    """Some way to hold a thing; `scale`: of a hand beside it, 1 where it is as large as it seems."""
    place, beside, below = drawn_by_share(stream, _GRIPS, _SHARES)
    return Grip(place=place, scale=scale, beside=beside * scale, below=below * scale)


def pinched(stream: Stream, *, scale: float) -> Grip:
    """Some way to hold a thing by its sides."""
    place, beside, below = _GRIPS[int(stream.integers(2, len(_GRIPS)))]
    return Grip(place=place, scale=scale, beside=beside * scale, below=below * scale)


@dataclass(frozen=True, slots=True)
class _Hand:
    hold: Hold
    scale: float
    skin: Bgr
    stream: Stream

    def finger(self, path: NDArray[np.float64], radius: float) -> Mesh:
        """Along a path of x, y and rise, from the root to the tip; a little flatter than wide."""
        material = _skin(self.skin, self.stream)
        return _tube(self.hold, path, radius=radius * self.scale, material=material, depth=0.82)

    def thumb(self, at: tuple[float, float], inward: tuple[float, float]) -> Mesh:
        """Over the edge from behind, flat on the thing."""
        s = self.scale
        reach = float(self.stream.uniform(0.26, 0.4)) * s
        way = [(0.11 * s, -0.45 * s), (-0.03 * s, -0.14 * s), (0.04 * s, 0.12 * s), (0.5 * reach, 0.115 * s)]
        return self.finger(_along(at, inward, [*way, (reach, 0.075 * s)]), 0.15)

    def tip(self, at: tuple[float, float], inward: tuple[float, float]) -> Mesh:
        """The end of a finger that comes from behind."""
        s = self.scale
        reach = float(self.stream.uniform(0.14, 0.28)) * s
        way = [(-0.06 * s, -0.3 * s), (-0.05 * s, -0.02 * s), (0.04 * s, 0.11 * s), (reach, 0.075 * s)]
        return self.finger(_along(at, inward, way), 0.115)


def _nothing(_hand: _Hand, _region: Region) -> list[Mesh]:
    """It stands on something, or the fingers are behind it."""
    return []


def _at_the_bottom(hand: _Hand, region: Region) -> list[Mesh]:
    """The arm is behind the thing; one thumb or two come over its lower edge."""
    x = float(hand.stream.uniform(0.2, 0.85))
    sides = (-1, 1) if hand.stream.random() < 0.5 else (1,)  # noqa: PLR2004 (one hand or two)
    return [hand.thumb((side * x * region.right, region.bottom), _unit(-0.5 * side * x, -1.0)) for side in sides]


def _at_both_sides(hand: _Hand, region: Region) -> list[Mesh]:
    meshes = []
    for side, x in ((1.0, region.left), (-1.0, region.right)):
        y = float(hand.stream.uniform(0.75, 1.0)) * region.bottom
        meshes.append(hand.thumb((x, y), _unit(side, float(hand.stream.uniform(-0.9, -0.15)))))
    return meshes


def _around(hand: _Hand, region: Region) -> list[Mesh]:
    """One hand from behind: fingers at one side, the thumb at the other."""
    side = 1.0 if hand.stream.random() < 0.5 else -1.0  # noqa: PLR2004 (either hand)
    edge, other = (region.left, region.right) if side > 0 else (region.right, region.left)
    top = float(hand.stream.uniform(0.28, 0.5)) * region.bottom
    count = int(hand.stream.integers(3, 5))
    tips = [
        hand.tip((edge, top + 0.235 * hand.scale * number), _unit(side, 0.12 * number - 0.1)) for number in range(count)
    ]
    thumb = hand.thumb(
        (other, float(hand.stream.uniform(0.33, 0.67)) * region.bottom),
        _unit(-side, float(hand.stream.uniform(-1.2, -0.5))),
    )
    return [*tips, thumb]


_GRIPS: tuple[tuple[Callable[[_Hand, Region], list[Mesh]], float, float], ...] = (
    (_nothing, 0.0, 0.0),
    (_at_the_bottom, 0.0, _OVER),
    (_at_both_sides, _OVER, 0.0),
    (_around, _OVER, 0.0),
)
_SHARES = (0.3, 0.18, 0.27, 0.25)


def _unit(x: float, y: float) -> tuple[float, float]:
    length = math.hypot(x, y)
    return x / length, y / length


def _along(
    at: tuple[float, float], inward: tuple[float, float], steps: list[tuple[float, float]]
) -> NDArray[np.float64]:
    """A path from steps (how far inward, how high) from a place of the edge."""
    return np.array([(at[0] + inward[0] * way, at[1] + inward[1] * way, rise) for way, rise in steps])


def rod(hold: Hold, path: NDArray[np.float64], *, radius: float, color: Bgr, stream: Stream) -> Mesh:
    """A stick or a cord along a path of x, y and rise."""
    return _tube(hold, path, radius=radius, material=Material(texture=_plain(color, stream), gloss=0.03))


def fist(hold: Hold, at: tuple[float, float], *, scale: float, skin: Bgr, stream: Stream) -> list[Mesh]:
    """Three fingers around a stick, one below another; the arm is behind them."""
    hand, side = _Hand(hold, scale, skin, stream), float(stream.choice([-1.0, 1.0]))
    start = at[0] - side * 0.16 * scale
    return [hand.tip((start, at[1] + 0.21 * scale * number), _unit(side, 0.1 * number - 0.1)) for number in range(3)]


def _tube(hold: Hold, path: NDArray[np.float64], *, radius: float, material: Material, depth: float = 1.0) -> Mesh:
    """A tube with a round end."""
    way = np.linspace(0, 1, _RINGS) ** 0.8
    knots = np.linspace(0, 1, len(path))
    middle = np.stack([np.interp(way, knots, path[:, axis]) for axis in range(3)], axis=1)
    middle[1:-1] = (middle[:-2] + 2 * middle[1:-1] + middle[2:]) / 4
    heading = np.gradient(middle, axis=0)
    heading /= np.linalg.norm(heading, axis=1, keepdims=True) + 1e-9
    side = np.cross(heading, np.array([0.0, 0.0, 1.0]))
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    up = np.cross(side, heading)
    left = np.linalg.norm(middle - middle[-1], axis=1)
    width = radius * np.sqrt(np.clip(1 - np.clip(1 - left / radius, 0, 1) ** 2, 0.0, 1))
    turn = -np.linspace(0, 2 * math.pi, _AROUND)
    ring = np.cos(turn)[None, :, None] * side[:, None, :] + depth * np.sin(turn)[None, :, None] * up[:, None, :]
    local = middle[:, None, :] + ring * width[:, None, None]
    points = hold.points(local[..., 0], local[..., 1], local[..., 2])
    rows, columns = np.meshgrid(way, np.linspace(0, 1, _AROUND), indexing="ij")
    texels = (np.stack([columns, rows], axis=-1) * (_SIDE - 1)).astype(np.float32)
    return grid_mesh(points.astype(np.float32), texels=texels, material=material, openness=0.85)


def _plain(color: Bgr, stream: Stream) -> Image:
    """One color with a little unevenness; *Shape*: _SIDE x _SIDE x 4."""
    noise = 1 + 0.035 * stream.standard_normal((_SIDE, _SIDE, 1), dtype=np.float32)
    tones = np.clip(np.array(color, dtype=np.float32) * noise, 0, 255)
    return np.concatenate([tones, np.full_like(noise, 255)], axis=2).astype(np.uint8)


def _skin(color: Bgr, stream: Stream) -> Material:
    """Skin of a finger with its nail, redder toward the tip; the nail looks where the finger rises to."""
    texture = _plain(color, stream)
    rows, columns = np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32) / (_SIDE - 1)
    tones = texture[..., :3].astype(np.float32)
    tones[..., :2] *= 1 - 0.1 * np.clip((rows - 0.6) / 0.4, 0, 1)[..., None]
    for joint in (0.42, 0.46, 0.66):
        tones *= 1 - 0.12 * np.exp(-(((rows - joint) / 0.02) ** 2))[..., None]
    nail = (((columns - 0.75) / 0.105) ** 2 + ((rows - 0.86) / 0.1) ** 2 < 1)[..., None]
    pale = tones * 0.6 + np.array((190, 196, 226), dtype=np.float32) * 0.4 * (float(np.mean(color)) / 170) ** 0.5
    texture[..., :3] = np.clip(np.where(nail, pale, tones), 0, 255)
    return Material(texture=texture, wrap=(0.12, 0.18, 0.34), gloss=0.04)

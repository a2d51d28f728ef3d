"""Fingers that hold a thing: tubes of skin over its edges, and at times a palm and a sleeve beyond them."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.sheet import Hold
from simulators.faces.attacks.still import Image, Region
from simulators.faces.render import Material, Mesh, grid_mesh
from simulators.faces.stream import Stream

Bgr = tuple[float, float, float]
"""The square root of the reflected share, times 255."""

_RINGS, _AROUND = 15, 17
_SIDE = 48
_SKINS: tuple[Bgr, ...] = (
    (150, 172, 216),
    (128, 156, 204),
    (104, 134, 186),
    (82, 112, 164),
    (62, 88, 138),
    (44, 62, 100),
)
_SLEEVES: tuple[Bgr, ...] = (
    (226, 228, 230), (60, 52, 48), (120, 84, 50), (70, 60, 112), (96, 110, 84), (40, 40, 42), (150, 150, 152), (96, 120, 160),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Colors of who holds the thing."""

    skin: Bgr
    sleeve: Bgr


def somebody(stream: Stream) -> Person:
    """A person of any tone of skin in any clothes."""
    skin, sleeve = (rows[int(stream.integers(len(rows)))] for rows in (_SKINS, _SLEEVES))
    light = float(stream.uniform(0.92, 1.06))
    return Person((skin[0] * light, skin[1] * light, skin[2] * light), sleeve)


def hands(hold: Hold, region: Region, *, scale: float, person: Person, stream: Stream) -> list[Mesh]:
    """Hands at the edges of a thing; `scale`: of a hand beside the thing, 1 where it is as large as it seems."""
    grips = (_nothing, _from_below, _at_the_bottom, _at_both_sides, _around)
    grip = grips[int(stream.choice(len(grips), p=(0.26, 0.05, 0.15, 0.28, 0.26)))]
    return grip(_Hand(hold, scale, person, stream), region)


@dataclass(frozen=True, slots=True)
class _Hand:
    hold: Hold
    scale: float
    person: Person
    stream: Stream

    def finger(self, path: NDArray[np.float64], radius: float, depth: float = 0.82) -> Mesh:
        """Along a path of x, y and rise, from the root to the tip; depth: thickness as a share of the width."""
        material = _skin(self.person.skin, self.stream)
        return _tube(self.hold, path, radius=radius * self.scale, material=material, depth=depth)

    def thumb(self, at: tuple[float, float], inward: tuple[float, float], *, is_bare: bool = False) -> Mesh:
        """Over the edge from behind, flat on the thing; bare: its root is to be seen, too."""
        s = self.scale
        reach = float(self.stream.uniform(0.24, 0.38)) * s
        root = [(-0.6 * s, -0.2 * s), (-0.3 * s, 0.0)] if is_bare else [(0.05 * s, -0.45 * s), (-0.1 * s, -0.14 * s)]
        return self.finger(
            _along(at, inward, [*root, (-0.02 * s, 0.12 * s), (0.5 * reach, 0.115 * s), (reach, 0.075 * s)]), 0.15
        )

    def tip(self, at: tuple[float, float], inward: tuple[float, float]) -> Mesh:
        """The end of a finger that comes from behind."""
        s = self.scale
        reach = float(self.stream.uniform(0.1, 0.24)) * s
        out = [(-0.14 * s, -0.3 * s), (-0.13 * s, -0.02 * s), (-0.02, 0.11 * s), (reach, 0.075 * s)]
        return self.finger(_along(at, inward, out), 0.115)

    def palm(self, at: tuple[float, float], inward: tuple[float, float]) -> list[Mesh]:
        """Behind the edge, with the sleeve that it comes from."""
        s = self.scale
        cloth = Material(texture=_plain(self.person.sleeve, self.stream), wrap=(0.2, 0.2, 0.2), gloss=0.0)
        palm = self.finger(
            _along(at, inward, [(-1.5 * s, -0.5 * s), (-0.7 * s, -0.4 * s), (0.15 * s, -0.4 * s)]), 0.42, 0.6
        )
        arm = _along(at, inward, [(-4.0 * s, -0.7 * s), (-2.0 * s, -0.5 * s), (-0.95 * s, -0.45 * s)])
        return [palm, _tube(self.hold, arm, radius=0.46 * s, material=cloth)]


def _nothing(_hand: _Hand, _region: Region) -> list[Mesh]:
    """It stands on something, or the fingers are behind it."""
    return []


def _from_below(hand: _Hand, region: Region) -> list[Mesh]:
    at = float(hand.stream.uniform(region.left * 0.8, region.right * 0.8)), region.bottom
    lean = -0.35 * at[0] / max(region.right, 0.1)
    inward = _unit(lean, -1.0)
    beside = at[0] - math.copysign(0.12 * hand.scale, at[0]), at[1]
    return [hand.thumb(at, inward, is_bare=True), *hand.palm(beside, inward)]


def _at_the_bottom(hand: _Hand, region: Region) -> list[Mesh]:
    """The arm is behind the thing; one thumb or two come over its lower edge."""
    x = float(hand.stream.uniform(0.2, 0.85))
    sides = (-1, 1) if hand.stream.random() < 0.5 else (1,)  # noqa: PLR2004 (one hand or two)
    raised = region.bottom - 0.06 * hand.scale
    return [hand.thumb((side * x * region.right, raised), _unit(-0.5 * side * x, -1.0)) for side in sides]


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
    top = float(hand.stream.uniform(0.5, 0.9))
    count = int(hand.stream.integers(3, 5))
    tips = [
        hand.tip((edge, top + 0.235 * hand.scale * number), _unit(side, 0.12 * number - 0.1)) for number in range(count)
    ]
    thumb = hand.thumb(
        (other, float(hand.stream.uniform(0.6, 1.2))), _unit(-side, float(hand.stream.uniform(-1.2, -0.5)))
    )
    return [*tips, thumb]


def _unit(x: float, y: float) -> tuple[float, float]:
    length = math.hypot(x, y)
    return x / length, y / length


def _along(
    at: tuple[float, float], inward: tuple[float, float], steps: list[tuple[float, float]]
) -> NDArray[np.float64]:
    """A path from steps (how far inward, how high) from a place of the edge."""
    return np.array([(at[0] + inward[0] * way, at[1] + inward[1] * way, rise) for way, rise in steps])


def stick(hold: Hold, path: NDArray[np.float64], *, radius: float, color: Bgr, stream: Stream) -> Mesh:
    """A stick of wood along a path of x, y and rise."""
    return _tube(hold, path, radius=radius, material=Material(texture=_plain(color, stream), gloss=0.03))


def fist(hold: Hold, at: tuple[float, float], *, scale: float, person: Person, stream: Stream) -> list[Mesh]:
    """Three fingers around a stick, one below another; the arm is behind them."""
    hand, side = _Hand(hold, scale, person, stream), float(stream.choice([-1.0, 1.0]))
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

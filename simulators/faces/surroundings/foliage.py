"""Leaves: masses of them with light on top and gaps of sky, trees, hedges, date palms."""

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.stream import Stream, stream
from simulators.faces.surroundings.scene import Place, Scene
from simulators.faces.surroundings.shapes import Span
from simulators.faces.surroundings.soft import Picture, like, mixed, noise, ramp

_TILE = 256
_LEAVES = 5200
_LEAF_SEED = 21


@cache
def _leaf_tile() -> Picture:
    """Leaves over leaves, each of one tone from 0 to 1, those on top lighter; it repeats, twice each way."""
    draw = stream(_LEAF_SEED, "leaves")
    tile = np.zeros((_TILE, _TILE), dtype=np.float32)
    for number in range(_LEAVES):
        x, y = (int(place) for place in draw.integers(0, _TILE, 2))
        axes = int(draw.integers(3, 6)), int(draw.integers(1, 4))
        tone = float(np.clip(0.6 * number / _LEAVES + draw.normal(0.15, 0.22), 0, 1))
        cv2.ellipse(tile, (x, y), axes, float(draw.uniform(0, 180)), 0, 360, tone, -1)
    return np.tile(tile, (2, 2))


def leaf_tones(stream: Stream, size: tuple[int, int], *, leaf: float) -> Picture:
    """A part of the leaves, which are about this many pixels of it long.

    Shape: height x width of float32, 0 to 1.
    """
    zoom = max(leaf / 9, max(size) / (2 * _TILE - 2))
    rows, columns = (min(math.ceil(side / zoom), 2 * _TILE) for side in size)
    top, left = int(stream.integers(0, 2 * _TILE - rows + 1)), int(stream.integers(0, 2 * _TILE - columns + 1))
    part = _leaf_tile()[top : top + rows, left : left + columns]
    method = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (size[1], size[0]), interpolation=method), dtype=np.float32)


def leafy(stream: Stream, body: Picture, *, hue: float, leaf: float, sun: float = 0.0) -> tuple[Picture, Picture]:
    """Color and cover of a mass of leaves where `body` is above 0; clumps are light above and toward the sun.

    Shape: of body, x 3 and as body; float32.
    """
    size = body.shape[0], body.shape[1]
    clumps = noise(stream, size, zoom=stream.uniform(1.6, 2.6), steepness=2.1)
    leaves = leaf_tones(stream, size, leaf=leaf)
    thick = body + (clumps - np.float32(0.5)) * np.float32(0.7)
    cover = ramp(0.0, 0.1, thick + (leaves - np.float32(0.5)) * np.float32(0.5))
    relief = cv2.GaussianBlur(clumps, (0, 0), max(size[0] / 60, 0.6))
    down, across = np.gradient(relief)
    lit = np.clip(0.42 + (down - sun * across) * np.float32(size[0] * 0.12), 0, 1).astype(np.float32)
    tone = np.clip(lit * (0.25 + 0.95 * leaves), 0, 1)[..., None] ** np.float32(1.3)
    dark, light = like(stream, hue + 8, 0.32, 0.16), like(stream, hue - 12, 0.34, 0.84)
    return np.asarray(dark + (light - dark) * tone, dtype=np.float32), cover


def tree(  # noqa: PLR0913 (where it stands and how it looks, by keyword)
    scene: Scene, stream: Stream, foot: Place, *, high: float, hue: float = 82.0, sun: float = 0.0
) -> None:
    """A tree with a round, ragged crown."""
    if not scene.meets([(foot[0] - high / 2, 1, foot[2]), (foot[0] + high / 2, 1, foot[2])]):
        return
    _trunk(scene, stream, foot, high=high * 0.7, half=high * 0.025)
    center, wide = (foot[0], high * 0.66, foot[2]), high * stream.uniform(0.38, 0.62)
    (column, row), px = scene.view.pixels([center])[0], scene.view.px_per_m(center)
    half_x, half_y = wide * px, high * 0.36 * px
    left, right = (int(np.clip(side, 0, scene.view.width)) for side in (column - half_x * 1.3, column + half_x * 1.3))
    top, bottom = (int(np.clip(side, 0, scene.view.height)) for side in (row - half_y * 1.3, row + half_y * 1.3))
    if right - left < 4 or bottom - top < 4:  # noqa: PLR2004 (out of the picture)
        return
    across, down = (np.arange(left, right) - column) / half_x, (np.arange(top, bottom) - row) / half_y
    body = np.full((bottom - top, right - left), -1.0, dtype=np.float32)
    for _ in range(4):
        x, y, size = stream.uniform(-0.5, 0.5), stream.uniform(-0.35, 0.4), stream.uniform(0.45, 0.7)
        body = np.maximum(body, np.float32(size) - np.hypot(across[None, :] - x, down[:, None] - y))
    body = np.asarray(body, dtype=np.float32)
    color, cover = leafy(stream, body, hue=hue, leaf=max(0.12 * px, 2.5), sun=sun)
    part = scene.pixels[top:bottom, left:right]
    part += (color * np.float32(stream.uniform(0.75, 1.1)) - part) * cover[..., None]


def _trunk(  # noqa: PLR0913 (where it stands and how it looks, by keyword)
    scene: Scene, stream: Stream, foot: Place, *, high: float, half: float, lean: float = 0.0
) -> None:
    """A round, rough trunk."""
    x, y, z = foot
    bark = like(stream, 28, 0.28, 0.46)
    round_ = np.interp(np.linspace(-1, 1, 12), (-1, -0.4, 0.3, 1), (0.5, 1.15, 0.9, 0.4))[None, :, None]
    rough = 0.6 + 0.8 * noise(stream, (40, 12), zoom=1.2, steepness=0.8, stretch=4)[..., None]
    corners = [(x - half + lean, high, z), (x + half + lean, high, z), (x + half * 1.2, y, z), (x - half * 1.2, y, z)]
    scene.lay((bark * round_ * rough).astype(np.float32), corners)


_LEAFLETS = 22


def palm(scene: Scene, stream: Stream, foot: Place, *, sun: float = 0.0) -> None:
    """A date palm: a rough trunk, and fronds of many leaflets that rise all around and bend down."""
    x, _, z = foot
    if not scene.meets([(x - 2, 1, z), (x + 2, 1, z)]):
        return
    high, lean = stream.uniform(2.9, 5.6), stream.uniform(-0.4, 0.4)
    _trunk(scene, stream, foot, high=high, half=0.17, lean=lean)
    crown = np.array((x + lean, high, z))
    count = int(stream.integers(22, 34)) if z < 14 else 14  # noqa: PLR2004 (far ones are small)
    turns = stream.permutation(count) * (2 * math.pi / count)
    rises = np.sort(stream.uniform(-0.35, 1.4, count))  # the hanging ones first, the young ones in the middle last
    for turn, rise in zip(turns, rises, strict=True):
        reach = stream.uniform(1.5, 2.3)
        polygons = _frond(stream, turn=float(turn), rise=float(rise), reach=reach)
        light = np.clip(0.3 + 0.3 * rise + 0.25 * sun * math.cos(turn), 0.12, 0.95) * stream.uniform(0.8, 1.2)
        green = mixed(like(stream, 82, 0.42, 0.55), like(stream, 44, 0.4, 0.6), float(np.clip(-rise, 0, 0.7)))
        scene.fill_all(polygons + crown, green * np.float32(light * 1.9))


def _frond(stream: Stream, *, turn: float, rise: float, reach: float) -> NDArray[np.float64]:
    """Leaflets along a rib that leaves the crown at this angle and bends under its weight; *Shape*: n x 3 x 3."""
    share = np.linspace(0.08, 1, _LEAFLETS)
    out = reach * np.sin(share * 1.35) / math.sin(1.35)
    along = np.array((math.cos(turn), 0.0, math.sin(turn) * 0.8))
    side = np.array((-math.sin(turn), 0.0, math.cos(turn) * 0.8))
    rib = out[:, None] * math.cos(rise) * along
    rib[:, 1] = out * math.sin(rise) - 0.75 * reach * share**2.3 * (0.6 + 0.4 * math.cos(rise))
    long = 0.42 * np.sin(math.pi * (0.12 + 0.86 * share)) ** 0.7
    found, thick = [], np.array((0.0, 0.035, 0.0))
    for way in (-1, 1):
        tip = rib + long[:, None] * (0.75 * along + way * 0.6 * side + stream.uniform(-0.12, 0.12, (_LEAFLETS, 3)))
        tip[:, 1] -= long * (0.4 + 0.3 * way * math.cos(turn))
        found.append(np.stack((rib + thick, tip, rib - thick - 0.04 * along), axis=1))
    return np.concatenate(found)


def palms(scene: Scene, stream: Stream, *, x: float, z: Span) -> None:
    """A row of palms along a street."""
    for place in np.arange(z[1], z[0], -stream.uniform(5, 8)):
        palm(scene, stream, (x + stream.uniform(-0.2, 0.2), 0, float(place)))

"""Walls of stone in the sun."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.facades import STONES
from simulators.faces.surroundings.foliage import palm
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import flat, upright
from simulators.faces.surroundings.skies import paint_sky
from simulators.faces.surroundings.soft import Color, Picture, chance, day_light, like, mixed, noise, paint, pick, wood


def stone_wall(stream: Stream, size: Size) -> Scene:
    """A wall of stone or plaster out of doors, sun and the shadow of leaves on it, at times an arch."""
    scene = Scene.opened(stream, size, tint=day_light(stream), yaw=22, pitch=5)
    paint_sky(scene, stream)
    stone, z = like(stream, *pick(stream, STONES)), stream.uniform(1.6, 3.4)
    high = pick(stream, (2.4, 3.2, 5.0))
    scene.fill(flat((-30, 30), 0, (0.3, 60)), stone * np.float32(0.75))
    scene.lay(_masonry(stream, stone), upright((-3.2, 3.2), (0, high), z))
    if high < 3 and chance(stream, 0.6):  # noqa: PLR2004 (a garden behind a low wall)
        palm(scene, stream, (stream.uniform(-2, 2), 0, z + stream.uniform(2, 5)))
        scene.lay(_masonry(stream, stone), upright((-3.2, 3.2), (0, high), z))
    if chance(stream, 0.5):
        _arch(scene, stream, x=stream.uniform(0.7, 1.2) * pick(stream, (-1, 1)), z=z, stone=stone)
    if chance(stream, 0.5):
        _leaf_shadow(scene, stream, z=z)
    else:
        x = stream.uniform(-0.8, 0.8)
        slant = stream.uniform(0.5, 1.5) * pick(stream, (-1, 1))
        edge = 4 if slant > 0 else -4
        scene.dim(
            [(x, 6, z), (x + slant * 2, -1, z), (x + edge * 3, -1, z), (x + edge * 3, 6, z)], stream.uniform(0.25, 0.55)
        )
    scene.slope(stream.uniform(-0.15, 0.15), stream.uniform(-0.08, 0.08))
    return scene


def _masonry(stream: Stream, stone: Color) -> Picture:
    rows, columns = 120, 256
    mottled = 0.68 + 0.36 * noise(stream, (rows, columns), zoom=2.5, steepness=1.6)[..., None]
    mottled += 0.28 * noise(stream, (rows, columns), zoom=0.6, steepness=0.7)[..., None]
    texture = (stone * mottled).astype(np.float32)
    if chance(stream, 0.6):
        high, wide = int(stream.integers(8, 18)), int(stream.integers(16, 36))
        tones = stream.uniform(0.74, 1.14, (rows // high + 1, columns // wide + 2)).astype(np.float32)
        for row in range(rows // high + 1):
            part = texture[row * high : (row + 1) * high]
            shift = (row % 2) * (wide // 2)
            part *= tones[row].repeat(wide)[shift : shift + columns][None, :, None]
            part[:1] *= np.float32(0.55)
            part[1:3] *= np.float32(1.15)
            part[:, (wide - shift) % wide :: wide] *= np.float32(0.78)
    return texture


def _arch(scene: Scene, stream: Stream, *, x: float, z: float, stone: Color) -> None:
    """A doorway or a niche below a pointed arch."""
    half, spring = stream.uniform(0.4, 0.6), stream.uniform(1.2, 1.7)
    share = np.linspace(0, 1, 7)
    for grow, color in (
        (1.22, stone * np.float32(1.12)),
        (1.0, pick(stream, (mixed(stone, paint(25, 0.4, 0.35), 0.75), wood(stream), wood(stream)))),
    ):
        rise = half * grow * 1.25 * np.sin(share * np.pi / 2)
        left = np.stack((x - half * grow * np.cos(share * np.pi / 2) ** 0.9, spring + rise), axis=1)
        outline = np.concatenate(
            (((x - half * grow, 0),), left, left[::-1] * (-1, 1) + (2 * x, 0), ((x + half * grow, 0),))
        )
        scene.fill(np.column_stack((outline, np.full(len(outline), z - 0.01))), color)
    for reach in (0.15, 0.4):
        scene.dim(upright((x - half, x - half + reach), (0, spring + half), z), 0.25)
        scene.dim(upright((x - half, x + half), (spring + half * (1 - reach), spring + half * 1.3), z), 0.25)


def _leaf_shadow(scene: Scene, stream: Stream, *, z: float) -> None:
    """The shadow of a palm's frond: it is painted on the wall, dark and warm."""
    root = stream.uniform(-1.5, 1.5), stream.uniform(2.4, 3.0)
    way = pick(stream, (-1, 1))
    for number in range(int(stream.integers(12, 22))):
        start = root[0] + way * 0.11 * number, root[1] - 0.05 * number
        for side in (-1, 1):
            tip = start[0] + way * 0.3, start[1] + side * 0.55 - 0.2
            reach = [(start[0], start[1], z), (start[0] + 0.05, start[1], z), (tip[0], tip[1], z)]
            scene.dim(reach, 0.35)

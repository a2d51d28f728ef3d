"""The aisle of a shop."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import flat, sideways, upright
from simulators.faces.surroundings.soft import (
    Picture,
    chance,
    like,
    mixed,
    paint,
    pick,
    tube_light,
)


def shop(stream: Stream, size: Size) -> Scene:
    """An aisle of a shop: shelves with rows of goods at both sides, lamps above."""
    scene = Scene.opened(stream, size, tint=tube_light(stream), yaw=24, pitch=4, blur=(0.0035, 0.012))
    half, depth, high = stream.uniform(0.9, 1.6), stream.uniform(5, 9), stream.uniform(3.0, 4.2)
    ceiling = pick(stream, (like(stream, 40, 0.03, 0.8), like(stream, 210, 0.08, 0.5)))
    scene.fill(upright((-9, 9), (0, high), depth + 1.5), like(stream, 40, 0.08, 0.7))
    scene.fill(flat((-9, 9), high, (0.3, depth + 1.5)), ceiling)
    scene.fill(flat((-9, 9), 0, (0.3, depth + 1.5)), like(stream, 40, 0.05, 0.75))
    far = (-half * 2.2, half * 2.2), (0.1, 1.9), depth
    scene.lay(_goods(stream, width=half * 4.4, height=1.8), upright(*far))
    top = stream.uniform(1.75, 2.2)
    for side in (-1, 1):
        near = stream.uniform(0.7, 1.3)
        goods = _goods(stream, width=depth - near - 0.6, height=top - 0.1)
        corners = sideways(side * half, (0.1, top), (near, depth - 0.6))
        scene.lay(goods, corners)
        board = sideways(side * (half - 0.02), (top, top + 0.12), (near, depth - 0.6))
        scene.fill(
            board, pick(stream, (like(stream, 0, 0.02, 0.9), like(stream, 210, 0.5, 0.5), like(stream, 8, 0.55, 0.6)))
        )
    white = mixed(paint(210, 0.05, 1.0), paint(40, 0.25, 1.0), stream.random())
    for z in np.arange(1.5, depth + 1, stream.uniform(0.9, 1.5)):
        for x in (-half * 1.4, 0.0, half * 1.4):
            place = x + stream.uniform(-0.05, 0.05), high - 0.1, float(z)
            if chance(stream, 0.5):
                scene.disc(place, white * np.float32(stream.uniform(0.5, 0.9)))
            scene.fill(
                flat((x - 0.3, x + 0.3), high - 0.05, (float(z) - 0.06, float(z) + 0.06)), white * np.float32(1.4)
            )
    scene.slope(stream.uniform(-0.1, 0.1), stream.uniform(-0.1, 0.1))
    return scene


_PACKAGES = (
    (5, 0.55, 0.6), (42, 0.5, 0.8), (40, 0.06, 0.88), (40, 0.04, 0.8), (212, 0.5, 0.5), (30, 0.4, 0.5), (205, 0.25, 0.75),
    (110, 0.35, 0.5), (25, 0.5, 0.7), (0, 0.0, 0.25), (350, 0.3, 0.7), (40, 0.2, 0.75),
)  # fmt: skip


def _goods(stream: Stream, *, width: float, height: float) -> Picture:
    """Shelves in front view: runs of the same good, one beside another."""
    px, levels = 44, int(stream.integers(4, 6))
    rows, columns = round(height * px), round(width * px)
    texture = np.full((rows, columns, 3), 0.12, dtype=np.float32)
    tall = rows // levels
    for level in range(levels):
        bottom, start = (level + 1) * tall, 0
        while start < columns:
            run = int(stream.integers(8, 34))
            top = bottom - 3 - round((tall - 4) * stream.uniform(0.55, 0.95))
            color = like(stream, *pick(stream, _PACKAGES))
            texture[top : bottom - 3, start : start + run] = color
            texture[top : bottom - 3, start : start + run : int(stream.integers(4, 8))] = color * np.float32(0.4)
            label = top + (bottom - top) // 3
            texture[label : label + 3, start : start + run] = mixed(color, paint(45, 0.05, 0.95), 0.6)
            start += run + 1
        texture[bottom - 3 : bottom] = 0.62
        texture[bottom - tall : bottom - tall + 3] *= np.float32(0.5)
    return texture

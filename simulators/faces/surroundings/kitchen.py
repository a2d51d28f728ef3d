"""A kitchen."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import Span, box, rounded, upright
from simulators.faces.surroundings.soft import (
    Color,
    Picture,
    chance,
    like,
    paint,
    pick,
    tube_light,
    warm_light,
    wood,
)
from simulators.faces.surroundings.walls import build_room, new_room


def kitchen(stream: Stream, size: Size) -> Scene:
    """Cupboards over a tiled wall, a counter, a hood or a refrigerator."""
    scene = Scene.opened(stream, size, tint=pick(stream, (warm_light, tube_light))(stream), yaw=20)
    room = new_room(stream, depth=(2.0, 3.2), wall=like(stream, 40, 0.06, 0.86))
    build_room(scene, stream, room)
    color = pick(stream, (like(stream, 40, 0.03, 0.92), wood(stream), like(stream, 210, 0.15, 0.45), wood(stream)))
    left, right, z = max(room.left, -2.2), min(room.right, 2.2), room.depth
    scene.lay(_tiles(stream, width=right - left), upright((left, right), (0.9, 1.5), z - 0.01))
    if chance(stream, 0.6):
        for x in np.arange(left + 0.3, right, 0.6):
            scene.shine((float(x), 1.3, z), 0.22, np.array((0.5, 0.8, 1.0)) * 0.35)
    gap = stream.uniform(left, right - 0.8)
    _cupboards(scene, x=(left, right), y=(1.5, min(room.height - 0.05, 2.25)), z=(z - 0.35, z), color=color, gap=gap)
    _hood(scene, stream, x=(gap, gap + 0.6), z=z)
    scene.dim(upright((left, right), (1.4, 1.5), z), 0.25)
    box(scene, like(stream, 30, 0.08, pick(stream, (0.3, 0.8))), x=(left, right), y=(0.86, 0.9), z=(z - 0.62, z))
    box(scene, color, x=(left, right), y=(0.1, 0.86), z=(z - 0.6, z))
    _on_counter(scene, stream, x=(left, right), z=z - 0.3)
    if chance(stream, 0.5):
        x = pick(stream, ((left, left + 0.75), (right - 0.75, right)))
        _refrigerator(scene, stream, x=x, z=z)
    return scene


def _tiles(stream: Stream, *, width: float) -> Picture:
    high, wide = pick(stream, ((10, 20), (14, 14), (9, 9), (7, 20)))
    rows, columns = 60 // high + 1, round(width * 100) // wide + 2
    color = pick(stream, (like(stream, 40, 0.04, 0.92), like(stream, 190, 0.2, 0.7), like(stream, 30, 0.25, 0.7)))
    tones = stream.uniform(0.8, 1.08, (rows, columns, 1)).astype(np.float32) * color
    texture = tones.repeat(high, axis=0).repeat(wide, axis=1)[:60]
    texture[::high] = color * np.float32(0.6)
    for row in range(rows):
        shift = (row % 2) * (wide // 2) if wide != high else 0
        texture[row * high : (row + 1) * high, shift::wide] = color * np.float32(0.6)
    return np.ascontiguousarray(texture)


def _cupboards(  # noqa: PLR0913 (one row of cupboards, all by keyword)
    scene: Scene, *, x: Span, y: Span, z: Span, color: Color, gap: float
) -> None:
    for start in np.arange(x[0], x[1] - 0.2, 0.5):
        if abs(start - gap) < 0.5:  # noqa: PLR2004 (room for the hood)
            continue
        part = float(start), float(min(start + 0.49, x[1]))
        box(scene, color, x=part, y=y, z=z)
        inner = part[0] + 0.06, part[1] - 0.06
        scene.fill(upright(inner, (y[0] + 0.07, y[1] - 0.07), z[0] - 0.005), color * np.float32(0.87))
        handle = (part[1] - 0.05, part[1] - 0.03), (y[0] + 0.05, y[0] + 0.2), z[0] - 0.02
        scene.fill(upright(*handle), paint(0, 0, 0.55))


def _hood(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    steel = like(stream, 210, 0.03, 0.68)
    middle = (x[0] + x[1]) / 2
    scene.fill([(middle - 0.13, 2.6, z - 0.3), (middle + 0.13, 2.6, z - 0.3), (middle + 0.13, 1.75, z - 0.3),
                (middle - 0.13, 1.75, z - 0.3)], steel)  # fmt: skip
    scene.fill([(middle - 0.13, 1.78, z - 0.4), (middle + 0.13, 1.78, z - 0.4), (x[1], 1.6, z - 0.5),
                (x[0], 1.6, z - 0.5)], steel * np.float32(1.15))  # fmt: skip
    box(scene, steel * np.float32(0.8), x=x, y=(1.54, 1.6), z=(z - 0.5, z))


def _on_counter(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    for _ in range(int(stream.integers(3, 8))):
        at, wide, high = stream.uniform(*x), stream.uniform(0.07, 0.25), stream.uniform(0.12, 0.34)
        color = pick(stream, (paint(0, 0, 0.2), like(stream, 210, 0.03, 0.7), wood(stream), like(stream, 8, 0.5, 0.55)))
        rounded(scene, color, center=(at, 0.9 + high / 2, z), size=(wide, high), square=5)


def _refrigerator(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    steel = pick(stream, (like(stream, 210, 0.03, 0.66), like(stream, 40, 0.01, 0.9), like(stream, 210, 0.05, 0.3)))
    box(scene, steel, x=x, y=(0.05, 1.85), z=(z - 0.7, z))
    across = np.linspace(1.15, 0.8, 16, dtype=np.float32)[None, :, None] * steel
    scene.lay(np.ascontiguousarray(np.broadcast_to(across, (4, 16, 3))), upright(x, (0.05, 1.85), z - 0.71))
    scene.fill(upright(x, (1.2, 1.215), z - 0.72), steel * np.float32(0.4))
    scene.fill(upright((x[0] + 0.06, x[0] + 0.09), (1.25, 1.6), z - 0.74), steel * np.float32(1.3))

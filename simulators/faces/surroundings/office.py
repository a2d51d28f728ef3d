"""Places where people work: an office, a corridor."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.furniture import framed_picture, plant
from simulators.faces.surroundings.passing import passer
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import Span, box, flat, rounded, sideways, upright
from simulators.faces.surroundings.soft import (
    Color,
    chance,
    like,
    mixed,
    paint,
    pick,
    tube_light,
    wood,
)
from simulators.faces.surroundings.walls import Room, build_room, door, new_room
from simulators.faces.surroundings.windows import outside, window

_SEEN_M = 7.0  # farther away nothing is seen of what is on a door


def office(stream: Stream, size: Size) -> Scene:
    """Blinds or a board on the wall, lit panels in the ceiling, desks with screens, binders."""
    scene = Scene.opened(stream, size, tint=tube_light(stream), yaw=20, pitch=6)
    room = new_room(stream, depth=(2.6, 4.6), wall=like(stream, pick(stream, (40, 210)), 0.05, 0.84))
    build_room(scene, stream, room)
    _panel_lights(scene, stream, room)
    left, right = max(room.left, -2.2), min(room.right, 2.2)
    kind = pick(stream, ("blinds", "blinds", "board", "glass", "door"))
    if kind == "blinds":
        middle, half = stream.uniform(-0.5, 0.5), stream.uniform(0.7, 1.4)
        _blinds(scene, stream, x=(max(middle - half, left), min(middle + half, right)), z=room.depth)
    elif kind == "board":
        framed_picture(scene, stream, center=((left + right) / 2, 1.7, room.depth), size=(1.1, 0.75))
    elif kind == "door":
        door(scene, stream, x=stream.uniform(left, right - 0.9), room=room)
    else:
        _glass(scene, stream, x=(left, right), room=room)
    if chance(stream, 0.6):
        start = stream.uniform(left, right - 0.9)
        _binders(scene, stream, x=(start, start + 0.9), z=room.depth)
    _desks(scene, stream, x=(left, right), z=room.depth - 0.8)
    if chance(stream, 0.4):
        plant(scene, stream, x=pick(stream, (left + 0.2, right - 0.2)), z=room.depth - 0.4)
    return scene


def _panel_lights(scene: Scene, stream: Stream, room: Room) -> None:
    step, y = stream.uniform(1.3, 2.0), room.height - 0.01
    grid = room.ceiling * np.float32(0.7)
    for z in np.arange(0.9, room.depth, 0.6):
        scene.fill(flat((room.left, room.right), y, (float(z), float(z) + 0.02)), grid)
    white = paint(210, 0.03, 1.0) * np.float32(1.5)
    for z in np.arange(stream.uniform(0.9, 1.5), room.depth - 0.3, step):
        for x in np.arange(room.left + 0.4, room.right - 0.6, step):
            scene.fill(flat((float(x), float(x) + 0.6), y, (float(z), float(z) + 0.6)), white)


def _blinds(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    """Level slats before a bright window."""
    y = 0.9, stream.uniform(2.1, 2.4)
    window(scene, stream, x=x, y=y, z=z - 0.01, bright=stream.uniform(1.0, 1.5))
    count = round((y[1] - y[0]) / stream.uniform(0.05, 0.09))
    open_share = stream.uniform(0.15, 0.6)
    color, behind = like(stream, 40, 0.05, 0.85), outside(stream, bright=1.3).mean(axis=(0, 1))
    down = (np.arange(count * 6) % 6) / 6
    shade = np.where(down < open_share, 0.0, 0.55 + 0.5 * down)[:, None, None]
    texture = np.where(shade > 0, color * shade, behind * 0.9).astype(np.float32)
    low = y[0] + (y[1] - y[0]) * pick(stream, (0.0, 0.0, 0.35))
    part = np.ascontiguousarray(np.broadcast_to(texture, (count * 6, 4, 3)))
    scene.lay(part, upright((x[0] - 0.03, x[1] + 0.03), (low, y[1] + 0.04), z - 0.04))


def _glass(scene: Scene, stream: Stream, *, x: Span, room: Room) -> None:
    """A wall of glass with a dim room behind it."""
    z, rail = room.depth - 0.02, paint(210, 0.05, 0.25)
    dim = np.linspace(0.75, 0.45, 12, dtype=np.float32)[:, None, None] * mixed(room.wall, paint(200, 0.2, 0.5), 0.5)
    scene.lay(np.ascontiguousarray(np.broadcast_to(dim, (12, 4, 3))), upright(x, (0.1, 2.3), z))
    for _ in range(3):
        start = stream.uniform(x[0], x[1] - 0.4)
        y = 1.2, stream.uniform(1.5, 2.1)
        scene.fill(
            upright((start, start + stream.uniform(0.15, 0.6)), y, z), room.wall * np.float32(stream.uniform(0.5, 1.2))
        )
    for start in np.arange(x[0], x[1] + 0.1, 0.9):
        scene.fill(upright((float(start) - 0.025, float(start) + 0.025), (0, 2.35), z - 0.02), rail)
    scene.fill(upright(x, (2.3, 2.36), z - 0.02), rail)


_BINDERS = ((0, 0.0, 0.2), (215, 0.45, 0.4), (0, 0.0, 0.85), (210, 0.1, 0.6), (5, 0.5, 0.5))


def _binders(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    color, top = pick(stream, (wood(stream), like(stream, 210, 0.04, 0.7))), stream.uniform(1.5, 2.0)
    box(scene, color, x=x, y=(0, top), z=(z - 0.4, z))
    for y in np.arange(top - 0.38, 0.5, -0.38):
        texture = np.empty((24, 60, 3), dtype=np.float32)
        texture[:] = color * np.float32(0.35)
        binder = like(stream, *pick(stream, _BINDERS))
        for start in range(0, int(stream.integers(24, 56)), 5):
            tone = binder if chance(stream, 0.8) else like(stream, *pick(stream, _BINDERS))
            texture[3:, start : start + 4] = tone
            texture[8:14, start + 1 : start + 3] = 0.7
        scene.lay(texture, upright((x[0] + 0.04, x[1] - 0.04), (float(y), float(y) + 0.34), z - 0.4))


def _desks(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    color = pick(stream, (wood(stream), like(stream, 40, 0.04, 0.88)))
    box(scene, color * np.float32(0.6), x=x, y=(0.05, 0.7), z=(z - 0.2, z + 0.4))
    box(scene, color, x=x, y=(0.7, 0.74), z=(z - 0.35, z + 0.4))
    start = x[0] + stream.uniform(0, 0.5)
    while start < x[1] - 0.6:
        wide = stream.uniform(0.5, 0.62)
        if chance(stream, 0.5):
            rounded(scene, paint(0, 0, 0.28), center=(start + wide / 2, 1.0, z), size=(wide, 0.36), square=9)
            screen = like(stream, 210, 0.35, 0.6) if chance(stream, 0.5) else paint(210, 0.1, 0.25)
            span = (start + 0.03, start + wide - 0.03), (0.86, 1.15), z - 0.01
            scene.fill(upright(*span), screen)
        if chance(stream, 0.6):
            chair = pick(stream, (paint(0, 0, 0.32), like(stream, 210, 0.3, 0.38)))
            rounded(scene, chair, center=(start + wide, 0.85, z - 0.6), size=(0.5, 0.62), square=3.2)
        start += stream.uniform(1.0, 1.5)


def corridor(stream: Stream, size: Size) -> Scene:
    """A corridor of a school or a hospital: doors at both sides, lights that run away, a bright end."""
    scene = Scene.opened(stream, size, tint=tube_light(stream), yaw=9, pitch=4, blur=(0.0035, 0.012))
    half, offset, depth, height = stream.uniform(1.0, 1.7), stream.uniform(-0.5, 0.5), stream.uniform(9, 18), 2.7
    left, right, wall = offset - half, offset + half, like(stream, pick(stream, (40, 100, 205, 30)), 0.08, 0.84)
    z = 0.3, depth
    scene.fill(flat((left, right), height, z), like(stream, 40, 0.03, 0.86))
    floor = like(stream, 35, 0.1, 0.62)
    scene.fill(flat((left, right), 0, z), floor)
    scene.fill(flat((offset - 0.35 * half, offset + 0.35 * half), 0, z), floor * np.float32(1.12))
    for x, light in ((left, 0.95), (right, 0.85)):
        scene.fill(sideways(x, (0, height), z), wall * np.float32(light))
        if chance(stream, 0.5):
            scene.fill(sideways(x, (0, 1.1), z), mixed(wall, like(stream, 205, 0.3, 0.5), 0.6))
    scene.fill(upright((left, right), (0, height), depth), wall * np.float32(0.8))
    if chance(stream, 0.6):
        window(scene, stream, x=(left + 0.3, right - 0.3), y=(0.3, 2.3), z=depth - 0.05, bright=1.6)
    else:
        scene.fill(upright((offset - 0.7, offset + 0.7), (0, 2.1), depth - 0.05), wood(stream))
    _hall_doors(scene, stream, sides=(left + 0.01, right - 0.01), depth=depth, wall=wall)
    white = paint(210, 0.02, 1.0) * np.float32(1.5)
    for start in np.arange(1.2, depth, stream.uniform(1.6, 2.4)):
        spot = float(start), float(start) + 0.35
        scene.fill(flat((offset - 0.5, offset + 0.5), height - 0.01, spot), white)
        scene.shine((offset, 0.0, spot[0]), 0.35, (0.22, 0.23, 0.23))
        scene.shine((offset, height, spot[0]), 0.6, (0.07, 0.07, 0.07))
    for _ in range(int(stream.integers(0, 3))):
        passer(scene, stream, (stream.uniform(left + 0.3, right - 0.3), 0, stream.uniform(4.5, depth - 1)))
    for width in (0.08, 0.25):
        for x in (left, right):
            scene.dim(sideways(x, (height - width, height), z), 0.1)
            scene.dim(sideways(x, (0, width), z), 0.15)
    scene.slope(stream.uniform(-0.1, 0.1), stream.uniform(-0.15, 0.05))
    return scene


def _hall_doors(scene: Scene, stream: Stream, *, sides: Span, depth: float, wall: Color) -> None:
    """Doors in their frames, with a handle, mostly a pane and a sign; boards and notices on the walls between them."""
    color, step = mixed(wood(stream), wall, stream.uniform(0.1, 0.45)), stream.uniform(2.2, 3.2)
    frame, has_pane = mixed(wall, color, 0.35) * np.float32(0.85), chance(stream, 0.6)
    lit = mixed(wall, paint(210, 0.05, 1.0), 0.5) * np.float32(stream.uniform(0.5, 1.1))
    for start in np.arange(stream.uniform(1.2, 2.4), depth - 1, step)[::-1]:
        at = float(start)
        for x in sides:
            scene.fill(sideways(x, (0, 2.17), (at - 0.09, at + 0.99)), frame)
            scene.fill(sideways(x, (0, 2.1), (at, at + 0.9)), color * np.float32(stream.uniform(0.8, 1.05)))
            if at > _SEEN_M:
                continue
            scene.fill(sideways(x, (0, 2.1), (at + 0.86, at + 0.9)), color * np.float32(0.5))
            if has_pane:
                scene.fill(sideways(x, (1.2, 1.85), (at + 0.6, at + 0.78)), lit)
            scene.fill(sideways(x, (1.0, 1.06), (at + 0.1, at + 0.24)), paint(210, 0.04, 0.72))
            scene.fill(sideways(x, (1.5, 1.62), (at - 0.35, at - 0.15)), paint(210, 0.08, 0.9))
            if chance(stream, 0.4):
                _notices(scene, stream, x=x, z=at + 1.2)


def _notices(scene: Scene, stream: Stream, *, x: float, z: float) -> None:
    """A board with sheets of paper."""
    scene.fill(sideways(x, (1.15, 1.95), (z, z + 0.75)), like(stream, pick(stream, (30, 210, 110)), 0.3, 0.55))
    for low in (1.22, 1.58):
        for begin in (0.08, 0.42):
            sheet = like(stream, stream.uniform(0, 360), 0.12, 0.93)
            top = low + stream.uniform(0.2, 0.32)
            scene.fill(sideways(x, (low, top), (z + begin, z + begin + stream.uniform(0.15, 0.26))), sheet)

"""The inside of a room: walls, floor and ceiling in the light of a lamp or a window, and doors."""

from dataclasses import dataclass

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import Span, flat, sideways, upright
from simulators.faces.surroundings.soft import Color, chance, like, paint, pick, wall_paint, wood


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The inside of a box: its walls, floor and ceiling."""

    left: float
    right: float
    depth: float
    height: float
    wall: Color
    side_wall: Color
    ceiling: Color
    floor: Color
    behind: float = -1.0


def new_room(stream: Stream, *, depth: Span = (1.8, 3.6), wall: Color | None = None) -> Room:
    """A room with a far wall behind the person and often a corner in view."""
    wall = wall_paint(stream) if wall is None else wall
    left, right = -stream.uniform(2.2, 3.6), stream.uniform(2.2, 3.6)
    if chance(stream, 0.55):
        corner = stream.uniform(0.5, 1.6)
        left, right = (-corner, right) if chance(stream, 0.5) else (left, corner)
    return Room(
        left=left,
        right=right,
        depth=stream.uniform(*depth),
        height=stream.uniform(2.35, 2.9),
        wall=wall,
        side_wall=wall if chance(stream, 0.75) else wall_paint(stream),
        ceiling=like(stream, 40, 0.03, 0.93),
        floor=pick(stream, (wood(stream), like(stream, 35, 0.15, 0.7), like(stream, 30, 0.1, 0.5))),
    )


def build_room(scene: Scene, stream: Stream, room: Room) -> None:
    """Paint the walls with light that differs between them, and the soft darkness of the corners."""
    toward = 1.0 if chance(stream, 0.5) else -1.0
    x, y, z = (room.left, room.right), (0.0, room.height), (room.behind, room.depth)
    scene.fill(flat(x, room.height, z), room.ceiling * np.float32(stream.uniform(0.72, 0.95)))
    scene.fill(flat(x, 0, z), room.floor * np.float32(0.7))
    scene.fill(sideways(room.left, y, z), room.side_wall * np.float32(0.84 + 0.16 * toward))
    scene.fill(sideways(room.right, y, z), room.side_wall * np.float32(0.84 - 0.16 * toward))
    scene.fill(upright(x, y, room.depth), room.wall * np.float32(stream.uniform(0.86, 0.97)))
    _light(scene, stream, room, toward=toward)
    _corners(scene, stream, room)
    if chance(stream, 0.4):
        _cornice(scene, room)
    scene.fill(upright(x, (0, 0.1), room.depth - 0.01), room.ceiling * np.float32(0.8))
    scene.dim(upright(x, (0, 0.25), room.depth), 0.2)


def _light(scene: Scene, stream: Stream, room: Room, *, toward: float) -> None:
    """Daylight from a window at one side, a lamp under the ceiling, or both."""
    if chance(stream, 0.65):
        place = toward * stream.uniform(1.4, 2.6), stream.uniform(1.1, 1.9), stream.uniform(0.0, room.depth)
        scene.lamp(place, reach=stream.uniform(1.6, 3.0), share=stream.uniform(0.4, 0.75), color=(1.04, 1.0, 0.97))
        scene.slope(toward * stream.uniform(0.03, 0.12), 0)
        if chance(stream, 0.3):
            _sun_patch(scene, stream, room)
    else:
        place = (
            stream.uniform(-0.9, 0.9),
            room.height - stream.uniform(0.05, 0.6),
            stream.uniform(0.4, 1.0) * room.depth,
        )
        scene.lamp(place, reach=stream.uniform(1.3, 2.4), share=stream.uniform(0.4, 0.65), color=(0.93, 1.0, 1.05))
        scene.slope(toward * stream.uniform(0.02, 0.12), 0)


def _sun_patch(scene: Scene, stream: Stream, room: Room) -> None:
    """The sun through the panes of a window that is not in the picture, slanted on the wall."""
    left, top = stream.uniform(-1.3, 0.6), stream.uniform(1.4, 2.3)
    wide, high, slant = stream.uniform(0.22, 0.4), stream.uniform(0.3, 0.6), stream.uniform(-0.5, 0.5)
    strength = stream.uniform(0.4, 1.1)
    for column in range(int(stream.integers(1, 4))):
        for row in range(2):
            x, y = left + column * wide * 1.12 + slant * row * high, top - row * high * 1.08 + slant * 0.2 * column
            pane = [
                (x, y),
                (x + wide, y + slant * 0.2),
                (x + wide + slant * high, y - high),
                (x + slant * high, y - high),
            ]
            scene.dim([(px, py, room.depth) for px, py in pane], -strength)


def _corners(scene: Scene, stream: Stream, room: Room) -> None:
    """Little light reaches where two walls meet."""
    share = stream.uniform(0.07, 0.14)
    x, z = (room.left, room.right), room.depth
    for width in (0.06, 0.2, 0.5):
        scene.dim(upright(x, (room.height - width, room.height), z), share)
        scene.dim(upright((room.left, room.left + width), (0, room.height), z), share)
        scene.dim(upright((room.right - width, room.right), (0, room.height), z), share)
        scene.dim(sideways(room.left, (0, room.height), (z - width, z)), share)
        scene.dim(sideways(room.right, (0, room.height), (z - width, z)), share)


def _cornice(scene: Scene, room: Room) -> None:
    low = room.height - 0.12
    z = room.depth - 0.08
    scene.fill(upright((room.left, room.right), (low, room.height), z), room.ceiling * np.float32(0.9))
    for wall in (room.left + 0.08, room.right - 0.08):
        scene.fill(sideways(wall, (low, room.height), (0.3, z)), room.ceiling * np.float32(0.82))


def door(scene: Scene, stream: Stream, *, x: float, room: Room) -> None:
    """A door in its frame on the far wall."""
    color = pick(stream, (wood(stream), like(stream, 40, 0.04, 0.88), wood(stream)))
    z, width, top = room.depth - 0.02, stream.uniform(0.8, 0.95), stream.uniform(2.02, 2.15)
    scene.fill(upright((x - 0.09, x + width + 0.09), (0, top + 0.09), z), color * np.float32(0.85))
    scene.fill(upright((x - 0.02, x + width + 0.02), (0, top + 0.02), z), color * np.float32(0.45))
    scene.fill(upright((x, x + width), (0, top), z), color)
    for low, high in ((0.2, 0.95), (1.1, top - 0.15)):
        scene.fill(upright((x + 0.13, x + width - 0.13), (low, high), z), color * np.float32(0.78))
        scene.fill(upright((x + 0.15, x + width - 0.13), (low, high - 0.02), z), color * np.float32(0.95))
    scene.fill(upright((x + width - 0.1, x + width - 0.05), (1.0, 1.06), z - 0.04), paint(45, 0.2, 0.75))

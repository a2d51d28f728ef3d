"""Rooms at home: a plain wall, a living room, a window, a bookshelf."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.furniture import floor_lamp, framed_picture, plant, sofa
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import Span, box, shadow_on_wall, upright
from simulators.faces.surroundings.soft import (
    Color,
    Picture,
    chance,
    cloth,
    day_light,
    like,
    noise,
    paint,
    pick,
    warm_light,
    wood,
)
from simulators.faces.surroundings.walls import Room, build_room, door, new_room
from simulators.faces.surroundings.windows import curtain, curtained_window


def home_light(stream: Stream) -> tuple[float, float, float]:
    """The color of the light in a room at home."""
    return pick(stream, (warm_light, warm_light, day_light))(stream)


def plain_wall(stream: Stream, size: Size) -> Scene:
    """A bare wall close behind the person, at times with a picture, a switch or a corner."""
    scene = Scene.opened(stream, size, tint=home_light(stream), yaw=20)
    room = new_room(stream, depth=(1.1, 2.4))
    build_room(scene, stream, room)
    side = pick(stream, (-1, 1))
    for way in (side, -side)[: int(stream.integers(1, 3))]:
        _beside(scene, stream, room=room, x=way * stream.uniform(0.35, 0.8))
    if chance(stream, 0.4):
        warm = np.array((0.6, 0.85, 1.0)) * stream.uniform(0.15, 0.4)
        scene.shine((stream.uniform(-1.2, 1.2), stream.uniform(1.6, 2.3), room.depth), stream.uniform(0.5, 1.0), warm)
    return scene


def _beside(scene: Scene, stream: Stream, *, room: Room, x: float) -> None:
    """What is on or at a bare wall, or nothing: a picture, a switch, a door, a wardrobe, a curtain."""
    z = room.depth
    kind = pick(stream, ("picture", "picture", "switch", "door", "wardrobe", "curtain", "nothing", "nothing"))
    if kind == "picture":
        size_m = stream.uniform(0.35, 0.7), stream.uniform(0.35, 0.8)
        framed_picture(scene, stream, center=(x, stream.uniform(1.5, 1.9), z), size=size_m)
    elif kind == "switch":
        scene.fill(upright((x, x + 0.085), (1.15, 1.235), z - 0.01), paint(40, 0.02, 0.95))
    elif kind == "door":
        door(scene, stream, x=x if x > 0 else x - 0.9, room=room)
    elif kind == "wardrobe":
        wide = (x, x + 1.0) if x > 0 else (x - 1.0, x)
        shadow_on_wall(scene, x=wide, y=(0, 2.1), wall=z, share=0.35, depth=0.2)
        box(scene, wood(stream), x=wide, y=(0, stream.uniform(1.7, 2.2)), z=(z - 0.5, z))
    elif kind == "curtain":
        wide = (x, x + 0.8) if x > 0 else (x - 0.8, x)
        shadow_on_wall(scene, x=wide, y=(0, 2.3), wall=z, share=0.25, depth=0.06)
        curtain(scene, stream, x=wide, y=(0.03, room.height - 0.15), z=z - 0.1, color=cloth(stream))


def living_room(stream: Stream, size: Size) -> Scene:
    """A sofa, pictures, a lamp, a plant or a door before two walls."""
    scene = Scene.opened(stream, size, tint=home_light(stream), yaw=18)
    room = new_room(stream, depth=(2.2, 3.8))
    build_room(scene, stream, room)
    left, right = max(room.left, -1.9) + 0.15, min(room.right, 1.9) - 0.15
    kind = pick(stream, ("window", "pictures", "door", "pictures"))
    if kind == "window":
        start = stream.uniform(left + 0.3, max(right - 1.5, left + 0.4))
        curtained_window(scene, stream, x=(start, min(start + stream.uniform(0.9, 1.8), right)), room=room)
    elif kind == "door":
        door(scene, stream, x=stream.uniform(left, right - 1), room=room)
    else:
        _pictures(scene, stream, x=(left, right), wall=room.depth)
    if chance(stream, 0.7) and kind != "door":
        sofa(scene, stream, x=(left, right), z=room.depth)
    if chance(stream, 0.55):
        floor_lamp(scene, stream, x=_aside(stream, left, right), z=room.depth - 0.4, wall=room.depth)
    if chance(stream, 0.4):
        plant(scene, stream, x=_aside(stream, left, right), z=room.depth - 0.5)
    return scene


def _aside(stream: Stream, left: float, right: float) -> float:
    return left + stream.uniform(0.1, 0.4) if chance(stream, 0.5) else right - stream.uniform(0.1, 0.4)


def _pictures(scene: Scene, stream: Stream, *, x: Span, wall: float) -> None:
    count = int(stream.integers(2, 5))
    width = (x[1] - x[0]) / count
    shape = stream.uniform(0.5, 0.85), stream.uniform(0.6, 1.3)
    height = stream.uniform(1.55, 1.85)
    for number in range(count):
        across = min(width * shape[0], 0.8)
        framed_picture(
            scene, stream, center=(x[0] + width * (number + 0.5), height, wall), size=(across, across * shape[1])
        )


def window_room(stream: Stream, size: Size) -> Scene:
    """A large window between curtains behind the person."""
    scene = Scene.opened(stream, size, tint=day_light(stream), yaw=16)
    room = new_room(stream, depth=(1.7, 3.0))
    build_room(scene, stream, room)
    scene.light *= np.float32(0.72)
    middle, half = stream.uniform(-0.5, 0.5), stream.uniform(0.5, 1.1)
    x = max(middle - half, room.left + 0.3), min(middle + half, room.right - 0.3)
    curtained_window(scene, stream, x=x, room=room)
    if chance(stream, 0.4):
        floor_lamp(scene, stream, x=x[1] + 0.5, z=room.depth - 0.4, wall=room.depth)
    if chance(stream, 0.5):
        plant(scene, stream, x=x[0] - 0.2, z=room.depth - 0.5)
    return scene


def bookshelf(stream: Stream, size: Size) -> Scene:
    """Shelves of books and a few things between them."""
    scene = Scene.opened(stream, size, tint=home_light(stream), yaw=22)
    room = new_room(stream, depth=(1.5, 2.6))
    build_room(scene, stream, room)
    left, right = max(room.left, -2.0), min(room.right, 2.0)
    if chance(stream, 0.45):
        left, right = pick(stream, ((left, stream.uniform(0, 0.6)), (stream.uniform(-0.6, 0), right)))
    top, z = stream.uniform(1.9, 2.3), room.depth - 0.3
    shadow_on_wall(scene, x=(left, right), y=(0, top), wall=room.depth, share=0.4, depth=0.2)
    color = wood(stream)
    box(scene, color, x=(left, right), y=(0, top), z=(z, room.depth))
    texture = _shelves(stream, width=right - left, height=top, color=color)
    scene.lay(texture, upright((left, right), (0, top), z))
    if chance(stream, 0.4):
        floor_lamp(scene, stream, x=pick(stream, (left - 0.3, right + 0.3)), z=z, wall=room.depth)
    return scene


_SHELF_PX_PER_M = 96


def _shelves(stream: Stream, *, width: float, height: float, color: Color) -> Picture:
    rows, columns = round(height * _SHELF_PX_PER_M), round(width * _SHELF_PX_PER_M)
    texture = np.empty((rows, columns, 3), dtype=np.float32)
    texture[:] = color * np.float32(0.36) + np.float32(0.012)
    spacing, board = round(stream.uniform(0.29, 0.36) * _SHELF_PX_PER_M), 3
    bay = round(stream.uniform(0.7, 1.0) * _SHELF_PX_PER_M)
    for bottom in range(rows - 4, 0, -spacing):
        top = max(bottom - spacing + board, 0)
        for start in range(0, columns, bay):
            _shelf(stream, texture[top:bottom, start + board : start + bay])
        shade = np.linspace(0.5, 1, max((bottom - top) // 2, 1), dtype=np.float32)[:, None, None]
        texture[top : top + len(shade)] *= shade
        texture[bottom : bottom + board] = color
    for start in range(0, columns, bay):
        texture[:, start : start + board] = color * np.float32(0.9)
    texture[:, -board:], texture[:board] = color, color
    texture *= (0.7 + 0.6 * noise(stream, (rows, columns), zoom=0.8, steepness=1.0))[..., None]
    return texture


_SPINES = (
    (0, 0.55, 0.42), (215, 0.45, 0.38), (35, 0.25, 0.75), (150, 0.35, 0.33), (30, 0.5, 0.42), (0, 0.0, 0.16), (48, 0.5, 0.72),
    (40, 0.05, 0.88), (205, 0.25, 0.6), (15, 0.5, 0.6),
)  # fmt: skip


def _shelf(stream: Stream, part: Picture) -> None:
    """Runs of books, some of one series, with gaps and boxes between them."""
    rows, columns = part.shape[:2]
    start = int(stream.integers(0, 6))
    while start < columns - 3:
        color, thick = like(stream, *pick(stream, _SPINES)), int(stream.integers(2, 6))
        tall = rows - round(rows * stream.uniform(0.55, 0.92))
        kind = stream.random()
        if kind < 0.1:  # noqa: PLR2004 (a share of gaps)
            start += int(stream.integers(4, 22))
        elif kind < 0.17:  # noqa: PLR2004 (a share of boxes)
            thick *= 5
            part[rows - rows // 2 :, start : start + thick] = like(stream, 32, 0.25, 0.6)
        elif kind < 0.45:  # noqa: PLR2004 (a share of series)
            end = start + thick * int(stream.integers(3, 8))
            part[tall:, start:end] = color
            part[tall:, start:end:thick] = color * np.float32(0.5)
            part[tall + 4 : tall + 7, start:end] = color * np.float32(1.5)
            thick = end - start
        else:
            part[tall:, start : start + thick] = color
        start += thick

"""A majlis: the room where guests sit."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.furniture import floor_lamp, framed_picture
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import box, rounded, sideways, upright
from simulators.faces.surroundings.soft import (
    Color,
    Picture,
    chance,
    cloth,
    like,
    mixed,
    noise,
    pick,
    warm_light,
)
from simulators.faces.surroundings.walls import Room, build_room, new_room
from simulators.faces.surroundings.windows import curtained_window


def majlis(stream: Stream, size: Size) -> Scene:
    """A room for guests: patterned cushions along the walls, seen by somebody who sits."""
    scene = Scene.opened(stream, size, tint=warm_light(stream), eye=1.05, yaw=20)
    room = new_room(stream, depth=(2.0, 3.4), wall=like(stream, 38, 0.16, 0.84))
    build_room(scene, stream, room)
    if chance(stream, 0.5):
        _panels(scene, room)
    if chance(stream, 0.45):
        start = stream.uniform(-1.2, 0.2)
        curtained_window(scene, stream, x=(max(start, room.left + 0.4), min(start + 1.1, room.right - 0.4)), room=room)
    elif chance(stream, 0.6):
        shape = stream.uniform(0.6, 1.2), stream.uniform(0.4, 0.7)
        framed_picture(scene, stream, center=(stream.uniform(-0.7, 0.7), 1.75, room.depth), size=shape)
    if chance(stream, 0.5):
        _sconces(scene, stream, room)
    texture, base = _woven(stream)
    _cushions(scene, stream, room=room, texture=texture, base=base)
    if chance(stream, 0.5):
        floor_lamp(
            scene, stream, x=pick(stream, (room.left + 0.3, room.right - 0.3)), z=room.depth - 0.3, wall=room.depth
        )
    return scene


def _sconces(scene: Scene, stream: Stream, room: Room) -> None:
    """Small lamps on the wall, each with its glow above and below."""
    y, warm = stream.uniform(1.5, 1.9), np.array((0.5, 0.8, 1.0), dtype=np.float32)
    for x in np.arange(room.left + 0.5, room.right, stream.uniform(1.1, 1.8)):
        scene.fill(
            upright((float(x) - 0.06, float(x) + 0.06), (y - 0.09, y + 0.09), room.depth - 0.08), warm * np.float32(1.6)
        )
        for lift in (-0.25, 0.25):
            scene.shine((float(x), y + lift, room.depth), 0.24, warm * np.float32(stream.uniform(0.4, 0.8)))


def _panels(scene: Scene, room: Room) -> None:
    """Mouldings on the wall above the cushions."""
    for start in np.arange(room.left + 0.15, room.right - 0.8, 0.95):
        x, y, z = (float(start), float(start) + 0.8), (0.95, room.height - 0.3), room.depth - 0.01
        scene.fill(upright(x, y, z), room.wall * np.float32(0.72))
        scene.fill(upright((x[0] + 0.02, x[1]), (y[0], y[1] - 0.02), z), room.wall * np.float32(1.0))
        scene.fill(upright((x[0] + 0.03, x[1] - 0.03), (y[0] + 0.03, y[1] - 0.03), z), room.wall * np.float32(0.9))


def _cushions(scene: Scene, stream: Stream, *, room: Room, texture: Picture, base: Color) -> None:
    top, z = stream.uniform(0.72, 0.98), room.depth - 0.18
    wide, pillow = stream.uniform(0.65, 0.95), cloth(stream)
    scene.dim(upright((room.left, room.right), (top - 0.1, top + 0.12), room.depth), 0.25)
    side = room.left if room.left > -2 else room.right  # noqa: PLR2004 (the near side wall)
    if abs(side) < 2:  # noqa: PLR2004 (the near side wall)
        x = side - 0.18 * np.sign(side)
        for start in np.arange(0.7, z - 0.2, wide):
            corners = sideways(float(x), (0.25, top), (float(start), min(float(start) + wide * 0.97, z)))
            scene.lay(texture if side < 0 else np.ascontiguousarray(texture[:, ::-1]), corners)
    seat = mixed(base, room.wall, 0.25)
    box(scene, seat, x=(room.left, room.right), y=(0.0, 0.26), z=(z - 0.7, room.depth))
    if abs(side) < 2:  # noqa: PLR2004 (the near side wall)
        span = (side, side + 0.85) if side < 0 else (side - 0.85, side)
        box(scene, seat, x=span, y=(0.0, 0.26), z=(0.6, z))
    for start in np.arange(room.left, room.right, wide):
        x_span = float(start), float(start) + wide * 0.97
        box(scene, base * np.float32(0.8), x=x_span, y=(0.25, top), z=(z, room.depth))
        scene.lay(texture, upright(x_span, (0.25, top), z))
        scene.fill(upright(x_span, (top - 0.02, top + 0.015), z - 0.01), base * np.float32(1.6))
        if chance(stream, 0.6):
            center = (x_span[1], top - stream.uniform(0.12, 0.3), z - 0.15)
            rounded(scene, pillow * np.float32(stream.uniform(0.8, 1.2)), center=center, size=(0.42, 0.4), square=3.2)


_WOVEN = (
    ((355, 0.68, 0.42), (40, 0.15, 0.85), (0, 0, 0.12)), ((20, 0.5, 0.38), (42, 0.35, 0.8), (10, 0.5, 0.2)),
    ((160, 0.4, 0.3), (45, 0.3, 0.78), (0, 0, 0.15)), ((220, 0.45, 0.34), (42, 0.3, 0.8), (220, 0.4, 0.2)),
    ((38, 0.18, 0.8), (30, 0.45, 0.5), (25, 0.5, 0.32)), ((0, 0.03, 0.45), (0, 0.0, 0.85), (0, 0, 0.2)),
)  # fmt: skip


def _woven(stream: Stream) -> tuple[Picture, Color]:
    """A cushion's cloth: bands of small triangles between stripes.

    Shape: 48 x 72 x 3 of float32.
    """
    base, light, dark = (like(stream, *color) for color in pick(stream, _WOVEN))
    texture = np.empty((48, 72, 3), dtype=np.float32)
    texture[:] = base
    tooth = int(stream.integers(5, 9))
    saw = np.abs((np.arange(72) % tooth) - tooth / 2) * 2 / tooth
    rows = np.arange(48)[:, None]
    top = int(stream.integers(4, 12))
    for _ in range(int(stream.integers(1, 3))):
        band = int(stream.integers(5, 10))
        texture[top : top + band] = mixed(base, dark, 0.8)
        texture[(rows >= top + saw[None, :] * band) & (rows < top + band)] = mixed(base, light, 0.55)
        for row in (top - 2, top + band + 1):
            texture[row : row + 1] = mixed(base, light, 0.7)
        top += band + int(stream.integers(6, 14))
    soft = np.interp(np.arange(48), (0, 6, 30, 47), (1.25, 1.1, 0.95, 0.6))[:, None, None]
    edges = np.interp(np.arange(72), (0, 5, 66, 71), (0.6, 1.0, 1.0, 0.55))[None, :, None]
    weave = 0.7 + 0.6 * noise(stream, (48, 72), zoom=1.4, steepness=1.0)[..., None]
    return (texture * soft * edges * weave).astype(np.float32), base

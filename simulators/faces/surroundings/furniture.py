"""Things that stand in rooms, painted into a scene: boxes, windows and curtains, pictures, lamps, sofas, plants."""

import math
from dataclasses import dataclass

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Place, Scene
from simulators.faces.surroundings.soft import (
    Color,
    Picture,
    chance,
    cloth,
    like,
    mixed,
    noise,
    paint,
    pick,
    ramp,
    wall_paint,
    wood,
)

Span = tuple[float, float]
"""From, to; metres."""

Corners = list[Place]


def upright(x: Span, y: Span, z: float) -> Corners:
    """A rectangle that faces the camera, from its top left clockwise."""
    return [(x[0], y[1], z), (x[1], y[1], z), (x[1], y[0], z), (x[0], y[0], z)]


def sideways(x: float, y: Span, z: Span) -> Corners:
    """A rectangle on a wall at the side, from its top corner at the first z."""
    return [(x, y[1], z[0]), (x, y[1], z[1]), (x, y[0], z[1]), (x, y[0], z[0])]


def flat(x: Span, y: float, z: Span) -> Corners:
    """A level rectangle."""
    return [(x[0], y, z[1]), (x[1], y, z[1]), (x[1], y, z[0]), (x[0], y, z[0])]


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
    scene.fill(sideways(room.left, y, z), room.side_wall * np.float32(0.82 + 0.14 * toward))
    scene.fill(sideways(room.right, y, z), room.side_wall * np.float32(0.82 - 0.14 * toward))
    scene.fill(upright(x, y, room.depth), room.wall * np.float32(stream.uniform(0.84, 0.95)))
    scene.slope(toward * stream.uniform(0.05, 0.3), stream.uniform(-0.2, 0.06))
    _corners(scene, stream, room)
    if chance(stream, 0.4):
        _cornice(scene, room)
    scene.fill(upright(x, (0, 0.1), room.depth - 0.01), room.ceiling * np.float32(0.8))


def _corners(scene: Scene, stream: Stream, room: Room) -> None:
    """Little light reaches where two walls meet."""
    share = stream.uniform(0.06, 0.13)
    x, z = (room.left, room.right), room.depth
    for width in (0.07, 0.2, 0.45):
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


def box(scene: Scene, color: Color, *, x: Span, y: Span, z: Span) -> None:
    """A box with the faces that the camera sees, each in its own light."""
    if y[1] < scene.view.eye:
        scene.fill(flat(x, y[1], z), color * np.float32(1.12))
    if y[0] > scene.view.eye:
        scene.fill(flat(x, y[0], z), color * np.float32(0.55))
    if x[0] > 0:
        scene.fill(sideways(x[0], y, z), color * np.float32(0.8))
    if x[1] < 0:
        scene.fill(sideways(x[1], y, z), color * np.float32(0.74))
    scene.fill(upright(x, y, z[0]), color)


def shadow_on_wall(  # noqa: PLR0913 (one thing before one wall, all by keyword)
    scene: Scene, *, x: Span, y: Span, wall: float, share: float = 0.16, depth: float = 0.1
) -> None:
    """The soft shadow that a thing throws on the wall behind it, away from the light."""
    shift = -depth * (1 if scene.side >= 0 else -1)
    for grow, part in ((0.0, 0.6), (0.06, 0.4)):
        spans = (x[0] + shift - grow, x[1] + shift + grow), (y[0] - depth * 0.6 - grow, y[1] - depth * 0.3 + grow)
        scene.dim(upright(*spans, wall), share * part)


def rounded(scene: Scene, color: Color, *, center: Place, size: tuple[float, float], square: float = 2.6) -> None:
    """A soft shape that faces the camera, lighter at its top: a cushion, a headrest, the back of a chair."""
    for grow, lift, light in ((1.0, 0.0, 0.72), (0.93, 0.03, 1.0), (0.7, 0.12, 1.1)):
        angle = np.linspace(0, 2 * math.pi, 28, endpoint=False)
        across, up = np.cos(angle), np.sin(angle)
        x = center[0] + size[0] / 2 * grow * np.sign(across) * np.abs(across) ** (2 / square)
        y = center[1] + size[1] / 2 * (grow * np.sign(up) * np.abs(up) ** (2 / square) + lift)
        scene.fill(np.stack((x, y, np.full_like(x, center[2])), axis=1), color * np.float32(light))


def folds(stream: Stream, *, columns: int, count: float) -> Picture:
    """How light a curtain is across its folds.

    Shape: columns of float32 around 1.
    """
    place = np.linspace(0, 1, columns)
    bent = place + 0.03 * np.sin(2 * math.pi * (place * stream.uniform(1, 3) + stream.random()))
    wave = np.sin(2 * math.pi * (bent * count + stream.random()))
    fine = np.sin(2 * math.pi * (bent * count * stream.uniform(1.8, 2.6) + stream.random()))
    return (1 + 0.26 * wave + 0.13 * fine).astype(np.float32)


def curtain(  # noqa: PLR0913 (its place is three of them)
    scene: Scene, stream: Stream, *, x: Span, y: Span, z: float, color: Color
) -> None:
    """A curtain that hangs in folds."""
    across = folds(stream, columns=64, count=(x[1] - x[0]) * stream.uniform(5, 9))
    down = np.linspace(1.02, 0.9, 12, dtype=np.float32)
    scene.lay(np.ascontiguousarray(down[:, None, None] * across[None, :, None] * color), upright(x, y, z))


def outside(stream: Stream, *, bright: float) -> Picture:
    """What a window shows: sky, and houses or trees below, too bright for the camera."""
    sky = mixed(paint(210, 0.16, 1.0), paint(40, 0.05, 1.0), stream.uniform(0, 1))
    ground = pick(stream, (like(stream, 95, 0.3, 0.55), like(stream, 35, 0.25, 0.7), like(stream, 210, 0.08, 0.62)))
    texture = np.empty((40, 40, 3), dtype=np.float32)
    texture[:] = sky
    edge = int(stream.integers(16, 34))
    blotches = noise(stream, (40, 40), zoom=1.6, steepness=1.5)
    below = ramp(-0.25, 0.25, (np.arange(40, dtype=np.float32)[:, None] - edge) / 40 + 0.5 * (blotches - 0.5))
    texture += (ground * (0.6 + 0.8 * blotches[..., None]) - texture) * below[..., None] * np.float32(0.85)
    return texture * np.float32(bright)


def window(  # noqa: PLR0913 (its place is three of them)
    scene: Scene, stream: Stream, *, x: Span, y: Span, z: float, bright: float = 1.6
) -> None:
    """A window with daylight in a frame, its light on the wall around it."""
    frame = pick(stream, (like(stream, 40, 0.02, 0.92), like(stream, 25, 0.2, 0.3), like(stream, 210, 0.03, 0.6)))
    rim = 0.05
    shadowed = frame * np.float32(0.6)
    scene.fill(upright((x[0] - rim, x[1] + rim), (y[0] - rim, y[1] + rim), z), frame * np.float32(0.85))
    scene.lay(outside(stream, bright=bright), upright(x, y, z))
    panes = int(stream.integers(1, 4))
    for number in range(1, panes):
        middle = x[0] + (x[1] - x[0]) * number / panes
        scene.fill(upright((middle - 0.03, middle + 0.03), y, z), shadowed)
    if chance(stream, 0.4):
        bar = y[0] + (y[1] - y[0]) * 0.7
        scene.fill(upright(x, (bar - 0.025, bar + 0.025), z), shadowed)
    scene.shine(((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, z), 0.9, (0.2, 0.18, 0.16))


def sheer(scene: Scene, stream: Stream, *, x: Span, y: Span, z: float) -> None:
    """A thin white curtain that glows with the daylight behind it."""
    across = 0.75 + 0.45 * (folds(stream, columns=96, count=(x[1] - x[0]) * stream.uniform(6, 10)) - 0.6)
    down = np.interp(np.linspace(0, 1, 16), (0, 0.15, 0.6, 1), (0.82, 1.08, 1.0, 0.7)).astype(np.float32)
    texture = down[:, None, None] * across[None, :, None] * paint(40, 0.04, 1.0) * stream.uniform(0.8, 1.25)
    scene.lay(np.ascontiguousarray(texture, dtype=np.float32), upright(x, y, z))


def curtained_window(scene: Scene, stream: Stream, *, x: Span, room: Room) -> None:
    """A window between two curtains, with a thin one before it or not."""
    top, low = room.height - stream.uniform(0.12, 0.3), pick(stream, (0.2, 0.75, 0.95))
    z = room.depth - 0.02
    window(scene, stream, x=x, y=(low, top - 0.1), z=z, bright=stream.uniform(1.2, 1.9))
    if chance(stream, 0.6):
        share = pick(stream, ((0.0, 1.0), (0.0, 0.5), (0.5, 1.0)))
        part = x[0] + share[0] * (x[1] - x[0]), x[0] + share[1] * (x[1] - x[0])
        sheer(scene, stream, x=part, y=(low - 0.2, top), z=z - 0.05)
    color = cloth(stream)
    width = stream.uniform(0.25, 0.5)
    for part in ((x[0] - width, x[0] + 0.08), (x[1] - 0.08, x[1] + width)):
        shadow_on_wall(scene, x=part, y=(0, top), wall=room.depth, share=0.2, depth=0.06)
        curtain(scene, stream, x=part, y=(0.03, top + 0.04), z=z - 0.1, color=color)
    rail = like(stream, 30, 0.3, 0.35)
    scene.fill(upright((x[0] - width - 0.1, x[1] + width + 0.1), (top + 0.02, top + 0.06), z - 0.12), rail)


def framed_picture(scene: Scene, stream: Stream, *, center: Place, size: tuple[float, float]) -> None:
    """A picture in a frame: a landscape, or soft shapes."""
    x = center[0] - size[0] / 2, center[0] + size[0] / 2
    y = center[1] - size[1] / 2, center[1] + size[1] / 2
    shadow_on_wall(scene, x=x, y=y, wall=center[2], depth=0.04)
    frame = pick(stream, (wood(stream), paint(0, 0, 0.12), paint(40, 0.4, 0.6), paint(40, 0.03, 0.9)))
    z = center[2] - 0.02
    scene.fill(upright(x, y, z), frame)
    rim = 0.035
    x, y = (x[0] + rim, x[1] - rim), (y[0] + rim, y[1] - rim)
    if chance(stream, 0.6):
        scene.fill(upright(x, y, z), paint(45, 0.04, 0.9))
        margin = 0.16 * min(size)
        x, y = (x[0] + margin, x[1] - margin), (y[0] + margin, y[1] - margin)
    cloudy = noise(stream, (24, 24), zoom=stream.uniform(1.5, 4))[..., None]
    hue = stream.uniform(0, 360)
    first, second = like(stream, hue, 0.16, 0.8), like(stream, hue + stream.uniform(20, 160), 0.3, 0.45)
    scene.lay(np.ascontiguousarray(first + (second - first) * cloudy), upright(x, y, z))


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


def floor_lamp(scene: Scene, stream: Stream, *, x: float, z: float, wall: float) -> None:
    """A lamp with a glowing shade, and its light on the wall."""
    top, warm = stream.uniform(1.5, 1.85), np.array((0.45, 0.78, 1.0), dtype=np.float32)
    scene.fill(upright((x - 0.015, x + 0.015), (0, top), z), paint(30, 0.3, 0.3))
    low, wide = top - 0.3, stream.uniform(0.16, 0.24)
    shade = [(x - wide * 0.7, top, z), (x + wide * 0.7, top, z), (x + wide, low, z), (x - wide, low, z)]
    texture = np.interp(np.linspace(0, 1, 12), (0, 0.6, 1), (0.9, 1.5, 1.1)).astype(np.float32)[:, None, None] * warm
    scene.lay(np.ascontiguousarray(np.broadcast_to(texture, (12, 4, 3))), shade)
    strength = stream.uniform(0.35, 0.8)
    scene.shine((x, top + 0.25, wall), 0.45, warm * strength)
    scene.shine((x, low - 0.2, wall), 0.7, warm * strength * 0.6)


def sofa(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    """The back of a sofa against the wall with its cushions."""
    color = cloth(stream)
    top = stream.uniform(0.78, 0.98)
    shadow_on_wall(scene, x=x, y=(0.2, top), wall=z, share=0.3, depth=0.15)
    box(scene, color * np.float32(0.85), x=x, y=(0.1, top), z=(z - 0.3, z - 0.05))
    count = max(round((x[1] - x[0]) / 0.75), 1)
    width = (x[1] - x[0]) / count
    for number in range(count):
        middle = x[0] + width * (number + 0.5)
        rounded(scene, color, center=(middle, top - 0.22, z - 0.4), size=(width * 0.99, 0.52), square=5)
    box(scene, color, x=x, y=(0.1, 0.45), z=(z - 0.9, z - 0.35))
    for _ in range(int(stream.integers(0, 4))):
        place = (stream.uniform(x[0] + 0.25, x[1] - 0.25), top - 0.2, z - 0.5)
        rounded(scene, cloth(stream), center=place, size=(0.46, 0.42), square=3.4)


def plant(scene: Scene, stream: Stream, *, x: float, z: float) -> None:
    """A plant in a pot: blades that rise and bend."""
    top = stream.uniform(1.1, 1.9)
    pot = pick(stream, (like(stream, 18, 0.5, 0.55), like(stream, 40, 0.04, 0.85), like(stream, 210, 0.05, 0.3)))
    rounded(scene, pot, center=(x, 0.3, z), size=(0.36, 0.5), square=5)
    for _ in range(int(stream.integers(14, 24))):
        lean, high = stream.uniform(-0.5, 0.5), top * stream.uniform(0.55, 1.0)
        color = like(stream, 105, 0.5, stream.uniform(0.25, 0.55))
        blade(scene, (x, 0.5, z), (x + lean, high - abs(lean) * 0.5, z), width=stream.uniform(0.05, 0.12), color=color)


def blade(scene: Scene, root: Place, tip: Place, *, width: float, color: Color) -> None:
    """A long leaf from root to tip, bent down by its weight."""
    share = np.linspace(0, 1, 6)
    x = root[0] + (tip[0] - root[0]) * share**1.4
    y = root[1] + (tip[1] - root[1]) * np.sin(share * math.pi / 2 * 1.15) / math.sin(math.pi / 2 * 1.15)
    half = width / 2 * np.sin(math.pi * (0.08 + 0.92 * share))
    outline = np.concatenate((np.stack((x - half, y + half), axis=1), np.stack((x + half, y - half), axis=1)[::-1]))
    scene.fill(np.column_stack((outline, np.full(len(outline), root[2]))), color)

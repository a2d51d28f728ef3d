"""Places where people work and shop, and the inside of a car."""

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.furniture import (
    Room,
    Span,
    box,
    build_room,
    door,
    flat,
    framed_picture,
    new_room,
    outside,
    plant,
    rounded,
    sideways,
    upright,
    window,
)
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.soft import (
    Color,
    Picture,
    chance,
    day_light,
    like,
    mixed,
    paint,
    pick,
    tube_light,
    wood,
)

Size = tuple[int, int]


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
    scene = Scene.opened(stream, size, tint=tube_light(stream), yaw=9, pitch=4)
    half, offset, depth, height = stream.uniform(1.0, 1.7), stream.uniform(-0.5, 0.5), stream.uniform(9, 18), 2.7
    left, right, wall = offset - half, offset + half, like(stream, pick(stream, (40, 100, 205, 30)), 0.08, 0.84)
    z = 0.3, depth
    scene.fill(flat((left, right), height, z), like(stream, 40, 0.03, 0.86))
    scene.fill(flat((left, right), 0, z), like(stream, 35, 0.1, 0.62))
    for x, light in ((left, 0.95), (right, 0.85)):
        scene.fill(sideways(x, (0, height), z), wall * np.float32(light))
        if chance(stream, 0.5):
            scene.fill(sideways(x, (0, 1.1), z), mixed(wall, like(stream, 205, 0.3, 0.5), 0.6))
    scene.fill(upright((left, right), (0, height), depth), wall * np.float32(0.8))
    if chance(stream, 0.6):
        window(scene, stream, x=(left + 0.3, right - 0.3), y=(0.3, 2.3), z=depth - 0.05, bright=1.6)
    else:
        scene.fill(upright((offset - 0.7, offset + 0.7), (0, 2.1), depth - 0.05), wood(stream))
    color, step = wood(stream), stream.uniform(2.2, 3.2)
    for start in np.arange(stream.uniform(1.2, 2.4), depth - 1, step):
        for x in (left + 0.01, right - 0.01):
            scene.fill(sideways(x, (0, 2.15), (float(start) - 0.07, float(start) + 0.97)), color * np.float32(0.6))
            scene.fill(sideways(x, (0, 2.1), (float(start), float(start) + 0.9)), color)
    white = paint(210, 0.02, 1.0) * np.float32(1.5)
    for start in np.arange(1.2, depth, stream.uniform(1.6, 2.4)):
        spot = float(start), float(start) + 0.35
        scene.fill(flat((offset - 0.5, offset + 0.5), height - 0.01, spot), white)
        scene.fill(
            flat((offset - 0.3, offset + 0.3), 0.01, (spot[0] - 0.3, spot[1] + 0.3)),
            mixed(wall, white, 0.08) * np.float32(0.85),
        )
    for width in (0.08, 0.25):
        for x in (left, right):
            scene.dim(sideways(x, (height - width, height), z), 0.1)
            scene.dim(sideways(x, (0, width), z), 0.15)
    scene.slope(stream.uniform(-0.1, 0.1), stream.uniform(-0.15, 0.05))
    return scene


def shop(stream: Stream, size: Size) -> Scene:
    """An aisle of a shop: shelves with rows of goods at both sides, lamps above."""
    scene = Scene.opened(stream, size, tint=tube_light(stream), yaw=24, pitch=4)
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


def car(stream: Stream, size: Size) -> Scene:
    """The inside of a car behind the driver: headrests, side windows, the rear window, the lining of the roof."""
    scene = Scene.opened(stream, size, tint=day_light(stream), eye=1.02, yaw=22, pitch=5)
    lining = like(stream, pick(stream, (40, 30, 210)), 0.08, pick(stream, (0.72, 0.66, 0.45)))
    seat = pick(
        stream, (paint(30, 0.1, 0.32), like(stream, 32, 0.3, 0.62), like(stream, 20, 0.45, 0.42), paint(0, 0, 0.42))
    )
    trim, roof, shift = paint(30, 0.08, 0.32), 1.27, stream.uniform(0.25, 0.5) * pick(stream, (-1, 1))
    left, right, rear = shift - 0.72, shift + 0.72, 2.1
    scene.fill(upright((-5, 5), (-1, 3), 5), trim)
    scene.fill(upright((left, right), (0, roof), rear), trim * np.float32(1.4))
    view = outside(stream, bright=stream.uniform(1.1, 1.7))
    scene.lay(
        view, [(shift - 0.5, 1.2, rear), (shift + 0.5, 1.2, rear), (shift + 0.6, 0.9, rear), (shift - 0.6, 0.9, rear)]
    )
    for x in (left, right):
        scene.fill(sideways(x, (0, roof), (0.2, rear)), trim)
        scene.fill(sideways(x, (0.0, 0.86), (0.2, rear)), mixed(trim, seat, 0.5))
        pane = outside(stream, bright=stream.uniform(1.1, 1.7))
        for z in ((0.35, 1.02), (1.14, 1.75)):
            scene.lay(pane, [(x, 1.2, z[0]), (x, 1.18, z[1]), (x, 0.86, z[1]), (x, 0.86, z[0])])
        scene.fill(sideways(x, (0.0, roof), (1.02, 1.14)), lining * np.float32(0.8))
    scene.fill(flat((left, right), roof - 0.04, (0.2, rear)), lining)
    scene.fill(sideways(left, (1.19, roof), (0.2, rear)), lining * np.float32(0.9))
    scene.fill(sideways(right, (1.19, roof), (0.2, rear)), lining * np.float32(0.8))
    _seats(scene, stream, shift=shift, seat=seat)
    scene.slope(stream.uniform(-0.3, 0.3), stream.uniform(-0.1, 0.05))
    return scene


def _seats(scene: Scene, stream: Stream, *, shift: float, seat: Color) -> None:
    for x in (shift - 0.4, shift, shift + 0.4):
        rounded(scene, seat * np.float32(0.55), center=(x, 0.62, 1.85), size=(0.44, 0.62), square=4)
        if chance(stream, 0.7):
            rounded(scene, seat * np.float32(0.55), center=(x, 0.96, 1.83), size=(0.24, 0.14), square=4)
    for x in (0.0, shift * 2):
        for bar in (-0.05, 0.05):
            scene.fill(upright((x + bar - 0.008, x + bar + 0.008), (0.75, 0.9), 0.86), paint(0, 0, 0.5))
        rounded(scene, seat, center=(x, 0.48, 0.85), size=(0.5, 0.68), square=4)
        rounded(scene, seat, center=(x, 0.97, 0.84), size=(0.28, 0.19), square=3.5)

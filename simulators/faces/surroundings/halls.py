"""Halls that are open to all: a mall with its shops, and a branch of a bank."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.furniture import plant
from simulators.faces.surroundings.passing import passer
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import Span, box, flat, rounded, sideways, upright
from simulators.faces.surroundings.soft import Color, Picture, chance, like, mixed, noise, paint, pick, tube_light, wood
from simulators.faces.surroundings.walls import Room, build_room, new_room

_STOREY_M = 4.2
_BRANDS = (
    (0, 0.0, 0.95),
    (42, 0.5, 0.85),
    (210, 0.4, 0.6),
    (2, 0.65, 0.6),
    (0, 0.0, 0.16),
    (320, 0.35, 0.6),
    (150, 0.4, 0.45),
)


def mall(stream: Stream, size: Size) -> Scene:
    """Two rows of bright shops on two floors, a floor that mirrors them, lamps in the ceiling, people far away."""
    scene = Scene.opened(stream, size, tint=tube_light(stream), yaw=22, pitch=5, blur=(0.0045, 0.012))
    half, depth, white = stream.uniform(2.8, 5.5), stream.uniform(18, 34), like(stream, 38, 0.06, 0.9)
    high = 2 * _STOREY_M
    marble = like(stream, *pick(stream, ((36, 0.12, 0.82), (30, 0.04, 0.86), (28, 0.2, 0.7))))
    scene.fill(upright((-30, 30), (0, high), depth), white)
    scene.fill(flat((-30, 30), high, (0.3, depth)), white * np.float32(0.85))
    scene.fill(flat((-30, 30), 0, (0.3, depth)), marble * np.float32(0.8))
    scene.lay(_shops(stream, wide=2 * half, warm=0.5), upright((-half, half), (0, high), depth - 0.1))
    for side in (-1, 1):
        shops = _shops(stream, wide=depth - 0.6, warm=stream.random())
        scene.lay(shops * np.float32(stream.uniform(0.75, 1.05)), sideways(side * half, (0, high), (0.6, depth)))
        mirrored = mixed(shops[::-1] * np.float32(0.8), marble, 0.7)
        scene.lay(np.ascontiguousarray(mirrored), _floor(side, half=half, depth=depth))
        _gallery(scene, side=side, half=half, depth=depth, color=white)
    _ceiling_lamps(scene, stream, half=half, depth=depth)
    for z in np.sort(stream.uniform(5, 20, int(stream.integers(1, 7))))[::-1]:
        passer(scene, stream, (stream.uniform(-0.7, 0.7) * half, 0, float(z)))
    if chance(stream, 0.5):
        plant(scene, stream, x=(half - 0.8) * pick(stream, (-1, 1)), z=stream.uniform(3, 5))
    scene.slope(stream.uniform(-0.12, 0.12), stream.uniform(-0.1, 0.05))
    return scene


def _floor(side: int, *, half: float, depth: float) -> list[tuple[float, float, float]]:
    """The strip of floor beside a row of shops that mirrors them, from its far wall's foot."""
    x = side * half
    return [(x * 0.45, 0, 0.6), (x * 0.45, 0, depth), (x, 0, depth), (x, 0, 0.6)]


def _shops(stream: Stream, *, wide: float, warm: float) -> Picture:
    """Fronts of shops on two floors: glass with goods in bright light, dark piers, a lit sign over each."""
    px = 10
    rows, columns = round(2 * _STOREY_M * px), max(round(wide * px), 8)
    texture = np.empty((rows, columns, 3), dtype=np.float32)
    texture[:] = like(stream, 38, 0.08, 0.82)
    tall = rows // 2
    for floor in range(2):
        part, start = texture[floor * tall : (floor + 1) * tall], 0
        while start < columns - 4:
            across = int(stream.integers(24, 70))
            light = mixed(paint(210, 0.05, 1.0), paint(36, 0.35, 1.0), warm * stream.random()) * np.float32(
                stream.uniform(0.4, 1.3)
            )
            pane = part[tall // 3 :, start + 2 : start + across - 2]
            if pane.size:
                goods = noise(stream, (pane.shape[0], pane.shape[1]), zoom=1.6, steepness=0.9)[..., None]
                pane[:] = light * (0.45 + 0.5 * goods) + like(stream, *pick(stream, _BRANDS)) * np.float32(0.25)
                _show(stream, pane, light)
                pane[-3:] *= np.float32(0.4)
            brand = like(stream, *pick(stream, _BRANDS))
            part[tall // 6 : tall // 3, start + 2 : start + across - 2] = brand * np.float32(0.6)
            sign = part[tall // 5 : tall // 4 + 1, start + across // 3 : start + 2 * across // 3]
            sign[:] = mixed(brand, paint(40, 0.1, 1.0), 0.8) * np.float32(1.5)
            start += across
    return texture


def _show(stream: Stream, pane: Picture, light: Color) -> None:
    """Put figures, racks and posters behind the glass, lit from above."""
    rows, columns = pane.shape[:2]
    for _ in range(columns // 7):
        start, wide = int(stream.integers(0, max(columns - 2, 1))), int(stream.integers(2, 7))
        top = int(rows * stream.uniform(0.15, 0.7))
        thing = like(stream, stream.uniform(0, 360), 0.25, stream.uniform(0.15, 0.95))
        pane[top : top + int(rows * stream.uniform(0.2, 0.6)), start : start + wide] = thing * light
    pane *= np.interp(np.arange(rows), (0, rows * 0.25, rows), (1.5, 1.1, 0.75)).astype(np.float32)[:, None, None]


def _gallery(scene: Scene, *, side: int, half: float, depth: float, color: Color) -> None:
    """The edge of the upper floor with a rail of glass before it."""
    x = side * half * 0.86
    scene.fill(
        flat((min(x, side * half), max(x, side * half)), _STOREY_M - 0.4, (0.6, depth)), color * np.float32(0.55)
    )
    scene.fill(sideways(x, (_STOREY_M - 0.4, _STOREY_M), (0.6, depth)), color * np.float32(0.92))
    scene.fill(sideways(x, (_STOREY_M + 0.95, _STOREY_M + 1.02), (0.6, depth)), paint(210, 0.05, 0.6))
    scene.dim(sideways(side * half, (_STOREY_M - 1.0, _STOREY_M - 0.4), (0.6, depth)), 0.25)


def _ceiling_lamps(scene: Scene, stream: Stream, *, half: float, depth: float) -> None:
    white = mixed(paint(210, 0.05, 1.0), paint(38, 0.35, 1.0), stream.random())
    spacing = stream.uniform(1.8, 3.2)
    low, high = stream.uniform(0.1, 0.5), stream.uniform(0.2, 0.8)
    for z in np.arange(3.0, depth, spacing):
        for side in (-1, 1):
            if chance(stream, 0.75):
                light = white * np.float32(low * stream.uniform(0.5, 1.2))
                scene.disc(
                    (side * half * 0.92, _STOREY_M - 0.45, float(z) + stream.uniform(-0.5, 0.5)), light, grow=0.6
                )
            if chance(stream, 0.7):
                place = (
                    side * half * stream.uniform(0.34, 0.46),
                    2 * _STOREY_M - 0.1,
                    float(z) + stream.uniform(-0.6, 0.6),
                )
                scene.disc(place, white * np.float32(high * stream.uniform(0.6, 1.1)), grow=stream.uniform(0.7, 0.95))


def bank(stream: Stream, size: Size) -> Scene:
    """Counters before a panelled wall, screens with numbers above them, seats, glass, downlights."""
    scene = Scene.opened(stream, size, tint=tube_light(stream), yaw=20, pitch=5, blur=(0.0045, 0.012))
    room = new_room(stream, depth=(3.2, 5.5), wall=like(stream, 38, 0.06, 0.88))
    build_room(scene, stream, room)
    brand = like(
        stream, *pick(stream, ((150, 0.5, 0.4), (212, 0.5, 0.45), (340, 0.5, 0.4), (42, 0.45, 0.7), (190, 0.45, 0.5)))
    )
    left, right = max(room.left, -2.6), min(room.right, 2.6)
    _panelled(scene, stream, x=(left, right), room=room, brand=brand)
    _downlights(scene, stream, room)
    _counters(scene, stream, x=(left, right), z=room.depth - 1.1, brand=brand)
    if chance(stream, 0.6):
        _seats(scene, stream, x=(left, right), z=room.depth - 2.2)
    if chance(stream, 0.5):
        plant(scene, stream, x=pick(stream, (left + 0.25, right - 0.25)), z=room.depth - 0.6)
    return scene


def _panelled(scene: Scene, stream: Stream, *, x: Span, room: Room, brand: Color) -> None:
    """Boards of wood or of the house's color, washed by light from above, with a lit sign."""
    board, z = mixed(wood(stream), brand, pick(stream, (0.0, 0.0, 0.8))), room.depth - 0.05
    grain = 0.7 + 0.6 * noise(stream, (20, 96), zoom=1.4, steepness=1.3, stretch=0.5)[..., None]
    grain[:, :: int(stream.integers(8, 20))] *= np.float32(0.45)
    scene.lay((board * grain).astype(np.float32), upright((x[0], x[1]), (0.1, room.height - 0.25), z))
    for at in np.arange(x[0] + 0.4, x[1], stream.uniform(0.7, 1.1)):
        scene.shine((float(at), room.height - 0.5, z), 0.3, (0.5, 0.62, 0.7))
    middle, wide = stream.uniform(x[0] + 0.8, x[1] - 0.8), stream.uniform(0.5, 0.9)
    sign = paint(40, 0.04, 1.0) * np.float32(1.4)
    rounded(scene, sign, center=(middle - wide * 0.6, 2.05, z - 0.02), size=(0.26, 0.26), square=2)
    scene.fill(upright((middle - wide * 0.3, middle + wide * 0.6), (2.0, 2.1), z - 0.02), sign)


def _downlights(scene: Scene, stream: Stream, room: Room) -> None:
    white = mixed(paint(210, 0.04, 1.0), paint(38, 0.3, 1.0), stream.random()) * np.float32(1.6)
    step = stream.uniform(0.9, 1.4)
    for z in np.arange(1.2, room.depth, step):
        for x in np.arange(room.left + 0.3, room.right, step):
            spot = flat((float(x) - 0.08, float(x) + 0.08), room.height - 0.01, (float(z) - 0.08, float(z) + 0.08))
            scene.fill(spot, white)


def _counters(scene: Scene, stream: Stream, *, x: Span, z: float, brand: Color) -> None:
    """Desks with a glass above each, somebody behind it or a screen, and its number in lights."""
    front = pick(stream, (wood(stream), like(stream, 40, 0.03, 0.9)))
    box(scene, front, x=x, y=(0.0, 1.05), z=(z, z + 0.5))
    box(scene, like(stream, 30, 0.06, 0.85), x=x, y=(1.05, 1.1), z=(z - 0.12, z + 0.5))
    wide, shown = stream.uniform(1.0, 1.4), chance(stream, 0.65)
    lights = pick(stream, (paint(6, 0.75, 1.0), paint(32, 0.7, 1.0), paint(205, 0.4, 1.0), paint(130, 0.5, 0.9)))
    for number, start in enumerate(np.arange(x[0], x[1] - 0.3, wide)):
        at = float(start)
        if chance(stream, 0.5):
            passer(scene, stream, (at + wide * 0.5, -0.15, z + 0.9))
            box(scene, front, x=(at, min(at + wide, x[1])), y=(0.0, 1.05), z=(z, z + 0.05))
        if chance(stream, 0.6):
            rounded(scene, paint(0, 0, 0.2), center=(at + wide * 0.35, 1.28, z + 0.2), size=(0.44, 0.3), square=9)
        scene.fill(upright((at - 0.03, at + 0.03), (0, 1.9), z - 0.02), brand if number % 2 else paint(210, 0.04, 0.7))
        if shown:
            scene.fill(upright((at + wide * 0.3, at + wide * 0.7), (2.02, 2.2), z), paint(0, 0, 0.1))
            scene.fill(upright((at + wide * 0.42, at + wide * 0.58), (2.06, 2.16), z - 0.01), lights)
        scene.fill(upright((at + 0.05, at + wide - 0.05), (0.25, 0.8), z - 0.01), mixed(front, brand, 0.4))


def _seats(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    color = pick(stream, (like(stream, 210, 0.06, 0.4), like(stream, 212, 0.4, 0.4), like(stream, 20, 0.3, 0.4)))
    for at in np.arange(x[0] + 0.4, x[1], 0.62):
        if chance(stream, 0.75):
            rounded(scene, color, center=(float(at), 0.72, z), size=(0.54, 0.5), square=4)
            if chance(stream, 0.25):
                passer(scene, stream, (float(at), -0.45, z + 0.1))

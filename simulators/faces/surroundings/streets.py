"""Streets by day and in the evening, and walls of stone in the sun."""

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.furniture import flat, rounded, sideways, upright
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.skies import paint_sky, palm, palms
from simulators.faces.surroundings.soft import (
    Color,
    Picture,
    chance,
    day_light,
    like,
    mixed,
    noise,
    paint,
    pick,
    ramp,
    tinted,
    wood,
)

Size = tuple[int, int]

_STONES = ((36, 0.20, 0.78), (38, 0.14, 0.86), (30, 0.22, 0.66), (40, 0.06, 0.84), (210, 0.05, 0.66), (22, 0.26, 0.62))


def street(stream: Stream, size: Size) -> Scene:
    """Houses at both sides of a street, a strip of sky, palms, parked cars."""
    scene = Scene.opened(stream, size, tint=day_light(stream), yaw=24, pitch=5)
    paint_sky(scene, stream)
    half, depth = stream.uniform(4, 8), stream.uniform(26, 46)
    _road(scene, stream, half=half, depth=depth)
    sunny = pick(stream, (-1, 1))
    far = stream.uniform(6, 14)
    scene.lay(_facade(stream, wide=half * 2.4, high=far), upright((-half * 1.2, half * 1.2), (0, far), depth))
    for side in (-1, 1):
        _row(scene, stream, x=side * half, depth=depth, light=1.05 if side == sunny else 0.55)
    if chance(stream, 0.55):
        palms(scene, stream, x=(half - 1.4) * pick(stream, (-1, 1)), z=(5, 18))
    for side in (-1, 1):
        for z in np.arange(stream.uniform(15, 20), 4.5, -stream.uniform(5, 7)):
            if chance(stream, 0.6):
                _parked_car(scene, stream, x=side * (half - 2.6), z=float(z))
    scene.slope(sunny * -stream.uniform(0.02, 0.15), 0)
    return scene


def _road(scene: Scene, stream: Stream, *, half: float, depth: float, light: float = 1.0) -> None:
    asphalt, walk = (like(stream, *color) * np.float32(light) for color in ((30, 0.05, 0.5), (36, 0.1, 0.68)))
    scene.fill(flat((-90, 90), -0.02, (0.3, 400)), walk)
    scene.fill(flat((-half, half), -0.01, (0.3, depth)), walk)
    scene.fill(flat((-half + 1.8, half - 1.8), 0, (0.3, depth)), asphalt)


def _row(scene: Scene, stream: Stream, *, x: float, depth: float, light: float) -> None:
    """Houses along one side, the far ones first; each has a gable toward the camera where it stands higher."""
    ends, z = [], stream.uniform(2.0, 3.5)
    while z < depth:
        wide = stream.uniform(8, 14)
        ends.append((z, z + wide))
        z += wide + (stream.uniform(1, 4) if chance(stream, 0.25) else 0.0)
    out = 14 if x > 0 else -14
    for start, end in reversed(ends):
        high = stream.uniform(5, 14)
        if not scene.meets(sideways(x, (0, high), (start, end))):
            continue
        facade = _facade(stream, wide=end - start, high=high, px_per_m=13 if start < 12 else 8)  # noqa: PLR2004 (far ones are small)
        gable = facade[:4].mean(axis=(0, 1)) * np.float32(0.8)
        scene.fill(upright((min(x, x + out), max(x, x + out)), (0, high), start), gable)
        scene.lay(facade * np.float32(light), sideways(x, (0, high), (start, end)))


def _facade(stream: Stream, *, wide: float, high: float, px_per_m: int = 16, lit: float = 0.0) -> Picture:
    """The front of a house: floors of windows, balconies or none, shops below; `lit` is the share of lit windows."""
    wall, tall, bay = like(stream, *pick(stream, _STONES)), stream.uniform(3.0, 3.5), stream.uniform(1.8, 3.0)
    rows, columns = round(tall * px_per_m), round(bay * px_per_m)
    floors, bays = max(round(high / tall), 2), max(round(wide / bay), 1)
    cells = np.empty((floors, rows, bays, columns, 3), dtype=np.float32)
    cells[:] = wall
    cells[:, :2] *= np.float32(0.8)
    cells[0, :5] *= np.float32(0.8)
    top, left = round(rows * stream.uniform(0.2, 0.28)), round(columns * stream.uniform(0.16, 0.32))
    low = round(rows * stream.uniform(0.7, 0.86))
    cells[:, top - 1 : low + 1, :, left - 1 : 1 - left] = mixed(
        wall, pick(stream, (paint(40, 0.02, 0.95), paint(25, 0.4, 0.3))), 0.5
    )
    cells[:, top:low, :, left:-left] = _panes(stream, (floors, bays), lit)[:, None, :, None]
    if chance(stream, 0.35):
        cells[:, low - 5 : low + 4, :, left // 2 : -left // 2] = wall * np.float32(0.6)
    texture = cells.reshape(floors * rows, bays * columns, 3)
    _shop_fronts(stream, texture[-rows:], lit=lit)
    return texture


def _panes(stream: Stream, shape: tuple[int, int], lit: float) -> Picture:
    """Colors of windows: dark glass that mirrors more or less of the sky, or a lamp behind it."""
    glass, lamp = like(stream, 210, 0.2, 0.34), like(stream, 38, 0.4, 1.0)
    mirrored = stream.uniform(0.6, 1.8, (*shape, 1)) * glass
    return np.where(stream.random((*shape, 1)) < lit, stream.uniform(0.4, 1.1, (*shape, 1)) * lamp, mirrored).astype(
        np.float32
    )


def _shop_fronts(stream: Stream, part: Picture, *, lit: float) -> None:
    rows, columns = part.shape[:2]
    start = int(stream.integers(2, 16))
    while start < columns - rows:
        wide = round(rows * stream.uniform(0.7, 1.3))
        sign = like(stream, pick(stream, (5, 210, 140, 40, 30)), 0.4, 0.6)
        inside = paint(40, 0.25, 0.9) if stream.random() < lit * 1.6 else like(stream, 210, 0.15, 0.28)
        part[rows // 3 :, start : start + wide] = inside
        part[rows // 3 :, start : start + wide : max(wide // 3, 4)] *= np.float32(0.4)
        part[rows // 6 : rows // 3, start - 2 : start + wide + 2] = sign * np.float32(1 + 1.2 * lit)
        start += wide + int(stream.integers(6, 30))


_CARS = (
    (40, 0.02, 0.92),
    (210, 0.05, 0.62),
    (0, 0, 0.14),
    (210, 0.08, 0.36),
    (38, 0.2, 0.7),
    (2, 0.6, 0.42),
    (215, 0.5, 0.36),
)


def _parked_car(scene: Scene, stream: Stream, *, x: float, z: float) -> None:
    """A car at the curb, seen from its end."""
    color = like(stream, *pick(stream, _CARS))
    scene.fill(flat((x - 1.0, x + 1.0), 0.01, (z - 0.4, z + 4.3)), paint(0, 0, 0.2))
    inner = (x + 0.9, z, z + 4.2) if x < 0 else (x - 0.9, z, z + 4.2)
    scene.fill(sideways(inner[0], (0.3, 0.95), (inner[1], inner[2])), color * np.float32(0.8))
    scene.fill(sideways(inner[0], (0.95, 1.4), (inner[1] + 0.7, inner[2] - 1.3)), paint(210, 0.2, 0.22))
    rounded(scene, color, center=(x, 1.15, z + 0.6), size=(1.5, 0.72), square=4)
    rounded(scene, paint(210, 0.2, 0.28), center=(x, 1.2, z + 0.55), size=(1.25, 0.42), square=4)
    rounded(scene, color, center=(x, 0.65, z), size=(1.8, 0.68), square=5)
    for lamp in (-0.68, 0.68):
        scene.fill(
            upright((x + lamp - 0.16, x + lamp + 0.16), (0.7, 0.84), z - 0.05),
            pick(stream, (paint(3, 0.7, 0.6), paint(40, 0.1, 0.9))),
        )


def evening(stream: Stream, size: Size) -> Scene:
    """A street after sunset: a dark sky, lit windows and shops, lamps and cars as soft discs."""
    tint = tinted(stream.uniform(0.8, 1.0), stream.uniform(1.0, 1.15))
    scene = Scene.opened(stream, size, tint=tint, yaw=20, pitch=5)
    scene.blur *= 1.3
    high, low = (
        like(stream, 222, 0.55, 0.2),
        like(stream, pick(stream, (225, 20, 240)), 0.25, pick(stream, (0.34, 0.5))),
    )
    up = np.sqrt(np.clip(-scene.view.below(), 0, 1))[..., None]
    scene.pixels[:] = low + (high - low) * up
    half, depth = stream.uniform(5, 10), stream.uniform(28, 50)
    _road(scene, stream, half=half, depth=depth, light=0.3)
    lit = stream.uniform(0.25, 0.6)
    for side in (-1, 1):
        for z in (26.0, 15.0, 4.0):
            corners = sideways(side * half, (0, stream.uniform(5, 14)), (z, z + 10.5))
            if scene.meets(corners):
                scene.lay(_by_night(stream, high=corners[0][1], lit=lit, px_per_m=14 if z < 9 else 8), corners)  # noqa: PLR2004 (m)
    _lamps(scene, stream, half=half)
    return scene


def _by_night(stream: Stream, *, high: float, lit: float, px_per_m: int) -> Picture:
    """The front of a house of which little is seen but its lamps."""
    front = _facade(stream, wide=10, high=high, lit=lit, px_per_m=px_per_m)
    bright = ramp(0.6, 0.9, front[..., 2:])
    return np.asarray(front * (np.float32(0.16) + np.float32(0.84) * bright), dtype=np.float32)


def _lamps(scene: Scene, stream: Stream, *, half: float) -> None:
    warm, white, red = paint(34, 0.5, 1.0), paint(210, 0.06, 1.0), paint(4, 0.85, 0.9)
    for z in np.arange(6, 32, stream.uniform(4, 7)):
        for side in (-1, 1):
            scene.disc((side * (half - 1.4), 5.0, float(z)), warm * np.float32(0.9), grow=stream.uniform(0.9, 1.3))
    for _ in range(int(stream.integers(2, 8))):
        x, z = stream.uniform(-half + 2, half - 2), stream.uniform(9, 40)
        color = (white if x < 0 else red) * np.float32(stream.uniform(0.25, 0.7))
        for lamp in (-0.6, 0.6):
            scene.disc((x + lamp, 0.7, z), color)
    signs = (paint(205, 0.5, 0.9), paint(140, 0.4, 0.8), warm, warm, white, paint(340, 0.5, 0.9))
    for _ in range(int(stream.integers(6, 20))):
        place = half * pick(stream, (-1, 1)), stream.uniform(2.2, 4), stream.uniform(6, 30)
        scene.disc(place, pick(stream, signs) * np.float32(stream.uniform(0.1, 0.6)), grow=stream.uniform(0.8, 1.2))


def stone_wall(stream: Stream, size: Size) -> Scene:
    """A wall of stone or plaster out of doors, sun and the shadow of leaves on it, at times an arch."""
    scene = Scene.opened(stream, size, tint=day_light(stream), yaw=22, pitch=5)
    paint_sky(scene, stream)
    stone, z = like(stream, *pick(stream, _STONES)), stream.uniform(1.6, 3.4)
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
    mottled = 0.85 + 0.3 * noise(stream, (rows, columns), zoom=2.5, steepness=1.4)[..., None]
    texture = (stone * mottled).astype(np.float32)
    if chance(stream, 0.6):
        high, wide = int(stream.integers(8, 18)), int(stream.integers(16, 36))
        tones = stream.uniform(0.88, 1.06, (rows // high + 1, columns // wide + 2)).astype(np.float32)
        for row in range(rows // high + 1):
            part = texture[row * high : (row + 1) * high]
            shift = (row % 2) * (wide // 2)
            part *= tones[row].repeat(wide)[shift : shift + columns][None, :, None]
            part[:1] *= np.float32(0.75)
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

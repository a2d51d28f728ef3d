"""Places under the sky: sea, desert, a garden; skies with clouds and palms for whoever needs them."""

import math

import cv2
import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.furniture import Span, blade, flat, upright
from simulators.faces.surroundings.scene import Place, Scene
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
)

Size = tuple[int, int]

_SKIES = (
    ((212, 0.45, 0.80), (200, 0.12, 0.97)), ((205, 0.30, 0.88), (40, 0.06, 0.97)), ((210, 0.06, 0.86), (40, 0.05, 0.93)),
    ((38, 0.10, 0.86), (36, 0.14, 0.90)), ((215, 0.32, 0.70), (24, 0.32, 0.95)),
)  # fmt: skip


def paint_sky(scene: Scene, stream: Stream, *, cloudy: float = 0.6) -> Color:
    """A sky over the whole picture, lighter toward the horizon, with clouds or without; the color near the horizon."""
    high, low = (like(stream, *color) for color in pick(stream, _SKIES))
    up = np.clip(-scene.view.below(), 0, 1)
    scene.pixels[:] = low + (high - low) * np.sqrt(up)[..., None]
    if chance(stream, cloudy):
        cover = stream.uniform(0.35, 0.75)
        clouds = noise(stream, scene.size, zoom=stream.uniform(1.5, 3), steepness=1.9, stretch=stream.uniform(1.5, 3))
        white = mixed(paint(210, 0.02, 0.99), low, 0.25)
        scene.mix(white, ramp(cover, cover + 0.5, clouds) * np.float32(stream.uniform(0.5, 0.9)))
    return low


def _ground(scene: Scene, *, far: Color, near: Color) -> None:
    """Level ground below the horizon: far and near color."""
    below = scene.view.below()
    share = np.sqrt(np.clip(below * np.float32(1.8), 0, 1))[..., None]
    scene.mix(far + (near - far) * share, ramp(-0.004, 0.004, below))


def sea(stream: Stream, size: Size) -> Scene:
    """The sea and its horizon, a beach or a wall of a corniche before it, at times palms or towers far away."""
    scene = Scene.opened(stream, size, tint=day_light(stream), yaw=10, pitch=7)
    low = paint_sky(scene, stream)
    water = like(stream, pick(stream, (195, 205, 185)), 0.45, 0.55)
    _ground(scene, far=mixed(water, low, 0.25), near=water * np.float32(0.8))
    if chance(stream, 0.4):
        _skyline(scene, stream, low)
    waves = noise(stream, scene.size, zoom=0.35, steepness=1.2, stretch=7)
    below = ramp(0.005, 0.14, scene.view.below()) * np.float32(stream.uniform(0.2, 0.5))
    scene.pixels *= 1 + ((waves - np.float32(0.5)) * below)[..., None]
    if chance(stream, 0.5):
        sand, edge = like(stream, 38, 0.26, 0.82), stream.uniform(4, 8)
        foam = [(-30, 0, edge + 1.0), (30, 0, edge + stream.uniform(-1, 2)), (30, 0, 0.3), (-30, 0, 0.3)]
        scene.fill(foam, mixed(sand, paint(200, 0.03, 0.97), 0.7))
        scene.fill([(x, y, max(z - 0.35, 0.3)) for x, y, z in foam], sand * np.float32(0.7))
        scene.fill([(x, y, max(z - 0.9, 0.3)) for x, y, z in foam], sand)
        if chance(stream, 0.5):
            palm(scene, stream, (stream.uniform(1.0, 2.0) * pick(stream, (-1, 1)), 0, edge - 1.4))
    elif chance(stream, 0.7):
        _railing(scene, stream)
    scene.slope(stream.uniform(-0.12, 0.12), 0)
    return scene


def _skyline(scene: Scene, stream: Stream, haze: Color) -> None:
    x = stream.uniform(-60, 0)
    color = mixed(like(stream, 215, 0.15, 0.5), haze, 0.6)
    for _ in range(int(stream.integers(5, 16))):
        wide, high = stream.uniform(3, 8), stream.uniform(4, 26)
        scene.fill(upright((x, x + wide), (0, high), 160), color * np.float32(stream.uniform(0.9, 1.1)))
        x += wide * stream.uniform(0.7, 1.6)


def _railing(scene: Scene, stream: Stream) -> None:
    stone, z = like(stream, 36, 0.12, 0.75), stream.uniform(2.2, 3.5)
    scene.fill(flat((-20, 20), 0, (0.3, z)), stone * np.float32(0.9))
    if chance(stream, 0.5):
        scene.fill(upright((-20, 20), (0, 0.85), z), stone * np.float32(0.8))
        scene.fill(upright((-20, 20), (0.8, 0.9), z - 0.05), stone * np.float32(1.1))
        return
    steel = like(stream, 210, 0.05, 0.55)
    for y in (0.35, 0.6, 0.85, 1.05):
        scene.fill(upright((-20, 20), (y - 0.02, y + 0.02), z), steel)
    for x in np.arange(-6, 6, 1.4):
        scene.fill(upright((float(x) - 0.03, float(x) + 0.03), (0, 1.08), z), steel * np.float32(0.8))


def desert(stream: Stream, size: Size) -> Scene:
    """Dunes, each ridge with a sunny and a shadowed side, under a hazy sky."""
    scene = Scene.opened(
        stream, size, tint=tinted(stream.uniform(0.86, 1.0), stream.uniform(1.0, 1.08)), yaw=10, pitch=7
    )
    low = paint_sky(scene, stream, cloudy=0.3)
    sand = like(stream, pick(stream, (32, 26, 38)), 0.42, 0.78)
    _ground(scene, far=mixed(sand, low, 0.4), near=sand)
    if chance(stream, 0.4):
        _shrubs(scene, stream)
    ridges, toward = int(stream.integers(2, 5)), pick(stream, (-1.0, 1.0))
    for number in range(ridges):
        _dune(scene, stream, near=number / ridges, toward=toward, colors=(sand, low))
    scene.slope(toward * stream.uniform(-0.1, 0.1), 0)
    return scene


def _dune(scene: Scene, stream: Stream, *, near: float, toward: float, colors: tuple[Color, Color]) -> None:
    """A ridge of sand; its slopes toward the sun are light, the others dark near the ridge; far ones fade in the haze."""
    columns = np.linspace(0, 1, scene.view.width, dtype=np.float32)
    ridge = np.float32(0.30 * near**1.6 - stream.uniform(0.0, 0.07))
    for low, high, reach in ((3, 8, stream.uniform(0.02, 0.07)), (9, 14, 0.02)):
        ridge = ridge + np.float32(reach) * np.sin(
            columns * stream.uniform(low, high) + np.float32(stream.uniform(0, 6))
        )
    below = scene.view.below() - ridge
    slope = np.gradient(ridge) * np.float32(toward * 2.2 * scene.view.width * 1.25)
    depth = np.clip(1 - below * np.float32(3.5), 0, 1) ** 2
    light = np.clip(0.92 + slope * depth, 0.45, 1.15).astype(np.float32)
    sand, haze = colors
    scene.mix(mixed(sand, haze, 0.38 * (1 - near) ** 1.5) * light[..., None], ramp(-0.005, 0.005, below))


def _shrubs(scene: Scene, stream: Stream) -> None:
    for _ in range(int(stream.integers(2, 7))):
        x, z = stream.uniform(-3, 3), stream.uniform(8, 16)
        color = like(stream, 70, 0.2, 0.45)
        for _ in range(9):
            tip = x + stream.uniform(-0.5, 0.5), stream.uniform(0.2, 0.8), z
            blade(scene, (x + stream.uniform(-0.15, 0.15), 0, z), tip, width=0.12, color=color)


def garden(stream: Stream, size: Size) -> Scene:
    """Trees and hedges as soft masses of leaves, light that falls through them, grass."""
    scene = Scene.opened(
        stream, size, tint=tinted(stream.uniform(0.92, 1.02), stream.uniform(0.92, 1.02)), yaw=10, pitch=6
    )
    scene.blur *= 1.15
    low = paint_sky(scene, stream)
    hue = stream.uniform(72, 112)
    grass = like(stream, hue, 0.34, 0.55)
    _ground(scene, far=grass * np.float32(0.85), near=grass * np.float32(1.1))
    rows = scene.view.below()
    blades = noise(stream, scene.size, zoom=0.5, steepness=1.2, stretch=2.5)
    scene.pixels *= (1 + (blades - np.float32(0.5)) * (ramp(0, 0.1, rows) * np.float32(0.5)))[..., None]
    coarse = np.ascontiguousarray(rows[::2, ::2])  # leaves are soft, so half the detail will do
    for layer in range(3):
        _leaves(scene, stream, hue=hue, rows=coarse, layer=layer)
        if layer < 2 and chance(stream, 0.6):  # noqa: PLR2004 (trunks stand behind the nearest leaves)
            _trunk(scene, stream, layer)
    for _ in range(int(stream.integers(6, 34))):
        place = stream.uniform(-2.4, 2.4), stream.uniform(1.5, 4.2), 5.0
        glint = mixed(low, like(stream, hue, 0.3, 0.9), stream.uniform(0.1, 0.9))
        scene.disc(place, glint * np.float32(stream.uniform(0.05, 0.32)), grow=stream.uniform(0.8, 1.5))
    scene.dim(flat((-30, 30), 0, (4, 60)), 0.3)
    scene.slope(stream.uniform(-0.15, 0.15), stream.uniform(-0.1, 0.1))
    return scene


def _leaves(scene: Scene, stream: Stream, *, hue: float, rows: Picture, layer: int) -> None:
    """A mass of leaves: dark inside, light where the sun meets it; nearer layers are lower hedges."""
    near = layer / 2
    high = stream.uniform(0.35, 0.85) if layer == 0 else stream.uniform(-0.1, 0.35) * (1 - near) + 0.02
    size = rows.shape[0], rows.shape[1]
    shape = noise(stream, size, zoom=stream.uniform(1.6, 3), steepness=2.0)
    fine = noise(stream, size, zoom=stream.uniform(0.6, 1.1), steepness=1.2)
    mask = ramp(
        0.0, 0.12, (high + rows) + (shape - 0.5) * np.float32(0.9 - 0.5 * near) + (fine - 0.5) * np.float32(0.16)
    )
    mask *= ramp(0.0, 0.06, np.float32(0.05 + 0.12 * layer) - rows)
    dark, light = like(stream, hue, 0.44, 0.18 + 0.06 * near), like(stream, hue - 14, 0.36, 0.62)
    tone = ramp(0.15, 1.0, 0.55 * fine + 0.45 * shape)[..., None]
    scene.mix(_large(dark + (light - dark) * tone, scene), _large(mask, scene))


def _large(picture: Picture, scene: Scene) -> Picture:
    enlarged = cv2.resize(picture, (scene.view.width, scene.view.height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, dtype=np.float32)


def _trunk(scene: Scene, stream: Stream, layer: int) -> None:
    x, z, wide = stream.uniform(-1.6, 1.6), 6.0 - layer, stream.uniform(0.1, 0.28)
    lean = stream.uniform(-0.4, 0.4)
    bark = like(stream, 28, 0.3, 0.3)
    for part, light in ((1.0, 0.8), (0.5, 1.2)):
        edge = x + wide * part
        scene.fill([(x + lean, 5, z), (edge + lean, 5, z), (edge, 0, z), (x, 0, z)], bark * np.float32(light))


def palm(scene: Scene, stream: Stream, foot: Place) -> None:
    """A date palm: a rough trunk and arching fronds, light above and dark below."""
    x, _, z = foot
    if not scene.meets([(x - 2, 1, z), (x + 2, 1, z)]):
        return
    high, lean = stream.uniform(3.2, 6.5), stream.uniform(-0.5, 0.5)
    share = np.linspace(0, 1, 6)
    middle = x + lean * share**2
    half = 0.17 - 0.04 * share
    left, right = np.stack((middle - half, high * share), axis=1), np.stack((middle + half, high * share), axis=1)
    outline = np.concatenate((left, right[::-1]))
    scene.fill(np.column_stack((outline, np.full(len(outline), z))), like(stream, 28, 0.3, 0.4))
    crown = float(middle[-1]), high, z
    count = int(stream.integers(14, 20)) if z < 12 else 9  # noqa: PLR2004 (far ones are small)
    for number in range(count):
        angle = math.pi * (-0.12 + 1.24 * (number + stream.uniform(0, 0.8)) / count)
        reach = stream.uniform(1.5, 2.1)
        color = like(stream, 88, 0.4, 0.26 + 0.3 * max(math.sin(angle), 0) * stream.uniform(0.6, 1))
        _frond(scene, crown, angle=angle, reach=reach, color=color)


def _frond(scene: Scene, crown: Place, *, angle: float, reach: float, color: Color) -> None:
    share = np.linspace(0, 1, 7)
    x = crown[0] + reach * math.cos(angle) * share
    y = crown[1] + reach * (0.9 * math.sin(angle) * share - 0.75 * share**2.2)
    half = 0.2 * np.sin(math.pi * (0.05 + 0.95 * share) ** 0.8)
    outline = np.concatenate((np.stack((x, y + half * 0.6), axis=1), np.stack((x, y - half), axis=1)[::-1]))
    scene.fill(np.column_stack((outline, np.full(len(outline), crown[2]))), color)


def palms(scene: Scene, stream: Stream, *, x: float, z: Span) -> None:
    """A row of palms along a street."""
    for place in np.arange(z[1], z[0], -stream.uniform(5, 8)):
        palm(scene, stream, (x + stream.uniform(-0.2, 0.2), 0, float(place)))

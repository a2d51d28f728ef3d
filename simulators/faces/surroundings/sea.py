"""The sea: water that mirrors the sky and the sun, haze at the horizon, and a beach or a corniche before it."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.foliage import palm
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import flat, upright
from simulators.faces.surroundings.skies import paint_sky, speckled
from simulators.faces.surroundings.soft import Color, chance, day_light, like, mixed, noise, paint, pick, ramp


def sea(stream: Stream, size: Size) -> Scene:
    """The sea and its horizon, a beach or a corniche before it, at times palms, boats, or towers far away."""
    scene = Scene.opened(stream, size, tint=day_light(stream), yaw=10, pitch=7, eye=stream.uniform(1.6, 2.6))
    low = paint_sky(scene, stream)
    _water(scene, stream, low)
    if chance(stream, 0.5):
        _skyline(scene, stream, low)
    _haze(scene, stream, low)
    if chance(stream, 0.5):
        _boats(scene, stream)
    sun = pick(stream, (-0.8, 0.8))
    kind = pick(stream, ("beach", "beach", "corniche", "corniche", "water"))
    if kind != "water":
        end = (_beach if kind == "beach" else _corniche)(scene, stream)
        for z in np.sort(stream.uniform(0.55 * end, 0.9 * end, int(stream.integers(0, 3))))[::-1]:
            palm(scene, stream, (stream.uniform(0.14, 0.5) * float(z) * pick(stream, (-1, 1)), 0, float(z)), sun=sun)
    scene.slope(sun * stream.uniform(0.0, 0.15), stream.uniform(-0.05, 0.08))
    return scene


def _water(scene: Scene, stream: Stream, low: Color) -> None:
    """Far away water mirrors the sky; near by its own color shows, and waves tilt the mirror."""
    below = scene.view.below()
    deep = like(stream, pick(stream, (196, 206, 190, 182)), 0.46, stream.uniform(0.42, 0.66))
    shoal = mixed(deep, like(stream, 172, 0.35, 0.8), stream.uniform(0.1, 0.7))
    waves = 0.5 * speckled(scene, stream, wide=26, long=9) + 0.5 * speckled(scene, stream, wide=7, long=2.2)
    waves = waves - np.float32(0.5)
    swell = speckled(scene, stream, wide=260, long=60, steepness=1.9) - np.float32(0.5)
    mirror = np.clip(0.75 - 1.7 * np.sqrt(np.maximum(below, 0)) + 0.9 * waves + 0.35 * swell, 0.04, 0.95)[..., None]
    body = deep + (shoal - deep) * np.clip(below * np.float32(2.5) + swell * np.float32(0.5), 0, 1)[..., None]
    scene.mix(np.asarray(body + (low * np.float32(0.9) - body) * mirror, dtype=np.float32), ramp(-0.002, 0.002, below))
    if chance(stream, 0.5):
        columns = np.linspace(-1, 1, scene.view.width, dtype=np.float32) - np.float32(stream.uniform(-1, 1))
        path = np.exp(-((columns / (0.18 + 1.2 * np.maximum(below, 0))) ** 2))
        sparks = ramp(0.12, 0.34, waves) * path * ramp(0.0, 0.02, below)
        scene.pixels += (np.float32(stream.uniform(0.8, 2.2)) * sparks)[..., None] * paint(45, 0.1, 1.0)


def _haze(scene: Scene, stream: Stream, low: Color) -> None:
    """Sky and sea run into each other."""
    far = scene.view.below() / np.float32(stream.uniform(0.012, 0.05))
    scene.mix(low, np.exp(-far * far) * np.float32(stream.uniform(0.35, 0.85)))


def _skyline(scene: Scene, stream: Stream, haze: Color) -> None:
    """Towers of a city across the water, pale with distance, their windows as a fine grid."""
    x, end = stream.uniform(-110, 20), stream.uniform(20, 120)
    color = mixed(like(stream, 212, 0.14, 0.52), haze, stream.uniform(0.35, 0.7))
    middle, spread = (x + end) / 2, (end - x) / 3
    while x < end:
        wide = stream.uniform(4, 11)
        high = (4 + 34 * float(np.exp(-(((x - middle) / spread) ** 2)))) * stream.uniform(0.35, 1.2)
        grid = stream.uniform(0.82, 1.12, (12, 5, 1)) * np.array((0.9, 1.0, 1.08, 1.04, 0.92))[None, :, None]
        scene.lay((color * grid).astype(np.float32), upright((x, x + wide), (-0.5, high), 260))
        x += wide * stream.uniform(0.7, 1.5)


def _boats(scene: Scene, stream: Stream) -> None:
    for _ in range(int(stream.integers(1, 5))):
        z = stream.uniform(50, 140)
        x, long = stream.uniform(-0.4, 0.4) * z, stream.uniform(4, 9)
        hull = pick(stream, (paint(40, 0.03, 0.95), paint(25, 0.4, 0.36), paint(215, 0.3, 0.4)))
        scene.fill([(x, 1.3, z), (x + long, 1.1, z), (x + long * 0.9, 0, z), (x + long * 0.12, 0, z)], hull)
        scene.fill(upright((x + long * 0.4, x + long * 0.75), (1.0, 2.6), z), paint(40, 0.03, 0.9))


def _beach(scene: Scene, stream: Stream) -> float:
    """Dry and wet sand, trodden, and lines of foam where the last waves end; how far the dry sand goes, in metres."""
    x, z = scene.view.level()
    middle, slant, bend = stream.uniform(5, 12), stream.uniform(-0.3, 0.3), np.float32(stream.uniform(0.3, 0.8))
    edge = middle + slant * x + 0.5 * np.sin(x * bend)
    shore = np.asarray(edge - z, dtype=np.float32)
    sand = like(stream, *pick(stream, ((38, 0.24, 0.88), (34, 0.3, 0.8), (40, 0.14, 0.9))))
    trodden = speckled(scene, stream, wide=2.2, steepness=1.0) - np.float32(0.5)
    broad = speckled(scene, stream, wide=12, steepness=1.8) - np.float32(0.5)
    foam, wet = mixed(sand, paint(200, 0.02, 1.0), 0.85), sand * np.float32(0.55)
    ragged = np.asarray(shore + (broad + trodden) * np.float32(0.9), dtype=np.float32)
    for low, high in ((-2.6, -1.9), (-1.2, -0.2)):
        scene.mix(foam, ramp(low, low + 0.3, ragged) * (1 - ramp(high, high + 0.5, ragged)) * np.float32(0.85))
    scene.mix(wet, ramp(0.0, 0.5, shore) * np.float32(0.85))
    tone = 1 + np.float32(0.55) * trodden + np.float32(0.3) * broad
    scene.mix((sand * tone[..., None]).astype(np.float32), ramp(0.8, 2.4, shore))
    return max(middle * (1 - 0.6 * abs(slant)) - 2, 2.6)


def _corniche(scene: Scene, stream: Stream) -> float:
    """Paving, and a wall or a railing at its end; how far it goes, in metres."""
    stone, z = like(stream, 36, 0.12, 0.78), stream.uniform(3.0, 6.5)
    scene.fill(flat((-20, 20), 0, (0.3, z)), stone * np.float32(0.9))
    if chance(stream, 0.5):
        face = 0.62 + 0.3 * noise(stream, (24, 160), zoom=1.5, steepness=1.2, stretch=1.5)[..., None]
        face = face * np.interp(np.arange(24), (0, 5, 23), (1.0, 1.1, 0.7))[:, None, None]
        scene.lay((stone * face).astype(np.float32), upright((-6, 6), (0, 0.85), z))
        scene.fill(upright((-6, 6), (0.82, 0.92), z - 0.08), stone * np.float32(1.15))
        return z
    steel = like(stream, 210, 0.05, 0.62)
    for y in (0.35, 0.6, 0.85):
        scene.fill(upright((-20, 20), (y - 0.012, y + 0.012), z), steel * np.float32(0.7))
    scene.fill(upright((-20, 20), (1.02, 1.07), z), steel * np.float32(0.7))
    scene.fill(upright((-20, 20), (1.05, 1.075), z), steel * np.float32(1.8))
    for x in np.arange(-6, 6, 1.4):
        scene.fill(upright((float(x) - 0.03, float(x) + 0.03), (0, 1.08), z), steel * np.float32(0.6))
    return z

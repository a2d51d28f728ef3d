"""The sea of the Gulf: calm water under haze, and a promenade, a railing or a beach before it."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.promenade import across, along
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import upright
from simulators.faces.surroundings.skies import paint_sky, speckled
from simulators.faces.surroundings.soft import Color, chance, day_light, like, mixed, paint, pick, ramp


def sea(stream: Stream, size: Size) -> Scene:
    """Water and a horizon that fades in haze, at times with a city on the other shore, and where the person stands."""
    scene = Scene.opened(
        stream, size, tint=day_light(stream), yaw=12, pitch=5, eye=stream.uniform(1.6, 2.0), blur=(0.003, 0.011)
    )
    haze = mixed(paint_sky(scene, stream, cloudy=0.35), like(stream, 36, 0.05, 0.94), 0.5)
    _water(scene, stream, haze)
    if chance(stream, 0.65):
        _skyline(scene, stream, haze)
    _veil(scene, stream, haze)
    sun = pick(stream, (-0.8, 0.8))
    before = pick(stream, ("along", "along", "along", "across", "across", "beach", "water"))
    if before == "along":
        along(scene, stream, haze=haze, sun=sun)
    elif before == "across":
        across(scene, stream, haze=haze, sun=sun)
    elif before == "beach":
        _beach(scene, stream)
    scene.slope(sun * stream.uniform(0.02, 0.15), stream.uniform(-0.05, 0.08))
    return scene


def _water(scene: Scene, stream: Stream, haze: Color) -> None:
    """Far away water mirrors the haze; near by its own color shows, and small waves tilt the mirror."""
    below = scene.view.below()
    deep = like(stream, pick(stream, (196, 204, 186, 176)), 0.46, stream.uniform(0.44, 0.62))
    waves = 0.6 * speckled(scene, stream, wide=16, long=5) + 0.4 * speckled(scene, stream, wide=5, long=1.4)
    swell = speckled(scene, stream, wide=420, long=70, steepness=1.9) - np.float32(0.5)
    rough = np.float32(0.5) * ramp(0.0, 0.16, below)
    mirror = 0.8 - 1.3 * np.sqrt(np.maximum(below, 0)) + rough * (waves - np.float32(0.5)) + 0.3 * swell
    share = np.clip(mirror, 0.12, 0.9)[..., None]
    scene.mix(np.asarray(deep + (haze * np.float32(0.85) - deep) * share, dtype=np.float32), ramp(-0.003, 0.003, below))


def _veil(scene: Scene, stream: Stream, haze: Color) -> None:
    """Sky and sea run into each other."""
    far = scene.view.below() / np.float32(stream.uniform(0.02, 0.07))
    scene.mix(haze, np.exp(-far * far) * np.float32(stream.uniform(0.5, 0.9)))


def _skyline(scene: Scene, stream: Stream, haze: Color) -> None:
    """A city on the other shore: low houses, and some towers that fade in the haze."""
    x, end = stream.uniform(-420, -20), stream.uniform(20, 420)
    color = mixed(like(stream, 212, 0.1, 0.56), haze, stream.uniform(0.4, 0.65))
    middle, spread = stream.uniform(x, end), (end - x) / 4
    scene.fill(upright((x, end), (-1, 5), 820), mixed(color, haze, 0.15))
    while x < end:
        wide = stream.uniform(9, 26)
        tower = 90 * stream.random() ** 2 * float(np.exp(-(((x - middle) / spread) ** 2)))
        shade = mixed(color, haze, stream.uniform(0.0, 0.4))
        scene.fill(upright((x, x + wide), (-1, 6 + tower + stream.uniform(0, 12)), 800), shade)
        x += wide * stream.uniform(0.8, 2.2)


def _beach(scene: Scene, stream: Stream) -> None:
    """Dry sand, trodden; wet sand toward the water, and a thin line of foam where the last small wave ends."""
    x, z = scene.view.level()
    edge = (
        stream.uniform(6, 13) + stream.uniform(-0.5, 0.5) * x + 0.5 * np.sin(x * np.float32(stream.uniform(0.2, 0.5)))
    )
    sand = like(stream, *pick(stream, ((38, 0.2, 0.84), (34, 0.24, 0.78), (40, 0.12, 0.84))))
    steps = speckled(scene, stream, wide=3.4, steepness=1.2) - np.float32(0.5)
    broad = speckled(scene, stream, wide=22, steepness=1.9) - np.float32(0.5)
    shore = np.asarray(edge - z + 0.8 * broad, dtype=np.float32)
    shoal = mixed(sand * np.float32(0.6), like(stream, 176, 0.25, 0.66), 0.6)
    scene.mix(shoal, ramp(-7.0, -0.2, shore) * np.float32(0.7))
    scene.mix(paint(200, 0.02, 0.96), ramp(-0.5, -0.2, shore) * (1 - ramp(0.0, 0.35, shore)) * np.float32(0.5))
    scene.mix(sand * np.float32(0.5), ramp(0.0, 0.4, shore) * np.float32(0.9))
    tone = 1 + np.float32(0.42) * steps + np.float32(0.22) * broad
    scene.mix((sand * tone[..., None]).astype(np.float32), ramp(0.7, 3.2, shore))

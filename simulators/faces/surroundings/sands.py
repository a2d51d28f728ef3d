"""The land of the Gulf without its dunes: a plain of sand and gravel, tracks of cars, low shrubs, a far rise in the haze."""

from itertools import pairwise

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.passing import parked_car
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import upright
from simulators.faces.surroundings.skies import speckled
from simulators.faces.surroundings.soft import Color, chance, like, mixed, noise, paint, ramp

_SHRUB = 8  # corners of one


def plain(scene: Scene, stream: Stream, *, sand: Color, haze: Color, toward: float) -> None:
    """Level land to the horizon, where it fades, with what stands on it."""
    _rises(scene, stream, sand=sand, haze=haze)
    below = scene.view.below()
    broad = speckled(scene, stream, wide=60, long=26, steepness=1.8) - np.float32(0.5)
    middle = speckled(scene, stream, wide=9, steepness=1.5) - np.float32(0.5)
    fine = speckled(scene, stream, wide=2.4, steepness=0.8) - np.float32(0.5)
    gravel = mixed(sand * np.float32(0.62), paint(30, 0.08, 0.6), 0.5)
    land = sand + (gravel - sand) * ramp(0.0, 0.5, broad + 0.5 * middle)[..., None] * np.float32(0.7)
    land = land * (1 + np.float32(0.3) * middle + np.float32(0.34) * fine * ramp(0.01, 0.12, below))[..., None]
    far = np.exp(-np.maximum(below, 0) / np.float32(stream.uniform(0.012, 0.04)))[..., None]
    scene.mix(np.asarray(land + (haze - land) * far * np.float32(0.8), dtype=np.float32), ramp(-0.004, 0.004, below))
    if chance(stream, 0.6):
        _tracks(scene, stream)
    _shrubs(scene, stream, sand=sand, haze=haze, toward=toward)
    if chance(stream, 0.3):
        parked_car(scene, stream, x=stream.uniform(3, 6) * toward, z=stream.uniform(12, 22))
    if chance(stream, 0.3):
        _poles(scene, stream, haze)


def _rises(scene: Scene, stream: Stream, *, sand: Color, haze: Color) -> None:
    """Low hills far away, one behind the other, the farthest the palest."""
    across = np.linspace(-1, 1, 90)
    for z, veil in ((900.0, 0.85), (500.0, 0.65), (260.0, 0.45)):
        profile = noise(stream, (1, 90), zoom=256, steepness=2.6, stretch=stream.uniform(0.01, 0.02))[0]
        high = np.maximum(profile - stream.uniform(0.2, 0.6), 0) * stream.uniform(0.02, 0.06) * z
        points = np.stack((across * 0.9 * z, high.astype(np.float64), np.full(90, z)), axis=1)
        foot = np.array(((0.9 * z, -2.0, z), (-0.9 * z, -2.0, z)))
        scene.fill(np.concatenate((points, foot)), mixed(sand * np.float32(0.75), haze, veil))


def _tracks(scene: Scene, stream: Stream) -> None:
    """What wheels have pressed: two darker lines that wander to the horizon."""
    start, lean, bend = stream.uniform(-2, 2), stream.uniform(-0.35, 0.35), stream.uniform(-0.004, 0.004)
    z = np.geomspace(1.2, 90, 40)
    for here, ahead in pairwise(z):
        for wheel in (-0.75, 0.75):
            near, far = (start + wheel + lean * at + bend * at * at for at in (here, ahead))
            wide = [(near - 0.13, here), (near + 0.13, here), (far + 0.13, ahead), (far - 0.13, ahead)]
            scene.dim([(x, 0.0, at) for x, at in wide], 0.16)


def _shrubs(scene: Scene, stream: Stream, *, sand: Color, haze: Color, toward: float) -> None:
    """Dry tufts, each with its shadow, denser to the eye the farther away."""
    count = int(stream.integers(15, 110))
    z = np.sort(10 / np.maximum(stream.random(count), 0.06))[::-1]
    x = stream.uniform(-0.75, 0.75, count) * z
    angle = np.linspace(0, 2 * np.pi, _SHRUB, endpoint=False)
    for here, ahead in zip(x, z, strict=True):
        wide, high = stream.uniform(0.12, 0.5), stream.uniform(0.08, 0.3)
        rim = stream.uniform(0.7, 1.2, _SHRUB)
        x_rim, y_rim = here + wide * rim * np.cos(angle), high * (0.8 + rim * np.sin(angle))
        tuft = np.stack((x_rim, y_rim, np.full(_SHRUB, ahead)), axis=1)
        veil = 0.7 * float(min(ahead / 110, 1))
        green = like(stream, stream.uniform(44, 66), 0.24, stream.uniform(0.36, 0.52))
        shade = [(here, 0.0, ahead - 0.1), (here - toward * wide * 2.4, 0.0, ahead), (here, 0.0, ahead + wide * 0.7)]
        scene.fill(shade, mixed(sand * np.float32(0.6), haze, veil))
        scene.fill(tuft, mixed(mixed(green, sand, 0.2), haze, veil))


def _poles(scene: Scene, stream: Stream, haze: Color) -> None:
    """A line of posts with wires, beside a road that is not seen."""
    x, lean = stream.uniform(-16, 16), stream.uniform(-0.3, 0.3)
    for z in (170.0, 130.0, 95.0, 66.0, 42.0, 24.0):
        color, there = mixed(paint(30, 0.1, 0.4), haze, 0.6 * z / 170), x + lean * z
        scene.fill(upright((there - 0.12, there + 0.12), (0, 10), z), color)
        scene.fill(upright((there - 1.2, there + 1.2), (9.2, 9.4), z), color)

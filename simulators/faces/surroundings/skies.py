"""Skies with clouds or haze, and level ground that is speckled in perspective."""

import cv2
import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.soft import Color, Picture, chance, cloud, like, mixed, noise, paint, pick, ramp

_SKIES = (
    ((207, 0.48, 0.84), (202, 0.14, 0.98)),
    ((210, 0.54, 0.78), (204, 0.2, 1.0)),
    ((206, 0.34, 0.90), (40, 0.05, 0.99)),
    ((210, 0.06, 0.90), (40, 0.05, 0.96)),
    ((38, 0.08, 0.90), (36, 0.12, 0.94)),
    ((203, 0.22, 0.80), (38, 0.15, 0.98)),
)
"""Colors high up and low down, as `like` takes them."""


def paint_sky(scene: Scene, stream: Stream, *, cloudy: float = 0.6) -> Color:
    """A sky over the whole picture, lighter toward the horizon and the sun, with clouds or without; the horizon's color."""
    high, low = (like(stream, *color) for color in pick(stream, _SKIES))
    low = low * np.float32(stream.uniform(0.95, 1.3))
    up = np.clip(-scene.view.below() * np.float32(1.4), 0, 1)
    scene.pixels[:] = low + (high - low) * np.sqrt(up)[..., None]
    columns = np.linspace(-1, 1, scene.view.width, dtype=np.float32) - np.float32(stream.uniform(-1.6, 1.6))
    scene.pixels *= (1 + np.float32(0.3) * np.exp(-(columns**2)))[None, :, None]
    if chance(stream, cloudy):
        _clouds(scene, stream, low)
    return low


def _clouds(scene: Scene, stream: Stream, low: Color) -> None:
    cover = stream.uniform(0.35, 0.75)
    clouds = noise(stream, scene.size, zoom=stream.uniform(1.5, 3), steepness=1.8, stretch=stream.uniform(1.5, 3.5))
    white = mixed(paint(210, 0.02, 0.99) * np.float32(1.15), low, 0.25)
    shade = (1 - np.float32(0.22) * ramp(cover + 0.15, 1.1, clouds))[..., None]
    scene.mix(white * shade, ramp(cover, cover + 0.45, clouds) * np.float32(stream.uniform(0.5, 0.9)))


def speckled(scene: Scene, stream: Stream, *, wide: float, long: float = 0.0, steepness: float = 1.1) -> Picture:
    """Noise that lies on level ground, its tile so many meters wide and long, seen in perspective.

    Shape: height x width of float32, 0 to 1.
    """
    x, z = scene.view.level(2)  # it will be out of focus, so half the detail will do
    tile = cloud(steepness)
    scale = np.float32(tile.shape[0] / 3)
    start = stream.random(2).astype(np.float32) * scale
    across = np.mod(x * (scale / np.float32(wide)) + start[0], scale)
    along = np.mod(z * (scale / np.float32(long or wide)) + start[1], scale)
    half = cv2.remap(tile, across, along, cv2.INTER_LINEAR)
    full = (scene.view.width, scene.view.height)
    return np.asarray(cv2.resize(half, full, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def ground(scene: Scene, stream: Stream, *, far: Color, near: Color, rough: float = 0.6) -> None:
    """Level, speckled ground below the horizon: its color far away, in the haze, and near."""
    below = scene.view.below()
    share = np.sqrt(np.clip(below * np.float32(1.8), 0, 1))[..., None]
    specks = 0.6 * speckled(scene, stream, wide=3.0) + 0.4 * speckled(scene, stream, wide=14.0, steepness=1.8)
    tone = 1 + np.float32(rough) * (specks - np.float32(0.5)) * ramp(0.0, 0.12, below)
    scene.mix((far + (near - far) * share) * tone[..., None], ramp(-0.012, 0.012, below))

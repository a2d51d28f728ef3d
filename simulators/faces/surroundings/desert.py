"""The desert: a plain, or dunes with sharp crests and soft hollows in a low sun, ripples near by and haze far away."""

import math

import cv2
import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.sands import plain
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.skies import paint_sky
from simulators.faces.surroundings.soft import Color, Picture, chance, cloud, like, mixed, paint, pick, tinted

_NEAREST_M, _FARTHEST_M, _STEPS = 1.6, 420.0, 96
_WINDWARD = 0.68  # share of a wave of sand that rises; the rest falls, and is steep


def desert(stream: Stream, size: Size) -> Scene:
    """A plain with low shrubs, or dunes, under a hazy sky."""
    tint, has_dunes = tinted(stream.uniform(0.9, 1.02), stream.uniform(0.98, 1.06)), chance(stream, 0.4)
    eye = stream.uniform(5, 9) if has_dunes else stream.uniform(1.5, 1.8)
    scene = Scene.opened(stream, size, tint=tint, yaw=10, pitch=5, eye=eye, blur=(0.003, 0.011))
    low = mixed(paint_sky(scene, stream, cloudy=0.25), like(stream, 36, 0.06, 0.95), 0.4)
    sand = like(stream, *pick(stream, ((31, 0.24, 0.8), (28, 0.3, 0.76), (33, 0.17, 0.82), (25, 0.36, 0.74))))
    toward = pick(stream, (-1.0, 1.0))
    if has_dunes:
        _dunes(scene, stream, sand=sand, haze=mixed(low, sand, 0.25), toward=toward)
    else:
        plain(scene, stream, sand=sand, haze=low, toward=toward)
    scene.slope(toward * stream.uniform(0.02, 0.12), 0)
    return scene


def _dunes(scene: Scene, stream: Stream, *, sand: Color, haze: Color, toward: float) -> None:
    """Find for each pixel which step of its way away from the camera it meets first, and light the land there."""
    rows, columns = (scene.view.height + 1) // 2, (scene.view.width + 1) // 2
    rays = scene.view.rays(2)
    z = np.geomspace(_NEAREST_M, _FARTHEST_M, _STEPS).astype(np.float32)[:, None]
    middle = rows // 2
    ways = rays[0, middle] / rays[2, middle]
    land = _Land(stream, knoll=scene.view.eye - 1.7)
    x = z * ways
    height = land.height(x, z)
    flat = scene.view.pixels(np.stack((x, height, np.broadcast_to(z, height.shape)), axis=-1).reshape(-1, 3))
    edge = np.minimum.accumulate(flat[:, 1].reshape(height.shape) / 2, axis=0)
    edge = cv2.blur(edge.astype(np.float32), (9, 1))  # no stairs along the crests
    met = (edge[:, None, :] > np.arange(rows)[None, :, None]).sum(axis=0)
    inside = met < _STEPS
    step = np.minimum(met, _STEPS - 1)
    color = _lit(stream, land, x=x, z=z, sand=sand, haze=haze, toward=toward)
    picture = color[step, np.arange(columns)[None, :]]
    picture *= _ripples(stream, scene, z[step, 0])[..., None]
    picture = cv2.GaussianBlur(picture, (3, 3), 0.8)
    full = (scene.view.width, scene.view.height)
    mask = cv2.resize(cv2.blur(inside.astype(np.float32), (2, 2)), full, interpolation=cv2.INTER_LINEAR)
    scene.mix(np.asarray(cv2.resize(picture, full, interpolation=cv2.INTER_LINEAR), dtype=np.float32), mask)


class _Land:
    """Height over the plain: waves of sand, steep on one side, that wander."""

    def __init__(self, stream: Stream, *, knoll: float) -> None:
        self.knoll = np.float32(knoll)  # meters of the dune on which the camera stands
        self.fall = np.float32(stream.uniform(7, 16))
        self.tilt = np.float32(stream.uniform(-0.5, 0.5))
        self.waves = [
            (stream.uniform(-0.6, 0.6) + turn, long * stream.uniform(0.8, 1.3), high * stream.uniform(0.7, 1.3), stream.random(3))
            for turn, long, high in ((1.1, 58.0, 9.5), (-1.0, 34.0, 4.0), (0.4, 15.0, 0.8))
        ]  # fmt: skip

    def height(self, x: Picture, z: Picture) -> Picture:
        """Meters over the plain; before the camera the land is low."""
        total = np.zeros(np.broadcast_shapes(x.shape, z.shape), dtype=np.float32)
        for turn, long, high, start in self.waves:
            along = x * np.float32(math.sin(turn)) + z * np.float32(math.cos(turn))
            across = x * np.float32(math.cos(turn)) - z * np.float32(math.sin(turn))
            bend = np.sin(across / np.float32(long * 0.42) + np.float32(6 * start[0]))
            bend += np.float32(0.45) * np.sin(across / np.float32(long * 0.17) + np.float32(6 * start[1]))
            phase = np.mod(along / np.float32(long) + bend * np.float32(0.16) + np.float32(start[2]), 1)
            rise = np.where(phase < _WINDWARD, phase / np.float32(_WINDWARD), (1 - phase) / np.float32(1 - _WINDWARD))
            swell = np.float32(0.62) + np.float32(0.38) * np.sin(
                across / np.float32(long * 0.6) + np.float32(9 * start[1])
            )
            total += np.float32(high) * swell * (rise * rise * (np.float32(1.9) - np.float32(0.9) * rise))
        under = self.knoll * np.exp(-np.square((z + self.tilt * x) / self.fall))
        return np.asarray(total * np.clip((z - 5) / 26, 0.05, 1.25) + under, dtype=np.float32)


def _lit(  # noqa: PLR0913 (where, and the colors and the light of it, by keyword)
    stream: Stream, land: _Land, *, x: Picture, z: Picture, sand: Color, haze: Color, toward: float
) -> Picture:
    """Colors of the land at these places: the light of a low sun from the side, a bluish sky in the shadows, haze."""
    step = np.maximum(z * np.float32(0.02), np.float32(0.3))
    here = land.height(x, z)
    across = (land.height(x + step, z) - here) / step
    along = (land.height(x, z + step) - here) / step
    rise = stream.uniform(0.22, 0.5)
    sun = np.array((toward * math.cos(rise), math.sin(rise), stream.uniform(-0.5, 0.3)))
    straight = -across * sun[0] + sun[1] - along * sun[2]
    facing = np.clip(straight / np.sqrt(1 + across**2 + along**2), 0, 1.2)[..., None]
    sky = mixed(paint(212, 0.16, 0.78), sand, 0.45) * np.float32(0.34)
    color = sand * (sky + np.float32(1.25 / (0.45 + math.sin(rise))) * facing)
    share = (1 - np.exp(-z / np.float32(stream.uniform(140, 380))))[..., None]
    return np.asarray(color + (haze - color) * share, dtype=np.float32)


def _ripples(stream: Stream, scene: Scene, z: Picture) -> Picture:
    """How light the sand is: the wind's ripples near by, and streaks; *Shape*: of z, around 1."""
    rays = scene.view.rays(2)
    x = rays[0] / rays[2] * z
    tile = cloud(1.2)
    scale = np.float32(tile.shape[0] / 3)
    bend = cv2.remap(tile, np.mod(x * 22, scale), np.mod(z * 22, scale), cv2.INTER_LINEAR)
    turn = stream.uniform(-0.5, 0.5)
    waves = np.sin((z + x * np.float32(turn)) * np.float32(2 * math.pi / 0.16) + bend * np.float32(9))
    waves *= np.clip((9 - z) / 7, 0, 1)
    streaks = cv2.remap(tile, np.mod(x * 6, scale), np.mod(z * 2, scale), cv2.INTER_LINEAR)
    return np.asarray(1 + np.float32(0.13) * waves + np.float32(0.26) * (streaks - np.float32(0.5)), dtype=np.float32)

"""A garden or a park: trees and hedges as masses of leaves, grass and a path, sun that falls through."""

import cv2
import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.foliage import leafy, palm, tree
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.skies import ground, paint_sky, speckled
from simulators.faces.surroundings.soft import Picture, chance, like, mixed, noise, paint, pick, ramp, tinted


def garden(stream: Stream, size: Size) -> Scene:
    """Trees far and near, a hedge, grass with patches of sun, at times a path or a palm."""
    tint = tinted(stream.uniform(0.92, 1.02), stream.uniform(0.94, 1.03))
    scene = Scene.opened(stream, size, tint=tint, yaw=10, pitch=6, blur=(0.005, 0.014))
    low = paint_sky(scene, stream)
    hue, sun = stream.uniform(68, 92), pick(stream, (-0.8, 0.8))
    grass = like(stream, hue - 6, 0.36, 0.6)
    ground(scene, stream, far=mixed(grass, low, 0.2), near=grass, rough=0.8)
    if chance(stream, 0.45):
        _path(scene, stream)
    _dapples(scene, stream)
    for layer in range(2):
        _mass(scene, stream, hue=hue + stream.uniform(-8, 8), sun=sun, layer=layer)
    for z in np.sort(stream.uniform(5, 16, int(stream.integers(1, 5))))[::-1]:
        x = stream.uniform(0.12, 0.5) * float(z) * pick(stream, (-1, 1))
        if chance(stream, 0.25):
            palm(scene, stream, (x, 0, float(z)), sun=sun)
        else:
            tree(scene, stream, (x, 0, float(z)), high=stream.uniform(3.4, 7.5), hue=hue, sun=sun)
    if chance(stream, 0.5):
        _mass(scene, stream, hue=hue, sun=sun, layer=2)
    _glints(scene, stream, hue=hue)
    scene.slope(sun * stream.uniform(0.02, 0.18), stream.uniform(-0.1, 0.1))
    return scene


def _mass(scene: Scene, stream: Stream, *, hue: float, sun: float, layer: int) -> None:
    """A wood far away, bushes before it, or a hedge near by, as the layer says."""
    rows = np.ascontiguousarray(scene.view.below()[::2, ::2])  # leaves are soft, so half the detail will do
    top = (stream.uniform(0.14, 0.6), stream.uniform(-0.02, 0.16), stream.uniform(-0.26, -0.12))[layer]
    foot = (0.03, 0.10, 0.6)[layer]
    lumps = noise(stream, (rows.shape[0], rows.shape[1]), zoom=3.2, steepness=2.2) - np.float32(0.5)
    body = (rows + np.float32(top)) * np.float32(2.2) + lumps * np.float32(0.6 - 0.18 * layer)
    color, cover = leafy(stream, np.minimum(body, np.float32(0.45)), hue=hue, leaf=(3.0, 4.5, 7.0)[layer], sun=sun)
    haze = np.float32((0.28, 0.1, 0.0)[layer])
    color += (paint(80, 0.10, 0.8) - color) * haze
    color *= np.float32(stream.uniform(0.75, 1.1)) * (1 - np.float32(0.45) * ramp(foot - 0.2, foot, rows))[..., None]
    cover = cover * ramp(0.0, 0.03, np.float32(foot) - rows + lumps * np.float32(0.05))
    scene.mix(_large(color, scene), _large(cover, scene))


def _large(picture: Picture, scene: Scene) -> Picture:
    enlarged = cv2.resize(picture, (scene.view.width, scene.view.height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, dtype=np.float32)


def _path(scene: Scene, stream: Stream) -> None:
    stone = like(stream, *pick(stream, ((34, 0.14, 0.78), (24, 0.2, 0.7), (40, 0.04, 0.72))))
    middle, half, far = stream.uniform(-1.5, 1.5), stream.uniform(0.7, 1.6), stream.uniform(-6, 6)
    scene.fill([(middle - half, 0, 0.4), (middle + half, 0, 0.4), (far + half, 0, 26), (far - half, 0, 26)], stone)


def _dapples(scene: Scene, stream: Stream) -> None:
    """Patches of sun and shade on the ground."""
    patches = speckled(scene, stream, wide=stream.uniform(9, 18), steepness=1.6)
    shade = 1 - np.float32(stream.uniform(0.4, 0.7)) * ramp(0.35, 0.6, patches) * ramp(0.0, 0.05, scene.view.below())
    scene.pixels *= shade[..., None]


def _glints(scene: Scene, stream: Stream, *, hue: float) -> None:
    """Sky and sun between the leaves, as discs of many sizes that crowd where the leaves are thin."""
    middle = stream.uniform(-1.6, 1.6)
    for _ in range(int(stream.integers(0, 14))):
        place = middle + stream.normal(0, 0.8), stream.uniform(0.9, 2.3), 6.0
        glint = mixed(paint(60, 0.08, 1.0), like(stream, hue - 14, 0.4, 0.9), stream.uniform(0.1, 1.0))
        scene.disc(place, glint * np.float32(stream.uniform(0.02, 0.12)), grow=stream.uniform(0.6, 1.3))

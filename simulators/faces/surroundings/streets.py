"""Streets by day and in the evening."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.facades import facade
from simulators.faces.surroundings.foliage import palms, tree
from simulators.faces.surroundings.passing import parked_car, passer
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import flat, sideways, upright
from simulators.faces.surroundings.skies import ground, paint_sky
from simulators.faces.surroundings.soft import Color, Picture, chance, day_light, like, mixed, paint, pick, ramp, tinted


def street(stream: Stream, size: Size) -> Scene:
    """Houses at both sides of a street, a strip of sky, trees or palms, parked cars, somebody on the way."""
    scene = Scene.opened(stream, size, tint=day_light(stream), yaw=24, pitch=5, blur=(0.0035, 0.012))
    haze = paint_sky(scene, stream)
    half, depth = stream.uniform(5, 8.5), stream.uniform(30, 60)
    _road(scene, stream, half=half, depth=depth)
    sunny = pick(stream, (-1, 1))
    high = stream.uniform(6, 14)
    end = facade(stream, wide=half * 2.4, high=high)
    scene.lay(mixed(end, haze, 0.45), upright((-half * 1.2, half * 1.2), (0, high), depth))
    for side in (-1, 1):
        _row(scene, stream, x=side * half, depth=depth, light=1.15 if side == sunny else 0.42, haze=haze)
    _shade(scene, stream, half=half, sunny=sunny)
    _along(scene, stream, half=half, sun=0.8 * sunny)
    scene.slope(sunny * -stream.uniform(0.02, 0.15), 0)
    return scene


def _road(scene: Scene, stream: Stream, *, half: float, depth: float, light: float = 1.0) -> None:
    """Asphalt between pavements, with a curb and a line."""
    asphalt, walk = (like(stream, *color) * np.float32(light) for color in ((30, 0.05, 0.52), (36, 0.12, 0.74)))
    ground(scene, stream, far=walk, near=walk, rough=0.4)
    scene.fill(flat((-half + 1.8, half - 1.8), 0, (0.3, depth)), asphalt)
    below = scene.view.below()
    scene.pixels *= (1 + np.float32(0.25) * ramp(0.12, 0.0, np.abs(below)) * ramp(0, 0.01, below))[..., None]
    for edge in (-half + 1.8, half - 1.8):
        scene.fill(flat((edge - 0.12, edge + 0.12), 0.12, (0.3, depth)), walk * np.float32(1.2))
    line = stream.uniform(-1, 1)
    for z in np.arange(3, depth, 4.5):
        scene.fill(flat((line - 0.07, line + 0.07), 0.005, (float(z), float(z) + 2)), walk * np.float32(1.5))


def _shade(scene: Scene, stream: Stream, *, half: float, sunny: int) -> None:
    """The shadow of the houses on the shaded side, with a ragged edge."""
    reach = stream.uniform(-0.5, 0.7) * half
    for start in np.arange(1.0, 40.0, 5.0):
        edge = sunny * (reach + stream.uniform(-1.2, 1.2))
        scene.dim(flat((-sunny * half, edge), 0, (float(start), float(start) + 5.2)), 0.58)


def _row(  # noqa: PLR0913 (one side of a street, by keyword)
    scene: Scene, stream: Stream, *, x: float, depth: float, light: float, haze: Color
) -> None:
    """Houses along one side, the far ones first and paler; each has a gable toward the camera where it stands higher."""
    ends, z = [], stream.uniform(1.0, 2.5)
    while z < depth:
        wide = stream.uniform(8, 14)
        ends.append((z, z + wide))
        z += wide + (stream.uniform(1, 4) if chance(stream, 0.3) else 0.0)
    out = 14 if x > 0 else -14
    for start, end in reversed(ends):
        high = stream.uniform(4.5, 14)
        if not scene.meets(sideways(x, (0, high), (start, end))):
            continue
        front = facade(stream, wide=end - start, high=high, px_per_m=13 if start < 12 else 8)  # noqa: PLR2004 (far ones are small)
        veil = 0.5 * min(start / 60, 1.0)
        gable = front[:4].mean(axis=(0, 1)) * np.float32(0.7)
        scene.fill(upright((min(x, x + out), max(x, x + out)), (0, high), start), mixed(gable, haze, veil))
        scene.lay(mixed(front * np.float32(light), haze, veil), sideways(x, (0, high), (start, end)))


def _along(scene: Scene, stream: Stream, *, half: float, sun: float) -> None:
    """What stands along the curbs, from far to near."""
    green, spacing = pick(stream, ("palms", "trees", "none", "trees")), stream.uniform(5.2, 7)
    if green == "palms":
        palms(scene, stream, x=(half - 1.3) * pick(stream, (-1, 1)), z=(5, 20))
    for z in np.arange(stream.uniform(22, 27), 4.0, -spacing):
        for side in (-1, 1):
            if chance(stream, 0.72):
                parked_car(scene, stream, x=side * (half - 2.8), z=float(z))
            if green == "trees" and chance(stream, 0.45):
                tree(scene, stream, (side * (half - 1.2), 0, float(z) - 1), high=stream.uniform(3.6, 6), sun=sun)
        if chance(stream, 0.35):
            passer(scene, stream, (pick(stream, (-1, 1)) * (half - stream.uniform(0.3, 1.4)), 0, float(z) - 0.5))
    if chance(stream, 0.5):
        _post(scene, stream, x=(half - 1.7) * pick(stream, (-1, 1)), z=stream.uniform(4, 8))


def _post(scene: Scene, stream: Stream, *, x: float, z: float) -> None:
    """A lamp post or the pole of a sign."""
    steel = like(stream, 210, 0.05, 0.45)
    scene.fill(upright((x - 0.06, x + 0.06), (0, 6), z), steel)
    scene.fill(upright((x - 0.02, x + 0.03), (0, 6), z), steel * np.float32(1.6))
    if chance(stream, 0.5):
        sign = like(stream, *pick(stream, ((212, 0.6, 0.55), (2, 0.7, 0.6), (140, 0.5, 0.45))))
        scene.fill(upright((x - 0.32, x + 0.32), (2.1, 2.7), z - 0.02), sign)
        scene.fill(upright((x - 0.2, x + 0.2), (2.32, 2.48), z - 0.03), paint(40, 0.02, 1.0))


def evening(stream: Stream, size: Size) -> Scene:
    """A street after sunset: a dark sky, lit windows and shops, lamps and cars as soft discs."""
    tint = tinted(stream.uniform(0.8, 1.0), stream.uniform(1.0, 1.15))
    scene = Scene.opened(stream, size, tint=tint, yaw=20, pitch=5, blur=(0.0055, 0.014))
    high = like(stream, 212, 0.5, stream.uniform(0.1, 0.26))
    low = like(stream, pick(stream, (212, 28, 215, 34)), 0.28, pick(stream, (0.3, 0.5)))
    up = np.sqrt(np.clip(-scene.view.below(), 0, 1))[..., None]
    scene.pixels[:] = low + (high - low) * up
    half, depth = stream.uniform(5, 10), stream.uniform(28, 50)
    _road(scene, stream, half=half, depth=depth, light=0.22)
    lit = stream.uniform(0.2, 0.6)
    for side in (-1, 1):
        for z in (26.0, 15.0, 4.0):
            corners = sideways(side * half, (0, stream.uniform(5, 14)), (z, z + 10.5))
            if scene.meets(corners):
                scene.lay(_by_night(stream, high=corners[0][1], lit=lit, px_per_m=14 if z < 9 else 8), corners)  # noqa: PLR2004 (m)
    for z in np.arange(24, 5, -6.0):
        for side in (-1, 1):
            if chance(stream, 0.5):
                parked_car(scene, stream, x=side * (half - 2.8), z=float(z))
    scene.light *= np.float32(0.8)
    _lamps(scene, stream, half=half)
    return scene


def _by_night(stream: Stream, *, high: float, lit: float, px_per_m: int) -> Picture:
    """The front of a house of which little is seen but its lamps, and the ground floor in the light of the shops."""
    front = facade(stream, wide=10, high=high, lit=lit, px_per_m=px_per_m)
    bright = ramp(0.6, 0.9, front[..., 2:])
    down = np.interp(np.linspace(0, 1, front.shape[0]), (0, 0.6, 1), (0.06, 0.12, 0.4)).astype(np.float32)[
        :, None, None
    ]
    warm = np.array((0.7, 0.9, 1.1), dtype=np.float32)
    return np.asarray(front * (down * warm + (1.5 - down) * bright), dtype=np.float32)


def _lamps(scene: Scene, stream: Stream, *, half: float) -> None:
    """Lamps, signs, and the lights of cars with their gleam on the road."""
    warm, white, red = paint(32, 0.55, 1.0), paint(210, 0.06, 1.0), paint(4, 0.85, 0.9)
    for z in np.arange(5, 34, stream.uniform(4, 7)):
        for side in (-1, 1):
            scene.disc(
                (side * (half - 1.4), 5.0, float(z)),
                warm * np.float32(stream.uniform(0.4, 1.0)),
                grow=stream.uniform(0.9, 1.2),
            )
            scene.shine((side * (half - 1.4), 0, float(z)), 2.6, (0.25, 0.45, 0.62))
    for _ in range(int(stream.integers(1, 5))):
        x, z = stream.uniform(-half + 2, half - 2), stream.uniform(9, 40)
        color = (white if x < 0 else red) * np.float32(stream.uniform(0.25, 0.8))
        for lamp in (-0.6, 0.6):
            scene.disc((x + lamp, 0.7, z), color)
        scene.shine((x, 0, z - 2), 1.6, color * np.float32(1.2))
    signs = (paint(205, 0.5, 0.9), paint(140, 0.4, 0.8), warm, warm, white, paint(340, 0.5, 0.9))
    for _ in range(int(stream.integers(4, 18))):
        z = stream.uniform(6, 45)
        place = stream.uniform(0.4, 1.0) * half * pick(stream, (-1, 1)), stream.uniform(1.5, 4.5), z
        scene.disc(
            place, pick(stream, signs) * np.float32(0.7 * stream.random() ** 2 + 0.05), grow=stream.uniform(0.6, 1.15)
        )

"""A corniche: paving along the water, its wall or railing, lawn with date palms, lamp posts, houses in the haze."""

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.foliage import palm
from simulators.faces.surroundings.passing import passer
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import flat, sideways, upright
from simulators.faces.surroundings.skies import speckled
from simulators.faces.surroundings.soft import Color, chance, like, mixed, noise, paint, pick, ramp

_FAR_M = 150.0


def along(scene: Scene, stream: Stream, *, haze: Color, sun: float) -> None:
    """The promenade runs away from the camera: the water at one side, palms and houses at the other."""
    side = pick(stream, (-1.0, 1.0))
    edge, inner = side * stream.uniform(1.6, 3.4), -side * stream.uniform(2.4, 4.5)
    stone = like(stream, *pick(stream, ((34, 0.12, 0.7), (30, 0.05, 0.66), (24, 0.16, 0.64))))
    lawn = like(stream, *pick(stream, ((78, 0.3, 0.5), (84, 0.34, 0.44), (40, 0.2, 0.74))))
    far = inner - side * 160
    scene.fill(flat((min(inner, far), max(inner, far)), 0, (0.3, _FAR_M)), lawn)
    scene.fill(flat((min(edge, inner), max(edge, inner)), 0, (0.3, _FAR_M)), stone)
    _paved(scene, stream, (min(edge, inner), max(edge, inner)))
    _houses(scene, stream, side=-side, start=abs(inner) + 14, haze=haze)
    for z in np.arange(stream.uniform(50, 70), 9, -stream.uniform(6, 10)):
        palm(scene, stream, (inner - side * stream.uniform(1.0, 2.2), 0, float(z)), sun=sun)
        if chance(stream, 0.3):
            passer(scene, stream, (stream.uniform(min(edge, inner) + 0.4, max(edge, inner) - 0.4), 0, float(z)))
    _barrier(scene, stream, x=edge, stone=stone)
    _lamps(scene, stream, x=inner + side * 0.4)


def across(scene: Scene, stream: Stream, *, haze: Color, sun: float) -> None:
    """The water lies behind the person, beyond paving and a low wall or a railing."""
    stone, z = like(stream, 36, 0.12, 0.74), stream.uniform(2.2, 4.5)
    scene.fill(flat((-20, 20), 0, (0.3, z)), stone * np.float32(0.9))
    _paved(scene, stream, (-20.0, 20.0))
    if chance(stream, 0.6):
        face = 0.62 + 0.3 * noise(stream, (24, 160), zoom=1.5, steepness=1.2, stretch=1.5)[..., None]
        face = face * np.interp(np.arange(24), (0, 5, 23), (1.0, 1.1, 0.7))[:, None, None]
        scene.lay((mixed(stone, haze, 0.1) * face).astype(np.float32), upright((-9, 9), (0, 0.85), z))
        scene.fill(upright((-9, 9), (0.82, 0.92), z - 0.08), stone * np.float32(1.15))
        return
    steel = like(stream, 210, 0.05, 0.62)
    light = np.float32(1 + 0.3 * abs(sun))
    for y in (0.25, 0.5, 0.75):
        scene.fill(upright((-20, 20), (y - 0.014, y + 0.014), z), steel * np.float32(0.7))
    scene.fill(upright((-20, 20), (1.0, 1.07), z), steel * np.float32(0.7))
    scene.fill(upright((-20, 20), (1.05, 1.075), z), steel * light)
    for x in np.arange(-6, 6, 1.6):
        scene.fill(upright((float(x) - 0.03, float(x) + 0.03), (0, 1.05), z), steel * np.float32(0.6))


def _paved(scene: Scene, stream: Stream, x: tuple[float, float]) -> None:
    """Slabs, each a little lighter or darker, stains, and joints that are seen near by."""
    aside, ahead = scene.view.level()
    slab = np.float32(stream.uniform(0.5, 0.9))
    inside = np.where((aside > x[0]) & (aside < x[1]) & (ahead > 0) & (ahead < _FAR_M), np.float32(1), np.float32(0))
    stains = speckled(scene, stream, wide=9, steepness=1.7) - np.float32(0.5)
    specks = speckled(scene, stream, wide=2.2, steepness=0.9) - np.float32(0.5)
    joint = np.minimum(*(np.abs(np.mod(way / slab, 1) - np.float32(0.5)) for way in (aside, ahead)))
    near = 1 - ramp(3.0, 12.0, ahead)
    tone = 0.3 * stains + 0.22 * specks - 0.22 * near * (1 - ramp(0.02, 0.07, np.asarray(joint, dtype=np.float32)))
    scene.pixels *= (1 + inside * tone)[..., None]


def _houses(scene: Scene, stream: Stream, *, side: float, start: float, haze: Color) -> None:
    """Houses and towers beyond the lawn, the farther the paler."""
    for z in np.arange(140, 24, -stream.uniform(14, 24)):
        high, wide = stream.uniform(7, 16) + 40 * stream.random() ** 3, stream.uniform(10, 20)
        front = like(stream, *pick(stream, ((36, 0.12, 0.78), (30, 0.2, 0.68), (210, 0.06, 0.6))))
        veil = 0.35 + 0.45 * float(z) / _FAR_M
        x = side * (start + stream.uniform(0, 14))
        rows = np.where(np.arange(40) % 4 < 2, 1.0, 0.62)[:, None, None]  # noqa: PLR2004 (floors: wall, windows)
        grid = rows * stream.uniform(0.85, 1.1, (40, 9, 1))
        color = mixed(front * np.float32(0.8), haze, veil)
        texture = (color * (1 + (grid - 1) * (1 - veil))).astype(np.float32)
        scene.fill(sideways(x, (0, high), (float(z), float(z) + wide)), color * np.float32(0.9))
        scene.lay(texture, upright((min(x, x + side * wide), max(x, x + side * wide)), (0, high), float(z)))


def _barrier(scene: Scene, stream: Stream, *, x: float, stone: Color) -> None:
    """A low wall of stone, or a railing, along the water."""
    z, toward = (0.6, _FAR_M), -1.0 if x > 0 else 1.0
    if chance(stream, 0.6):
        high = stream.uniform(0.45, 0.95)
        scene.fill(sideways(x, (0, high), z), stone * np.float32(0.62))
        scene.fill(flat((min(x, x - toward * 0.35), max(x, x - toward * 0.35)), high, z), stone * np.float32(1.2))
        return
    steel = like(stream, 205, 0.06, 0.6)
    for y in (0.2, 0.45, 0.7, 1.0):
        scene.fill(sideways(x, (y - 0.02, y + 0.02), z), steel * np.float32(0.7))
    for start in np.arange(0.8, 24, 1.6):
        scene.fill(upright((x - 0.03, x + 0.03), (0, 1.0), float(start)), steel * np.float32(0.6))


def _lamps(scene: Scene, stream: Stream, *, x: float) -> None:
    """Posts of lamps at even steps."""
    steel, spacing = like(stream, 210, 0.05, 0.4), stream.uniform(14, 20)
    for z in np.arange(stream.uniform(5, 9) + 3 * spacing, 4, -spacing):
        scene.fill(upright((x - 0.07, x + 0.07), (0, 6.5), float(z)), steel)
        scene.fill(upright((x - 0.5, x + 0.5), (6.4, 6.52), float(z)), mixed(steel, paint(40, 0.02, 0.9), 0.3))

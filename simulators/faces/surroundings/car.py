"""The inside of a car."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.roadside import roadside
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import flat, rounded, sideways, upright
from simulators.faces.surroundings.soft import Color, chance, day_light, like, mixed, noise, paint, pick

_ROOF_M, _REAR_M, _SEAT_M = 1.27, 2.1, 0.86
_SEATS = ((30, 0.1, 0.38), (0, 0.0, 0.26), (32, 0.3, 0.68), (20, 0.42, 0.46), (40, 0.12, 0.8), (0, 0.0, 0.48))


def car(stream: Stream, size: Size) -> Scene:
    """The inside of a car behind the driver: headrests, side windows, the rear window, the lining of the roof."""
    scene = Scene.opened(stream, size, tint=day_light(stream), eye=1.02, yaw=22, pitch=5)
    lining = like(stream, pick(stream, (40, 30, 210)), 0.08, pick(stream, (0.74, 0.66, 0.4)))
    seat, trim = like(stream, *pick(stream, _SEATS)), paint(30, 0.08, 0.3)
    shift = stream.uniform(0.25, 0.5) * pick(stream, (-1, 1))
    sides = shift - 0.72, shift + 0.72
    scene.fill(upright((-5, 5), (-1, 3), 5), trim)
    _rear(scene, stream, shift=shift, trim=trim)
    for x in sides:
        _doors(scene, stream, x=x, colors=(trim, mixed(trim, seat, 0.5), lining))
    scene.fill(flat(sides, _ROOF_M - 0.04, (0.2, _REAR_M)), lining)
    for x, light in zip(sides, (0.9, 0.8), strict=True):
        scene.fill(sideways(x, (1.19, _ROOF_M), (0.2, _REAR_M)), lining * np.float32(light))
    if chance(stream, 0.25):
        sky = paint(208, 0.16, 1.0) * np.float32(stream.uniform(0.9, 1.6))
        scene.fill(flat((shift - 0.38, shift + 0.38), _ROOF_M - 0.05, (0.5, 1.5)), sky)
    for x in sides:
        scene.lamp((x, 1.05, stream.uniform(0.5, 1.4)), reach=0.42, share=stream.uniform(0.2, 0.45))
    scene.dim(upright(sides, (0, 0.8), _REAR_M), 0.3)
    _seats(scene, stream, shift=shift, seat=seat)
    scene.slope(stream.uniform(-0.3, 0.3), stream.uniform(-0.1, 0.05))
    return scene


def _rear(scene: Scene, stream: Stream, *, shift: float, trim: Color) -> None:
    """The rear window, with the cars or houses behind it, and the shelf below."""
    scene.fill(upright((shift - 0.72, shift + 0.72), (0, _ROOF_M), _REAR_M), trim * np.float32(1.3))
    view = roadside(stream, bright=stream.uniform(0.9, 1.5))
    pane = [(shift - 0.5, 1.2), (shift + 0.5, 1.2), (shift + 0.6, 0.9), (shift - 0.6, 0.9)]
    scene.lay(view, [(x, y, _REAR_M) for x, y in pane])


def _doors(scene: Scene, stream: Stream, *, x: float, colors: tuple[Color, Color, Color]) -> None:
    """Two doors with their windows, the pillar between them with its belt, a handle over the rear one."""
    trim, panel, lining = colors
    scene.fill(sideways(x, (0, _ROOF_M), (0.2, _REAR_M)), trim)
    scene.fill(sideways(x, (0.0, 0.86), (0.2, _REAR_M)), panel)
    scene.fill(sideways(x, (0.83, 0.87), (0.2, _REAR_M)), panel * np.float32(1.7))
    view = roadside(stream, bright=stream.uniform(0.95, 1.6))
    for start, end in ((0.35, 1.02), (1.14, 1.75)):
        scene.lay(view, [(x, 1.2, start), (x, 1.18, end), (x, 0.87, end), (x, 0.87, start)])
    scene.fill(sideways(x, (0.0, _ROOF_M), (1.02, 1.14)), lining * np.float32(0.8))
    near = x * 0.98
    belt = [(near, 1.12, 1.06), (near, 1.12, 1.1), (near, 0.5, 1.0), (near, 0.5, 0.94)]
    scene.fill(belt, paint(0, 0, 0.14))
    scene.fill(sideways(near, (1.19, 1.215), (1.25, 1.45)), lining * np.float32(0.6))


def _seats(scene: Scene, stream: Stream, *, shift: float, seat: Color) -> None:
    """The bench behind, in the shade, and the two seats in front with their headrests."""
    for x in (shift - 0.4, shift, shift + 0.4):
        rounded(scene, seat * np.float32(0.62), center=(x, 0.62, 1.85), size=(0.44, 0.62), square=4)
        if chance(stream, 0.7):
            rounded(scene, seat * np.float32(0.66), center=(x, 0.96, 1.83), size=(0.24, 0.14), square=4)
    for x in (0.0, shift * 2):
        for bar in (-0.05, 0.05):
            scene.fill(upright((x + bar - 0.008, x + bar + 0.008), (0.75, 0.9), _SEAT_M), paint(0, 0, 0.5))
        rounded(scene, seat * np.float32(0.85), center=(x, 0.48, _SEAT_M - 0.01), size=(0.52, 0.7), square=4)
        hide = 0.75 + 0.5 * noise(stream, (32, 24), zoom=1.0, steepness=1.3)[..., None]
        hide = hide * np.interp(np.arange(32), (0, 4, 14, 31), (1.35, 1.1, 0.9, 0.6))[:, None, None]
        hide[10:11], hide[:, 11:13] = hide[10:11] * 0.5, hide[:, 11:13] * 0.8
        scene.lay((seat * hide).astype(np.float32), upright((x - 0.15, x + 0.15), (0.2, 0.76), _SEAT_M - 0.02))
        rounded(scene, seat, center=(x, 0.97, _SEAT_M - 0.02), size=(0.28, 0.19), square=3.5)

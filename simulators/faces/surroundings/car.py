"""The inside of a car."""

import numpy as np

from simulators.faces.order import Size
from simulators.faces.stream import Stream
from simulators.faces.surroundings.roadside import roadside
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import Corners, flat, rounded, sideways, upright
from simulators.faces.surroundings.soft import Color, chance, day_light, like, mixed, noise, paint, pick

_ROOF_M, _REAR_M, _SEAT_M = 1.27, 2.1, 0.76
_HALF_M, _CLEAR_M = 0.72, 0.2  # half the width inside; how far the phone stays from a door
_RUBBER = paint(0, 0, 0.13)
_SEATS = ((30, 0.1, 0.38), (0, 0.0, 0.26), (32, 0.3, 0.68), (20, 0.42, 0.46), (40, 0.12, 0.8), (0, 0.0, 0.48))


def car(stream: Stream, size: Size) -> Scene:
    """The inside of a car behind the driver: headrests, side windows, the rear window, the lining of the roof."""
    scene = Scene.opened(stream, size, tint=day_light(stream), eye=1.0, yaw=20, pitch=5)
    lining = like(stream, pick(stream, (40, 30, 210)), 0.08, pick(stream, (0.74, 0.66, 0.4)))
    seat, trim = like(stream, *pick(stream, _SEATS)), paint(30, 0.08, 0.3)
    shift = stream.uniform(0.25, 0.5) * pick(stream, (-1, 1))
    seat_x = _behind_the_head(scene, shift)
    shift += seat_x
    sides = shift - _HALF_M, shift + _HALF_M
    scene.fill(upright((-5, 5), (-1, 3), 5), trim)
    _rear(scene, stream, shift=shift, trim=trim)
    for x in sides:
        _doors(scene, stream, x=x, colors=(trim, mixed(trim, seat, 0.5), lining))
    scene.fill(flat(sides, _ROOF_M - 0.04, (0.2, _REAR_M)), lining)
    for x, light in zip(sides, (0.9, 0.8), strict=True):
        scene.fill(sideways(x, (1.205, _ROOF_M), (0.2, _REAR_M)), lining * np.float32(light))
    _overhead(scene, stream, shift=shift, lining=lining)
    for x in sides:
        scene.lamp((x, 1.05, stream.uniform(0.5, 1.4)), reach=0.42, share=stream.uniform(0.2, 0.45))
    scene.dim(upright(sides, (0, 0.8), _REAR_M), 0.3)
    _seats(scene, stream, places=(seat_x, shift * 2 - seat_x), seat=seat)
    scene.slope(stream.uniform(-0.3, 0.3), stream.uniform(-0.1, 0.05))
    return scene


def _behind_the_head(scene: Scene, shift: float) -> float:
    """Where the seat is, behind the middle of the picture; the phone stays inside the car."""
    right, _, ahead = scene.view.axes[2]
    return float(np.clip(_SEAT_M * right / ahead, _CLEAR_M - shift - _HALF_M, _HALF_M - _CLEAR_M - shift))


def _overhead(scene: Scene, stream: Stream, *, shift: float, lining: Color) -> None:
    """What is in the roof: a window or a lamp, a seam across, and the light that falls in beside the doors."""
    y = _ROOF_M - 0.05
    if chance(stream, 0.25):
        frame = shift - 0.41, shift + 0.41
        scene.fill(flat(frame, y, (0.47, 1.53)), _RUBBER)
        sky = paint(208, 0.16, 1.0) * np.float32(stream.uniform(0.9, 1.6))
        scene.fill(flat((shift - 0.38, shift + 0.38), y, (0.5, 1.5)), sky)
        return
    for z in (0.98, 1.62):
        scene.fill(flat((shift - _HALF_M, shift + _HALF_M), y, (z, z + 0.015)), lining * np.float32(0.72))
    scene.fill(flat((shift - 0.09, shift + 0.09), y, (1.2, 1.32)), lining * np.float32(0.6))
    scene.fill(flat((shift - 0.07, shift + 0.07), y, (1.22, 1.3)), paint(40, 0.04, 0.95))
    for side in (-1, 1):
        scene.shine((shift + side * 0.6, y, 0.9), 0.22, (0.34, 0.32, 0.3))


def _rear(scene: Scene, stream: Stream, *, shift: float, trim: Color) -> None:
    """The rear window, with the cars or houses behind it, and the shelf below."""
    scene.fill(upright((shift - 0.72, shift + 0.72), (0, _ROOF_M), _REAR_M), trim * np.float32(1.3))
    view = roadside(stream, bright=stream.uniform(1.1, 1.8))
    scene.fill(_rear_pane(shift, 0.025), _RUBBER)
    scene.lay(view, _rear_pane(shift, 0.0))


def _rear_pane(shift: float, grow: float) -> Corners:
    """The corners of the rear window from its top left clockwise, that much larger on every side, in meters."""
    top, low = 1.2 + grow, 0.9 - grow
    corners = [(-0.5 - grow, top), (0.5 + grow, top), (0.6 + grow, low), (-0.6 - grow, low)]
    return [(shift + x, y, _REAR_M) for x, y in corners]


def _doors(scene: Scene, stream: Stream, *, x: float, colors: tuple[Color, Color, Color]) -> None:
    """Two doors with their windows, the pillar between them with its belt, a handle over the rear one."""
    trim, panel, lining = colors
    scene.fill(sideways(x, (0, _ROOF_M), (0.2, _REAR_M)), trim)
    scene.fill(sideways(x, (0.0, 0.86), (0.2, _REAR_M)), panel)
    scene.fill(sideways(x, (0.83, 0.87), (0.2, _REAR_M)), panel * np.float32(1.7))
    view = roadside(stream, bright=stream.uniform(1.2, 2.0))
    scene.fill(sideways(x, (0.83, 1.225), (0.3, 1.8)), _RUBBER)
    for start, end in ((0.35, 1.0), (1.16, 1.75)):
        scene.lay(view, [(x, 1.2, start), (x, 1.18, end), (x, 0.86, end), (x, 0.86, start)])
    pillar = [(x, _ROOF_M, 1.04), (x, _ROOF_M, 1.12), (x, 0.0, 1.2), (x, 0.0, 0.98)]
    scene.fill(pillar, lining * np.float32(0.7))
    near = x * 0.98
    belt = [(near, 1.12, 1.06), (near, 1.12, 1.1), (near, 0.5, 1.0), (near, 0.5, 0.94)]
    scene.fill(belt, paint(0, 0, 0.14))
    scene.fill(sideways(near, (1.1, 1.15), (1.055, 1.105)), paint(0, 0, 0.3))
    scene.fill(sideways(near, (1.17, 1.21), (1.25, 1.5)), lining * np.float32(0.45))


def _seats(scene: Scene, stream: Stream, *, places: tuple[float, float], seat: Color) -> None:
    """The bench behind, in the shade, and the two seats in front with their headrests."""
    shift = sum(places) / 2
    for x in (shift - 0.4, shift, shift + 0.4):
        rounded(scene, seat * np.float32(0.62), center=(x, 0.62, 1.85), size=(0.44, 0.62), square=4)
        if chance(stream, 0.7):
            rounded(scene, seat * np.float32(0.66), center=(x, 0.96, 1.83), size=(0.24, 0.14), square=4)
    for x in places:
        for bar in (-0.05, 0.05):
            scene.fill(upright((x + bar - 0.008, x + bar + 0.008), (0.75, 0.9), _SEAT_M), paint(0, 0, 0.5))
        rounded(scene, seat * np.float32(0.85), center=(x, 0.48, _SEAT_M - 0.01), size=(0.52, 0.7), square=4)
        hide = 0.75 + 0.5 * noise(stream, (32, 24), zoom=1.0, steepness=1.3)[..., None]
        hide = hide * np.interp(np.arange(32), (0, 4, 14, 31), (1.35, 1.1, 0.9, 0.6))[:, None, None]
        hide[10:11], hide[:, 11:13] = hide[10:11] * 0.5, hide[:, 11:13] * 0.8
        scene.lay((seat * hide).astype(np.float32), upright((x - 0.15, x + 0.15), (0.2, 0.76), _SEAT_M - 0.02))
        rounded(scene, seat, center=(x, 0.97, _SEAT_M - 0.02), size=(0.28, 0.19), square=3.5)

"""What passes or waits in streets and halls: cars at the curb, people far away."""

import math

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Place, Scene
from simulators.faces.surroundings.shapes import flat, sideways, upright
from simulators.faces.surroundings.soft import Color, chance, like, mixed, paint, pick

_CARS = (
    (40, 0.02, 0.94), (40, 0.02, 0.94), (210, 0.05, 0.66), (0, 0, 0.16), (210, 0.08, 0.4), (38, 0.2, 0.72), (2, 0.6, 0.46),
    (215, 0.5, 0.4),
)  # fmt: skip


def parked_car(scene: Scene, stream: Stream, *, x: float, z: float) -> None:
    """A car at the curb, seen from its end and from the side of the road."""
    if not scene.meets(upright((x - 1, x + 1), (0, 1.5), z)) and not scene.meets(
        upright((x - 1, x + 1), (0, 1.5), z + 4)
    ):
        return
    color, tall = like(stream, *pick(stream, _CARS)), pick(stream, (1.45, 1.5, 1.8))
    glass = mixed(paint(212, 0.25, 0.25), paint(205, 0.1, 0.9), stream.uniform(0.05, 0.4))
    for grow, share in ((0.0, 0.45), (0.25, 0.3)):
        scene.dim(flat((x - 1.0 - grow, x + 1.0 + grow), 0.01, (z - 0.4 - grow, z + 4.4)), share)
    scene.fill(flat((x - 0.95, x + 0.95), 0.02, (z, z + 4.3)), paint(0, 0, 0.12))
    _flank(scene, x=x + (0.9 if x < 0 else -0.9), z=z, tall=tall, colors=(color, glass))
    _end(scene, stream, x=x, z=z, tall=tall, colors=(color, glass))
    if chance(stream, 0.7):
        glint = paint(45, 0.05, 1.0) * np.float32(0.02 + 0.3 * stream.random() ** 3)
        scene.disc(
            (x + stream.uniform(-0.7, 0.7), tall * stream.uniform(0.62, 0.95), z), glint, grow=stream.uniform(0.4, 0.7)
        )


def _flank(scene: Scene, *, x: float, z: float, tall: float, colors: tuple[Color, Color]) -> None:
    color, glass = colors
    body = (
        np.interp(np.linspace(0, 1, 12), (0, 0.15, 0.35, 0.8, 1), (1.25, 1.0, 0.8, 0.55, 0.15))[:, None, None] * color
    )
    scene.lay(np.repeat(body, 4, axis=1).astype(np.float32), sideways(x, (0.25, tall * 0.66), (z, z + 4.4)))
    cabin = [(x, tall, z + 0.9), (x, tall, z + 2.7), (x, tall * 0.64, z + 3.5), (x, tall * 0.64, z + 0.25)]
    scene.fill(cabin, color * np.float32(0.9))
    inner = [(x, tall * 0.94, z + 1.0), (x, tall * 0.94, z + 2.6), (x, tall * 0.68, z + 3.2), (x, tall * 0.68, z + 0.6)]
    scene.fill(inner, glass * np.float32(0.8))
    turn = np.linspace(0, 2 * math.pi, 14)
    for wheel in (z + 0.85, z + 3.5):
        for size, tone in ((0.33, 0.12), (0.18, 0.45)):
            rim = np.stack((np.full(14, x), 0.33 + size * np.sin(turn), wheel + size * np.cos(turn)), axis=1)
            scene.fill(rim, paint(0, 0, tone))


def _end(  # noqa: PLR0913 (where it is and how it looks, by keyword)
    scene: Scene, stream: Stream, *, x: float, z: float, tall: float, colors: tuple[Color, Color]
) -> None:
    color, glass = colors
    low, waist = 0.3, tall * 0.64
    cabin = [
        (x - 0.62, tall, z + 0.7),
        (x + 0.62, tall, z + 0.7),
        (x + 0.86, waist, z + 0.2),
        (x - 0.86, waist, z + 0.2),
    ]
    scene.fill(cabin, color * np.float32(1.15))
    shine = np.linspace(1.5, 0.7, 8, dtype=np.float32)[:, None, None] * glass
    pane = [
        (x - 0.56, tall * 0.95, z + 0.65),
        (x + 0.56, tall * 0.95, z + 0.65),
        (x + 0.74, waist, z + 0.2),
        (x - 0.74, waist, z + 0.2),
    ]
    scene.lay(np.ascontiguousarray(np.repeat(shine, 4, axis=1)), pane)
    body = np.interp(np.linspace(0, 1, 14), (0, 0.12, 0.3, 0.55, 0.85, 1), (1.35, 1.1, 0.85, 0.7, 0.45, 0.2))
    across = np.interp(np.linspace(-1, 1, 9), (-1, -0.7, 0.7, 1), (0.65, 1, 1, 0.65))
    front = (body[:, None, None] * across[None, :, None] * color).astype(np.float32)
    scene.lay(front, upright((x - 0.9, x + 0.9), (low, waist), z))
    scene.fill(upright((x - 0.24, x + 0.24), (0.5, 0.6), z - 0.02), paint(40, 0.03, 0.95))
    scene.fill(upright((x - 0.85, x + 0.85), (low - 0.05, low + 0.06), z - 0.02), paint(0, 0, 0.16))
    for wheel in (-0.72, 0.72):
        scene.fill(upright((x + wheel - 0.13, x + wheel + 0.13), (0, 0.34), z + 0.05), paint(0, 0, 0.1))
    lamp_color = pick(stream, (paint(2, 0.8, 0.7), paint(40, 0.05, 1.0)))
    for lamp in (-0.7, 0.7):
        scene.fill(upright((x + lamp - 0.17, x + lamp + 0.17), (waist - 0.28, waist - 0.12), z - 0.02), lamp_color)


_DRESS = (
    (0, 0.0, 0.14),
    (40, 0.02, 0.94),
    (215, 0.3, 0.36),
    (40, 0.1, 0.7),
    (2, 0.4, 0.5),
    (0, 0.0, 0.3),
    (30, 0.25, 0.5),
)


def passer(scene: Scene, stream: Stream, foot: Place) -> None:
    """Somebody far away, as a body and a head."""
    x, y, z = foot
    high, half = stream.uniform(1.55, 1.85), stream.uniform(0.19, 0.26)
    dress, skin = like(stream, *pick(stream, _DRESS)), like(stream, 22, 0.4, stream.uniform(0.45, 0.85))
    legs = dress if chance(stream, 0.6) else like(stream, 215, 0.25, 0.3)
    scene.dim(flat((x - 0.35, x + 0.6), y + 0.01, (z - 0.15, z + 0.25)), 0.35)
    scene.fill(
        [
            (x - half * 0.8, y + high * 0.5, z),
            (x + half * 0.8, y + high * 0.5, z),
            (x + half * 0.7, y, z),
            (x - half * 0.7, y, z),
        ],
        legs,
    )
    turn = np.linspace(0, 2 * math.pi, 12)
    for at, wide, tall, color in (
        (0.64, half, high * 0.2, dress),
        (0.93, 0.095, 0.125, skin),
        (0.955, 0.1, 0.1, dress * np.float32(0.5)),
    ):
        outline = np.stack((x + wide * np.cos(turn), y + high * at + tall * np.sin(turn), np.full(12, z)), axis=1)
        scene.fill(outline, color)

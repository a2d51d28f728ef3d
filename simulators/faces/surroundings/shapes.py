"""Shapes that places are made of: rectangles, boxes, soft shapes, leaves and the shadows they throw."""

import math

import numpy as np

from simulators.faces.surroundings.scene import Place, Scene
from simulators.faces.surroundings.soft import Color

Span = tuple[float, float]
"""From, to; meters."""

Corners = list[Place]


def upright(x: Span, y: Span, z: float) -> Corners:
    """A rectangle that faces the camera, from its top left clockwise."""
    return [(x[0], y[1], z), (x[1], y[1], z), (x[1], y[0], z), (x[0], y[0], z)]


def sideways(x: float, y: Span, z: Span) -> Corners:
    """A rectangle on a wall at the side, from its top corner at the first z."""
    return [(x, y[1], z[0]), (x, y[1], z[1]), (x, y[0], z[1]), (x, y[0], z[0])]


def flat(x: Span, y: float, z: Span) -> Corners:
    """A level rectangle."""
    return [(x[0], y, z[1]), (x[1], y, z[1]), (x[1], y, z[0]), (x[0], y, z[0])]


def box(scene: Scene, color: Color, *, x: Span, y: Span, z: Span) -> None:
    """A box with the faces that the camera sees, each in its own light."""
    if y[1] < scene.view.eye:
        scene.fill(flat(x, y[1], z), color * np.float32(1.12))
    if y[0] > scene.view.eye:
        scene.fill(flat(x, y[0], z), color * np.float32(0.55))
    if x[0] > 0:
        scene.fill(sideways(x[0], y, z), color * np.float32(0.8))
    if x[1] < 0:
        scene.fill(sideways(x[1], y, z), color * np.float32(0.74))
    scene.fill(upright(x, y, z[0]), color)


def shadow_on_wall(  # noqa: PLR0913 (one thing before one wall, all by keyword)
    scene: Scene, *, x: Span, y: Span, wall: float, share: float = 0.16, depth: float = 0.1
) -> None:
    """The soft shadow that a thing throws on the wall behind it, away from the light."""
    shift = -depth * (1 if scene.side >= 0 else -1)
    for grow, part in ((0.0, 0.6), (0.06, 0.4)):
        spans = (x[0] + shift - grow, x[1] + shift + grow), (y[0] - depth * 0.6 - grow, y[1] - depth * 0.3 + grow)
        scene.dim(upright(*spans, wall), share * part)


def rounded(scene: Scene, color: Color, *, center: Place, size: tuple[float, float], square: float = 2.6) -> None:
    """A soft shape that faces the camera, lighter at its top: a cushion, a headrest, the back of a chair."""
    for grow, lift, light in ((1.0, 0.0, 0.72), (0.93, 0.03, 1.0), (0.7, 0.12, 1.1)):
        angle = np.linspace(0, 2 * math.pi, 28, endpoint=False)
        across, up = np.cos(angle), np.sin(angle)
        x = center[0] + size[0] / 2 * grow * np.sign(across) * np.abs(across) ** (2 / square)
        y = center[1] + size[1] / 2 * (grow * np.sign(up) * np.abs(up) ** (2 / square) + lift)
        scene.fill(np.stack((x, y, np.full_like(x, center[2])), axis=1), color * np.float32(light))


def blade(scene: Scene, root: Place, tip: Place, *, width: float, color: Color) -> None:
    """A long leaf from root to tip, bent down by its weight."""
    share = np.linspace(0, 1, 6)
    x = root[0] + (tip[0] - root[0]) * share**1.4
    y = root[1] + (tip[1] - root[1]) * np.sin(share * math.pi / 2 * 1.15) / math.sin(math.pi / 2 * 1.15)
    half = width / 2 * np.sin(math.pi * (0.08 + 0.92 * share))
    outline = np.concatenate((np.stack((x - half, y + half), axis=1), np.stack((x + half, y - half), axis=1)[::-1]))
    scene.fill(np.column_stack((outline, np.full(len(outline), root[2]))), color)

"""Things that stand in rooms: pictures, lamps, sofas, plants."""

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Place, Scene
from simulators.faces.surroundings.shapes import Span, blade, box, rounded, shadow_on_wall, upright
from simulators.faces.surroundings.soft import chance, cloth, like, noise, paint, pick, wood


def framed_picture(scene: Scene, stream: Stream, *, center: Place, size: tuple[float, float]) -> None:
    """A picture in a frame: a landscape, or soft shapes."""
    x = center[0] - size[0] / 2, center[0] + size[0] / 2
    y = center[1] - size[1] / 2, center[1] + size[1] / 2
    shadow_on_wall(scene, x=x, y=y, wall=center[2], depth=0.04)
    frame = pick(stream, (wood(stream), paint(0, 0, 0.12), paint(40, 0.4, 0.6), paint(40, 0.03, 0.9)))
    z = center[2] - 0.02
    scene.fill(upright(x, y, z), frame)
    rim = 0.035
    x, y = (x[0] + rim, x[1] - rim), (y[0] + rim, y[1] - rim)
    if chance(stream, 0.6):
        scene.fill(upright(x, y, z), paint(45, 0.04, 0.9))
        margin = 0.16 * min(size)
        x, y = (x[0] + margin, x[1] - margin), (y[0] + margin, y[1] - margin)
    cloudy = noise(stream, (24, 24), zoom=stream.uniform(1.5, 4))[..., None]
    hue = stream.uniform(0, 360)
    first, second = like(stream, hue, 0.16, 0.8), like(stream, hue + stream.uniform(20, 160), 0.3, 0.45)
    scene.lay(np.ascontiguousarray(first + (second - first) * cloudy), upright(x, y, z))


def floor_lamp(scene: Scene, stream: Stream, *, x: float, z: float, wall: float) -> None:
    """A lamp with a glowing shade, and its light on the wall."""
    top, warm = stream.uniform(1.5, 1.85), np.array((0.45, 0.78, 1.0), dtype=np.float32)
    scene.fill(upright((x - 0.015, x + 0.015), (0, top), z), paint(30, 0.3, 0.3))
    low, wide = top - 0.3, stream.uniform(0.16, 0.24)
    shade = [(x - wide * 0.7, top, z), (x + wide * 0.7, top, z), (x + wide, low, z), (x - wide, low, z)]
    texture = np.interp(np.linspace(0, 1, 12), (0, 0.6, 1), (0.9, 1.5, 1.1)).astype(np.float32)[:, None, None] * warm
    scene.lay(np.ascontiguousarray(np.broadcast_to(texture, (12, 4, 3))), shade)
    strength = stream.uniform(0.35, 0.8)
    scene.shine((x, top + 0.25, wall), 0.45, warm * strength)
    scene.shine((x, low - 0.2, wall), 0.7, warm * strength * 0.6)


def sofa(scene: Scene, stream: Stream, *, x: Span, z: float) -> None:
    """The back of a sofa against the wall with its cushions."""
    color = cloth(stream)
    top = stream.uniform(0.78, 0.98)
    shadow_on_wall(scene, x=x, y=(0.2, top), wall=z, share=0.3, depth=0.15)
    box(scene, color * np.float32(0.85), x=x, y=(0.1, top), z=(z - 0.3, z - 0.05))
    count = max(round((x[1] - x[0]) / 0.75), 1)
    width = (x[1] - x[0]) / count
    for number in range(count):
        middle = x[0] + width * (number + 0.5)
        rounded(scene, color, center=(middle, top - 0.22, z - 0.4), size=(width * 0.99, 0.52), square=5)
    box(scene, color, x=x, y=(0.1, 0.45), z=(z - 0.9, z - 0.35))
    for _ in range(int(stream.integers(0, 4))):
        place = (stream.uniform(x[0] + 0.25, x[1] - 0.25), top - 0.2, z - 0.5)
        rounded(scene, cloth(stream), center=place, size=(0.46, 0.42), square=3.4)


def plant(scene: Scene, stream: Stream, *, x: float, z: float) -> None:
    """A plant in a pot: blades that rise and bend."""
    top = stream.uniform(1.1, 1.9)
    pot = pick(stream, (like(stream, 18, 0.5, 0.55), like(stream, 40, 0.04, 0.85), like(stream, 210, 0.05, 0.3)))
    rounded(scene, pot, center=(x, 0.3, z), size=(0.36, 0.5), square=5)
    for _ in range(int(stream.integers(14, 24))):
        lean, high = stream.uniform(-0.5, 0.5), top * stream.uniform(0.55, 1.0)
        color = like(stream, 105, 0.5, stream.uniform(0.25, 0.55))
        blade(scene, (x, 0.5, z), (x + lean, high - abs(lean) * 0.5, z), width=stream.uniform(0.05, 0.12), color=color)

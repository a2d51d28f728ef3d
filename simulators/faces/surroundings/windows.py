"""Windows with daylight behind them, and their curtains."""

import math

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.shapes import Span, shadow_on_wall, upright
from simulators.faces.surroundings.soft import Color, Picture, chance, cloth, like, mixed, noise, paint, pick, ramp
from simulators.faces.surroundings.walls import Room


def folds(stream: Stream, *, columns: int, count: float) -> Picture:
    """How light a curtain is across its folds.

    Shape: columns of float32 around 1.
    """
    place = np.linspace(0, 1, columns)
    bent = place + 0.03 * np.sin(2 * math.pi * (place * stream.uniform(1, 3) + stream.random()))
    wave = np.sin(2 * math.pi * (bent * count + stream.random()))
    fine = np.sin(2 * math.pi * (bent * count * stream.uniform(1.8, 2.6) + stream.random()))
    return (0.95 + 0.36 * wave + 0.17 * fine).astype(np.float32)


def curtain(  # noqa: PLR0913 (its place is three of them)
    scene: Scene, stream: Stream, *, x: Span, y: Span, z: float, color: Color
) -> None:
    """A curtain that hangs in folds."""
    across = folds(stream, columns=64, count=(x[1] - x[0]) * stream.uniform(5, 9))
    down = np.interp(np.linspace(0, 1, 12), (0, 0.06, 0.5, 1), (0.7, 1.05, 1.0, 0.8)).astype(np.float32)
    scene.lay(np.ascontiguousarray(down[:, None, None] * across[None, :, None] * color), upright(x, y, z))


def outside(stream: Stream, *, bright: float) -> Picture:
    """What a window shows: sky, and houses or trees below, too bright for the camera."""
    sky = mixed(paint(210, 0.16, 1.0), paint(40, 0.05, 1.0), stream.uniform(0, 1)) * np.float32(1.25)
    ground = pick(stream, (like(stream, 95, 0.3, 0.6), like(stream, 35, 0.22, 0.76), like(stream, 210, 0.08, 0.7)))
    texture = np.empty((40, 40, 3), dtype=np.float32)
    texture[:] = sky
    edge = int(stream.integers(16, 36))
    blotches = noise(stream, (40, 40), zoom=1.6, steepness=1.5)
    below = ramp(-0.25, 0.25, (np.arange(40, dtype=np.float32)[:, None] - edge) / 40 + 0.5 * (blotches - 0.5))
    texture += (ground * (0.4 + 1.2 * blotches[..., None]) - texture) * below[..., None] * np.float32(0.85)
    return texture * np.float32(bright)


def window(  # noqa: PLR0913 (its place is three of them)
    scene: Scene, stream: Stream, *, x: Span, y: Span, z: float, bright: float = 2.0
) -> None:
    """A window with daylight in a frame, its light on the wall around it."""
    frame = pick(stream, (like(stream, 40, 0.02, 0.92), like(stream, 25, 0.2, 0.3), like(stream, 210, 0.03, 0.6)))
    rim = 0.05
    shadowed = frame * np.float32(0.6)
    scene.fill(upright((x[0] - rim, x[1] + rim), (y[0] - rim, y[1] + rim), z), frame * np.float32(0.85))
    scene.lay(outside(stream, bright=bright), upright(x, y, z))
    panes = int(stream.integers(1, 4))
    for number in range(1, panes):
        middle = x[0] + (x[1] - x[0]) * number / panes
        scene.fill(upright((middle - 0.03, middle + 0.03), y, z), shadowed)
    if chance(stream, 0.4):
        bar = y[0] + (y[1] - y[0]) * 0.7
        scene.fill(upright(x, (bar - 0.025, bar + 0.025), z), shadowed)
    sill = upright((x[0] - 0.08, x[1] + 0.08), (y[0] - 0.07, y[0]), z - 0.06)
    scene.fill(sill, frame * np.float32(1.1))
    scene.shine(((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, z), 0.9, (0.3, 0.27, 0.24))


def sheer(scene: Scene, stream: Stream, *, x: Span, y: Span, z: float) -> None:
    """A thin white curtain that glows with the daylight behind it."""
    across = 0.75 + 0.45 * (folds(stream, columns=96, count=(x[1] - x[0]) * stream.uniform(6, 10)) - 0.6)
    down = np.interp(np.linspace(0, 1, 16), (0, 0.15, 0.6, 1), (0.82, 1.08, 1.0, 0.7)).astype(np.float32)
    texture = down[:, None, None] * across[None, :, None] * paint(40, 0.04, 1.0) * stream.uniform(0.8, 1.25)
    scene.lay(np.ascontiguousarray(texture, dtype=np.float32), upright(x, y, z))


def curtained_window(scene: Scene, stream: Stream, *, x: Span, room: Room) -> None:
    """A window between two curtains, with a thin one before it or not."""
    top, low = room.height - stream.uniform(0.12, 0.3), pick(stream, (0.2, 0.75, 0.95))
    z = room.depth - 0.02
    window(scene, stream, x=x, y=(low, top - 0.1), z=z, bright=stream.uniform(1.4, 2.6))
    if chance(stream, 0.6):
        share = pick(stream, ((0.0, 1.0), (0.0, 0.5), (0.5, 1.0)))
        part = x[0] + share[0] * (x[1] - x[0]), x[0] + share[1] * (x[1] - x[0])
        sheer(scene, stream, x=part, y=(low - 0.2, top), z=z - 0.05)
    color = cloth(stream)
    width = stream.uniform(0.25, 0.5)
    for part in ((x[0] - width, x[0] + 0.08), (x[1] - 0.08, x[1] + width)):
        shadow_on_wall(scene, x=part, y=(0, top), wall=room.depth, share=0.2, depth=0.06)
        curtain(scene, stream, x=part, y=(0.03, top + 0.04), z=z - 0.1, color=color)
    rail = like(stream, 30, 0.3, 0.35)
    scene.fill(upright((x[0] - width - 0.1, x[1] + width + 0.1), (top + 0.02, top + 0.06), z - 0.12), rail)

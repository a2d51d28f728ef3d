"""Fronts of houses: floors of windows over shops, each stained, shaded and used in its own way."""

import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.soft import Picture, chance, like, mixed, noise, paint, pick

STONES = ((36, 0.20, 0.78), (38, 0.14, 0.86), (30, 0.22, 0.66), (40, 0.06, 0.84), (210, 0.05, 0.66), (22, 0.26, 0.62))
"""Hues, saturations and values of stone and plaster."""


def facade(stream: Stream, *, wide: float, high: float, px_per_m: int = 16, lit: float = 0.0) -> Picture:
    """The front of a house: floors of windows, balconies or none, shops below; `lit` is the share of lit windows."""
    wall, tall, bay = like(stream, *pick(stream, STONES)), stream.uniform(3.0, 3.5), stream.uniform(1.8, 3.0)
    rows, columns = round(tall * px_per_m), round(bay * px_per_m)
    floors, bays = max(round(high / tall), 2), max(round(wide / bay), 1)
    cells = np.empty((floors, rows, bays, columns, 3), dtype=np.float32)
    cells[:] = wall
    cells[:, :2] *= np.float32(0.8)
    cells[0, :5] *= np.float32(0.8)
    top, left = round(rows * stream.uniform(0.2, 0.28)), round(columns * stream.uniform(0.16, 0.32))
    low = round(rows * stream.uniform(0.7, 0.86))
    cells[:, top - 1 : low + 1, :, left - 1 : 1 - left] = mixed(
        wall, pick(stream, (paint(40, 0.02, 0.95), paint(25, 0.4, 0.3))), 0.5
    )
    cells[:, top:low, :, left:-left] = _panes(stream, (floors, bays), lit)[:, None, :, None]
    if chance(stream, 0.35):
        cells[:, low - 5 : low + 4, :, left // 2 : -left // 2] = wall * np.float32(0.6)
    _used(stream, cells[:, top:low, :, left:-left], wall)
    texture = cells.reshape(floors * rows, bays * columns, 3)
    _shop_fronts(stream, texture[-rows:], lit=lit)
    return _weathered(stream, texture)


def _weathered(stream: Stream, texture: Picture) -> Picture:
    """Stains that run down, and less light near the street."""
    rows, columns = texture.shape[:2]
    stains = 0.6 * noise(stream, (rows, columns), zoom=1.2, steepness=1.2, stretch=0.35)
    stains += 0.4 * noise(stream, (rows, columns), zoom=2.5, steepness=1.9)
    down = np.interp(np.arange(rows), (0, rows * 0.4, rows - 1), (1.12, 1.0, 0.72)).astype(np.float32)
    tone = down[:, None] * (1 + np.float32(0.5) * (stains - np.float32(0.5)))
    return np.ascontiguousarray(texture * tone[..., None], dtype=np.float32)


def _used(stream: Stream, panes: Picture, wall: Picture) -> None:
    """Shade below the lintel, curtains and blinds drawn in some windows, boxes of air conditioners under others."""
    floors, rows, bays, columns = panes.shape[:4]
    panes[:, : max(rows // 6, 1)] *= np.float32(0.5)
    for _ in range(max(floors * bays // 4, 1)):
        floor, bay = int(stream.integers(floors)), int(stream.integers(bays))
        drop = int(rows * stream.uniform(0.2, 0.9))
        panes[floor, :drop, bay] = like(stream, 40, 0.08, stream.uniform(0.5, 0.9)) * np.float32(0.8)
    for _ in range(max(floors * bays // 6, 1)):
        floor, bay = int(stream.integers(floors)), int(stream.integers(bays))
        box = panes[floor, -max(rows // 4, 1) :, bay, : max(columns // 2, 1)]
        box[:] = wall * np.float32(0.9)
        box[-1:] *= np.float32(0.4)


def _panes(stream: Stream, shape: tuple[int, int], lit: float) -> Picture:
    """Colors of windows: dark glass that mirrors more or less of the sky, or a lamp behind it."""
    glass, lamp = like(stream, 210, 0.2, 0.34), like(stream, 38, 0.4, 1.0)
    mirrored = stream.uniform(0.6, 1.8, (*shape, 1)) * glass
    return np.where(stream.random((*shape, 1)) < lit, stream.uniform(0.4, 1.1, (*shape, 1)) * lamp, mirrored).astype(
        np.float32
    )


def _shop_fronts(stream: Stream, part: Picture, *, lit: float) -> None:
    """Shops on the ground floor: a sign with pale letters, at times an awning, goods and reflections behind glass."""
    rows, columns = part.shape[:2]
    start = int(stream.integers(0, 8))
    while start < columns - rows // 2:
        wide = round(rows * stream.uniform(0.7, 1.5))
        sign = like(stream, *pick(stream, _SIGNS))
        inside = paint(38, 0.25, 0.9) if stream.random() < lit * 1.6 else like(stream, 210, 0.12, 0.26)
        glass = part[rows // 3 :, start : start + wide]
        goods = noise(stream, (glass.shape[0], glass.shape[1]), zoom=2.0, steepness=0.8)
        glass[:] = inside * (0.4 + 1.3 * goods[..., None])
        glass[:, :: max(wide // 3, 4)] *= np.float32(0.4)
        board = part[rows // 6 : rows // 3, max(start - 2, 0) : start + wide + 2]
        board[:] = sign * np.float32(1 + 1.2 * lit)
        letters = stream.random((1, board.shape[1])) < 0.55  # noqa: PLR2004 (of a line is ink)
        middle = board[board.shape[0] // 4 : -(board.shape[0] // 4) or None]
        middle[:, wide // 6 : -wide // 6] += (letters[:, wide // 6 : -wide // 6, None] * np.float32(0.5)).astype(
            np.float32
        )
        if chance(stream, 0.35):
            awning = part[rows // 3 : rows // 2, max(start - 2, 0) : start + wide + 2]
            awning[:] = like(stream, *pick(stream, _SIGNS)) * np.float32(0.8)
            part[rows // 2 : rows // 2 + rows // 8, start : start + wide] *= np.float32(0.35)
        start += wide + int(stream.integers(2, 12))


_SIGNS = (
    (5, 0.62, 0.66),
    (212, 0.55, 0.55),
    (140, 0.45, 0.5),
    (40, 0.1, 0.92),
    (34, 0.6, 0.85),
    (0, 0.0, 0.2),
    (190, 0.45, 0.6),
)

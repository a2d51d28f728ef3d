"""Clumps of hair: long tapered locks that lie over each other, or curls like a C; how high each place lies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.clothing.cloth import noise
from simulators.faces.clothing.hull import Doubles
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream

Indices = NDArray[np.int64]

_SCALES = ((1300, 6.0, 70, 0.0), (1500, 3.6, 54, 0.25), (1300, 2.0, 40, 0.4))
"""Of locks: how many, half their width and their length in pixels, how far the smaller lie above the larger."""
_LOCK_RISE, _CURL_RISE = 0.7, 0.75  # how far the back of a lock lies above its edges
_SPREAD = 0.5  # how far some locks lie above others of their scale
_LEAN = 0.22  # of a lock that lies aslant, across by along
_TIP = 0.85  # power by which a lock gets narrow
_STREAKS = 64  # hairs of different light, from which locks take theirs
_CURLS, _SPREAD_CURLS = 2750, 0.55  # how many to a quarter of the picture, and how far some lie above others
_TUFTS = 15  # of curls, across that quarter
_RADIUS, _THICK = (3.4, 6.6), 0.55  # of curls in pixels; half their thickness as a share of it
_OPEN = 1.9  # radians to either side that the bow of a curl reaches


@dataclass(frozen=True, slots=True)
class Relief:
    """How high hair lies, 0 to about 1.5, and the light of each lock and hair about 0; *Shapes*: height x width."""

    height: Floats
    light: Floats


def locks(source: Stream, size: tuple[int, int]) -> Relief:
    """Locks that run down a picture, whose left and right edges meet."""
    width, height = size
    lean = noise(source, cells=(width // 60, 4), size=size)
    streaks = noise(source, cells=(_STREAKS, 12), size=(_STREAKS * 2, 96))
    relief = Relief(np.zeros((height, width), np.float32), np.zeros((height, width), np.float32))
    for count, half, long, base in _SCALES:
        middle = np.stack([source.uniform(0, width, count), source.uniform(-0.8 * long, height, count)], axis=1)
        forms = np.stack(
            [
                half * source.uniform(0.6, 1.4, count),
                long * source.uniform(0.6, 1.4, count),
                source.normal(0, 0.5, count),
                source.normal(0, 0.6, count),
                base + _SPREAD * source.uniform(0, 1, count),
                source.normal(0, 1, count),
            ],
            axis=1,
        )
        for start, form in zip(middle, forms, strict=True):
            row, column = int(np.clip(start[1], 0, height - 1)), int(start[0]) % width
            _lay_lock(relief, start, form, float(lean[row, column]), streaks)
    return relief


def _lay_lock(relief: Relief, start: Doubles, form: Doubles, lean: float, streaks: Floats) -> None:
    """Lay one lock over what is there; `form`: half width, length, own lean, bend, height, light."""
    half, long, own, bend, base, tone = form.tolist()
    height, width = relief.height.shape
    top, bottom = max(int(start[1]), 0), min(int(start[1] + long), height)
    if top >= bottom:
        return
    share = np.clip((np.arange(top, bottom) - start[1]) / long, 0, 1)[:, None]
    middle = start[0] + _LEAN * long * ((lean + own) * share + bend * share * share)
    wide = half * np.minimum(4 * share + 0.35, 1) * (1 - share**2.2) ** _TIP + 0.3
    left = int(np.floor((middle - wide).min()))
    across = np.arange(left, int(np.ceil((middle + wide).max())) + 1)[None]
    aside = (across - middle) / wide
    lies = base + _LOCK_RISE * (1 - aside * aside) + 0.3 * share
    hairs = (np.clip(aside, -1, 1) * half * 1.6 + 40 * tone).astype(int) % streaks.shape[1]
    light = 0.5 * tone + streaks[(share * 60).astype(int) % streaks.shape[0], hairs]
    _lay(relief, (np.arange(top, bottom), across[0] % width), np.where(np.abs(aside) < 1, lies, -1.0), light)


def curls(source: Stream, side: int) -> Relief:
    """Curls like a C that lie every way; a quarter of the picture, whose edges meet, is repeated."""
    half = side // 2
    relief = Relief(np.zeros((half, half), np.float32), np.zeros((half, half), np.float32))
    middles, radii = source.uniform(0, half, (2, _CURLS)), source.uniform(*_RADIUS, _CURLS)
    tufts = noise(source, cells=(_TUFTS, _TUFTS), size=(half, half))[tuple(middles.astype(int)[::-1])]
    turns = source.uniform(-np.pi, np.pi, _CURLS)
    bases = _SPREAD_CURLS * (source.uniform(0, 1, _CURLS) + np.clip(tufts, -1, 1))
    for form in np.stack([*middles, radii, turns, bases, source.normal(0, 1, _CURLS)], axis=1):
        _lay_curl(relief, form[:2], form[2:])
    return Relief(np.tile(relief.height, (2, 2)), np.tile(relief.light, (2, 2)))


def _lay_curl(relief: Relief, middle: Doubles, form: Doubles) -> None:
    """Lay one curl over what is there; `form`: radius, where it opens, height, light."""
    radius, turn, base, tone = form.tolist()
    side = len(relief.height)
    reach = int(np.ceil(radius * (1 + _THICK)))
    near = np.arange(-reach, reach + 1)
    (x0, y0), (x, y) = middle.astype(int).tolist(), (near[None], near[:, None])
    aside = (np.hypot(x, y) / radius - 1) / _THICK
    along = np.abs((np.arctan2(y, x) - turn + np.pi) % (2 * np.pi) - np.pi) / _OPEN
    lies = base + _CURL_RISE * (1 - aside * aside) - 0.5 * along**3
    is_there = (np.abs(aside) < 1 - 0.5 * along**2) & (along < 1)
    light = 0.45 * np.sin(5.5 * aside + 9 * tone) + 0.5 * tone
    _lay(relief, ((y0 + near) % side, (x0 + near) % side), np.where(is_there, lies, -1.0), light)


def _lay(relief: Relief, place: tuple[Indices, Indices], lies: Doubles, light: Doubles) -> None:
    """What lies above all else at its places is seen there; `place`: rows and columns."""
    rows, columns = place[0][:, None], place[1][None]
    before = relief.height[rows, columns]
    relief.light[rows, columns] = np.where(lies > before, light, relief.light[rows, columns])
    relief.height[rows, columns] = np.maximum(lies, before)

"""What age does to a skin: soft folds, none before 35, faint at 50, plain at 75.

A fold is no line. It is a shallow groove: the wall above it faces down and lies in shade, the one below faces up and is lit, and
in its depth the skin is a little redder. So grooves are gathered as depths, blurred to their width, and shaded by their slope.
"""

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import SIZE, Gray, Planes, blank, hairs, lighten, spot
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

Path = NDArray[np.float64]
Places = list[tuple[float, float]]
_FROM_YEARS, _FULL_YEARS = 36, 84
_LATE = 1.2  # above 1: most comes late
_CREASED = (0.2, 0.55)  # of all folds, from where rows on a forehead are seen, and from where in full
_SHALLOW = 0.6  # how much less a groove deepens the deeper it is
_HOLLOW = 0.5  # of the shade painted into a hollow; its form casts the rest
_CREASES, _PURSED = 12, 9  # how many faint ones run down the cheek of the oldest, and stand above a lip
_STEPS = 16
_SWELL = np.sin(np.linspace(0.06, 0.94, _STEPS - 1) * np.pi)
_DEEP = (1.0, 0.98, 0.7)
"""How much of blue, green and red the walls and the depth of a fold take: light that comes out of it is red."""


class _Width(NamedTuple):
    """How a kind of groove is drawn; lengths in pixels of the canvas."""

    coarse: int
    """Pixels of the canvas to one of the picture that it is blurred in."""
    blur: float
    slope: int
    """How far its walls lie from its middle."""
    gain: float
    """What the blur takes from a line, and what makes it up again."""
    walls: float
    """How much its walls are shaded and lit."""
    depth: float
    """How much darker its middle is."""


_BROAD = _Width(coarse=4, blur=6.5, slope=7, gain=4.2, walls=0.18, depth=0.1)
_FINE = _Width(coarse=2, blur=2.2, slope=3, gain=2.4, walls=0.23, depth=0.12)


def folded(traits: FaceTraits) -> float:
    """How far folds have come: 0 up to 36 years, 1 from 84 on."""
    share = (traits.age - _FROM_YEARS) / (_FULL_YEARS - _FROM_YEARS)
    return float(min(max(share, 0.0), 1.0) ** _LATE)


class _Folds:
    """Broad and fine grooves, gathered to be drawn at once; every path is laid down unevenly."""

    def __init__(self, source: Stream) -> None:
        self.source = source
        self._broad, self._fine = blank(), blank()

    def broad(self, path: Path, strength: float) -> None:
        """Where skin hangs over skin."""
        self._lay(self._broad, path, strength)

    def fine(self, path: Path, strength: float) -> None:
        """Where skin was bent a thousand times."""
        self._lay(self._fine, path, strength)

    def _lay(self, mask: Gray, path: Path, strength: float) -> None:
        """Short pieces that swell, fade and are broken by chance."""
        uneven = np.convolve(self.source.standard_normal(_STEPS + 1), (0.25, 0.5, 0.25), "valid")
        strengths = 255 * min(strength, 1.0) * _SWELL * np.clip(0.85 + 0.45 * uneven, 0.1, 1.3)
        hairs(mask, np.stack([path[:-1], path[1:]], axis=1), strengths)

    def press(self, planes: Planes) -> None:
        """Shade the skin by the slopes of all grooves."""
        walls, depth = (np.zeros((SIZE[1], SIZE[0]), dtype=np.float32) for _ in range(2))
        for mask, width in ((self._broad, _BROAD), (self._fine, _FINE)):
            groove = _blurred(mask, width)
            walls += np.float32(width.walls) * (
                np.roll(groove, width.slope, axis=0) - np.roll(groove, -width.slope, axis=0)
            )
            depth += np.float32(width.depth) * groove
        lighten(planes, np.s_[:, :], walls - depth, _DEEP)


def _blurred(mask: Gray, width: _Width) -> Floats:
    """The depth of grooves, about 0 to 1; where many meet they are hardly deeper than one."""
    small = cv2.resize(mask, (SIZE[0] // width.coarse, SIZE[1] // width.coarse), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small.astype(np.float32), (0, 0), width.blur / width.coarse)
    depth = np.asarray(small, dtype=np.float32) * np.float32(width.gain * width.blur / 255)
    shallow = depth / (1 + np.float32(_SHALLOW) * depth)
    return np.asarray(cv2.resize(shallow, SIZE, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def draw_age(planes: Planes, shape: HeadShape) -> None:
    """Folds from nose to mouth and to the chin, bags, feet of crows, rows on the forehead; hollows where flesh has gone."""
    traits = shape.traits
    worn = folded(traits)
    if not worn:
        return
    folds = _Folds(stream(traits.seed, "age"))
    for side in (-1, 1):
        _beside_mouth(folds, shape, side, worn)
        _below_eye(folds, traits, side, worn)
        _outside_eye(folds, traits, side, worn)
        _down_cheek(folds, shape, side, worn)
    _over_lip(folds, shape, worn)
    _between_brows(folds, traits, worn)
    _on_forehead(folds, traits, worn)
    folds.press(planes)
    _sunken(planes, shape, worn)


def _curve(points: Places, side: int = 1, *, wander: float = 0.0, source: Stream) -> Path:
    """A smooth path through points; *Shape*: steps x 2."""
    path = _through(len(points)) @ np.array(points)
    path[:, 1] += wander * np.convolve(source.standard_normal(_STEPS + 4), (0.1, 0.2, 0.4, 0.2, 0.1), "valid")
    return np.asarray(path * np.array([side, 1.0]))


@cache
def _through(count: int) -> Path:
    """What each of so many points adds to each step of the cubic, or less, through them; *Shape*: steps x count."""
    powers = min(count, 4)
    given, steps = (np.vander(np.linspace(0, 1, number), powers) for number in (count, _STEPS))
    return np.asarray(steps @ np.linalg.pinv(given))


def _beside_mouth(folds: _Folds, shape: HeadShape, side: int, worn: float) -> None:
    """From the wing of the nose past the corner of the mouth; later from the corner on to the jaw."""
    p, mouth, source = shape.traits.proportions, shape.mouth_y, folds.source
    wide = p.mouth_width + 0.1 + 0.02 * float(source.normal())
    start = (p.nose_width + 0.05, p.nose_y - 0.09)
    upper = [start, (p.nose_width + 0.14, p.nose_y + 0.03), (wide, mouth - 0.15), (wide + 0.05, mouth + 0.02)]
    folds.broad(_curve(upper, side, source=source), (0.06 + 0.72 * worn) * float(source.uniform(0.75, 1.15)))
    low = [(p.mouth_width + 0.03, mouth + 0.04), (p.mouth_width + 0.06, mouth + 0.17), (0.4, mouth + 0.3)]
    folds.broad(_curve(low, side, source=source), 0.65 * max(worn - 0.25, 0) * float(source.uniform(0.5, 1.2)))


def _below_eye(folds: _Folds, traits: FaceTraits, side: int, worn: float) -> None:
    """The lower edge of the bag, which runs from the inner corner down and outward, and small creases in the bag."""
    eye, source = traits.proportions.eye_spacing, folds.source
    full = 0.35 + 0.65 * min(max(traits.proportions.eye_bag, 0.0), 1.2)
    bag = [(eye - 0.2, 0.1), (eye - 0.1, 0.21), (eye + 0.05, 0.25), (eye + 0.2, 0.19)]
    folds.broad(_curve(bag, side, wander=0.003, source=source), (0.06 + 0.95 * worn) * full)
    for _ in range(round(7 * worn)):
        x, y, half = eye + float(source.uniform(-0.08, 0.14)), float(source.uniform(0.11, 0.2)), 0.09
        path = _curve([(x - half, y - 0.02), (x, y + 0.012), (x + half, y)], side, wander=0.003, source=source)
        folds.fine(path, 0.65 * worn * float(source.uniform(0.4, 1)))


def _outside_eye(folds: _Folds, traits: FaceTraits, side: int, worn: float) -> None:
    """Feet of crows: few, short, fanning out."""
    p, source = traits.proportions, folds.source
    corner = p.eye_spacing + p.eye_width + 0.07
    for turn in np.linspace(-0.6, 0.8, 4 + round(4 * worn)):
        way = float(turn + 0.12 * source.normal())
        reach = float(source.uniform(0.1, 0.2)) * (0.6 + 0.5 * worn)
        x, y = corner + 0.03 * float(source.uniform(0, 1)), 0.02 + 0.14 * way
        rise = reach * np.sin(way)
        path = _curve([(x, y), (x + 0.5 * reach, y + 0.45 * rise), (x + reach, y + 1.2 * rise)], side, source=source)
        folds.fine(path, 1.1 * worn * float(source.uniform(0.35, 1)))


def _down_cheek(folds: _Folds, shape: HeadShape, side: int, worn: float) -> None:
    """Faint creases where the cheek is laid in folds by smiling: from below the eye down past the mouth, side by side."""
    mouth, source = shape.mouth_y, folds.source
    for _ in range(round(_CREASES * worn)):
        x, y = float(source.uniform(0.52, 0.85)), float(source.uniform(0.3, mouth))
        long, bend = float(source.uniform(0.2, 0.45)), 0.03 * float(source.normal())
        points = [(x + 0.25 * long, y - 0.5 * long), (x + bend, y), (x - 0.1 * long, y + 0.5 * long)]
        folds.fine(_curve(points, side, source=source), 0.5 * worn * float(source.uniform(0.2, 1)))


def _over_lip(folds: _Folds, shape: HeadShape, worn: float) -> None:
    """Short upright lines above the upper lip, where the mouth has been pursed; some have none."""
    source, edge = folds.source, shape.mouth_y - shape.traits.proportions.lip_upper
    pursed = float(source.uniform(0.0, 0.5)) * max(worn - 0.2, 0)
    for x in np.linspace(-0.26, 0.26, _PURSED) + source.normal(0, 0.015, _PURSED):
        high = float(source.uniform(0.06, 0.12))
        points = [(1.15 * float(x), edge - high), (float(x), edge + 0.3 * abs(float(x)))]
        folds.fine(_curve(points, source=source), pursed * float(source.uniform(0.3, 1)))


def _between_brows(folds: _Folds, traits: FaceTraits, worn: float) -> None:
    """Two upright ones where the brows are knit, hardly ever alike."""
    source, brow = folds.source, traits.proportions.brow_y
    for side in (-1, 1):
        x, top = 0.08 + 0.012 * float(source.normal()), brow - 0.1 * float(source.uniform(0.4, 1))
        path = _curve([(x + 0.012, top), (x, brow + 0.01), (x + 0.01, brow + 0.11)], side, source=source)
        folds.fine(path, 0.5 * worn * float(source.uniform(0.0, 1)))


def _on_forehead(folds: _Folds, traits: FaceTraits, worn: float) -> None:
    """Two to four shallow rows that follow the brows, each in two or three pieces that pass each other; some have none."""
    source = folds.source
    creased = float(source.uniform(0.1, 1)) * float(np.interp(worn, _CREASED, (0, 1)))
    for row in range(int(source.integers(2, 5))):
        high = traits.proportions.brow_y - 0.19 - 0.125 * row + 0.02 * float(source.normal())
        for at in source.uniform(-0.35, 0.35, 2):
            half, lift = float(source.uniform(0.2, 0.42)), 0.018 * float(source.normal())
            ends = (at - half, at, at + half)
            points = [(float(x), high + lift + 0.1 * float(x * x)) for x in ends]
            strength = creased * worn * float(source.uniform(0.15, 0.55))
            path = _curve(points, wander=0.008, source=source)
            folds.fine(path, 0.5 * strength)
            folds.broad(path, 0.5 * strength)


def _sunken(planes: Planes, shape: HeadShape, worn: float) -> None:
    """Hollow cheeks and temples."""
    sunk = _HOLLOW * worn
    for at, spread, (blue, green, red) in (
        ((0.64, shape.mouth_y - 0.2), (0.18, 0.24), (0.05, 0.05, 0.04)),
        ((0.88, -0.3), (0.14, 0.25), (0.06, 0.06, 0.045)),
        ((0.5, shape.mouth_y + 0.34), (0.16, 0.1), (0.05, 0.05, 0.035)),
    ):
        spot(planes, at, spread, (1 - blue * sunk, 1 - green * sunk, 1 - red * sunk))

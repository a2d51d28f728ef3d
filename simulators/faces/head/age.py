"""What age does to a skin: folds and lines, none before 35, soft at 50, real at 75; broken and uneven, never ruled."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Gray, Planes, around, blank, hairs, spot
from simulators.faces.head.shape import HeadShape
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

Path = NDArray[np.float64]
Places = list[tuple[float, float]]
_FROM_YEARS, _FULL_YEARS = 35, 80
_STEPS = 14
_REACH = 16  # pixels that a soft fold is wide
_DEEP = np.array([0.93, 0.9, 0.74], dtype=np.float32)[:, None, None]
"""How much of blue, green and red a fold takes: in its depth skin is redder."""


def folded(traits: FaceTraits) -> float:
    """How far folds have come: 0 up to 35 years, 1 from 80 on."""
    return min(max((traits.age - _FROM_YEARS) / (_FULL_YEARS - _FROM_YEARS), 0.0), 1.0)


class _Folds:
    """Soft folds and fine lines on masks of their own; every path is laid down unevenly."""

    def __init__(self, source: Stream) -> None:
        self.source = source
        self.soft, self.fine = blank(), blank()

    def fold(self, path: Path, strength: float) -> None:
        """A wide soft fold with a fine line in it."""
        self._lay(self.soft, path, strength)
        self._lay(self.soft, path + 0.008, strength * 0.8)
        self._lay(self.fine, path, strength * 0.3)

    def crease(self, path: Path, strength: float) -> None:
        """A fine line alone."""
        self._lay(self.fine, path, strength)

    def _lay(self, mask: Gray, path: Path, strength: float) -> None:
        """Short pieces that swell and fade, and end thin."""
        count = len(path) - 1
        swell = np.sin(np.linspace(0.08, 0.95, count) * np.pi) ** 0.7
        uneven = np.clip(0.75 + 0.3 * self.source.standard_normal(count), 0.1, 1.2)
        strokes = np.stack([path[:-1], path[1:]], axis=1)
        hairs(mask, strokes, 255 * min(strength, 1.0) * swell * uneven)


def draw_age(planes: Planes, shape: HeadShape) -> None:
    """Folds from nose to mouth, at the eyes, between the brows, on the forehead, about the mouth."""
    traits = shape.traits
    worn = folded(traits)
    if not worn:
        return
    folds = _Folds(stream(traits.seed, "age"))
    for side in (-1, 1):
        _beside_mouth(folds, shape, side, worn)
        _about_eye(folds, traits, side, worn)
    _between_brows(folds, traits, worn)
    _on_forehead(folds, traits, worn)
    _above_lip(folds, shape, worn)
    area = around(np.maximum(folds.soft, folds.fine), _REACH)
    if area is not None:
        _pressed(planes[:, area[0], area[1]], folds.soft[area], folds.fine[area])
    _sunken(planes, shape, worn)


def _pressed(planes: Planes, soft_folds: Gray, fine_folds: Gray) -> None:
    """Darken the folds, each with a light edge below."""
    soft = cv2.GaussianBlur(soft_folds, (0, 0), 4.5).astype(np.float32) * np.float32(1.5 / 255)
    fine = cv2.GaussianBlur(fine_folds, (0, 0), 1.1).astype(np.float32) / 255
    dark = 1.15 * soft + 0.8 * fine
    lit = 0.24 * np.roll(soft, 9, axis=0) + 0.24 * np.roll(fine, 3, axis=0)
    planes *= 1 - _DEEP * dark + lit


def _curve(points: Places, side: int = 1, *, wander: float = 0.0, source: Stream) -> Path:
    """A smooth path through points; *Shape*: steps x 2."""
    given = np.array(points)
    t = np.linspace(0, 1, len(given))
    at = np.linspace(0, 1, _STEPS)
    order = min(len(given) - 1, 3)
    path = np.stack([np.polyval(np.polyfit(t, given[:, axis], order), at) for axis in (0, 1)], axis=1)
    path[:, 1] += wander * np.convolve(source.standard_normal(_STEPS + 2), (0.25, 0.5, 0.25), "valid")
    return np.asarray(path * np.array([side, 1.0]))


def _beside_mouth(folds: _Folds, shape: HeadShape, side: int, worn: float) -> None:
    """From the wing of the nose past the corner of the mouth; with age on to the chin."""
    p, mouth, source = shape.traits.proportions, shape.mouth_y, folds.source
    wide = p.mouth_width + 0.1 + 0.02 * float(source.normal())
    start = (p.nose_width + 0.045, p.nose_y - 0.1)
    path = _curve(
        [start, (p.nose_width + 0.15, p.nose_y + 0.01), (wide - 0.005, mouth - 0.17), (wide + 0.045, mouth - 0.01)],
        side,
        source=source,
    )
    for beside in (-0.012, 0.0, 0.012):
        folds.fold(path + np.array([side * beside, 0.0]), (0.02 + 0.5 * worn) * (1 if beside else 1.4))
    if worn > 0.4:  # noqa: PLR2004 (from the middle of the fifties)
        low = [(p.mouth_width + 0.03, mouth + 0.03), (p.mouth_width + 0.06, mouth + 0.16), (0.4, mouth + 0.28)]
        folds.fold(_curve(low, side, source=source), 0.55 * (worn - 0.3))
        cheek = [(wide + 0.12, mouth - 0.18), (wide + 0.17, mouth - 0.04), (wide + 0.15, mouth + 0.12)]
        folds.crease(_curve(cheek, side, wander=0.006, source=source), 0.5 * (worn - 0.3))


def _about_eye(folds: _Folds, traits: FaceTraits, side: int, worn: float) -> None:
    """Feet of crows at the outer corner, and creases under the lower lid."""
    p, source = traits.proportions, folds.source
    x, y = p.eye_spacing + p.eye_width + 0.05, 0.02
    for toe in range(2 + round(2 * worn)):
        turn = -0.55 + 0.32 * toe + 0.12 * float(source.normal())
        reach = float(source.uniform(0.07, 0.16)) * (0.6 + 0.5 * worn)
        begin = (x + 0.02 * float(source.uniform(0, 1)), y + 0.14 * turn)
        middle = (begin[0] + 0.5 * reach, begin[1] + 0.5 * reach * np.sin(turn))
        end = (begin[0] + reach, begin[1] + reach * np.sin(turn) + 0.03 * reach)
        path = _curve([begin, middle, end], side, wander=0.002, source=source)
        folds.crease(path, (0.05 + 0.58 * worn) * float(source.uniform(0.6, 1)))
    for row in range(1 + round(2 * worn)):
        low = 0.13 + 0.045 * row
        places = [
            (p.eye_spacing - 0.2, low - 0.03),
            (p.eye_spacing - 0.06, low + 0.03),
            (p.eye_spacing + 0.14, low - 0.01),
        ]
        strength = (0.03 + 0.27 * worn) * float(source.uniform(0.4, 1))
        folds.crease(_curve(places, side, wander=0.004, source=source), strength)


def _between_brows(folds: _Folds, traits: FaceTraits, worn: float) -> None:
    source = folds.source
    for side in (-1, 1):
        x = 0.075 + 0.012 * float(source.normal())
        top = traits.proportions.brow_y - 0.12 * float(source.uniform(0.4, 1))
        path = [(x + 0.012, top), (x, traits.proportions.brow_y), (x + 0.008, traits.proportions.brow_y + 0.1)]
        folds.fold(_curve(path, side, wander=0.002, source=source), (0.02 + 0.4 * worn) * float(source.uniform(0.3, 1)))


def _on_forehead(folds: _Folds, traits: FaceTraits, worn: float) -> None:
    """Rows over the brows that follow their arch, each in two or three pieces of its own height."""
    source = folds.source
    high = traits.proportions.brow_y - 0.17
    for row in range(3):
        middle = high - 0.14 * row + 0.025 * float(source.normal())
        for _ in range(int(source.integers(1, 4))):
            at, half = float(source.uniform(-0.4, 0.4)), float(source.uniform(0.16, 0.42))
            rise = 0.018 * float(source.normal())
            points = [(at - half, middle + 0.1 * (at - half) ** 2 + rise), (at, middle + 0.1 * at**2)]
            points.append((at + half, middle + 0.1 * (at + half) ** 2 - rise))
            path = _curve(points, wander=0.007, source=source)
            strength = (0.02 + 0.38 * worn) * float(source.uniform(0.25, 1))
            folds.fold(path, 0.55 * strength)
            folds.crease(path + 0.003, 0.6 * strength)


def _above_lip(folds: _Folds, shape: HeadShape, worn: float) -> None:
    """Fine upright lines about the mouth of the old."""
    source, p = folds.source, shape.traits.proportions
    for _ in range(round(14 * max(worn - 0.55, 0) / 0.45)):
        x = float(source.uniform(-0.75, 0.75)) * p.mouth_width
        y = shape.mouth_y - p.lip_upper - 0.015
        path = [(x, y), (x * 1.05, y - 0.04), (x * 1.1, y - float(source.uniform(0.05, 0.1)))]
        folds.crease(_curve(path, wander=0.001, source=source), 0.22 * float(source.uniform(0.4, 1)))


def _sunken(planes: Planes, shape: HeadShape, worn: float) -> None:
    """Hollow cheeks and temples, darker sockets."""
    p = shape.traits.proportions
    spot(planes, (0.62, shape.mouth_y - 0.2), (0.17, 0.22), (1 - 0.08 * worn, 1 - 0.08 * worn, 1 - 0.06 * worn))
    spot(planes, (0.88, -0.3), (0.12, 0.25), (1 - 0.07 * worn, 1 - 0.07 * worn, 1 - 0.05 * worn))
    spot(planes, (p.eye_spacing, -0.1), (0.22, 0.09), (1 - 0.09 * worn, 1 - 0.11 * worn, 1 - 0.09 * worn))

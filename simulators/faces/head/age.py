"""What age does to a skin: folds and lines, none before 35, soft at 50, real at 75; broken and uneven, never ruled."""

from functools import cache

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
_SWELL = np.sin(np.linspace(0.08, 0.95, _STEPS - 1) * np.pi) ** 0.7
_REACH = 19  # pixels that a soft fold is wide
_SOFT, _COARSE = 5.5, 4  # pixels that a fold runs out over, and of a pixel in the picture that this is done in
_DEEP = (0.93, 0.9, 0.74)
"""How much of blue, green and red a fold takes: in its depth skin is redder."""


def folded(traits: FaceTraits) -> float:
    """How far folds have come: 0 up to 35 years, 1 from 80 on."""
    return min(max((traits.age - _FROM_YEARS) / (_FULL_YEARS - _FROM_YEARS), 0.0), 1.0)


class _Folds:
    """Soft folds and fine lines, gathered to be drawn at once; every path is laid down unevenly."""

    def __init__(self, source: Stream) -> None:
        self.source = source
        self._soft: list[tuple[Path, Path]] = []
        self._fine: list[tuple[Path, Path]] = []

    def fold(self, path: Path, strength: float) -> None:
        """A wide soft fold with a fine line in it."""
        self._lay(self._soft, path, strength)
        self._lay(self._soft, path + 0.008, strength * 0.8)
        self._lay(self._fine, path, strength * 0.3)

    def crease(self, path: Path, strength: float) -> None:
        """A fine line alone."""
        self._lay(self._fine, path, strength)

    def _lay(self, kind: list[tuple[Path, Path]], path: Path, strength: float) -> None:
        """Short pieces that swell and fade, and end thin."""
        uneven = np.clip(0.75 + 0.3 * self.source.standard_normal(_STEPS - 1), 0.1, 1.2)
        kind.append((np.stack([path[:-1], path[1:]], axis=1), 255 * min(strength, 1.0) * _SWELL * uneven))

    def masks(self) -> tuple[Gray, Gray]:
        """The soft folds and the fine lines as they lie on the canvas."""
        soft, fine = blank(), blank()
        for mask, laid in ((soft, self._soft), (fine, self._fine)):
            strokes, strengths = zip(*laid, strict=True)
            hairs(mask, np.concatenate(strokes), np.concatenate(strengths))
        return soft, fine


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
        _on_cheek(folds, shape, side, worn)
    _between_brows(folds, traits, worn)
    _on_forehead(folds, traits, worn)
    _above_lip(folds, shape, worn)
    soft, fine = folds.masks()
    area = around(np.maximum(soft, fine), _REACH)
    if area is not None:
        _pressed(planes[:, area[0], area[1]], soft[area], fine[area])
    _sunken(planes, shape, worn)


def _pressed(planes: Planes, soft_folds: Gray, fine_folds: Gray) -> None:
    """Darken the folds, each with a light edge below."""
    height, width = soft_folds.shape
    small = cv2.resize(soft_folds, (width // _COARSE, height // _COARSE), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small.astype(np.float32), (0, 0), _SOFT / _COARSE)
    soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR) * np.float32(1.5 / 255)
    fine = cv2.GaussianBlur(fine_folds, (5, 5), 1.1).astype(np.float32) * np.float32(1 / 255)
    dark = np.float32(1.3) * soft + np.float32(1.1) * fine
    lit = np.float32(0.24) * (np.roll(soft, 9, axis=0) + np.roll(fine, 3, axis=0)) + 1
    for number, share in enumerate(_DEEP):
        planes[number] *= lit - np.float32(share) * dark


def _curve(points: Places, side: int = 1, *, wander: float = 0.0, source: Stream) -> Path:
    """A smooth path through points; *Shape*: steps x 2."""
    path = _through(len(points)) @ np.array(points)
    path[:, 1] += wander * np.convolve(source.standard_normal(_STEPS + 2), (0.25, 0.5, 0.25), "valid")
    return np.asarray(path * np.array([side, 1.0]))


@cache
def _through(count: int) -> Path:
    """What each of so many points adds to each step of the cubic, or less, through them; *Shape*: steps x count."""
    powers = min(count, 4)
    given, steps = (np.vander(np.linspace(0, 1, number), powers) for number in (count, _STEPS))
    return np.asarray(steps @ np.linalg.pinv(given))


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
    for beside in (-0.014, 0.0, 0.014):
        folds.fold(path + np.array([side * beside, 0.0]), 0.34 * worn)
    if worn > 0.4:  # noqa: PLR2004 (from the middle of the fifties)
        low = [(p.mouth_width + 0.03, mouth + 0.03), (p.mouth_width + 0.06, mouth + 0.16), (0.4, mouth + 0.28)]
        folds.fold(_curve(low, side, source=source), 0.5 * (worn - 0.3))
        cheek = [(wide + 0.12, mouth - 0.18), (wide + 0.17, mouth - 0.04), (wide + 0.15, mouth + 0.12)]
        folds.crease(_curve(cheek, side, wander=0.006, source=source), 0.4 * (worn - 0.3))


def _about_eye(folds: _Folds, traits: FaceTraits, side: int, worn: float) -> None:
    """Feet of crows at the outer corner, and many fine creases under the lower lid that run out into the cheek."""
    p, source = traits.proportions, folds.source
    corner = p.eye_spacing + p.eye_width + 0.05
    for _ in range(3 + round(6 * worn)):
        turn = float(source.uniform(-0.65, 0.75))
        reach = float(source.uniform(0.06, 0.17)) * (0.6 + 0.6 * worn)
        begin = (corner + 0.05 * float(source.uniform(0, 1)), 0.02 + 0.15 * turn)
        middle = (begin[0] + 0.5 * reach, begin[1] + 0.5 * reach * np.sin(turn))
        end = (begin[0] + reach, begin[1] + reach * np.sin(turn) + 0.05 * reach)
        path = _curve([begin, middle, end], side, wander=0.002, source=source)
        folds.crease(path, (0.03 + 0.5 * worn) * float(source.uniform(0.3, 1)))
    for _ in range(1 + round(5 * worn)):
        low, at = float(source.uniform(0.11, 0.27)), float(source.uniform(-0.1, 0.12))
        half = float(source.uniform(0.05, 0.15))
        x, fall = p.eye_spacing + at, 0.02 * float(source.normal())
        places = [(x - half, low - 0.02), (x, low + 0.02), (x + half, low + fall)]
        strength = (0.02 + 0.3 * worn) * float(source.uniform(0.3, 1))
        folds.crease(_curve(places, side, wander=0.004, source=source), strength)


def _between_brows(folds: _Folds, traits: FaceTraits, worn: float) -> None:
    source = folds.source
    for side in (-1, 1):
        x = 0.075 + 0.012 * float(source.normal())
        top = traits.proportions.brow_y - 0.12 * float(source.uniform(0.4, 1))
        path = [(x + 0.012, top), (x, traits.proportions.brow_y), (x + 0.008, traits.proportions.brow_y + 0.1)]
        folds.fold(_curve(path, side, wander=0.002, source=source), 0.36 * worn * float(source.uniform(0.1, 1)))


def _on_forehead(folds: _Folds, traits: FaceTraits, worn: float) -> None:
    """Rows over the brows that follow their arch, each in pieces of its own height, and fine lines between them."""
    source = folds.source
    high = traits.proportions.brow_y - 0.17
    for row in range(4):
        middle = high - 0.115 * row + 0.025 * float(source.normal())
        for _ in range(int(source.integers(1, 5))):
            at, half = float(source.uniform(-0.45, 0.45)), float(source.uniform(0.1, 0.4))
            rise, lift = 0.02 * float(source.normal()), 0.025 * float(source.normal())
            ends = ((at - half, rise), (at, 0.0), (at + half, -rise))
            points = [(x, middle + lift + 0.1 * x**2 + turn) for x, turn in ends]
            path = _curve(points, wander=0.007, source=source)
            strength = worn * float(source.uniform(0.1, 0.45))
            folds.fold(path, 0.45 * strength)
            folds.crease(path + 0.003, 0.6 * strength)


def _on_cheek(folds: _Folds, shape: HeadShape, side: int, worn: float) -> None:
    """Fine lines of the old, which fall from the cheekbone toward the jaw and cross each other a little."""
    source, mouth = folds.source, shape.mouth_y
    for _ in range(round(22 * max(worn - 0.35, 0) / 0.65)):
        x, y = float(source.uniform(0.42, 0.82)), float(source.uniform(0.3, mouth + 0.15))
        reach, lean = float(source.uniform(0.06, 0.16)), float(source.normal(0.25, 0.3))
        points = [(x, y), (x + 0.4 * reach * lean, y + 0.5 * reach), (x + 0.6 * reach * lean, y + reach)]
        folds.crease(_curve(points, side, wander=0.002, source=source), 0.26 * worn * float(source.uniform(0.3, 1)))


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

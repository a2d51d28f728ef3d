"""How a body is built: neck, shoulders and chest under clothes, by sex, age and weight."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulators.faces.clothing.hull import Body, body_of
from simulators.faces.head.neck import neck_surface, shoulder_rise
from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

_CLEAR = (0.09, 0.1)  # between skin and cloth, and how far below a row skin is still cleared
_CLEAR_AT_NECK = (0.05, 0.05)  # the same of the rows at the neck
_ROWS_AT_NECK = 2
_FEET = 6.4  # below any picture, however the body leans
_LEAN_CHEEK, _LEAN_NECK = 0.035, 0.71
_SMALL, _WOMAN, _MAN = 2.5, 0.86, 1.24  # half the width of a child's shoulders; what a woman and a man have more


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """The measures of a body, in half widths of its face."""

    shoulder: float
    """Half of the width across the deltoids."""
    slope: float
    """How far the shoulder lies below the neck."""
    chest: float
    """How far the chest stands out before the neck."""
    neck: float
    """Height where a close garment ends."""
    weight: float
    """From -1, lean, to 1, heavy."""


def figure_of(traits: FaceTraits) -> Figure:
    """The body that goes with a head: a full face has a heavy one."""
    p = traits.proportions
    grown = 1 - traits.childhood
    is_man = traits.sex == "male"
    own = stream(traits.seed, "figure")
    full = (p.cheek_fullness - _LEAN_CHEEK - 0.09 * traits.childhood) / 0.06
    thick = (p.neck_width - _LEAN_NECK - 0.12 * is_man * grown + 0.02 * traits.childhood) / 0.06
    weight = float(np.clip(0.5 * full + 0.4 * thick + own.normal(0, 0.35), -1, 1))
    level = 0.1 * is_man * grown + 0.12 * traits.childhood
    return Figure(
        shoulder=(_SMALL + (_MAN if is_man else _WOMAN) * grown) * (1 + 0.05 * weight + float(own.normal(0, 0.025))),
        slope=float(np.clip(0.72 + own.normal(0, 0.09) - level - 0.06 * weight, 0.45, 0.9)),
        chest=0.12 * weight + (0.1 if is_man else 0.14) * grown,
        neck=2.1 - shoulder_rise(traits),
        weight=weight,
    )


@lru_cache(KEPT_SHAPES)
def torso_rows(shape: HeadShape, build: float) -> tuple[tuple[float, ...], ...]:
    """Height, half width, front, middle and back of neck and shoulders under clothes; `build`: 1 is average, wider above."""
    figure = figure_of(shape.traits)
    side = figure.shoulder * (1 + 0.3 * (build - 1))
    fall = figure.slope / 0.62
    front = figure.chest + 0.3 * (build - 1)
    start = figure.neck
    rows = [
        [start - 0.2, 0.4, 0.1, -0.3, -0.6],
        [start, 0.55, 0.15, -0.32, -0.78],
        [start + 0.1 * fall, 0.32 * side, 0.38, -0.32, -1.0],
        [start + 0.24 * fall, 0.5 * side, 0.46, -0.32, -1.1],
        [start + 0.39 * fall, 0.68 * side, 0.54, -0.32, -1.16],
        [start + 0.53 * fall, 0.82 * side, 0.62 + 0.3 * front, -0.31, -1.2],
        [start + 0.7 * fall, 0.915 * side, 0.72 + 0.6 * front, -0.3, -1.24],
        [start + 0.7 * fall + 0.25, 0.97 * side, 0.86 + front, -0.28, -1.26],
        [start + 0.7 * fall + 0.6, 1.0 * side, 0.98 + front, -0.26, -1.28],
        [start + 0.7 * fall + 1.1, 1.01 * side, 1.05 + front, -0.25, -1.28],
        [_FEET, 1.03 * side, 1.12 + front, -0.25, -1.28],
    ]
    _clear_of_the_neck(rows, neck_surface(shape)[0].reshape(-1, 3))
    return tuple(tuple(row) for row in rows)


@lru_cache(KEPT_SHAPES)
def torso_body(shape: HeadShape, build: float) -> Body:
    """Neck and shoulders under clothes, as a body through `torso_rows`."""
    return body_of(torso_rows(shape, build))


def _clear_of_the_neck(rows: list[list[float]], points: NDArray[np.float64]) -> None:
    """No row lets the skin through, and none is narrower than that above it; the edge at the neck lies closest."""
    for n, row in enumerate(rows):
        clear, near = _CLEAR_AT_NECK if n < _ROWS_AT_NECK else _CLEAR
        above = points[(points[:, 1] > rows[0][0]) & (points[:, 1] < row[0] + near)]
        if len(above):
            row[1] = max(row[1], float(above[:, 0].max()) + clear)
            row[2] = max(row[2], float(above[:, 2].max()) + clear)
            row[4] = min(row[4], float(above[:, 2].min()) - clear)
    for upper, lower in pairwise(rows):
        lower[1] = max(lower[1], upper[1])

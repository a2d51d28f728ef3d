"""The geometry of the plots: figures to paths and places in a box, without a word; the template draws and names them.

Plots read from the left in both languages, as numbers do.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from harness.world.evaluation import Curve, Dose, GroupRates, Histogram, Rate

WIDTH, HEIGHT = 460.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 22.0, 12.0, 34.0
_DET_LOW = 0.00005
_DET_USUAL, _DET_WIDE = 0.6, 1 - _DET_LOW
_DET_TICKS = {
    _DET_USUAL: (0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6),
    _DET_WIDE: (0.001, 0.01, 0.1, 0.5, 0.9, 0.99),
}
"""By the rate at which the scale ends; a matcher of which the usual scale would show nothing has the wide one."""
_NORMAL = NormalDist()
_SCORE_TICKS = 8
"""No more than so many on the axis of scores."""
_SHARE_TICKS = (0.01, 0.05, 0.2, 0.5, 1.0)
_DOSE_WIDTH, _DOSE_HEIGHT = 230.0, 120.0
_ROW = 22.0
_GROUP_LEFT, _GROUP_RIGHT = 130.0, 350.0
"""Between the names of the groups and their values."""
_HUNDRED = 100.0


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A place on an axis and the number that stands there."""

    at: float
    value: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """A path with the name of what it shows."""

    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Lines in a box with ticks; `mark` is a place across, of the threshold, and `spot` one point, of the threshold, too."""

    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM
    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    mark: float | None = None
    diagonal: str = ""
    spot: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class DetPlot(Plot):
    """A DET curve; `most` is the rate at the right and the upper edge, where on the usual scale all higher ones stand, too."""

    most: float
    is_wide: bool


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """A group with its value and interval, in pixels across; `value` is the share."""

    name: str
    value: float
    at: float
    low: float
    high: float
    down: float
    counted: int


@dataclass(frozen=True, kw_only=True)
class GroupPlot:
    """Rows of one rate by one attribute, on one scale."""

    rates: GroupRates
    rows: list[GroupRow]
    height: float
    across: list[Tick]


def det_plot(curve: Curve, *, at: tuple[float, float] | None = None) -> DetPlot:
    """FMR against FNMR on normal deviates, and where the declared threshold lies, as FMR and FNMR.

    Steps: between two thresholds nothing was measured, and an FMR allows what the next lower measured one allows. What lies
    beyond the scale stands at its edge; it reaches to nearly 1 where the threshold or the whole curve would stand there.
    """
    rates = list(zip(curve.fmr, curve.fnmr, strict=True))
    corners = [corner for before, after in pairwise(rates) for corner in ((before[0], after[1]), after)]
    is_usual = (at is None or max(at) <= _DET_USUAL) and any(max(corner) <= _DET_USUAL for corner in corners)
    most = _DET_USUAL if is_usual else _DET_WIDE
    ticks = _DET_TICKS[most]

    def place(rates: tuple[float, float]) -> tuple[float, float]:
        return _across(_deviate(rates[0], most)), _up(_deviate(rates[1], most))

    return DetPlot(
        lines=[Line(name="det", path=path([place(each) for each in (*rates[:1], *corners)]))],
        across=[Tick(at=_across(_deviate(value, most)), value=value) for value in ticks],
        up=[Tick(at=_up(_deviate(value, most)), value=value) for value in ticks],
        diagonal=path([(LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, TOP)]),
        spot=None if at is None else place(at),
        most=most,
        is_wide=not is_usual,
    )


def _deviate(share: float, most: float) -> float:
    """Where a share stands on the scale that ends at `most`, 0 to 1."""
    low, high = _NORMAL.inv_cdf(_DET_LOW), _NORMAL.inv_cdf(most)
    return (_NORMAL.inv_cdf(min(max(share, _DET_LOW), most)) - low) / (high - low)


def _across(place: float) -> float:
    return LEFT + place * (WIDTH - LEFT - RIGHT)


def _up(place: float) -> float:
    return HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM)


def histogram_plot(found: Histogram, *, threshold: float | None = None) -> Plot:
    """Steps of the share of each kind, on one scale of square roots, so that a score in a hundred is seen beside a peak."""
    low, high = found.edges[0], found.edges[-1]
    span = (high - low) or 1.0
    shares = {name: _shares(counts) for name, counts in found.counts.items()}
    most = max((max(values, default=0.0) for values in shares.values()), default=0.0) or 1.0
    lines = [
        Line(name=name, path=path(_steps([(edge - low) / span for edge in found.edges], values, most)))
        for name, values in shares.items()
    ]
    ticks = [Tick(at=_across((value - low) / span), value=value) for value in _round_numbers(low, low + span)]
    is_seen = threshold is not None and low <= threshold <= high
    mark = _across((threshold - low) / span) if threshold is not None and is_seen else None
    heights = [Tick(at=_up(math.sqrt(value / most)), value=value) for value in _SHARE_TICKS if value <= most]
    return Plot(lines=lines, across=ticks, up=heights, mark=mark)


def _round_numbers(low: float, high: float) -> list[float]:
    """The multiples of 1, 2 or 5 of a power of ten between the two."""
    step = _round_step((high - low) / _SCORE_TICKS)
    return [float(f"{number * step:.12g}") for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts) or 1
    return [count / total for count in counts]


def _steps(edges: Sequence[float], values: Sequence[float], most: float) -> list[tuple[float, float]]:
    places = [(_across(edges[0]), _up(0.0))]
    for number, value in enumerate(values):
        height = _up(math.sqrt(value / most))
        places += [(_across(edges[number]), height), (_across(edges[number + 1]), height)]
    return [*places, (_across(edges[-1]), _up(0.0))]


def dose_plot(dose: Dose) -> Plot:
    """Mean component, share refused and share without a match, 0 to 100, by level."""
    last = max(dose.levels) or 1
    left, right, top, bottom = 30.0, _DOSE_WIDTH - 8, 8.0, _DOSE_HEIGHT - 20

    def place(level: int, value: float) -> tuple[float, float]:
        return left + (right - left) * level / last, bottom - (bottom - top) * value / _HUNDRED

    series = (("quality", dose.quality, 1.0), ("refused", dose.refused, _HUNDRED), ("fnmr", dose.fnmr, _HUNDRED))
    return Plot(
        width=_DOSE_WIDTH,
        height=_DOSE_HEIGHT,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        lines=[
            Line(
                name=name,
                path=path(
                    [
                        place(level, value * scale)
                        for level, value in zip(dose.levels, values, strict=True)
                        if value is not None
                    ]
                ),
            )
            for name, values, scale in series
        ],
        across=[Tick(at=place(level, 0)[0], value=level) for level in dose.levels],
        up=[Tick(at=place(0, value)[1], value=value) for value in (0, 50, 100)],
    )


def group_plot(rates: GroupRates) -> GroupPlot:
    """A row a group, from 0 to a round number beyond the longest interval."""
    most = _rounded_up(max((rate.high or rate.value for rate in rates.groups), default=0.0))

    def at(value: float) -> float:
        return round(_GROUP_LEFT + (_GROUP_RIGHT - _GROUP_LEFT) * value / most, 1)

    return GroupPlot(
        rates=rates,
        rows=[
            GroupRow(
                name=rate.of,
                value=rate.value,
                at=at(rate.value),
                low=at(rate.low or 0.0),
                high=at(rate.high if rate.high is not None else rate.value),
                down=_ROW * (number + 0.5),
                counted=rate.attempts,
            )
            for number, rate in enumerate(sorted(rates.groups, key=_natural))
        ],
        height=_ROW * len(rates.groups) + 20,
        across=[Tick(at=at(value), value=value) for value in (0.0, most / 2, most)],
    )


def _rounded_up(share: float) -> float:
    """The next round number; never more than all."""
    return min(1.0, _round_step(share)) if share > 0 else 1.0


def _round_step(least: float) -> float:
    """The next 1, 2 or 5 of a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def _natural(rate: Rate) -> list[tuple[int, str]]:
    """Names in the order in which a person counts: 5-17 before 18-34."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", rate.of) if part]


def path(places: Sequence[tuple[float, float]]) -> str:
    """The places as an SVG path; nothing where there is none."""
    known = [(across, down) for across, down in places if math.isfinite(across) and math.isfinite(down)]
    return " ".join(f"{'L' if number else 'M'}{across:.1f} {down:.1f}" for number, (across, down) in enumerate(known))

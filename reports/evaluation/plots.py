"""The geometry of the plots: figures to paths and places in a box, without a word; the template draws and names them.

Plots read from the left in both languages, as numbers do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from harness.world.evaluation import Curve, Dose, GroupRates, Histogram

WIDTH, HEIGHT = 460.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 12.0, 34.0
_DET_TICKS = (0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4)
_DET_LOW, _DET_HIGH = 0.00005, 0.6
_NORMAL = NormalDist()
_SCORE_TICKS = 5
_DOSE_WIDTH, _DOSE_HEIGHT = 230.0, 120.0
_ROW = 22.0
_GROUP_LEFT, _GROUP_WIDTH = 150.0, 460.0
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
    """Lines in a box with ticks; `mark` is a place across, of the threshold."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    mark: float | None = None
    diagonal: str = ""


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


def det_plot(curve: Curve) -> Plot:
    """FMR against FNMR on normal deviates; what lies below the least tick stands at the edge."""
    places = [(_across(_deviate(fmr)), _up(_deviate(fnmr))) for fmr, fnmr in zip(curve.fmr, curve.fnmr, strict=True)]
    ticks = [Tick(at=_across(_deviate(value)), value=value) for value in _DET_TICKS]
    heights = [Tick(at=_up(_deviate(value)), value=value) for value in _DET_TICKS]
    diagonal = path([(LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, TOP)])
    return _boxed([Line(name="det", path=path(places))], ticks, heights, diagonal=diagonal)


def _deviate(share: float) -> float:
    """Where a share stands on the scale, 0 to 1."""
    low, high = _NORMAL.inv_cdf(_DET_LOW), _NORMAL.inv_cdf(_DET_HIGH)
    return (_NORMAL.inv_cdf(min(max(share, _DET_LOW), _DET_HIGH)) - low) / (high - low)


def _across(place: float) -> float:
    return LEFT + place * (WIDTH - LEFT - RIGHT)


def _up(place: float) -> float:
    return HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM)


def _boxed(
    lines: list[Line], across: list[Tick], up: list[Tick], *, mark: float | None = None, diagonal: str = ""
) -> Plot:
    return Plot(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        lines=lines,
        across=across,
        up=up,
        mark=mark,
        diagonal=diagonal,
    )


def histogram_plot(found: Histogram, *, threshold: float | None = None) -> Plot:
    """Steps of the share of each kind, on one scale."""
    low, high = found.edges[0], found.edges[-1]
    span = (high - low) or 1.0
    shares = {name: _shares(counts) for name, counts in found.counts.items()}
    most = max((max(values, default=0.0) for values in shares.values()), default=0.0) or 1.0
    lines = [
        Line(name=name, path=path(_steps([(edge - low) / span for edge in found.edges], values, most)))
        for name, values in shares.items()
    ]
    steps = [low + span * step / _SCORE_TICKS for step in range(_SCORE_TICKS + 1)]
    ticks = [Tick(at=_across((value - low) / span), value=round(value, 3)) for value in steps]
    is_seen = threshold is not None and low <= threshold <= high
    mark = _across((threshold - low) / span) if threshold is not None and is_seen else None
    return _boxed(lines, ticks, [Tick(at=_up(1.0), value=most), Tick(at=_up(0.5), value=most / 2)], mark=mark)


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts) or 1
    return [count / total for count in counts]


def _steps(edges: Sequence[float], values: Sequence[float], most: float) -> list[tuple[float, float]]:
    places = [(_across(edges[0]), _up(0.0))]
    for number, value in enumerate(values):
        places += [(_across(edges[number]), _up(value / most)), (_across(edges[number + 1]), _up(value / most))]
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
    """A row a group, from 0 to the end of the longest interval."""
    most = max((rate.high or rate.value for rate in rates.groups), default=0.0) or 1.0

    def at(value: float) -> float:
        return round(_GROUP_LEFT + (_GROUP_WIDTH - _GROUP_LEFT - 16) * value / most, 1)

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
            for number, rate in enumerate(rates.groups)
        ],
        height=_ROW * len(rates.groups) + 20,
        across=[Tick(at=at(value), value=value) for value in (0.0, most / 2, most)],
    )


def path(places: Sequence[tuple[float, float]]) -> str:
    """The places as an SVG path; nothing where there is none."""
    known = [(across, down) for across, down in places if math.isfinite(across) and math.isfinite(down)]
    return " ".join(f"{'L' if number else 'M'}{across:.1f} {down:.1f}" for number, (across, down) in enumerate(known))

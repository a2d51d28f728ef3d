"""Scales: from a value to a place on the sheet, with round numbers on the way."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LEAST_SPAN = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From `low` at `begins` to `high` at `ends`; `ticks` are round numbers between."""

    low: float
    high: float
    begins: float
    ends: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where a value stands; what is beyond the scale stands at its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.begins + share * (self.ends - self.begins)


def scale_of(values: Sequence[float], *, begins: float, ends: float, most_ticks: int = 5, least: float = 1.0) -> Scale:
    """From 0 to a round number that none of the values exceeds."""
    return scale_between(0.0, max([least, *values]), begins=begins, ends=ends, most_ticks=most_ticks)


def scale_between(low: float, high: float, *, begins: float, ends: float, most_ticks: int = 5) -> Scale:
    """From a round number at or below `low` to one at or above `high`."""
    step = _step(max(high - low, _LEAST_SPAN), most_ticks)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    ticks = tuple(round(number * step, 9) for number in range(first, last + 1))
    return Scale(low=ticks[0], high=ticks[-1], begins=begins, ends=ends, ticks=ticks)


def _step(span: float, most_ticks: int) -> float:
    """The least of 1, 2, 2.5 and 5, and of these times a power of ten, that makes no more ticks."""
    power = 10.0 ** math.floor(math.log10(span / most_ticks))
    return next(step * power for step in _STEPS if step * power * most_ticks >= span * (1 - 1e-9))

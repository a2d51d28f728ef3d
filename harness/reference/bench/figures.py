"""What a bench comes to: two medians of interleaved rounds, their ratio, and the bar that it must reach."""

import time
from collections.abc import Iterable
from statistics import median

import msgspec


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a comparison: the median of its rounds."""

    what: str
    value: float
    rounds: list[float]


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """The reference against the bare limit: `value` is the ratio of the two medians."""

    name: str
    unit: str
    reference: Measured
    bare: Measured
    value: float
    bar: float
    is_met: bool
    compared: str
    notes: list[str]


class Sides:
    """The rounds of both sides, taken in turn so that a busy machine slows both."""

    def __init__(self) -> None:
        self.reference: list[float] = []
        self.bare: list[float] = []

    def ratio(  # noqa: PLR0913 - a row of the report
        self, *, name: str, unit: str, whats: tuple[str, str], bar: float, compared: str, notes: Iterable[str]
    ) -> Ratio:
        """The ratio of the medians."""
        ours, bare = _measured(whats[0], self.reference), _measured(whats[1], self.bare)
        value = ours.value / bare.value
        return Ratio(
            name=name,
            unit=unit,
            reference=ours,
            bare=bare,
            value=round(value, 3),
            bar=bar,
            is_met=value >= bar,
            compared=compared,
            notes=list(notes),
        )


def _measured(what: str, rounds: list[float]) -> Measured:
    return Measured(what=what, value=round(median(rounds), 1), rounds=[round(each, 1) for each in rounds])


def cpu_s(pid: int) -> float:
    """CPU seconds that all threads of a process have used; the clock id of a process is Linux's own (clock_getcpuclockid)."""
    return time.clock_gettime((~pid << 3) | 2)

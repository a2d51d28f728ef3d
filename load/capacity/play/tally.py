"""What days come to, as sums: of a site and day, and of as many of them as one adds up. All waits are in seconds.

Rows of a table would be 11.75 million for a year of 47 sites in 1,000 replications; sums over days, by replication and
site, are all that figures and their intervals need.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from harness.world.opening import DayHours
from load.capacity.play.columns import CODE_OF, FATES, LOST_CODES, STARTED_CODES, Columns, Doubles
from load.capacity.play.day import Fate

Place = int | slice | tuple[int | slice, ...]
"""Some places of arrays."""

TAIL = 0.95
"""The share of people whose wait the long wait of a day covers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """Sums, each an array of one shape; `fates`, how many had each, has one axis more, in the order of `FATES`.

    `wait_s`: the waits of those who had a device. `virtual_wait_s`: the virtual waits of all who came. `busy_s`: device
    time taken. `open_s`: device time of the opening hours without breaks. `p95_s`: the long wait of each site and day,
    the least that 95 of 100 who had a device do not exceed; `p95_days`: how many sites and days have one.
    """

    fates: Doubles
    wait_s: Doubles
    virtual_wait_s: Doubles
    busy_s: Doubles
    open_s: Doubles
    p95_s: Doubles
    p95_days: Doubles

    @classmethod
    def zeros(cls, *shape: int) -> "Tally":
        """Nothing yet."""
        sums = {field.name: np.zeros(shape) for field in fields(cls)}
        return cls(**sums | {"fates": np.zeros((*shape, len(FATES)))})

    @classmethod
    def joined(cls, parts: "Sequence[Tally]") -> "Tally":
        """Several, one after the other along their first axis."""
        return cls(**{name: np.concatenate([part.arrays()[name] for part in parts]) for name in parts[0].arrays()})

    def arrays(self) -> dict[str, Doubles]:
        """Each array by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def add(self, place: Place, more: "Tally") -> None:
        """Add another one to some places of this one."""
        others = more.arrays()
        for name, array in self.arrays().items():
            array[place] += others[name]

    def at(self, place: Place) -> "Tally":
        """Some places of it."""
        return Tally(**{name: array[place] for name, array in self.arrays().items()})

    def total(self, axis: int = 0) -> "Tally":
        """Summed over an axis, counted from the first."""
        return Tally(**{name: array.sum(axis=axis) for name, array in self.arrays().items()})

    @property
    def came(self) -> Doubles:
        """Everybody who stood at the door; who moved on came once more elsewhere."""
        everybody: Doubles = self.fates.sum(axis=-1) - self.fates[..., CODE_OF[Fate.NO_SHOW]]
        return everybody

    @property
    def started(self) -> Doubles:
        """Everybody who had a device."""
        had: Doubles = self.fates[..., list(STARTED_CODES)].sum(axis=-1)
        return had

    @property
    def lost_people(self) -> Doubles:
        """Everybody who turned away, left the line, or was sent away at closing."""
        some: Doubles = self.fates[..., list(LOST_CODES)].sum(axis=-1)
        return some

    @property
    def mean_wait_s(self) -> Doubles:
        """Of those who had a device; not a number where nobody had, as with all that follows."""
        return _ratio(self.wait_s, self.started)

    @property
    def p95_wait_s(self) -> Doubles:
        """The mean of the long waits of sites and days."""
        return _ratio(self.p95_s, self.p95_days)

    @property
    def mean_virtual_wait_s(self) -> Doubles:
        """Of all who came, had they stayed: who abandons makes the waits of the served look good, and not these."""
        return _ratio(self.virtual_wait_s, self.came)

    @property
    def abandonment(self) -> Doubles:
        """Who left the line, of all who came."""
        return self.share(Fate.ABANDONED)

    @property
    def lost(self) -> Doubles:
        """Who was lost, of all who came."""
        return _ratio(self.lost_people, self.came)

    @property
    def utilization(self) -> Doubles:
        """Device time taken, of the opening hours; what finishes after closing may bring it above 1."""
        return _ratio(self.busy_s, self.open_s)

    def share(self, fate: Fate) -> Doubles:
        """Who had this fate, of all who came."""
        return _ratio(self.fates[..., CODE_OF[fate]], self.came)


TALLIED = tuple(field.name for field in fields(Tally))
"""The names of the arrays of a tally."""


def tally_of(columns: Columns, *, hours: DayHours, devices: int) -> Tally:
    """The sums of one site and day. Shape: arrays without an axis."""
    fates = np.bincount(columns.fate, minlength=len(FATES)).astype(np.float64)
    waits = np.sort(columns.wait_s[columns.started])
    return Tally(
        fates=fates,
        wait_s=np.array(math.fsum(waits)),
        virtual_wait_s=np.array(math.fsum(columns.virtual_wait_s[columns.came])),
        busy_s=np.array(columns.busy_area_s),
        open_s=np.array(open_s(hours) * devices),
        p95_s=np.array(waits[math.ceil(TAIL * len(waits)) - 1] if len(waits) else 0.0),
        p95_days=np.array(float(len(waits) > 0)),
    )


def open_s(hours: DayHours) -> float:
    """How long a day is open, breaks taken off."""
    return hours.closes_s - hours.opens_s - sum(ends - begins for begins, ends in hours.breaks)


def _ratio(amount: Doubles, whole: Doubles) -> Doubles:
    """One over the other; not a number where there is nothing to divide by."""
    nothing = np.full(np.shape(whole), np.nan)
    found: Doubles = np.divide(amount, whole, out=nothing, where=np.asarray(whole) > 0)
    return found

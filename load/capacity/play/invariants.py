"""What must hold of every day that was played, whatever the model; checked at run time, at every run.

Conservation: everybody on the list, and everybody who moved on, has exactly one fate. Little's law, over the whole day:
people waiting, summed over time, are waits summed over people; so for devices taken and services. The areas are
counted by the engine while time goes by, apart from the visits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from harness.commandline import HarnessError
from load.capacity.play.columns import CODE_OF, Columns, Doubles, Marks, Numbers
from load.capacity.play.day import Fate, Floor
from load.capacity.play.tally import Place, Tally

_REL = 1e-9
_ABS_S = 1e-6
_MOVED_ON = CODE_OF[Fate.MOVED_ON]


class InvariantBrokenError(HarnessError):
    """An engine has lost or invented something: a defect of ours, never of the model."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """By what a tally is checked: arrays of its shape, counted beside it.

    `listed`: the customers that were to come. `waits_s`, `services_s`: over all visits. `waiting_area_s`,
    `busy_area_s`: people waiting and devices taken, summed over time. `least_wait_s`: the least wait or virtual wait, 0
    if there is none. `overlap_s`: for how long a device had two people at once, at most.
    """

    listed: Doubles
    waits_s: Doubles
    services_s: Doubles
    waiting_area_s: Doubles
    busy_area_s: Doubles
    least_wait_s: Doubles
    overlap_s: Doubles

    @classmethod
    def zeros(cls, *shape: int) -> "Evidence":
        """Nothing yet."""
        return cls(**{field.name: np.zeros(shape) for field in fields(cls)})

    def put(self, place: Place, other: "Evidence") -> None:
        """Write another one into some places of this one."""
        for field in fields(self):
            getattr(self, field.name)[place] = getattr(other, field.name)


def evidence_of(columns: Columns, *, listed: int) -> Evidence:
    """The evidence of one site and day. Shape: arrays without an axis."""
    waits = np.minimum(columns.wait_s, columns.virtual_wait_s)
    starts, ends = columns.stint_start_s, columns.stint_end_s
    values = {
        "listed": listed,
        "waits_s": math.fsum(columns.wait_s),
        "services_s": math.fsum(ends - starts),
        "waiting_area_s": columns.waiting_area_s,
        "busy_area_s": columns.busy_area_s,
        "least_wait_s": waits.min(initial=0.0),
        "overlap_s": _overlap_s(columns.stint_device, starts, ends),
    }
    return Evidence(**{name: np.array(float(value)) for name, value in values.items()})


def check_block(tally: Tally, evidence: Evidence, *, sites: Sequence[str]) -> None:
    """Check days of these sites, which are the last axis.

    Raises:
        InvariantBrokenError: with the site and what does not hold.
    """
    visits, moved = tally.fates.sum(axis=-1), tally.fates[..., _MOVED_ON]
    total, came = visits.sum(axis=-1), evidence.listed.sum(axis=-1) + moved.sum(axis=-1)
    if not moved.any():
        _check(visits != evidence.listed, sites, "visits are not as many as people came")
    elif (total != came).any():
        raise InvariantBrokenError(f"{sites[0]} and others: visits are not as many as people came; please report this")
    _check(_unlike(evidence.waiting_area_s, evidence.waits_s), sites, "people waiting over time are not the waits")
    _check(_unlike(evidence.busy_area_s, evidence.services_s), sites, "devices taken over time are not the services")
    _check(evidence.least_wait_s < 0.0, sites, "a wait is negative")
    _check(evidence.overlap_s > 0.0, sites, "a device served two at once")


def check_people(floors: Sequence[Floor], played: Sequence[Columns]) -> None:
    """Everybody of the lists, and everybody who moved on, ends exactly once; and who started has a device and an end.

    Raises:
        InvariantBrokenError: with the site and what does not hold.
    """
    for floor, columns in zip(floors, played, strict=True):
        has = np.isfinite(columns.start_s) & np.isfinite(columns.end_s) & (columns.device >= 0)
        if (has != columns.started).any():
            raise InvariantBrokenError(
                f"{floor.site}: a person started and has no end, or the reverse; please report this"
            )
    moved = [columns.person[columns.fate == _MOVED_ON] for columns in played]
    listed = [np.array([one.person for one in floor.customers], dtype=np.int64) for floor in floors]
    came, ended = np.concatenate([*listed, *moved]), np.concatenate([columns.person for columns in played])
    if not np.array_equal(np.sort(came), np.sort(ended)):
        raise InvariantBrokenError(
            f"{_of(floors, listed, played)}: somebody came and did not end once; please report this"
        )


def _of(floors: Sequence[Floor], listed: Sequence[Numbers], played: Sequence[Columns]) -> str:
    """The first site whose numbers differ, or all."""
    unlike = (
        floor.site for floor, came, columns in zip(floors, listed, played, strict=True) if len(came) != len(columns)
    )
    return next(unlike, "all sites")


def _overlap_s(device: Numbers, start_s: Doubles, end_s: Doubles) -> float:
    order = np.lexsort((end_s, start_s, device))
    follows = device[order][1:] == device[order][:-1]
    both = (end_s[order][:-1] - start_s[order][1:])[follows]
    return float(both.max(initial=0.0))


def _unlike(area_s: Doubles, total_s: Doubles) -> Marks:
    return np.abs(area_s - total_s) > np.maximum(_REL * np.maximum(np.abs(area_s), np.abs(total_s)), _ABS_S)


def _check(broken: Marks, sites: Sequence[str], what: str) -> None:
    if broken.any():
        site = sites[int(np.argwhere(broken)[0][-1])]
        raise InvariantBrokenError(f"{site}: {what}; please report this defect")

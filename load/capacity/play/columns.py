"""The visits of a site and day as columns of numbers: what every engine gives, and what every sum is made from."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from load.capacity.play.day import LOST, STARTED, Fate, Played, Stint, Visit

Doubles = NDArray[np.float64]
Numbers = NDArray[np.int64]
Codes = NDArray[np.int8]
Marks = NDArray[np.bool_]

FATES = tuple(Fate)
"""A fate's place here is its code."""

CODE_OF = {fate: code for code, fate in enumerate(FATES)}
STARTED_CODES = tuple(CODE_OF[fate] for fate in FATES if fate in STARTED)
LOST_CODES = tuple(CODE_OF[fate] for fate in LOST)


@dataclass(frozen=True, eq=False, kw_only=True)
class Columns:
    """A row for each visit, by arrival and person. Times are seconds after midnight; see `Visit` for waits.

    `kind` is a place in `kinds`, `fate` one in `FATES`. Who did not start has no number as `start_s` and `end_s`, and
    the `device` -1. A stint is a stretch in which somebody has a device, in the order of the visits. The areas are
    `Played`'s.
    """

    site: str
    kinds: tuple[str, ...]
    person: Numbers
    number: Codes
    kind: Codes
    fate: Codes
    arrival_s: Doubles
    wait_s: Doubles
    virtual_wait_s: Doubles
    start_s: Doubles
    end_s: Doubles
    device: Numbers
    stint_device: Numbers
    stint_start_s: Doubles
    stint_end_s: Doubles
    waiting_area_s: float
    busy_area_s: float

    def __len__(self) -> int:
        """How many visits."""
        return len(self.fate)

    @property
    def started(self) -> Marks:
        """Who had a device."""
        had: Marks = self.fate <= STARTED_CODES[-1]
        return had

    @property
    def came(self) -> Marks:
        """Who stood at the door."""
        there: Marks = self.fate != CODE_OF[Fate.NO_SHOW]
        return there

    def same_as(self, other: "Columns", *, within_s: float = 0.0) -> bool:
        """Whether both tell of the same visits: fates, kinds and devices equal, times equal or within some seconds."""
        return all(
            _alike(getattr(self, field.name), getattr(other, field.name), within_s)
            for field in fields(self)
            if not field.name.endswith("area_s")  # a sum over all
        )


def columns_of(played: Played, *, kinds: Sequence[str] = ()) -> Columns:
    """A day that was played visit by visit, as columns; `kinds` are the names in the order of the model, if it matters."""
    visits = sorted(played.visits, key=lambda visit: (visit.arrival_s, visit.person))
    names = tuple(kinds) or tuple(dict.fromkeys(visit.kind for visit in visits))
    stints = [stint for visit in visits for stint in visit.stints]
    code = {name: number for number, name in enumerate(names)}
    return Columns(
        site=played.site,
        kinds=names,
        person=np.array([visit.person for visit in visits], dtype=np.int64),
        number=np.array([visit.number for visit in visits], dtype=np.int8),
        kind=np.array([code[visit.kind] for visit in visits], dtype=np.int8),
        fate=np.array([CODE_OF[visit.fate] for visit in visits], dtype=np.int8),
        arrival_s=_doubles(visits, "arrival_s"),
        wait_s=_doubles(visits, "wait_s"),
        virtual_wait_s=_doubles(visits, "virtual_wait_s"),
        start_s=_doubles(visits, "start_s"),
        end_s=_doubles(visits, "end_s"),
        device=np.array([-1 if visit.device is None else visit.device for visit in visits], dtype=np.int64),
        stint_device=np.array([stint.device for stint in stints], dtype=np.int64),
        stint_start_s=_doubles(stints, "start_s"),
        stint_end_s=_doubles(stints, "end_s"),
        waiting_area_s=played.waiting_area_s,
        busy_area_s=played.busy_area_s,
    )


def _doubles(rows: Sequence[Visit] | Sequence[Stint], name: str) -> Doubles:
    """A column; what is None becomes no number."""
    return np.array([getattr(row, name) for row in rows], dtype=np.float64)


def _alike(one: object, other: object, within_s: float) -> bool:
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return one == other
    if one.shape != other.shape:
        return False
    if one.dtype != np.float64:
        return bool((one == other).all())
    return bool(np.allclose(one, other, rtol=0.0, atol=within_s, equal_nan=True))

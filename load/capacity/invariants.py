"""What must hold of every day that was played, whatever the model; checked at run time, at every run.

Conservation: everybody on the list, and everybody who moved on, has exactly one fate at one site. Little's law, over the
whole day: people waiting, summed over time, are waits summed over people; so for devices taken and services.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum, isclose

from harness.commandline import HarnessError
from load.capacity.day import STARTED, Fate, Floor, Played

_REL = 1e-9
_ABS_S = 1e-6


class InvariantBrokenError(HarnessError):
    """An engine has lost or invented something: a defect of ours, never of the model."""


def check_day(floors: Sequence[Floor], played: Sequence[Played]) -> None:
    """Check a day as it was played against the one that was to be played.

    Raises:
        InvariantBrokenError: with the site and what does not hold.
    """
    _check_people(floors, played)
    for site in played:
        _check_areas(site)
        _check_times(site)


def _check_people(floors: Sequence[Floor], played: Sequence[Played]) -> None:
    came = Counter((floor.site, customer.person, 0) for floor in floors for customer in floor.customers)
    visits = [visit for site in played for visit in site.visits]
    came.update((visit.home, visit.person, visit.number + 1) for visit in visits if visit.fate is Fate.MOVED_ON)
    ended = Counter((visit.home, visit.person, visit.number) for visit in visits)
    if came != ended:
        home, person, number = next(iter((came - ended) or (ended - came)))
        raise InvariantBrokenError(
            f"{home}: visit {number} of person {person} came {came[home, person, number]} times "
            f"and ended {ended[home, person, number]} times; please report this defect"
        )


def _check_areas(site: Played) -> None:
    started = [visit for visit in site.visits if visit.fate in STARTED]
    services = fsum((visit.end_s or 0.0) - (visit.start_s or 0.0) for visit in started)
    _check_equal(site, "people waiting", site.waiting_area_s, fsum(visit.wait_s for visit in site.visits))
    _check_equal(site, "devices taken", site.busy_area_s, services)


def _check_equal(site: Played, what: str, area_s: float, total_s: float) -> None:
    if not isclose(area_s, total_s, rel_tol=_REL, abs_tol=_ABS_S):
        raise InvariantBrokenError(
            f"{site.site}: {what} over time make {area_s:.6f} s, over visits {total_s:.6f} s (Little's law); "
            "please report this defect"
        )


def _check_times(site: Played) -> None:
    """No negative wait, and no device with two people at once."""
    ends: dict[int, float] = {}
    started = (visit for visit in site.visits if visit.start_s is not None)
    for visit in sorted(started, key=lambda some: some.start_s or 0.0):
        if visit.device is None or visit.start_s is None or visit.end_s is None or visit.fate not in STARTED:
            raise InvariantBrokenError(f"{site.site}: person {visit.person} started and has no end; please report this")
        if visit.start_s < ends.get(visit.device, 0.0):
            raise InvariantBrokenError(f"{site.site}: device {visit.device} served two at once; please report this")
        ends[visit.device] = visit.end_s
    _check_sign(site, (min(visit.wait_s, visit.virtual_wait_s) for visit in site.visits))


def _check_sign(site: Played, waits: Iterable[float]) -> None:
    if min(waits, default=0.0) < 0.0:
        raise InvariantBrokenError(f"{site.site}: a wait is negative; please report this defect")

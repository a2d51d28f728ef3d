"""The kernels compiled: the same sources as in plain Python, with compiled things behind the names that they call.

What numba keeps on disk is found by a name that holds the digest of all sources, for numba looks at one file alone.
"""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from harness.world import opening
from load.capacity.draws import arithmetic, people, philox
from load.capacity.draws import draws as laws
from load.capacity.kernels import by_numpy, course, crowd, desk, fifo, floor, priority, reading, spells, sums, tables
from load.capacity.kernels.by_numpy import Lanes, rebound
from load.capacity.kernels.course import Course
from load.capacity.kernels.crowd import Arrivals
from load.capacity.kernels.sums import Sums
from load.capacity.kernels.tables import Laws, Today
from load.capacity.model import disruptions, times
from load.capacity.model.times import EXPONENTIAL, FIXED, LOGNORMAL
from load.capacity.play import columns, day, tally
from load.capacity.play.columns import Doubles, Numbers

_Function = TypeVar("_Function", bound=Callable[..., object])

_MANTISSA = -0x7FF0000000000001  # all bits but those of the exponent, as a signed number
_HALF = 0x3FE0000000000000
_EXPONENT_AT, _EXPONENT = 52, 0x7FF
_BIAS = 1022


def part(function: _Function) -> _Function:
    """Compiled into those that call it, so that their loops take several numbers at once."""
    return cast("_Function", njit(nogil=True, error_model="numpy", forceinline=True)(function))


def step(function: _Function) -> _Function:
    """As `part`, for what makes no arrays: it reads those that it is given without counting itself among their owners."""
    made = njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)  # type: ignore[call-overload] # numba does not list it
    return cast("_Function", made(function))


def whole(function: _Function) -> _Function:
    """Compiled by itself."""
    return cast("_Function", njit(nogil=True, error_model="numpy")(function))


@intrinsic
def _bits_of(_context: object, _value: object) -> object:
    def generate(_target: object, builder: ir.IRBuilder, _signature: object, arguments: Sequence[ir.Value]) -> ir.Value:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _double_of(_context: object, _bits: object) -> object:
    def generate(_target: object, builder: ir.IRBuilder, _signature: object, arguments: Sequence[ir.Value]) -> ir.Value:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@part
def frexp(x: float) -> tuple[float, int]:
    """Mantissa and exponent of a normal number above 0; the library's function would stop the loop from being widened."""
    bits = _bits_of(x)  # type: ignore[call-arg, var-annotated] # numba passes the context
    return _double_of((bits & _MANTISSA) | _HALF), ((bits >> _EXPONENT_AT) & _EXPONENT) - _BIAS


log = part(rebound(arithmetic.log, frexp=frexp))
exp = part(arithmetic.exp)
normal_quantile = part(rebound(arithmetic.normal_quantile, log=log))
words_of = part(philox.philox)
uniform = part(laws.uniform)
exponential = part(rebound(laws.exponential, log=log))
lognormal = part(rebound(laws.lognormal, exp=exp, normal_quantile=normal_quantile))
time_at = part(rebound(times.time_at, exponential=exponential, lognormal=lognormal))


@whole
def block(key_0: int, key_1: int, persons: Numbers, replications: Numbers, place: int, counter_3: int) -> Lanes:  # noqa: PLR0913, PLR0917 - numba takes no keywords
    """The uniforms of many persons for one purpose."""
    size = len(persons)
    a, b, c, d = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    for one in range(size):
        words = words_of(key_0, key_1, persons[one], replications[one], place, counter_3)
        a[one], b[one], c[one], d[one] = uniform(words[0]), uniform(words[1]), uniform(words[2]), uniform(words[3])
    return a, b, c, d


@whole
def exponentials(u: Doubles) -> Doubles:
    """Times of mean 1."""
    found = np.empty(len(u))
    for one in range(len(u)):
        found[one] = exponential(u[one])
    return found


@whole
def normals(u: Doubles, mean: float, deviation: float) -> Doubles:
    """Normal variables."""
    found = np.empty(len(u))
    for one in range(len(u)):
        found[one] = mean + deviation * normal_quantile(u[one])
    return found


@whole
def drawn(law: Doubles, kinds: Numbers, u: Doubles) -> Doubles:
    """The times of many persons; a loop of its own for each law, so that it takes several numbers at once."""
    found, sigma = np.empty(len(u)), np.empty(len(u))
    for one in range(len(u)):
        found[one], sigma[one] = law[1, kinds[one]], law[2, kinds[one]]
    if (law[0] == LOGNORMAL).all():
        for one in range(len(u)):
            found[one] = lognormal(u[one], found[one], sigma[one])
    elif (law[0] == EXPONENTIAL).all():
        for one in range(len(u)):
            found[one] *= exponential(u[one])
    elif (law[0] != FIXED).any():
        for one in range(len(u)):
            found[one] = time_at(law[0, kinds[one]], found[one], sigma[one], u[one])
    return found


@whole
def moments(marks_s: Doubles, expected: Doubles, amounts: Doubles) -> Doubles:
    """Amounts grow within a replication, so the stretch is mostly that of the amount before."""
    found = np.empty(len(amounts))
    after = 1
    for one in range(len(amounts)):
        amount = amounts[one]
        if amount < expected[after - 1]:
            after = 1
        while expected[after] <= amount:
            after += 1
        begin, end, low, high = marks_s[after - 1], marks_s[after], expected[after - 1], expected[after]
        found[one] = begin + (end - begin) * ((amount - low) / (high - low))
    return found


@part
def listed(values: Doubles) -> Doubles:
    """Compiled code reads arrays."""
    return values


@part
def blank(count: int, value: float) -> Doubles:
    """Compiled code writes arrays."""
    return np.full(count, value)


# fmt: off
_STEPS = {
    floor.soonest, floor.served, desk.balk_chance, desk.begun, desk.taken_s, fifo.still_waiting, fifo.in_turn,
    priority.waited, priority.joins, priority.called, priority.by_rank,
}
"""What makes no arrays. Most is asked once or more for each person, where a call would cost as much as its work."""

_ORDER: Sequence[Callable[..., object]] = (
    crowd.lanes, crowd.grid, crowd.picked, crowd.walk_ins, crowd.booked, crowd.merged, crowd.arrivals, crowd.retries,
    crowd.crowd_of, spells.spells_of, spells.broken_spells, spells.outages, spells.joined, spells.shut,
    floor.stops_of, floor.stalls, floor.after, floor.following, floor.soonest, floor.served, floor.worked, floor.ended,
    reading.reading_of, course.blank_course, desk.balk_chance, desk.begun, desk.taken_s,
    fifo.still_waiting, fifo.in_turn, fifo.fifo, priority.waited, priority.joins, priority.called,
    priority.by_rank, priority.priority,
    sums.nothing_yet, sums.long_wait_s, sums.sum_up,
)
# fmt: on
"""The sources, each after those that it calls."""


_ENTRIES: Sequence[Callable[..., object]] = (sums.played, sums.summed)


# fmt: off
SOURCES = (
    arithmetic, by_numpy, columns, course, crowd, day, desk, disruptions, fifo, floor, laws, opening, people, philox,
    priority, reading, spells, sums, tables, tally, times,
)
# fmt: on
"""Modules of what is compiled, and of the numbers and tuples that are compiled into it."""


def _digest() -> str:
    texts = [inspect.getsource(module) for module in SOURCES] + [Path(__file__).read_text("utf-8")]
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:16]


def _compiled() -> dict[str, Callable[..., object]]:
    """Everything by its name."""
    names: dict[str, Callable[..., object]] = {
        "block": block,
        "exponentials": exponentials,
        "normals": normals,
        "drawn": drawn,
        "moments": moments,
        "listed": listed,
        "blank": blank,
    }
    for function in _ORDER:
        make = step if function in _STEPS else whole
        names[function.__name__] = make(rebound(function, **names))
    for function in _ENTRIES:
        source = rebound(function, **names)
        source.__qualname__ = f"{function.__name__}_{_digest()}"
        names[function.__name__] = _kept(source)
    return names


def _kept(function: _Function) -> _Function:
    """Compiled at the first call and kept on disk, where there is a folder to keep it in."""
    try:
        return cast("_Function", njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:
        return whole(function)


_NAMES = _compiled()
played = cast("Callable[[Today, Laws, bool, int, int], tuple[Arrivals, Course]]", _NAMES["played"])
summed = cast("Callable[[Today, Laws, bool, int, int], Sums]", _NAMES["summed"])

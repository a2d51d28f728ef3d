"""What the kernels' sources call, with numpy: random numbers by arrays, and lists for loops that go one by one.

`by_numba` has the same names, compiled; numbers come out the same to the last bit, for both run the same arithmetic.
"""

from types import FunctionType
from typing import TypeVar, cast, overload

import numpy as np

from load.capacity.draws import arithmetic
from load.capacity.draws.draws import uniform
from load.capacity.draws.philox import philox
from load.capacity.model.times import EXPONENTIAL, LOGNORMAL
from load.capacity.play.columns import Doubles, Marks, Numbers

_Function = TypeVar("_Function")
_Array = TypeVar("_Array", Doubles, Numbers, Marks)

Lanes = tuple[Doubles, Doubles, Doubles, Doubles]
"""The four uniforms of each person."""


def rebound(function: _Function, **names: object) -> _Function:
    """The same source, with other things behind the names that it calls."""
    plain = cast("FunctionType", function)
    world = {**plain.__globals__, **names}
    return cast("_Function", FunctionType(plain.__code__, world, plain.__name__, plain.__defaults__))


log = rebound(arithmetic.log, frexp=np.frexp)
exp = arithmetic.exp
normal_quantile = rebound(arithmetic.normal_quantile, log=log, sqrt=np.sqrt)


def block(  # noqa: PLR0913, PLR0917 - numba takes no keywords
    key_0: int, key_1: int, persons: Numbers, replications: Numbers, place: int, counter_3: int
) -> Lanes:
    """The uniforms of many persons for one purpose."""
    words = philox(key_0, key_1, persons, replications, place, counter_3)  # type: ignore[arg-type] # arrays for words
    lanes = tuple(uniform(word) for word in words)
    return cast("Lanes", lanes)


def exponentials(u: Doubles) -> Doubles:
    """Times of mean 1."""
    return cast("Doubles", -log(u))  # type: ignore[arg-type] # arrays for numbers


def normals(u: Doubles, mean: float, deviation: float) -> Doubles:
    """Normal variables."""
    return cast("Doubles", mean + deviation * normal_quantile(u))  # type: ignore[arg-type] # arrays for numbers


def drawn(law: Doubles, kinds: Numbers, u: Doubles) -> Doubles:
    """The times of many persons by the laws of their kinds: rows of `law` are code, mean and sigma."""
    times: Doubles = law[1][kinds]
    for code in (EXPONENTIAL, LOGNORMAL):
        if (law[0] == code).any():
            which = slice(None) if (law[0] == code).all() else np.flatnonzero((law[0] == code)[kinds])
            times[which] *= _of_mean_1(code, law[2][kinds[which]], u[which])
    return times


def _of_mean_1(code: int, sigma: Doubles, u: Doubles) -> Doubles:
    if code == EXPONENTIAL:
        return exponentials(u)
    return cast("Doubles", exp(sigma * normal_quantile(u) - 0.5 * sigma * sigma))  # type: ignore[arg-type] # arrays for numbers


def moments(marks_s: Doubles, expected: Doubles, amounts: Doubles) -> Doubles:
    """When the expectation reaches each amount, as `Intensity.moment` has it."""
    after = np.searchsorted(expected, amounts, side="right")
    begin, end, low, high = marks_s[after - 1], marks_s[after], expected[after - 1], expected[after]
    found: Doubles = begin + (end - begin) * ((amounts - low) / (high - low))
    return found


def listed(values: _Array) -> _Array:
    """What a loop reads one by one: a list, which plain Python reads faster than an array."""
    return cast("_Array", values.tolist())


@overload
def blank(count: int, value: int) -> Numbers: ...
@overload
def blank(count: int, value: float) -> Doubles: ...
def blank(count: int, value: float) -> Doubles | Numbers:
    """What a loop writes one by one."""
    return cast("Doubles", [value] * count)

"""How numba compiles: with numpy's division, and without the lock of the interpreter."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., object])


def inlined(function: _Function) -> _Function:
    """Compiled into those that call it; it makes no arrays, so it reads those of others without counting its own hold."""
    made = njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)  # type: ignore[call-overload] # numba does not list it
    return cast("_Function", made(function))


def separate(function: _Function) -> _Function:
    """Compiled by itself for those that call it."""
    return cast("_Function", njit(nogil=True, error_model="numpy")(function))


def compiled(function: _Function) -> _Function:
    """Compiled at the first call and kept on disk, where there is a folder to keep it in."""
    try:
        return cast("_Function", njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:
        return separate(function)

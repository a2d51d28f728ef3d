"""Picks how the kernels run: compiled by numba, or plain with numpy; what comes out is the same.

numba is taken where it can be imported, unless the environment variable HAWIYA_NUMBA is 0. A first run compiles for half a
minute; what was compiled is kept beside the module, or among the user's caches where that folder cannot be written.
"""

import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from load.capacity.kernels import sums
from load.capacity.kernels.course import Course
from load.capacity.kernels.crowd import Arrivals
from load.capacity.kernels.sums import Sums
from load.capacity.kernels.tables import Laws, Today


class Machine(NamedTuple):
    """The two ways through a site and day: with everybody, or to sums alone."""

    name: str
    played: Callable[[Today, Laws, bool, int, int], tuple[Arrivals, Course]]
    summed: Callable[[Today, Laws, bool, int, int], Sums]


PLAIN = Machine("numpy", sums.played, sums.summed)


@cache
def machine() -> Machine:
    """The faster one that is there."""
    if os.environ.get("HAWIYA_NUMBA") == "0":
        return PLAIN
    try:
        import_module("numba")
    except ImportError:
        return PLAIN
    from load.capacity.kernels.by_numba import played, summed  # noqa: PLC0415 - compiles, and numba may be missing

    return Machine("numba", played, summed)

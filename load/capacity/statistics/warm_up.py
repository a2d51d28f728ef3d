"""MSER-5: how much of a steady-state run belongs to its warm-up, and is to be cut off.

It is for one long run of a process that goes on for ever. A day of a site begins empty and closes: what its first
visitors meet is part of the answer, and nothing may be cut off; intervals of days come from replications.

Source: K. P. White, M. J. Cobb, S. C. Spratt, "A comparison of five steady-state truncation heuristics for simulation",
Winter Simulation Conference, 2000.
"""

from typing import Literal

import numpy as np

from harness.commandline import UsageError
from load.capacity.play.columns import Doubles

BATCH = 5
_LEAST_BATCHES = 20


def warm_up(values: Doubles, *, ends: Literal["never", "at closing"]) -> int:
    """How many observations to cut off from the beginning: a multiple of five, from the first half.

    Raises:
        UsageError: the process ends by itself, or the run is too short to tell.
    """
    if ends == "at closing":
        raise UsageError(
            "a day that closes has no warm-up: what its first visitors meet counts; take replications instead"
        )
    batches = values[: len(values) // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    if len(batches) < _LEAST_BATCHES:
        raise UsageError(f"{len(values)} observations are too few for MSER-5; give at least {_LEAST_BATCHES * BATCH}")
    cut = int(np.argmin(_errors(batches)[: len(batches) // 2 + 1]))
    if cut >= len(batches) // 2:
        raise UsageError("MSER-5 would cut off half of the run, so it has not warmed up; make it longer")
    return cut * BATCH


def _errors(batches: Doubles) -> Doubles:
    """The squared standard error of the mean of what is left, for each cut but those that leave nothing."""
    left = np.arange(len(batches), 0, -1)
    shifted = batches - batches.mean()  # keeps digits
    sums, squares = np.cumsum(shifted[::-1])[::-1], np.cumsum(shifted[::-1] ** 2)[::-1]
    errors: Doubles = (squares - sums**2 / left) / left**2
    return errors

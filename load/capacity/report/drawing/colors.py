"""The colors of waiting, in steps that grow darker on light paper and brighter on dark; one key for map and hours."""

import math

STEPS_MIN = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0)
"""Where the next color begins. Unit: minutes."""


def shade(wait_s: float) -> str:
    """The class of a wait: `w0` is the shortest; `none` where nobody waited."""
    if math.isnan(wait_s):
        return "none"
    return f"w{sum(wait_s >= 60.0 * step for step in STEPS_MIN)}"

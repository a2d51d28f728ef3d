"""Who comes in vain: turned away at the sight of the line, left it, or was sent away at closing."""

import numpy as np

from load.capacity.columns import CODE_OF, Doubles
from load.capacity.day import Fate
from load.capacity.tally import Tally

IN_VAIN = (Fate.BALKED, Fate.ABANDONED, Fate.CLOSED_OUT)


def in_vain(tally: Tally) -> Doubles:
    """How many."""
    found: Doubles = tally.fates[..., [CODE_OF[fate] for fate in IN_VAIN]].sum(axis=-1).astype(np.float64)
    return found


def share_in_vain(tally: Tally) -> Doubles:
    """Of all who came; not a number where nobody did."""
    found: Doubles = sum((tally.share(fate) for fate in IN_VAIN), np.zeros(np.shape(tally.came)))
    return found

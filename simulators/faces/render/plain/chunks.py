"""Work in pieces that fit into memory."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


def chunks(counts: Places, most: int) -> Iterator[slice]:
    """Neighbors that count no more than `most` together, or one that alone counts more."""
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + most, side="right")), first + 1)
        yield slice(first, last)
        first = last

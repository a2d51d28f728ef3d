"""Random streams of the face generator: each is fixed by a seed and labels, so pictures may be made in any order."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Seed = int | bytes
Stream = np.random.Generator
Range = tuple[float, float]
"""The least and the most of what is drawn."""

Choice = TypeVar("Choice")


def stream(seed: Seed, *labels: str | int) -> Stream:
    """A PCG64 generator of its own for these labels, at its beginning; a simulation must repeat."""
    parts = [seed if isinstance(seed, bytes) else b"int:%d" % seed, *(str(label).encode() for label in labels)]
    digest = hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def drawn_by_share(stream: Stream, choices: Sequence[Choice], shares: Sequence[float] | NDArray[np.float64]) -> Choice:
    """One of these, each as likely as its share says; the shares add up to 1."""
    return choices[int(stream.choice(len(choices), p=shares))]

"""Random streams of the face generator: each is fixed by a seed and labels, so pictures may be made in any order."""

import hashlib

import numpy as np

Seed = int | bytes
Stream = np.random.Generator


def stream(seed: Seed, *labels: str | int) -> Stream:
    """A PCG64 generator of its own for these labels, at its beginning; a simulation must repeat."""
    parts = [seed if isinstance(seed, bytes) else b"int:%d" % seed, *(str(label).encode() for label in labels)]
    digest = hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))

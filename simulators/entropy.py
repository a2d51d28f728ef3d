"""Seeded entropy: everything random in a simulated world comes from one seed and a label.

Streams with different labels are independent, so a new consumer never moves the values of another. This is
reproducibility, not secrecy: keys made here protect simulated people only.
"""

import hashlib
import random

from cryptography.hazmat.primitives.asymmetric import ec

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SCALAR_BYTES = 48  # 128 bits more than the order, so that the remainder has no bias worth naming


class Entropy:
    """Streams, bytes and keys, each fixed by the seed and by labels (texts or numbers)."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def stream(self, *labels: str | int) -> random.Random:
        """A generator of its own for these labels, at its beginning."""
        digest = hashlib.sha256(_material(self.seed, "stream", labels)).digest()
        return random.Random(int.from_bytes(digest, "big"))  # noqa: S311 (a simulation must repeat)

    def bytes(self, size: int, *labels: str | int) -> bytes:
        """`size` bytes fixed by these labels."""
        return hashlib.shake_256(_material(self.seed, "bytes", labels)).digest(size)

    def p256_private_key(self, *labels: str | int) -> ec.EllipticCurvePrivateKey:
        """A P-256 key fixed by these labels."""
        wide = int.from_bytes(self.bytes(_SCALAR_BYTES, "p256", *labels), "big")
        return ec.derive_private_key(wide % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def _material(seed: int, use: str, labels: tuple[str | int, ...]) -> bytes:
    parts = (f"{type(part).__name__}:{part}".encode() for part in (seed, use, *labels))
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)

"""Points of an elliptic curve as bytes, for the one thing that ECDH of a library does not offer: adding them.

*Shape*: a point is uncompressed, 04 || x || y. *Source*: BSI TR-03111, clauses 2.3 and 3.2.
"""

from collections.abc import Callable
from typing import Protocol

from Crypto.PublicKey.ECC import EccPoint  # type: ignore[attr-defined]  # documented there, defined elsewhere

_UNCOMPRESSED = 0x04
_P256_BYTES = 32
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_P256_GENERATOR = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_TRIES = 64  # of numbers below the order of a curve; one in two fails at the very worst


class Curve(Protocol):
    """A group of points with a generator."""

    @property
    def order(self) -> int:
        """How many points the generator makes."""
        ...

    @property
    def generator(self) -> bytes:
        """The generator."""
        ...

    def multiply(self, scalar: int, point: bytes) -> bytes:
        """`point` so many times.

        Raises:
            ValueError: `point` is not on the curve, or the result is the point at infinity.
        """
        ...

    def add(self, first: bytes, second: bytes) -> bytes:
        """The sum of two points.

        Raises:
            ValueError: one is not on the curve, or the sum is the point at infinity.
        """
        ...


class P256:
    """NIST P-256, parameter id 12 of the standard."""

    order = _P256_ORDER
    generator = b"\x04" + b"".join(number.to_bytes(_P256_BYTES, "big") for number in _P256_GENERATOR)

    def multiply(self, scalar: int, point: bytes) -> bytes:
        """As `Curve` says."""
        return _encoded(_point(point) * scalar)

    def add(self, first: bytes, second: bytes) -> bytes:
        """As `Curve` says."""
        return _encoded(_point(first) + _point(second))


def random_scalar(order: int, random: Callable[[int], bytes]) -> int:
    """A number from 1 up to the order, each as likely as another: bytes outside are thrown away.

    Raises:
        ValueError: the source gives nothing that can be used.
    """
    size = (order.bit_length() + 7) // 8
    for _ in range(_TRIES):
        number = int.from_bytes(random(size), "big")
        if 0 < number < order:
            return number
    raise ValueError("the source of random bytes gives no number below the order of the curve")


def x_coordinate(point: bytes) -> bytes:
    """The first coordinate, which is what two parties agree on."""
    return point[1 : 1 + len(point) // 2]


def _point(data: bytes) -> EccPoint:
    if len(data) != 1 + 2 * _P256_BYTES or data[0] != _UNCOMPRESSED:
        raise ValueError("not an uncompressed point of P-256")
    x, y = (int.from_bytes(data[at : at + _P256_BYTES], "big") for at in (1, 1 + _P256_BYTES))
    return EccPoint(x, y, curve="p256")  # it looks whether the point is on the curve


def _encoded(point: EccPoint) -> bytes:
    if point.is_point_at_infinity():
        raise ValueError("the point at infinity")
    x, y = (int(number).to_bytes(_P256_BYTES, "big") for number in point.xy)
    return bytes((_UNCOMPRESSED,)) + x + y

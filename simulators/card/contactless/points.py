"""Points of an elliptic curve with addition, which PACE needs and libraries for key agreement do not show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeAlias, TypeVar

from Crypto.PublicKey import ECC
from Crypto.PublicKey.ECC import EccPoint  # type: ignore[attr-defined]  # documented there, though not marked as exported

P256Point: TypeAlias = EccPoint

COORDINATE_BYTES = 32
POINT_BYTES = 1 + 2 * COORDINATE_BYTES
SCALAR_BYTES = 48  # 128 bits more than the order, so that the remainder has no bias worth naming
_UNCOMPRESSED = b"\x04"
_P256_PRIME = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class InvalidPointError(ValueError):
    """The bytes are no point of the curve, or the point at infinity."""


class Point(Protocol):
    """A point that can be added and multiplied."""

    @property
    def x(self) -> int:
        """The first coordinate."""
        ...

    @property
    def y(self) -> int:
        """The second coordinate."""
        ...

    def __add__(self, point: Self) -> Self: ...

    def __mul__(self, scalar: int) -> Self: ...


P = TypeVar("P", bound=Point)


@dataclass(frozen=True)
class Curve(Generic[P]):
    """A group of 256 bits: its generator, and how a point is read; `decode` raises InvalidPointError."""

    generator: P
    decode: Callable[[bytes], P]


def encode_point(point: Point) -> bytes:
    """The point, uncompressed. *Shape*: 65 bytes, the first is 04."""
    return _UNCOMPRESSED + b"".join(each.to_bytes(COORDINATE_BYTES, "big") for each in (point.x, point.y))


def decode_p256(data: bytes) -> P256Point:
    """A point of P-256 from its uncompressed form.

    Raises:
        InvalidPointError: another form, not on the curve, or the point at infinity.
    """
    if len(data) != POINT_BYTES or data[:1] != _UNCOMPRESSED:
        raise InvalidPointError("a point of P-256 has 65 bytes and begins with 04")
    x, y = (int.from_bytes(half, "big") for half in (data[1 : 1 + COORDINATE_BYTES], data[1 + COORDINATE_BYTES :]))
    # the library takes (0, 0) as the point at infinity, and larger numbers as their remainders
    if (x, y) == (0, 0) or max(x, y) >= _P256_PRIME:
        raise InvalidPointError("these are no coordinates of a point of P-256")
    try:
        return P256Point(x, y, "p256")
    except ValueError as error:
        raise InvalidPointError("the point is not on P-256") from error


def p256_scalar(wide: bytes) -> int:
    """A private number of P-256 from SCALAR_BYTES bytes of entropy."""
    return int.from_bytes(wide, "big") % (_P256_ORDER - 1) + 1


P256 = Curve(ECC.construct(curve="P-256", d=1).pointQ, decode_p256)

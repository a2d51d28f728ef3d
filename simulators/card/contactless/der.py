"""DER values for the security objects of a card, built from data objects.

No library that we use writes signed data over a content type of one's own, nor the explicit parameters of a curve.
"""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.protocol.encoding.ber_tlv import tlv

_BASE_128 = 7
_P256_FIELD = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_P256_GENERATOR = bytes.fromhex(
    "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
    "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
)
_COORDINATE_BYTES = 32


def sequence(*values: bytes) -> bytes:
    """A SEQUENCE of encoded values."""
    return tlv(0x30, *values)


def set_of(*values: bytes) -> bytes:
    """A SET OF, in the order of the encodings."""
    return tlv(0x31, *sorted(values))


def integer(number: int) -> bytes:
    """An INTEGER that is not negative."""
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(value: bytes) -> bytes:
    """An OCTET STRING."""
    return tlv(0x04, value)


def bits(value: bytes) -> bytes:
    """A BIT STRING of whole bytes."""
    return tlv(0x03, b"\0", value)


def context(number: int, *values: bytes) -> bytes:
    """A constructed value with a context tag of its own."""
    return tlv(0xA0 | number, *values)


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return tlv(0x06, *(_base_128(part) for part in (first * 40 + second, *rest)))


def public_key(key: ec.EllipticCurvePublicKey) -> bytes:
    """A SubjectPublicKeyInfo of P-256 with explicit parameters.

    Source: RFC 3279 (ECParameters), BSI TR-03111.
    """
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return sequence(sequence(oid("1.2.840.10045.2.1"), _p256_parameters()), bits(point))


def _p256_parameters() -> bytes:
    field = sequence(oid("1.2.840.10045.1.1"), integer(_P256_FIELD))
    curve = sequence(octets(_wide(_P256_FIELD - 3)), octets(_wide(_P256_B)))
    return sequence(integer(1), field, curve, octets(_P256_GENERATOR), integer(_P256_ORDER), integer(1))


def _wide(number: int) -> bytes:
    return number.to_bytes(_COORDINATE_BYTES, "big")


def _base_128(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> _BASE_128:
        groups.append(0x80 | number & 0x7F)
    return bytes(reversed(groups))

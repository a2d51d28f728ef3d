"""Points of P-256 are added and multiplied as ECDH of another library does it; what is no point is refused."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulators.entropy import Entropy
from simulators.phone.chip_reader.curve import P256, random_scalar, x_coordinate
from simulators.phone.chip_reader.key_derivation import aes_keys

CURVE = P256()
KEY, OTHER = Entropy(1).p256_private_key("one"), Entropy(1).p256_private_key("other")


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def scalar(key: ec.EllipticCurvePrivateKey) -> int:
    return key.private_numbers().private_value


def test_a_scalar_times_the_generator_is_the_public_key():
    assert CURVE.multiply(scalar(KEY), CURVE.generator) == point(KEY)


def test_a_scalar_times_a_point_is_the_agreed_secret():
    assert x_coordinate(CURVE.multiply(scalar(KEY), point(OTHER))) == KEY.exchange(ec.ECDH(), OTHER.public_key())


def test_the_sum_of_two_points_is_the_point_of_the_sum():
    total = (scalar(KEY) + scalar(OTHER)) % CURVE.order
    assert CURVE.add(point(KEY), point(OTHER)) == CURVE.multiply(total, CURVE.generator)
    assert CURVE.add(point(KEY), point(KEY)) == CURVE.multiply(2, point(KEY))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        point(KEY)[:-1],
        b"\x02" + point(KEY)[1:],
        point(KEY)[:-1] + bytes((point(KEY)[-1] ^ 1,)),
        b"\x04" + bytes(64),
    ],
    ids=["empty", "infinity", "cut", "compressed", "beside the curve", "zero"],
)
def test_what_is_no_point_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - the library has sentences of its own
        CURVE.multiply(2, data)


def test_the_point_at_infinity_is_no_result():
    with pytest.raises(ValueError, match="infinity"):
        CURVE.multiply(CURVE.order, point(KEY))
    with pytest.raises(ValueError, match="infinity"):
        CURVE.add(point(KEY), CURVE.multiply(CURVE.order - 1, point(KEY)))


def test_a_number_outside_the_order_is_thrown_away():
    given = iter((bytes(32), CURVE.order.to_bytes(32, "big"), (5).to_bytes(32, "big")))
    assert random_scalar(CURVE.order, lambda _size: next(given)) == 5


def test_a_source_that_gives_nothing_usable_is_refused():
    with pytest.raises(ValueError, match="random bytes"):
        random_scalar(CURVE.order, bytes)


def test_keys_of_more_than_128_bits_come_from_sha_256():
    assert aes_keys(b"secret", size=32).mac == hashlib.sha256(b"secret\0\0\0\2").digest()

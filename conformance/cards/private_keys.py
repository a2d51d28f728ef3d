"""Whether bytes hold a private key, judged by its public key alone: so a card of any vendor can be searched.

Every run of bytes that is as long as a private number is taken for one: for a curve, its multiple of the base point would be the
public key; for RSA, a prime would divide the modulus. A private exponent, which would undo the public one, is looked for where a
value begins, since to try one takes milliseconds.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

_BASE = 2


def exposed(data: bytes, certificates: Sequence[bytes], secrets: Sequence[bytes]) -> bool:
    """Whether the private key of one of these certificates (DER), or one of the secrets, stands in the data."""
    if any(secret in data for secret in secrets):
        return True
    return any(_holds_key(data, x509.load_der_x509_certificate(one).public_key()) for one in certificates)


def _holds_key(data: bytes, key: object) -> bool:
    match key:
        case ec.EllipticCurvePublicKey():
            return any(_is_scalar(run, key) for run in _both_ways(data, (key.key_size + 7) // 8))
        case rsa.RSAPublicKey():
            size = key.key_size // 8
            numbers = key.public_numbers()
            return any(_divides(run, numbers.n) for run in _both_ways(data, size // 2)) or any(
                _is_exponent(number, numbers) for number in _values(data, size)
            )
        case _:
            raise ValueError("a certificate with a key that is neither of a curve nor of RSA")


def _both_ways(data: bytes, size: int) -> Iterator[int]:
    """Every run of that many bytes as a number, the most significant byte first and last."""
    runs = (data[at : at + size] for at in range(len(data) - size + 1))
    return chain.from_iterable((int.from_bytes(run, "big"), int.from_bytes(run, "little")) for run in runs)


def _values(data: bytes, size: int) -> Iterator[int]:
    """The runs of that many bytes where a value begins, at the head of the data or behind a length: each costs a long power."""
    marks = (b"\x82" + size.to_bytes(2, "big"), b"\x82" + (size + 1).to_bytes(2, "big") + b"\0")
    starts = {0, *(at + len(mark) for mark in marks for at in _places(data, mark))}
    return (int.from_bytes(data[at : at + size], "big") for at in sorted(starts) if at + size <= len(data))


def _places(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _is_scalar(number: int, key: ec.EllipticCurvePublicKey) -> bool:
    try:
        private = ec.derive_private_key(number, key.curve)
    except ValueError:  # zero, or larger than the order
        return False
    return private.public_key().public_numbers() == key.public_numbers()


def _divides(number: int, modulus: int) -> bool:
    return number > 1 and modulus % number == 0


def _is_exponent(number: int, numbers: rsa.RSAPublicNumbers) -> bool:
    return number > 1 and pow(pow(_BASE, numbers.e, numbers.n), number, numbers.n) == _BASE

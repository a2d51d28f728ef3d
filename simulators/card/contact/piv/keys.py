"""The keys of the holder: generated on the card, used on the card, and shown to nobody.

*Source*: NIST SP 800-78-4: the data of a signature is a hash for P-256, and a whole padded block for
RSA. ECDSA is deterministic (RFC 6979), so that a card from a seed answers the same twice. A key of RSA-2048 comes from
the library and its entropy: it is the one thing on a card that a seed does not fix.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed

from harness.protocol.encoding.apdu import StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contact.piv.state import P_256, RSA_2048
from simulators.card.refusal import CommandRefusedError

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_P256_BYTES = 32
_SCALAR_BYTES = 48  # 128 bits more than the order, so that the remainder has no bias worth naming
_RSA_BITS = 2048
_RSA_BYTES = 256
_RSA_EXPONENT = 65_537
_TYPE_1 = b"\x00\x01"
_LEAST_FILL = 8
_ECDSA = ec.ECDSA(Prehashed(hashes.SHA256()), deterministic_signing=True)
_PUBLIC_KEY = 0x7F49


class KeyRing:
    """Keys that were read from the memory before: reading one takes longer than signing with it."""

    def __init__(self) -> None:
        self._read: dict[bytes, PrivateKey] = {}

    def key(self, pkcs8: bytes) -> PrivateKey:
        """The key that is stored as this PKCS #8."""
        key = self._read.get(pkcs8)
        if key is None:
            key = self._read[pkcs8] = _loaded(pkcs8)
        return key


def generate(algorithm: int, draw: Callable[[int], bytes]) -> PrivateKey:
    """A new key.

    Raises:
        CommandRefusedError: 6A80, the card has no such algorithm.
    """
    if algorithm == P_256:
        wide = int.from_bytes(draw(_SCALAR_BYTES), "big")
        return ec.derive_private_key(wide % (_P256_ORDER - 1) + 1, ec.SECP256R1())
    if algorithm == RSA_2048:
        return rsa.generate_private_key(_RSA_EXPONENT, _RSA_BITS)
    raise CommandRefusedError(StatusWord.WRONG_DATA)


def stored(key: PrivateKey) -> bytes:
    """The key as the memory holds it: PKCS #8, DER."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def algorithm_of(key: PrivateKey) -> int:
    """The algorithm identifier of a key."""
    return RSA_2048 if isinstance(key, rsa.RSAPrivateKey) else P_256


def public_template(key: PrivateKey) -> bytes:
    """The public half as the card tells it: 7F49 with 81, 82 (RSA: modulus, exponent) or 86 (the uncompressed point)."""
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        exponent = numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8, "big")
        return tlv(_PUBLIC_KEY, tlv(0x81, numbers.n.to_bytes(_RSA_BYTES, "big")), tlv(0x82, exponent))
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return tlv(_PUBLIC_KEY, tlv(0x86, point))


def sign(key: PrivateKey, data: bytes) -> bytes:
    """Sign. *Shape* of `data`: a hash of at most 32 bytes for P-256, a padded block of 256 bytes for RSA-2048.

    Raises:
        CommandRefusedError: 6A80, the data has another shape.
    """
    return _rsa_operation(key, data) if isinstance(key, rsa.RSAPrivateKey) else _ecdsa(key, data)


def _ecdsa(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    """A shorter hash is the same number with zeros before it; a longer one is not for this curve."""
    if not 0 < len(digest) <= _P256_BYTES:
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    return key.sign(digest.rjust(_P256_BYTES, b"\0"), _ECDSA)


def _rsa_operation(key: rsa.RSAPrivateKey, block: bytes) -> bytes:
    number = int.from_bytes(block, "big")
    if len(block) != _RSA_BYTES or number >= key.public_key().public_numbers().n:
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    signed = _signed_content(block)
    if signed is not None:  # the library pads alike and is much faster
        return key.sign(signed, padding.PKCS1v15(), NoDigestInfo())
    return _by_remainders(key, number).to_bytes(_RSA_BYTES, "big")


def _signed_content(block: bytes) -> bytes | None:
    """What stands behind the padding of a signature, 00 01 FF .. FF 00; None where the block is padded in another way."""
    if not block.startswith(_TYPE_1):
        return None
    fill, _, content = block[len(_TYPE_1) :].partition(b"\0")
    good = len(fill) >= _LEAST_FILL and fill == b"\xff" * len(fill)
    return content if good and content else None


def _by_remainders(key: rsa.RSAPrivateKey, number: int) -> int:
    """RSA by the two primes (RFC 8017, 5.1.2)."""
    numbers = key.private_numbers()
    first, second = pow(number, numbers.dmp1, numbers.p), pow(number, numbers.dmq1, numbers.q)
    return second + (first - second) * numbers.iqmp % numbers.p * numbers.q


def _loaded(pkcs8: bytes) -> PrivateKey:
    key = serialization.load_der_private_key(pkcs8, password=None)
    if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        return key
    raise CommandRefusedError(StatusWord.REFERENCE_DATA_NOT_USABLE)

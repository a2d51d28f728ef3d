"""Chip authentication, version 1: the chip shows by a key agreement that it holds the private key of its signed public key.

Who copied all files of a card has not copied that key, and so cannot go on speaking after the keys of the session are renewed.

*Source*: ICAO Doc 9303-11 (8th edition), 6.2.
"""

from cryptography.hazmat.primitives.asymmetric import ec

from simulators.card.contactless.ciphers import AES_128, TRIPLE_DES, Keys, Suite
from simulators.card.contactless.points import decode_p256
from simulators.card.contactless.secure_messaging import SecureMessaging

CA_ECDH_3DES = "0.4.0.127.0.7.2.2.3.2.1"
CA_ECDH_AES_128 = "0.4.0.127.0.7.2.2.3.2.2"
SUITES: dict[bytes, Suite] = {
    bytes.fromhex("04007F00070202030201"): TRIPLE_DES,
    bytes.fromhex("04007F00070202030202"): AES_128,
}
"""The suite by the protocol's object identifier, as its bytes stand in a command."""


def renewed(key: ec.EllipticCurvePrivateKey, theirs: bytes, *, suite: Suite) -> SecureMessaging:
    """The session that the agreement of the chip's key with the reader's point begins.

    Raises:
        InvalidPointError: the reader's is no point of P-256.
    """
    point = decode_p256(theirs)
    public = ec.EllipticCurvePublicNumbers(point.x, point.y, ec.SECP256R1()).public_key()
    return SecureMessaging.started(suite, Keys.derived(suite, key.exchange(ec.ECDH(), public)))

"""What a key of a card is given to sign for a message, by the algorithm of its profile."""

import hashlib

from conformance.cards.card import CardUnderTest, content_of, signature_of
from conformance.cards.target import KeyProfile
from conformance.oracles.signatures import signature_holds
from harness.protocol.encoding.apdu import ResponseApdu
from harness.protocol.encoding.ber_tlv import MalformedTlvError, find

_RSA_BYTES = {0x05: 384, 0x06: 128, 0x07: 256}
RSA_ALGORITHMS = frozenset(_RSA_BYTES)
_SHA256_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
"""The DigestInfo of SHA-256 before its value (RFC 8017, 9.2, note 1)."""
_CERTIFICATE = 0x70


def block_of(key: KeyProfile, message: bytes) -> bytes:
    """What the card signs: the SHA-256 of the message, for RSA in an EMSA-PKCS1-v1_5 block (RFC 8017, 9.2)."""
    digest = hashlib.sha256(message).digest()
    size = _RSA_BYTES.get(key.algorithm)
    if size is None:
        return digest
    info = _SHA256_INFO + digest
    return b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info


def sign(card: CardUnderTest, key: KeyProfile, message: bytes) -> ResponseApdu:
    """Have a key of the card sign a message."""
    return card.sign_block(key, block_of(key, message))


def certificate_of(card: CardUnderTest, key: KeyProfile) -> bytes:
    """The certificate of a key as the card holds it, DER; empty where it holds none."""
    try:
        return find(content_of(card.read(key.certificate)), _CERTIFICATE) or b""
    except MalformedTlvError:
        return b""


def signed(card: CardUnderTest, key: KeyProfile, message: bytes) -> bool:
    """Whether a key signs a message so that OpenSSL verifies it under the certificate of the card."""
    signature = signature_of(sign(card, key, message))
    return signature_holds(certificate_of(card, key), message, signature)

"""From a shared secret or a password to keys.

*Source*: ICAO Doc 9303-11 (8th edition), clause 9.7.1 (key derivation function), 9.7.2 (document basic access keys),
9.7.3 (PACE). SHA-1 is what the standard asks for keys of 128 bits and for 3DES.
"""

import hashlib
from dataclasses import dataclass

_ENCRYPTION, _MAC, _PASSWORD = 1, 2, 3
_KEY_BYTES = 16
_SHA1_KEY_BYTES = 16


@dataclass(frozen=True)
class KeyPair:
    """Two symmetric keys, one to encrypt and one to authenticate."""

    encryption: bytes
    mac: bytes


def triple_des_keys(seed: bytes) -> KeyPair:
    """Two-key 3DES keys; *Shape*: 16 bytes each, odd parity."""
    return KeyPair(*(_odd_parity(_derive(seed, use, _KEY_BYTES)) for use in (_ENCRYPTION, _MAC)))


def aes_keys(seed: bytes, *, size: int = _KEY_BYTES) -> KeyPair:
    """AES keys of `size` bytes each."""
    return KeyPair(*(_derive(seed, use, size) for use in (_ENCRYPTION, _MAC)))


def password_key(secret: bytes, *, size: int = _KEY_BYTES) -> bytes:
    """The AES key that protects the nonce of PACE."""
    return _derive(secret, _PASSWORD, size)


def _derive(secret: bytes, use: int, size: int) -> bytes:
    material = secret + use.to_bytes(4, "big")
    if size > _SHA1_KEY_BYTES:
        return hashlib.sha256(material).digest()[:size]
    return hashlib.sha1(material).digest()[:size]  # noqa: S324 - the standard's key derivation function


def _odd_parity(key: bytes) -> bytes:
    return bytes(byte & 0xFE | (byte >> 1).bit_count() + 1 & 1 for byte in key)

"""The two cipher suites of secure messaging: 3DES with the retail MAC, AES-128 with CMAC.

*Source*: ICAO Doc 9303-11 (8th edition), 9.7.1 (key derivation), 9.8.6 and 9.8.7 (secure messaging). Both suites derive their
keys with SHA-1, pad by ISO/IEC 9797-1 method 2 and keep eight bytes of a MAC. 3DES encrypts from a zero vector, AES from the
encrypted send sequence counter.
"""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

MAC_BYTES = 8
KEY_BYTES = 16
ENCRYPTION = 1
AUTHENTICATION = 2
PASSWORD = 3
_HALF = 8


class Suite(Protocol):
    """A block cipher and what secure messaging does with it."""

    @property
    def block(self) -> int:
        """Bytes of a block, and of the send sequence counter."""
        ...

    def derive(self, secret: bytes, counter: int) -> bytes:
        """The key that `secret` gives for a use: ENCRYPTION, AUTHENTICATION or PASSWORD. *Shape*: 16 bytes."""
        ...

    def encrypt(self, key: bytes, data: bytes, counter: bytes | None = None) -> bytes:
        """CBC over whole blocks; the vector belongs to the send sequence counter, without one it is zero."""
        ...

    def decrypt(self, key: bytes, data: bytes, counter: bytes | None = None) -> bytes:
        """The inverse of `encrypt`."""
        ...

    def mac(self, key: bytes, message: bytes) -> bytes:
        """The MAC of a message that is padded already. *Shape*: 8 bytes."""
        ...


@dataclass(frozen=True)
class Keys:
    """Two keys that belong together, of one suite."""

    encryption: bytes
    authentication: bytes

    @classmethod
    def derived(cls, suite: Suite, secret: bytes) -> "Keys":
        """The keys that a shared secret gives."""
        return cls(suite.derive(secret, ENCRYPTION), suite.derive(secret, AUTHENTICATION))


class TripleDesSuite:
    """3DES with two keys; the MAC is algorithm 3 of ISO/IEC 9797-1 (retail MAC)."""

    block = 8

    def derive(self, secret: bytes, counter: int) -> bytes:
        """A key with odd parity in each byte, as DES keys have."""
        return bytes(_odd_parity(byte) for byte in _hashed(secret, counter))

    def encrypt(self, key: bytes, data: bytes, counter: bytes | None = None) -> bytes:
        """From a zero vector, whatever the counter."""
        del counter
        return _cbc(_triple(key), data, bytes(self.block))

    def decrypt(self, key: bytes, data: bytes, counter: bytes | None = None) -> bytes:
        """From a zero vector, whatever the counter."""
        del counter
        return _cbc_inverse(_triple(key), data, bytes(self.block))

    def mac(self, key: bytes, message: bytes) -> bytes:
        """Single DES over all blocks but the last, which goes through 3DES."""
        head, last = message[: -self.block], message[-self.block :]
        chained = _cbc(TripleDES(key[:_HALF] * 3), head, bytes(self.block))[-self.block :] or bytes(self.block)
        return _cbc(_triple(key), last, chained)


class Aes128Suite:
    """AES with 128 bits; the MAC is a CMAC cut to eight bytes."""

    block = 16

    def derive(self, secret: bytes, counter: int) -> bytes:
        """The first half of the hash and a little more: 16 of 20 bytes."""
        return _hashed(secret, counter)

    def encrypt(self, key: bytes, data: bytes, counter: bytes | None = None) -> bytes:
        """From the encrypted counter."""
        return _cbc(algorithms.AES(key), data, self._vector(key, counter))

    def decrypt(self, key: bytes, data: bytes, counter: bytes | None = None) -> bytes:
        """From the encrypted counter."""
        return _cbc_inverse(algorithms.AES(key), data, self._vector(key, counter))

    def mac(self, key: bytes, message: bytes) -> bytes:
        """The first eight bytes of the CMAC."""
        cmac = CMAC(algorithms.AES(key))
        cmac.update(message)
        return cmac.finalize()[:MAC_BYTES]

    def _vector(self, key: bytes, counter: bytes | None) -> bytes:
        zero = bytes(self.block)
        return zero if counter is None else _cbc(algorithms.AES(key), counter, zero)


TRIPLE_DES = TripleDesSuite()
AES_128 = Aes128Suite()


def padded(data: bytes, block: int) -> bytes:
    """Padding method 2 of ISO/IEC 9797-1: a bit 1 and zeros to the end of the block, always at least the bit."""
    marked = data + b"\x80"
    return marked + bytes(-len(marked) % block)


def unpadded(data: bytes) -> bytes:
    """The data before its padding.

    Raises:
        ValueError: no padding stands at the end.
    """
    bare = data.rstrip(b"\0")
    if not bare.endswith(b"\x80"):
        raise ValueError("the padding of ISO/IEC 9797-1 method 2 is missing")
    return bare[:-1]


def _hashed(secret: bytes, counter: int) -> bytes:
    return hashlib.sha1(secret + counter.to_bytes(4, "big"), usedforsecurity=False).digest()[:KEY_BYTES]


def _odd_parity(byte: int) -> int:
    return byte if byte.bit_count() % 2 else byte ^ 1


def _triple(key: bytes) -> TripleDES:
    return TripleDES(key + key[:_HALF])


def _cbc(cipher: BlockCipherAlgorithm, data: bytes, vector: bytes) -> bytes:
    return Cipher(cipher, modes.CBC(vector)).encryptor().update(data)


def _cbc_inverse(cipher: BlockCipherAlgorithm, data: bytes, vector: bytes) -> bytes:
    return Cipher(cipher, modes.CBC(vector)).decryptor().update(data)

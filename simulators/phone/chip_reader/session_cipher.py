"""The two ciphers of secure messaging: 3DES with a retail MAC, and AES with CMAC.

*Source*: ICAO Doc 9303-11 (8th edition), clauses 9.8.6 (message structure) and 9.8.7 (modes of operation).
Messages come padded to whole blocks; a MAC has eight bytes.
"""

from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

from simulators.phone.chip_reader.key_derivation import KeyPair

MAC_BYTES = 8
_DES_BLOCK = 8
_AES_BLOCK = 16
_PADDING = 0x80


class SessionCipher(Protocol):
    """What secure messaging needs of a cipher; the send sequence counter is one block long."""

    @property
    def block(self) -> int:
        """The length of a block. *Unit*: bytes."""
        ...

    def encrypt(self, padded: bytes, counter: bytes) -> bytes:
        """Encrypt whole blocks at this value of the counter."""
        ...

    def decrypt(self, encrypted: bytes, counter: bytes) -> bytes:
        """The reverse of `encrypt`."""
        ...

    def mac(self, padded: bytes) -> bytes:
        """The MAC over whole blocks."""
        ...


@dataclass(frozen=True)
class TripleDesCipher:
    """3DES in CBC mode without an initial vector, and the MAC of ISO/IEC 9797-1, algorithm 3."""

    keys: KeyPair
    block = _DES_BLOCK

    def encrypt(self, padded: bytes, counter: bytes = b"") -> bytes:  # noqa: ARG002 - 3DES does not use the counter
        """Encrypt whole blocks."""
        return _run(self._cbc(self.keys.encryption, bytes(_DES_BLOCK)).encryptor(), padded)

    def decrypt(self, encrypted: bytes, counter: bytes = b"") -> bytes:  # noqa: ARG002 - 3DES does not use the counter
        """The reverse of `encrypt`."""
        return _run(self._cbc(self.keys.encryption, bytes(_DES_BLOCK)).decryptor(), encrypted)

    def mac(self, padded: bytes) -> bytes:
        """The MAC: simple DES over all blocks but the last, which takes both halves of the key."""
        head, last = padded[:-_DES_BLOCK], padded[-_DES_BLOCK:]
        single = self.keys.mac[:_DES_BLOCK] * 2
        chained = _run(self._cbc(single, bytes(_DES_BLOCK)).encryptor(), head)[-_DES_BLOCK:]
        return _run(self._cbc(self.keys.mac, chained or bytes(_DES_BLOCK)).encryptor(), last)

    @staticmethod
    def _cbc(key: bytes, initial: bytes) -> Cipher[modes.CBC]:
        return Cipher(TripleDES(key + key[:_DES_BLOCK]), modes.CBC(initial))


@dataclass(frozen=True)
class AesCipher:
    """AES in CBC mode, its initial vector the encrypted counter, and CMAC cut to eight bytes."""

    keys: KeyPair
    block = _AES_BLOCK

    def encrypt(self, padded: bytes, counter: bytes) -> bytes:
        """Encrypt whole blocks at this value of the counter."""
        return _run(self._cbc(self._initial(counter)).encryptor(), padded)

    def decrypt(self, encrypted: bytes, counter: bytes) -> bytes:
        """The reverse of `encrypt`."""
        return _run(self._cbc(self._initial(counter)).decryptor(), encrypted)

    def mac(self, padded: bytes) -> bytes:
        """The first eight bytes of the CMAC."""
        return authentication_token(self.keys.mac, padded)

    def _initial(self, counter: bytes) -> bytes:
        return _run(self._cbc(bytes(_AES_BLOCK)).encryptor(), counter)

    def _cbc(self, initial: bytes) -> Cipher[modes.CBC]:
        return Cipher(AES(self.keys.encryption), modes.CBC(initial))


def authentication_token(key: bytes, message: bytes) -> bytes:
    """The CMAC over a message of any length, cut to eight bytes."""
    cmac = CMAC(AES(key))
    cmac.update(message)
    return cmac.finalize()[:MAC_BYTES]


def decrypt_nonce(key: bytes, encrypted: bytes) -> bytes:
    """The nonce of PACE: AES in CBC mode without an initial vector and without padding."""
    return _run(Cipher(AES(key), modes.CBC(bytes(_AES_BLOCK))).decryptor(), encrypted)


def pad(message: bytes, block: int) -> bytes:
    """ISO/IEC 7816-4 padding: a byte 80, then zeros up to a whole block."""
    return message + bytes((_PADDING,)) + bytes(-(len(message) + 1) % block)


def unpad(padded: bytes, block: int) -> bytes:
    """The message without its padding.

    Raises:
        ValueError: the last block is not padded.
    """
    message = padded.rstrip(b"\0")
    if not message or message[-1] != _PADDING or len(padded) - len(message) >= block:
        raise ValueError("the padding is wrong")
    return message[:-1]


def _run(context: CipherContext, data: bytes) -> bytes:
    return context.update(data) + context.finalize()

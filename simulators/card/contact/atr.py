"""The answer to reset of the contact face.

*Source*: ISO/IEC 7816-3 for the interface bytes, ISO/IEC 7816-4 for the historical bytes. It offers T=1 alone, so that
nobody between the reader and the card takes a command apart; the historical bytes say that an application is selected
by its full or cut identifier, that commands may be chained, and that lengths may be extended.
"""

from functools import reduce
from operator import xor

_INITIAL = b"\x3b"
_INTERFACE = bytes.fromhex("81 31 FE 45")  # TD1, TD2: T=1; TA3: 254 bytes a block; TB3: waiting times
_TD1_FOLLOWS = 0x80
_COMPACT_TLV = b"\x80"
_CAPABILITIES = bytes.fromhex("73 C0 21 C0")
_ISSUER_DATA = 0x50
_NAME = b"HAWIYA"


def answer_to_reset() -> bytes:
    """The bytes, with their check byte."""
    historical = _COMPACT_TLV + _CAPABILITIES + bytes((_ISSUER_DATA | len(_NAME),)) + _NAME
    checked = bytes((_TD1_FOLLOWS | len(historical),)) + _INTERFACE + historical
    return _INITIAL + checked + bytes((reduce(xor, checked),))

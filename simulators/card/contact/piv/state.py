"""Names and volatile state of the PIV application."""

from dataclasses import dataclass
from typing import Literal

from simulators.card.memory import Cipher

AID = bytes.fromhex("A0000003080000100001 00")

PIN_REFERENCE = 0x80
PUK_REFERENCE = 0x81
AUTHENTICATION_KEY = 0x9A
SIGNATURE_KEY = 0x9C
ADMINISTRATOR_KEY = 0x9B
HOLDER_KEYS = frozenset((AUTHENTICATION_KEY, SIGNATURE_KEY))

RSA_2048 = 0x07
P_256 = 0x11
CIPHERS: dict[int, Cipher] = {0x00: "3des", 0x03: "3des", 0x08: "aes-128", 0x0A: "aes-192", 0x0C: "aes-256"}
"""The algorithm identifiers of symmetric keys; 00 is an older name of 03."""

CodeName = Literal["pin", "puk"]
CODES: dict[int, CodeName] = {PIN_REFERENCE: "pin", PUK_REFERENCE: "puk"}


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What the card asked the administrator: `answer` is expected in the command of that turn; `mutual` if he is to ask, too."""

    answer: bytes
    turn: int
    mutual: bool


@dataclass(frozen=True, kw_only=True)
class Session:
    """What a power-off ends: who has shown what to the card."""

    pin_verified: bool = False
    verified_turn: int | None = None
    """The command in which the PIN was verified last."""
    administrator: bool = False
    challenge: Challenge | None = None


def key_name(reference: int) -> str:
    """A key reference as the memory names it."""
    return f"{reference:02X}"

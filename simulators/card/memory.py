"""The non-volatile memory of a card: what survives power, and the order in which it is written.

A change is written before anything is answered or compared, so that a card that loses power in between has either the
old content or the new one. `write` is where the content goes (a file, or nowhere in a test); it may refuse, and then
the old content stays. What it returns is what the memory holds from then on: a faulty memory returns something else
than it was given.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from harness.protocol.encoding.apdu import StatusWord
from simulators.card.contactless.memory import ContactlessMemory
from simulators.card.refusal import CommandRefusedError

SCHEMA: Literal["hawiya-card/1"] = "hawiya-card/1"
OBJECT_LIMIT = 16_384
MOST_TRIES = 15  # what a status word 63Cx can say
CODE_BYTES = 8

Tag = Annotated[str, Meta(pattern="^[0-9A-F]{2,6}$", description="The tag of a data object, in hexadecimal")]
KeyReference = Annotated[str, Meta(pattern="^[0-9A-F]{2}$", description="A key reference of PIV, in hexadecimal")]
Tries = Annotated[int, Meta(ge=0, le=MOST_TRIES)]
Cipher = Literal["3des", "aes-128", "aes-192", "aes-256"]
LifeCycle = Literal["new", "personalized"]


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A PIN or PUK: its eight bytes with the padding, the tries that are left, and the tries after a right one."""

    value: Annotated[bytes, Meta(min_length=CODE_BYTES, max_length=CODE_BYTES)]
    tries_left: Tries
    tries: Annotated[int, Meta(ge=1, le=MOST_TRIES)]

    def __post_init__(self) -> None:
        if self.tries_left > self.tries:
            raise ValueError(f"{self.tries_left} tries left of {self.tries}")

    def __repr__(self) -> str:
        return f"Code(tries_left={self.tries_left}, tries={self.tries})"


class AdministratorKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The symmetric key by which an issuer shows the card who it is."""

    cipher: Cipher
    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != KEY_BYTES[self.cipher]:
            raise ValueError(f"a key of {self.cipher} has {KEY_BYTES[self.cipher]} bytes, not {len(self.value)}")

    def __repr__(self) -> str:
        return f"AdministratorKey(cipher={self.cipher!r})"


KEY_BYTES: dict[Cipher, int] = {"3des": 24, "aes-128": 16, "aes-192": 24, "aes-256": 32}


class Holder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The synthetic person whom the card was made for; the chip itself shows this in no command."""

    person_id: str
    name_en: str
    name_ar: str
    civil_number: str
    card_serial: str
    expires_on: date


class CardMemory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that survives power. Private keys are PKCS #8 in DER; a data object is its value without tag 53."""

    schema: Literal["hawiya-card/1"] = SCHEMA
    seed: int
    state: LifeCycle = "new"
    holder: Holder
    pin: Code
    puk: Code
    administrator: AdministratorKey
    keys: dict[KeyReference, bytes] = {}
    objects: dict[Tag, Annotated[bytes, Meta(max_length=OBJECT_LIMIT)]] = {}
    contactless: ContactlessMemory | None = None

    def __repr__(self) -> str:
        return f"CardMemory(person_id={self.holder.person_id!r}, state={self.state!r}, pin={self.pin}, puk={self.puk})"


Write = Callable[[CardMemory], CardMemory]


def kept_in_process(content: CardMemory) -> CardMemory:
    """Write nowhere: the memory lives as long as the process."""
    return content


class Memory:
    """The memory of one card, which both faces share."""

    def __init__(self, content: CardMemory, write: Write = kept_in_process) -> None:
        self._content = content
        self._write = write

    @property
    def content(self) -> CardMemory:
        """What the card holds now."""
        return self._content

    def change(self, **fields: object) -> None:
        """Write these fields, then hold them.

        Raises:
            CommandRefusedError: 6581, the content could not be written and the old one stays.
            CardMuteError: power went in the midst of it and the old content stays.
        """
        try:
            self._content = self._write(replace(self._content, **fields))
        except OSError as error:
            raise CommandRefusedError(StatusWord.MEMORY_FAILURE) from error

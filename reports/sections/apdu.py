"""A command to a card and its answer, laid out for people who read APDUs: header, Lc, data and Le apart, the status word named.

    SELECT                          00 A4 04 00 | 0B | A0 00 00 03 08 ... | 00
    9000 OK                         61 23 4F 06 ...

What is no plain hexadecimal (a masked PIN, alien text) stands as it is. Data is cut at `SHOWN` bytes: every short APDU is whole.

Source: ISO/IEC 7816-4, 5.2 to 5.6 (commands, chaining, secure messaging, status words) and its table of instructions.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harness.protocol.encoding.apdu import (
    EXTENDED_DATA,
    SHORT_ANSWER,
    MalformedApduError,
    StatusWord,
    parse_command,
    tries_left,
)
from reports.card_texts import CARD_TEXTS

if TYPE_CHECKING:
    from harness.world.events import ApduDetail

SHOWN: Final = SHORT_ANSWER
"""Bytes of data that a page shows."""

INSTRUCTIONS: Final = {
    0x20: "VERIFY",
    0x22: "MANAGE SECURITY ENVIRONMENT",
    0x24: "CHANGE REFERENCE DATA",
    0x2C: "RESET RETRY COUNTER",
    0x47: "GENERATE ASYMMETRIC KEY PAIR",
    0x82: "EXTERNAL AUTHENTICATE",
    0x84: "GET CHALLENGE",
    0x86: "GENERAL AUTHENTICATE",
    0x87: "GENERAL AUTHENTICATE",
    0x88: "INTERNAL AUTHENTICATE",
    0xA4: "SELECT",
    0xB0: "READ BINARY",
    0xB1: "READ BINARY",
    0xC0: "GET RESPONSE",
    0xCA: "GET DATA",
    0xCB: "GET DATA",
    0xD6: "UPDATE BINARY",
    0xDA: "PUT DATA",
    0xDB: "PUT DATA",
}
"""Of the interindustry class; the name is the same in every language."""

_HEADER = 4
_LONGEST = _HEADER + 3 + EXTENDED_DATA + 2
_CLIPPED = re.compile(r"… \[(\d{1,9}) characters\]\Z")
_BYTE = re.compile(r"[0-9A-Fa-f]{2}\Z")
_INTERINDUSTRY, _CHAINED, _SECURED = 0xE0, 0x10, 0x0C


@dataclass(frozen=True, kw_only=True)
class Bytes:
    """Bytes as shown; `total` is how many there were, `cut_there` whether the events hold no more than a part of them."""

    text: str = ""
    shown: int = 0
    total: int = 0
    cut_there: bool = False

    @property
    def cut(self) -> bool:
        """Whether something was left out at the end."""
        return self.shown < self.total


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command in its parts; `remarks` are keys `apdu.*` of `reports.texts`."""

    name: str = ""
    header: str = ""
    lc: str = ""
    data: Bytes
    le: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Status:
    """A status word: `key` names it in `reports.texts`, `count` is the number in it, if any."""

    sw: str
    key: str
    count: int = 0
    mood: str = ""


@dataclass(frozen=True, kw_only=True)
class Apdu:
    """One exchange with a card; without a command it is power or a reset, and its answer."""

    command: Command | None
    answer: Bytes
    status: Status | None
    lost: str


def laid_out_apdu(detail: "ApduDetail") -> Apdu:
    """An event of a card as the page shows it."""
    sent = bool(detail.command or detail.sw)
    return Apdu(
        command=_command(_read(detail.command)) if sent else None,
        answer=_cut(_read(detail.response)),
        status=status_of(detail.sw) if detail.sw else None,
        lost=detail.lost or "",
    )


def status_of(sw: str) -> Status:
    """What a status word says. *Shape*: four hexadecimal digits; anything else has no name."""
    value = int(sw, 16) if re.fullmatch("[0-9A-Fa-f]{4}", sw) else -1
    if (left := tries_left(value)) is not None:
        return Status(sw=sw, key="sw.tries", count=left, mood="open")
    if value == StatusWord.OK:
        return Status(sw=sw, key="sw.9000", mood="good")
    high, low = divmod(value, 0x100)
    if high == 0x61:  # noqa: PLR2004 - SW1 of "more to fetch"
        return Status(sw=sw, key="sw.more" if low else "sw.much_more", count=low, mood="good")
    if high == 0x6C:  # noqa: PLR2004 - SW1 of "wrong Le, and this is the right one"
        return Status(sw=sw, key="sw.right_le", count=low or SHORT_ANSWER)
    key = f"sw.{value:04X}"
    return Status(sw=sw, key=key if key in CARD_TEXTS else "sw.unknown")


@dataclass(frozen=True, kw_only=True)
class _Text:
    """The text of an event: its words, how many bytes it was before the events were cut, and whether every word is a byte."""

    words: list[str]
    total: int
    plain: bool

    def from_(self, start: int) -> "_Text":
        """What follows the first `start` words."""
        return _Text(words=self.words[start:], total=max(0, self.total - start), plain=self.plain)


def _read(text: str) -> _Text:
    clipped = _CLIPPED.search(text)
    words = (text[: clipped.start()] if clipped else text).split()
    if clipped and words and not _BYTE.match(words[-1]):
        words = words[:-1]
    plain = all(map(_BYTE.match, words))
    total = (int(clipped[1]) + 1) // 3 if clipped else len(words)
    return _Text(words=words, total=max(total, len(words)), plain=plain)


def _cut(text: _Text) -> Bytes:
    shown = min(SHOWN, len(text.words))
    return Bytes(
        text=" ".join(text.words[:shown]), shown=shown, total=text.total, cut_there=len(text.words) < text.total
    )


def _command(text: _Text) -> Command:
    if len(text.words) < _HEADER or not all(map(_BYTE.match, text.words[:_HEADER])):
        return Command(data=_cut(text), remarks=(*_missing(text),))
    cla, ins = (int(word, 16) for word in text.words[:2])
    remarks = _class_remarks(cla)
    name = INSTRUCTIONS.get(ins, "") if not cla & _INTERINDUSTRY else ""
    header = " ".join(text.words[:_HEADER])
    lengths = _lengths(text) if text.plain else (0, text.total - _HEADER)
    if lengths is None:
        odd = (*remarks, "apdu.odd")
        return Command(name=name, header=header, data=_cut(text.from_(_HEADER)), remarks=odd)
    start, end = _HEADER + lengths[0], _HEADER + sum(lengths)
    data = _Text(words=text.words[start:end], total=lengths[1], plain=text.plain)
    lc, le = (" ".join(part) for part in (text.words[_HEADER:start], text.words[end:]))
    return Command(name=name, header=header, lc=lc, data=_cut(data), le=le, remarks=remarks)


def _missing(text: _Text) -> tuple[str, ...]:
    if not text.words:
        return ("apdu.empty",)
    return ("apdu.short",) if text.plain else ()


def _class_remarks(cla: int) -> tuple[str, ...]:
    if cla & _INTERINDUSTRY:
        return ()
    return (*(("apdu.chained",) if cla & _CHAINED else ()), *(("apdu.secured",) if cla & _SECURED else ()))


def _lengths(text: _Text) -> tuple[int, int] | None:
    """How many bytes Lc and the data take; nothing where the lengths contradict the bytes.

    What the events do not hold is filled up: its length alone counts.
    """
    if text.total > _LONGEST:
        return None
    try:
        found = parse_command(bytes.fromhex("".join(text.words)) + bytes(text.total - len(text.words)))
    except MalformedApduError:
        return None
    if not found.data:
        return 0, 0
    return (3 if found.extended else 1), len(found.data)

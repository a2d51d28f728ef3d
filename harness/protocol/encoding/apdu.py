"""Command and response APDUs: bytes <-> values.

The four cases of ISO/IEC 7816-4, clause 5.3, with short (one byte) and extended (three bytes) lengths:

    case 1  header                        case 3  header Lc data
    case 2  header Le                     case 4  header Lc data Le

A length Le of zero asks for as many bytes as the form can say: 256 short, 65,536 extended.
"""

from dataclasses import dataclass
from enum import IntEnum

SHORT_DATA = 255
SHORT_ANSWER = 256
EXTENDED_DATA = 65_535
EXTENDED_ANSWER = 65_536
_HEADER = 4
_EXTENDED_LENGTH = 3


class StatusWord(IntEnum):
    """SW1-SW2 as ISO/IEC 7816-4 names them."""

    OK = 0x9000
    NOTHING_CHANGED = 0x6300
    """Of a warning with a counter, 63Cx, the x is added: see `tries_left`."""
    EXECUTION_ERROR = 0x6400
    MEMORY_FAILURE = 0x6581
    WRONG_LENGTH = 0x6700
    CHANNEL_NOT_SUPPORTED = 0x6881
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882
    LAST_COMMAND_EXPECTED = 0x6883
    CHAINING_NOT_SUPPORTED = 0x6884
    COMMAND_INCOMPATIBLE = 0x6981
    SECURITY_STATUS_NOT_SATISFIED = 0x6982
    AUTHENTICATION_BLOCKED = 0x6983
    REFERENCE_DATA_NOT_USABLE = 0x6984
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_EF = 0x6986
    SECURE_MESSAGING_OBJECTS_MISSING = 0x6987
    SECURE_MESSAGING_OBJECTS_INCORRECT = 0x6988
    WRONG_DATA = 0x6A80
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    NOT_ENOUGH_MEMORY = 0x6A84
    WRONG_P1_P2 = 0x6A86
    REFERENCE_DATA_NOT_FOUND = 0x6A88
    WRONG_OFFSET = 0x6B00
    INSTRUCTION_NOT_SUPPORTED = 0x6D00
    CLASS_NOT_SUPPORTED = 0x6E00
    NO_PRECISE_DIAGNOSIS = 0x6F00


class MalformedApduError(ValueError):
    """The bytes are no APDU; a card answers 6700."""


@dataclass(frozen=True, kw_only=True)
class CommandApdu:
    """A command. *Shape*: four header bytes, `data` of at most 65,535 bytes, `le` 1 to 65,536 or None for no answer data."""

    cla: int = 0x00
    ins: int
    p1: int = 0x00
    p2: int = 0x00
    data: bytes = b""
    le: int | None = None
    extended: bool = False
    """Lengths stand in the extended form, needed or not."""

    def encode(self) -> bytes:
        """The bytes; the extended form where it is asked for or needed.

        Raises:
            MalformedApduError: no form can carry so much data, or say this `le`.
        """
        if len(self.data) > EXTENDED_DATA:
            raise MalformedApduError(f"{len(self.data)} bytes of data, an APDU carries {EXTENDED_DATA}")
        if self.le is not None and not 0 < self.le <= EXTENDED_ANSWER:
            raise MalformedApduError(f"le {self.le}, an APDU asks for 1 to {EXTENDED_ANSWER} bytes")
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.extended or len(self.data) > SHORT_DATA or (self.le or 0) > SHORT_ANSWER:
            return header + self._extended_lengths()
        lc = bytes((len(self.data),)) if self.data else b""
        le = b"" if self.le is None else bytes((self.le % SHORT_ANSWER,))
        return header + lc + self.data + le

    def _extended_lengths(self) -> bytes:
        lc = b"\0" + len(self.data).to_bytes(2, "big") if self.data else b""
        le = b"" if self.le is None else (self.le % EXTENDED_ANSWER).to_bytes(2, "big")
        return lc + self.data + (b"\0" if le and not lc else b"") + le


@dataclass(frozen=True)
class ResponseApdu:
    """A response: data, and the status word that ends it."""

    data: bytes
    sw: int

    def encode(self) -> bytes:
        """The bytes."""
        return self.data + self.sw.to_bytes(2, "big")

    @property
    def ok(self) -> bool:
        """Whether the command was carried out."""
        return self.sw == StatusWord.OK


def parse_command(apdu: bytes) -> CommandApdu:
    """Read a command.

    Raises:
        MalformedApduError: the lengths do not agree with the bytes.
    """
    if len(apdu) < _HEADER:
        raise MalformedApduError(f"{len(apdu)} bytes, a header has {_HEADER}")
    body = apdu[_HEADER:]
    extended = len(body) >= _EXTENDED_LENGTH and body[0] == 0
    data, le = _extended_body(body) if extended else _short_body(body)
    cla, ins, p1, p2 = apdu[:_HEADER]
    return CommandApdu(cla=cla, ins=ins, p1=p1, p2=p2, data=data, le=le, extended=extended)


def parse_response(apdu: bytes) -> ResponseApdu:
    """Read a response.

    Raises:
        MalformedApduError: it is too short to end in a status word.
    """
    if len(apdu) < 2:  # noqa: PLR2004 - SW1 and SW2
        raise MalformedApduError(f"a response of {len(apdu)} bytes has no status word")
    return ResponseApdu(apdu[:-2], int.from_bytes(apdu[-2:], "big"))


def tries_left(sw: int) -> int | None:
    """The counter of a warning 63Cx, else None."""
    return sw & 0x0F if sw & 0xFFF0 == StatusWord.NOTHING_CHANGED + 0xC0 else None


def _short_body(body: bytes) -> tuple[bytes, int | None]:
    if not body:
        return b"", None
    if len(body) == 1:
        return b"", body[0] or SHORT_ANSWER
    lc, rest = body[0], body[1:]
    if lc == 0 or len(rest) not in (lc, lc + 1):
        raise MalformedApduError(f"Lc says {lc}, {len(rest)} bytes follow")
    return rest[:lc], (rest[lc] or SHORT_ANSWER) if len(rest) > lc else None


def _extended_body(body: bytes) -> tuple[bytes, int | None]:
    number, rest = int.from_bytes(body[1:_EXTENDED_LENGTH], "big"), body[_EXTENDED_LENGTH:]
    if not rest:
        return b"", number or EXTENDED_ANSWER
    if number == 0 or len(rest) not in (number, number + 2):
        raise MalformedApduError(f"extended Lc says {number}, {len(rest)} bytes follow")
    le = int.from_bytes(rest[number:], "big") or EXTENDED_ANSWER if len(rest) > number else None
    return rest[:number], le

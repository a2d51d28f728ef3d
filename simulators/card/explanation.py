"""What a person reads of an answer: its status word in words, and its data objects as a tree."""

from collections.abc import Iterator

from harness.protocol.encoding.apdu import StatusWord, tries_left
from harness.protocol.encoding.ber_tlv import MalformedTlvError, Tlv, parse

_WORDS = {
    StatusWord.OK: "done",
    StatusWord.EXECUTION_ERROR: "an error in the card, nothing changed",
    StatusWord.MEMORY_FAILURE: "the memory could not be written",
    StatusWord.WRONG_LENGTH: "wrong length",
    StatusWord.CHANNEL_NOT_SUPPORTED: "this logical channel is not supported",
    StatusWord.SECURE_MESSAGING_NOT_SUPPORTED: "secure messaging is not supported",
    StatusWord.SECURITY_STATUS_NOT_SATISFIED: "something must be shown first (a PIN, the administrator key)",
    StatusWord.AUTHENTICATION_BLOCKED: "blocked: no try is left",
    StatusWord.CONDITIONS_NOT_SATISFIED: "not possible now",
    StatusWord.WRONG_DATA: "the data of the command is wrong",
    StatusWord.FUNCTION_NOT_SUPPORTED: "this function is not supported",
    StatusWord.FILE_NOT_FOUND: "no such application or object",
    StatusWord.NOT_ENOUGH_MEMORY: "too much for the memory of the card",
    StatusWord.WRONG_P1_P2: "wrong P1 or P2",
    StatusWord.REFERENCE_DATA_NOT_FOUND: "no such PIN or key",
    StatusWord.WRONG_OFFSET: "wrong offset",
    StatusWord.INSTRUCTION_NOT_SUPPORTED: "this instruction is not known here (is an application selected?)",
    StatusWord.CLASS_NOT_SUPPORTED: "this class is not supported",
    StatusWord.NO_PRECISE_DIAGNOSIS: "an error in the card",
}
_TAGS = {
    0x4F: "application identifier",
    0x50: "label",
    0x53: "content",
    0x5F2F: "PIN usage policy",
    0x61: "application property template",
    0x6F: "file control information",
    0x70: "certificate",
    0x71: "certificate information",
    0x79: "allocation authority",
    0x7C: "dynamic authentication template",
    0x7E: "discovery object",
    0x7F49: "public key",
    0x84: "name",
    0xFE: "error detection code",
}
_SHOWN_BYTES = 32
_MORE = 0x61
_DEPTH = 5


def explained(sw: int) -> str:
    """A status word in words."""
    left = tries_left(sw)
    if left is not None:
        return f"wrong, or not shown yet; tries left: {left}"
    if sw >> 8 == _MORE:
        waiting = sw & 0xFF
        return f"done; {waiting or '256 or more'} bytes wait for GET RESPONSE (00C00000{waiting:02X})"
    return _WORDS.get(StatusWord(sw), "no name") if sw in StatusWord.__members__.values() else "no name of ours"


def tree(data: bytes) -> Iterator[str]:
    """The data objects of an answer, a line each; what is none is shown as it is."""
    yield from _branch(data, depth=0)


def _branch(data: bytes, *, depth: int) -> Iterator[str]:
    objects = _objects(data)
    if objects is None:
        yield "  " * depth + shortened(data)
        return
    for found in objects:
        name = f"  {_TAGS[found.tag]}" if found.tag in _TAGS else ""
        yield f"{'  ' * depth}{found.tag:02X} [{len(found.value)}]{name}"
        inside = found.constructed or found.tag in (0x53, 0x5F2F)
        if not found.value:
            continue
        if inside and depth < _DEPTH:
            yield from _branch(found.value, depth=depth + 1)
        else:
            yield "  " * (depth + 1) + shortened(found.value)


def _objects(data: bytes) -> list[Tlv] | None:
    try:
        objects = parse(data)
    except MalformedTlvError:
        return None
    return objects or None


def shortened(data: bytes) -> str:
    """Bytes in hexadecimal, and what they say if that is text; long ones are cut."""
    shown = data[:_SHOWN_BYTES].hex().upper()
    if len(data) > _SHOWN_BYTES:
        return f"{shown}.. {len(data)} bytes"
    return f'{shown} "{data.decode("ascii")}"' if data.isascii() and data.decode("ascii").isprintable() else shown

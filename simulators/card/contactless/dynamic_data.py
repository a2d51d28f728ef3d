"""Data objects inside a command, each at most once."""

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import MalformedTlvError, parse
from simulators.card.contactless.refusal import CommandRefusedError

_DYNAMIC_AUTHENTICATION = 0x7C


def objects(data: bytes) -> dict[int, bytes]:
    """The values by tag.

    Raises:
        CommandRefusedError: 6A80, the bytes are no objects, or one is there twice.
    """
    try:
        found = parse(data)
    except MalformedTlvError as error:
        raise CommandRefusedError(StatusWord.WRONG_DATA) from error
    values = {each.tag: each.value for each in found}
    if len(values) != len(found):
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    return values


def dynamic_value(command: CommandApdu, *, tag: int | None) -> bytes:
    """The one value inside the template of GENERAL AUTHENTICATE, empty where `tag` is None and none may be there.

    Raises:
        CommandRefusedError: 6A80, anything else is there.
    """
    outer = objects(command.data)
    if set(outer) != {_DYNAMIC_AUTHENTICATION}:
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    inner = objects(outer[_DYNAMIC_AUTHENTICATION])
    if set(inner) != (set() if tag is None else {tag}):
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    return b"" if tag is None else inner[tag]

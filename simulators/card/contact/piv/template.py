"""The template of GENERAL AUTHENTICATE and of key generation, read strictly."""

from harness.protocol.encoding.apdu import StatusWord
from harness.protocol.encoding.ber_tlv import MalformedTlvError, parse
from simulators.card.refusal import CommandRefusedError


def objects_of(data: bytes, template: int) -> dict[int, bytes]:
    """The data objects, each at most once, in the one template that the data is.

    Raises:
        CommandRefusedError: 6700 for no data at all, 6A80 for anything else.
    """
    if not data:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    try:
        outer = parse(data)
        inner = parse(outer[0].value)
    except MalformedTlvError:
        raise CommandRefusedError(StatusWord.WRONG_DATA) from None
    objects: dict[int, bytes] = dict(inner)
    if len(outer) != 1 or outer[0].tag != template or len(objects) != len(inner):
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    return objects

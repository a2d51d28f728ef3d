"""The data objects and the commands that read and write them.

*Source*: NIST SP 800-73-4 part 1, table 2 (tags, access), part 2, 3.1.2 (GET DATA) and 3.3.1 (PUT DATA). All objects
come in tag 53, but for the discovery object and the biometric information template, which are their own.
"""

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import MalformedTlvError, Tlv, parse, tlv
from simulators.card.contact.piv.work import Work, require
from simulators.card.memory import OBJECT_LIMIT
from simulators.card.refusal import CommandRefusedError

CAPABILITY_CONTAINER = "5FC107"
HOLDER_UNIQUE_IDENTIFIER = "5FC102"
AUTHENTICATION_CERTIFICATE = "5FC105"
SIGNATURE_CERTIFICATE = "5FC10A"
PRINTED_INFORMATION = "5FC109"
FACIAL_IMAGE = "5FC108"
DISCOVERY_OBJECT = "7E"

_RETIRED_CERTIFICATES = (f"5FC1{number:02X}" for number in range(0x0D, 0x21))
OBJECTS: dict[str, str] = {
    CAPABILITY_CONTAINER: "card capability container",
    HOLDER_UNIQUE_IDENTIFIER: "card holder unique identifier",
    AUTHENTICATION_CERTIFICATE: "certificate of the authentication key 9A",
    "5FC103": "fingerprints",
    "5FC106": "security object",
    FACIAL_IMAGE: "facial image",
    "5FC101": "certificate of the card authentication key 9E",
    SIGNATURE_CERTIFICATE: "certificate of the signature key 9C",
    "5FC10B": "certificate of the key management key 9D",
    PRINTED_INFORMATION: "printed information",
    DISCOVERY_OBJECT: "discovery object",
    "5FC10C": "key history",
    **dict.fromkeys(_RETIRED_CERTIFICATES, "certificate of a retired key management key"),
    "5FC121": "iris images",
    "7F61": "biometric information template",
    "5FC122": "certificate of the signer of secure messaging keys",
    "5FC123": "pairing code",
}
"""Every object that the card can hold, by its tag."""

_TAG_LIST = 0x5C
_CONTENT = 0x53
_IN_THEIR_OWN_TAG = (DISCOVERY_OBJECT, "7F61")
_OBJECT_P1_P2 = (0x3F, 0xFF)


def get_data(work: Work, command: CommandApdu) -> bytes:
    """GET DATA: one object with its tag."""
    _check_file(command)
    tag = _asked_tag(command.data)
    require(condition=work.rules.may_read(tag, work.session), sw=StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    content = work.memory.content.objects.get(tag)
    if content is None:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    return tlv(int(tag, 16) if tag in _IN_THEIR_OWN_TAG else _CONTENT, content)


def put_data(work: Work, command: CommandApdu) -> bytes:
    """PUT DATA: write one object as a whole; an empty one is deleted."""
    _check_file(command)
    may = work.rules.may_administer(work.session)
    require(condition=may, sw=StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    tag, content = _written(_parsed(command.data))
    require(condition=tag in OBJECTS, sw=StatusWord.FILE_NOT_FOUND)
    require(condition=len(content) <= OBJECT_LIMIT, sw=StatusWord.NOT_ENOUGH_MEMORY)
    others = {name: value for name, value in work.memory.content.objects.items() if name != tag}
    work.memory.change(objects={**others, tag: content} if content else others)
    return b""


def _check_file(command: CommandApdu) -> None:
    require(condition=(command.p1, command.p2) == _OBJECT_P1_P2, sw=StatusWord.WRONG_P1_P2)
    require(condition=bool(command.data), sw=StatusWord.WRONG_LENGTH)


def _asked_tag(data: bytes) -> str:
    asked = _parsed(data)
    require(condition=len(asked) == 1 and asked[0].tag == _TAG_LIST, sw=StatusWord.WRONG_DATA)
    return asked[0].value.hex().upper()


def _written(parts: list[Tlv]) -> tuple[str, bytes]:
    """Tag and content of what is to be written."""
    match parts:
        case [Tlv(tag=tag, value=value)] if f"{tag:X}" in _IN_THEIR_OWN_TAG:
            return f"{tag:X}", value
        case [Tlv(tag=0x5C, value=name), Tlv(tag=0x53, value=value)]:
            return name.hex().upper(), value
    raise CommandRefusedError(StatusWord.WRONG_DATA)


def _parsed(data: bytes) -> list[Tlv]:
    try:
        return parse(data)
    except MalformedTlvError:
        raise CommandRefusedError(StatusWord.WRONG_DATA) from None

"""The files of a chip: selecting the application, and reading elementary files in blocks.

*Source*: ICAO Doc 9303-10 (8th edition), clauses on SELECT, on READ BINARY and on the file structure of LDS1.
"""

from enum import IntEnum

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.phone.chip_reader import der
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.errors import (
    CardNotSupportedError,
    ChipAnswerError,
    ChipDataInvalidError,
    well_formed,
)

EMRTD_APPLICATION = bytes.fromhex("A0000002471001")
MAX_FILE = 262_144
"""No file of a card is longer; what says so is refused before it is read. *Unit*: bytes."""
BLOCK = 223
"""What one short answer carries under secure messaging, whatever its cipher. *Unit*: bytes."""

_SELECT, _READ_BINARY, _READ_BINARY_BY_OFFSET_OBJECT = 0xA4, 0xB0, 0xB1
_BY_MASTER_FILE, _BY_APPLICATION, _BY_FILE_ID = (0x00, 0x0C), (0x04, 0x0C), (0x02, 0x0C)
_MASTER_FILE = 0x3F00
_OFFSET_IN_HEADER = 0x8000  # from here on the offset stands in a data object
_HEADER = 4
_DISCRETIONARY_DATA = 0x53
_OFFSET = 0x54
_END_OF_FILE = 0x6282
_LONG_LENGTH = 0x80


class ElementaryFile(IntEnum):
    """File identifiers: EF.CardAccess in the master file, the others in the eMRTD application."""

    CARD_ACCESS = 0x011C
    COM = 0x011E
    SOD = 0x011D
    DG1 = 0x0101
    DG2 = 0x0102
    DG11 = 0x010B
    DG14 = 0x010E
    DG15 = 0x010F


TAGS = {
    ElementaryFile.CARD_ACCESS: 0x31,
    ElementaryFile.COM: 0x60,
    ElementaryFile.SOD: 0x77,
    ElementaryFile.DG1: 0x61,
    ElementaryFile.DG2: 0x75,
    ElementaryFile.DG11: 0x6B,
    ElementaryFile.DG14: 0x6E,
    ElementaryFile.DG15: 0x6F,
}


def data_group(number: int) -> ElementaryFile | None:
    """The file of a data group, None for one that this reader does not read."""
    return next((file for file in ElementaryFile if file.name == f"DG{number}"), None)


def select_master_file(channel: Channel) -> None:
    """Go where EF.CardAccess is; after power-on a chip stands there, so one that refuses loses nothing."""
    p1, p2 = _BY_MASTER_FILE
    channel.send(CommandApdu(ins=_SELECT, p1=p1, p2=p2, data=_MASTER_FILE.to_bytes(2, "big")))


def select_application(channel: Channel) -> None:
    """Select the eMRTD application.

    Raises:
        CardNotSupportedError: the card has none.
    """
    p1, p2 = _BY_APPLICATION
    answer = channel.send(CommandApdu(ins=_SELECT, p1=p1, p2=p2, data=EMRTD_APPLICATION))
    if not answer.ok:
        raise CardNotSupportedError(f"SELECT of the eMRTD application: status word {answer.sw:04X}")


def select_file(channel: Channel, file: ElementaryFile) -> ResponseApdu:
    """Select a file of the application or master file that is selected; the answer, whatever it says."""
    p1, p2 = _BY_FILE_ID
    return channel.send(CommandApdu(ins=_SELECT, p1=p1, p2=p2, data=file.to_bytes(2, "big")))


def read_file(channel: Channel, file: ElementaryFile, *, block: int = BLOCK) -> bytes:
    """Read a whole file, whose length its own header says.

    Raises:
        ChipAnswerError: the file cannot be selected or read.
        ChipDataInvalidError: it is cut, too long or of another kind.
    """
    answer = select_file(channel, file)
    if not answer.ok:
        raise ChipAnswerError(f"SELECT of EF.{file.name}", answer.sw)
    content = _read_block(channel, file, offset=0, size=_HEADER)
    while (total := _announced(content, file)) is None or len(content) < total:
        size = 1 if total is None else min(block, total - len(content))
        content += _read_block(channel, file, offset=len(content), size=size)
    return content[:total]


def content_of(file: ElementaryFile, data: bytes) -> bytes:
    """What stands inside the one object that a file is.

    Raises:
        ChipDataInvalidError: it is another object, or not one.
    """
    with well_formed(file.name):
        return der.one(data, TAGS[file])


def _read_block(channel: Channel, file: ElementaryFile, *, offset: int, size: int) -> bytes:
    far = offset >= _OFFSET_IN_HEADER
    answer = channel.send(_read_far(offset, size) if far else _read_near(offset, size))
    if answer.sw not in (StatusWord.OK, _END_OF_FILE):
        raise ChipAnswerError(f"READ BINARY of EF.{file.name} at {offset}", answer.sw)
    with well_formed(file.name):
        data = der.one(answer.data, _DISCRETIONARY_DATA) if far else answer.data
    if not 0 < len(data) <= size:
        raise ChipDataInvalidError(file.name, f"{len(data)} bytes at {offset}, {size} were asked for")
    return data


def _read_near(offset: int, size: int) -> CommandApdu:
    return CommandApdu(ins=_READ_BINARY, p1=offset >> 8, p2=offset & 0xFF, le=size)


def _read_far(offset: int, size: int) -> CommandApdu:
    where = tlv(_OFFSET, offset.to_bytes(2 if offset < 1 << 16 else 3, "big"))
    return CommandApdu(ins=_READ_BINARY_BY_OFFSET_OBJECT, data=where, le=len(tlv(_DISCRETIONARY_DATA, bytes(size))))


def _announced(content: bytes, file: ElementaryFile) -> int | None:
    """How long the file says to be, None while its header is not complete."""
    if content[0] != TAGS[file]:
        raise ChipDataInvalidError(file.name, f"it begins with {content[0]:02X} instead of {TAGS[file]:02X}")
    if len(content) < 2:  # noqa: PLR2004 - tag and length
        return None
    first = content[1]
    size = first & ~_LONG_LENGTH if first & _LONG_LENGTH else 0
    if first == _LONG_LENGTH or len(content) < 2 + size:
        if first == _LONG_LENGTH or size > 3:  # noqa: PLR2004 - three bytes say more than MAX_FILE
            raise ChipDataInvalidError(file.name, "its length is indefinite or beyond all limits")
        return None
    total = 2 + size + (int.from_bytes(content[2 : 2 + size], "big") if size else first)
    if total > MAX_FILE:
        raise ChipDataInvalidError(file.name, f"{total} bytes, {MAX_FILE} is the limit")
    return total

"""SELECT and READ BINARY.

*Source*: ICAO Doc 9303-10 (8th edition), clause 3 (commands, short and odd form), and ISO/IEC 7816-4. Before PACE or basic access
control every file of the application is refused alike, present or not; the master file's are free to read.
"""

from harness.protocol.encoding.apdu import EXTENDED_ANSWER, SHORT_ANSWER, CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import length_bytes, tlv
from simulators.card.contactless import files
from simulators.card.contactless.dynamic_data import objects
from simulators.card.contactless.memory import ContactlessMemory
from simulators.card.contactless.refusal import END_OF_FILE, CommandRefusedError
from simulators.card.contactless.session import Card, Session

_BY_IDENTIFIER = 0x00
_FILE = 0x02
_BY_NAME = 0x04
_NO_ANSWER = 0x0C
_WITH_TEMPLATE = 0x00
_IDENTIFIER_BYTES = 2
_SHORT_IDENTIFIER = 0x80
_SHORT_MASK = 0x1F
_OFFSET = 0x54
_DISCRETIONARY = 0x53
_OFFSET_BYTES = 3


def select(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Select the master file, the application, or a file of whichever is selected."""
    if command.p2 not in (_NO_ANSWER, _WITH_TEMPLATE):
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    if command.p1 == _FILE:
        session.file = _named(card, session, command.data)
        template = tlv(0x80, len(session.file).to_bytes(2, "big")) + tlv(0x83, command.data)
    else:
        session.application = _directory(command)
        session.file = None
        template = tlv(0x84, files.APPLICATION) if session.application else tlv(0x83, command.data)
    wanted = command.p2 == _WITH_TEMPLATE and command.le is not None
    return ResponseApdu(tlv(0x6F, template) if wanted else b"", StatusWord.OK)


def read_binary(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Read from the selected file, or select one by its short identifier and read from it."""
    if command.data or command.le is None:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    if not command.p1 & _SHORT_IDENTIFIER:
        content = _current(session)
        return _part(session, command, content[_checked(command.p1 << 8 | command.p2, content) :])
    session.file = _short(card, session, command.p1 ^ _SHORT_IDENTIFIER)
    return _part(session, command, session.file[_checked(command.p2, session.file) :])


def read_binary_odd(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Read with the offset in a data object, so that files beyond 32,767 bytes can be read; the answer is an object, too."""
    if command.le is None:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    offset = _offset(command.data)
    identifier = command.p1 << 8 | command.p2
    if identifier > _SHORT_MASK:
        session.file = _named(card, session, identifier.to_bytes(_IDENTIFIER_BYTES, "big"))
    elif identifier:
        session.file = _short(card, session, identifier)
    content = _current(session)
    return _part(session, command, content[_checked(offset, content) :], tag=_DISCRETIONARY)


def _directory(command: CommandApdu) -> bool:
    """Whether the application is meant, else the master file."""
    if command.p1 == _BY_NAME:
        if command.data != files.APPLICATION:
            raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
        return True
    if command.p1 != _BY_IDENTIFIER:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    if command.data not in (b"", files.MASTER_FILE.to_bytes(_IDENTIFIER_BYTES, "big")):
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    return False


def _named(card: Card, session: Session, identifier: bytes) -> bytes:
    if len(identifier) != _IDENTIFIER_BYTES:
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    number = int.from_bytes(identifier, "big")
    _check_access(card, session, number)
    return _found(_files(card, session).get(number))


def _short(card: Card, session: Session, number: int) -> bytes:
    if not 0 < number <= _SHORT_MASK:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    held = _files(card, session)
    identifier = next((each for each in held if each & _SHORT_MASK == number), number)
    _check_access(card, session, identifier)
    return _found(held.get(identifier))


def _found(content: bytes | None) -> bytes:
    if content is None:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    return content


def _check_access(card: Card, session: Session, identifier: int) -> None:
    """Those of the application only with access, whether they are there or not."""
    if session.application and not card.may_read(session, identifier):
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)


def _files(card: Card, session: Session) -> dict[int, bytes]:
    """The files of the selected directory by identifier."""
    if not session.application:
        return {files.CARD_ACCESS: card.memory.card_access, files.ATR_INFO: files.answer_to_reset_file()}
    return _application(card.memory)


def _application(memory: ContactlessMemory) -> dict[int, bytes]:
    groups = {files.DATA_GROUPS + number: content for number, content in memory.data_groups.items()}
    return {files.COM: memory.common_data, files.SECURITY_OBJECT: memory.security_object, **groups}


def _current(session: Session) -> bytes:
    if session.file is None:
        # without access, not even this is told
        hidden = session.application and session.messaging is None
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED if hidden else StatusWord.NO_CURRENT_EF)
    return session.file


def _offset(data: bytes) -> int:
    found = objects(data)
    if set(found) != {_OFFSET} or not 0 < len(found[_OFFSET]) <= _OFFSET_BYTES:
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    return int.from_bytes(found[_OFFSET], "big")


def _checked(offset: int, content: bytes) -> int:
    if offset >= len(content):
        raise CommandRefusedError(StatusWord.WRONG_OFFSET)
    return offset


def _part(session: Session, command: CommandApdu, rest: bytes, *, tag: int | None = None) -> ResponseApdu:
    """As much of the rest as was asked for and as one answer carries.

    Le counts what the answer holds, so the header of an object around it takes its share. A maximal Le means "all there is", any
    other that goes beyond the end gives a warning.
    """
    asked = command.le or 0
    room = asked if session.messaging is None else min(asked, session.messaging.capacity(extended=command.extended))
    if tag is not None:
        room -= 1 + len(length_bytes(room))
    if room < 1:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    data = rest[:room]
    beyond = asked not in (SHORT_ANSWER, EXTENDED_ANSWER) and len(rest) < room
    return ResponseApdu(data if tag is None else tlv(tag, data), END_OF_FILE if beyond else StatusWord.OK)

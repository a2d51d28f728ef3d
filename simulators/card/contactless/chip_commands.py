"""The commands by which the chip shows that it is no copy: active authentication and chip authentication.

*Source*: ICAO Doc 9303-11 (8th edition), 6.1 and 6.2. Both work only within secure messaging, so a stranger
cannot recognize the card.
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless import chip_authentication
from simulators.card.contactless.ciphers import TRIPLE_DES, Suite
from simulators.card.contactless.dynamic_data import dynamic_value, objects
from simulators.card.contactless.memory import private_key
from simulators.card.contactless.points import COORDINATE_BYTES, InvalidPointError
from simulators.card.contactless.refusal import CommandRefusedError
from simulators.card.contactless.session import Card, Session

_CHALLENGE_BYTES = 8
_KEY_REFERENCE = 0x84
_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


def internal_authenticate(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Active authentication: sign the reader's challenge. *Shape* of the answer: r || s, 64 bytes."""
    _require_access(session)
    if command.p1 or command.p2:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    if len(command.data) != _CHALLENGE_BYTES or command.le is None:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    r, s = decode_dss_signature(private_key(card.memory.active_authentication_key).sign(command.data, _ES256))
    plain = b"".join(number.to_bytes(COORDINATE_BYTES, "big") for number in (r, s))
    return ResponseApdu(plain, StatusWord.OK)


def announce_agreement(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """MSE:SET AT for chip authentication: the protocol; the key follows in GENERAL AUTHENTICATE."""
    del card
    _require_access(session)
    given = _one_key(command)
    suite = chip_authentication.SUITES.get(given.get(0x80, b""))
    if suite is None or set(given) != {0x80}:
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    session.agreement = suite
    return ResponseApdu(b"", StatusWord.OK)


def set_key(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """MSE:SET KAT: chip authentication in one command, whose session is 3DES."""
    _require_access(session)
    given = _one_key(command)
    if set(given) != {0x91}:
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    _renew(card, session, given[0x91], suite=TRIPLE_DES)
    return ResponseApdu(b"", StatusWord.OK)


def agree(card: Card, session: Session, command: CommandApdu, suite: Suite) -> ResponseApdu:
    """GENERAL AUTHENTICATE for chip authentication: the reader's key in, new session keys after the answer."""
    _renew(card, session, dynamic_value(command, tag=0x80), suite=suite)
    session.interrupt()
    return ResponseApdu(tlv(0x7C), StatusWord.OK)


def _renew(card: Card, session: Session, theirs: bytes, *, suite: Suite) -> None:
    key = private_key(card.memory.chip_authentication_key)
    try:
        session.renewed = chip_authentication.renewed(key, theirs, suite=suite)
    except InvalidPointError as error:
        raise CommandRefusedError(StatusWord.WRONG_DATA) from error


def _require_access(session: Session) -> None:
    if session.messaging is None:
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    if not session.application:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)


def _one_key(command: CommandApdu) -> dict[int, bytes]:
    """The objects of the command; the chip has one key without a number, so none may be named."""
    given = objects(command.data)
    if _KEY_REFERENCE in given:
        raise CommandRefusedError(StatusWord.REFERENCE_DATA_NOT_FOUND)
    return given

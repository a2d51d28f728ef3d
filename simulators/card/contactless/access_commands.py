"""The commands that open the application: basic access control, and PACE step by step.

*Source*: ICAO Doc 9303-11 (8th edition), 4.3.4 (GET CHALLENGE, EXTERNAL AUTHENTICATE) and 4.4.4 (MSE:SET AT, GENERAL
AUTHENTICATE). A reader opens a card once: within secure messaging all of these are refused.
"""

from enum import IntEnum

from harness.protocol.encoding.apdu import EXTENDED_ANSWER, SHORT_ANSWER, CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless import basic_access
from simulators.card.contactless.dynamic_data import dynamic_value, objects
from simulators.card.contactless.pace import NONCE_BYTES, P256_PARAMETERS, PACE_OID, Pace, Secrets
from simulators.card.contactless.points import P256, SCALAR_BYTES, InvalidPointError, P256Point, p256_scalar
from simulators.card.contactless.refusal import CommandRefusedError
from simulators.card.contactless.session import Card, Session

CHAINED = 0x10
_DYNAMIC = 0x7C
_STEP_TAGS = {1: (None, 0x80), 2: (0x81, 0x82), 3: (0x83, 0x84), 4: (0x85, 0x86)}
"""What the reader sends and what the card answers, by the step of PACE."""
_LAST_STEP = 4


class Password(IntEnum):
    """The passwords of PACE by their reference."""

    MRZ = 1
    CAN = 2


def get_challenge(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Eight random bytes, good for one EXTERNAL AUTHENTICATE."""
    if command.p1 or command.p2:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    if command.data or command.le not in (basic_access.CHALLENGE_BYTES, SHORT_ANSWER, EXTENDED_ANSWER):
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    session.challenge = card.random_bytes(basic_access.CHALLENGE_BYTES)
    return ResponseApdu(session.challenge, StatusWord.OK)


def external_authenticate(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Basic access control: check the reader's proof, answer with the card's, begin secure messaging."""
    challenge, session.challenge = session.challenge, None
    if command.p1 or command.p2:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    if len(command.data) != basic_access.COMMAND_BYTES:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    if challenge is None or session.messaging is not None or not session.application:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    keys = basic_access.document_keys(card.memory.mrz_information)
    part = card.random_bytes(basic_access.KEY_PART_BYTES)
    access = card.guard.judged(
        lambda: basic_access.mutual_authentication(keys, command.data, challenge=challenge, key_part=part)
    )
    session.renewed = access.messaging
    return ResponseApdu(access.answer, StatusWord.OK)


def announce_pace(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """MSE:SET AT for PACE: the protocol and which password the reader knows."""
    if session.messaging is not None:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    given = objects(command.data)
    parameters = given.get(0x84, bytes((P256_PARAMETERS,)))
    if given.get(0x80) != PACE_OID or set(given) - {0x80, 0x83, 0x84} or parameters != bytes((P256_PARAMETERS,)):
        raise CommandRefusedError(StatusWord.WRONG_DATA)
    password = _password(card, given.get(0x83, b""))
    session.pace = Pace(password, secrets=_secrets(card), curve=P256)
    session.pace_step = 1
    return ResponseApdu(b"", StatusWord.OK)


def pace_step(card: Card, session: Session, command: CommandApdu, pace: Pace[P256Point]) -> ResponseApdu:
    """GENERAL AUTHENTICATE: the next step; all but the last are announced as links of a chain."""
    step = session.pace_step
    if bool(command.cla & CHAINED) != (step < _LAST_STEP):
        ahead = step < _LAST_STEP
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED if ahead else StatusWord.LAST_COMMAND_EXPECTED)
    wanted, tag = _STEP_TAGS[step]
    value = dynamic_value(command, tag=wanted)
    try:
        answer = _step(card, session, pace, value)
    except InvalidPointError as error:
        raise CommandRefusedError(StatusWord.WRONG_DATA) from error
    session.pace_step += 1
    return ResponseApdu(tlv(_DYNAMIC, tlv(tag, answer)), StatusWord.OK)


def _step(card: Card, session: Session, pace: Pace[P256Point], value: bytes) -> bytes:
    match session.pace_step:
        case 1:
            return pace.encrypted_nonce()
        case 2:
            return pace.map_nonce(value)
        case 3:
            return pace.agree(value)
    proof = card.guard.judged(lambda: pace.prove(value))
    session.renewed = pace.messaging()
    session.interrupt()
    return proof


def _password(card: Card, reference: bytes) -> bytes:
    match int.from_bytes(reference, "big") if len(reference) == 1 else 0:
        case Password.MRZ:
            return basic_access.mrz_digest(card.memory.mrz_information)
        case Password.CAN:
            return card.memory.can.encode()
    raise CommandRefusedError(StatusWord.REFERENCE_DATA_NOT_FOUND)


def _secrets(card: Card) -> Secrets:
    return Secrets(
        nonce=card.random_bytes(NONCE_BYTES),
        mapping_key=p256_scalar(card.random_bytes(SCALAR_BYTES)),
        agreement_key=p256_scalar(card.random_bytes(SCALAR_BYTES)),
    )

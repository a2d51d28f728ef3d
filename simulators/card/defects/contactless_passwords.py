"""Defects of what opens the chip: passwords, the waiting after wrong ones, and challenges."""

from collections.abc import Callable
from dataclasses import replace

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless import rules as sound
from simulators.card.contactless.face import (
    EXTERNAL_AUTHENTICATE,
    GENERAL_AUTHENTICATE,
    GET_CHALLENGE,
    MANAGE_SECURITY_ENVIRONMENT,
    Handler,
)
from simulators.card.contactless.session import Card, Session
from simulators.card.defects.contactless import Around, around_command, guessing, over_the_air
from simulators.card.defects.registry import DEFECTS, defect
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules
from simulators.entropy import Entropy

_MANY = 10
_CHALLENGE_BYTES = 8
_NONCE_BYTES = 16
_ANSWER_BYTES = 40
_ANNOUNCE_PACE = (0xC1, 0xA4)


def _any_answer(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """A wrong proof is answered as a right one."""
    try:
        return handler(card, session, command)
    except CommandRefusedError as refused:
        if refused.sw != StatusWord.NOTHING_CHANGED:
            raise
        size = _ANSWER_BYTES if command.ins == EXTERNAL_AUTHENTICATE else 0
        return ResponseApdu(card.random_bytes(size) or tlv(0x7C, tlv(0x86, bytes(8))), StatusWord.OK)


def _refuses_everybody(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    del handler, card, session, command
    raise CommandRefusedError(StatusWord.NOTHING_CHANGED)


DEFECTS["basic-access-refuses-everybody"] = around_command(EXTERNAL_AUTHENTICATE, around=_refuses_everybody)
DEFECTS["basic-access-takes-any-proof"] = around_command(EXTERNAL_AUTHENTICATE, around=_any_answer)
DEFECTS["pace-takes-any-token"] = around_command(GENERAL_AUTHENTICATE, around=_any_answer)


@defect("wrong-password-opens-in-clear")
def _wrong_password_opens_in_clear(rules: CardRules) -> CardRules:
    """Access is granted by the try, not by its outcome."""
    tried: list[int] = []

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        try:
            return handler(card, session, command)
        except CommandRefusedError as refused:
            if refused.sw == StatusWord.NOTHING_CHANGED:
                tried.append(command.ins)
            raise

    changed = over_the_air(
        lambda air: replace(air, may_read=lambda session, each: bool(tried) or sound.may_read(session, each))
    )(rules)
    return around_command(EXTERNAL_AUTHENTICATE, GENERAL_AUTHENTICATE, around=around)(changed)


def _reference(command: CommandApdu) -> bytes:
    """The password that MSE:SET AT names, as its object stands in the command."""
    pace = (command.p1, command.p2) == _ANNOUNCE_PACE
    return command.data[-3:] if pace and command.data[-3:-1] == b"\x83\x01" else b""


def _renamed(wanted: bytes, taken_as: bytes) -> Around:
    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        if _reference(command) == b"\x83\x01" + wanted:
            command = replace(command, data=command.data[:-1] + taken_as)
        return handler(card, session, command)

    return around


_ZONE, _NUMBER, _UNKNOWN = b"\x01", b"\x02", b"\x07"
DEFECTS["access-number-not-known"] = around_command(MANAGE_SECURITY_ENVIRONMENT, around=_renamed(_NUMBER, b"\x09"))
DEFECTS["zone-not-known-to-pace"] = around_command(MANAGE_SECURITY_ENVIRONMENT, around=_renamed(_ZONE, b"\x09"))
DEFECTS["unknown-password-is-the-access-number"] = around_command(
    MANAGE_SECURITY_ENVIRONMENT, around=_renamed(_UNKNOWN, _NUMBER)
)
DEFECTS["zone-is-the-access-number"] = around_command(MANAGE_SECURITY_ENVIRONMENT, around=_renamed(_ZONE, _NUMBER))

DEFECTS["wrong-passwords-cost-no-time"] = guessing(lambda rules: replace(rules, delay_s=lambda _failures: 0.0))
DEFECTS["every-password-costs-the-same-time"] = guessing(lambda rules: replace(rules, delay_s=lambda _failures: 0.5))
DEFECTS["right-password-ends-no-waiting"] = guessing(
    lambda rules: replace(rules, failures_after_right=lambda failures: failures)
)
DEFECTS["wrong-passwords-block"] = guessing(lambda rules: replace(rules, is_blocked=lambda failures: failures >= _MANY))


def _same(size: int) -> Callable[[int], bytes]:
    """Entropy that gives the same bytes each time where so many are wanted."""
    return lambda wanted: bytes(range(1, wanted + 1)) if wanted == size else Entropy(wanted).bytes(wanted, "other")


def _same_challenge(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    return handler(replace(card, random_bytes=_same(_CHALLENGE_BYTES)), session, command)


def _same_nonce(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    return handler(replace(card, random_bytes=_same(_NONCE_BYTES)), session, command)


DEFECTS["challenge-always-the-same"] = around_command(GET_CHALLENGE, around=_same_challenge)
DEFECTS["nonce-always-the-same"] = around_command(MANAGE_SECURITY_ENVIRONMENT, around=_same_nonce)


@defect("challenge-stays-while-there-is-power")
def _challenge_stays(rules: CardRules) -> CardRules:
    """One challenge each time the card gets power."""
    drawn: list[tuple[Session, bytes]] = []

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        answer = handler(card, session, command)
        if not drawn or drawn[0][0] is not session:
            drawn[:] = [(session, answer.data)]
        session.challenge = drawn[0][1]
        return ResponseApdu(session.challenge, StatusWord.OK)

    return around_command(GET_CHALLENGE, around=around)(rules)


def _challenge_kept(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """A challenge is good until the next one is drawn."""
    challenge = session.challenge
    try:
        return handler(card, session, command)
    finally:
        session.challenge = challenge


DEFECTS["challenge-is-not-spent"] = around_command(EXTERNAL_AUTHENTICATE, around=_challenge_kept)


@defect("last-challenge-outlives-power")
def _last_challenge_outlives_power(rules: CardRules) -> CardRules:
    """Without a challenge of its own a session takes the one that opened the card last."""
    kept: list[bytes] = []

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        if session.challenge is None and kept:
            session.challenge = kept[-1]
        challenge = session.challenge
        answer = handler(card, session, command)
        kept.append(challenge or b"")
        return answer

    return around_command(EXTERNAL_AUTHENTICATE, around=around)(rules)


@defect("challenge-is-not-compared")
def _challenge_is_not_compared(rules: CardRules) -> CardRules:
    """Every answer that once was right stays right, whatever challenge it answers."""
    taken: dict[bytes, bytes] = {}

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        challenge = session.challenge
        if challenge is not None and command.data in taken:
            challenge = session.challenge = taken[command.data]
        answer = handler(card, session, command)
        taken[command.data] = challenge or b""
        return answer

    return around_command(EXTERNAL_AUTHENTICATE, around=around)(rules)

"""Defects of secure messaging."""

import hmac
from dataclasses import replace

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from simulators.card.contactless.face import (
    GET_CHALLENGE,
    READ_BINARY,
    SELECT,
    Handler,
)
from simulators.card.contactless.session import Card, Session
from simulators.card.defects.contactless import around_command, messaging, over_the_air
from simulators.card.defects.registry import DEFECTS, defect
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules

DEFECTS["half-of-the-checksum-compared"] = messaging(
    lambda rules: replace(rules, is_checksum=lambda right, given: hmac.compare_digest(right[:4], given[:4]))
)
DEFECTS["command-without-checksum-taken"] = messaging(lambda rules: replace(rules, may_lack_checksum=lambda: True))
DEFECTS["former-command-taken-again"] = messaging(
    lambda rules: replace(rules, counters=lambda counter: (counter + 1, counter - 1))
)
DEFECTS["counter-that-is-ahead-taken"] = messaging(
    lambda rules: replace(rules, counters=lambda counter: (counter + 1, counter + 3))
)


def _told_apart(*, with_data: bool) -> int:
    """What is wrong with a cryptogram is told, which is how it is guessed."""
    return StatusWord.WRONG_DATA if with_data else StatusWord.SECURE_MESSAGING_OBJECTS_INCORRECT


DEFECTS["wrong-cryptogram-told-apart"] = messaging(lambda rules: replace(rules, word_of_wrong_checksum=_told_apart))
DEFECTS["session-outlives-wrong-protection"] = over_the_air(
    lambda rules: replace(rules, after_breach=lambda session: session)
)
DEFECTS["session-outlives-a-plain-command"] = over_the_air(
    lambda rules: replace(rules, after_plain=lambda session: session)
)
DEFECTS["plain-command-taken-in-a-session"] = over_the_air(
    lambda rules: replace(rules, takes_plain=lambda command: command.ins in (SELECT, READ_BINARY))
)


DEFECTS["plain-challenge-taken-in-a-session"] = over_the_air(
    lambda rules: replace(rules, takes_plain=lambda command: command.ins == GET_CHALLENGE)
)


@defect("same-bytes-read-once")
def _same_bytes_read_once(rules: CardRules) -> CardRules:
    """What was read within a session is taken for a repetition, though it is protected anew."""
    last: list[tuple[Session, CommandApdu]] = []

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        bare = replace(command, cla=0)
        if session.messaging is not None and last and last[0][0] is session and last[0][1] == bare:
            raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
        last[:] = [(session, bare)]
        return handler(card, session, command)

    return around_command(READ_BINARY, around=around)(rules)

"""How a defect of the contactless face is made: from another decision, around a command, or from what the chip holds."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from simulators.card.contactless import ContactlessMemory
from simulators.card.contactless.face import Handler
from simulators.card.contactless.passwords import GuessingRules
from simulators.card.contactless.rules import ContactlessRules
from simulators.card.contactless.secure_messaging import MessagingRules
from simulators.card.contactless.session import Card, Session
from simulators.card.defects.registry import Defect
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules

Around = Callable[[Handler, Card, Session, CommandApdu], ResponseApdu]
"""A command with the one that it stands around."""


def over_the_air(change: Callable[[ContactlessRules], ContactlessRules]) -> Defect:
    """A defect of decisions of the contactless face."""
    return lambda rules: replace(rules, contactless=replace(rules.contactless, rules=change(rules.contactless.rules)))


def guessing(change: Callable[[GuessingRules], GuessingRules]) -> Defect:
    """A defect of how guessing is slowed down."""
    return over_the_air(lambda rules: replace(rules, guessing=change(rules.guessing)))


def messaging(change: Callable[[MessagingRules], MessagingRules]) -> Defect:
    """A defect of secure messaging."""
    return over_the_air(lambda rules: replace(rules, messaging=change(rules.messaging)))


def around_command(*instructions: int, around: Around) -> Defect:
    """A defect around commands of the contactless face, or in the place of commands that it does not have."""

    def change(rules: CardRules) -> CardRules:
        commands = dict(rules.contactless.commands)
        for ins in instructions:
            commands[ins] = _around(commands.get(ins, _unknown), around)
        return replace(rules, contactless=replace(rules.contactless, commands=MappingProxyType(commands)))

    return change


def _around(handler: Handler, around: Around) -> Handler:
    return lambda card, session, command: around(handler, card, session, command)


def _unknown(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    del card, session, command
    raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)


def forged(change: Callable[[ContactlessMemory], ContactlessMemory]) -> Defect:
    """A chip that holds something else than what its issuer gave it."""
    return over_the_air(lambda rules: replace(rules, issued=change))

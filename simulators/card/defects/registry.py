"""The table of defects, and how one is made: from another decision of a part, or around a command."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from harness.protocol.encoding.apdu import CommandApdu
from simulators.card.contact.piv.rules import PivRules
from simulators.card.contact.piv.work import Handler, Work
from simulators.card.contact.shell import ShellRules
from simulators.card.rulebook import CardRules

Defect = Callable[[CardRules], CardRules]
Around = Callable[[Handler, Work, CommandApdu], bytes]
"""A command with the one that it stands around."""

DEFECTS: dict[str, Defect] = {}


def defect(name: str) -> Callable[[Defect], Defect]:
    """Registers a defect under a name."""

    def register(change: Defect) -> Defect:
        DEFECTS[name] = change
        return change

    return register


def deciding(change: Callable[[PivRules], PivRules]) -> Defect:
    """A defect of decisions of the PIV application."""
    return lambda rules: replace(rules, piv=replace(rules.piv, rules=change(rules.piv.rules)))


def framing(change: Callable[[ShellRules], ShellRules]) -> Defect:
    """A defect of decisions of the shell."""
    return lambda rules: replace(rules, shell=change(rules.shell))


def commanding(*instructions: int, around: Around) -> Defect:
    """A defect around commands of the PIV application."""

    def change(rules: CardRules) -> CardRules:
        commands = dict(rules.piv.commands)
        for ins in instructions:
            commands[ins] = _around(commands[ins], around)
        return replace(rules, piv=replace(rules.piv, commands=MappingProxyType(commands)))

    return change


def _around(handler: Handler, around: Around) -> Handler:
    return lambda work, command: around(handler, work, command)

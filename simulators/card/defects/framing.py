"""Defects of framing, selection, chaining and answers in parts."""

from collections.abc import Sequence
from dataclasses import replace

from harness.protocol.encoding.apdu import SHORT_DATA, CommandApdu, StatusWord
from simulators.card.chip import CardMuteError
from simulators.card.contact import shell as sound
from simulators.card.contact.applet import Applet
from simulators.card.contact.shell import GET_RESPONSE, Held
from simulators.card.defects.registry import DEFECTS, defect, framing
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules

_HEADER = 4
_LARGE = 4_096


def _length_not_read(raw: bytes) -> CommandApdu:
    """What follows the header is data, whatever Lc says of it."""
    try:
        return sound.read_command(raw)
    except CommandRefusedError:
        if len(raw) < _HEADER:
            raise
        cla, ins, p1, p2 = raw[:_HEADER]
        return CommandApdu(cla=cla, ins=ins, p1=p1, p2=p2, data=raw[_HEADER + 1 :], le=256)


def _mute_at_no_command(raw: bytes) -> CommandApdu:
    if len(raw) < _HEADER:
        raise CardMuteError
    return sound.read_command(raw)


def _mute_at_much(raw: bytes) -> CommandApdu:
    if len(raw) > _LARGE:
        raise CardMuteError
    return sound.read_command(raw)


def _unknown_instruction_fails(applet: Applet | None, command: CommandApdu) -> None:
    try:
        sound.check_instruction(applet, command)
    except CommandRefusedError:
        raise CommandRefusedError(StatusWord.NO_PRECISE_DIAGNOSIS) from None


def _whole_identifier(applets: Sequence[Applet], aid: bytes) -> Applet:
    for applet in applets:
        if applet.aid == aid:
            return applet
    raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)


def _unknown_identifier_deselects(applets: Sequence[Applet], aid: bytes) -> Applet:
    try:
        return sound.find_applet(applets, aid)
    except CommandRefusedError:
        for applet in applets:
            applet.deselect()
        raise


def _endless(chain: CommandApdu | None, command: CommandApdu) -> CommandApdu:
    """What does not fit is dropped, and nobody is told."""
    data = command.data if chain is None else chain.data + command.data
    return replace(command, data=data[: sound.CHAIN_LIMIT])


def _joined_by_instruction(held: Held, command: CommandApdu) -> Held:
    if held.chain is not None and held.chain.ins == command.ins:
        return Held(chain=held.chain)
    return sound.carry_over(held, command)


DEFECTS["length-not-read"] = framing(lambda shell: replace(shell, read_command=_length_not_read))
DEFECTS["mute-at-no-command"] = framing(lambda shell: replace(shell, read_command=_mute_at_no_command))
DEFECTS["mute-at-a-large-command"] = framing(lambda shell: replace(shell, read_command=_mute_at_much))
DEFECTS["any-class-taken"] = framing(lambda shell: replace(shell, check_class=lambda _cla: None))
DEFECTS["unknown-instruction-fails"] = framing(
    lambda shell: replace(shell, check_instruction=_unknown_instruction_fails)
)
DEFECTS["whole-identifier-wanted"] = framing(lambda shell: replace(shell, find_applet=_whole_identifier))
DEFECTS["unknown-identifier-deselects"] = framing(
    lambda shell: replace(shell, find_applet=_unknown_identifier_deselects)
)
DEFECTS["chain-without-end"] = framing(lambda shell: replace(shell, link=_endless))
DEFECTS["chain-joined-by-instruction"] = framing(lambda shell: replace(shell, carry_over=_joined_by_instruction))
DEFECTS["answer-survives-a-reset"] = framing(
    lambda shell: replace(shell, held_after_reset=lambda held: Held(answer=held.answer))
)


@defect("chain-outlives-other-commands")
def _chain_outlives_other_commands(rules: CardRules) -> CardRules:
    """What was begun is continued by the next command of its kind, whatever came in between, even a reset."""
    begun: list[CommandApdu] = []

    def link(chain: CommandApdu | None, command: CommandApdu) -> CommandApdu:
        whole = sound.link(chain, command)
        if chain is not None or not sound.is_last(command):
            begun[:] = [] if sound.is_last(command) else [whole]
        return whole

    def carry_over(held: Held, command: CommandApdu) -> Held:
        if begun and (begun[0].ins, begun[0].p1, begun[0].p2) == (command.ins, command.p1, command.p2):
            return Held(chain=begun[0])
        return sound.carry_over(held, command)

    return framing(lambda shell: replace(shell, link=link, carry_over=carry_over))(rules)


@defect("answer-waits-for-ever")
def _answer_waits_for_ever(rules: CardRules) -> CardRules:
    """GET RESPONSE fetches the rest of an answer, whatever came in between."""
    waiting = b""

    def carry_over(held: Held, command: CommandApdu) -> Held:
        nonlocal waiting
        waiting = held.answer or waiting
        if command.ins == GET_RESPONSE:
            now, waiting = waiting, b""
            return Held(answer=now)
        return sound.carry_over(held, command)

    return framing(lambda shell: replace(shell, carry_over=carry_over))(rules)


@defect("short-parts-overlap")
def _short_parts_overlap(rules: CardRules) -> CardRules:
    """The last byte of a part that was asked for by its length comes again."""

    def cut(answer: bytes, le: int | None) -> tuple[bytes, bytes]:
        now, waiting = sound.cut(answer, le)
        return now, now[-1:] + waiting if waiting and len(now) < SHORT_DATA else waiting

    return framing(lambda shell: replace(shell, cut=cut))(rules)


def _nothing_is_fetched(held: Held, command: CommandApdu) -> None:
    if held.answer:
        sound.check_fetch(held, command)


DEFECTS["nothing-is-fetched-with-success"] = framing(lambda shell: replace(shell, check_fetch=_nothing_is_fetched))

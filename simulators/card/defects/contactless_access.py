"""Defects of what the chip shows and does before access and after it: files, identifiers, and what belongs to the contacts."""

from dataclasses import replace

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from simulators.card.contact.piv import rules as sound_piv
from simulators.card.contact.piv.applet import CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER, VERIFY
from simulators.card.contact.piv.applet import GENERAL_AUTHENTICATE as SIGN
from simulators.card.contact.piv.work import CodeLedger, Work
from simulators.card.contact.piv.work import Handler as PivHandler
from simulators.card.contactless import rules as sound
from simulators.card.contactless.face import (
    READ_BINARY,
    SELECT,
    Handler,
)
from simulators.card.contactless.files import CARD_ACCESS, COM, DATA_GROUPS
from simulators.card.contactless.session import Card, Session
from simulators.card.defects.contactless import around_command, over_the_air
from simulators.card.defects.registry import DEFECTS, Defect, commanding, defect
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules

_OK = ResponseApdu(b"", StatusWord.OK)


def _open(*identifiers: int) -> Defect:
    def may_read(session: Session, identifier: int) -> bool:
        return identifier in identifiers or sound.may_read(session, identifier)

    return over_the_air(lambda rules: replace(rules, may_read=may_read))


DEFECTS["files-open-before-access"] = over_the_air(
    lambda rules: replace(rules, may_read=lambda _session, _identifier: True)
)
DEFECTS["common-data-open-before-access"] = _open(COM)
DEFECTS["portrait-open-before-access"] = _open(DATA_GROUPS + 2)
DEFECTS["details-closed-after-access"] = over_the_air(
    lambda rules: replace(
        rules,
        may_read=lambda session, identifier: identifier != DATA_GROUPS + 11 and sound.may_read(session, identifier),
    )
)


def _nothing_beyond_the_end(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Beyond the end of a file there is nothing, and that is a success."""
    try:
        return handler(card, session, command)
    except CommandRefusedError as refused:
        if refused.sw != StatusWord.WRONG_OFFSET:
            raise
        return _OK


DEFECTS["nothing-beyond-the-end"] = around_command(READ_BINARY, around=_nothing_beyond_the_end)


def _short_name_opens(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Whoever reads by the short name is not asked for access."""
    return handler(replace(card, may_read=lambda _session, _identifier: True), session, command)


DEFECTS["short-names-open-before-access"] = around_command(READ_BINARY, around=_short_name_opens)


def _no_short_name(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    if command.p1 & 0x80 and not session.application:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    return handler(card, session, command)


DEFECTS["card-access-without-short-name"] = around_command(READ_BINARY, around=_no_short_name)


@defect("card-access-wants-the-master-file")
def _card_access_wants_the_master_file(rules: CardRules) -> CardRules:
    """EF.CardAccess is there once the master file was selected, though that is where a card stands after power."""
    selected: list[Session] = []

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        if command.p1 == 0:
            selected[:] = [session]
        elif command.data == CARD_ACCESS.to_bytes(2, "big") and not any(each is session for each in selected):
            raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
        return handler(card, session, command)

    return around_command(SELECT, around=around)(rules)


def _groups_in_master_file(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """The signed infos stand beside EF.CardAccess, too."""
    if command.data == (DATA_GROUPS + 14).to_bytes(2, "big") and not session.application:
        session.file = card.memory.data_groups[14]
        return _OK
    return handler(card, session, command)


DEFECTS["signed-infos-in-the-master-file"] = around_command(SELECT, around=_groups_in_master_file)
DEFECTS["identifier-stays-the-same"] = over_the_air(
    lambda rules: replace(rules, draw_identifier=lambda _random_bytes: bytes.fromhex("04112233"))
)
DEFECTS["answer-to-reset-names-the-card"] = over_the_air(
    lambda rules: replace(
        rules, answer_to_reset=lambda memory: sound.ANSWER_TO_RESET + memory.document_number[-2:].encode()
    )
)


DEFECTS["no-identifier"] = over_the_air(lambda rules: replace(rules, draw_identifier=lambda _random_bytes: b""))


def _taken(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    del handler, card, session, command
    return _OK


def _taken_after_access(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    return _OK if session.messaging is not None else handler(card, session, command)


DEFECTS["pin-verified-over-the-air"] = around_command(VERIFY, around=_taken)
DEFECTS["pin-verified-over-the-air-after-access"] = around_command(VERIFY, around=_taken_after_access)
DEFECTS["pin-changed-over-the-air"] = around_command(CHANGE_REFERENCE_DATA, around=_taken)
DEFECTS["pin-unblocked-over-the-air"] = around_command(RESET_RETRY_COUNTER, around=_taken)
DEFECTS["signature-over-the-air"] = around_command(SIGN, around=_taken)
DEFECTS["signature-over-the-air-after-access"] = around_command(SIGN, around=_taken_after_access)


@defect("pin-tries-spent-over-the-air")
def _pin_tries_spent_over_the_air(rules: CardRules) -> CardRules:
    """A wrong PIN over the air is refused, and counted."""
    seen: list[bytes] = []

    def air(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        seen.append(command.data)
        return handler(card, session, command)

    def contact(handler: PivHandler, work: Work, command: CommandApdu) -> bytes:
        ledger = CodeLedger(work.memory, "pin")
        while seen:
            if not sound_piv.is_same(ledger.read().value, seen.pop()):
                ledger.write(sound_piv.spend(ledger.read()))
        return handler(work, command)

    return commanding(VERIFY, around=contact)(around_command(VERIFY, around=air)(rules))

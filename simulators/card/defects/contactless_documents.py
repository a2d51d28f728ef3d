"""Defects of signed data, and of what proves the chip that carries it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless import ChipKeys, ContactlessMemory, Validity, country_signer, document_signer
from simulators.card.contactless import rules as sound
from simulators.card.contactless.ciphers import AES_128, Keys
from simulators.card.contactless.face import (
    GENERAL_AUTHENTICATE,
    INTERNAL_AUTHENTICATE,
    MANAGE_SECURITY_ENVIRONMENT,
    Handler,
)
from simulators.card.contactless.forgeries import alter_data_group, clone, resign
from simulators.card.contactless.secure_messaging import SecureMessaging
from simulators.card.contactless.session import Card, Session
from simulators.card.defects.contactless import around_command, forged, over_the_air
from simulators.card.defects.registry import DEFECTS, defect
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules
from simulators.entropy import Entropy

_CHALLENGE_BYTES = 8
_FORGER = Entropy(9303)
_SINCE, _SIGNS_FOR = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=14 * 365)
_OTHER_CURVE = b"\x0d"


def _changed(number: int) -> Callable[[ContactlessMemory], ContactlessMemory]:
    def change(memory: ContactlessMemory) -> ContactlessMemory:
        content = memory.data_groups[number]
        return alter_data_group(memory, number, content[:-1] + bytes((content[-1] ^ 1,)))

    return change


def _signed_by_a_stranger(memory: ContactlessMemory) -> ContactlessMemory:
    validity = Validity(not_before=_SINCE, not_after=_SINCE + _SIGNS_FOR)
    stranger = country_signer(_FORGER, country="KW", not_before=validity.not_before)
    return resign(memory, document_signer(stranger, _FORGER, label="stranger", validity=validity))


def _own_keys(memory: ContactlessMemory) -> ContactlessMemory:
    return clone(memory, ChipKeys.from_entropy(_FORGER, "clone"))


def _own_active_key(memory: ContactlessMemory) -> ContactlessMemory:
    return msgspec.structs.replace(_own_keys(memory), chip_authentication_key=memory.chip_authentication_key)


def _own_agreement_key(memory: ContactlessMemory) -> ContactlessMemory:
    return msgspec.structs.replace(_own_keys(memory), active_authentication_key=memory.active_authentication_key)


DEFECTS["data-group-changed"] = forged(_changed(1))
DEFECTS["portrait-changed"] = forged(_changed(2))
DEFECTS["signed-by-a-stranger"] = forged(_signed_by_a_stranger)
DEFECTS["clone"] = forged(_own_keys)
DEFECTS["clone-with-the-agreement-key"] = forged(_own_active_key)
DEFECTS["clone-with-the-signing-key"] = forged(_own_agreement_key)


def _names_more(memory: ContactlessMemory) -> ContactlessMemory:
    """EF.COM names a data group of fingerprints, which is neither signed nor there."""
    groups = bytes.fromhex("5C05")
    body = memory.common_data[2:].replace(groups, bytes.fromhex("5C0663"))
    return msgspec.structs.replace(memory, common_data=tlv(0x60, body))


def _offers_more(memory: ContactlessMemory) -> ContactlessMemory:
    """EF.CardAccess offers a curve that was not signed."""
    offer = memory.card_access[2:]
    return msgspec.structs.replace(memory, card_access=tlv(0x31, offer, offer[:-1] + _OTHER_CURVE))


DEFECTS["common-data-names-more"] = forged(_names_more)
DEFECTS["card-access-offers-more"] = forged(_offers_more)


def _any_length(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    return handler(card, session, replace(command, data=command.data.ljust(_CHALLENGE_BYTES, b"\0")))


def _without_access(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Whoever asks is answered, and so can recognize the card again."""
    before = session.messaging
    session.messaging = before or SecureMessaging.started(AES_128, Keys(bytes(16), bytes(16)))
    try:
        return handler(card, session, command)
    finally:
        session.messaging = before


DEFECTS["challenge-of-any-length-signed"] = around_command(INTERNAL_AUTHENTICATE, around=_any_length)
DEFECTS["challenge-signed-before-access"] = around_command(INTERNAL_AUTHENTICATE, around=_without_access)


@defect("first-signature-given-again")
def _first_signature_given_again(rules: CardRules) -> CardRules:
    """The chip signs once and keeps what it signed."""
    kept: list[ResponseApdu] = []

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        kept.append(handler(card, session, command))
        return kept[0]

    return around_command(INTERNAL_AUTHENTICATE, around=around)(rules)


def _old_keys_go_on(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """Chip authentication is answered, and nothing is renewed."""
    answer = handler(card, session, command)
    if session.messaging is not None:
        session.renewed = None
    return answer


def _any_point(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    """A point that is none is answered as a good one."""
    try:
        return handler(card, session, command)
    except CommandRefusedError as refused:
        if session.messaging is None or refused.sw != StatusWord.WRONG_DATA:
            raise
        return ResponseApdu(b"", StatusWord.OK)


_AGREEING = (MANAGE_SECURITY_ENVIRONMENT, GENERAL_AUTHENTICATE)
DEFECTS["old-keys-outlive-chip-authentication"] = around_command(*_AGREEING, around=_old_keys_go_on)
DEFECTS["any-point-agreed-on"] = around_command(*_AGREEING, around=_any_point)


@defect("old-keys-beside-the-new")
def _old_keys_beside_the_new(rules: CardRules) -> CardRules:
    """After chip authentication the former keys are taken again once the new ones fail."""
    former: list[SecureMessaging] = []

    def around(handler: Handler, card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
        answer = handler(card, session, command)
        if session.messaging is not None and session.renewed is not None:
            former[:] = [session.messaging]
        return answer

    def after_breach(session: Session) -> Session:
        return replace(session, messaging=former.pop()) if former else sound.after_breach(session)

    changed = over_the_air(lambda air: replace(air, after_breach=after_breach))(rules)
    return around_command(*_AGREEING, around=around)(changed)

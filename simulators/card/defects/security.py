"""Defects of what a PIN or an administrator opens, and of when it closes again."""

from dataclasses import replace

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from simulators.card.contact.piv import rules as sound
from simulators.card.contact.piv.applet import GENERATE_KEY_PAIR, GET_DATA, PUT_DATA
from simulators.card.contact.piv.objects import CAPABILITY_CONTAINER
from simulators.card.contact.piv.state import AUTHENTICATION_KEY, SIGNATURE_KEY, Session
from simulators.card.contact.piv.work import Handler, Work
from simulators.card.defects.registry import DEFECTS, commanding, deciding, defect
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules

DEFECTS["pin-survives-a-reset"] = deciding(
    lambda piv: replace(
        piv, after_reset=lambda session: Session(pin_verified=session.pin_verified, verified_turn=session.verified_turn)
    )
)
DEFECTS["pin-survives-another-application"] = deciding(
    lambda piv: replace(piv, after_deselection=lambda session: session)
)
DEFECTS["administrator-survives-a-reset"] = deciding(
    lambda piv: replace(piv, after_reset=lambda session: Session(administrator=session.administrator))
)
DEFECTS["wrong-pin-closes-nothing"] = deciding(lambda piv: replace(piv, after_wrong_pin=lambda session: session))
DEFECTS["selection-of-the-same-blocks"] = deciding(lambda piv: replace(piv, after_selection=lambda _session: _refuse()))


def _refuse() -> Session:
    raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)


def _signature_key_with_any_pin(reference: int, session: Session, turn: int) -> bool:
    """Once verified, the PIN serves for every signature, as long as a signature follows a signature."""
    del turn
    return session.pin_verified or reference not in (AUTHENTICATION_KEY, SIGNATURE_KEY)


DEFECTS["signature-key-signs-again-and-again"] = deciding(
    lambda piv: replace(piv, may_use_key=_signature_key_with_any_pin)
)
DEFECTS["signature-key-needs-no-pin"] = deciding(
    lambda piv: replace(
        piv,
        may_use_key=lambda reference, session, turn: (
            reference == SIGNATURE_KEY or sound.may_use_key(reference, session, turn)
        ),
    )
)
DEFECTS["authentication-key-needs-no-pin"] = deciding(
    lambda piv: replace(
        piv,
        may_use_key=lambda reference, session, turn: (
            reference == AUTHENTICATION_KEY or sound.may_use_key(reference, session, turn)
        ),
    )
)
DEFECTS["authentication-key-needs-the-pin-each-time"] = deciding(
    lambda piv: replace(
        piv, may_use_key=lambda _reference, session, turn: sound.may_use_key(SIGNATURE_KEY, session, turn)
    )
)


@defect("signature-key-remembers-the-pin")
def _signature_key_remembers_the_pin(rules: CardRules) -> CardRules:
    """One signature for each PIN, but other commands may come in between."""
    used: list[int | None] = [None]

    def may_use_key(reference: int, session: Session, turn: int) -> bool:
        if reference != SIGNATURE_KEY:
            return sound.may_use_key(reference, session, turn)
        fresh = session.pin_verified and session.verified_turn != used[0]
        used[0] = session.verified_turn
        return fresh

    return deciding(lambda piv: replace(piv, may_use_key=may_use_key))(rules)


DEFECTS["protected-objects-open"] = deciding(lambda piv: replace(piv, may_read=lambda _tag, _session: True))
DEFECTS["public-object-closed"] = deciding(
    lambda piv: replace(piv, may_read=lambda tag, session: tag != CAPABILITY_CONTAINER and sound.may_read(tag, session))
)
DEFECTS["protected-objects-stay-closed"] = deciding(
    lambda piv: replace(piv, may_read=lambda tag, _session: tag not in sound.PROTECTED_OBJECTS)
)
DEFECTS["holder-is-administrator"] = deciding(
    lambda piv: replace(piv, may_administer=lambda session: session.administrator or session.pin_verified)
)
DEFECTS["administrator-may-nothing"] = deciding(lambda piv: replace(piv, may_administer=lambda _session: False))


def _as_administrator(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    before = work.session
    work.session = replace(before, administrator=True)
    try:
        return handler(work, command)
    finally:
        work.session = before


DEFECTS["anybody-writes-objects"] = commanding(PUT_DATA, around=_as_administrator)
DEFECTS["anybody-generates-keys"] = commanding(GENERATE_KEY_PAIR, around=_as_administrator)


def _forgets(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    """Reading an object ends what the PIN has opened."""
    answer = handler(work, command)
    work.session = sound.after_wrong_pin(work.session)
    return answer


DEFECTS["reading-forgets-the-pin"] = commanding(GET_DATA, around=_forgets)

"""Defects of PIN and PUK."""

from dataclasses import replace

from msgspec import structs

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from simulators.card.contact.piv import rules as sound
from simulators.card.contact.piv.applet import CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER, VERIFY
from simulators.card.contact.piv.rules import Ledger, PivRules
from simulators.card.contact.piv.state import Session
from simulators.card.contact.piv.work import CodeLedger, Handler, Work
from simulators.card.defects.registry import DEFECTS, Defect, commanding, deciding, defect
from simulators.card.memory import CODE_BYTES, Code
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules

_PIN_TRIES_TOLD = 0x63C0
_LEAST = 3


def _compared_first(ledger: Ledger, given: bytes, rules: PivRules) -> bool:
    """A try costs nothing until it was found wrong: whoever cuts the power in between has it for nothing."""
    code = ledger.read()
    if rules.is_blocked(code):
        raise CommandRefusedError(rules.status_of_blocked(code))
    if rules.is_same(code.value, given):
        if code.tries_left < code.tries:
            ledger.write(rules.restore(code))
        return True
    ledger.write(rules.spend(code))
    return False


DEFECTS["try-counted-after-comparison"] = deciding(lambda piv: replace(piv, try_code=_compared_first))
DEFECTS["right-pin-gives-its-own-try-back"] = deciding(lambda piv: replace(piv, restore=lambda code: code))
DEFECTS["tries-told-one-too-many"] = deciding(
    lambda piv: replace(piv, after_wrong_code=lambda code: _PIN_TRIES_TOLD | code.tries_left + 1)
)
DEFECTS["blocked-answered-as-wrong"] = deciding(
    lambda piv: replace(piv, status_of_blocked=lambda _code: _PIN_TRIES_TOLD)
)
DEFECTS["last-try-not-taken"] = deciding(lambda piv: replace(piv, is_blocked=lambda code: code.tries_left <= 1))
DEFECTS["unblocking-gives-one-try"] = deciding(
    lambda piv: replace(piv, unblock=lambda code, value: structs.replace(sound.set_value(code, value), tries_left=1))
)
DEFECTS["unblocking-keeps-the-pin"] = deciding(
    lambda piv: replace(piv, unblock=lambda code, _value: sound.restore(code))
)


@defect("counters-restored-without-power")
def _counters_restored_without_power(rules: CardRules) -> CardRules:
    """Tries are kept where they do not survive."""
    seen: list[Ledger] = []

    def try_code(ledger: Ledger, given: bytes, piv: PivRules) -> bool:
        seen.append(ledger)
        return sound.try_code(ledger, given, piv)

    def after_reset(session: Session) -> Session:
        while seen:
            ledger = seen.pop()
            ledger.write(sound.restore(ledger.read()))
        return sound.after_reset(session)

    return deciding(lambda piv: replace(piv, try_code=try_code, after_reset=after_reset))(rules)


def _blocked_for(*names: str) -> Defect:
    def try_code(ledger: Ledger, given: bytes, rules: PivRules) -> bool:
        code = ledger.read()
        if rules.is_blocked(code) and isinstance(ledger, CodeLedger) and ledger.name in names:
            if not rules.is_same(code.value, given):
                raise CommandRefusedError(rules.status_of_blocked(code))
            ledger.write(rules.restore(code))
            return True
        return sound.try_code(ledger, given, rules)

    return deciding(lambda piv: replace(piv, try_code=try_code))


DEFECTS["right-pin-unblocks-itself"] = _blocked_for("pin")
DEFECTS["right-puk-unblocks-itself"] = _blocked_for("puk")


def _asking_costs(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    ledger = CodeLedger(work.memory, "pin")
    if not command.data and not work.session.pin_verified and ledger.read().tries_left > 1:
        ledger.write(sound.spend(ledger.read()))
    return handler(work, command)


DEFECTS["asking-costs-a-try"] = commanding(VERIFY, around=_asking_costs)


def _unblocking_verifies(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    answer = handler(work, command)
    work.session = sound.after_verify(work.session, work.turn)
    return answer


DEFECTS["unblocking-verifies-the-pin"] = commanding(RESET_RETRY_COUNTER, around=_unblocking_verifies)


def _any_puk(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    """Any eight bytes unblock."""
    puk = work.memory.content.puk.value
    return handler(work, replace(command, data=puk + command.data[len(puk) :]))


DEFECTS["any-puk-unblocks"] = commanding(RESET_RETRY_COUNTER, around=_any_puk)


def _digits_only(value: bytes) -> None:
    """The length is not looked at."""
    digits = value.rstrip(b"\xff")
    if not digits.isdigit():
        raise CommandRefusedError(StatusWord.WRONG_DATA)


def _length_only(value: bytes) -> None:
    """Whatever the characters are."""
    if len(value.rstrip(b"\xff")) <= _LEAST or len(value) != len(value.rstrip(b"\xff").ljust(8, b"\xff")):
        raise CommandRefusedError(StatusWord.WRONG_DATA)


DEFECTS["pin-of-three-digits-taken"] = deciding(lambda piv: replace(piv, check_pin=_digits_only))
DEFECTS["pin-of-letters-taken"] = deciding(lambda piv: replace(piv, check_pin=_length_only))


@defect("five-digits-refused")
def _five_digits_refused(rules: CardRules) -> CardRules:
    def check_pin(value: bytes) -> None:
        sound.check_pin(value)
        if len(value.rstrip(b"\xff")) == 5:  # noqa: PLR2004 - in the midst of what must be taken
            raise CommandRefusedError(StatusWord.WRONG_DATA)

    return deciding(lambda piv: replace(piv, check_pin=check_pin))(rules)


@defect("former-pin-stays-in-force")
def _former_pin_stays_in_force(rules: CardRules) -> CardRules:
    former: list[bytes] = []

    def change_value(code: Code, value: bytes) -> Code:
        former.append(code.value)
        return sound.set_value(code, value)

    def is_same(reference: bytes, given: bytes) -> bool:
        return sound.is_same(reference, given) or given in former[:1]

    return deciding(lambda piv: replace(piv, change_value=change_value, is_same=is_same))(rules)


def _change_without_proof(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    """The current PIN is not looked at."""
    current = work.memory.content.pin.value
    return handler(work, replace(command, data=current + command.data[len(current) :]))


DEFECTS["current-pin-not-asked"] = commanding(CHANGE_REFERENCE_DATA, around=_change_without_proof)


def _any_characters(value: bytes) -> None:
    """Whatever fills eight bytes is compared."""
    if len(value) != CODE_BYTES:
        raise CommandRefusedError(StatusWord.WRONG_DATA)


def _same_beginning(reference: bytes, given: bytes) -> bool:
    return reference.startswith(given.rstrip(b"\xff")[:3])


DEFECTS["pin-compared-by-its-beginning"] = deciding(
    lambda piv: replace(piv, check_pin=_any_characters, is_same=_same_beginning)
)

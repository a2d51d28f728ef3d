"""The commands around PIN and PUK.

*Source*: NIST SP 800-73-4 part 2, 3.2.1 to 3.2.3. A PIN or PUK of the wrong form is answered 6A80 and costs no try, one
of the two ways that the standard leaves open. RESET RETRY COUNTER gives the PIN a new value and all its tries; it does
not verify it.
"""

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from simulators.card.contact.piv.state import CODES, PIN_REFERENCE, CodeName
from simulators.card.contact.piv.work import CodeLedger, Work, require
from simulators.card.memory import CODE_BYTES
from simulators.card.refusal import CommandRefusedError

_RESET_STATUS = 0xFF
_PLAIN = (0x00, _RESET_STATUS)


def verify(work: Work, command: CommandApdu) -> bytes:
    """VERIFY: try the PIN; without data tell where it stands; with P1 = FF forget that it was verified."""
    require(condition=command.p1 in _PLAIN, sw=StatusWord.WRONG_P1_P2)
    require(condition=command.p2 == PIN_REFERENCE, sw=StatusWord.REFERENCE_DATA_NOT_FOUND)
    if command.p1 == _RESET_STATUS:
        require(condition=not command.data, sw=StatusWord.WRONG_DATA)
        work.session = work.rules.after_wrong_pin(work.session)
        return b""
    if not command.data:
        return _tell_status(work)
    work.rules.check_pin(command.data)
    _try_pin(work, command.data)
    work.session = work.rules.after_verify(work.session, work.turn)
    return b""


def change_reference_data(work: Work, command: CommandApdu) -> bytes:
    """CHANGE REFERENCE DATA: the old PIN or PUK, then the new one."""
    require(condition=command.p1 == 0, sw=StatusWord.WRONG_P1_P2)
    require(condition=command.p2 in CODES, sw=StatusWord.REFERENCE_DATA_NOT_FOUND)
    name = CODES[command.p2]
    old, new = _two_codes(command)
    for value in (old, new):
        _check(work, name, value)
    if name == "pin":
        _try_pin(work, old)
    else:
        _try_puk(work, old)
    ledger = CodeLedger(work.memory, name)
    ledger.write(work.rules.change_value(ledger.read(), new))
    if name == "pin":
        work.session = work.rules.after_verify(work.session, work.turn)
    return b""


def reset_retry_counter(work: Work, command: CommandApdu) -> bytes:
    """RESET RETRY COUNTER: the PUK, then the new PIN."""
    require(condition=command.p1 == 0, sw=StatusWord.WRONG_P1_P2)
    require(condition=command.p2 == PIN_REFERENCE, sw=StatusWord.REFERENCE_DATA_NOT_FOUND)
    puk, new = _two_codes(command)
    work.rules.check_puk(puk)
    work.rules.check_pin(new)
    _try_puk(work, puk)
    ledger = CodeLedger(work.memory, "pin")
    ledger.write(work.rules.unblock(ledger.read(), new))
    return b""


def _tell_status(work: Work) -> bytes:
    sw = work.rules.status_of_pin(work.memory.content.pin, work.session)
    if sw != StatusWord.OK:
        raise CommandRefusedError(sw)
    return b""


def _try_pin(work: Work, given: bytes) -> None:
    try:
        _try(work, "pin", given)
    except CommandRefusedError:
        work.session = work.rules.after_wrong_pin(work.session)
        raise


def _try_puk(work: Work, given: bytes) -> None:
    _try(work, "puk", given)


def _try(work: Work, name: CodeName, given: bytes) -> None:
    ledger = CodeLedger(work.memory, name)
    if not work.rules.try_code(ledger, given, work.rules):
        raise CommandRefusedError(work.rules.after_wrong_code(ledger.read()))


def _check(work: Work, name: CodeName, value: bytes) -> None:
    if name == "pin":
        work.rules.check_pin(value)
    else:
        work.rules.check_puk(value)


def _two_codes(command: CommandApdu) -> tuple[bytes, bytes]:
    require(condition=len(command.data) == 2 * CODE_BYTES, sw=StatusWord.WRONG_DATA)
    return command.data[:CODE_BYTES], command.data[CODE_BYTES:]

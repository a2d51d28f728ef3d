"""A coverage-guided fuzzer of the contact face; a program of its own, since it takes the interpreter over.

An input is a script: a byte says what comes (power, a known command, or raw bytes of that length), until it ends.
"""

import sys
from datetime import UTC, datetime
from random import Random

import atheris

import simulators.faces.studio  # noqa: F401 - first and as it is: numba cannot compile what atheris has instrumented

with atheris.instrument_imports(include=["simulators.card", "harness.protocol.encoding"]):
    import msgspec

    from simulators.card.card import assemble
    from simulators.card.contact.piv.administrator import encipher
    from simulators.card.memory import CardMemory
    from simulators.personalization import new_card

SELECT = bytes.fromhex("00A4040005A000000308")
VERIFY = bytes.fromhex("002000800834373131FFFFFFFF")
CONTENT = new_card(now=datetime(2026, 11, 26, tzinfo=UTC)).memory.content
RESET, ADMINISTER, VERIFIED = 0xFF, 0xFE, 0xFD


def administer(chip, key) -> None:
    challenge = chip.send(bytes.fromhex("0087089B047C02810000"))[4:-2]
    chip.send(bytes.fromhex("0087089B147C128210") + encipher(key, challenge[:16].ljust(16, b"\0")))


def one_input(data: bytes) -> None:
    card = assemble(CONTENT, draw=Random(1).randbytes)  # noqa: S311 - it must repeat
    chip = card.contact
    chip.power_on()
    chip.send(SELECT)
    at = 0
    while at < len(data):
        what, at = data[at], at + 1
        if what == RESET:
            chip.reset()
        elif what == ADMINISTER:
            administer(chip, card.memory.content.administrator)
        elif what == VERIFIED:
            chip.send(VERIFY)
        else:
            answer = chip.send(data[at : at + what])
            at += what
            assert len(answer) >= 2, "an answer without a status word"
            assert answer[-2:] != b"\x6f\x00", "an error of ours"
    content = card.memory.content
    assert msgspec.json.decode(msgspec.json.encode(content), type=CardMemory) == content, "a memory that cannot be read"


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

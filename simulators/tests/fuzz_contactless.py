"""A coverage-guided fuzzer of the contactless face; a program of its own, since it takes the interpreter over.

An input is a script: a byte says what comes (the field, access by PACE or BAC, a command that is protected as it must be, or raw
bytes of that length), until it ends. Access is gained by the reader of the phone.
"""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import atheris

import simulators.faces.studio  # noqa: F401 - first and as it is: numba cannot compile what atheris has instrumented

with atheris.instrument_imports(include=["simulators.card", "harness.protocol.encoding"]):
    import msgspec

    from harness.protocol.encoding.apdu import CommandApdu, MalformedApduError, parse_command
    from simulators.card.contactless import ContactlessFace, ContactlessMemory
    from simulators.card.readers.in_process import InProcessReader
    from simulators.personalization import new_card
    from simulators.phone.chip_reader import CanPassword, ChipError, ChipReading, MrzPassword

CONTENT = new_card(now=datetime(2026, 11, 26, tzinfo=UTC)).memory.content.contactless
RESET, PACE, BAC, PROTECTED = 0xFF, 0xFE, 0xFD, 0xFC
_LENGTH = 0x7F
_COUNTED = Path(os.environ["FUZZ_COUNT_FILE"])
"""Where it is written how many commands were sent: an input holds several."""
_sent = 0


def one_input(data: bytes) -> None:
    global _sent  # noqa: PLW0603 - the fuzzer calls a plain function
    draw = Random(1).randbytes  # noqa: S311 - it must repeat
    face = ContactlessFace(CONTENT, random_bytes=draw, delay=lambda _: None, save=lambda _: None)
    reader = InProcessReader(face)
    phone = ChipReading(reader, trusted=[], random=draw)
    reader.connect()
    at, protect = 0, False
    while at < len(data):
        what, at = data[at], at + 1
        if what in (RESET, PACE, BAC):
            reader.disconnect()
            come_near(phone, reader, what)
        elif what == PROTECTED:
            protect = True
        else:
            raw = data[at : at + (what & _LENGTH)]
            at, sent = at + (what & _LENGTH), protect
            protect = False
            answer = face.send(protected(phone, raw) if sent else raw)
            _sent += 1
            assert len(answer) >= 2, "an answer without a status word"
            assert 0x61 <= answer[-2] <= 0x90, "no status word"
    assert msgspec.json.decode(msgspec.json.encode(face.memory), type=ContactlessMemory) == face.memory
    _COUNTED.write_text(str(_sent))


def come_near(phone: ChipReading, reader: InProcessReader, what: int) -> None:
    if what == RESET:
        reader.connect()
        return
    number, birth, expiry = (CONTENT.mrz_information[part] for part in (slice(0, 9), slice(10, 16), slice(17, 23)))
    zone = MrzPassword(document_number=number, birth_date=birth, expiry_date=expiry)
    with suppress(ChipError):
        if what == PACE:
            phone.open(CanPassword(CONTENT.can), access="PACE")
        else:
            phone.open(zone, access="BAC")


def protected(phone: ChipReading, raw: bytes) -> bytes:
    """A command within the session of the phone, where there is one and the bytes are a command."""
    session = phone.channel.session
    if session is None:
        return raw
    try:
        command = parse_command(raw)
        return session.wrap(
            CommandApdu(ins=command.ins, p1=command.p1, p2=command.p2, data=command.data, le=command.le)
        ).encode()
    except (MalformedApduError, ValueError):
        return raw


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

"""Whatever bytes come, the card answers with a status word and its memory stays one that can be read again.

6F00 is the answer of the outermost shell to an error of ours, so none may be seen. 100,000 mutations come from a seed; the
scripts of a coverage-guided fuzzer are few here and 100,000 in `make soak`.
"""

import subprocess
import sys
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.card.cardfile import read_card, write_card
from simulators.card.contact.piv.administrator import encipher
from simulators.card.memory import CardMemory

FUZZER = Path(__file__).with_name("fuzz_contact.py")
ADMINISTERED = b"\xfd\xfe"
"""In a script of the fuzzer: PIN and administrator key are shown first."""
COMMANDS = [
    bytes.fromhex(each)
    for each in (
        "00A4040005A000000308",
        "00A4040008A000000151000000",
        "00200080",
        "0020FF80",
        "002000800834373131FFFFFFFF",
        "002000800830303030FFFFFFFF",
        "0024008010" + "34373131FFFFFFFF" * 2,
        "0024008110" + "3132333435363738" * 2,
        "002C008010" + "3132333435363738" + "34373131FFFFFFFF",
        "00CB3FFF055C035FC10500",
        "00CB3FFF0000055C035FC1080000",
        "00CB3FFF035C017E00",
        "10CB3FFF025C03",
        "00C0000000",
        "00DB3FFF085C035FC106530101",
        "00DB3FFF047E024F00",
        "10DB3FFF105C035FC10653820100" + "AA" * 6,
        "0047009A05AC0380011100",
        "0087119A267C2482008120" + "11" * 32 + "00",
        "0087119C267C2482008120" + "11" * 32 + "00",
        "1087119A147C248200812011111111111111111111",
        "0087089B047C02810000",
        "0087089B047C02800000",
        "0087089B147C128210" + "22" * 16,
        "0087089B287C268010" + "22" * 16 + "8110" + "33" * 16 + "820000",
    )
]


def mutated(stream: Random, command: bytes) -> bytes:
    raw = bytearray(command)
    for _ in range(stream.choice((0, 0, 1, 1, 2, 5))):
        at = stream.randrange(len(raw) + 1)
        match stream.randrange(6):
            case 0 if raw:
                raw[at % len(raw)] ^= 1 << stream.randrange(8)
            case 1 if raw:
                raw[at % len(raw)] = stream.choice((0x00, 0x01, 0x10, 0x7F, 0x80, 0x81, 0x82, 0xFF))
            case 2:
                raw[at:at] = stream.randbytes(stream.randrange(1, 9))
            case 3:
                del raw[at : at + stream.randrange(1, 4)]
            case 4 if len(raw) > 4:  # lengths that agree again, so that the insides are reached
                raw[4:5] = bytes([len(raw) - 5])
            case _:
                del raw[at:]
    return bytes(raw)


def administer(terminal) -> None:
    challenge, _sw = terminal.ask("0087089B047C02810000")
    answer = encipher(terminal.memory.administrator, challenge[4:])
    assert terminal.do(f"0087089B147C128210{answer.hex()}") == 0x9000


def walk(terminal, stream: Random, count: int, file: Path) -> set[int]:
    """Send so many commands; the status words that came. The card begins anew every hundred, mostly with everything shown."""
    seen = set()
    for number in range(count):
        if number % 100 == 0:
            terminal.card.memory._content = terminal.content
            terminal.chip.power_on()
            terminal.select()
            if number % 300:
                administer(terminal)
                terminal.verify()
        answer = terminal.chip.send(mutated(stream, stream.choice(COMMANDS)))
        assert len(answer) >= 2
        seen.add(int.from_bytes(answer[-2:], "big"))
        if number % 1000 == 999:
            write_card(file, terminal.memory)
            assert read_card(file) == terminal.memory
    assert 0x6F00 not in seen
    assert valid(terminal.memory)
    return seen


def valid(content: CardMemory) -> bool:
    return msgspec.json.decode(msgspec.json.encode(content), type=CardMemory) == content


def test_hundred_thousand_mutated_commands_are_all_answered(inserted, personalized, tmp_path):
    seen = walk(inserted(personalized), Random(1), 100_000, tmp_path / "card.json")  # noqa: S311 - it must repeat
    assert {0x9000, 0x63C2, 0x6700, 0x6982, 0x6A80, 0x6A82, 0x6A86, 0x6A88, 0x6D00, 0x6E00} <= seen


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=300) | st.sampled_from(COMMANDS), max_size=30))
def test_any_commands_leave_a_card_that_can_be_saved(inserted, personalized, commands):
    terminal = inserted(personalized).select()
    for command in commands:
        answer = terminal.chip.send(command)
        assert len(answer) >= 2
        assert answer[-2:] != b"\x6f\x00"
    assert valid(terminal.memory)
    terminal.chip.power_off()
    terminal.chip.power_on()
    terminal.select()
    assert terminal.do("00CB3FFF035C017E00") in (0x9000, 0x6A82)


def fuzzed(runs: int, folder: Path) -> str:
    pytest.importorskip("atheris", reason="the coverage-guided fuzzer is built for x86-64 only")
    corpus = folder / "corpus"
    corpus.mkdir()
    scripts = [bytes([len(command)]) + command for command in COMMANDS]
    for number, script in enumerate([*scripts, b"".join(scripts), ADMINISTERED + b"".join(scripts)]):
        (corpus / str(number)).write_bytes(script)
    options = [f"-runs={runs}", "-seed=1", "-max_len=2000", "-len_control=0", "-timeout=60"]
    command = [sys.executable, str(FUZZER), *options, str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800, cwd=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def test_coverage_guided_fuzzer_finds_nothing(tmp_path):
    assert "Done 2000 runs" in fuzzed(2_000, tmp_path)


@pytest.mark.soak
def test_coverage_guided_fuzzer_finds_nothing_in_hundred_thousand_runs(tmp_path):
    assert "Done 100000 runs" in fuzzed(100_000, tmp_path)

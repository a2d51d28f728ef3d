"""Within a session every command is protected: one that is altered, repeated, cut or bare is refused and ends the session."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance.cards.contactless import ChipUnderTest, by_name, by_short_name, read_selected
from conformance.cards.expect import CardExpect, named
from conformance.cards.target import Access
from conformance.marks import proves
from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import parse
from simulators.phone.chip_reader.files import ElementaryFile

SELECT_DG1 = by_name(ElementaryFile.DG1)
READ_DG1 = by_short_name(ElementaryFile.DG1)
_MISSING = StatusWord.SECURE_MESSAGING_OBJECTS_MISSING
_INCORRECT = StatusWord.SECURE_MESSAGING_OBJECTS_INCORRECT
_CHECKSUM = 0x8E
_COUNTED = (-1, 0, 1)
"""Where the counter of a chip may stand that wrongly goes on: a test must hit it to see that the session lives."""


def ends_the_session(
    spoil: Callable[[ChipUnderTest], ResponseApdu],
    *words: int,
    chip: ChipUnderTest,
    access: Access,
    expect: CardExpect,
    what: str,
) -> None:
    """What `spoil` sends is refused with one of `words`, and no rightly protected command is taken after it."""
    for ahead in _COUNTED:
        chip.open(access=access)
        expect.refused_apdu(spoil(chip), *words, what=what)
        chip.session.counter += ahead
        over(chip.transmit(chip.protected(SELECT_DG1)), expect, what="a rightly protected command after it")
        chip.transmit(SELECT_DG1)
        over(chip.transmit(read_selected()), expect, what="DG1 in clear after it")


def over(answer: ResponseApdu, expect: CardExpect, *, what: str) -> None:
    observed = f"{named(answer.sw)}, {len(answer.data)} bytes"
    so = not answer.ok and answer.sw >> 8 not in (0x61, 0x62, 0x63) and not answer.data
    expect.holds(expected=f"{what}: an error without data", observed=observed, so=so)


def altered(command: CommandApdu, at: int) -> CommandApdu:
    """The command with one bit of its data altered."""
    data = bytearray(command.data)
    data[at] ^= 1
    return replace(command, data=bytes(data))


@proves("CLS-004", "CLS-005", case="two commands, rightly protected")
def test_rightly_protected_commands_are_carried_out(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    chip.open(access=access)
    expect.done(chip.send(SELECT_DG1), what="SELECT of DG1")
    first = expect.done(chip.send(read_selected()), what="READ BINARY")
    again = expect.done(chip.send(read_selected()), what="the same READ BINARY, protected anew")
    expect.equal(again.data.hex(), first.data.hex(), what="bytes of DG1:")


@proves("CLS-004", case="one bit of the checksum")
@pytest.mark.parametrize("at", [-1, -8], ids=["last byte", "first byte"])
def test_altered_checksum_ends_the_session(at: int, access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    ends_the_session(
        lambda chip: chip.transmit(altered(chip.protected(READ_DG1), at)),
        _INCORRECT,
        chip=chip,
        access=access,
        expect=expect,
        what="READ BINARY with an altered checksum",
    )


@proves("CLS-004", case="one bit of the cryptogram")
def test_altered_cryptogram_ends_the_session(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    after_indicator = 3
    ends_the_session(
        lambda chip: chip.transmit(altered(chip.protected(SELECT_DG1), after_indicator)),
        _INCORRECT,
        chip=chip,
        access=access,
        expect=expect,
        what="SELECT with an altered cryptogram",
    )


@proves("CLS-004", case="a parameter in the header")
def test_altered_header_ends_the_session(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    ends_the_session(
        lambda chip: chip.transmit(replace(chip.protected(READ_DG1), p2=1)),
        _INCORRECT,
        chip=chip,
        access=access,
        expect=expect,
        what="READ BINARY with another offset",
    )


def without_checksum(command: CommandApdu) -> CommandApdu:
    kept = [each.encode() for each in parse(command.data) if each.tag != _CHECKSUM]
    return replace(command, data=b"".join(kept))


@proves("CLS-004", case="checksum left out")
def test_missing_checksum_ends_the_session(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    ends_the_session(
        lambda chip: chip.transmit(without_checksum(chip.protected(READ_DG1))),
        _MISSING,
        chip=chip,
        access=access,
        expect=expect,
        what="READ BINARY without checksum",
    )


def repeated(chip: ChipUnderTest) -> ResponseApdu:
    """A read that is carried out, and its bytes once more."""
    chip.send(READ_DG1)
    return chip.transmit(chip.channel.last_command)


@proves("CLS-005", case="the bytes of the last command once more")
def test_repeated_command_ends_the_session(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    ends_the_session(repeated, _INCORRECT, chip=chip, access=access, expect=expect, what="the same bytes")


def skipped(chip: ChipUnderTest) -> ResponseApdu:
    """A command as if two others had gone before it."""
    chip.session.counter += 2
    answer = chip.transmit(chip.protected(READ_DG1))
    chip.session.counter -= 2
    return answer


@proves("CLS-005", case="a counter that is ahead")
def test_counter_that_is_ahead_ends_the_session(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    ends_the_session(skipped, _INCORRECT, chip=chip, access=access, expect=expect, what="READ BINARY out of turn")


PLAIN = {
    "READ BINARY": READ_DG1,
    "SELECT": SELECT_DG1,
    "SELECT of the application": CommandApdu(ins=0xA4, p1=0x04, p2=0x0C, data=bytes.fromhex("A0000002471001")),
    "GET CHALLENGE": CommandApdu(ins=0x84, le=8),
}


@proves("CLS-006", case="a plain command within the session")
@pytest.mark.parametrize("name", PLAIN)
def test_plain_command_ends_the_session(name: str, access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    for ahead in (at + 1 for at in _COUNTED):
        chip.open(access=access)
        over(chip.transmit(PLAIN[name]), expect, what=f"plain {name}")
        chip.session.counter += ahead
        over(chip.transmit(chip.protected(SELECT_DG1)), expect, what="a rightly protected command after it")
        chip.transmit(SELECT_DG1)
        over(chip.transmit(read_selected()), expect, what="DG1 in clear after it")

"""Before access the chip gives out nothing but EF.CardAccess and nothing by which it is recognized; after access, every file."""

from functools import partial

import pytest

from conformance.cards.contactless import READ_BINARY, ChipUnderTest, by_name, by_short_name, read_selected
from conformance.cards.expect import CardExpect, named
from conformance.marks import proves
from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from simulators.phone.chip_reader.data_groups import present_groups
from simulators.phone.chip_reader.files import ElementaryFile, data_group, read_file
from simulators.phone.chip_reader.security_infos import PaceInfo, parse_security_infos

CLOSED_FILES = [file for file in ElementaryFile if file is not ElementaryFile.CARD_ACCESS]
TIMES = 20
_CLOSED = StatusWord.SECURITY_STATUS_NOT_SATISFIED
_REFUSED = (_CLOSED, StatusWord.FILE_NOT_FOUND, StatusWord.NO_CURRENT_EF, StatusWord.CONDITIONS_NOT_SATISFIED)
_OPTIONAL = (ElementaryFile.DG11, ElementaryFile.DG14, ElementaryFile.DG15)


def name_of(file: ElementaryFile) -> str:
    return file.name


def closed_words(file: ElementaryFile) -> tuple[int, ...]:
    """How a closed file is refused; a card need not hold an optional one."""
    return (_CLOSED, StatusWord.FILE_NOT_FOUND) if file in _OPTIONAL else (_CLOSED,)


@proves("CLS-001", case="each file by its name, application selected")
@pytest.mark.parametrize("file", CLOSED_FILES, ids=name_of)
def test_no_file_is_read_by_its_name_before_access(
    file: ElementaryFile, chip: ChipUnderTest, expect: CardExpect
) -> None:
    chip.select_application()
    selected = chip.transmit(by_name(file))
    read = chip.transmit(read_selected())
    if selected.sw not in closed_words(file):
        expect.refused_apdu(read, *closed_words(file), what=f"READ BINARY of EF.{file.name}")
    expect.refused_apdu(read, *_REFUSED, what=f"READ BINARY after SELECT of EF.{file.name}")


@proves("CLS-001", case="each file by its short name, application selected")
@pytest.mark.parametrize("file", CLOSED_FILES, ids=name_of)
def test_no_file_is_read_by_its_short_name_before_access(
    file: ElementaryFile, chip: ChipUnderTest, expect: CardExpect
) -> None:
    chip.select_application()
    expect.refused_apdu(chip.transmit(by_short_name(file)), *closed_words(file), what=f"EF.{file.name}")


@proves("CLS-001", case="each file of the profile after access")
def test_every_file_is_read_after_access(chip: ChipUnderTest, expect: CardExpect) -> None:
    chip.open()
    groups = present_groups(chip.read(ElementaryFile.COM))
    expect.yes({1, 2} <= groups, what="EF.COM names data groups 1 and 2")
    for file in (ElementaryFile.SOD, *filter(None, map(data_group, sorted(groups)))):
        content = expect.works(partial(read_file, chip.channel, file), what=f"EF.{file.name} is read")
        expect.holds(expected=f"EF.{file.name} has content", observed=f"{len(content)} bytes", so=bool(content))


@proves("CLS-015", case="DG1 from an offset beyond its end, and from its beginning")
def test_offset_beyond_the_end_of_a_file_is_told(chip: ChipUnderTest, expect: CardExpect) -> None:
    chip.open()
    expect.done(chip.send(by_name(ElementaryFile.DG1)), what="SELECT of EF.DG1")
    beyond = CommandApdu(ins=READ_BINARY, p1=0x7F, p2=0x00, le=1)
    expect.refused_apdu(chip.send(beyond), StatusWord.WRONG_OFFSET, what="READ BINARY at 7F00")
    expect.done(chip.send(read_selected()), what="READ BINARY at 0000")


@proves("CLS-012", case="EF.CardAccess by its name", needs=["pace"], required=False)
def test_card_access_is_read_before_access(chip: ChipUnderTest, expect: CardExpect) -> None:
    content = expect.works(lambda: read_file(chip.channel, ElementaryFile.CARD_ACCESS), what="EF.CardAccess is read")
    offered = [info for info in parse_security_infos(content) if isinstance(info, PaceInfo)]
    expect.holds(expected="a way of PACE", observed=f"{len(offered)} ways", so=bool(offered))


@proves("CLS-012", case="EF.CardAccess by its short name", needs=["pace"], required=False)
def test_card_access_is_read_by_its_short_name(chip: ChipUnderTest, expect: CardExpect) -> None:
    read = expect.done(chip.transmit(by_short_name(ElementaryFile.CARD_ACCESS)), what="READ BINARY")
    begins = chip.read(ElementaryFile.CARD_ACCESS)[: len(read.data)]
    expect.equal(read.data.hex(), begins.hex(), what="the first bytes of EF.CardAccess:")


@proves("CLS-012", "CLS-001", case="DG14 in the place of EF.CardAccess", needs=["pace"], required=False)
def test_signed_infos_are_closed_where_card_access_is_open(chip: ChipUnderTest, expect: CardExpect) -> None:
    expect.done(chip.transmit(by_name(ElementaryFile.CARD_ACCESS)), what="SELECT of EF.CardAccess")
    chip.begin()
    selected = chip.transmit(by_name(ElementaryFile.DG14))
    expect.status(selected, *_REFUSED, StatusWord.OK, what="SELECT of DG14")
    expect.refused_apdu(chip.transmit(read_selected()), *_REFUSED, what="READ BINARY")


@proves("CLS-014", case="identifier asked twice")
def test_identifier_stays_while_the_card_has_power(chip: ChipUnderTest, expect: CardExpect) -> None:
    first = chip.identifier()
    expect.yes(first, what="the reader tells an identifier")
    expect.equal(chip.identifier().hex(), first.hex(), what="the identifier asked again:")


@proves("CLS-014", case="identifier after power, 20 times")
def test_identifier_is_another_each_time_the_card_gets_power(chip: ChipUnderTest, expect: CardExpect) -> None:
    seen = []
    for _ in range(TIMES):
        chip.begin()
        seen.append(chip.identifier())
    expect.equal(len(set(seen)), TIMES, what="different identifiers:")


@proves("CLS-014", case="two cards of one profile", needs=["fresh"], required=False)
def test_two_cards_look_alike_before_access(chip: ChipUnderTest, other_chip: ChipUnderTest, expect: CardExpect) -> None:
    expect.equal(chip.begin().hex(), other_chip.begin().hex(), what="answer to reset, of one card and the other:")
    shown, others = (seen_by_a_stranger(each) for each in (chip, other_chip))
    for (name, answer), (_, other) in zip(shown, others, strict=True):
        expect.holds(
            expected=f"{name}: {named(other.sw)} {other.data.hex()}",
            observed=f"{named(answer.sw)} {answer.data.hex()}",
            so=answer == other,
        )


def seen_by_a_stranger(chip: ChipUnderTest) -> list[tuple[str, ResponseApdu]]:
    """What every reader can ask, but for challenges."""
    commands = {
        "EF.ATR/INFO": CommandApdu(ins=0xB0, p1=0x81, le=256),
        "EF.CardAccess": CommandApdu(ins=0xB0, p1=0x9C, le=256),
        "application": CommandApdu(ins=0xA4, p1=0x04, data=bytes.fromhex("A0000002471001"), le=256),
        "DG1": by_name(ElementaryFile.DG1),
        "signature": CommandApdu(ins=0x88, data=bytes(8), le=256),
    }
    return [(name, chip.transmit(command)) for name, command in commands.items()]

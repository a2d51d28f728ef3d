"""The chip as a test holds it: what came of an attempt, what needs a chip or a password, and what the target file must say."""

from datetime import date

import msgspec
import pytest

from conformance.cards.contactless import (
    UNPROTECTED,
    ChipUnderTest,
    by_name,
    problem_of,
    read_selected,
    with_wrong_digit,
)
from conformance.cards.simulated import SimulatedField
from conformance.cards.target import CardData, CardReach, CardTarget, load_card_target
from harness.commandline import UsageError
from harness.protocol.encoding.apdu import StatusWord
from simulators.card.readers.in_process import InProcessReader
from simulators.card.rulebook import CardRules
from simulators.entropy import Entropy
from simulators.journey import WayBlockedError
from simulators.personalization import new_card
from simulators.phone.chip_reader.errors import ChipAnswerError
from simulators.phone.chip_reader.files import ElementaryFile

CONTENT = new_card().memory.content
CHIP = CONTENT.contactless
KNOWN = CardData(
    access_number=CHIP.can,
    document_number=CHIP.document_number,
    birth_date=date(2000 + int(CHIP.birth_date[:2]), int(CHIP.birth_date[2:4]), int(CHIP.birth_date[4:])),
    expires_on=CONTENT.holder.expires_on,
)


class Altered:
    """A reader whose answers a test may change."""

    def __init__(self, reader: InProcessReader) -> None:
        self.name = reader.name
        self.alter = lambda answer: answer
        self.connect, self.reset, self.power_cycle = reader.connect, reader.reset, reader.power_cycle
        self.disconnect, self._transmit = reader.disconnect, reader.transmit

    def transmit(self, command: bytes) -> bytes:
        return self.alter(self._transmit(command))


def chip_in_field(data: CardData = KNOWN) -> ChipUnderTest:
    field = SimulatedField(CONTENT, rules=CardRules())
    reader = Altered(InProcessReader(field.contactless))
    reader.connect()
    return ChipUnderTest(
        reader=reader, data=data, random=Entropy(5).stream("test").randbytes, clock_s=field.passed_s, contact=None
    )


@pytest.mark.parametrize("access", ["PACE", "BAC"])
def test_right_password_opens_at_once(access):
    chip = chip_in_field()
    attempt = chip.attempt(access=access)
    assert (attempt.sw, attempt.opened, attempt.took_s) == (StatusWord.OK, True, 0)
    assert chip.send(by_name(ElementaryFile.DG1)).ok
    assert chip.read(ElementaryFile.DG2) == CHIP.data_groups[2]


@pytest.mark.parametrize("access", ["PACE", "BAC"])
def test_wrong_password_opens_nothing_and_the_next_takes_longer(access):
    chip = chip_in_field()
    wrong = with_wrong_digit(chip.password)
    first, second = chip.attempt(wrong, access=access), chip.attempt(wrong, access=access)
    assert (first.sw, first.opened, first.took_s) == (StatusWord.NOTHING_CHANGED, False, 0)
    assert (second.sw, second.opened, second.took_s) == (StatusWord.NOTHING_CHANGED, False, 0.25)
    with pytest.raises(WayBlockedError, match="open the chip"):
        chip.protected(read_selected())
    assert chip.attempt(access=access).opened


@pytest.mark.parametrize("password", ["zone", "access_number"])
def test_wrong_digit_is_another_password_of_the_same_form(password):
    right = getattr(chip_in_field(), password)
    wrong = with_wrong_digit(right)
    assert wrong != right
    assert (type(wrong), wrong.reference, len(wrong.secret)) == (
        type(right),
        right.reference,
        len(right.secret),
    )


def test_answer_without_protection_is_no_success():
    chip = chip_in_field()
    chip.open()
    chip.reader.alter = lambda _answer: b"\x90\x00"
    assert chip.send(by_name(ElementaryFile.DG1)).sw == UNPROTECTED


def test_answer_past_the_session_is_as_it_came():
    chip = chip_in_field()
    chip.open()
    assert chip.transmit(read_selected()).sw == StatusWord.SECURE_MESSAGING_OBJECTS_MISSING


def test_problem_is_told_in_words_and_nothing_else_is_caught():
    def lost() -> None:
        raise ChipAnswerError("SELECT", 0x6A82)

    def broken() -> None:
        raise ZeroDivisionError

    assert problem_of(lambda: None) == ""
    assert problem_of(lost) == "SELECT: status word 6A82"
    with pytest.raises(ZeroDivisionError):
        problem_of(broken)


def test_bac_without_the_zone_is_blocked():
    chip = chip_in_field(CardData(access_number=CHIP.can))
    assert chip.attempt().opened
    with pytest.raises(WayBlockedError, match="machine-readable zone"):
        chip.attempt(access="BAC")


# -- what a target offers


EVERYTHING = {"pace", "bac", "zone", "access-number", "country-signer"}


def in_reader(card: CardData, **reach: str) -> CardTarget:
    return CardTarget(kind="card", reach=CardReach(reader="pcsc", name="ACS", **reach), card=card)


def offers(card: CardData) -> set[str]:
    return EVERYTHING & in_reader(card, contactless="PICC").offers()


def test_chip_is_met_where_a_reader_and_a_password_are_named():
    assert in_reader(KNOWN, contactless="PICC").has_chip(KNOWN)
    assert not in_reader(KNOWN).has_chip(KNOWN)
    assert not in_reader(CardData(), contactless="PICC").has_chip(CardData())


def test_chip_offers_what_is_known_of_it():
    assert offers(KNOWN) == {"pace", "bac", "zone", "access-number"}
    assert offers(msgspec.structs.replace(KNOWN, access=["PACE"])) == {"pace", "zone", "access-number"}
    assert offers(CardData(access_number="123456", country_signer="csca.pem")) == EVERYTHING - {"bac", "zone"}


def test_card_without_a_chip_lacks_nothing_of_it():
    assert in_reader(CardData()).offers() >= EVERYTHING


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('[reach]\nreader = "pcsc"\nname = "A"\ncontactless = "B"', "[reach] contactless needs what opens the chip"),
        ('[card]\ncountry_signer = "nowhere.pem"', "nowhere.pem: No such file or directory; name a PEM file"),
        ('[card]\ncountry_signer = "empty.pem"', "empty.pem holds no certificate; name a PEM file"),
        ("[card]\naccess = []", "Expected `array` of length >= 1"),
        ('[card]\ndocument_number = "a"', "Expected `str` matching regex"),
    ],
)
def test_target_file_that_does_not_hold_is_refused_in_one_line(lines, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "card.toml").write_text(f'kind = "card"\n{lines}\n')
    with pytest.raises(UsageError) as refused:
        load_card_target("card.toml")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)

"""A personalized card is met by both faces: one memory, a document that a phone believes, a chip that nobody recognizes."""

from datetime import UTC, datetime

import msgspec
import pytest
from cryptography import x509

from harness.command import main
from harness.protocol.encoding.apdu import StatusWord
from simulators.card.card import assemble, open_card
from simulators.card.cardfile import read_card, write_card
from simulators.card.chip import CardMuteError
from simulators.card.faults import FaultTools, Mute
from simulators.card.memory import CardMemory
from simulators.card.readers.in_process import InProcessReader
from simulators.card.summary import summary
from simulators.entropy import Entropy
from simulators.personalization import country_signer_of, new_card, person_named
from simulators.personalization.contactless import contactless_part
from simulators.phone.chip_reader import (
    CanPassword,
    ChipAccessDeniedError,
    ChipReading,
    ChipSignerUnknownError,
    MrzPassword,
)
from simulators.population.command import load_spec
from simulators.population.generate import build_population

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
APPLICATION = bytes.fromhex("00A4040C07A0000002471001")
IDENTIFIER = bytes.fromhex("FFCA000000")


@pytest.fixture(scope="module")
def content() -> CardMemory:
    return new_card(now=NOW).memory.content


def reading(chip, *, seed: int = 1) -> ChipReading:
    trusted = x509.load_der_x509_certificate(country_signer_of(seed).certificate)
    return ChipReading(InProcessReader(chip), trusted=[trusted], random=Entropy(3).stream("phone").randbytes)


def passwords(content: CardMemory) -> tuple[CanPassword, MrzPassword]:
    chip = content.contactless
    zone = MrzPassword(document_number=chip.document_number, birth_date=chip.birth_date, expiry_date=chip.expiry_date)
    return CanPassword(chip.can), zone


def test_phone_reads_and_believes_the_card_of_a_person(content):
    card = assemble(content)
    for password in passwords(content):
        contents = reading(card.contactless).read(password, at=NOW)
        assert contents.proofs == {"active_authentication", "chip_authentication"}
        assert contents.mrz.document_number == content.holder.card_serial[-9:]
        assert contents.mrz.optional_1 == content.holder.civil_number
        assert contents.details.full_name.replace(",", "") == content.holder.name_ar
        assert contents.portrait in content.objects["5FC108"]


def test_card_of_another_seed_has_another_country_signer(content):
    with pytest.raises(ChipSignerUnknownError):
        reading(assemble(content).contactless, seed=2).read(passwords(content)[0], at=NOW)


def test_same_seed_makes_the_same_chip(content):
    assert new_card(now=NOW).memory.content.contactless == content.contactless
    assert new_card(now=NOW, seed=2).memory.content.contactless != content.contactless


def test_everybody_with_a_card_gets_a_chip():
    population = build_population(1, today=NOW.date(), spec=load_spec(None))
    holders = [person for person in population.people if person.card is not None]
    jpeg = bytes.fromhex("FFD8FFC0000B0800100010011100FFD9")
    numbers = {contactless_part(person, jpeg=jpeg, entropy=Entropy(1)).document_number for person in holders}
    assert len(numbers) == len(holders) > 10


def test_wrong_passwords_are_counted_in_the_card_file(content, tmp_path):
    path = tmp_path / "card.json"
    write_card(path, content)
    with pytest.raises(ChipAccessDeniedError):
        reading(open_card(path).contactless).read(CanPassword("000000"), at=NOW)
    assert read_card(path).contactless.password_failures == 1
    assert read_card(path).pin == content.pin


def test_waiting_goes_through_the_tools_of_the_card(content):
    waited = []
    card = assemble(content, tools=FaultTools(entropy=Entropy(1).stream("faults"), wait=waited.append))
    for _ in range(3):
        with pytest.raises(ChipAccessDeniedError):
            reading(card.contactless).read(CanPassword("000000"), at=NOW)
    assert waited == [0.25, 0.5]


def test_try_that_cannot_be_counted_is_answered_and_not_judged(content):
    def write(_changed: CardMemory) -> CardMemory:
        raise OSError

    card = assemble(content, write=write)
    with pytest.raises(ChipAccessDeniedError) as denied:
        reading(card.contactless).read(passwords(content)[0], at=NOW)
    assert denied.value.sw == StatusWord.MEMORY_FAILURE
    assert card.memory.content == content


def test_reset_of_one_face_leaves_the_other_as_it_is(content):
    card = assemble(content)
    card.contact.power_on()
    card.contact.send(bytes.fromhex("00A4040005A000000308"))
    card.contactless.power_on()
    card.contactless.reset()
    card.contactless.power_off()
    assert card.contact.send(bytes.fromhex("00200080"))[-2:].hex() == "63c3"


def test_fault_strikes_both_faces(content):
    card = assemble(content, faults=(Mute(),))
    for chip in (card.contact, card.contactless):
        chip.power_on()
        with pytest.raises(CardMuteError):
            chip.send(APPLICATION)


def test_card_without_a_chip_has_no_antenna(content):
    assert assemble(msgspec.structs.replace(content, contactless=None)).contactless is None


def test_identifier_stays_over_a_reset_and_changes_with_power(content):
    chip = assemble(content).contactless
    chip.power_on()
    first = chip.send(IDENTIFIER)
    assert (len(first), first[:1], first[-2:]) == (6, b"\x08", b"\x90\x00")
    chip.reset()
    assert chip.send(IDENTIFIER) == first
    chip.power_off()
    with pytest.raises(CardMuteError):
        chip.send(IDENTIFIER)
    chip.power_on()
    assert chip.send(IDENTIFIER) != first


def test_summary_tells_what_opens_the_chip_only_where_secrets_are_asked_for(content):
    shown = summary(content).contactless
    assert (shown.access_number, shown.document_number, shown.birth_date, shown.expiry_date) == (None,) * 4
    told = summary(content, secrets=True).contactless
    assert told.access_number == content.contactless.can
    assert told.document_number == person_named("citizen-1", seed=1, today=NOW.date()).card.serial[-9:]


def test_show_hides_the_access_number_until_secrets_are_asked_for(content, tmp_path, capsys):
    path = tmp_path / "card.json"
    write_card(path, content)
    assert main(["card", "show", str(path)]) == 0
    assert content.contactless.can not in capsys.readouterr().out
    assert main(["card", "show", str(path), "--secrets"]) == 0
    assert f"CAN {content.contactless.can}" in capsys.readouterr().out

"""The contactless face of the card and the reader of the phone, which were written apart, meet on the wire."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import cv2
import msgspec
import numpy as np
import pytest
from cryptography import x509

from harness.protocol.encoding.apdu import CommandApdu, parse_response
from harness.world.reader import CardLostError
from simulators.card.contactless import (
    ChipKeys,
    ContactlessFace,
    ContactlessMemory,
    Holder,
    Signer,
    Validity,
    country_signer,
    document_signer,
    personalize,
)
from simulators.card.contactless.forgeries import alter_data_group, clone, resign, swap_data_group
from simulators.card.readers.in_process import InProcessReader
from simulators.entropy import Entropy
from simulators.phone.chip_reader import (
    CanPassword,
    CardNotSupportedError,
    ChipAccessDeniedError,
    ChipClonedError,
    ChipContents,
    ChipDataInvalidError,
    ChipError,
    ChipReading,
    ChipSignerUnknownError,
    MrzPassword,
    Password,
    SecureMessagingError,
)
from simulators.phone.chip_reader.chip_authentication import authenticate_chip, chip_authentication_key
from simulators.phone.chip_reader.errors import AccessProtocol
from simulators.phone.chip_reader.files import ElementaryFile, content_of, read_file, select_file
from simulators.phone.chip_reader.security_infos import parse_security_infos

NOW = datetime(2030, 6, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
ENTROPY = Entropy(9303)
CAN = CanPassword("417026")


def jpeg(label: str, *, width: int = 120) -> bytes:
    """A picture of nothing, as long as a portrait."""
    pixels = np.frombuffer(ENTROPY.bytes(160 * width, label), dtype=np.uint8).reshape(160, width)
    return cv2.imencode(".jpg", pixels)[1].tobytes()


HOLDER = Holder(
    document_number="HW1234567",
    surname="AL MUTAIRI",
    given_names="SARA BADER",
    full_name="سارة بدر المطيري",
    birth_date=date(1991, 2, 3),
    sex="F",
    expires=date(2034, 5, 6),
    nationality="KWT",
    issuing_state="KWT",
    civil_number="291020300017",
    portrait=jpeg("portrait"),
)
MRZ = MrzPassword(document_number="HW1234567", birth_date="910203", expiry_date="340506")
EACH_WAY: list[tuple[Password, AccessProtocol]] = [(CAN, "PACE"), (MRZ, "PACE"), (MRZ, "BAC")]


def authority(seed: int) -> Signer:
    return country_signer(Entropy(seed), country="KW", not_before=NOW - YEAR)


def signer_of(country: Signer, *, label: str = "signer", ends: datetime = NOW + YEAR) -> Signer:
    return document_signer(country, ENTROPY, label=label, validity=Validity(not_before=NOW - YEAR, not_after=ends))


def keys(label: str) -> ChipKeys:
    return ChipKeys(ENTROPY.p256_private_key("active", label), ENTROPY.p256_private_key("chip", label))


COUNTRY = authority(1)
CSCA = x509.load_der_x509_certificate(COUNTRY.certificate)
CARD = personalize(HOLDER, can=CAN.number, signer=signer_of(COUNTRY), keys=keys("genuine"))
OTHER_HOLDER = replace(
    HOLDER,
    document_number="HW7654321",
    given_names="NOURA BADER",
    civil_number="294081500016",
    portrait=HOLDER.portrait + b"\xff\xd9",
)
OTHER_CARD = personalize(OTHER_HOLDER, can=CAN.number, signer=signer_of(COUNTRY), keys=keys("other"))


class Field:
    """A reader with a card in it, whose lost time and kept memory can be looked at; `alter` changes its answers."""

    name = "field"

    def __init__(self, memory: ContactlessMemory) -> None:
        self.waited: list[float] = []
        self.kept: list[ContactlessMemory] = []
        stream = ENTROPY.stream("card")
        face = ContactlessFace(memory, random_bytes=stream.randbytes, delay=self.waited.append, save=self.kept.append)
        self._reader = InProcessReader(face)
        self.connect, self.reset = self._reader.connect, self._reader.reset
        self.power_cycle, self.disconnect = self._reader.power_cycle, self._reader.disconnect
        self.alter: Callable[[bytes, bytes], bytes] = lambda _command, answer: answer
        self.commands: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        self.commands.append(command)
        return self.alter(command, self._reader.transmit(command))


def reading(field: Field) -> ChipReading:
    return ChipReading(field, trusted=[CSCA], random=ENTROPY.stream("phone").randbytes)


def read(memory: ContactlessMemory, password: Password = CAN, access: AccessProtocol | None = None) -> ChipContents:
    return reading(Field(memory)).read(password, at=NOW, access=access)


# -- the honest card


@pytest.mark.parametrize(("password", "access"), EACH_WAY)
def test_every_way_reads_and_proves_the_whole_card(password, access):
    contents = read(CARD, password, access)
    assert contents.access == access
    assert contents.proofs == {"active_authentication", "chip_authentication"}
    assert contents.groups == CARD.data_groups
    assert contents.announced == {1, 2, 11, 14, 15}
    assert contents.mrz.document_number == "HW1234567"
    assert (contents.mrz.surname, contents.mrz.given_names) == ("AL MUTAIRI", "SARA BADER")
    assert not contents.mrz.expired(NOW.date())
    assert contents.portrait == HOLDER.portrait
    assert contents.details is not None
    assert contents.details.personal_number == "291020300017"
    assert contents.signer.issuer == CSCA.subject


def test_pace_is_taken_where_the_card_offers_it():
    assert read(CARD, MRZ).access == "PACE"


def test_a_card_is_read_again_after_it_was_read():
    field = Field(CARD)
    assert reading(field).read(CAN, at=NOW).groups == reading(field).read(MRZ, at=NOW, access="BAC").groups


def test_a_card_that_goes_away_is_lost_and_can_be_read_when_it_comes_back():
    field = Field(CARD)

    def lost(_command: bytes, answer: bytes) -> bytes:
        if len(field.commands) == 40:
            raise CardLostError("taken away")
        return answer

    field.alter = lost
    with pytest.raises(CardLostError):
        reading(field).read(CAN, at=NOW)
    assert reading(field).read(CAN, at=NOW).groups == CARD.data_groups


@pytest.mark.parametrize("access", ["PACE", "BAC"])
@pytest.mark.parametrize("block", [100, 223, 2_000])
def test_a_portrait_beyond_the_short_offsets_is_read_in_blocks_of_any_size(access, block):
    holder = replace(HOLDER, portrait=jpeg("large", width=360))
    assert len(holder.portrait) > 0x8000
    card = personalize(holder, can=CAN.number, signer=signer_of(COUNTRY), keys=keys("genuine"))
    phone = ChipReading(Field(card), trusted=[CSCA], random=ENTROPY.stream("phone").randbytes, block=block)
    assert phone.read(MRZ, at=NOW, access=access).portrait == holder.portrait


def test_nothing_of_the_application_goes_over_the_air_in_clear():
    field = Field(CARD)
    reading(field).read(CAN, at=NOW)
    opened = next(at for at, command in enumerate(field.commands) if command[0] == 0x0C)
    assert all(command[0] == 0x0C for command in field.commands[opened:])


# -- passwords


@pytest.mark.parametrize(
    ("password", "access"),
    [
        (CanPassword("417027"), "PACE"),
        (replace(MRZ, birth_date="910204"), "PACE"),
        (replace(MRZ, birth_date="910204"), "BAC"),
    ],
)
def test_a_wrong_password_is_denied_and_the_next_try_waits(password, access):
    field = Field(CARD)
    with pytest.raises(ChipAccessDeniedError) as denied:
        reading(field).read(password, at=NOW, access=access)
    assert denied.value.protocol == access
    assert denied.value.sw is not None
    assert not any(field.waited)

    contents = reading(field).read(MRZ, at=NOW, access=access)
    assert contents.groups == CARD.data_groups
    assert field.waited[-1] > 0


def test_the_card_number_does_not_serve_for_bac():
    with pytest.raises(CardNotSupportedError):
        read(CARD, CAN, "BAC")


# -- secure messaging


@pytest.mark.parametrize(("password", "access"), EACH_WAY)
def test_a_changed_answer_is_found_by_the_reader(password, access):
    field = Field(CARD)
    phone = reading(field)
    phone.open(password, access=access)
    field.alter = lambda _command, answer: bytes((*answer[:-4], answer[-4] ^ 1, *answer[-3:]))
    with pytest.raises(SecureMessagingError) as broken:
        read_file(phone.channel, ElementaryFile.DG1)
    assert broken.value.how == "mac"


@pytest.mark.parametrize(("password", "access"), EACH_WAY)
@pytest.mark.parametrize("kind", ["altered", "replayed", "plain"])
def test_a_command_that_is_not_as_it_was_protected_ends_the_session(password, access, kind):
    field = Field(CARD)
    phone = reading(field)
    phone.open(password, access=access)
    assert select_file(phone.channel, ElementaryFile.DG1).ok
    last = phone.channel.last_command
    if kind == "altered":
        sent = phone.channel.session.wrap(CommandApdu(ins=0xB0, le=4)).encode()
        sent = bytes((*sent[:-2], sent[-2] ^ 1, sent[-1]))
    else:
        sent = {"replayed": last, "plain": CommandApdu(ins=0xB0, le=4).encode()}[kind]

    answer = phone.channel.transmit(sent)
    assert answer.data == b""
    assert answer.sw == (0x6987 if kind == "plain" else 0x6988)

    with pytest.raises(SecureMessagingError) as broken:
        phone.channel.send(CommandApdu(ins=0xB0, le=4))
    assert broken.value.how == "plain"


def test_one_changed_bit_of_any_answer_never_changes_what_is_believed():
    field = Field(CARD)
    reading(field).read(MRZ, at=NOW)
    answers, random = len(field.commands), ENTROPY.stream("noise")
    for _ in range(60):
        field, chosen = Field(CARD), random.randrange(answers)
        field.alter = lambda _command, answer, field=field, chosen=chosen: (
            flipped(answer, random) if len(field.commands) == chosen + 1 else answer
        )
        try:
            contents = reading(field).read(MRZ, at=NOW)
        except ChipError:
            continue
        assert (contents.groups, contents.mrz.surname) == (CARD.data_groups, "AL MUTAIRI")


def flipped(answer: bytes, random: Random) -> bytes:
    at = random.randrange(8 * len(answer))
    return (int.from_bytes(answer, "big") ^ 1 << at).to_bytes(len(answer), "big")


def test_a_plain_reader_reads_nothing():
    field = Field(CARD)
    field.connect()
    field.transmit(bytes.fromhex("00A4040C07A0000002471001"))
    for file in (ElementaryFile.DG1, ElementaryFile.SOD, ElementaryFile.COM):
        select = CommandApdu(ins=0xA4, p1=2, p2=0x0C, data=file.to_bytes(2, "big")).encode()
        assert parse_response(field.transmit(select)).sw == 0x6982


# -- forged cards


@pytest.mark.parametrize("number", [1, 2, 11, 14, 15])
@pytest.mark.parametrize(("password", "access"), EACH_WAY[1:])
def test_a_data_group_of_another_card_is_invalid(password, access, number):
    with pytest.raises(ChipDataInvalidError) as invalid:
        read(swap_data_group(CARD, number, OTHER_CARD), password, access)
    assert invalid.value.file == f"DG{number}"


def test_a_data_group_that_was_changed_after_it_was_signed_is_invalid():
    content = CARD.data_groups[1]
    with pytest.raises(ChipDataInvalidError) as invalid:
        read(alter_data_group(CARD, 1, content[:-1] + b"A"))
    assert invalid.value.file == "DG1"


def test_a_card_without_a_signed_data_group_is_invalid():
    groups = {number: data for number, data in CARD.data_groups.items() if number != 15}
    with pytest.raises(ChipDataInvalidError) as invalid:
        read(msgspec.structs.replace(CARD, data_groups=groups))
    assert (invalid.value.file, invalid.value.why) == ("DG15", "it was signed and is missing")


def test_a_card_that_can_prove_nothing_is_not_believed():
    groups = {number: CARD.data_groups[number] for number in (1, 2, 11)}
    bare = resign(msgspec.structs.replace(CARD, data_groups=groups), signer_of(COUNTRY))
    with pytest.raises(ChipClonedError) as cloned:
        read(bare, MRZ, "BAC")
    assert cloned.value.how == "no_proof"


def test_another_offer_of_pace_than_was_signed_is_invalid():
    doubled = CARD.card_access[2:]
    version = bytes.fromhex("0201020201")  # version 2, and another curve than the signed one
    assert version + b"\x0c" in doubled
    more = doubled + doubled.replace(version + b"\x0c", version + b"\x0d")
    with pytest.raises(ChipDataInvalidError) as invalid:
        read(msgspec.structs.replace(CARD, card_access=bytes((0x31, len(more))) + more))
    assert invalid.value.file == "CARD_ACCESS"


def test_a_card_that_shows_another_machine_readable_zone_than_it_holds_is_invalid():
    printed = replace(MRZ, document_number="HW7654321")
    with pytest.raises(ChipDataInvalidError) as invalid:
        read(msgspec.structs.replace(CARD, mrz_information=printed.information), printed)
    assert invalid.value.file == "DG1"


@pytest.mark.parametrize(("password", "access"), EACH_WAY)
def test_a_clone_is_exposed_by_chip_authentication(password, access):
    with pytest.raises(ChipClonedError) as cloned:
        read(clone(CARD, keys("clone")), password, access)
    assert cloned.value.how == "chip_authentication"
    assert cloned.value.code == "CHIP_CLONED"


@pytest.mark.parametrize(("password", "access"), EACH_WAY)
def test_a_clone_with_the_key_of_chip_authentication_is_exposed_by_active_authentication(password, access):
    half = replace(keys("clone"), chip_authentication=keys("genuine").chip_authentication)
    with pytest.raises(ChipClonedError) as cloned:
        read(clone(CARD, half), password, access)
    assert cloned.value.how == "active_authentication"


def test_chip_authentication_begins_a_session_with_keys_of_its_own():
    field = Field(CARD)
    phone = reading(field)
    phone.open(CAN)
    before = phone.channel.session
    infos = parse_security_infos(content_of(ElementaryFile.DG14, read_file(phone.channel, ElementaryFile.DG14)))
    offered = chip_authentication_key(infos)
    assert offered is not None
    info, key = offered
    authenticate_chip(phone.channel, ENTROPY.stream("again").randbytes, info=info, key=key)
    assert phone.channel.session is not before
    assert read_file(phone.channel, ElementaryFile.DG1) == CARD.data_groups[1]


@pytest.mark.parametrize(
    ("signer", "how"),
    [
        (signer_of(authority(2)), "not_trusted"),
        (signer_of(COUNTRY, label="old", ends=NOW - timedelta(days=1)), "expired"),
    ],
    ids=["another country", "expired"],
)
def test_a_card_that_an_unknown_or_expired_signer_signed_is_not_believed(signer, how):
    with pytest.raises(ChipSignerUnknownError) as unknown:
        read(resign(CARD, signer))
    assert unknown.value.how == how

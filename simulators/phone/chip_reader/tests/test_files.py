"""Files are read whole, in blocks, however long; what lies about its length is refused, and nothing but a ChipError comes out."""

from datetime import UTC, datetime
from random import Random

import pytest

from harness.protocol.encoding.apdu import ResponseApdu, parse_command
from harness.protocol.encoding.ber_tlv import parse, tlv
from simulators.entropy import Entropy
from simulators.phone.chip_reader import CanPassword, ChipReading, MrzPassword
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.errors import (
    CardNotSupportedError,
    ChipAnswerError,
    ChipDataInvalidError,
    ChipError,
)
from simulators.phone.chip_reader.files import MAX_FILE, ElementaryFile, read_file, select_application

AT = datetime(2030, 1, 1, tzinfo=UTC)


def _random(seed: int) -> Random:
    return Entropy(seed).stream("card")


class FileCard:
    """A card with plain files, which gives at most `most` bytes at once."""

    name = "files"

    def __init__(self, files: dict[int, bytes], *, most: int = 256) -> None:
        self.files, self.most, self.selected, self.commands = files, most, b"", 0

    def transmit(self, command: bytes) -> bytes:
        self.commands += 1
        apdu = parse_command(command)
        if apdu.ins == 0xA4:
            self.selected = self.files.get(int.from_bytes(apdu.data, "big"), b"")
            return ResponseApdu(b"", 0x9000 if self.selected else 0x6A82).encode()
        far = apdu.ins == 0xB1
        offset = int.from_bytes(parse(apdu.data)[0].value, "big") if far else apdu.p1 << 8 | apdu.p2
        wanted = (apdu.le or 0) - (len(tlv(0x53, bytes(apdu.le - 2))) - apdu.le + 2 if far else 0)
        data = self.selected[offset : offset + min(wanted, self.most)]
        return ResponseApdu(tlv(0x53, data) if far else data, 0x9000).encode()

    def connect(self) -> bytes:
        return b""

    reset = power_cycle = connect

    def disconnect(self, *, reset: bool = True) -> None: ...


class AnyAnswer(FileCard):
    """A card that answers whatever comes, from a seed."""

    def __init__(self, random: Random, answers: list[bytes]) -> None:
        self.random, self.answers = random, answers

    def transmit(self, command: bytes) -> bytes:  # noqa: ARG002 - it answers anything to anything
        answer = bytearray(self.random.choice(self.answers))
        if answer and self.random.random() < 0.5:
            answer[self.random.randrange(len(answer))] = self.random.randrange(256)
        return bytes(answer[: self.random.choice((None, None, 5))])


def read(content: bytes, **options: int) -> bytes:
    return read_file(Channel(FileCard({ElementaryFile.DG2: content}, **options)), ElementaryFile.DG2)


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 70_000])
def test_a_file_of_any_length_is_read_whole(size):
    content = tlv(0x75, _random(size).randbytes(size))
    assert read(content + b"what stands behind the object") == content


def test_a_file_is_read_on_where_an_answer_is_shorter_than_asked_for():
    content = tlv(0x75, bytes(300))
    assert read(content, most=3) == content


@pytest.mark.parametrize(
    "content",
    [
        tlv(0x61, bytes(10)),
        tlv(0x75, bytes(300))[:-1],
        b"\x75\x80\x00\x00",
        b"\x75\x84\x00\x00\x00\x01\x00",
        b"\x75",
        b"\x75\x83" + MAX_FILE.to_bytes(3, "big"),
    ],
    ids=["another kind", "cut", "indefinite", "long length", "tag alone", "too long"],
)
def test_a_file_that_is_not_what_it_says_is_invalid(content):
    with pytest.raises(ChipDataInvalidError) as invalid:
        read(content)
    assert invalid.value.file == "DG2"
    assert invalid.value.code == "CHIP_DATA_INVALID"


def test_a_file_that_says_to_be_too_long_is_not_read():
    card = FileCard({ElementaryFile.DG2: b"\x75\x83" + MAX_FILE.to_bytes(3, "big") + bytes(MAX_FILE)})
    with pytest.raises(ChipDataInvalidError, match="limit"):
        read_file(Channel(card), ElementaryFile.DG2)
    assert card.commands == 3


def test_an_answer_longer_than_asked_for_is_invalid():
    card = FileCard({ElementaryFile.DG2: tlv(0x75, bytes(10))})
    plain = card.transmit
    card.transmit = lambda command: plain(command[:-1] + b"\x00") if command[1] == 0xB0 else plain(command)
    with pytest.raises(ChipDataInvalidError, match="12 bytes at 0, 4 were asked for"):
        read_file(Channel(card), ElementaryFile.DG2)


def test_a_missing_file_is_an_unexpected_answer():
    with pytest.raises(ChipAnswerError) as missing:
        read_file(Channel(FileCard({})), ElementaryFile.DG1)
    assert (missing.value.step, missing.value.sw) == ("SELECT of EF.DG1", 0x6A82)


def test_a_card_without_the_application_is_not_supported():
    with pytest.raises(CardNotSupportedError):
        select_application(Channel(FileCard({})))


def test_a_card_number_does_not_open_a_chip_without_pace():
    reading = ChipReading(FileCard({}), trusted=[], random=_random(1).randbytes)
    with pytest.raises(CardNotSupportedError, match="machine readable zone"):
        reading.read(CanPassword("123456"), at=AT)


def test_whatever_a_card_answers_nothing_but_a_chip_error_comes_out():
    random = _random(4)
    good = bytes.fromhex("31143012060A04007F0007020204020202010202010C")
    answers = [
        b"",
        b"\x90",
        b"\x90\x00",
        b"\x6a\x82",
        good + b"\x90\x00",
        good[:4] + b"\x90\x00",
        good[4:] + b"\x90\x00",
        b"\x7c\x12\x80\x10" + bytes(16) + b"\x90\x00",
        bytes(8) + b"\x90\x00",
        bytes(40) + b"\x90\x00",
    ]
    passwords = (CanPassword("123456"), MrzPassword(document_number="1", birth_date="900101", expiry_date="300101"))
    for _ in range(2_000):
        reading = ChipReading(AnyAnswer(random, answers), trusted=[], random=random.randbytes)
        with pytest.raises(ChipError):
            reading.read(random.choice(passwords), at=AT)

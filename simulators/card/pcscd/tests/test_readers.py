"""The port `Reader`: the same tests on the reader in this process and on one of PC/SC."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from harness.world.reader import CardLostError, Reader, ReaderError
from simulators.card.chip import CardMuteError
from simulators.card.pcscd.launcher import PrivatePcscd
from simulators.card.readers.echo import EchoChip
from simulators.card.readers.in_process import InProcessReader
from simulators.card.readers.pcsc import PcscReader, list_readers, open_reader
from simulators.card.readers.scard import Transmission
from simulators.card.readers.vpcd import inserted

_ATR = bytes.fromhex("3B80800101")
_REMEMBER = bytes.fromhex("00010000")
_RECALL = bytes.fromhex("00020000")
_HANG = bytes.fromhex("00030000")
_KNOWS, _KNOWS_NOT = bytes.fromhex("019000"), bytes.fromhex("009000")


class ForgetfulChip(EchoChip):
    """Remembers one thing until it is reset or loses power; hangs when told so, until it loses power."""

    def __init__(self) -> None:
        super().__init__()
        self._knows = False
        self.hangs = False

    def power_on(self) -> bytes:
        self.hangs = False
        return super().power_on()

    def power_off(self) -> None:
        self._knows = False
        super().power_off()

    def reset(self) -> bytes:
        if self.hangs:
            raise CardMuteError
        self._knows = False
        return super().reset()

    def send(self, command: bytes) -> bytes:
        self.hangs = self.hangs or command == _HANG
        if self.hangs:
            raise CardMuteError
        if command == _REMEMBER:
            self._knows = True
        if command == _RECALL:
            return bytes((self._knows,)) + b"\x90\x00"
        return super().send(command)


@pytest.fixture(scope="module")
def card_in_place(pcscd: PrivatePcscd) -> Iterator[None]:
    """A forgetful card in the first reader, for all tests: an insertion takes a second."""
    with inserted(ForgetfulChip(), pcscd.reader(0)):
        yield


@pytest.fixture(params=["in process", "pcsc"])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A reader of either kind with a forgetful card, which has come back when the test ends."""
    if request.param == "in process":
        yield InProcessReader(ForgetfulChip())
        return
    request.getfixturevalue("card_in_place")
    reader = open_reader("0 00 00")
    yield reader
    with suppress(ReaderError):
        reader.power_cycle()
    reader.disconnect()


def test_session_begins_with_the_answer_to_reset(reader: Reader) -> None:
    assert reader.connect() == _ATR
    assert reader.name


def test_command_is_answered(reader: Reader) -> None:
    reader.connect()
    assert reader.transmit(b"\x00\xa4\x04\x00") == b"\x00\xa4\x04\x00\x90\x00"


def test_command_with_an_extended_length_is_answered(reader: Reader) -> None:
    command = bytes.fromhex("00DA0000 00 FDE8") + bytes(65_000)
    reader.connect()
    assert reader.transmit(command) == command + b"\x90\x00"


def test_command_without_a_session_is_an_error_of_use(reader: Reader) -> None:
    with pytest.raises(ReaderError, match="connect first"):
        reader.transmit(_RECALL)


def test_second_session_of_one_reader_is_an_error_of_use(reader: Reader) -> None:
    reader.connect()
    with pytest.raises(ReaderError, match="disconnect first"):
        reader.connect()


@pytest.mark.parametrize("how", ["reset", "power_cycle"])
def test_reset_and_power_cycle_end_what_is_volatile(reader: Reader, how: str) -> None:
    reader.connect()
    reader.transmit(_REMEMBER)
    assert reader.transmit(_RECALL) == _KNOWS
    begin_anew: Callable[[], bytes] = getattr(reader, how)

    assert begin_anew() == _ATR

    assert reader.transmit(_RECALL) == _KNOWS_NOT


def test_disconnect_with_reset_ends_what_is_volatile(reader: Reader) -> None:
    reader.connect()
    reader.transmit(_REMEMBER)
    reader.disconnect()
    reader.connect()
    assert reader.transmit(_RECALL) == _KNOWS_NOT


def test_disconnect_without_reset_leaves_it_to_the_next_session(reader: Reader) -> None:
    reader.connect()
    reader.transmit(_REMEMBER)
    reader.disconnect(reset=False)
    reader.connect()
    assert reader.transmit(_RECALL) == _KNOWS


def test_disconnect_twice_is_no_error(reader: Reader) -> None:
    reader.connect()
    reader.disconnect()
    reader.disconnect()
    assert reader.connect() == _ATR


def test_mute_card_is_lost(reader: Reader) -> None:
    reader.connect()
    with pytest.raises(CardLostError):
        reader.transmit(_HANG)


def test_power_brings_a_mute_card_back(reader: Reader) -> None:
    reader.connect()
    reader.transmit(_REMEMBER)
    with pytest.raises(CardLostError):
        reader.transmit(_HANG)

    assert reader.power_cycle() == _ATR

    assert reader.transmit(_RECALL) == _KNOWS_NOT


def test_session_after_a_lost_card_begins_anew(reader: Reader) -> None:
    reader.connect()
    with pytest.raises(CardLostError):
        reader.transmit(_HANG)
    reader.power_cycle()
    reader.disconnect()
    assert reader.connect() == _ATR


def test_reset_does_not_bring_a_mute_card_back(reader: Reader) -> None:
    reader.connect()
    with pytest.raises(CardLostError):
        reader.transmit(_HANG)
    with pytest.raises(CardLostError):
        reader.reset()


# -- PC/SC alone -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("card_in_place")
def test_readers_are_listed_in_their_order_with_the_card(pcscd: PrivatePcscd) -> None:
    with inserted(EchoChip(), pcscd.reader(3)):
        listed = list_readers()
    assert [reader.name for reader in listed] == [f"Virtual PCD {n // 2:X} 00 0{n % 2}" for n in range(16)]
    assert [reader.name for reader in listed if reader.card] == ["Virtual PCD 0 00 00", "Virtual PCD 1 00 01"]
    assert listed[3].atr == _ATR.hex()


@pytest.mark.usefixtures("pcscd")
def test_reader_is_found_by_a_part_that_only_its_name_has() -> None:
    assert open_reader("7 00 01").name == "Virtual PCD 7 00 01"


@pytest.mark.usefixtures("pcscd")
@pytest.mark.parametrize(
    ("wanted", "why"), [("Virtual", "16 readers have 'Virtual'"), ("Omnikey", "no reader has 'Omnikey'")]
)
def test_reader_that_is_not_named_clearly_is_not_guessed(wanted: str, why: str) -> None:
    with pytest.raises(ReaderError, match=why):
        open_reader(wanted)


@pytest.mark.usefixtures("pcscd")
def test_empty_reader_is_said_to_have_no_card() -> None:
    with pytest.raises(ReaderError, match="no card is in the reader: insert one"):
        open_reader("5 00 00").connect()


@pytest.mark.usefixtures("pcscd")
def test_reader_that_is_gone_is_said_to_be_gone() -> None:
    with pytest.raises(ReaderError, match="the reader is gone"):
        PcscReader("Virtual PCD F 00 00").connect()


@pytest.mark.usefixtures("card_in_place")
def test_card_that_another_session_holds_is_refused() -> None:
    with ExitStack() as sessions:
        holder, other = open_reader("0 00 00"), open_reader("0 00 00")
        sessions.callback(holder.disconnect)
        holder.connect()
        with pytest.raises(ReaderError, match="another program holds the card"):
            other.connect()


@pytest.mark.usefixtures("card_in_place")
def test_shared_card_that_another_session_has_reset_is_lost() -> None:
    with ExitStack() as sessions:
        one, other = (open_reader("0 00 00", exclusive=False) for _ in range(2))
        for reader in (one, other):
            sessions.callback(reader.disconnect)
            reader.connect()
        other.reset()
        with pytest.raises(CardLostError, match="another program has reset the card"):
            one.transmit(_RECALL)
        assert one.reset() == _ATR


@pytest.mark.usefixtures("card_in_place")
@pytest.mark.parametrize("transmission", list(Transmission), ids=["T=0", "T=1"])
def test_transmission_protocol_can_be_chosen(transmission: Transmission) -> None:
    reader = open_reader("0 00 00", transmission=transmission)
    assert reader.connect() == _ATR
    reader.disconnect()


def test_card_taken_out_is_lost_and_does_not_come_back(pcscd: PrivatePcscd) -> None:
    reader = PcscReader("Virtual PCD 0 00 01", comes_back_s=0.1)
    with inserted(EchoChip(), pcscd.reader(1)):
        reader.connect()
    with pytest.raises(CardLostError):
        reader.transmit(_RECALL)
    with pytest.raises(CardLostError, match="no card is in the reader"):
        reader.power_cycle()
    reader.disconnect()


class StuckChip(EchoChip):
    """Begins to answer and never ends, until it is set free."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()

    def send(self, command: bytes) -> bytes:
        self.free.wait()
        return super().send(command)


def test_card_that_never_answers_is_lost_after_a_while_and_its_reader_says_so(pcscd: PrivatePcscd) -> None:
    chip = StuckChip()
    with inserted(chip, pcscd.reader(9)):  # a reader that no other test needs: its driver waits for the card
        reader = PcscReader(list_readers()[9].name, answer_s=0.3)
        reader.connect()
        try:
            with pytest.raises(CardLostError, match=r"has not answered for 0\.3 s"):
                reader.transmit(_RECALL)
            reader.disconnect()
            with pytest.raises(ReaderError, match="hangs"):
                reader.connect()
        finally:
            chip.free.set()

"""Faults: each changes what it says, once, at its place; the card under it stays a right one."""

import msgspec
import pytest

from harness.commandline import UsageError
from simulators.card.chip import CardMuteError
from simulators.card.faults import (
    FAULTS,
    Fault,
    Mute,
    PinCounterStuck,
    RemovedMidCommand,
    ResetMidChain,
    SlowAnswer,
    TornWrite,
    WrongStatusWord,
    certificates_under,
    named,
)


@pytest.fixture
def faulty(inserted, personalized):
    return lambda *faults: inserted(personalized, faults=faults)


def test_every_fault_has_a_name_and_is_read_from_data():
    names = {
        *("torn-write", "mute", "wrong-status-word", "slow-answer", "removed-mid-command", "reset-mid-chain"),
        *("pin-counter-stuck", "expired-certificate", "revoked-certificate", "clone", "data-group-swap"),
    }
    assert set(FAULTS) == names
    for name in names:
        assert msgspec.convert({"kind": name}, Fault) == named(name)
    with pytest.raises(
        UsageError, match="there is no card fault 'rust'; there are clone, data-group-swap, expired-certificate"
    ):
        named("rust")


def test_torn_write_leaves_the_old_content_and_a_mute_card(faulty, personalized):
    terminal = faulty(TornWrite()).select()
    with pytest.raises(CardMuteError):
        terminal.verify("0000")
    with pytest.raises(CardMuteError):
        terminal.do("00200080")
    assert terminal.memory == personalized
    terminal.chip.power_on()
    terminal.select()
    assert terminal.verify("0000") == 0x63C2


def test_second_write_is_torn_where_one_passes(faulty):
    terminal = faulty(TornWrite(after=1)).select()
    with pytest.raises(CardMuteError):
        terminal.verify("4711")
    assert terminal.memory.pin.tries_left == 2


def test_mute_card_comes_back_with_power_and_has_done_nothing(faulty, personalized):
    terminal = faulty(Mute(instruction=0x20)).select()
    with pytest.raises(CardMuteError):
        terminal.verify("0000")
    with pytest.raises(CardMuteError):
        terminal.chip.reset()
    terminal.chip.power_off()
    terminal.chip.power_on()
    assert terminal.memory == personalized
    assert terminal.select().verify("0000") == 0x63C2


def test_wrong_status_word_is_drawn_or_given_and_the_card_has_acted(faulty):
    terminal = faulty(WrongStatusWord(instruction=0x20, after=1), WrongStatusWord(instruction=0x87, sw=0x6D00)).select()
    assert terminal.verify() == 0x9000
    assert terminal.verify("0000") in (0x6F00, 0x6A80, 0x6985, 0x6400, 0x6581)
    assert terminal.memory.pin.tries_left == 2
    terminal.verify()
    assert terminal.sign() == 0x6D00
    assert terminal.verify() == 0x9000
    assert terminal.sign() == 0x9000


def test_slow_answer_lets_the_given_time_pass(faulty):
    terminal = faulty(SlowAnswer(delay_s=3, jitter_s=1)).select()
    assert len(terminal.waited) == 1
    assert 3 <= terminal.waited[0] <= 4
    terminal.verify()
    assert len(terminal.waited) == 1


@pytest.mark.parametrize(("acted", "left"), [(True, 2), (False, 3)])
def test_removed_card_has_acted_or_not(faulty, acted, left):
    terminal = faulty(RemovedMidCommand(instruction=0x20, acted=acted)).select()
    with pytest.raises(CardMuteError):
        terminal.verify("0000")
    assert terminal.memory.pin.tries_left == left
    terminal.chip.power_on()
    assert terminal.select().do("00200080") == 0x63C0 | left


def test_whether_a_removed_card_has_acted_comes_from_the_seed(inserted, personalized):
    def left(seed):
        terminal = inserted(personalized, faults=(RemovedMidCommand(instruction=0x20),)).select()
        terminal.chip.tools.entropy.seed(seed)
        with pytest.raises(CardMuteError):
            terminal.verify("0000")
        return terminal.memory.pin.tries_left

    assert [left(seed) for seed in range(8)] == [left(seed) for seed in range(8)]
    assert {left(seed) for seed in range(8)} == {2, 3}


def test_reset_in_a_chain_loses_selection_and_chain(faulty):
    terminal = faulty(ResetMidChain()).select()
    assert terminal.do("10CB3FFF025C03") == 0x9000
    assert terminal.do("00CB3FFF035FC10200") == 0x6D00
    terminal.select()
    assert terminal.do("10CB3FFF025C03") == 0x9000
    assert terminal.do("00CB3FFF035FC10200") == 0x9000


def test_stuck_counter_costs_no_try(faulty):
    terminal = faulty(PinCounterStuck()).select()
    assert [terminal.verify("0000") for _ in range(5)] == [0x63C3] * 5
    assert terminal.verify() == 0x9000


def test_stuck_counter_keeps_the_number_that_it_had(inserted, personalized):
    one_left = msgspec.structs.replace(personalized.pin, tries_left=1)
    content = msgspec.structs.replace(personalized, pin=one_left)
    terminal = inserted(content, faults=(PinCounterStuck(),)).select()
    assert [terminal.verify("0000") for _ in range(2)] == [0x63C1] * 2
    assert terminal.verify() == 0x9000
    assert terminal.do("0020FF80") == 0x9000
    assert terminal.do("00200080") == 0x63C3


def test_certificate_faults_say_what_becomes_of_the_certificates():
    assert certificates_under([]) == "valid"
    assert certificates_under([named("mute"), named("expired-certificate")]) == "expired"
    assert certificates_under([named("revoked-certificate"), named("mute")]) == "revoked"


@pytest.mark.parametrize(("name", "differs"), [("clone", "keys"), ("data-group-swap", "files")])
def test_forgery_is_in_the_chip_and_never_in_the_card_file(faulty, personalized, name, differs):
    terminal = faulty(named(name))
    forged = terminal.card.contactless._chip._face.memory
    own = personalized.contactless
    assert (forged.data_groups != own.data_groups) == (differs == "files")
    assert (forged.active_authentication_key != own.active_authentication_key) == (differs == "keys")
    terminal.card.contactless.power_on()
    terminal.card.contactless.send(bytes.fromhex("00A4040C07A0000002471001"))
    terminal.card.contactless.send(bytes.fromhex("0084000008"))
    terminal.card.contactless.send(bytes.fromhex("0082000028") + bytes(40) + b"\x28")
    assert terminal.memory.contactless.password_failures == 1
    assert terminal.memory.contactless.data_groups == own.data_groups
    assert terminal.memory.contactless.active_authentication_key == own.active_authentication_key

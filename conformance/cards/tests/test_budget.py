"""The budget lets a run spend tries and never the last one; the evidence never shows a PIN."""

import io
import json
import re

import pytest

from conformance.cards.budget import RESERVE, BudgetedReader, BudgetSpentError
from conformance.cards.card import CardUnderTest
from conformance.cards.evidence import RecordedReader
from conformance.cards.secret_commands import Counter, presented
from conformance.cards.target import CardData
from harness.world.masking import Masker
from simulators.card.readers.in_process import InProcessReader
from simulators.journal import Journal
from simulators.personalization import new_card

DATA = CardData()
WRONG = "9753"
WRONG_PUK = "86421357"


@pytest.fixture
def evidence() -> io.BytesIO:
    return io.BytesIO()


def card_in_reader(evidence: io.BytesIO, *, allow_blocking: bool = False) -> CardUnderTest:
    journal = Journal(run="r", worker="w", masker=Masker(b"key"), file=evidence)
    plain = InProcessReader(new_card().contact)
    reader = BudgetedReader(reader=RecordedReader(plain, journal), card=DATA, allow_blocking=allow_blocking)
    card = CardUnderTest(reader=reader, data=DATA)
    reader.connect()
    card.select()
    return card


def tries(card: CardUnderTest) -> int:
    return card.status().sw & 0x0F


def test_wrong_pin_is_sent_until_one_try_is_left(evidence):
    card = card_in_reader(evidence)
    assert card.verify().ok
    card.reset()
    card.select()
    for _ in range(DATA.profile.pin_tries - RESERVE):
        card.verify(WRONG)
    with pytest.raises(BudgetSpentError, match="PIN"):
        card.verify(WRONG)
    assert tries(card) == RESERVE
    assert card.verify().ok


def test_right_pin_is_always_sent_and_fills_the_budget_again(evidence):
    card = card_in_reader(evidence)
    assert card.verify().ok
    card.verify(WRONG)
    card.verify(WRONG)
    assert card.verify().ok
    assert card.verify(WRONG).sw == 0x63C2


def test_tries_that_were_spent_before_the_run_are_counted(evidence):
    card = card_in_reader(evidence)
    unguarded = card.reader.reader.reader
    for _ in range(2):
        unguarded.transmit(bytes.fromhex("0020008008") + card.padded(WRONG))
    with pytest.raises(BudgetSpentError):
        card.verify(WRONG)


def test_pin_of_the_target_file_is_not_tried_with_the_last_try_before_the_card_has_taken_it(evidence):
    card = card_in_reader(evidence)
    unguarded = card.reader.reader.reader
    for _ in range(2):
        unguarded.transmit(bytes.fromhex("0020008008") + card.padded(WRONG))
    with pytest.raises(BudgetSpentError):
        card.verify()
    assert tries(card) == RESERVE


def test_not_even_a_user_who_allows_blocking_spends_the_last_try_on_a_pin_that_may_be_wrong(evidence):
    card = card_in_reader(evidence, allow_blocking=True)
    for _ in range(2):
        card.verify(WRONG)
    with pytest.raises(BudgetSpentError):
        card.verify()
    assert tries(card) == RESERVE


def test_wrong_puk_is_not_sent_once_one_try_is_left(evidence):
    card = card_in_reader(evidence)
    assert card.unblock().ok
    for _ in range(DATA.profile.puk_tries - RESERVE):
        card.unblock(puk=WRONG_PUK)
    with pytest.raises(BudgetSpentError, match="PUK"):
        card.unblock(puk=WRONG_PUK)
    assert card.unblock().ok


def test_changed_pin_is_the_right_one_from_then_on(evidence):
    card = card_in_reader(evidence)
    card.change_pin(old=DATA.pin, new="80246")
    card.verify(WRONG)
    card.verify(WRONG)
    assert card.verify("80246").ok
    card.verify(WRONG)
    card.verify(DATA.pin)
    with pytest.raises(BudgetSpentError):
        card.verify(DATA.pin)


def test_broken_command_of_a_pin_counts_as_a_try(evidence):
    card = card_in_reader(evidence)
    for _ in range(2):
        card.verify(WRONG)
    with pytest.raises(BudgetSpentError):
        card.send(bytes.fromhex("00200080083412"))


def test_user_may_allow_that_the_card_is_blocked(evidence):
    card = card_in_reader(evidence, allow_blocking=True)
    assert card.verify().ok
    card.reset()
    card.select()
    for _ in range(DATA.profile.pin_tries):
        card.verify(WRONG)
    assert card.verify().sw == 0x6983


@pytest.mark.parametrize(
    ("command", "counter"),
    [("0020008008", Counter.PIN), ("0024008110", Counter.PUK), ("002C008010", Counter.PUK), ("00240080", Counter.PIN)],
)
def test_a_command_says_which_counter_it_touches(command, counter):
    shown = presented(bytes.fromhex(command) + b"1" * 3, DATA)
    assert shown is not None
    assert shown.counter is counter


def test_question_for_the_tries_presents_nothing():
    assert presented(bytes.fromhex("00200080"), DATA) is None
    assert presented(bytes.fromhex("00A4040000"), DATA) is None


def test_no_pin_stands_in_the_evidence_and_equal_ones_stay_equal(evidence):
    card = card_in_reader(evidence)
    card.verify()
    card.verify(WRONG)
    card.verify()
    card.change_pin(old=DATA.pin, new="80246")
    card.unblock()
    card.send(bytes.fromhex("0020008003") + DATA.pin.encode())
    text = evidence.getvalue().decode()
    for secret in (DATA.pin, WRONG, DATA.puk, "80246"):
        assert secret.encode().hex(" ").upper() not in text
        assert not re.search(rf"(?<![\d.]){secret}(?!\d)", text)  # by itself: the digits of a time may hold any others
    verified = [
        event["detail"]["command"]
        for event in map(json.loads, text.splitlines())
        if event["what"].startswith("00 20 00 80")
    ]
    right, wrong, again = [command for command in verified if "pin:" in command][:3]
    assert right == again != wrong

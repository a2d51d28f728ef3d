"""Every kind of fault, seen from the phone and from the SMPP client."""

import msgspec
import pytest

from harness.protocol.encoding.smpp import CommandStatus, MessageState, parse_receipt
from simulators.entropy import Entropy
from simulators.sms.client import SmsInboxError
from simulators.sms.faults import (
    Delay,
    Duplicate,
    FaultBoard,
    FaultList,
    Loss,
    Reorder,
    Throttle,
    WrongSender,
)

CANARY = "+96599999999"


@pytest.fixture
def inject(inbox):
    ids = []
    yield lambda fault: ids.append(inbox.inject(fault))
    for fault_id in ids:
        inbox.clear_fault(fault_id)


def texts_after_canary(inbox, recipient: str, mark: int) -> list[str]:
    """What arrived when a later message to somebody else has arrived."""
    inbox.submit(sender="CANARY", recipient=CANARY, text="canary")
    assert inbox.wait_for(CANARY, mark, 5)
    return [each.text for each in inbox.messages(recipient, mark)]


def test_loss_swallows_a_message(inbox, inject, recipient, mark) -> None:
    inject(Loss(to=recipient))
    inbox.submit(sender="HAWIYA", recipient=recipient, text="lost")
    assert texts_after_canary(inbox, recipient, mark) == []


def test_a_fault_ends_with_its_count(inbox, inject, recipient, mark) -> None:
    inject(Loss(to=recipient, count=1))
    for text in ("lost", "kept"):
        inbox.submit(sender="HAWIYA", recipient=recipient, text=text)
    assert texts_after_canary(inbox, recipient, mark) == ["kept"]


def test_a_fault_leaves_other_recipients_alone(inbox, inject, recipient, mark) -> None:
    inject(Loss(to="+96540"))
    inbox.submit(sender="HAWIYA", recipient=recipient, text="kept")
    assert texts_after_canary(inbox, recipient, mark) == ["kept"]


def test_a_removed_fault_strikes_no_more(inbox, recipient, mark) -> None:
    inbox.clear_fault(inbox.inject(Loss(to=recipient)))
    inbox.submit(sender="HAWIYA", recipient=recipient, text="kept")
    assert texts_after_canary(inbox, recipient, mark) == ["kept"]


@pytest.mark.parametrize(
    ("receipt", "state"),
    [("undeliverable", MessageState.UNDELIVERABLE), ("delivered", MessageState.DELIVERED)],
)
def test_loss_says_in_the_receipt_what_it_is_told(stock, inject, recipient, receipt, state) -> None:
    inject(Loss(to=recipient, receipt=receipt))
    stock.submit_and_read(recipient, b"lost", registered_delivery=1)
    stock.read_until(lambda: len(stock.receipts) > 0)
    assert parse_receipt(stock.receipts[0].short_message.decode("ascii")).state is state


def test_a_receipt_on_failure_comes_only_on_failure(stock, inject, recipient) -> None:
    inject(Loss(to=recipient, receipt="undeliverable", count=1))
    for _ in range(2):
        stock.submit_and_read(recipient, b"hello", registered_delivery=2)
    stock.submit_and_read(recipient, b"last", registered_delivery=1)
    stock.read_until(lambda: len(stock.receipts) == 2)
    ids = [parse_receipt(each.short_message.decode("ascii")).message_id for each in stock.receipts]
    assert ids == [stock.accepted[0], stock.accepted[2]]


def test_delay_lets_later_messages_pass(inbox, inject, recipient, mark) -> None:
    inject(Delay(to=recipient, delay_s=0.2, count=1))
    for text in ("slow", "fast"):
        inbox.submit(sender="HAWIYA", recipient=recipient, text=text)
    first = inbox.wait_for(recipient, mark, 5)
    assert (first.text, inbox.wait_for(recipient, first.seq, 5).text) == ("fast", "slow")


def test_duplicate_delivers_again_under_the_same_id(inbox, inject, recipient, mark) -> None:
    inject(Duplicate(to=recipient, copies=2))
    message_id = inbox.submit(sender="HAWIYA", recipient=recipient, text="again")
    texts_after_canary(inbox, recipient, mark)
    assert [each.message_id for each in inbox.messages(recipient, mark)] == [message_id] * 3


def test_reorder_swaps_two_messages(inbox, inject, recipient, mark) -> None:
    inject(Reorder(to=recipient))
    for text in ("first", "second"):
        inbox.submit(sender="HAWIYA", recipient=recipient, text=text)
    assert texts_after_canary(inbox, recipient, mark) == ["second", "first"]


def test_reorder_gives_up_when_no_message_follows(inbox, inject, recipient, mark) -> None:
    inject(Reorder(to=recipient, hold_s=0.05))
    inbox.submit(sender="HAWIYA", recipient=recipient, text="alone")
    assert inbox.wait_for(recipient, mark, 5).text == "alone"


def test_wrong_sender_changes_the_name(stock, inbox, inject, recipient, mark) -> None:
    inject(WrongSender(to=recipient, sender="FREE-GIFT"))
    stock.submit_and_read(recipient, b"code 123456")
    assert inbox.wait_for(recipient, mark, 5).sender == "FREE-GIFT"


def test_throttle_refuses_the_first_submissions(stock, inject, recipient) -> None:
    inject(Throttle(to=recipient, first=2))
    for _ in range(3):
        stock.submit_and_read(recipient, b"hello")
    assert (stock.refused, len(stock.accepted)) == ([CommandStatus.ESME_RTHROTTLED] * 2, 1)


def test_throttle_refuses_every_second_submission(stock, inject, recipient) -> None:
    inject(Throttle(to=recipient, every=2))
    for _ in range(4):
        stock.submit_and_read(recipient, b"hello")
    assert (len(stock.refused), len(stock.accepted)) == (2, 2)


def test_throttle_answers_http_with_its_code(inbox, inject, recipient) -> None:
    inject(Throttle(to=recipient, first=1))
    with pytest.raises(SmsInboxError, match="THROTTLED"):
        inbox.submit(sender="HAWIYA", recipient=recipient, text="hello")


def test_a_fault_counts_what_it_met_and_changed(inbox, inject, recipient) -> None:
    inject(Duplicate(to=recipient, count=1))
    for _ in range(2):
        inbox.submit(sender="HAWIYA", recipient=recipient, text="hello")
    counts = [(each.met, each.used) for each in inbox.faults() if each.fault.to == recipient]
    assert counts == [(2, 1)]


def strikes(seed: int) -> list[bool]:
    board = FaultBoard(Entropy(seed).stream("test"), [Loss(probability=0.5)])
    return [board.plan(sender="HAWIYA", recipient=CANARY).lost is not None for _ in range(40)]


def test_the_same_seed_strikes_the_same_messages() -> None:
    assert strikes(7) == strikes(7)


def test_a_probability_strikes_some_messages_and_not_others() -> None:
    assert 5 < sum(strikes(7)) < 35


@pytest.mark.parametrize("fault", [{"kind": "throttle"}, {"kind": "throttle", "first": 1, "every": 2}])
def test_a_throttle_needs_exactly_one_rule(fault) -> None:
    with pytest.raises(msgspec.ValidationError, match="either `first` or `every`"):
        msgspec.convert({"faults": [fault]}, FaultList)

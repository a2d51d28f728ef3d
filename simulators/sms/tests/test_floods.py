"""A target that floods the gateway hurts itself at most: connections, warnings, parts and messages are bounded."""

import logging
import socket
from datetime import UTC, datetime

import pytest

from harness.protocol.encoding.smpp import Address, CommandStatus, SubmitSm, Tag, Tlv
from simulators.entropy import Entropy
from simulators.sms.faults import FaultBoard
from simulators.sms.gateway import SmsGateway
from simulators.sms.inbox import Inbox, Message
from simulators.sms.intake import Intake
from simulators.sms.router import Router
from simulators.sms.settings import Limits, SmsSettings
from simulators.sms.smsc import _WARNINGS, _FewWarnings


def part(number: int, text: bytes, *, total: int = 3, sequence: int = 2) -> SubmitSm:
    sar = [(Tag.SAR_MSG_REF_NUM, b"\x00\x01"), (Tag.SAR_TOTAL_SEGMENTS, bytes([total]))]
    sar += [(Tag.SAR_SEGMENT_SEQNUM, bytes([number]))]
    payload = [(Tag.MESSAGE_PAYLOAD, text)] if len(text) > 254 else []
    return SubmitSm(
        sequence=sequence,
        source=Address.alphanumeric("HAWIYA"),
        destination=Address.international("+96550000001"),
        short_message=b"" if payload else text,
        tlvs=tuple(Tlv(tag, value) for tag, value in [*sar, *payload]),
    )


def test_after_a_flood_of_wrong_binds_a_right_one_is_served(gateway, raw) -> None:
    client = type(raw)
    refused = [client(gateway.smpp_port) for _ in range(60)]
    statuses = {each.bind(password="guess").command_status for each in refused}
    for each in refused:
        each.socket.close()
    assert statuses == {CommandStatus.ESME_RINVPASWD}
    assert raw.bind().command_status == CommandStatus.ESME_ROK


def test_a_flood_warns_a_few_times_only() -> None:
    few = _FewWarnings()
    record = logging.LogRecord("hawiya.sms", logging.WARNING, "", 0, "bind refused", None, None)
    assert sum(few.filter(record) for _ in range(1000)) == _WARNINGS


def test_what_is_worse_than_a_warning_always_passes() -> None:
    few = _FewWarnings()
    record = logging.LogRecord("hawiya.sms", logging.ERROR, "", 0, "ended", None, None)
    assert all(few.filter(record) for _ in range(1000))


def test_http_connections_beyond_the_limit_are_closed() -> None:
    with SmsGateway(SmsSettings(limits=Limits(http_connections=3))) as own:
        open_ones = [socket.create_connection(("127.0.0.1", own.http_port)) for _ in range(3)]
        with socket.create_connection(("127.0.0.1", own.http_port), timeout=5) as late:
            try:
                ended = late.recv(1)
            except ConnectionResetError:
                ended = b""
        for each in open_ones:
            each.close()
    assert ended == b""


@pytest.mark.parametrize(("octets", "status"), [(254, CommandStatus.ESME_ROK), (255, CommandStatus.ESME_RINVMSGLEN)])
def test_a_part_that_waits_for_others_is_small(raw, octets, status) -> None:
    raw.bind()
    assert raw.ask(part(1, b"x" * octets)).command_status == status


def test_a_part_that_is_repeated_without_end_is_kept_a_few_times() -> None:
    faults = FaultBoard(Entropy(1).stream("faults"), ())
    intake = Intake(Router(inbox=Inbox(limit=1), faults=faults, now=lambda: datetime.now(UTC), backlog=1))
    for _ in range(100):
        intake.accept(part(1, b"again"), system_id="hawiya", send=lambda _receipt: None)
    assert [len(origins) for origins in intake._origins.values()] == [6]


def message(text: str) -> Message:
    return Message(
        seq=0, message_id="1", sender="HAWIYA", recipient="+96550000001", text=text, parts=1, data_coding=0,
        received_at=datetime(2026, 1, 1, tzinfo=UTC), via="http", system_id="http",
    )  # fmt: skip


def test_long_messages_give_way_before_they_fill_the_memory() -> None:
    box = Inbox(limit=1000, octets=100_000)
    for _ in range(100):
        box.add(message("x" * 10_000))
    found = box.messages().messages
    assert (len(found), found[-1].seq) == (2, 100)


def test_a_message_that_fills_the_inbox_alone_is_kept() -> None:
    box = Inbox(limit=1000, octets=1_000)
    box.add(message("x" * 10_000))
    assert len(box.messages().messages) == 1


def test_a_cleared_inbox_has_its_room_again() -> None:
    box = Inbox(limit=1000, octets=50_000)
    for _ in range(3):
        box.add(message("x" * 10_000))
        box.clear()
    box.add(message("y"))
    box.add(message("z"))
    assert [each.text for each in box.messages().messages] == ["y", "z"]

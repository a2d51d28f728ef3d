"""The message center, spoken to by a stock client and by a socket that misbehaves."""

import pytest
import smpplib.client
import smpplib.exceptions
import smpplib.gsm

from harness.protocol.encoding.smpp import (
    Address,
    BindResp,
    CommandId,
    CommandStatus,
    DeliverSm,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    EsmClass,
    GenericNack,
    MessageState,
    RegisteredDelivery,
    SubmitSm,
    SubmitSmResp,
    Tag,
    Tlv,
    Unbind,
    UnbindResp,
    encode,
    parse_receipt,
    split_text,
)
from simulators.sms.faults import Delay
from simulators.sms.gateway import SmsGateway
from simulators.sms.settings import Limits, SmsSettings

ARABIC = "رمز التحقق الخاص بك هو ١٢٣٤٥٦"


def submit(recipient: str, **changes: object) -> SubmitSm:
    fields: dict[str, object] = {
        "sequence": 2,
        "source": Address.alphanumeric("HAWIYA"),
        "destination": Address.international(recipient),
        "short_message": b"code 123456",
    }
    return SubmitSm(**(fields | changes))


# a stock client


def test_a_stock_client_submits_arabic(stock, inbox, recipient, mark) -> None:
    stock.submit_and_read(recipient, ARABIC.encode("utf-16-be"), data_coding=8)
    message = inbox.wait_for(recipient, mark, 5)
    assert (message.text, message.sender, message.via) == (ARABIC, "HAWIYA", "smpp")


def test_the_record_carries_the_message_id_of_the_response(stock, inbox, recipient, mark) -> None:
    stock.submit_and_read(recipient, b"hello")
    assert inbox.wait_for(recipient, mark, 5).message_id == stock.accepted[-1]


@pytest.mark.parametrize(("text", "parts"), [(ARABIC * 7, 4), ("Your code is 123456. " * 30, 5)])
def test_a_stock_client_submits_a_long_message(stock, inbox, recipient, text, parts) -> None:
    mark = inbox.mark()
    pieces, data_coding, esm_class = smpplib.gsm.make_parts(text)
    for piece in pieces:
        stock.submit_and_read(recipient, piece, data_coding=data_coding, esm_class=esm_class)
    message = inbox.wait_for(recipient, mark, 5)
    assert (message.text, message.parts, len(pieces)) == (text, parts, parts)


def test_a_stock_client_gets_a_receipt(stock, recipient) -> None:
    stock.submit_and_read(recipient, b"hello", registered_delivery=1)
    stock.read_until(lambda: len(stock.receipts) > 0)
    receipt = stock.receipts[0]
    text = parse_receipt(receipt.short_message.decode("ascii"))
    assert (text.message_id, text.state, receipt.esm_class) == (stock.accepted[-1], MessageState.DELIVERED, 4)


def test_a_receipt_names_its_message_in_optional_parameters(stock, recipient) -> None:
    stock.submit_and_read(recipient, b"hello", registered_delivery=1)
    stock.read_until(lambda: len(stock.receipts) > 0)
    receipt = stock.receipts[0]
    assert (receipt.receipted_message_id.rstrip(b"\0").decode(), receipt.message_state) == (stock.accepted[-1], 2)


def test_each_part_of_a_long_message_gets_its_receipt(stock, recipient) -> None:
    pieces, data_coding, esm_class = smpplib.gsm.make_parts(ARABIC * 7)
    for piece in pieces:
        stock.submit_and_read(recipient, piece, data_coding=data_coding, esm_class=esm_class, registered_delivery=1)
    stock.read_until(lambda: len(stock.receipts) == len(pieces))
    ids = [parse_receipt(each.short_message.decode("ascii")).message_id for each in stock.receipts]
    assert sorted(ids) == sorted(stock.accepted)


@pytest.mark.parametrize(
    ("account", "status"),
    [
        ({"system_id": "hawiya", "password": "wrong"}, CommandStatus.ESME_RINVPASWD),
        ({"system_id": "nobody", "password": "secret08"}, CommandStatus.ESME_RINVSYSID),
    ],
)
def test_a_stock_client_with_a_wrong_account_may_not_bind(gateway, account, status) -> None:
    client = smpplib.client.Client("127.0.0.1", gateway.smpp_port, allow_unknown_opt_params=True)
    client.connect()
    with pytest.raises(smpplib.exceptions.PDUError) as refused:
        client.bind_transceiver(**account)
    client.disconnect()
    assert refused.value.args[1] == status


# session states


def test_a_failed_bind_ends_the_connection(raw) -> None:
    raw.bind(password="wrong")
    assert raw.receive() is None


def test_a_bind_is_answered_with_the_version_of_the_center(raw) -> None:
    assert raw.bind() == BindResp(
        sequence=1,
        command_id=CommandId.BIND_TRANSCEIVER_RESP,
        system_id="hawiya",
        tlvs=(Tlv(Tag.SC_INTERFACE_VERSION, b"\x34"),),
    )


def test_a_second_bind_is_refused(raw) -> None:
    raw.bind()
    assert raw.bind().command_status == CommandStatus.ESME_RALYBND


def test_a_submission_before_the_bind_is_refused(raw, recipient) -> None:
    assert raw.ask(submit(recipient)) == SubmitSmResp(sequence=2, command_status=CommandStatus.ESME_RINVBNDSTS)


def test_a_receiver_may_not_submit(raw, recipient) -> None:
    raw.bind(CommandId.BIND_RECEIVER)
    assert raw.ask(submit(recipient)).command_status == CommandStatus.ESME_RINVBNDSTS


def test_enquire_link_is_answered(raw) -> None:
    raw.bind()
    assert raw.ask(EnquireLink(sequence=9)) == EnquireLinkResp(sequence=9)


def test_unbind_is_answered_and_ends_the_connection(raw) -> None:
    raw.bind()
    assert (raw.ask(Unbind(sequence=9)), raw.receive()) == (UnbindResp(sequence=9), None)


def test_the_receipt_of_a_transmitter_waits_for_its_receiver(raw, recipient) -> None:
    with SmsGateway(SmsSettings()) as own:
        transmitter, receiver = type(raw)(own.smpp_port), type(raw)(own.smpp_port)
        transmitter.bind(CommandId.BIND_TRANSMITTER)
        message_id = transmitter.ask(submit(recipient, registered_delivery=RegisteredDelivery.ALWAYS)).message_id
        receiver.bind(CommandId.BIND_RECEIVER)
        receipt = receiver.receive()
        transmitter.socket.close()
        receiver.socket.close()
    assert parse_receipt(receipt.short_message.decode("ascii")).message_id == message_id


def test_a_stopping_center_asks_its_clients_to_unbind(raw) -> None:
    with SmsGateway(SmsSettings()) as own:
        client = type(raw)(own.smpp_port)
        client.bind()
    last = client.receive()
    client.socket.close()
    assert isinstance(last, Unbind)


def test_a_center_stops_quietly_with_clients_bound(raw, caplog) -> None:
    with SmsGateway(SmsSettings()) as own:
        client = type(raw)(own.smpp_port)
        client.bind()
    client.socket.close()
    assert [each for each in caplog.records if each.name == "asyncio"] == []


# messages


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"destination": Address("12")}, CommandStatus.ESME_RINVDSTADR),
        ({"destination": Address("HAWIYA")}, CommandStatus.ESME_RINVDSTADR),
        ({"source": Address("")}, CommandStatus.ESME_RINVSRCADR),
        ({"source": Address.alphanumeric("TWELVELETTER")}, CommandStatus.ESME_RINVSRCADR),
        ({"data_coding": 4}, CommandStatus.ESME_RSUBMITFAIL),
        ({"data_coding": 8, "short_message": b"odd"}, CommandStatus.ESME_RSUBMITFAIL),
        ({"esm_class": EsmClass.UDH_INDICATOR, "short_message": b"\x05\x00"}, CommandStatus.ESME_RINVESMCLASS),
        ({"tlvs": (Tlv(Tag.MESSAGE_PAYLOAD, b"twice"),)}, CommandStatus.ESME_RINVMSGLEN),
    ],
)
def test_a_submission_with_one_fault_is_refused_with_its_status(raw, recipient, changes, status) -> None:
    raw.bind()
    assert raw.ask(submit(recipient, **changes)).command_status == status


def test_a_refused_submission_reaches_nobody(raw, inbox, recipient, mark) -> None:
    raw.bind()
    raw.ask(submit(recipient, data_coding=4))
    raw.ask(submit(recipient, short_message=b"the next one"))
    inbox.wait_for(recipient, mark, 5)
    assert [each.text for each in inbox.messages(recipient, mark)] == ["the next one"]


def test_message_payload_carries_a_long_text(raw, inbox, recipient, mark) -> None:
    raw.bind()
    raw.ask(submit(recipient, short_message=b"", tlvs=(Tlv(Tag.MESSAGE_PAYLOAD, b"x" * 5000),)))
    assert inbox.wait_for(recipient, mark, 5).text == "x" * 5000


def test_parts_named_by_sar_parameters_are_joined(raw, inbox, recipient, mark) -> None:
    raw.bind()
    for index, piece in enumerate((b"second", b"first "), start=1):
        sar = (
            (Tag.SAR_MSG_REF_NUM, b"\0\7"),
            (Tag.SAR_TOTAL_SEGMENTS, b"\2"),
            (Tag.SAR_SEGMENT_SEQNUM, bytes((3 - index,))),
        )
        raw.ask(submit(recipient, short_message=piece, tlvs=tuple(Tlv(*each) for each in sar)))
    assert inbox.wait_for(recipient, mark, 5).text == "first second"


def test_a_message_of_our_own_codec_arrives_whole(raw, inbox, recipient, mark) -> None:
    raw.bind()
    split = split_text("😀 هوية €[" * 40, reference=7)
    for part in split.parts:
        raw.ask(submit(recipient, short_message=part, data_coding=split.data_coding, esm_class=split.esm_class))
    assert inbox.wait_for(recipient, mark, 5).text == "😀 هوية €[" * 40


@pytest.mark.parametrize("prefix", ["", "+", "00"])
def test_the_recipient_is_recorded_as_e164(raw, inbox, recipient, mark, prefix) -> None:
    raw.bind()
    raw.ask(submit(recipient, destination=Address(prefix + recipient[1:])))
    assert inbox.wait_for(recipient, mark, 5).recipient == recipient


# clients that misbehave


def test_an_unknown_command_is_answered_with_generic_nack(raw) -> None:
    raw.bind()
    raw.socket.sendall(bytes.fromhex("00000010 00000103 00000000 00000009"))
    assert raw.receive() == GenericNack(sequence=9, command_status=CommandStatus.ESME_RINVCMDID)


def test_a_client_may_go_on_after_a_pdu_that_cannot_be_read(raw) -> None:
    raw.bind()
    raw.socket.sendall(bytes.fromhex("00000011 00000015 00000000 00000009 00"))
    raw.receive()
    assert raw.ask(EnquireLink(sequence=10)) == EnquireLinkResp(sequence=10)


def test_a_submission_that_cannot_be_read_gets_its_own_response(raw, recipient) -> None:
    raw.bind()
    broken = encode(submit(recipient)).replace(b"HAWIYA\x00", b"\xff\xffWIYA\x00")
    raw.socket.sendall(broken)
    assert raw.receive() == SubmitSmResp(sequence=2, command_status=CommandStatus.ESME_RINVSRCADR)


@pytest.mark.parametrize(
    "octets",
    [b"GET / HTTP/1.1\r\nHost: gateway\r\n\r\n", b"\x00\x00\x00\x05" + bytes(20), b"\xff" * 64],
    ids=["HTTP", "too short", "too long"],
)
def test_garbage_is_answered_once_and_dropped(raw, octets) -> None:
    raw.socket.sendall(octets)
    assert (raw.receive().command_status, raw.receive()) == (CommandStatus.ESME_RINVCMDLEN, None)


def test_an_oversize_pdu_is_refused_before_it_is_read(at_limits) -> None:
    with at_limits(pdu_octets=1000) as client:
        client.socket.sendall((1001).to_bytes(4, "big") + bytes.fromhex("00000004 00000000 00000005"))
        answer, end = client.receive(), client.receive()
    assert (answer, end) == (GenericNack(sequence=5, command_status=CommandStatus.ESME_RINVCMDLEN), None)


def test_too_many_bad_pdus_end_the_connection(at_limits) -> None:
    with at_limits(bad_pdus=1) as client:
        client.socket.sendall(bytes.fromhex("00000010 00000103 00000000 00000009") * 3)
        answers = [client.receive() for _ in range(3)]
    assert [answer is None for answer in answers] == [False, False, True]


def test_a_client_that_never_binds_is_dropped(at_limits) -> None:
    with at_limits(bind_timeout_s=0.05) as client:
        assert client.receive() is None


def test_a_client_that_sends_half_a_pdu_is_dropped(at_limits) -> None:
    with at_limits(pdu_timeout_s=0.05) as client:
        client.bind()
        client.socket.sendall(b"\x00\x00")
        assert client.receive() is None


def test_a_silent_client_is_asked(at_limits) -> None:
    with at_limits(enquire_link_s=0.05) as client:
        client.bind()
        assert client.receive() == EnquireLink(sequence=1)


def test_a_client_that_does_not_answer_is_dropped(at_limits) -> None:
    with at_limits(enquire_link_s=0.05, response_timeout_s=0.05) as client:
        client.bind()
        client.receive()
        assert client.receive() is None


def test_an_unanswered_receipt_ends_the_connection(at_limits, recipient) -> None:
    with at_limits(response_timeout_s=0.05) as client:
        client.bind()
        client.ask(submit(recipient, registered_delivery=RegisteredDelivery.ALWAYS))
        assert (isinstance(client.receive(), DeliverSm), client.receive()) == (True, None)


def test_receipts_beyond_the_window_wait_for_responses(at_limits, recipient) -> None:
    with at_limits(window=1) as client:
        client.bind()
        for _ in range(2):
            client.send(submit(recipient, registered_delivery=RegisteredDelivery.ALWAYS))
        kinds = [type(client.receive()) for _ in range(3)]
        # the link is enquired: what was sent before it has arrived by now
        link = client.ask(EnquireLink(sequence=9))
        second = client.ask(DeliverSmResp(sequence=1))
    assert (kinds.count(DeliverSm), type(link), second.sequence) == (1, EnquireLinkResp, 2)


def test_a_client_beyond_the_greatest_number_is_refused(at_limits) -> None:
    with at_limits(connections=1) as client:
        client.bind()
        second = type(client)(client.socket.getpeername()[1])
        end = second.receive()
        second.socket.close()
        assert end is None


def test_a_client_beyond_its_rate_is_throttled(at_limits, recipient) -> None:
    with at_limits(submits_per_s=1) as client:
        client.bind()
        statuses = [client.ask(submit(recipient)).command_status for _ in range(2)]
    assert statuses == [CommandStatus.ESME_ROK, CommandStatus.ESME_RTHROTTLED]


def test_a_full_backlog_refuses_further_messages(raw, recipient) -> None:
    settings = SmsSettings(limits=Limits(backlog=1), faults=(Delay(delay_s=60),))
    with SmsGateway(settings) as own:
        client = type(raw)(own.smpp_port)
        client.bind()
        statuses = [client.ask(submit(recipient)).command_status for _ in range(2)]
        client.socket.close()
    assert statuses == [CommandStatus.ESME_ROK, CommandStatus.ESME_RMSGQFUL]


def test_a_client_that_does_not_read_is_dropped(at_limits) -> None:
    with at_limits(unsent_octets=10_000, response_timeout_s=0.2) as client:
        client.bind()
        with pytest.raises(ConnectionError):
            client.socket.sendall(encode(EnquireLink(sequence=1)) * 1_000_000)

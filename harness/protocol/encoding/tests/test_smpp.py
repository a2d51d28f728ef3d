"""SMPP PDUs: the specification's example, octets of a third-party client, round trips and every kind of damage."""

import pytest
import smpplib.smpp
from hypothesis import given
from hypothesis import strategies as st
from smpplib.client import SimpleSequenceGenerator

from harness.protocol.encoding.smpp import (
    BIND_COMMANDS,
    Address,
    Bind,
    BindResp,
    CommandId,
    CommandStatus,
    DeliverSm,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    GenericNack,
    Pdu,
    SmppDecodeError,
    SmppFramingError,
    SubmitSm,
    SubmitSmResp,
    Tag,
    Tlv,
    Unbind,
    UnbindResp,
    decode,
    encode,
    next_frame,
    next_pdu,
)

# The worked example of the specification's chapter 3: bind_transmitter of "SMPP3TEST".
SPECIFICATION_BIND = bytes.fromhex(
    "0000002F 00000002 00000000 00000001 534D50503354455354 00 7365637265743038 00 5355424D495431 00 00 01 01 00"
)

octet = st.integers(0, 255)
sequence = st.integers(0, 0xFFFFFFFF)
tlvs = st.lists(st.builds(Tlv, st.integers(0, 0xFFFF), st.binary(max_size=40)), max_size=4).map(tuple)


def text(limit: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=limit)


def address(limit: int) -> st.SearchStrategy[Address]:
    return st.builds(Address, text(limit), octet, octet)


def short_message(kind: type[Pdu]) -> st.SearchStrategy[Pdu]:
    return st.builds(
        kind,
        sequence=sequence,
        source=address(20),
        destination=address(20),
        short_message=st.binary(max_size=254),
        data_coding=octet,
        esm_class=octet,
        registered_delivery=octet,
        service_type=text(5),
        protocol_id=octet,
        priority_flag=octet,
        schedule_delivery_time=text(16),
        validity_period=text(16),
        replace_if_present_flag=octet,
        sm_default_msg_id=octet,
        tlvs=tlvs,
    )


pdus = st.one_of(
    st.builds(
        Bind,
        sequence=sequence,
        command_id=st.sampled_from(sorted(BIND_COMMANDS)),
        system_id=text(15),
        password=text(8),
        system_type=text(12),
        interface_version=octet,
        address_range=address(40),
    ),
    st.builds(
        BindResp,
        sequence=sequence,
        command_id=st.sampled_from(sorted(each.response for each in BIND_COMMANDS)),
        command_status=sequence,
        system_id=text(15),
        tlvs=tlvs,
    ),
    short_message(SubmitSm),
    short_message(DeliverSm),
    st.builds(SubmitSmResp, sequence=sequence, command_status=sequence, message_id=text(64)),
    *(
        st.builds(each, sequence=sequence, command_status=sequence)
        for each in (DeliverSmResp, EnquireLinkResp, UnbindResp, GenericNack)
    ),
    *(st.builds(each, sequence=sequence) for each in (EnquireLink, Unbind)),
)


class SequenceOne:
    """What smpplib asks of a client in order to build a PDU."""

    sequence = 1
    sequence_generator = SimpleSequenceGenerator()

    def next_sequence(self) -> int:
        return 1


def third_party(command: str, **fields: object) -> bytes:
    octets: bytes = smpplib.smpp.make_pdu(command, client=SequenceOne(), **fields).generate()
    return octets


def submit(**changes: object) -> SubmitSm:
    fields: dict[str, object] = {
        "sequence": 1,
        "source": Address.alphanumeric("HAWIYA"),
        "destination": Address.international("+96550000001"),
        "short_message": b"hello",
    }
    return SubmitSm(**(fields | changes))


def test_the_example_bind_of_the_specification_is_read() -> None:
    assert decode(SPECIFICATION_BIND) == Bind(
        sequence=1,
        command_id=CommandId.BIND_TRANSMITTER,
        system_id="SMPP3TEST",
        password="secret08",
        system_type="SUBMIT1",
        interface_version=0,
        address_range=Address("", 1, 1),
    )


def test_the_example_bind_of_the_specification_is_written() -> None:
    assert encode(decode(SPECIFICATION_BIND)) == SPECIFICATION_BIND


def test_a_password_does_not_show_in_the_representation_of_a_bind() -> None:
    assert "secret08" not in repr(decode(SPECIFICATION_BIND))


@given(pdus)
def test_every_pdu_survives_the_wire(pdu: Pdu) -> None:
    assert next_pdu(encode(pdu) + b"next") == (pdu, b"next")


@given(pdus, st.data())
def test_an_incomplete_pdu_waits_for_more(pdu: Pdu, data: st.DataObject) -> None:
    whole = encode(pdu)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    assert next_pdu(cut) == (None, cut)


@given(st.binary(max_size=120))
def test_garbage_in_a_body_is_refused_or_read_but_never_breaks(body: bytes) -> None:
    for command in CommandId:
        frame = (16 + len(body)).to_bytes(4, "big") + command.to_bytes(4, "big") + bytes(4) + b"\x00\x00\x00\x07" + body
        assert outcome(frame) in {command, 7}


def outcome(frame: bytes) -> int:
    try:
        return decode(frame).command_id
    except SmppDecodeError as error:
        return error.sequence


def test_a_bind_of_a_third_party_client_is_read() -> None:
    octets = third_party("bind_transceiver", system_id="hawiya", password="secret08", interface_version=0x34)
    assert decode(octets) == Bind(
        sequence=1, command_id=CommandId.BIND_TRANSCEIVER, system_id="hawiya", password="secret08"
    )


def test_a_submit_sm_of_a_third_party_client_is_read() -> None:
    octets = third_party(
        "submit_sm",
        source_addr_ton=5,
        source_addr_npi=0,
        source_addr="HAWIYA",
        dest_addr_ton=1,
        dest_addr_npi=1,
        destination_addr="96550000001",
        short_message="رمز".encode("utf-16-be"),
        data_coding=8,
        esm_class=0,
        registered_delivery=1,
        user_message_reference=9,
    )
    assert decode(octets) == submit(
        short_message="رمز".encode("utf-16-be"),
        data_coding=8,
        registered_delivery=1,
        tlvs=(Tlv(0x0204, b"\x00\x09"),),
    )


def test_our_submit_sm_is_read_by_a_third_party() -> None:
    octets = encode(submit(data_coding=8, tlvs=(Tlv(Tag.MESSAGE_PAYLOAD, b"payload"),)))
    theirs = smpplib.smpp.parse_pdu(octets, client=SequenceOne(), allow_unknown_opt_params=True)
    read = (theirs.command, theirs.source_addr, theirs.destination_addr, theirs.short_message, theirs.message_payload)
    assert read == ("submit_sm", b"HAWIYA", b"96550000001", b"hello", b"payload")


def test_unknown_optional_parameters_are_kept() -> None:
    pdu = submit(tlvs=(Tlv(0x1400, b"vendor"), Tlv(0x1400, b"again")))
    assert decode(encode(pdu)) == pdu


def test_message_payload_stands_for_the_short_message() -> None:
    assert submit(short_message=b"", tlvs=(Tlv(Tag.MESSAGE_PAYLOAD, b"long"),)).content == b"long"


def test_a_refused_submit_has_no_body() -> None:
    refused = SubmitSmResp(sequence=5, command_status=CommandStatus.ESME_RTHROTTLED)
    assert encode(refused) == bytes.fromhex("00000010 80000004 00000058 00000005")


def test_a_deliver_sm_resp_without_a_body_is_read() -> None:
    assert decode(bytes.fromhex("00000010 80000005 00000000 00000005")) == DeliverSmResp(sequence=5)


def damaged_submit(old: bytes, new: bytes) -> bytes:
    body = encode(submit())[16:].replace(old, new, 1)
    return (16 + len(body)).to_bytes(4, "big") + bytes.fromhex("00000004 00000000 00000009") + body


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        pytest.param(damaged_submit(b"HAWIYA", b"H" * 21), CommandStatus.ESME_RINVSRCADR, id="source too long"),
        pytest.param(damaged_submit(b"HAWIYA", b"\xd9\x87"), CommandStatus.ESME_RINVSRCADR, id="source not ASCII"),
        pytest.param(
            damaged_submit(b"96550000001", b"9" * 21), CommandStatus.ESME_RINVDSTADR, id="destination too long"
        ),
        pytest.param(damaged_submit(b"hello", b"hell"), CommandStatus.ESME_RINVMSGLEN, id="message too short"),
        pytest.param(damaged_submit(b"hello", b"hello!"), CommandStatus.ESME_RINVOPTPARSTREAM, id="half a parameter"),
        pytest.param(
            damaged_submit(b"hello", b"hello\x14\x00\x00\x09abc"),
            CommandStatus.ESME_RINVOPTPARSTREAM,
            id="parameter longer than the body",
        ),
        pytest.param(bytes.fromhex("00000010 00000004 00000000 00000009"), CommandStatus.ESME_RINVCMDLEN, id="no body"),
        pytest.param(
            bytes.fromhex("00000011 00000015 00000000 00000009 00"), CommandStatus.ESME_RINVCMDLEN, id="left over"
        ),
        pytest.param(
            bytes.fromhex("00000010 00000103 00000000 00000009"), CommandStatus.ESME_RINVCMDID, id="unsupported command"
        ),
    ],
)
def test_a_damaged_pdu_is_refused_with_its_status(frame: bytes, status: CommandStatus) -> None:
    with pytest.raises(SmppDecodeError) as refused:
        decode(frame)
    assert (refused.value.command_status, refused.value.sequence) == (status, 9)


@pytest.mark.parametrize(
    ("field", "status"),
    [("system_id", CommandStatus.ESME_RINVSYSID), ("password", CommandStatus.ESME_RINVPASWD)],
)
def test_an_overlong_bind_field_is_refused_with_its_status(field: str, status: CommandStatus) -> None:
    old, size = {"system_id": (b"SMPP3TEST", 16), "password": (b"secret08", 9)}[field]
    body = SPECIFICATION_BIND[16:].replace(old, b"x" * size)
    with pytest.raises(SmppDecodeError) as refused:
        decode((16 + len(body)).to_bytes(4, "big") + SPECIFICATION_BIND[4:16] + body)
    assert refused.value.command_status == status


@pytest.mark.parametrize("length", [0, 15, 1001, 0xFFFFFFFF])
def test_an_impossible_length_loses_the_stream_at_once(length: int) -> None:
    with pytest.raises(SmppFramingError) as refused:
        next_frame(length.to_bytes(4, "big"), limit=1000)
    assert refused.value.command_status == CommandStatus.ESME_RINVCMDLEN


@pytest.mark.parametrize(
    "pdu",
    [
        submit(short_message=bytes(255)),
        submit(destination=Address("9" * 21)),
        submit(source=Address("هوية")),
        submit(data_coding=256),
        submit(sequence=-1),
        Bind(sequence=1, command_id=CommandId.UNBIND, system_id="x", password="x"),
    ],
)
def test_a_value_that_does_not_fit_is_not_written(pdu: Pdu) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode(pdu)

"""The wire of SMPP 3.4: octets <-> protocol data units, without sockets or time.

Rules:
- A PDU is a header of four 32-bit big-endian integers (command_length, command_id, command_status, sequence_number)
  and a body. Body strings are ASCII and end with a zero octet; each has its greatest size, terminator included.
- Unknown optional parameters are kept in their order, so that what was decoded encodes to the same octets.
- A response with an error status has no body; `deliver_sm_resp` may come without one.

Source: SMPP Protocol Specification v3.4, issue 1.2.

    frame, rest = next_frame(buffer, limit=65_536)
    if frame is not None:
        pdu = decode(frame)
"""

import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from harness.protocol.encoding.smpp.body import Body, c_octet_string, octets_with_length, pack_tlvs
from harness.protocol.encoding.smpp.codes import CommandId, CommandStatus
from harness.protocol.encoding.smpp.errors import SmppDecodeError, SmppFramingError
from harness.protocol.encoding.smpp.pdu import (
    BIND_COMMANDS,
    Address,
    Bind,
    BindResp,
    DeliverSm,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    GenericNack,
    Pdu,
    ShortMessage,
    SubmitSm,
    SubmitSmResp,
    Tlv,
    Unbind,
    UnbindResp,
)

HEADER: Final = struct.Struct(">IIII")
_LENGTH_SIZE: Final = 4
PDU_LIMIT: Final = 70_000
"""Octets; enough for a message_payload of full length."""


def next_frame(buffer: bytes, limit: int = PDU_LIMIT) -> tuple[bytes | None, bytes]:
    """Cuts the first whole PDU from `buffer`; None while it is not complete.

    Raises:
        SmppFramingError: command_length is below 16 or above `limit` (ESME_RINVCMDLEN).
    """
    if len(buffer) < _LENGTH_SIZE:
        return None, buffer
    length = int.from_bytes(buffer[:_LENGTH_SIZE], "big")
    if not HEADER.size <= length <= limit:
        sequence = int.from_bytes(buffer[12:16], "big") if len(buffer) >= HEADER.size else 0
        reason = f"command_length {length} is outside {HEADER.size}..{limit}"
        raise SmppFramingError(CommandStatus.ESME_RINVCMDLEN, sequence, reason)
    if len(buffer) < length:
        return None, buffer
    return buffer[:length], buffer[length:]


def next_pdu(buffer: bytes, limit: int = PDU_LIMIT) -> tuple[Pdu | None, bytes]:
    """Like `next_frame`, decoded.

    Raises:
        SmppDecodeError: the PDU is wrong; who wants to answer it and go on calls `next_frame` and `decode` instead.
    """
    frame, rest = next_frame(buffer, limit)
    return (None if frame is None else decode(frame)), rest


def decode(frame: bytes) -> Pdu:
    """One whole PDU.

    Raises:
        SmppDecodeError: unknown command id, a field too long or missing, octets left over.
    """
    if len(frame) < HEADER.size:
        raise SmppFramingError(CommandStatus.ESME_RINVCMDLEN, 0, f"{len(frame)} octets are no PDU header")
    length, raw_command, status, sequence = HEADER.unpack_from(frame)
    if length != len(frame):
        reason = f"command_length {length}, but {len(frame)} octets"
        raise SmppFramingError(CommandStatus.ESME_RINVCMDLEN, sequence, reason)
    try:
        command = CommandId(raw_command)
    except ValueError:
        reason = f"command_id {raw_command:#010x} is not supported"
        raise SmppDecodeError(CommandStatus.ESME_RINVCMDID, sequence, reason) from None
    body = Body(frame[HEADER.size :], sequence)
    pdu = _DECODERS[command](command, status, body)
    body.end()
    return pdu


def _bind(command: CommandId, _status: int, body: Body) -> Bind:
    system_id = body.c_octet_string("system_id", 16, CommandStatus.ESME_RINVSYSID)
    password = body.c_octet_string("password", 9, CommandStatus.ESME_RINVPASWD)
    system_type = body.c_octet_string("system_type", 13, CommandStatus.ESME_RINVSYSTYP)
    interface_version = body.octet("interface_version")
    ton, npi = body.octet("addr_ton"), body.octet("addr_npi")
    address_range = body.c_octet_string("address_range", 41, CommandStatus.ESME_RBINDFAIL)
    return Bind(
        sequence=body.sequence,
        command_id=command,
        system_id=system_id,
        password=password,
        system_type=system_type,
        interface_version=interface_version,
        address_range=Address(address_range, ton, npi),
    )


def _bind_resp(command: CommandId, status: int, body: Body) -> BindResp:
    if status and body.is_empty:
        return BindResp(sequence=body.sequence, command_id=command, command_status=status)
    system_id = body.c_octet_string("system_id", 16, CommandStatus.ESME_RINVSYSID)
    tlvs = tuple(Tlv(tag, value) for tag, value in body.tlvs())
    return BindResp(sequence=body.sequence, command_id=command, command_status=status, system_id=system_id, tlvs=tlvs)


def _short_message(command: CommandId, _status: int, body: Body) -> SubmitSm | DeliverSm:
    kind = SubmitSm if command is CommandId.SUBMIT_SM else DeliverSm
    return kind(
        # keyword arguments are evaluated in the order of the wire
        sequence=body.sequence,
        service_type=body.c_octet_string("service_type", 6, CommandStatus.ESME_RINVSERTYP),
        source=_address(body, "source_addr", CommandStatus.ESME_RINVSRCADR),
        destination=_address(body, "destination_addr", CommandStatus.ESME_RINVDSTADR),
        esm_class=body.octet("esm_class"),
        protocol_id=body.octet("protocol_id"),
        priority_flag=body.octet("priority_flag"),
        schedule_delivery_time=body.c_octet_string("schedule_delivery_time", 17, CommandStatus.ESME_RINVSCHED),
        validity_period=body.c_octet_string("validity_period", 17, CommandStatus.ESME_RINVEXPIRY),
        registered_delivery=body.octet("registered_delivery"),
        replace_if_present_flag=body.octet("replace_if_present_flag"),
        data_coding=body.octet("data_coding"),
        sm_default_msg_id=body.octet("sm_default_msg_id"),
        short_message=body.octets("short_message", body.octet("sm_length"), CommandStatus.ESME_RINVMSGLEN),
        tlvs=tuple(Tlv(tag, value) for tag, value in body.tlvs()),
    )


def _address(body: Body, name: str, status: CommandStatus) -> Address:
    ton, npi = body.octet(f"{name}_ton"), body.octet(f"{name}_npi")
    return Address(body.c_octet_string(name, 21, status), ton, npi)


def _submit_sm_resp(_command: CommandId, status: int, body: Body) -> SubmitSmResp:
    message_id = ""
    if not (status and body.is_empty):
        message_id = body.c_octet_string("message_id", 65, CommandStatus.ESME_RINVMSGID)
    return SubmitSmResp(sequence=body.sequence, command_status=status, message_id=message_id)


def _deliver_sm_resp(_command: CommandId, status: int, body: Body) -> DeliverSmResp:
    if not body.is_empty:
        body.c_octet_string("message_id", 65, CommandStatus.ESME_RINVMSGID)
    return DeliverSmResp(sequence=body.sequence, command_status=status)


_DECODERS: Mapping[CommandId, Callable[[CommandId, int, Body], Pdu]] = MappingProxyType(
    dict.fromkeys(BIND_COMMANDS, _bind)
    | {command.response: _bind_resp for command in BIND_COMMANDS}
    | {
        CommandId.SUBMIT_SM: _short_message,
        CommandId.DELIVER_SM: _short_message,
        CommandId.SUBMIT_SM_RESP: _submit_sm_resp,
        CommandId.DELIVER_SM_RESP: _deliver_sm_resp,
        CommandId.ENQUIRE_LINK: lambda _command, _status, body: EnquireLink(sequence=body.sequence),
        CommandId.ENQUIRE_LINK_RESP: lambda _command, status, body: EnquireLinkResp(
            sequence=body.sequence, command_status=status
        ),
        CommandId.UNBIND: lambda _command, _status, body: Unbind(sequence=body.sequence),
        CommandId.UNBIND_RESP: lambda _command, status, body: UnbindResp(sequence=body.sequence, command_status=status),
        CommandId.GENERIC_NACK: lambda _command, status, body: GenericNack(
            sequence=body.sequence, command_status=status
        ),
    }
)


def encode(pdu: Pdu) -> bytes:
    """The octets of a PDU.

    Raises:
        ValueError: a field is too long or not ASCII, or a number does not fit its octets.
    """
    body = _body(pdu)
    try:
        header = HEADER.pack(HEADER.size + len(body), pdu.command_id, pdu.command_status, pdu.sequence)
    except struct.error:
        raise ValueError("sequence and command_status must be 32-bit numbers") from None
    return header + body


def _body(pdu: Pdu) -> bytes:
    match pdu:
        case Bind():
            return _bind_body(pdu)
        case BindResp():
            return _bind_resp_body(pdu)
        case SubmitSm() | DeliverSm():
            return _short_message_body(pdu)
        case SubmitSmResp():
            bare = pdu.command_status and not pdu.message_id
            return b"" if bare else c_octet_string("message_id", pdu.message_id, 65)
        case DeliverSmResp():
            return b"\x00"
        case _:
            return b""


def _bind_body(pdu: Bind) -> bytes:
    if pdu.command_id not in BIND_COMMANDS:
        raise ValueError(f"{pdu.command_id.name} is no bind command")
    return (
        c_octet_string("system_id", pdu.system_id, 16)
        + c_octet_string("password", pdu.password, 9)
        + c_octet_string("system_type", pdu.system_type, 13)
        + bytes((pdu.interface_version, pdu.address_range.ton, pdu.address_range.npi))
        + c_octet_string("address_range", pdu.address_range.number, 41)
    )


def _bind_resp_body(pdu: BindResp) -> bytes:
    if pdu.command_status and not pdu.system_id and not pdu.tlvs:
        return b""
    return c_octet_string("system_id", pdu.system_id, 16) + pack_tlvs((each.tag, each.value) for each in pdu.tlvs)


def _short_message_body(pdu: ShortMessage) -> bytes:
    return (
        c_octet_string("service_type", pdu.service_type, 6)
        + bytes((pdu.source.ton, pdu.source.npi))
        + c_octet_string("source_addr", pdu.source.number, 21)
        + bytes((pdu.destination.ton, pdu.destination.npi))
        + c_octet_string("destination_addr", pdu.destination.number, 21)
        + bytes((pdu.esm_class, pdu.protocol_id, pdu.priority_flag))
        + c_octet_string("schedule_delivery_time", pdu.schedule_delivery_time, 17)
        + c_octet_string("validity_period", pdu.validity_period, 17)
        + bytes((pdu.registered_delivery, pdu.replace_if_present_flag, pdu.data_coding, pdu.sm_default_msg_id))
        + octets_with_length("short_message", pdu.short_message)
        + pack_tlvs((each.tag, each.value) for each in pdu.tlvs)
    )

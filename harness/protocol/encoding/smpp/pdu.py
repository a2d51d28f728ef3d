"""SMPP 3.4 protocol data units as frozen values; `wire` turns them into octets and back.

Left out: data_sm, submit_multi, query, cancel, replace, outbind and alert_notification.

Source: SMPP Protocol Specification v3.4, issue 1.2 (PDU definitions).
"""

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from harness.protocol.encoding.smpp.codes import (
    CommandId,
    CommandStatus,
    EsmClass,
    NumberingPlan,
    RegisteredDelivery,
    Tag,
    TypeOfNumber,
)

SMPP_VERSION = 0x34

BIND_COMMANDS = frozenset({CommandId.BIND_RECEIVER, CommandId.BIND_TRANSMITTER, CommandId.BIND_TRANSCEIVER})


@dataclass(frozen=True, slots=True)
class Tlv:
    """An optional parameter: tag, length and value."""

    tag: int
    value: bytes


@dataclass(frozen=True, slots=True)
class Address:
    """A number or name that sends or receives, with its type of number and numbering plan."""

    number: str
    ton: int = TypeOfNumber.UNKNOWN
    npi: int = NumberingPlan.UNKNOWN

    @classmethod
    def international(cls, e164: str) -> "Address":
        """An E.164 number, with or without its plus sign."""
        return cls(e164.removeprefix("+"), TypeOfNumber.INTERNATIONAL, NumberingPlan.ISDN)

    @classmethod
    def alphanumeric(cls, name: str) -> "Address":
        """A sender name such as HAWIYA."""
        return cls(name, TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """bind_transmitter, bind_receiver or bind_transceiver, told apart by `command_id`."""

    command_status: ClassVar[CommandStatus] = CommandStatus.ESME_ROK
    sequence: int
    command_id: CommandId
    system_id: str
    password: str = field(repr=False)
    system_type: str = ""
    interface_version: int = SMPP_VERSION
    address_range: Address = field(default_factory=lambda: Address(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class BindResp:
    """The answer to a bind; `command_id` is that of the answered bind's response."""

    sequence: int
    command_id: CommandId
    command_status: int = CommandStatus.ESME_ROK
    system_id: str = ""
    tlvs: tuple[Tlv, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortMessage:
    """What submit_sm and deliver_sm have in common."""

    sequence: int
    source: Address
    destination: Address
    short_message: bytes = field(default=b"", repr=False)
    data_coding: int = 0
    esm_class: int = EsmClass.DEFAULT
    registered_delivery: int = RegisteredDelivery.NONE
    service_type: str = ""
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: str = ""
    validity_period: str = ""
    replace_if_present_flag: int = 0
    sm_default_msg_id: int = 0
    tlvs: tuple[Tlv, ...] = field(default=(), repr=False)

    def tlv(self, tag: Tag) -> bytes | None:
        """The value of the first optional parameter with this tag."""
        return next((each.value for each in self.tlvs if each.tag == tag), None)

    @property
    def content(self) -> bytes:
        """The user data: message_payload where it is present, else short_message."""
        payload = self.tlv(Tag.MESSAGE_PAYLOAD)
        return self.short_message if payload is None else payload


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSm(ShortMessage):
    """An ESME hands a message to the SMSC."""

    command_id: ClassVar[CommandId] = CommandId.SUBMIT_SM
    command_status: ClassVar[CommandStatus] = CommandStatus.ESME_ROK


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSm(ShortMessage):
    """The SMSC hands a message or a delivery receipt to an ESME."""

    command_id: ClassVar[CommandId] = CommandId.DELIVER_SM
    command_status: ClassVar[CommandStatus] = CommandStatus.ESME_ROK


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSmResp:
    """The SMSC took the message under `message_id`, or says why not."""

    command_id: ClassVar[CommandId] = CommandId.SUBMIT_SM_RESP
    sequence: int
    command_status: int = CommandStatus.ESME_ROK
    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSmResp:
    """The ESME took the message; its message_id is unused and empty."""

    command_id: ClassVar[CommandId] = CommandId.DELIVER_SM_RESP
    sequence: int
    command_status: int = CommandStatus.ESME_ROK


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquireLink:
    """Are you there?"""

    command_id: ClassVar[CommandId] = CommandId.ENQUIRE_LINK
    command_status: ClassVar[CommandStatus] = CommandStatus.ESME_ROK
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquireLinkResp:
    """I am."""

    command_id: ClassVar[CommandId] = CommandId.ENQUIRE_LINK_RESP
    sequence: int
    command_status: int = CommandStatus.ESME_ROK


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbind:
    """The session shall end."""

    command_id: ClassVar[CommandId] = CommandId.UNBIND
    command_status: ClassVar[CommandStatus] = CommandStatus.ESME_ROK
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbindResp:
    """The session ends."""

    command_id: ClassVar[CommandId] = CommandId.UNBIND_RESP
    sequence: int
    command_status: int = CommandStatus.ESME_ROK


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericNack:
    """A PDU was not understood; `sequence` is zero where the header itself could not be read."""

    command_id: ClassVar[CommandId] = CommandId.GENERIC_NACK
    sequence: int
    command_status: int


Request: TypeAlias = Bind | SubmitSm | DeliverSm | EnquireLink | Unbind
Response: TypeAlias = BindResp | SubmitSmResp | DeliverSmResp | EnquireLinkResp | UnbindResp | GenericNack
Pdu: TypeAlias = Request | Response

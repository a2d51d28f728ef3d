"""One SMPP connection, from the message center's side.

Rules:
- Before a bind only bind and enquire_link are answered; a failed bind ends the connection.
- A PDU that cannot be read is answered with its status and the connection goes on, up to a number of such PDUs; a
  length that cannot be true ends it at once.
- Every wait has an end: for the bind, for the rest of a PDU, for responses. A silent client is asked by enquire_link.
- At most `window` deliver_sm wait for their responses; further ones queue up, the oldest give way.

Source: SMPP Protocol Specification v3.4, issue 1.2 (SMPP sessions, session states, command set).
"""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from harness.protocol.encoding.smpp import (
    SMPP_VERSION,
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
    Response,
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
)
from simulators.sms.intake import Intake, RefusedError
from simulators.sms.settings import Limits

logger = logging.getLogger("hawiya.sms")

_READ_OCTETS = 65_536
_LONGEST_SLEEP_S = 0.25
_CLOSE_TIMEOUT_S = 1.0
_LAST_SEQUENCE = 0x7FFFFFFF


class MessageCenter(Protocol):
    """What a session needs of the message center."""

    @property
    def system_id(self) -> str:
        """The center's name."""

    @property
    def intake(self) -> Intake:
        """Where submissions go."""

    def authenticate(self, bind: Bind) -> CommandStatus:
        """Whether this client may bind."""

    def bound(self, session: "Session") -> None:
        """A client bound."""

    def send_receipt(self, receipt: DeliverSm, *, origin: "Session", system_id: str) -> None:
        """Finds a connection for a receipt."""


class Session:
    """A connection; `run` serves it to its end."""

    def __init__(
        self, *, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits, center: MessageCenter
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._center = center
        self._clock = asyncio.get_running_loop().time
        self._pace = _Pace(limits.submits_per_s)
        self._role: CommandId | None = None
        self.system_id: str | None = None
        self._closing = False
        self._sequence = 0
        self._bad_pdus = 0
        self._unconfirmed: dict[int, float] = {}
        self._queue: deque[DeliverSm] = deque(maxlen=limits.waiting_receipts)
        self._connected_at = self._heard_at = self._clock()
        self._partial_since: float | None = None
        self._enquired_at: float | None = None

    @property
    def may_receive(self) -> bool:
        """Bound as receiver or transceiver, and not about to close."""
        return not self._closing and self._role in {CommandId.BIND_RECEIVER, CommandId.BIND_TRANSCEIVER}

    async def run(self) -> None:
        """Serves until the client leaves, misbehaves or is told to stop."""
        try:
            reason = await self._serve()
            logger.info("connection closed: %s", reason)
        except (ConnectionError, TimeoutError) as error:
            logger.info("connection lost: %s", type(error).__name__)
            self._writer.transport.abort()
        finally:
            self._closing = True
            await self._close()

    def stop(self) -> None:
        """Asks the client to leave; `run` is to be cancelled then."""
        if self.system_id is not None and not self._closing:
            self._send(Unbind(sequence=self._next_sequence()))
        self._closing = True

    def deliver(self, receipt: DeliverSm) -> None:
        """Sends a deliver_sm as soon as the window allows."""
        self._queue.append(receipt)
        self._pump()

    async def _close(self) -> None:
        self._writer.close()
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await self._writer.wait_closed()
        except (ConnectionError, TimeoutError):
            self._writer.transport.abort()

    async def _serve(self) -> str:
        buffer = b""
        while not self._closing:
            received = await self._read()
            if isinstance(received, str):
                return received
            buffer += received
            try:
                buffer = await self._take(buffer)
            except SmppFramingError as error:
                self._send(GenericNack(sequence=error.sequence, command_status=error.command_status))
                return str(error)
            self._partial_since = (self._partial_since or self._clock()) if buffer else None
        return "done"

    async def _read(self) -> bytes | str:
        """What the client sent, or the reason to end."""
        while True:
            overdue = next((reason for at, reason in self._deadlines() if at <= self._clock()), None)
            if overdue is not None:
                return overdue
            if self.system_id and self._enquired_at is None and self._silent_for() >= self._limits.enquire_link_s:
                self._enquired_at = self._clock()
                self._send(EnquireLink(sequence=self._next_sequence()))
            try:
                async with asyncio.timeout(self._next_look()):
                    received = await self._reader.read(_READ_OCTETS)
            except TimeoutError:
                continue
            self._heard_at, self._enquired_at = self._clock(), None
            return received or "the client left"

    def _silent_for(self) -> float:
        return self._clock() - self._heard_at

    def _next_look(self) -> float:
        ends = [at for at, _ in self._deadlines()]
        if self.system_id and self._enquired_at is None:
            ends.append(self._heard_at + self._limits.enquire_link_s)
        return min(_LONGEST_SLEEP_S, max(0.001, min(ends, default=math.inf) - self._clock()))

    def _deadlines(self) -> Iterator[tuple[float, str]]:
        limits = self._limits
        if self.system_id is None:
            yield self._connected_at + limits.bind_timeout_s, "no bind in time"
        if self._partial_since is not None:
            yield self._partial_since + limits.pdu_timeout_s, "half a PDU for too long"
        if self._unconfirmed:
            yield min(self._unconfirmed.values()) + limits.response_timeout_s, "no deliver_sm_resp in time"
        if self._enquired_at is not None:
            yield self._enquired_at + limits.response_timeout_s, "no enquire_link_resp in time"

    async def _take(self, buffer: bytes) -> bytes:
        """Answers every whole PDU; the rest comes back."""
        while not self._closing:
            frame, buffer = next_frame(buffer, self._limits.pdu_octets)
            if frame is None:
                break
            # the next PDU may take its own time
            self._partial_since = None
            answer = self._answer(frame)
            if answer is not None:
                self._send(answer)
            if isinstance(answer, BindResp):
                self._center.bound(self)
            async with asyncio.timeout(self._limits.response_timeout_s):
                await self._writer.drain()
        return buffer

    def _answer(self, frame: bytes) -> Response | None:
        try:
            return self._handle(decode(frame))
        except SmppFramingError:
            raise
        except SmppDecodeError as error:
            self._bad_pdus += 1
            self._closing = self._bad_pdus > self._limits.bad_pdus
            return _refusal(int.from_bytes(frame[4:8], "big"), error)

    def _handle(self, pdu: Pdu) -> Response | None:
        match pdu:
            case SubmitSm():
                return self._submit(pdu)
            case DeliverSmResp() | GenericNack() | EnquireLinkResp() | UnbindResp():
                self._unconfirmed.pop(pdu.sequence, None)
                self._pump()
                return None
            case EnquireLink():
                return EnquireLinkResp(sequence=pdu.sequence)
            case Bind():
                return self._bind(pdu)
            case Unbind():
                self._closing = True
                return UnbindResp(sequence=pdu.sequence)
            case _:
                # deliver_sm and responses that only a message center sends
                return GenericNack(sequence=pdu.sequence, command_status=CommandStatus.ESME_RINVCMDID)

    def _bind(self, pdu: Bind) -> BindResp:
        response = BindResp(sequence=pdu.sequence, command_id=pdu.command_id.response)
        if self.system_id is not None:
            return replace(response, command_status=CommandStatus.ESME_RALYBND)
        status = self._center.authenticate(pdu)
        if status is not CommandStatus.ESME_ROK:
            logger.warning("bind refused: %s", status.name)
            self._closing = True
            return replace(response, command_status=status)
        self._role, self.system_id = pdu.command_id, pdu.system_id
        speaks_tlvs = pdu.interface_version >= SMPP_VERSION
        tlvs = (Tlv(Tag.SC_INTERFACE_VERSION, bytes((SMPP_VERSION,))),) if speaks_tlvs else ()
        return replace(response, system_id=self._center.system_id, tlvs=tlvs)

    def _submit(self, pdu: SubmitSm) -> SubmitSmResp:
        system_id = self.system_id
        if system_id is None or self._role is CommandId.BIND_RECEIVER:
            return SubmitSmResp(sequence=pdu.sequence, command_status=CommandStatus.ESME_RINVBNDSTS)
        if not self._pace.allows(self._clock()):
            return SubmitSmResp(sequence=pdu.sequence, command_status=CommandStatus.ESME_RTHROTTLED)

        def send(receipt: DeliverSm) -> None:
            self._center.send_receipt(receipt, origin=self, system_id=system_id)

        try:
            message_id = self._center.intake.accept(pdu, system_id=system_id, send=send)
        except RefusedError as refused:
            logger.info("submit_sm refused with %s: %s", refused.status.name, refused)
            return SubmitSmResp(sequence=pdu.sequence, command_status=refused.status)
        return SubmitSmResp(sequence=pdu.sequence, message_id=message_id)

    def _pump(self) -> None:
        while self._queue and len(self._unconfirmed) < self._limits.window and not self._closing:
            sequence = self._next_sequence()
            self._unconfirmed[sequence] = self._clock()
            self._send(replace(self._queue.popleft(), sequence=sequence))

    def _send(self, pdu: Pdu) -> None:
        self._writer.write(encode(pdu))
        if self._writer.transport.get_write_buffer_size() > self._limits.unsent_octets:
            logger.warning("connection dropped: the client does not read")
            self._closing = True
            self._writer.transport.abort()

    def _next_sequence(self) -> int:
        self._sequence = self._sequence % _LAST_SEQUENCE + 1
        return self._sequence


def _refusal(raw_command: int, error: SmppDecodeError) -> Response:
    """The response of the request that could not be read, where there is one, else generic_nack."""
    status, sequence = error.command_status, error.sequence
    if raw_command == CommandId.SUBMIT_SM:
        return SubmitSmResp(sequence=sequence, command_status=status)
    if raw_command in {CommandId.BIND_RECEIVER, CommandId.BIND_TRANSMITTER, CommandId.BIND_TRANSCEIVER}:
        return BindResp(sequence=sequence, command_id=CommandId(raw_command).response, command_status=status)
    return GenericNack(sequence=sequence, command_status=status)


class _Pace:
    """A bucket of submissions that fills at `per_s`."""

    def __init__(self, per_s: int) -> None:
        self._per_s = per_s
        self._left = float(per_s)
        self._at = 0.0

    def allows(self, now: float) -> bool:
        self._left = min(self._per_s, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

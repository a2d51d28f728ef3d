"""The ways to an SMS gateway: SMPP 3.4 as an ESME, or an HTTP submit API. Both hand messages over; none keeps them."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import httpx

from harness.commandline import UsageError
from harness.protocol.encoding import smpp
from harness.protocol.encoding.smpp import CommandStatus
from harness.reference.outbox import Gateway, GatewayError, TextMessage

_ANSWER_S = 10.0
_QUIET_S = 30.0
_FIRST_WAIT_S = 0.1
_LONGEST_WAIT_S = 5.0
_WINDOW = 32
_BUSY = (CommandStatus.ESME_RTHROTTLED, CommandStatus.ESME_RMSGQFUL)
_LAST_SEQUENCE = 0x7FFFFFFF
_TOO_MANY, _SERVER_FAILS = 429, 500
_READ_SIZE = 65_536


@dataclass(frozen=True, kw_only=True)
class SmppAddress:
    """Where an SMSC listens, and as whom to bind."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)


class _LinkLostError(Exception):
    """The connection to the SMSC is gone."""


class _Link:
    """One bound connection: requests wait for their responses under their sequence numbers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._sequence = 0
        self._waiting: dict[int, asyncio.Future[smpp.Pdu]] = {}

    def next_sequence(self) -> int:
        self._sequence = self._sequence % _LAST_SEQUENCE + 1
        return self._sequence

    async def ask(self, request: smpp.Request) -> smpp.Pdu:
        answer: asyncio.Future[smpp.Pdu] = asyncio.get_running_loop().create_future()
        self._waiting[request.sequence] = answer
        try:
            self._writer.write(smpp.encode(request))
            await self._writer.drain()
            return await asyncio.wait_for(answer, _ANSWER_S)
        except (OSError, TimeoutError) as error:
            raise _LinkLostError(f"no answer of the SMSC: {type(error).__name__}") from None
        finally:
            self._waiting.pop(request.sequence, None)

    async def read(self) -> None:
        """Take what the SMSC sends until the connection ends; a quiet link is asked whether it lives."""
        buffer = b""
        while True:
            try:
                data = await asyncio.wait_for(self._reader.read(_READ_SIZE), _QUIET_S)
            except TimeoutError:
                self._writer.write(smpp.encode(smpp.EnquireLink(sequence=self.next_sequence())))
                data = await asyncio.wait_for(self._reader.read(_READ_SIZE), _ANSWER_S)
            if not data:
                raise _LinkLostError("the SMSC closed the connection")
            buffer += data
            while True:
                pdu, buffer = smpp.next_pdu(buffer)
                if pdu is None:
                    break
                self._take(pdu)

    def _take(self, pdu: smpp.Pdu) -> None:
        match pdu:
            case smpp.EnquireLink():
                self._writer.write(smpp.encode(smpp.EnquireLinkResp(sequence=pdu.sequence)))
            case smpp.DeliverSm():
                self._writer.write(smpp.encode(smpp.DeliverSmResp(sequence=pdu.sequence)))
            case smpp.Unbind():
                self._writer.write(smpp.encode(smpp.UnbindResp(sequence=pdu.sequence)))
                raise _LinkLostError("the SMSC ended the session")
            case _:
                waiting = self._waiting.get(pdu.sequence)
                if waiting is not None and not waiting.done():
                    waiting.set_result(pdu)

    def fail(self) -> None:
        """Tell everybody who waits that no answer will come."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(_LinkLostError("the connection was lost"))
        self._writer.close()


class SmppGateway:
    """An ESME that binds as transceiver and binds again whenever the link is lost."""

    def __init__(self, address: SmppAddress) -> None:
        self._address = address
        self._link: _Link | None = None
        self._why = "not connected yet"
        self._task: asyncio.Task[None] | None = None
        self._window = asyncio.Semaphore(_WINDOW)

    def status(self) -> str:
        """`ok` while bound."""
        return "ok" if self._link is not None else self._why

    async def start(self) -> None:
        """Keep a link bound from now on."""
        self._task = asyncio.create_task(self._keep_bound(), name="smpp")

    async def _keep_bound(self) -> None:
        wait_s = _FIRST_WAIT_S
        while True:
            try:
                reader, writer = await asyncio.wait_for(
                    asyncio.open_connection(self._address.host, self._address.port), _ANSWER_S
                )
            except (OSError, TimeoutError):
                self._why = "the SMSC cannot be reached"
            else:
                if await self._serve(_Link(reader, writer)):
                    wait_s = _FIRST_WAIT_S
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    async def _serve(self, link: _Link) -> bool:
        reading = asyncio.create_task(link.read())
        was_bound = False
        try:
            await self._bind(link)
            self._link, was_bound = link, True
            await reading
        except (_LinkLostError, OSError, TimeoutError, smpp.SmppDecodeError) as error:
            self._why = str(error) or "the link was lost"
        finally:
            self._link = None
            link.fail()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        return was_bound

    async def _bind(self, link: _Link) -> None:
        answer = await link.ask(
            smpp.Bind(
                sequence=link.next_sequence(),
                command_id=smpp.CommandId.BIND_TRANSCEIVER,
                system_id=self._address.system_id,
                password=self._address.password,
            )
        )
        if not isinstance(answer, smpp.BindResp) or answer.command_status != CommandStatus.ESME_ROK:
            raise _LinkLostError("the SMSC refused the bind")

    async def send(self, message: TextMessage) -> None:
        """Submit every part and wait for each to be taken."""
        async with self._window:
            link = self._link
            if link is None:
                raise GatewayError(self._why)
            split = smpp.split_text(message.text, reference=message.message_id % 256)
            for part in split.parts:
                request = smpp.SubmitSm(
                    sequence=link.next_sequence(),
                    source=smpp.Address.alphanumeric(message.sender),
                    destination=smpp.Address.international(message.recipient),
                    short_message=part,
                    data_coding=split.data_coding,
                    esm_class=split.esm_class,
                )
                await self._submit(link, request)

    async def _submit(self, link: _Link, request: smpp.SubmitSm) -> None:
        try:
            answer = await link.ask(request)
        except _LinkLostError as error:
            raise GatewayError(str(error)) from None
        if answer.command_status != CommandStatus.ESME_ROK:
            is_final = answer.command_status not in _BUSY
            raise GatewayError(f"the SMSC answered {answer.command_status:#x}", is_final=is_final)

    async def close(self) -> None:
        """Unbind and leave."""
        link = self._link
        if link is not None:
            with contextlib.suppress(_LinkLostError, TimeoutError):
                await asyncio.wait_for(link.ask(smpp.Unbind(sequence=link.next_sequence())), 1.0)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class HttpGateway:
    """A submit API: POST /v1/messages with from, to and text."""

    def __init__(self, base_url: str) -> None:
        self._url = base_url.rstrip("/") + "/v1/messages"
        self._client = httpx.AsyncClient(timeout=_ANSWER_S, trust_env=False)
        self._window = asyncio.Semaphore(_WINDOW)
        self._why = "ok"

    def status(self) -> str:
        """`ok`, or how the last message failed."""
        return self._why

    async def start(self) -> None:
        """Nothing to prepare: each message is a request of its own."""

    async def send(self, message: TextMessage) -> None:
        """Post the message."""
        body = {"from": message.sender, "to": message.recipient, "text": message.text}
        async with self._window:
            try:
                answer = await self._client.post(self._url, json=body)
            except httpx.HTTPError as error:
                self._why = f"the gateway cannot be reached: {type(error).__name__}"
                raise GatewayError(self._why) from None
        if not answer.is_success:
            is_final = answer.status_code < _SERVER_FAILS and answer.status_code != _TOO_MANY
            raise GatewayError(f"the gateway answered {answer.status_code}", is_final=is_final)
        self._why = "ok"

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class NoGateway:
    """No gateway was named: messages stay in the outbox."""

    def status(self) -> str:
        """What to do about it."""
        return "no gateway: start with --sms URL"

    async def start(self) -> None:
        """Nothing to start."""

    async def send(self, message: TextMessage) -> None:
        """Refuse."""
        raise GatewayError(f"message {message.message_id}: {self.status()}")

    async def close(self) -> None:
        """Nothing to close."""


def gateway_for(url: str | None) -> Gateway:
    """The gateway that a URL names.

    Raises:
        UsageError: neither smpp://user:password@host:port nor http(s)://host:port.
    """
    if url is None:
        return NoGateway()
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme == "smpp" and parts.hostname and port:
        credentials = (unquote(parts.username or "hawiya"), unquote(parts.password or ""))
        return SmppGateway(
            SmppAddress(host=parts.hostname, port=port, system_id=credentials[0], password=credentials[1])
        )
    if parts.scheme in ("http", "https") and parts.hostname:
        return HttpGateway(url)
    raise UsageError("--sms must be smpp://user:password@host:port or http://host:port")

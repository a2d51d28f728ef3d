"""The least SMSC: it takes every message, and hands its text to whoever waits for that recipient."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from harness.commandline import HarnessError
from harness.protocol.encoding import smpp

_CODE_S = 20.0
_CODE = re.compile(r"\b(\d{4,8})\b")


class Inboxes:
    """The codes that came, by recipient."""

    def __init__(self) -> None:
        self._codes: defaultdict[str, asyncio.Queue[str]] = defaultdict(asyncio.Queue)

    def put(self, recipient: str, text: str) -> None:
        """Keep the code of a message, where it has one."""
        found = _CODE.search(text)
        if found:
            self._codes[recipient.removeprefix("+")].put_nowait(found.group(1))

    async def code(self, recipient: str) -> str:
        """The next code for a recipient.

        Raises:
            HarnessError: none came in time.
        """
        try:
            return await asyncio.wait_for(self._codes[recipient.removeprefix("+")].get(), _CODE_S)
        except TimeoutError:
            raise HarnessError(f"no SMS with a code came within {_CODE_S:.0f} s") from None


class _Session(asyncio.Protocol):
    """One bound client."""

    def __init__(self, inboxes: Inboxes) -> None:
        self._inboxes = inboxes
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class is none of asyncio's

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            pdu, self._buffer = smpp.next_pdu(self._buffer)
            if pdu is None:
                return
            answer = self._answer(pdu)
            if answer is not None:
                self._transport.write(smpp.encode(answer))

    def _answer(self, pdu: smpp.Pdu) -> smpp.Pdu | None:
        match pdu:
            case smpp.SubmitSm():
                text = smpp.decode_text(pdu.data_coding, pdu.short_message)
                self._inboxes.put(pdu.destination.number, text)
                return smpp.SubmitSmResp(sequence=pdu.sequence, message_id=str(pdu.sequence))
            case smpp.Bind():
                return smpp.BindResp(sequence=pdu.sequence, command_id=smpp.CommandId.BIND_TRANSCEIVER_RESP)
            case smpp.EnquireLink():
                return smpp.EnquireLinkResp(sequence=pdu.sequence)
            case smpp.Unbind():
                return smpp.UnbindResp(sequence=pdu.sequence)
            case _:
                return None


@asynccontextmanager
async def smsc(inboxes: Inboxes) -> AsyncIterator[str]:
    """An SMSC on a free port of the loopback; gives its URL."""
    server = await asyncio.get_running_loop().create_server(lambda: _Session(inboxes), "127.0.0.1", 0)
    async with server:
        yield f"smpp://bench:bench@127.0.0.1:{server.sockets[0].getsockname()[1]}"

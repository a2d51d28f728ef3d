"""A network on real sockets that spoils single exchanges: a proxy before an HTTP server, told what to do with the next request.

with FaultProxy("http://127.0.0.1:8080") as proxy:
    proxy.disturb_next(Disturbance(kind="reset", when="after"))
    ... a request to proxy.url

Each way to spoil an exchange is one of four kinds, before or after the server has acted:

| kind | before | after |
| --- | --- | --- |
| `lost` | the request reaches nobody | the answer reaches nobody |
| `delayed` | the request arrives only after the next one was answered | the answer comes when the client has given up |
| `duplicated` | two copies arrive at once | a second copy arrives after the next request was answered |
| `reset` | the connection is reset with the request unsent | the connection is reset in place of the answer |

One request is passed on a connection of its own, under the name of the server behind; requests carry a length, as all of ours do.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from harness.commandline import HarnessError

Kind = Literal["lost", "delayed", "duplicated", "reset"]
When = Literal["before", "after"]
KINDS: tuple[Kind, ...] = ("lost", "delayed", "duplicated", "reset")
WHENS: tuple[When, ...] = ("before", "after")

_REQUEST_LIMIT = 16_000_000
_START_LIMIT_S = 10.0
_SERVER_LIMIT_S = 60.0
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time left: closing sends RST."""


@dataclass(frozen=True, kw_only=True)
class Disturbance:
    """What happens to one exchange."""

    kind: Kind
    when: When


class FaultProxy:
    """Passes everything on, but for what `disturb_next` asks; a context manager with a thread of its own."""

    def __init__(self, target: str) -> None:
        where = urlsplit(target)
        if where.scheme != "http" or where.hostname is None:
            raise HarnessError(f"{target}: only a plain http target can stand behind the fault proxy")
        self._authority = where.netloc.rpartition("@")[2]
        self._target = (where.hostname, where.port or 80)
        self._next: Disturbance | None = None
        self._late: list[bytes] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)
        self.disturbed = 0
        """How many exchanges were spoiled."""

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_REQUEST_LIMIT), self._loop
        )
        self._server = starting.result(_START_LIMIT_S)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(_START_LIMIT_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        await asyncio.sleep(0)  # a connection accepted just now begins, so that its own end closes it
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # what was closed is let go

    def disturb_next(self, disturbance: Disturbance) -> None:
        """Spoil the next exchange."""
        self._next = disturbance

    def settle(self) -> None:
        """Deliver what is still on its way, such as a delayed request that no other followed."""
        asyncio.run_coroutine_threadsafe(self._deliver_late(), self._loop).result(_SERVER_LIMIT_S)

    # -- on the loop

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with (
            contextlib.closing(writer),
            contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError),
        ):
            request = await self._read_request(reader)
            disturbance, self._next = self._next, None
            if disturbance is None:
                writer.write(await self._pass_on(request))
                await writer.drain()
                await self._deliver_late()
            else:
                self.disturbed += 1
                await self._spoil(disturbance, request, reader, writer)

    async def _read_request(self, reader: asyncio.StreamReader) -> bytes:
        """One request as bytes, made to be the last of its connection so that its answer ends with it."""
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head[:-4].split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith((b"connection:", b"host:"))]
        length = next((int(line[15:]) for line in kept if line.lower().startswith(b"content-length:")), 0)
        body = await reader.readexactly(length)
        host = f"Host: {self._authority}".encode()
        return b"\r\n".join([first, host, *kept, b"Connection: close", b"", body])

    async def _spoil(
        self,
        disturbance: Disturbance,
        request: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        match disturbance.kind, disturbance.when:
            case "lost", "before":
                await reader.read()  # until the client gives up
            case "lost", "after":
                await self._pass_on(request)
                await reader.read()
            case "delayed", "before":
                await reader.read()
                self._late.append(request)
            case "delayed", "after":
                answer = await self._pass_on(request)
                await reader.read()
                writer.write(answer)
            case "duplicated", "before":
                answer, _ = await asyncio.gather(self._pass_on(request), self._pass_on(request))
                writer.write(answer)
            case "duplicated", "after":
                writer.write(await self._pass_on(request))
                self._late.append(request)
            case "reset", "before":
                _reset(writer)
            case "reset", "after":
                await self._pass_on(request)
                _reset(writer)

    async def _deliver_late(self) -> None:
        late, self._late = self._late, []
        for request in late:
            await self._pass_on(request)

    async def _pass_on(self, request: bytes) -> bytes:
        async with asyncio.timeout(_SERVER_LIMIT_S):
            reader, writer = await asyncio.open_connection(*self._target)
            try:
                writer.write(request)
                return await reader.read()
            finally:
                writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

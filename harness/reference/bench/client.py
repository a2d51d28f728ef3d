"""The least HTTP/1.1 client that keeps connections alive: one request under way on a connection, no pipelining.

It reads what uvicorn sends (a status line and Content-Length) and nothing else, so that the load costs less than the server.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "
_STATUS = slice(9, 12)


class Connection(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class is none of asyncio's

    def data_received(self, data: bytes) -> None:
        """Answer the waiting request when its response is whole."""
        self._buffer = self._buffer + data if self._buffer else data
        head_end = self._buffer.find(_HEAD_END)
        if head_end < 0:
            return
        at = self._buffer.lower().find(_LENGTH, 0, head_end) + len(_LENGTH)
        end = head_end + len(_HEAD_END) + int(self._buffer[at : self._buffer.find(b"\r", at)])
        if len(self._buffer) < end or self._waiting is None:
            return
        waiting, self._waiting = self._waiting, None
        status, body = int(self._buffer[_STATUS]), self._buffer[head_end + len(_HEAD_END) : end]
        self._buffer = b""
        if not waiting.done():
            waiting.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody will answer."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("the server closed the connection"))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a whole request; the status and the body of its response."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._waiting = self._loop.create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()


class Connections:
    """Some connections to one server."""

    def __init__(self, url: str, count: int) -> None:
        parts = urlsplit(url)
        self._where = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._count = count
        self.host = parts.netloc.encode()
        self.all: list[Connection] = []

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for _ in range(self._count):
            _, connection = await loop.create_connection(Connection, *self._where)
            self.all.append(connection)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for connection in self.all:
            connection.close()

    async def each(self, work: Callable[[Connection], Awaitable[None]]) -> None:
        """Do some work on every connection at once.

        Raises:
            Exception: the first failure of the work.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for connection in self.all:
                    group.create_task(_awaited(work(connection)))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None


async def _awaited(work: Awaitable[None]) -> None:
    await work


def request(method: str, path: str, host: bytes, *, headers: list[tuple[str, str]], body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {host.decode()}", *(f"{name}: {value}" for name, value in headers)]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join(lines).encode() + _HEAD_END + body

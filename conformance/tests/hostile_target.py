"""A target that wants to hurt its tester: a raw server whose answers are attacks, alone or in front of the reference.

Run as a program it starts the reference behind itself, passes requests on, and from the second visit of a path on answers each
time with the next attack, or with one and the same. Imported it offers `ATTACKS` and `attacking(...)`.
"""

import asyncio
import gzip
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from time import sleep

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
ZEROS = b"0" * 1_000_000


def sized(body: bytes, *headers: bytes) -> bytes:
    """A whole answer."""
    lines = b"".join(header + b"\r\n" for header in headers)
    return OK + lines + b"content-length: %d\r\n\r\n" % len(body) + body


def bomb() -> bytes:
    """100 MB of zeros in 100 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(ZEROS) for _ in range(100)) + packer.flush()


BOMB = bomb()
ENDLESS, DRIPPED, SILENT = b"<endless>", b"<dripped>", b"<silent>"

# name -> (what is sent, how the rest comes, the code that the exchange must end with)
ATTACKS: dict[str, tuple[bytes, bytes, str]] = {
    "bomb": (sized(BOMB, b"content-encoding: gzip"), b"", "TARGET_RESPONSE_TOO_LARGE"),
    "deflate bomb": (sized(zlib.compress(ZEROS * 20), b"content-encoding: deflate"), b"", "TARGET_RESPONSE_TOO_LARGE"),
    "bomb in a bomb": (
        sized(gzip.compress(BOMB), b"content-encoding: gzip, gzip"), b"", "TARGET_RESPONSE_MALFORMED",
    ),
    "fourfold coding": (
        sized(gzip.compress(BOMB), *[b"content-encoding: gzip"] * 4), b"", "TARGET_RESPONSE_MALFORMED",
    ),
    "brotli": (sized(b"x", b"content-encoding: br"), b"", "TARGET_RESPONSE_MALFORMED"),
    "zstd": (sized(b"x", b"content-encoding: zstd"), b"", "TARGET_RESPONSE_MALFORMED"),
    "coding that is none": (sized(b"plain", b"content-encoding: gzip"), b"", "TARGET_RESPONSE_MALFORMED"),
    "coding cut short": (
        sized(gzip.compress(b"x" * 99)[:-9], b"content-encoding: gzip"), b"", "TARGET_RESPONSE_MALFORMED",
    ),
    "endless body": (OK + b"\r\n", ENDLESS + b"x" * 65_536, "TARGET_RESPONSE_TOO_LARGE"),
    "endless chunks": (
        OK + b"transfer-encoding: chunked\r\n\r\n", ENDLESS + b"1;" + b"e" * 4_000 + b"\r\nx\r\n", "TARGET_RESPONSE_TOO_LARGE",
    ),
    "endless head": (OK, ENDLESS + b"x-a: b\r\n", "TARGET_RESPONSE_TOO_LARGE"),
    "endless status line": (b"HTTP/1.1 200 ", ENDLESS + b"o" * 65_536, "TARGET_RESPONSE_TOO_LARGE"),
    "endless interim answers": (b"", ENDLESS + b"HTTP/1.1 100 Continue\r\n\r\n" * 500, "TARGET_RESPONSE_TOO_LARGE"),
    "endless trailers": (
        OK + b"transfer-encoding: chunked\r\n\r\n0\r\n", ENDLESS + b"x-a: b\r\n", "TARGET_RESPONSE_TOO_LARGE",
    ),
    "thousands of headers": (OK + b"x: y\r\n" * 3_000 + b"content-length: 0\r\n\r\n", b"", "TARGET_RESPONSE_TOO_LARGE"),
    "huge header": (OK + b"x: " + b"y" * 90_000 + b"\r\ncontent-length: 0\r\n\r\n", b"", "TARGET_RESPONSE_TOO_LARGE"),
    "huge length": (OK + b"content-length: " + b"9" * 200 + b"\r\n\r\nx", b"", "TARGET_RESPONSE_MALFORMED"),
    "negative length": (OK + b"content-length: -1\r\n\r\nx", b"", "TARGET_RESPONSE_MALFORMED"),
    "two lengths": (OK + b"content-length: 1\r\ncontent-length: 2\r\n\r\nx", b"", "TARGET_RESPONSE_MALFORMED"),
    "length too long": (OK + b"content-length: 999\r\n\r\nx", b"", "TARGET_CONNECTION_LOST"),
    "bad chunk": (OK + b"transfer-encoding: chunked\r\n\r\nZZ\r\nx\r\n", b"", "TARGET_RESPONSE_MALFORMED"),
    "unknown transfer coding": (OK + b"transfer-encoding: rot13\r\n\r\nx", b"", "TARGET_RESPONSE_MALFORMED"),
    "header without a name": (OK + b": x\r\n\r\n", b"", "TARGET_RESPONSE_MALFORMED"),
    "control in a header": (OK + b"x: a\x00b\r\n\r\n", b"", "TARGET_RESPONSE_MALFORMED"),
    "status 000": (b"HTTP/1.1 000 Nothing\r\n\r\n", b"", "TARGET_RESPONSE_MALFORMED"),
    "HTTP/0.9": (b"<html>hello</html>", b"", "TARGET_CONNECTION_LOST"),
    "another protocol": (b"SSH-2.0-OpenSSH_9\r\n", b"", "TARGET_CONNECTION_LOST"),
    "noise": (bytes(range(256)) * 40, b"", "TARGET_RESPONSE_MALFORMED"),
    "early close": (OK, b"", "TARGET_CONNECTION_LOST"),
    "nothing": (b"", b"", "TARGET_CONNECTION_LOST"),
    "silence": (b"", SILENT, "TARGET_TIMEOUT"),
    "silence in the body": (OK + b"content-length: 9\r\n\r\n", SILENT, "TARGET_TIMEOUT"),
    "dripped body": (OK + b"content-length: 9999\r\n\r\n", DRIPPED + b"x", "TARGET_TIMEOUT"),
    "dripped head": (b"", DRIPPED + OK, "TARGET_TIMEOUT"),
    "dripped interim answers": (b"", DRIPPED + b"HTTP/1.1 100 Continue\r\n\r\n" * 99, "TARGET_TIMEOUT"),
}  # fmt: skip

# bodies that are whole HTTP answers and yet nothing that a wire may say
BODIES: dict[str, bytes] = {
    "deep": b"[" * 900 + b"]" * 900,
    "deeper": b"[" * 1_000_000,
    "duplicate key": b'{"wire":"a","wire":"b"}',
    "not a number": b'{"wire":NaN}',
    "too large a number": b'{"wire":1e999}',
    "a million digits": b'{"wire":' + b"9" * 1_000_000 + b"}",
    "lone surrogate": b'{"wire":"\\ud800"}',
    "lone surrogate as a key": b'{"\\udfff":1}',
    "NUL": b'{"wire":"\x00"}',
    "escaped NUL": b'{"wire":"\\u0000"}',
    "no UTF-8": b'{"wire":"\xff\xfe\xc0\xaf"}',
    "UTF-16": '{"wire":"a"}'.encode("utf-16"),
    "a million brackets": b"[" + b"[]," * 900_000 + b"[]]",
    "a million keys": b"{" + b",".join(b'"%d":0' % number for number in range(300_000)) + b"}",
    "nothing": b"",
    "null": b"null",
    "a long text": b'"' + b"x" * 3_900_000 + b'"',
}


class Attacker:
    """Answers with attacks; `behind` is the port of a server that honest requests go to."""

    def __init__(
        self, attacks: Iterator[tuple[bytes, bytes]], *, on: str = "", behind: int = 0, spared: int = 0
    ) -> None:
        self._attacks = attacks
        self._on, self._behind, self._spared = on.encode(), behind, spared

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._answer(reader, writer)
                writer.close()
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        if self._is_attacked(head.split(b" ", 2)[1]):
            await _attack(writer, *next(self._attacks))
        else:
            await self._pass_on(head, body, writer)

    def _is_attacked(self, path: bytes) -> bool:
        if self._behind and not path.endswith(self._on):
            return False
        self._spared -= 1
        return self._spared < 0

    async def _pass_on(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        reader, other = await asyncio.open_connection("127.0.0.1", self._behind)
        other.write(head[:-2] + b"connection: close\r\n\r\n" + body)
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
        other.close()


def _length(head: bytes) -> int:
    values = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return int(values[0]) if values else 0


async def _attack(writer: asyncio.StreamWriter, first: bytes, rest: bytes) -> None:
    writer.write(first)
    await writer.drain()
    if rest.startswith(ENDLESS):
        while True:
            writer.write(rest.removeprefix(ENDLESS))
            await writer.drain()
    for byte in rest.removeprefix(DRIPPED) if rest.startswith(DRIPPED) else b"":
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)
    if rest:
        await asyncio.sleep(60)


@contextmanager
def attacking(first: bytes, rest: bytes = b"") -> Iterator[str]:
    """A server in a thread that answers every request so; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        loop = asyncio.new_event_loop()
        over = asyncio.Event()

        async def serve() -> None:
            server = await asyncio.start_server(Attacker(cycle([(first, rest)])), sock=listener)
            await over.wait()
            server.close()

        thread = threading.Thread(target=lambda: _run(loop, serve()))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            loop.call_soon_threadsafe(over.set)
            thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, serving: Coroutine[None, None, None]) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(serving)


FIRST = ("bomb", "early close", "noise", "dripped body")


def _in_turn(only: str) -> Iterator[tuple[bytes, bytes]]:
    if only:
        return cycle([ATTACKS[only][:2]])
    names = [*FIRST, *(name for name in ATTACKS if name not in FIRST)]
    return cycle([ATTACKS[name][:2] for name in names] + [(sized(body), b"") for body in BODIES.values()])


async def _serve(port: int, on: str, spared: str, behind: int) -> None:
    count, _, only = spared.partition(":")
    attacker = Attacker(_in_turn(only), on=on, behind=behind, spared=int(count))
    server = await asyncio.start_server(attacker, "127.0.0.1", port)
    await server.serve_forever()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        sleep(0.05)


if __name__ == "__main__":
    # hostile_target.py PORT PATH SPARED[:ATTACK] COMMAND... : the first SPARED visits of a path that ends so are honest
    own, behind = int(sys.argv[1]), _free_port()
    with subprocess.Popen([*sys.argv[4:], "--port", str(behind)]):
        _wait_for(behind)
        asyncio.run(_serve(own, sys.argv[2], sys.argv[3], behind))

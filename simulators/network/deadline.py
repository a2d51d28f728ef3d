"""An HTTP transport with one deadline and one count of bytes for a whole exchange.

A timeout for each read does not end an exchange: who drips a byte before each of them elapses could keep us for ever. So
every read and write of a connection waits no longer than what is left until the deadline of the thread that makes it. And who
sends interim answers or chunk extensions without end adds nothing to a body: so bytes are counted as they arrive.
"""

import ssl
import threading
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

import httpcore
import httpx

_PIECE = 65_536


class TooLargeError(Exception):
    """More came than is read."""


class Allowance(threading.local):
    """What the exchange of this thread may still take: until when, on the monotonic clock, and how many bytes."""

    _at: float = float("inf")
    _most: float = float("inf")
    _octets: float = float("inf")

    def grant(self, *, seconds: float, octets: int) -> None:
        """A new exchange begins, with so many bytes for all that comes before the body."""
        self._at = monotonic() + seconds
        self.refill(octets)

    def refill(self, octets: int) -> None:
        """The body begins, with so many bytes of its own."""
        self._octets = self._most = octets

    def left(self, timeout: float | None, lost: type[httpcore.TimeoutException]) -> float:
        """The seconds that an operation may take.

        Raises:
            lost: none are left.
        """
        left_s = self._at - monotonic()
        if left_s <= 0:
            raise lost("the answer took too long")
        return left_s if timeout is None else min(left_s, timeout)

    def take(self, octets: int) -> None:
        """So many bytes came.

        Raises:
            TooLargeError: more than are read for one answer.
        """
        self._octets -= octets
        if self._octets < 0:
            raise TooLargeError(f"more than {self._most} bytes came for one answer")


class _Stream(httpcore.NetworkStream):
    """A connection whose operations keep the allowance."""

    def __init__(self, inner: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._inner = inner
        self._allowance = allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received = self._inner.read(max_bytes, self._allowance.left(timeout, httpcore.ReadTimeout))
        self._allowance.take(len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[start : start + _PIECE], self._allowance.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left_s = self._allowance.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left_s), self._allowance)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - what the library's interface returns
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections that keep the allowance."""

    def __init__(self, allowance: Allowance) -> None:
        self._inner = httpcore.SyncBackend()
        self._allowance = allowance

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left_s = self._allowance.left(timeout, httpcore.ConnectTimeout)
        inner = self._inner.connect_tcp(host, port, left_s, local_address, socket_options)
        return _Stream(inner, self._allowance)


class _Answer(httpx.SyncByteStream):
    """The body of an answer as it comes."""

    def __init__(self, stream: httpcore.Response) -> None:
        self._response = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class DeadlineTransport(httpx.BaseTransport):
    """Connections that are kept and shared by threads, each exchange within the allowance of its thread."""

    def __init__(self, allowance: Allowance, *, tls: ssl.SSLContext | None, connections: int) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=5.0,
            network_backend=_Backend(allowance),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of the answer is still to be read."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Answer(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

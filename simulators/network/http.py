"""HTTP exchanges with a target that may be slow, endless or broken: every answer ends within limits, under a name.

Rules:
- One deadline holds for a whole exchange, and one count of bytes for everything that comes over the connection for it.
- A body is decoded here, a piece at a time, never by the library: a compressed bomb is cut at its first byte too many.
- Redirects are not followed, so a target cannot send us elsewhere.
- Who was waited for too long in sum has to answer promptly from then on; so a slow target cannot hold a run.

Source: RFC 9110 (8.4 content codings, 15.2 interim answers); threats THR-093 and THR-094 of the catalogue.
"""

import ssl
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

import httpcore
import httpx

from harness.world import limits as world
from harness.world.ports import ExchangeLostError, Lost, Request, Response
from simulators.network.deadline import Allowance, DeadlineTransport, TooLargeError

_PIECE = 65_536
_CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content coding -> the window bits that have zlib read it."""
_OUTGROWN = "buffer too long"  # how the parser says that a line, a head or trailers have no end
_ENDED_EARLY = ("peer closed", "disconnected")  # how the library says that a connection ended inside an answer


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a target's answers is read, and for how long; see `harness.world.limits`."""

    connect_s: float = world.CONNECT_S
    answer_s: float = world.ANSWER_S
    head_bytes: int = world.HEAD_BYTES
    head_fields: int = world.HEAD_FIELDS
    body_bytes: int = world.BODY_BYTES
    wire_bytes: int = world.WIRE_BYTES
    patience_s: float = world.PATIENCE_S
    prompt_s: float = world.PROMPT_S


class HttpNetwork:
    """An `Exchange` with the server at `base_url`; connections are kept and shared by threads.

    The environment's proxy settings are not used: a certification talks to the target that was named and to nobody else.
    """

    def __init__(
        self, base_url: str, *, limits: Limits | None = None, tls: ssl.SSLContext | None = None, connections: int = 100
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._limits = limits or Limits()
        self._allowance = Allowance()
        self._patience = _Patience(self._limits)
        self._client = httpx.Client(
            base_url=self.base_url,
            headers={"accept-encoding": "gzip, deflate"},
            timeout=httpx.Timeout(self._limits.answer_s, connect=self._limits.connect_s),
            transport=DeadlineTransport(self._allowance, tls=tls, connections=connections),
            trust_env=False,
            follow_redirects=False,
        )

    def __call__(self, request: Request) -> Response:
        """Send a request and read its whole answer.

        Raises:
            ExchangeLostError: no answer, or none within the limits, with the code that names why.
        """
        begun = monotonic()
        self._allowance.grant(seconds=self._patience.answer_s, octets=self._limits.head_bytes + _PIECE)
        try:
            return self._exchange(request)
        except _FAILURES as error:
            code, reason = _named(error)
            place = without_user(self.base_url) + world.clipped(request.path)
            raise ExchangeLostError(f"{request.method} {place}: {reason}", code=code) from None
        finally:
            self._patience.waited(monotonic() - begun)

    def _exchange(self, request: Request) -> Response:
        with self._client.stream(
            request.method, request.path, headers=list(request.headers), content=request.body or None
        ) as answer:
            self._allowance.refill(self._limits.wire_bytes)
            fields = tuple(answer.headers.multi_items())
            self._check_head(fields)
            body = self._body(answer)
            return Response(status=answer.status_code, headers=fields, body=body)

    def _check_head(self, fields: tuple[tuple[str, str], ...]) -> None:
        if len(fields) > self._limits.head_fields:
            raise TooLargeError(f"more than {self._limits.head_fields} header fields")
        if sum(len(name) + len(value) for name, value in fields) > self._limits.head_bytes:
            raise TooLargeError(f"the headers are longer than {self._limits.head_bytes} bytes")

    def _body(self, answer: httpx.Response) -> bytes:
        decoder = _Decoder(answer.headers.get("content-encoding", ""))
        body = bytearray()
        for piece in answer.iter_raw(_PIECE):
            for decoded in decoder.pieces(piece):
                body += decoded
                if len(body) > self._limits.body_bytes:
                    raise TooLargeError(f"the answer is longer than {self._limits.body_bytes} bytes")
            self._allowance.left(None, httpcore.ReadTimeout)
        decoder.end()
        return bytes(body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Patience:
    """How long this process has waited for answers that were not prompt, in sum; threads share it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waited_s = 0.0
        self._lock = threading.Lock()

    @property
    def answer_s(self) -> float:
        """How long the next answer may take."""
        limits = self._limits
        return limits.answer_s if self._waited_s < limits.patience_s else min(limits.prompt_s, limits.answer_s)

    def waited(self, seconds: float) -> None:
        """An exchange has ended."""
        if seconds > self._limits.prompt_s:
            with self._lock:
                self._waited_s += seconds


class _BadCodingError(Exception):
    """A body is not coded as its header says, or in a way that was not asked for."""


_FAILURES = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError),
    *(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol),
    *(TooLargeError, _BadCodingError),
)


def _named(error: Exception) -> tuple[Lost, str]:
    """The code of a failure, and what happened in words."""
    reason = world.clipped(str(error)) or type(error).__name__
    match error:
        case httpx.TimeoutException() | httpcore.TimeoutException():
            return Lost.TIMEOUT, reason
        case TooLargeError():
            return Lost.TOO_LARGE, reason
        case httpcore.RemoteProtocolError() if _OUTGROWN in reason:
            return Lost.TOO_LARGE, f"something without an end: {reason}"
        case httpcore.RemoteProtocolError() if any(word in reason for word in _ENDED_EARLY):
            return Lost.CUT, reason
        case httpcore.ProtocolError() | _BadCodingError():
            return Lost.MALFORMED, reason
        case _:
            return Lost.CUT, reason


class _Decoder:
    """Undoes the content coding of one body; never holds more than a piece of what comes out.

    Raises:
        _BadCodingError: not one of the codings that were asked for, or several, or a body that is not coded so.
    """

    def __init__(self, coding: str) -> None:
        coding = coding.strip().lower()
        if coding not in ("", "identity", *_CODINGS):
            raise _BadCodingError(f"content coding {world.clipped(coding, 60)!r} was not asked for")
        self._zlib = zlib.decompressobj(_CODINGS[coding]) if coding in _CODINGS else None
        self._begun = False

    def pieces(self, piece: bytes) -> Iterator[bytes]:
        """What comes out of a piece."""
        self._begun = True
        if self._zlib is None:
            yield piece
            return
        try:
            while piece:
                yield self._zlib.decompress(piece, _PIECE)
                piece = self._zlib.unconsumed_tail
        except zlib.error as error:
            raise _BadCodingError(f"the body is not coded as its header says: {error}") from None

    def end(self) -> None:
        """The body has ended; its code must have, too."""
        if self._zlib is not None and self._begun and not self._zlib.eof:
            raise _BadCodingError("the body ends inside its content coding")


def without_user(url: str) -> str:
    """The URL without the user and password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

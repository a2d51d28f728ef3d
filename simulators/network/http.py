"""HTTP exchanges with a target that may be slow, endless or broken: every answer ends within limits."""

import ssl
from dataclasses import dataclass
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

import httpcore
import httpx

from harness.world.ports import ExchangeLostError, Request, Response
from simulators.network.deadline import Deadline, DeadlineTransport

_LOST = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError),
    *(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol),
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a target's answer is read, and for how long: `answer_s` holds for the whole exchange."""

    connect_s: float = 5.0
    answer_s: float = 20.0
    body_bytes: int = 4_000_000


class HttpNetwork:
    """An `Exchange` with the server at `base_url`; connections are kept and shared by threads.

    The environment's proxy settings are not used: a certification talks to the target that was named and to nobody else.
    """

    def __init__(
        self, base_url: str, *, limits: Limits | None = None, tls: ssl.SSLContext | None = None, connections: int = 100
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._limits = limits or Limits()
        self._deadline = Deadline()
        self._client = httpx.Client(
            base_url=self.base_url,
            timeout=httpx.Timeout(self._limits.answer_s, connect=self._limits.connect_s),
            transport=DeadlineTransport(self._deadline, tls=tls, connections=connections),
            trust_env=False,
            follow_redirects=False,
        )

    def __call__(self, request: Request) -> Response:
        """Send a request and read its whole answer.

        Raises:
            ExchangeLostError: no answer, or not within the limits.
        """
        self._deadline.at = monotonic() + self._limits.answer_s
        try:
            with self._client.stream(
                request.method, request.path, headers=list(request.headers), content=request.body or None
            ) as answer:
                body = self._body(answer)
                headers = tuple((name, value) for name, value in answer.headers.multi_items())
                return Response(status=answer.status_code, headers=headers, body=body)
        except _LOST as error:
            reason = str(error) or type(error).__name__
            place = without_user(self.base_url) + request.path
            raise ExchangeLostError(f"{request.method} {place}: {reason}") from None

    def _body(self, answer: httpx.Response) -> bytes:
        body = bytearray()
        for piece in answer.iter_bytes(65_536):
            body += piece
            if len(body) > self._limits.body_bytes:
                raise ExchangeLostError(f"the answer is longer than {self._limits.body_bytes} bytes")
            if monotonic() > self._deadline.at:
                raise ExchangeLostError(f"the answer took longer than {self._limits.answer_s} s")
        return bytes(body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def without_user(url: str) -> str:
    """The URL without the user and password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

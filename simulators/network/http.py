"""HTTP exchanges with a target that may be slow, endless or broken: every answer ends within limits."""

import ssl
from dataclasses import dataclass
from time import monotonic
from typing import Self

import httpx

from harness.world.ports import ExchangeLostError, Request, Response


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a target's answer is read, and for how long."""

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
        self._client = httpx.Client(
            base_url=self.base_url,
            timeout=httpx.Timeout(self._limits.answer_s, connect=self._limits.connect_s),
            verify=tls if tls is not None else True,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        )

    def __call__(self, request: Request) -> Response:
        """Send a request and read its whole answer.

        Raises:
            ExchangeLostError: no answer, or not within the limits.
        """
        try:
            with self._client.stream(
                request.method, request.path, headers=list(request.headers), content=request.body or None
            ) as answer:
                body = self._body(answer)
                headers = tuple((name, value) for name, value in answer.headers.multi_items())
                return Response(status=answer.status_code, headers=headers, body=body)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            reason = str(error) or type(error).__name__
            raise ExchangeLostError(f"{request.method} {self.base_url}{request.path}: {reason}") from None

    def _body(self, answer: httpx.Response) -> bytes:
        deadline = monotonic() + self._limits.answer_s
        body = bytearray()
        for piece in answer.iter_bytes(65_536):
            body += piece
            if len(body) > self._limits.body_bytes:
                raise ExchangeLostError(f"the answer is longer than {self._limits.body_bytes} bytes")
            if monotonic() > deadline:
                raise ExchangeLostError(f"the answer took longer than {self._limits.answer_s} s")
        return bytes(body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

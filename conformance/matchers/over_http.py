"""A matcher behind HTTP: `GET /` says who it is, `POST /compare`, `/quality` and `/attack` answer in JSON with status 200."""

import math
from http import HTTPStatus

import msgspec

from conformance.matchers.limits import CallLimits
from conformance.matchers.port import Cause
from conformance.matchers.wire import CallError
from harness.world.limits import clipped
from harness.world.ports import ExchangeLostError, Lost, Request
from simulators.network import HttpNetwork
from simulators.network.http import Limits

_CAUSES: dict[Lost, Cause] = {
    Lost.TIMEOUT: "TIMEOUT",
    Lost.TOO_LARGE: "TOO_LARGE",
    Lost.MALFORMED: "MALFORMED",
    Lost.CUT: "CRASHED",
}
_HEADERS = (("content-type", "application/json"), ("accept", "application/json"))
_SHOWN = 100


class HttpTransport:
    """One client of a matcher; every call has the same time, however slow the calls before it were."""

    def __init__(self, url: str, limits: CallLimits) -> None:
        bounds = Limits(
            connect_s=min(limits.call_s, Limits().connect_s),
            answer_s=limits.call_s,
            body_bytes=limits.answer_bytes,
            patience_s=math.inf,
        )
        self._network = HttpNetwork(url, limits=bounds, connections=1)

    def identify(self) -> bytes:
        """`GET /`.

        Raises:
            CallError: no answer came.
        """
        return self._answer(Request(method="GET", path="/", headers=_HEADERS[1:]))

    def ask(self, operation: str, question: dict[str, object]) -> bytes:
        """`POST /<operation>`.

        Raises:
            CallError: no answer came within the limits.
        """
        body = msgspec.json.encode(question)
        return self._answer(Request(method="POST", path=f"/{operation}", headers=_HEADERS, body=body))

    def _answer(self, request: Request) -> bytes:
        try:
            response = self._network(request)
        except ExchangeLostError as lost:
            raise CallError(_CAUSES[lost.code] if lost.code else "CRASHED", str(lost)) from None
        if response.status != HTTPStatus.OK:
            said = clipped(response.body.decode(errors="replace"), _SHOWN)
            raise CallError("ERROR", f"status {response.status}: {said}")
        return response.body

    def memory(self) -> None:
        """A server's memory is its own business."""

    def close(self) -> None:
        """Close the connection."""
        self._network.close()

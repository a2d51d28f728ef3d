"""The journal of a process: writes what happens as events, masked, one JSON line each, in the order of ending.

journal = Journal(run="r1", worker="main", masker=Masker(key), file=path.open("ab"))
journal.test = "sms::test_wrong_code_is_refused"
exchange = journal.recorded(exchange, actor="phone")
"""

import json
import threading
from datetime import datetime
from typing import BinaryIO

import msgspec

from harness.world.events import Detail, Event, HttpDetail, StepDetail
from harness.world.limits import EVIDENCE_BODY, EVIDENCE_BYTES, clipped
from harness.world.masking import Masker
from harness.world.ports import (
    Accepted,
    Clock,
    Exchange,
    ExchangeLostError,
    Outcome,
    Refused,
    Request,
    Response,
    Unmapped,
)
from simulators.clock import SystemClock


class Journal:
    """Writes events; `test` names the test that they belong to from now on. Safe for several threads."""

    def __init__(
        self, *, run: str, worker: str, masker: Masker, file: BinaryIO | None = None, clock: Clock | None = None
    ) -> None:
        self.run = run
        self.worker = worker
        self.masker = masker
        self.test: str | None = None
        self.clock = clock or SystemClock()
        self._file = file
        self._lock = threading.Lock()
        self._encoder = msgspec.json.Encoder()
        self._written = 0

    def record(self, actor: str, what: str, detail: Detail, *, started_at: datetime | None = None) -> Event:
        """Write one event that ends now and began at `started_at` (default: now)."""
        ended_at = self.clock.now()
        started_at = started_at or ended_at
        event = Event(
            run=self.run,
            worker=self.worker,
            test=self.test,
            actor=actor,
            what=what,
            intended_at=started_at,
            started_at=started_at,
            ended_at=ended_at,
            detail=detail,
        )
        if self._file is not None:
            line = self._encoded(event) + b"\n"
            with self._lock:
                self._written += len(line)
                self._file.write(line)
                self._file.flush()
        return event

    def _encoded(self, event: Event) -> bytes:
        try:
            return self._encoder.encode(event)
        except UnicodeEncodeError:  # what an adapter told may hold half of a surrogate pair
            return json.dumps(msgspec.to_builtins(event)).encode()

    def recorded(self, exchange: Exchange, *, actor: str) -> Exchange:
        """An exchange that does the same and writes it down, also where no answer came."""

        def record(request: Request) -> Response:
            started_at = self.clock.now()
            try:
                response = exchange(request)
            except ExchangeLostError as lost:
                self._http(actor, request, None, str(lost), started_at)
                raise
            self._http(actor, request, response, None, started_at)
            return response

        return record

    def _http(
        self, actor: str, request: Request, response: Response | None, lost: str | None, started_at: datetime
    ) -> None:
        detail = HttpDetail(
            method=request.method,
            path=clipped(self.masker.text(request.path)),
            request_headers=self._headers(request.headers),
            request_body=self._body(request.body),
            status=response.status if response else None,
            response_headers=self._headers(response.headers) if response else {},
            response_body=self._body(response.body) if response else "",
            lost=clipped(lost) if lost else lost,
        )
        self.record(actor, f"{request.method} {detail.path}", detail, started_at=started_at)

    def _headers(self, headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
        return {} if self._written > EVIDENCE_BYTES else self.masker.headers(headers)

    def _body(self, body: bytes) -> str:
        if body and self._written > EVIDENCE_BYTES:
            return f"<{len(body)} bytes, left out: this process has written {EVIDENCE_BYTES} bytes of evidence>"
        return clipped(self.masker.body(body), EVIDENCE_BODY)

    def step(self, actor: str, what: str, outcome: Outcome | None, started_at: datetime) -> None:
        """Write what a port method came to; no outcome means that no answer came."""
        self.record(actor, what, step_detail(outcome), started_at=started_at)


def step_detail(outcome: Outcome | None) -> StepDetail:
    """An outcome as it stands in an event."""
    match outcome:
        case Accepted(facts=facts):
            return StepDetail(outcome="accepted", note=clipped(f"state {facts.state}") if facts.state else "")
        case Refused(native=native, reason=reason):
            return StepDetail(outcome="refused", native=clipped(native), reason=clipped(reason))
        case Unmapped(why=why):
            return StepDetail(outcome="unmapped", note=clipped(why))
        case None:
            return StepDetail(outcome="lost")

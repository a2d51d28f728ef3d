"""The journal of a process: writes what happens as events, masked, one JSON line each, in the order of ending.

journal = Journal(run="r1", worker="main", masker=Masker(key), file=path.open("ab"))
journal.test = "sms::test_wrong_code_is_refused"
exchange = journal.recorded(exchange, actor="phone")
"""

import threading
from datetime import datetime
from typing import BinaryIO

import msgspec

from harness.world.events import Detail, Event, HttpDetail, StepDetail
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
            line = self._encoder.encode(event) + b"\n"
            with self._lock:
                self._file.write(line)
                self._file.flush()
        return event

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
            path=self.masker.text(request.path),
            request_headers=self.masker.headers(request.headers),
            request_body=self.masker.body(request.body),
            status=response.status if response else None,
            response_headers=self.masker.headers(response.headers) if response else {},
            response_body=self.masker.body(response.body) if response else "",
            lost=lost,
        )
        self.record(actor, f"{request.method} {detail.path}", detail, started_at=started_at)

    def step(self, actor: str, what: str, outcome: Outcome | None, started_at: datetime) -> None:
        """Write what a port method came to; no outcome means that no answer came."""
        self.record(actor, what, step_detail(outcome), started_at=started_at)


def step_detail(outcome: Outcome | None) -> StepDetail:
    """An outcome as it stands in an event."""
    match outcome:
        case Accepted(facts=facts):
            return StepDetail(outcome="accepted", note=f"state {facts.state}" if facts.state else "")
        case Refused(native=native, reason=reason):
            return StepDetail(outcome="refused", native=native, reason=reason)
        case Unmapped(why=why):
            return StepDetail(outcome="unmapped", note=why)
        case None:
            return StepDetail(outcome="lost")

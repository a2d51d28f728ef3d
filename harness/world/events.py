"""The one event record that every runner writes and every report reads: JSON lines in `events.jsonl`.

An event says who (`actor`) did what (`what`) for which test and journey. `intended_at` is when it should have begun,
`started_at` when it began, `ended_at` when it was over: an open-loop load test measures from the first, a trace from the
second. Secrets stand here only as tokens (`otp:7f3a...`, see `harness.world.masking`).
"""

from datetime import datetime
from typing import Literal

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that is written to a file and read again."""


class Reason(Record, frozen=True, kw_only=True):
    """Why something came out as it did: a code of `harness.world.reasons`, its facts, and the reason behind it, if any."""

    code: str
    facts: dict[str, str] = msgspec.field(default_factory=dict)
    inner: "Reason | None" = None


class HttpDetail(Record, frozen=True, kw_only=True, tag="http", tag_field="kind"):
    """One HTTP exchange; `status` is absent where no answer came, then `lost` says why."""

    method: str
    path: str
    request_headers: dict[str, str]
    request_body: str
    status: int | None = None
    response_headers: dict[str, str] = msgspec.field(default_factory=dict)
    response_body: str = ""
    lost: str | None = None


class ApduDetail(Record, frozen=True, kw_only=True, tag="apdu", tag_field="kind"):
    """One command to a card and its answer, in hexadecimal digits; without a command it is power or a reset, and its answer.

    The status word stands apart; it is absent where no answer came, then `lost` says why.
    """

    reader: str
    command: str = ""
    response: str = ""
    sw: str = ""
    lost: str | None = None


class MatcherDetail(Record, frozen=True, kw_only=True, tag="matcher", tag_field="kind"):
    """One question to a face matcher and what came back; `pictures` name each picture with its size and SHA-256."""

    operation: str
    pictures: list[str]
    answer: str = ""
    lost: str | None = None
    """Why there is no answer that counts."""


class SmsDetail(Record, frozen=True, kw_only=True, tag="sms", tag_field="kind"):
    """A message that the gateway received."""

    sequence: int
    sender: str
    recipient: str
    text: str
    via: str


class ClockDetail(Record, frozen=True, kw_only=True, tag="clock", tag_field="kind"):
    """A clock was moved, or time was found to differ."""

    offset_s: float


class StepDetail(Record, frozen=True, kw_only=True, tag="step", tag_field="kind"):
    """A port method was called; `outcome` is accepted, refused, unmapped or lost."""

    outcome: Literal["accepted", "refused", "unmapped", "lost"]
    native: str | None = None
    reason: str | None = None
    note: str = ""


class CheckDetail(Record, frozen=True, kw_only=True, tag="check", tag_field="kind"):
    """An assertion that decides a verdict."""

    expected: str
    observed: str
    holds: bool


class MessagesDetail(Record, frozen=True, kw_only=True, tag="messages", tag_field="kind"):
    """A claim, judged in one sweep at the end of the run: `recipient` got `exactly` so many messages after number `after`.

    "Nothing was sent" is the claim with `exactly` 0; a canary message drains the route before the sweep.
    """

    recipient: str
    after: int
    exactly: int


class LeakDetail(Record, frozen=True, kw_only=True, tag="leak", tag_field="kind"):
    """A claim, judged in the sweep: the planted secret of this run stands in no file that the target lets us read."""

    secret: Literal["PIN"]


class VerdictDetail(Record, frozen=True, kw_only=True, tag="verdict", tag_field="kind"):
    """The verdict of one test as the runner found it, before the sweep."""

    verdict: "Verdict"
    reason: str = ""
    because: Reason | None = None
    """What `reason` says in English."""
    assertions: int = 0
    by_policy: bool = False
    """Not applicable because the policy reads the requirement otherwise."""
    by_wire: bool = False
    """Not applicable because it tests our own wire, and the target speaks another through its adapter."""


Detail = (
    HttpDetail
    | ApduDetail
    | MatcherDetail
    | SmsDetail
    | ClockDetail
    | StepDetail
    | CheckDetail
    | MessagesDetail
    | LeakDetail
    | VerdictDetail
)
Verdict = Literal["PASS", "FAIL", "WARN", "N/A", "REVIEW", "ERROR", "INCONCLUSIVE"]


class Event(Record, frozen=True, kw_only=True):
    """One event. `test` is the id of the test it belongs to, if any; `worker` names the process that wrote it."""

    run: str
    worker: str
    test: str | None
    actor: str
    what: str
    intended_at: datetime
    started_at: datetime
    ended_at: datetime
    detail: Detail

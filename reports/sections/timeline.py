"""The timeline of one test: its events with times from its first event, and bodies laid out for reading.

JSON is only set with new spaces, never decoded, so that a key which stands twice is seen twice. A body is cut at
`BODY_LIMIT`, and a long string inside (a picture, a signature) earlier, each with a note of its length.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from harness.world.events import ApduDetail, CheckDetail, HttpDetail
from reports.sections.apdu import Apdu, laid_out_apdu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.world.events import Event

BODY_LIMIT = 16_384
LAYOUT_LIMIT = 1_000_000
STRING_LIMIT = 1_024
STRING_SHOWN = 96
FIRST_EVENTS = 200
LAST_EVENTS = 100

_LONG_STRING = re.compile(rf'"(?:[^"\\]|\\.){{{STRING_LIMIT},}}"')


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body as shown; `total` is its length before it was cut."""

    text: str
    shown: int
    total: int

    @property
    def cut(self) -> bool:
        """Whether something was left out at the end."""
        return self.shown < self.total


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """An HTTP exchange laid out as text: what was sent, and what came back (or why nothing did)."""

    request: Body
    response: Body
    status: int | None
    lost: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`observed` beside `expected`: where both begin and end alike, and what differs between."""

    expected: tuple[str, str, str]
    observed: tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An event on the timeline; times in milliseconds, `at_ms` from the first event of the test."""

    line: int
    at_ms: int
    took_ms: int
    event: "Event"
    kind: str
    exchange: Exchange | None = None
    apdu: Apdu | None = None
    difference: Difference | None = None


@dataclass
class Evidence:
    """The events of one test, kept small: the first ones and the last ones of a long test."""

    first: list[tuple[int, "Event"]] = field(default_factory=list)
    last: deque[tuple[int, "Event"]] = field(default_factory=lambda: deque(maxlen=LAST_EVENTS))
    count: int = 0

    def add(self, line: int, event: "Event") -> None:
        """Take the next event of the file."""
        self.count += 1
        (self.first if len(self.first) < FIRST_EVENTS else self.last).append((line, event))

    @property
    def kept(self) -> list[tuple[int, "Event"]]:
        """What will be shown, in order."""
        return [*self.first, *self.last]


def moments(evidence: Evidence) -> list[Moment]:
    """Lay out what was kept of a test."""
    if not evidence.kept:
        return []
    begun = evidence.kept[0][1].started_at
    return [
        Moment(
            line=line,
            at_ms=round((event.started_at - begun).total_seconds() * 1000),
            took_ms=round((event.ended_at - event.started_at).total_seconds() * 1000),
            event=event,
            kind=str(event.detail.__struct_config__.tag),
            exchange=_exchange(event.detail) if isinstance(event.detail, HttpDetail) else None,
            apdu=laid_out_apdu(event.detail) if isinstance(event.detail, ApduDetail) else None,
            difference=difference(event.detail) if isinstance(event.detail, CheckDetail) else None,
        )
        for line, event in evidence.kept
    ]


def difference(check: CheckDetail) -> Difference:
    """Where what was expected and what was observed part."""
    expected, observed = clipped(check.expected), clipped(check.observed)
    if check.holds:
        return Difference(expected=(expected, "", ""), observed=(observed, "", ""))
    shorter = min(len(expected), len(observed))
    head = next((at for at in range(shorter) if expected[at] != observed[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if expected[-1 - at] != observed[-1 - at]), rest)
    return Difference(expected=_split(expected, head, tail), observed=_split(observed, head, tail))


def clipped(text: str) -> str:
    """The text, cut at `BODY_LIMIT` with a note of its length; markup is ours and stays whole."""
    return (
        text
        if isinstance(text, Markup) or len(text) <= BODY_LIMIT
        else f"{text[:BODY_LIMIT]}… [{len(text)} characters]"
    )


def laid_out(text: str) -> str:
    """JSON with one member a line and long strings shortened; anything else as it is."""
    if len(text) > LAYOUT_LIMIT or not text.lstrip().startswith(("{", "[")):
        return text
    try:
        spaced = msgspec.json.format(text, indent=2)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return text
    return _LONG_STRING.sub(lambda found: f'{found[0][:STRING_SHOWN]}… [{len(found[0]) - 2} characters]"', spaced)


def _exchange(detail: HttpDetail) -> Exchange:
    return Exchange(
        request=_body(f"{detail.method} {detail.path}", detail.request_headers, detail.request_body),
        response=_body(str(detail.status or ""), detail.response_headers, detail.response_body),
        status=detail.status,
        lost=detail.lost or "",
    )


def _body(start: str, headers: "Mapping[str, str]", body: str) -> Body:
    lines = [start, *(f"{name}: {value}" for name, value in headers.items())]
    whole = "\n".join(lines) + (f"\n\n{laid_out(body)}" if body else "")
    shown = whole[:BODY_LIMIT]
    return Body(text=shown, shown=len(shown), total=len(whole))


def _split(text: str, head: int, tail: int) -> tuple[str, str, str]:
    end = len(text) - tail
    return text[:head], text[head:end], text[end:]

"""The captures that were sent before: the same picture in another session is no live capture (FAC-004).

1. Bytes that came in another session are a replay, whoever's it is.
2. A picture that differs in few bits of its print from one in another person's session is an altered copy. A second picture
   of the same person may well look like the first, so it is compared with those of other people only.

Kept are a keyed hash and the print, never a picture. Prints are looked for among the latest captures, in memory.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from harness.reference.database import Connection, Statement, metadata, upsert

NEAR_BITS = 16
"""Of 256: altered copies of drawn pictures differ in fewer, those of two people in more."""
LATEST = 20_000
"""Captures whose prints are looked at: a copy is sent soon after its original."""


Copy = Literal["same", "altered"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """A picture as it is remembered."""

    digest: str
    """Keyed hash of the bytes."""
    session_id: str
    person: str
    print: bytes


captures = sa.Table(
    "captures",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("session_id", sa.Text),
    sa.Column("person", sa.Text),
    sa.Column("print", sa.LargeBinary),
    sa.Column("at_s", sa.Integer),
)
_FIND = Statement(sa.select(captures.c.session_id).where(captures.c.digest == sa.bindparam("digest")))
_LATEST = Statement(
    sa.select(captures.c.digest, captures.c.session_id, captures.c.person, captures.c.print)
    .order_by(captures.c.at_s.desc())
    .limit(sa.bindparam("count"))
)
_KEEP = upsert(captures, keys=("digest",))
_OF_PERSON = Statement(
    sa.select(sa.func.count()).select_from(captures).where(captures.c.person == sa.bindparam("person"))
)
_FORGET = Statement(sa.delete(captures).where(captures.c.at_s < sa.bindparam("before_s")))


class _Prints:
    """The latest prints by bands of their bits: two prints that differ in few bits agree in one band at least."""

    def __init__(self) -> None:
        self._latest: deque[Capture] = deque()
        self._by_band: dict[tuple[int, int], list[Capture]] = {}

    def add(self, capture: Capture) -> None:
        self._latest.append(capture)
        for band in _bands(capture.print):
            self._by_band.setdefault(band, []).append(capture)
        if len(self._latest) > LATEST:
            oldest = self._latest.popleft()
            for band in _bands(oldest.print):
                self._by_band[band].remove(oldest)

    def near(self, capture: Capture) -> Iterator[Capture]:
        """Those that differ in few bits; one may come several times."""
        own = int.from_bytes(capture.print, "big")
        for band in _bands(capture.print):
            for other in self._by_band.get(band, ()):
                if (own ^ int.from_bytes(other.print, "big")).bit_count() <= NEAR_BITS:
                    yield other


def _bands(text: bytes) -> list[tuple[int, int]]:
    value, size = int.from_bytes(text, "big"), 8 * len(text) // (NEAR_BITS + 1)
    return [(band, value >> band * size & (1 << size) - 1) for band in range(NEAR_BITS + 1)] if size else []


class CaptureMemory:
    """What was captured before; asked and told inside transactions, so by the one writer alone."""

    def __init__(self) -> None:
        self._prints: _Prints | None = None

    def copy(self, connection: Connection, capture: Capture) -> Copy | None:
        """Whether the picture was sent in another session, or is an altered copy of another person's."""
        row = connection.row(_FIND, digest=capture.digest)
        if row is not None and row[0] != capture.session_id:
            return "same"
        near = self._loaded(connection).near(capture)
        foreign = (other.person != capture.person and other.session_id != capture.session_id for other in near)
        return "altered" if any(foreign) else None

    def keep(self, connection: Connection, capture: Capture, *, at_s: int) -> None:
        """Remember a capture."""
        prints = self._loaded(connection)
        connection.run(
            _KEEP,
            digest=capture.digest,
            session_id=capture.session_id,
            person=capture.person,
            print=capture.print,
            at_s=at_s,
        )
        prints.add(capture)

    def forget(self, connection: Connection, *, before_s: int) -> None:
        """Forget what was captured before a moment, here as in the database (PRV-014)."""
        connection.run(_FORGET, before_s=before_s)
        self._prints = None  # read again when they are needed

    def _loaded(self, connection: Connection) -> _Prints:
        if self._prints is None:
            self._prints = _Prints()
            for row in reversed(connection.rows(_LATEST, count=LATEST)):
                self._prints.add(Capture(digest=row[0], session_id=row[1], person=row[2], print=row[3]))
        return self._prints


def captures_of(connection: Connection, person: str) -> int:
    """How many captures of a person are remembered."""
    row = connection.row(_OF_PERSON, person=person)
    return int(row[0]) if row else 0

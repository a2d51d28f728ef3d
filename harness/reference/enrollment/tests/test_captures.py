"""The memory of captures: the same bytes elsewhere, or an altered copy of another person's picture, are copies."""

from dataclasses import replace

import pytest

from harness.reference.database import Database
from harness.reference.enrollment import captures
from harness.reference.enrollment.captures import NEAR_BITS, Capture, CaptureMemory

FIRST = Capture(digest="d1", session_id="s1", person="p1", print=bytes(range(32)))


def flipped(print_: bytes, bits: int) -> bytes:
    """The print with so many bits turned over, spread evenly."""
    value = int.from_bytes(print_, "big")
    for place in range(bits):
        value ^= 1 << place * 256 // bits
    return value.to_bytes(32, "big")


@pytest.fixture
def database(tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'captures.db'}")
    yield opened
    opened.close()


def asked(database: Database, capture: Capture, memory: CaptureMemory | None = None) -> str | None:
    """What a memory that holds `FIRST` says of a capture; without one, a memory that was read from the database."""
    keeper = memory or CaptureMemory()
    database.submit(lambda connection: keeper.keep(connection, FIRST, at_s=1)).result()
    fresh = memory or CaptureMemory()
    return database.submit(lambda connection: fresh.copy(connection, capture)).result()


ELSEWHERE = replace(FIRST, session_id="s2")
OTHER = replace(FIRST, digest="d2", session_id="s2", person="p2", print=flipped(FIRST.print, NEAR_BITS))


@pytest.mark.parametrize(
    ("capture", "copy"),
    [
        (FIRST, None),
        (ELSEWHERE, "same"),
        (replace(ELSEWHERE, person="p2"), "same"),
        (OTHER, "altered"),
        (replace(OTHER, print=flipped(FIRST.print, NEAR_BITS + 1)), None),
        (replace(OTHER, person="p1"), None),
        (replace(OTHER, session_id="s1"), None),
        (replace(OTHER, print=b""), None),
    ],
)
def test_a_copy_is_known_again(database, capture, copy):
    assert asked(database, capture) == copy
    assert asked(database, capture, CaptureMemory()) == copy


def test_what_was_forgotten_is_no_copy(database):
    memory = CaptureMemory()
    asked(database, FIRST, memory)
    database.submit(lambda connection: memory.forget(connection, before_s=2)).result()
    for each in (memory, CaptureMemory()):
        assert database.submit(lambda connection, each=each: each.copy(connection, ELSEWHERE)).result() is None
        assert database.submit(lambda connection, each=each: each.copy(connection, OTHER)).result() is None


def test_only_the_latest_prints_are_looked_at(database, monkeypatch):
    monkeypatch.setattr(captures, "LATEST", 1)
    memory = CaptureMemory()
    later = replace(FIRST, digest="d3", session_id="s3", person="p3", print=flipped(FIRST.print, 128))
    assert asked(database, OTHER, memory) == "altered"
    database.submit(lambda connection: memory.keep(connection, later, at_s=2)).result()
    assert database.submit(lambda connection: memory.copy(connection, OTHER)).result() is None

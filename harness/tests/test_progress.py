"""Progress: the time left comes from the pace of this run, and a pipe is not flooded."""

import io

import pytest

import harness.progress
from harness.progress import Progress, spoken_time


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets."""
    now = [0.0]
    monkeypatch.setattr(harness.progress, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("seconds", "said"), [(3.4, "3 s"), (59.7, "1 min"), (90, "2 min"), (3599, "1 h 0 min"), (7900, "2 h 12 min")]
)
def test_time_left_is_said_as_people_say_it(seconds, said):
    assert spoken_time(seconds) == said


def test_a_pipe_hears_of_it_now_and_then_and_at_the_end(clock):
    stream = io.StringIO()
    progress = Progress("days", stream=stream)
    for second in range(26):
        clock[0] = float(second)
        progress.tell(40 * second, 1000)
    progress.end()
    assert stream.getvalue().splitlines() == [
        "days: 400 of 1,000, 15 s left",
        "days: 800 of 1,000, 5 s left",
        "days: 1,000 of 1,000",
    ]


def test_a_terminal_has_one_line_that_is_taken_away(clock):
    stream = Terminal()
    progress = Progress("days", stream=stream)
    clock[0] = 1.0
    progress.tell(0, 10)
    clock[0] = 2.0
    progress.tell(5, 10)
    progress.end()
    assert stream.getvalue() == "\r\033[K  days: 0 of 10\r\033[K  days: 5 of 10, 2 s left\r\033[K"


@pytest.mark.parametrize(("made", "left"), [(None, "10 s left"), (5, "20 s left")])
def test_what_was_there_before_does_not_count_for_the_pace(clock, made, left):
    stream = io.StringIO()
    progress = Progress("days", stream=stream)
    progress.tell(80, 100)
    clock[0] = 10.0
    progress.tell(90, 100, made=made)
    assert stream.getvalue() == f"days: 90 of 100, {left}\n"


def test_another_work_has_a_pace_of_its_own(clock):
    stream = io.StringIO()
    progress = Progress("days", stream=stream)
    progress.tell(0, 100)
    clock[0] = 100.0
    progress.tell(100, 100)
    progress.tell(0, 60)
    clock[0] = 110.0
    progress.tell(20, 60)
    assert stream.getvalue().splitlines() == ["days: 100 of 100", "days: 20 of 60, 20 s left"]


def test_words_of_ones_own_are_told(clock):
    stream = io.StringIO()
    clock[0] = 1.0
    Progress(lambda done, total, left: f"{done}/{total}/{left}", stream=stream).tell(2, 2)
    assert stream.getvalue() == "2/2/\n"

"""A matcher may fail in every way: each call ends in time, under the name of what went wrong, and the next one is asked."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from conformance.matchers.caller import MatcherUnderTest
from conformance.matchers.limits import CallLimits
from conformance.matchers.port import Comparison, Failure
from conformance.matchers.tests.painting import TOYS, painted, toy
from conformance.matchers.transport import way_to
from conformance.matchers.wire import CallError
from harness.commandline import HarnessError, UsageError

LIMITS = CallLimits(call_s=0.6, ready_s=10)
PORTRAIT = painted([150, 150, 150], seed=1)
LINES = """
import json, sys, time
for line in sys.stdin:
    question = json.loads(line)
    who = {"name": "lines", "version": "1"}
    answer = who if question["operation"] == "identify" else ANSWER
    print(json.dumps({"id": question["id"], **answer}) if isinstance(answer, dict) else answer, flush=True)
"""


def lines(answer):
    return LINES.replace("ANSWER", answer)


@pytest.fixture
def opened():
    """Opens matchers and closes them after the test."""
    found = []

    def connect(spec, limits=LIMITS):
        found.append(MatcherUnderTest(way_to(spec, limits)))
        return found[-1]

    yield connect
    for matcher in found:
        matcher.close()


def broken(number):
    return painted([20 * number + 10, 200, 200], seed=number, light=1.0)


@pytest.mark.parametrize(
    ("number", "cause"),
    list(
        enumerate(["TIMEOUT", "CRASHED", "CRASHED", "ERROR", "NOT_FINITE", "OUT_OF_BOUNDS", "MALFORMED", "TOO_LARGE"])
    ),
)
def test_failure_has_its_name_and_the_next_call_is_answered(opened, number, cause):
    matcher = opened(toy("Broken"))
    began = time.monotonic()
    answer = matcher.compare(PORTRAIT, broken(number)).answer
    assert (answer.cause, time.monotonic() - began < 3) == (cause, True), answer
    assert matcher.quality(PORTRAIT).answer.reasons == ()


def test_crash_says_how_the_process_ended(opened):
    assert opened(toy("Broken")).compare(PORTRAIT, broken(1)).answer.note == "ended with code 3"


def test_error_says_what_was_raised(opened):
    assert "ZeroDivisionError" in opened(toy("Broken")).compare(PORTRAIT, broken(3)).answer.note


def test_sound_class_is_asked_in_a_process_of_its_own(opened):
    matcher = opened(toy("Sound"))
    assert matcher.identity.name == "Sound"
    assert matcher.compare(PORTRAIT, PORTRAIT).answer == Comparison(score=1.0)
    assert matcher.compare(PORTRAIT, b"no picture").answer == Failure(cause="REFUSED", note="NOT_AN_IMAGE")
    assert matcher.attack([PORTRAIT, PORTRAIT]).answer.is_attack is False


def test_what_a_class_prints_is_no_answer(opened):
    assert opened(toy("Chatty")).compare(PORTRAIT, PORTRAIT).answer == Comparison(score=1.0)


def test_what_a_class_prints_while_it_is_made_is_no_answer(opened):
    matcher = opened(toy("ChattyModule"))
    assert matcher.identity.name == "ChattyModule"
    assert matcher.compare(PORTRAIT, PORTRAIT).answer == Comparison(score=1.0)


def test_what_a_module_prints_while_it_is_imported_is_no_answer(opened, tmp_path):
    module = tmp_path / "greeting.py"
    module.write_text(f"print('welcome')\nimport runpy\nMine = runpy.run_path({str(TOYS)!r})['Sound']\n")
    matcher = opened(f"python:{module}:Mine")
    assert matcher.compare(PORTRAIT, PORTRAIT).answer == Comparison(score=1.0)


def test_declared_bounds_and_operations_are_taken(opened):
    identity = opened(toy("Declared")).identity
    assert (identity.score_low, identity.score_high, identity.threshold) == (-10, 10, 4.5)
    assert identity.offers == ["compare"]


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ('{"score": 0.3}', None),
        ('{"score": 0.3, "else": 1}', None),
        ('{"score": 1e999}', "NOT_FINITE"),
        ('{"score": float("nan")}', "NOT_FINITE"),
        ('{"score": -0.1}', "OUT_OF_BOUNDS"),
        ('{"score": True}', "MALFORMED"),
        ('{"score": None}', "MALFORMED"),
        ('{"score": 0.3, "failure": "BLURRED"}', "MALFORMED"),
        ('{"failure": "BLURRED"}', "REFUSED"),
        ('{"id": 99, "score": 0.3}', "MALFORMED"),
        ('{"error": "no memory"}', "ERROR"),
        ('"hello"', "NOT_JSON"),
        ('"[" * 9000', "NOT_JSON"),
        ('"y" * 100_000', "TOO_LARGE"),
        ("sys.exit(4)", "CRASHED"),
        ("time.sleep(60)", "TIMEOUT"),
    ],
)
def test_line_of_any_program_is_read_for_what_it_is(opened, tmp_path, answer, cause):
    program = tmp_path / "matcher.py"
    program.write_text(lines(answer))
    found = opened(f"exec:{sys.executable} {program}").compare(PORTRAIT, PORTRAIT).answer
    assert (found.cause if isinstance(found, Failure) else None) == cause, found


@pytest.mark.parametrize("number", ["", '"id": "1", ', '"id": null, '])
def test_answer_that_does_not_say_to_which_question_it_belongs_is_refused(opened, tmp_path, number):
    program = tmp_path / "matcher.py"
    program.write_text(lines("'{" + number + '"score": 0.3}' + "'"))
    matcher = opened(f"exec:{sys.executable} {program}")
    assert matcher.compare(PORTRAIT, PORTRAIT).answer.cause == "MALFORMED"


def test_line_too_many_shifts_no_answer(opened, tmp_path):
    program = tmp_path / "matcher.py"
    once = "    if question['operation'] == 'quality': print('{\"reasons\": []}', flush=True)\n"
    program.write_text(lines("{'score': 0.3, 'reasons': ['DARK']}").replace("    who =", f"{once}    who ="))
    matcher = opened(f"exec:{sys.executable} {program}")
    assert matcher.quality(PORTRAIT).answer.cause == "MALFORMED"
    assert matcher.compare(PORTRAIT, PORTRAIT).answer == Comparison(score=0.3)


def test_message_of_a_vendor_is_cut_wherever_it_is_shown():
    error = CallError("ERROR", "x" * 1_000_000)
    assert len(str(error)) < 300
    assert error.failure.note in str(error)


def test_program_that_never_reads_is_late_and_does_not_hang_us(opened, tmp_path):
    program = tmp_path / "matcher.py"
    program.write_text(
        'import sys, time\nsys.stdin.readline()\nprint(\'{"id": 0, "name": "deaf"}\', flush=True)\ntime.sleep(60)'
    )
    matcher = opened(f"exec:{sys.executable} {program}")
    assert matcher.quality(b"x" * 3_000_000).answer.cause == "TIMEOUT"


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        (toy("NotMade"), "no license"),
        (toy("Missing"), "Missing"),
        ("exec:/no/such/program", "No such file"),
        (f'exec:{sys.executable} -c "print(1)"', "JSON|MALFORMED"),
        ("http://127.0.0.1:9", "CRASHED"),
    ],
)
def test_matcher_that_does_not_say_who_it_is_ends_at_once_with_a_reason(spec, why):
    with pytest.raises(HarnessError, match=why):
        MatcherUnderTest(way_to(spec, LIMITS))


def test_process_that_never_starts_again_costs_no_further_time(opened, tmp_path):
    program = tmp_path / "matcher.py"
    once = "import os\nif os.path.exists('gone'): sys.exit(7)\nopen('gone', 'w').close()\n"
    program.write_text(
        lines("sys.exit(5)")
        .replace("import json, sys, time", f"import json, sys, time\n{once}")
        .replace("gone", str(tmp_path / "gone"))
    )
    matcher = opened(f"exec:{sys.executable} {program}")
    causes = [matcher.quality(PORTRAIT).answer for _ in range(6)]
    assert {answer.cause for answer in causes} == {"CRASHED"}
    assert causes[-1].note.startswith("not started again after 3 failed starts")


@pytest.mark.parametrize(
    "spec",
    [
        *("ftp://x", "python:module", "exec:", "exec:'", "http://", "http://u:p@host/", "x"),
        *("http://host:abc", "http://host:80 90", "http://host:99999", "http://[::1"),
    ],
)
def test_spec_that_names_no_way_is_refused(spec):
    with pytest.raises(UsageError, match="--matcher"):
        way_to(spec)


@pytest.mark.parametrize(
    ("source", "why"),
    [(None, "No such file"), ("class Mine:\n    def compare(:\n", "line 2: no Python"), ("\0", "no Python")],
)
def test_python_file_that_is_none_is_refused_before_a_process_is_begun(tmp_path, source, why):
    file = tmp_path / "mine.py"
    if source is not None:
        file.write_text(source)
    with pytest.raises(UsageError, match=why) as refused:
        way_to(f"python:{file}:Mine")
    assert str(file) in str(refused.value)


def test_memory_of_its_process_is_seen_and_counted_anew(opened):
    matcher = opened(toy("Sound"))
    matcher.memory()
    matcher.quality(PORTRAIT)
    first = matcher.memory()
    assert 10_000_000 < first < 1_000_000_000


def grown(matcher, picture):
    matcher.quality(PORTRAIT)
    before = matcher.memory()
    matcher.quality(picture)
    return matcher.memory() - before


def test_memory_that_one_picture_took_is_not_counted_for_the_next(opened):
    matcher = opened(toy("Greedy"))
    matcher.memory()
    large = b"x" * 100_000
    assert [grown(matcher, large) > 60_000_000 for _ in range(2)] == [True, True]


def test_memory_is_counted_from_the_start_of_a_process_where_the_system_does_not_count_anew(opened, monkeypatch):
    monkeypatch.setattr("conformance.matchers.over_pipe._RESET", b"no such thing")
    matcher = opened(toy("Greedy"))
    matcher.memory()
    large = b"x" * 100_000
    assert [grown(matcher, large) > 60_000_000 for _ in range(2)] == [True, True]


# -- over HTTP


class Server(BaseHTTPRequestHandler):
    answers: ClassVar = {}

    def do_GET(self):
        self._send(200, b'{"name": "web", "version": "2", "threshold": 0.4}')

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        status, body, wait_s = self.answers[self.path]
        time.sleep(wait_s)
        self._send(status, body)

    def _send(self, status, body):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Server,), {"answers": {}})) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ((200, b'{"score": 0.25}', 0), None),
        ((500, b"oops", 0), "ERROR"),
        ((302, b"", 0), "ERROR"),
        ((200, b'{"score": NaN}', 0), "NOT_FINITE"),
        ((200, b"<html>", 0), "NOT_JSON"),
        ((200, b" " * 100_000, 0), "TOO_LARGE"),
        ((200, b"{}", 1.2), "TIMEOUT"),
    ],
)
def test_answer_over_http_is_read_for_what_it_is(opened, web, answer, cause):
    web.RequestHandlerClass.answers["/compare"] = answer
    matcher = opened(f"http://127.0.0.1:{web.server_address[1]}")
    assert (matcher.identity.name, matcher.identity.threshold) == ("web", 0.4)
    found = matcher.compare(PORTRAIT, PORTRAIT).answer
    assert (found.cause if isinstance(found, Failure) else None) == cause, found


def test_pictures_arrive_in_base64(opened, web):
    seen = {}

    def do_post(handler):
        seen.update(json.loads(handler.rfile.read(int(handler.headers["content-length"]))))
        handler._send(200, b'{"is_attack": true, "score": 1}')

    web.RequestHandlerClass.do_POST = do_post
    matcher = opened(f"http://127.0.0.1:{web.server_address[1]}")
    assert matcher.attack([b"one", b"two"]).answer.is_attack is True
    assert seen == {"images": ["b25l", "dHdv"]}

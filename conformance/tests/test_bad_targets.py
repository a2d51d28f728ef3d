"""What a vendor gets wrong first: one clear line, the documented exit code, never a traceback."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from conformance.certification.process import free_port


@contextmanager
def answering(status: int, body: bytes, media_type: str = "application/json"):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("content-type", media_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def about(**changes: object) -> bytes:
    truth = {
        "implementation": "other", "version": "1", "wire": "hawiya/1", "nation": "kuwait", "environment": "test",
        "test_hooks": False, "policy_digest": "0", "server_time": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    return json.dumps({**truth, **changes}).encode()


def target_file(tmp_path, url: str, more: str = ""):
    file = tmp_path / "target.toml"
    file.write_text(f'kind = "server"\nnation = "kuwait"\n{more}\n[reach]\nurl = "{url}"\n')
    return file


def one_clear_line(ended, code: int, *words: str) -> None:
    assert ended.code == code, ended.err
    last = [line for line in ended.err.splitlines() if not line.startswith("  ")]
    assert len(last) == 1, ended.err
    assert all(word in last[0] for word in words), last[0]
    assert "Traceback" not in ended.err + ended.out


def test_a_server_that_is_down_is_said_in_one_line(hawiya, tmp_path):
    port = free_port()
    ended = hawiya("certify", "--target", str(target_file(tmp_path, f"http://127.0.0.1:{port}")))
    one_clear_line(ended, 3, "no answer", str(port))


def test_another_protocol_is_said_in_one_line(hawiya, tmp_path):
    with answering(200, b"<html>hello</html>", "text/html") as url:
        ended = hawiya("certify", "--target", str(target_file(tmp_path, url)))
    one_clear_line(ended, 3, "another protocol")


def test_a_clock_that_is_an_hour_off_is_said_in_one_line(hawiya, tmp_path):
    late = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    with answering(200, about(server_time=late)) as url:
        ended = hawiya("certify", "--target", str(target_file(tmp_path, url)))
    one_clear_line(ended, 3, "clock", "behind")


def test_another_nation_is_said_in_one_line(hawiya, tmp_path):
    with answering(200, about(nation="saudi")) as url:
        ended = hawiya("certify", "--target", str(target_file(tmp_path, url)))
    one_clear_line(ended, 3, "saudi", "kuwait")


def test_a_target_that_enrolls_nobody_makes_the_run_incomplete(hawiya, tmp_path):
    with answering(200, about()) as url:
        ended = hawiya("certify", "--target", str(target_file(tmp_path, url)), "--out", str(tmp_path / "out"))
    assert ended.code == 4
    assert "opening journey failed" in ended.out
    assert (tmp_path / "out" / "index.html").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("kind = 'server'", ["nation"]),
        ("kind = 'server'\nnation = 'kuwait'\ncolour = 'red'", ["colour"]),
        ("kind = 'server'\nnation = 'saudi'\nreach.url = 'http://x'", ["saudi", "Kuwait"]),
        ("kind = 'oven'\nnation = 'kuwait'", ["oven"]),
        ("kind = 'server", ["target.toml"]),
        ("kind = 'server'\nnation = 'kuwait'", ["[reach] url"]),
        ("kind = 'server'\nnation = 'kuwait'\nreach.url = 'http://x'\nsms.otp_pattern = '('", ["target.toml"]),
        (
            "kind = 'server'\nnation = 'kuwait'\nreach.url = 'http://x'\nroster.path = 'nowhere'",
            ["[roster]", "nowhere"],
        ),
        ("kind = 'server'\nnation = 'kuwait'\nreach.url = 'http://x'\nadapter.name = 'no.such:Thing'", ["[adapter]"]),
        ("kind = 'server'\nnation = 'kuwait'\nreach.url = 'http://x'\nstart.command = ['{nonsense}']", ["{nonsense}"]),
        ("kind = 'server'\nnation = 'kuwait'\nreach.url = 'https://x'\nreach.ca_file = 'none.pem'", ["none.pem"]),
    ],
)
def test_a_bad_file_is_said_in_one_line(hawiya, tmp_path, content, words):
    file = tmp_path / "target.toml"
    file.write_text(content)
    one_clear_line(hawiya("certify", "--target", str(file), cwd=tmp_path), 2, *words)


def test_a_file_that_is_no_toml_is_said_with_every_page_that_explains_one(hawiya, tmp_path):
    file = tmp_path / "target.toml"
    file.write_text('kind = "matcher"\n[reach\n')
    ended = hawiya("certify", "--target", str(file))
    one_clear_line(ended, 2, "docs/sut-contract.md (server), docs/cards.md (card) or docs/matchers.md (matcher)")


def test_a_python_file_in_place_of_a_target_file_is_told_as_such(hawiya, tmp_path):
    file = tmp_path / "my_matcher.py"
    file.write_text("class Mine:\n    pass\n")
    ended = hawiya("certify", "--target", str(file))
    one_clear_line(ended, 2, "this is a Python file", "[reach] matcher (docs/matchers.md)")


def test_a_missing_file_is_said_in_one_line(hawiya, tmp_path):
    one_clear_line(hawiya("certify", "--target", str(tmp_path / "none.toml")), 2, "none.toml")


def test_a_command_that_does_not_exist_is_said_in_one_line(hawiya, tmp_path):
    more = "start.command = ['/no/such/server']"
    file = target_file(tmp_path, "http://127.0.0.1:1", more)
    one_clear_line(hawiya("certify", "--target", str(file)), 2, "/no/such/server")


def test_a_target_that_ends_at_once_is_said_in_one_line(hawiya, tmp_path):
    more = "start.command = ['{python}', '-c', 'raise SystemExit(\"licence expired\")']"
    file = target_file(tmp_path, "http://127.0.0.1:{port}", more)
    one_clear_line(hawiya("certify", "--target", str(file)), 3, "ended with code 1", "licence expired")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["certify", "--area", "cooking"], "cooking"),
        (["certify", "--workers", "0"], "--workers"),
        (["enroll", "--journey", "nowhere"], "nowhere"),
        (["selftest", "--defect", "nothing"], "nothing"),
        (["fly"], "fly"),
    ],
)
def test_bad_use_is_said_in_one_line(hawiya, words, said):
    one_clear_line(hawiya(*words), 2, said)


def test_a_selection_that_fits_nothing_is_incomplete(hawiya, tmp_path):
    ended = hawiya("certify", "--select", "NO-SUCH-999", "--workers", "1", "--out", str(tmp_path / "out"))
    assert ended.code == 4
    assert "no test came to a verdict" in ended.out

"""What docs/matchers.md says is so: each of its examples runs as it stands, and every key of the target file is explained."""

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.matchers.caller import MatcherUnderTest
from conformance.matchers.limits import ANSWER_BYTES, CALL_S, READY_S
from conformance.matchers.port import CAUSES, Comparison
from conformance.matchers.target import MatcherReach, MatcherTarget, load_matcher_target
from conformance.matchers.tests.painting import painted
from conformance.matchers.transport import way_to
from conformance.target import Start
from harness.commandline import UsageError
from harness.world.faces import FILE_REASONS, read_manifest

PAGE = (Path(__file__).parents[3] / "docs" / "matchers.md").read_text("utf-8")
PICTURE = painted([150, 150, 150], seed=1)


def example(name):
    (found,) = re.findall(rf"```python\n# {re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)
    return found


def check(spec):
    matcher = MatcherUnderTest(way_to(spec))
    try:
        assert matcher.identity.name == "mine"
        assert matcher.compare(PICTURE, PICTURE).answer == Comparison(score=1.0)
        assert matcher.quality(PICTURE).answer.reasons == ()
        if "attack" in matcher.identity.offers:
            assert matcher.attack([PICTURE]).answer.is_attack is False
    finally:
        matcher.close()


def test_class_of_the_page_is_a_matcher(tmp_path):
    file = tmp_path / "my_matcher.py"
    file.write_text(example("my_matcher.py"))
    check(f"python:{file}:Mine")


def test_program_of_the_page_is_a_matcher(tmp_path):
    file = tmp_path / "my_program.py"
    file.write_text(example("my_program.py"))
    check(f"exec:{sys.executable} {file}")


def test_server_of_the_page_is_a_matcher(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    file = tmp_path / "my_server.py"
    file.write_text(example("my_server.py").replace("8090", str(port)))
    with subprocess.Popen([sys.executable, file]) as process:
        try:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.02)
            check(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


def test_manifest_of_the_page_is_read():
    (lines,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert [record.kind for record in read_manifest(lines.encode())] == ["portrait", "selfie", "selfie", "attack"]


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_is_explained(cause):
    assert re.search(rf"^\| (`\w+`, )?`{cause}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("reason", FILE_REASONS)
def test_every_reason_about_files_is_named(reason):
    assert f"`{reason}`" in PAGE


def test_limits_are_those_of_the_code():
    assert f"at most {CALL_S:g} s" in PAGE
    assert f"{ANSWER_BYTES:,} bytes" in PAGE
    assert f"| `ready_s` | {READY_S:g} |" in PAGE


@pytest.mark.parametrize(
    ("struct", "table"), [(MatcherTarget, "Top level"), (MatcherReach, "`[reach]`"), (Start, "`[start]`")]
)
def test_every_key_of_the_target_file_is_explained(struct, table):
    section = PAGE.partition(f"\n#### {table}")[2].partition("\n#### ")[0]
    explained = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert set(struct.__struct_fields__) - {"reach", "start", "reasons"} == explained


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_target_file_of_the_page_holds(block, tmp_path, monkeypatch):
    file = tmp_path / "target.toml"
    file.write_text(block)
    (tmp_path / "my_matcher.py").touch()
    monkeypatch.chdir(tmp_path)
    assert load_matcher_target(str(file)).kind == "matcher"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('kind = "card"', "this is no matcher"),
        ('kind = "matcher"', "missing required field `reach`; docs/matchers.md"),
        ('kind = "matcher"\n[reach]\ncall_s = 1', "missing required field `matcher`"),
        ('kind = "matcher"\nmood = 1', "mood"),
        ('kind = "matcher"\n[reach]\nmatcher = "ftp:x"', "http://HOST:PORT"),
        ('kind = "matcher"\n[reach]\nmatcher = "exec:{home}/x"', "placeholder"),
        ('kind = "matcher"\n[reach]\nmatcher = "http://127.0.0.1:{port}"', r"no \[start\] command"),
        ('kind = "matcher"\n[reach]\nmatcher = "python:m:C"\n[start]\ncommand = ["x"]', "behind HTTP"),
        ('kind = "matcher"\n[reach]\nmatcher = "python:m:C"\ndefects = ["x"]', "reached by exec"),
        ('kind = "matcher"\n[reach]\ncall_s = 0', "call_s"),
        (
            'kind = "matcher"\n[reach]\nmatcher = "python:m:C"\n[reasons]\nTOO_BLURRY = "BLURED"',
            "TOO_BLURRY = 'BLURED'.*did you mean BLURRED",
        ),
    ],
)
def test_target_file_that_does_not_hold_is_refused_with_the_reason(text, why, tmp_path):
    file = tmp_path / "target.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=why):
        load_matcher_target(str(file))

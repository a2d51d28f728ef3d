"""A hostile target ends every exchange under a name, within time and memory, and cannot take the other tests with it."""

import importlib.util
import json
import resource
import socket
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import msgspec
import pytest

from conformance.certification.process import TargetProcess, free_port
from conformance.observe import leaks
from conformance.output import Output, was_cut
from conformance.target import Start
from harness.adapters.hawiya import HawiyaAdapter
from harness.world import limits
from harness.world.events import Event
from harness.world.masking import Masker
from harness.world.ports import ExchangeLostError, Request, Response, Unmapped, converse
from simulators.journal import Journal
from simulators.network import HttpNetwork, Limits

_spec = importlib.util.spec_from_file_location("hostile_target", Path(__file__).with_name("hostile_target.py"))
hostile = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hostile)

REQUEST = Request(method="GET", path="/v1/about")
QUICK = Limits(connect_s=1, answer_s=1.0)
NAMES = {"TARGET_TIMEOUT", "TARGET_RESPONSE_TOO_LARGE", "TARGET_RESPONSE_MALFORMED", "TARGET_CONNECTION_LOST"}
RSS_KB = 700_000
"""What a process of a run may grow to: the suites with their libraries take some 200 MB."""


def lost(url: str, *, limits: Limits = QUICK) -> ExchangeLostError:
    with HttpNetwork(url, limits=limits) as network, pytest.raises(ExchangeLostError) as caught:
        network(REQUEST)
    return caught.value


# -- one exchange


@pytest.mark.parametrize("name", hostile.ATTACKS)
def test_an_attack_ends_under_its_name_in_time(name):
    """THR-093, THR-094: bombs, endless, dripped and malformed answers."""
    first, rest, code = hostile.ATTACKS[name]
    with hostile.attacking(first, rest) as url:
        begun = monotonic()
        error = lost(url)
    assert error.code == code, str(error)
    assert str(error).startswith(code)
    assert monotonic() - begun < 5
    assert len(str(error)) < 5_000


def test_a_bomb_takes_no_memory():
    """THR-093: 100 MB that come as 100 kB are never held."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with hostile.attacking(hostile.sized(hostile.BOMB, b"content-encoding: gzip")) as url:
        lost(url)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_compressed_answer_within_limits_is_read():
    body = hostile.gzip.compress(b'{"a":1}')
    with hostile.attacking(hostile.sized(body, b"content-encoding: gzip")) as url, HttpNetwork(url) as network:
        assert network(REQUEST).body == b'{"a":1}'


def test_a_redirect_is_not_followed():
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.2)
        place = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/"
        answer = b"HTTP/1.1 302 Found\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n" % place.encode()
        with hostile.attacking(answer) as url, HttpNetwork(url) as network:
            assert network(REQUEST).status == 302
        with pytest.raises(TimeoutError):
            elsewhere.accept()


def test_who_was_waited_for_too_long_must_answer_promptly():
    """THR-094: a target that lets every exchange time out cannot hold a run for ever."""
    patient = Limits(connect_s=1, answer_s=1.0, prompt_s=0.2, patience_s=0.9)
    with hostile.attacking(b"", hostile.SILENT) as url, HttpNetwork(url, limits=patient) as network:
        waits = []
        for _ in range(3):
            begun = monotonic()
            with pytest.raises(ExchangeLostError, match="TARGET_TIMEOUT"):
                network(REQUEST)
            waits.append(monotonic() - begun)
    assert waits[0] > 0.9
    assert max(waits[1:]) < 0.9


@pytest.mark.parametrize("name", hostile.BODIES)
def test_a_body_that_says_nothing_is_unmapped(name, tmp_path):
    body = hostile.BODIES[name]
    with (tmp_path / "events.jsonl").open("wb") as file:
        journal = Journal(run="r", worker="w", masker=Masker(b"k" * 32), file=file)
        answer = Response(status=200, headers=(("content-type", "application/json"),), body=body)
        outcome = converse(HawiyaAdapter("http://x").identify(), journal.recorded(lambda _request: answer, actor="a"))
        journal.step("a", "identify", outcome, datetime.now(UTC))
    assert isinstance(outcome, Unmapped)
    written = (tmp_path / "events.jsonl").read_bytes()
    assert len(written) < 2 * limits.EVIDENCE_BODY + 5_000
    assert len([msgspec.json.decode(line, type=Event) for line in written.splitlines()]) == 2


def test_an_export_without_an_end_is_given_up():
    pages = 0

    def endless(_request: Request) -> Response:
        nonlocal pages
        pages += 1
        record = {"sequence": pages, "at": "2026-01-01T00:00:00Z", "action": "x", "outcome": "accepted"}
        body = json.dumps({"records": [record], "next_after": pages}).encode()
        return Response(status=200, headers=(("content-type", "application/json"),), body=body)

    with pytest.raises(ExchangeLostError, match="TARGET_RESPONSE_TOO_LARGE"):
        converse(HawiyaAdapter("http://x").audit(after=0), endless)
    assert pages == limits.CONVERSATION_REQUESTS


def test_evidence_of_one_process_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("simulators.journal.EVIDENCE_BYTES", 200_000)
    answer = Response(status=200, headers=(("x", "y" * 5_000),), body=b"z" * 100_000)
    with (tmp_path / "events.jsonl").open("wb") as file:
        journal = Journal(run="r", worker="w", masker=Masker(b"k" * 32), file=file)
        exchange = journal.recorded(lambda _request: answer, actor="a")
        for _ in range(100):
            exchange(REQUEST)
    assert (tmp_path / "events.jsonl").stat().st_size < 400_000


# -- the target's process


def started(tmp_path, code: str) -> TargetProcess:
    process = TargetProcess(
        Start(command=[sys.executable, "-c", textwrap.dedent(code)]), {}, log=tmp_path / "target.log"
    )
    process.begin()
    return process


def test_a_flood_of_output_is_cut_and_named(tmp_path):
    log = tmp_path / "target.log"
    output = Output(log, most=100_000)
    flood = subprocess.Popen([sys.executable, "-c", "while True: print('x' * 1000)"], stdout=output.write)
    output.begin()
    deadline = monotonic() + 20
    while not was_cut(log) and monotonic() < deadline:
        pass
    flood.kill()
    flood.wait()
    output.end()
    assert was_cut(log)
    assert log.stat().st_size < 101_000


def test_a_cut_log_is_not_vouched_for(tmp_path):
    from types import SimpleNamespace  # noqa: PLC0415 - a stand-in for the two values that a scan reads

    (tmp_path / "log").write_bytes(b"x" + hostile_cut())
    info = SimpleNamespace(work=str(tmp_path), base_url="http://x", run="r")
    run = SimpleNamespace(info=info, target=SimpleNamespace(observe=SimpleNamespace(files=["{work}/log"])))
    assert "TARGET_OUTPUT_TOO_LARGE" in leaks(run)


def hostile_cut() -> bytes:
    from conformance.output import CUT  # noqa: PLC0415 - one constant

    return CUT


def test_what_left_the_group_of_the_target_is_ended_too(tmp_path):
    target = started(
        tmp_path,
        """
        import os, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            print(os.getpid(), flush=True)
            time.sleep(600)
        os.wait()
        raise SystemExit(3)
        """,
    )
    deadline = monotonic() + 20
    while not (words := (tmp_path / "target.log").read_text().split()) and monotonic() < deadline:
        pass
    target.stop()
    assert not (Path("/proc") / words[0]).exists() or "State:\tZ" in (Path("/proc") / words[0] / "status").read_text()


# -- whole runs


WITHOUT_CODE = ("enrollment::test_wrong_check_digit_is_refused", "face::test_face_of_somebody_else_is_a_mismatch")
WITH_CODE = ("sms::test_used_code_is_refused", "eligibility::test_citizen_is_enrolled")
MEASURED = """
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:])
print("RSS", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(ended.returncode)
"""


def certify(tmp_path, target: str, *words: str) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "target.toml"
    file.write_text(f'kind = "server"\nnation = "kuwait"\n{target}')
    command = ["certify", "--target", str(file), "--out", str(tmp_path / "out"), *words]
    return subprocess.run(
        [sys.executable, "-c", MEASURED, sys.executable, "-m", "harness", *command],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def rss_kb(ended: subprocess.CompletedProcess[str]) -> int:
    return int(ended.stdout.rpartition("RSS ")[2])


@pytest.mark.parametrize("name", ["bomb", "dripped body", "endless interim answers", "noise"])
def test_a_hostile_first_answer_is_said_in_one_line(tmp_path, name):
    """THR-093, THR-094: at preflight."""
    first, rest, code = hostile.ATTACKS[name]
    with hostile.attacking(first, rest) as url:
        begun = monotonic()
        ended = certify(tmp_path, f'reach.url = "{url}"\nreach.answer_s = 1.5')
    assert ended.returncode == 3, ended.stderr
    assert code in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr + ended.stdout
    assert rss_kb(ended) < RSS_KB
    assert monotonic() - begun < 60


def besieged(tmp_path, spared: str, *words: str) -> tuple[subprocess.CompletedProcess[str], dict[str, tuple[str, str]]]:
    """A run against a living target whose path `/otp` attacks after `spared` visits; verdict and reason of each test."""
    script = Path(__file__).with_name("hostile_target.py")
    reference = ["{python}", "-m", "harness", "serve", "--host", "127.0.0.1", "--test-hooks", "--sms", "{sms}"]
    reference += ["--roster", "{roster}", "--database", "sqlite:///{work}/reference.db"]
    command = json.dumps(["{python}", str(script), "{port}", "/otp", spared, *reference])
    target = f"start.command = {command}\nreach.answer_s = 2.0\n[clock]\nkind = 'port'\n[observe]\naudit = true\n"
    ended = certify(tmp_path, target, "--workers", "2", "--no-reports", *words)
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert rss_kb(ended) < RSS_KB
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    return ended, {test["id"]: (test["verdict"], test.get("reason", "")) for test in results["tests"]}


def test_other_tests_go_on_beside_every_attack(tmp_path):
    """THR-093, THR-094: one path of a living target attacks anew at each visit; the others are judged as ever."""
    _, verdicts = besieged(tmp_path, "1", "--area", "sms,pin,eligibility")
    assert "ERROR" not in {verdict for verdict, _ in verdicts.values()}, verdicts
    assert {name for name in NAMES for _, reason in verdicts.values() if name in reason} >= NAMES - {"TARGET_TIMEOUT"}
    assert sum(verdict == "PASS" for verdict, _ in verdicts.values()) >= 10


def test_other_tests_go_on_beside_silence(tmp_path):
    """THR-094: one path of a living target never answers; who asks it is told so under its name, and the others pass."""
    begun = monotonic()
    ended, verdicts = besieged(tmp_path, "1:silence", "--select", ",".join((*WITHOUT_CODE, *WITH_CODE)))
    assert {name: verdicts[name][0] for name in WITHOUT_CODE} == dict.fromkeys(WITHOUT_CODE, "PASS")
    assert {name: verdicts[name][0] for name in WITH_CODE} == dict.fromkeys(WITH_CODE, "INCONCLUSIVE")
    assert [name for name in WITH_CODE if "TARGET_TIMEOUT" not in verdicts[name][1]] == []
    assert "the closing journey failed" in ended.stdout
    assert monotonic() - begun < 90


def test_the_limits_of_the_page_are_those_of_the_code():
    page = (Path(__file__).parents[2] / "docs" / "sut-contract.md").read_text("utf-8")
    said = dict(
        line.strip("|").replace("`", "").split("|")[:2] for line in page.splitlines() if line.startswith("| `LIMIT")
    )
    expected = {
        f"LIMIT_{name}": value
        for name, value in vars(limits).items()
        if name.isupper() and isinstance(value, int | float)
    }
    assert {name.strip(): float(value.replace(",", "").replace(" ", "")) for name, value in said.items()} == expected


def test_a_free_port_is_free():
    with socket.create_server(("127.0.0.1", free_port())):
        pass

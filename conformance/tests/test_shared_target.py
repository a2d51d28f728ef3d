"""Several runs against one server that runs on and keeps its database: nobody meets the traces of another."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.certification.process import free_port


@contextmanager
def served(*words: str):
    """A command of ours that serves, until the end; yields what it says when it is ready."""
    command = [sys.executable, "-m", "harness", *words, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(
    scope="module",
    params=[("1", ("--area", "face,pin,sms")), pytest.param(("500", ()), marks=pytest.mark.soak)],
    ids=["some areas", "everything"],
)
def shared(request, hawiya, tmp_path_factory):
    """A server with its people and its database, one gateway for all runs, and what a run is asked for."""
    people, selection = request.param
    folder = tmp_path_factory.mktemp("shared")
    made = hawiya("population", "--people", people, "--out", str(folder / "people"))
    assert made.code == 0, made.err
    with served("sms", "serve", "--smpp-port", "0", "--http-port", "0") as sms:
        words = ["--port", str(free_port()), "--database", f"sqlite:///{folder}/kept.db", "--test-hooks"]
        words += ["--roster", str(folder / "people" / "roster.json"), "--sms", sms["http"]]
        with served("serve", *words) as server:
            (folder / "target.toml").write_text(
                f"""kind = "server"
nation = "kuwait"
reach.url = "{server["url"]}"
sms.gateway = "{sms["http"]}"
roster = {{ path = "{folder}/people", reclaim = true }}
clock.kind = "port"
observe = {{ audit = true, files = ["{folder}/kept.db*"] }}
"""
            )
            yield folder, selection


def certify(folder: Path, name: str, selection: tuple[str, ...]) -> subprocess.Popen[bytes]:
    words = ["certify", "--target", "target.toml", "--pool", "pool", "--out", name, "--no-reports", "--workers", "2"]
    return subprocess.Popen(
        [sys.executable, "-m", "harness", *words, *selection],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def not_passed(folder: Path, name: str) -> set[str]:
    """The tests of a run that neither passed nor need what this target does not offer or another reading."""
    tests = json.loads((folder / name / "results.json").read_text())["tests"]
    verdicts = {test["id"]: test["verdict"] for test in tests}
    assert list(verdicts.values()).count("PASS") > 40
    return {test for test, verdict in verdicts.items() if verdict not in ("PASS", "N/A")}


def people_met(folder: Path, name: str) -> set[str]:
    """The numbers whose messages the run read."""
    events = [json.loads(line)["detail"] for line in (folder / name / "events.jsonl").read_text().splitlines()]
    return {detail["recipient"] for detail in events if detail["kind"] == "sms"}


def test_in_two_runs_at_once_and_one_after_them_nothing_fails(shared):
    folder, selection = shared
    both = [certify(folder, name, selection) for name in ("first", "second")]
    said = [process.communicate(timeout=300)[0].decode() for process in both]
    assert [not_passed(folder, name) for name in ("first", "second")] == [set(), set()], "\n".join(said)
    assert people_met(folder, "first") & people_met(folder, "second") == set()

    after = certify(folder, "third", selection)
    said_after = after.communicate(timeout=300)[0].decode()
    assert not_passed(folder, "third") == set(), said_after
    assert people_met(folder, "third") & (people_met(folder, "first") | people_met(folder, "second"))
    (ledger,) = (folder / "pool").glob("leases-*.json")
    assert json.loads(ledger.read_text()) == {}

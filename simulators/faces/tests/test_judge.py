"""The judge is a process: it ends when it is sent home, and one that names no threshold judges nothing."""

import sys

import pytest

from simulators.faces import judge
from simulators.faces.judge import ReferenceJudge

ANSWERS = """
import json, sys, time
for line in sys.stdin:
    if json.loads(line)["operation"] == "identify":
        print(json.dumps({"id": 1, "name": "one"}), flush=True)
    else:
        print(json.dumps({"id": 1, "reasons": ["BLURRED"]}), flush=True)
"""
THRESHOLD = ANSWERS.replace('"name": "one"', '"threshold": 0.5')


@pytest.fixture
def judge_by(monkeypatch):
    """A judge whose process runs these lines."""
    judges = []

    def started(lines):
        monkeypatch.setattr(judge, "_PROGRAM", (sys.executable, "-c", lines))
        judges.append(ReferenceJudge())
        return judges[-1]

    yield started
    for each in judges:
        each.close()


def test_reason_is_the_verdict_on_what_cannot_be_used(judge_by):
    assert judge_by(THRESHOLD).verdict(b"portrait", b"selfie") == "BLURRED"


def test_matcher_without_a_threshold_is_refused_each_time(judge_by):
    one = judge_by(ANSWERS)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="names no threshold: None"):
            one.verdict(b"portrait", b"selfie")


def test_process_that_does_not_end_is_killed(judge_by, monkeypatch):
    monkeypatch.setattr(judge, "_CLOSE_S", 0.2)
    one = judge_by(THRESHOLD + "time.sleep(600)")
    one.verdict(b"portrait", b"selfie")
    process = one._process
    one.close()
    assert process.returncode < 0

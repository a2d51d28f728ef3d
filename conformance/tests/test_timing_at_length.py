"""The uniform refusal over 5,000 answers of each kind a side: time tells no known person, and what it would have told."""

import json
import math
import re
import statistics
from collections import defaultdict
from datetime import datetime

import pytest

from conformance.oracles.timing import LEAST_MS, power
from conformance.selftest.trial import target_with, with_policy
from simulators.scenarios import load_policy, policy_text

ANSWERS = 5_000
"""Of each kind, about known and as many about unknown people."""
TRIES = load_policy("kuwait").face_tries.tries
"""Mismatches of a round; only the first of them has a new picture."""
PEOPLE = 12
LEAST_POWER = 0.95
TEST = "privacy::test_time_does_not_tell_a_known_person"


@pytest.mark.soak
def test_time_tells_nothing_in_five_thousand_answers_a_side(hawiya, tmp_path, record_property) -> None:
    policy = tmp_path / "policy.toml"
    samples = ANSWERS * TRIES
    policy.write_text(f"{policy_text('kuwait').decode()}\n[timing_bound]\nsamples = {samples}\n", encoding="utf-8")
    target = tmp_path / "target.toml"
    target.write_text(with_policy(target_with(None), policy), encoding="utf-8")
    words = ("--target", str(target), "--select", TEST, "--no-reports", "--out", str(tmp_path / "run"))
    ended = hawiya("certify", *words, timeout=7200)
    events = [json.loads(line) for line in (tmp_path / "run" / "events.jsonl").read_text().splitlines()]
    findings = _findings(events)
    assert len(findings) == 3, ended.err  # a new picture, the same again, and while locked
    for kind, finding in findings.items():
        record_property("figure", f"timing, {kind}: {finding}")
        assert [count for count in _answers(finding) if count < ANSWERS] == [], finding
    for kind, people in _took_ms(events).items():
        noise_ms, person_ms = _spread(people)
        shift_ms = max(2 * LEAST_MS, noise_ms / 4, 3 * person_ms)
        seen = power(
            people=PEOPLE,
            answers=ANSWERS // PEOPLE,
            shift_ms=shift_ms,
            noise_ms=noise_ms,
            person_ms=person_ms,
            significance=0.01,
            trials=40,
        )
        record_property(
            "figure",
            f"timing, power, {kind}: a difference of {shift_ms:.2f} ms is found on both of two sets in {seen:.0%} of simulated "
            f"runs with the measured spread ({noise_ms:.2f} ms a single answer, {person_ms:.2f} ms between people)",
        )
        assert seen >= LEAST_POWER
    assert ended.code == 0, ended.out


def _findings(events: list[dict]) -> dict[str, str]:
    """What was found of each kind of answer."""
    checks = (event["detail"] for event in events if event["detail"]["kind"] == "check")
    return {check["expected"]: check["observed"] for check in checks if "ORACLE_TIMING" in check["expected"]}


def _answers(finding: str) -> list[int]:
    """How many answers about known and about unknown people a finding stands on, for each set."""
    return [int(count) for pair in re.findall(r"\((\d+) and (\d+) answers", finding) for count in pair]


def _took_ms(events: list[dict]) -> dict[str, dict[str, list[float]]]:
    """How long the answers of each kind took, by person."""
    took_ms: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    mismatches: dict[str, int] = defaultdict(int)
    for event in events:
        detail = event["detail"]
        if event.get("test") == TEST and detail["kind"] == "http" and detail["path"].endswith("/selfie"):
            began, ended = (datetime.fromisoformat(event[name]) for name in ("started_at", "ended_at"))
            person, kind = event["actor"].partition("/")[0], "while locked"
            if detail["status"] == 422:
                kind = "the same picture" if mismatches[person] % TRIES else "a new picture"
                mismatches[person] += 1
            took_ms[kind][person].append((ended - began).total_seconds() * 1000)
    return took_ms


def _spread(people: dict[str, list[float]]) -> tuple[float, float]:
    """How one answer spreads about its person (the mean of an exponential with the same quartiles), and how people's medians do.

    Quartiles, because the few answers that the machine held up would make everything look alike.
    """
    quartiles = [statistics.quantiles(times) for times in people.values()]
    noise_ms = statistics.median(upper - lower for lower, _, upper in quartiles) / math.log(3)
    return noise_ms, statistics.pstdev(middle for _, middle, _ in quartiles)

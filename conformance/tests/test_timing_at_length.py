"""The uniform refusal over 5,000 answers a side: time tells no known person, and how small a difference would have been seen."""

import json
import statistics
from collections import defaultdict
from datetime import datetime

import pytest

from conformance.oracles.timing import LEAST_MS, power
from conformance.selftest.trial import target_with, with_policy
from simulators.scenarios import policy_text

SAMPLES = 5_000
TEST = "privacy::test_time_does_not_tell_a_known_person"


@pytest.mark.soak
def test_time_tells_nothing_in_five_thousand_answers_a_side(hawiya, tmp_path, record_property) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(f"{policy_text('kuwait').decode()}\n[timing_bound]\nsamples = {SAMPLES}\n", encoding="utf-8")
    target = tmp_path / "target.toml"
    target.write_text(with_policy(target_with(None), policy), encoding="utf-8")
    words = ("--target", str(target), "--select", TEST, "--no-reports", "--out", str(tmp_path / "run"))
    ended = hawiya("certify", *words, timeout=3600)
    events = [json.loads(line) for line in (tmp_path / "run" / "events.jsonl").read_text().splitlines()]
    findings = [event["detail"]["observed"] for event in events if event["detail"]["kind"] == "check"]
    for name, finding in zip(("mismatches", "answers while locked"), findings, strict=True):
        record_property("figure", f"timing, {name}: {finding}")
    noise_ms, person_ms = _spread(events)
    people = 12
    seen = power(
        people=people,
        answers=SAMPLES // people,
        shift_ms=2 * LEAST_MS,
        noise_ms=noise_ms,
        person_ms=person_ms,
        significance=0.01,
        trials=50,
    )
    record_property(
        "figure",
        f"timing, power: a difference of {2 * LEAST_MS} ms is found in {seen:.0%} of simulated runs with the measured spread "
        f"({noise_ms:.2f} ms a single answer, {person_ms:.2f} ms between people)",
    )
    assert ended.code == 0, ended.out


def _spread(events: list[dict]) -> tuple[float, float]:
    """The standard deviation of one answer about its person, and of the people's means, as far as it is not the former."""
    took_ms = defaultdict(list)
    for event in events:
        detail = event["detail"]
        if event.get("test") == TEST and detail["kind"] == "http" and detail["path"].endswith("/selfie"):
            began, ended = (datetime.fromisoformat(event[name]) for name in ("started_at", "ended_at"))
            person = event["actor"].partition("/")[0]
            took_ms[person, detail["status"]].append((ended - began).total_seconds() * 1000)
    mismatches = [times for (_, status), times in took_ms.items() if status == 422]
    noise_ms = statistics.median(statistics.stdev(times) for times in mismatches)
    means = statistics.pstdev(statistics.fmean(times) for times in mismatches)
    answers = statistics.median(len(times) for times in mismatches)
    return noise_ms, max(means**2 - noise_ms**2 / answers, 0.0) ** 0.5

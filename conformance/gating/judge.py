"""The decision of the gate over a run, from the verdicts of its tests. Pure: the day is an argument.

1. A test that is not in the lock is new: it is reported and decides nothing.
2. A test that failed, or has no answer, and is known to, decides nothing until its entry expires.
3. An entry that expired, whose test passes, or that fits no test that applies, closes the gate: the file must not rot.
4. A test that stood in the lock and is gone closes the gate.
5. What is required and has no answer leaves the gate incomplete: required is what its mark says, and what the profile lists.
6. The first of these decides: no opening journey; something that closes; an error of ours; something without an answer.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from conformance.gating.known import KnownFailure
from conformance.gating.lockfile import Lock, differences
from conformance.gating.profiles import Profile, named
from conformance.gating.words import Words
from conformance.plan import PlannedTest
from harness.commandline import ExitCode
from harness.world.events import Reason
from harness.world.gate import Finding, FindingKind, GateResult, GateVerdict
from harness.world.reasons import sentence
from harness.world.results import Results, SanityResult, TestResult

SOON = timedelta(days=14)
_CLOSING: tuple[FindingKind, ...] = ("failed", "journey", "expired", "stale", "unused", "vanished")
_OPEN: tuple[FindingKind, ...] = ("missing", "open")
_EXIT: dict[GateVerdict, ExitCode] = {
    "PASSED": ExitCode.CONFORMANT,
    "FAILED": ExitCode.NOT_CONFORMANT,
    "ENVIRONMENT": ExitCode.ENVIRONMENT,
    "INCOMPLETE": ExitCode.INCOMPLETE,
}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a gate goes by."""

    profile: Profile
    today: date
    known: Sequence[KnownFailure] = ()
    lock: Lock | None = None


def judge_gate(results: Results, planned: Sequence[PlannedTest], terms: Terms) -> GateResult:
    """Decide; `planned` is every test of the suite, whether it ran or not."""
    findings = list(_findings(results, planned, terms))
    found = Counter(finding.kind for finding in findings)
    verdict = _verdict(results, found)
    profile = named(terms.profile)
    counts = {"tests": len(results.tests), **{str(kind): count for kind, count in found.items()}}
    because = None if results.opening.passed else Reason(code="opening", inner=_why(results.opening))
    locked = [("suite", results.suite), ("catalogue", results.catalogue), ("policy", results.policy)]
    return GateResult(
        run=results.run,
        verdict=verdict,
        exit_code=int(_EXIT[verdict]),
        reason=sentence(because) if because else Words().summed(counts),
        because=because,
        conformity=results.verdict,
        profile=profile,
        counts=counts,
        seconds=round((results.ended_at - results.started_at).total_seconds(), 1),
        findings=findings,
        lock=differences(terms.lock, [*locked, (f"profile {profile.name}", profile)]) if terms.lock else "",
    )


def unanswered(results: Results, planned: Sequence[PlannedTest], terms: Terms) -> list[TestResult]:
    """The tests that close the gate or leave it incomplete, and that a known-failures file could name."""
    named_in = {finding.test for finding in _findings(results, planned, terms) if finding.kind in ("failed", "open")}
    return [test for test in results.tests if test.id in named_in]


def _verdict(results: Results, found: Counter[FindingKind]) -> GateVerdict:
    answered = any(test.verdict in ("PASS", "WARN", "FAIL") for test in results.tests)
    rules: tuple[tuple[bool, GateVerdict], ...] = (
        (not results.opening.passed, "INCOMPLETE"),
        (any(found[kind] for kind in _CLOSING), "FAILED"),
        (found["error"] > 0, "ENVIRONMENT"),
        (not answered or any(found[kind] for kind in _OPEN), "INCOMPLETE"),
    )
    return next((verdict for fits, verdict in rules if fits), "PASSED")


def _why(journey: SanityResult) -> Reason:
    return journey.because or Reason(code="plain", facts={"text": journey.reason})


# -- findings --------------------------------------------------------------------------------------------------------


def _findings(results: Results, planned: Sequence[PlannedTest], terms: Terms) -> Iterator[Finding]:
    suite = {test.id: test for test in planned}
    if results.opening.passed and not results.closing.passed:
        yield _noted("journey", Reason(code="closing", inner=_why(results.closing)))
    if not suite:  # the suites were not reached
        return
    yield from _of_tests(results, suite, terms)
    yield from _of_entries(results, suite, terms)
    ran = {test.id for test in results.tests}
    for name in terms.profile.required:
        if name not in suite:
            label = f"{terms.profile.name} {terms.profile.version}"
            yield _noted("missing", Reason(code="gate.missing", facts={"profile": label}), test=name)
        elif name not in ran:
            yield _noted("open", Reason(code="gate.not_run"), test=name)
    for name in terms.lock.tests if terms.lock else ():
        if name not in suite:
            yield _noted("vanished", Reason(code="gate.vanished"), test=name)


def _of_tests(results: Results, suite: dict[str, PlannedTest], terms: Terms) -> Iterator[Finding]:
    covered = {entry.test for entry in terms.known}  # an expired entry is told by itself
    locked = set(terms.lock.tests) if terms.lock else None
    for test in results.tests:
        kind = _kind(test, suite.get(test.id), terms.profile)
        if locked is not None and test.id not in locked:
            yield _of_test("new", test)
        elif kind == "error" or (kind is not None and test.id not in covered):
            yield _of_test(kind, test)


def _kind(test: TestResult, planned: PlannedTest | None, profile: Profile) -> FindingKind | None:
    """What a test means to the gate when nothing is known about it."""
    if test.verdict == "FAIL":
        return "failed"
    if test.verdict == "ERROR":
        return "error"
    if test.verdict not in ("N/A", "INCONCLUSIVE"):
        return None
    # the mark requires it and the result does not: the policy in force reads the requirement otherwise
    by_policy = planned is not None and planned.required and not test.required
    return "open" if not by_policy and (test.required or test.id in profile.required) else None


def _of_test(kind: FindingKind, test: TestResult) -> Finding:
    verdict: dict[str, str] = {"verdict": test.verdict}
    because = Reason(code="gate.verdict_alone", facts=verdict)
    if test.reason:
        inner = test.because or Reason(code="plain", facts={"text": test.reason})
        because = Reason(code="gate.verdict", facts=verdict, inner=inner)
    return _noted(kind, because, test=test.id, rerun=test.rerun if test.verdict != "PASS" else "")


def _of_entries(results: Results, suite: dict[str, PlannedTest], terms: Terms) -> Iterator[Finding]:
    ran = {test.id: test for test in results.tests}
    for entry in terms.known:
        test = ran.get(entry.test)
        facts = {"owner": entry.owner, "day": entry.expiry.isoformat(), "text": entry.reason}
        rerun = test.rerun if test else ""
        if entry.test not in suite:
            yield _noted("unused", Reason(code="gate.no_such"), test=entry.test)
        elif entry.expiry < terms.today:
            yield _noted("expired", Reason(code="gate.expired", facts=facts), test=entry.test, rerun=rerun)
        elif test is not None and test.verdict == "PASS":
            yield _noted("stale", Reason(code="gate.stale", facts=facts), test=entry.test)
        elif test is not None and not _fails(test, suite[entry.test], terms.profile):
            yield _noted("unused", Reason(code="gate.idle", facts={"verdict": test.verdict}), test=entry.test)
        elif test is not None:
            until = Reason(code="gate.until", facts=facts)
            yield _noted("known", until, test=entry.test, rerun=rerun)
            if entry.expiry - terms.today < SOON:
                yield _noted("soon", until, test=entry.test)


def _noted(kind: FindingKind, because: Reason, *, test: str | None = None, rerun: str = "") -> Finding:
    return Finding(kind=kind, note=sentence(because), because=because, test=test, rerun=rerun)


def _fails(test: TestResult, planned: PlannedTest, profile: Profile) -> bool:
    return test.verdict == "ERROR" or _kind(test, planned, profile) is not None

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
from conformance.plan import PlannedTest
from harness.commandline import ExitCode
from harness.world.gate import Finding, FindingKind, GateResult, GateVerdict
from harness.world.results import Results, TestResult

SOON = timedelta(days=14)
_CLOSING: tuple[FindingKind, ...] = ("failed", "journey", "expired", "stale", "unused", "vanished")
_OPEN: tuple[FindingKind, ...] = ("missing", "open")
_EXIT: dict[GateVerdict, ExitCode] = {
    "PASSED": ExitCode.CONFORMANT,
    "FAILED": ExitCode.NOT_CONFORMANT,
    "ENVIRONMENT": ExitCode.ENVIRONMENT,
    "INCOMPLETE": ExitCode.INCOMPLETE,
}
_WORDS: dict[FindingKind, tuple[str, str]] = {
    "failed": ("failure that is not known", "failures that are not known"),
    "journey": ("broken journey around the tests", "broken journeys around the tests"),
    "expired": ("expired known failure", "expired known failures"),
    "stale": ("known failure that passes", "known failures that pass"),
    "unused": ("known failure of no test", "known failures of no test"),
    "vanished": ("test that vanished", "tests that vanished"),
    "error": ("error of ours", "errors of ours"),
    "missing": ("required test that is gone", "required tests that are gone"),
    "open": ("required test without an answer", "required tests without an answer"),
    "new": ("test new since the lock", "tests new since the lock"),
    "known": ("known failure", "known failures"),
    "soon": ("of them expires within two weeks", "of them expire within two weeks"),
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
    locked = [("suite", results.suite), ("catalogue", results.catalogue), ("policy", results.policy)]
    return GateResult(
        run=results.run,
        verdict=verdict,
        exit_code=int(_EXIT[verdict]),
        reason=_reason(results, found),
        conformity=results.verdict,
        profile=profile,
        counts={"tests": len(results.tests), **{str(kind): count for kind, count in found.items()}},
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


def _reason(results: Results, found: Counter[FindingKind]) -> str:
    if not results.opening.passed:
        return f"the opening journey failed: {results.opening.reason}"
    told = [f"{found[kind]} {words[found[kind] != 1]}" for kind, words in _WORDS.items() if found[kind]]
    return ", ".join(told) or f"{len(results.tests)} tests, nothing to look at"


# -- findings --------------------------------------------------------------------------------------------------------


def _findings(results: Results, planned: Sequence[PlannedTest], terms: Terms) -> Iterator[Finding]:
    suite = {test.id: test for test in planned}
    if results.opening.passed and not results.closing.passed:
        yield Finding(kind="journey", note=f"the closing journey failed: {results.closing.reason}")
    if not suite:  # the suites were not reached
        return
    yield from _of_tests(results, suite, terms)
    yield from _of_entries(results, suite, terms)
    ran = {test.id for test in results.tests}
    for name in terms.profile.required:
        if name not in suite:
            note = f"profile {terms.profile.name} {terms.profile.version} requires it, and this suite has it not"
            yield Finding(kind="missing", test=name, note=note)
        elif name not in ran:
            yield Finding(kind="open", test=name, note="it did not run")
    for name in terms.lock.tests if terms.lock else ():
        if name not in suite:
            yield Finding(kind="vanished", test=name, note="it stands in the lock, and this suite has it not")


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
    note = f"{test.verdict}: {test.reason}" if test.reason else test.verdict
    return Finding(kind=kind, test=test.id, note=note, rerun=test.rerun if test.verdict != "PASS" else "")


def _of_entries(results: Results, suite: dict[str, PlannedTest], terms: Terms) -> Iterator[Finding]:
    ran = {test.id: test for test in results.tests}
    for entry in terms.known:
        test = ran.get(entry.test)
        until = f"{entry.owner}, until {entry.expiry}: {entry.reason}"
        if entry.test not in suite:
            yield Finding(
                kind="unused", test=entry.test, note="there is no such test: delete its entry or correct the name"
            )
        elif entry.expiry < terms.today:
            yield Finding(
                kind="expired",
                test=entry.test,
                note=f"expired on {entry.expiry} ({entry.owner}): mend the target, or agree on another day",
                rerun=test.rerun if test else "",
            )
        elif test is not None and test.verdict == "PASS":
            yield Finding(kind="stale", test=entry.test, note=f"it passes now ({entry.owner}): delete its entry")
        elif test is not None and not _fails(test, suite[entry.test], terms.profile):
            yield Finding(
                kind="unused", test=entry.test, note=f"it is {test.verdict} and closes no gate: delete its entry"
            )
        elif test is not None:
            yield Finding(kind="known", test=entry.test, note=until, rerun=test.rerun)
            if entry.expiry - terms.today < SOON:
                yield Finding(kind="soon", test=entry.test, note=until)


def _fails(test: TestResult, planned: PlannedTest, profile: Profile) -> bool:
    return test.verdict == "ERROR" or _kind(test, planned, profile) is not None

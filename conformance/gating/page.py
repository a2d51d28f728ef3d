"""What `hawiya gate` prints: what closes it with a command to see it again, and one verdict line."""

from collections.abc import Iterator

from harness.world.gate import Finding, FindingKind, GateResult
from harness.world.results import Results
from harness.world.untrusted import one_line

_HEADS: dict[FindingKind, tuple[str, str]] = {
    "failed": ("✗", "failed, and is not known to"),
    "journey": ("✗", "failed"),
    "expired": ("✗", "known failure, expired"),
    "stale": ("✗", "known failure, stale"),
    "unused": ("✗", "known failure, unused"),
    "vanished": ("✗", "vanished"),
    "error": ("E", "error of ours"),
    "missing": ("·", "vanished, and is required"),
    "open": ("·", "no answer"),
    "new": ("+", "new since the lock"),
    "known": ("~", "known failure"),
    "soon": ("!", "known failure, expires soon"),
}
_SHOWN = 20


def page(gate: GateResult, results: Results, report: str) -> str:
    """The decision as text; its last lines are the verdict and where the report is."""
    lines = ["", f"{results.target.name}: {results.target.url}"]
    for kind in _HEADS:
        lines += _section([finding for finding in gate.findings if finding.kind == kind])
    if gate.lock:
        lines += ["", f"not as locked: {gate.lock}"]
    lines += ["", *_scope(gate), verdict_line(gate), f"report: {report}"]
    # a note may quote what a target said, which must not move the cursor or forge a line (THR-096)
    return "\n".join(map(one_line, lines))


def verdict_line(gate: GateResult) -> str:
    """The verdict, its exit code, why, over what, and how long it took."""
    scope = f"profile {gate.profile.name} {gate.profile.version}, {gate.counts['tests']} tests in {gate.seconds:.1f} s"
    return f"GATE {gate.verdict} (exit {gate.exit_code}): {gate.reason}; {scope}"


def _section(findings: list[Finding]) -> Iterator[str]:
    # a new test that passes is only counted
    shown = [finding for finding in findings if finding.kind != "new" or finding.rerun]
    for finding in shown[:_SHOWN]:
        mark, head = _HEADS[finding.kind]
        yield f"  {mark} {head}: {f'{finding.test}: ' if finding.test else ''}{finding.note}"
        if finding.rerun and finding.kind != "known":
            yield f"      again alone: {finding.rerun}"
    if len(shown) > _SHOWN:
        yield f"  and {len(shown) - _SHOWN} more: see gate.json"


def _scope(gate: GateResult) -> Iterator[str]:
    yield f"a gate is no certification: `hawiya certify` judges the target (what ran here: {gate.conformity})"

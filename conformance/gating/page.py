"""What `hawiya gate` prints: what closes it with a command to see it again, and one verdict line, in English or Arabic.

A note may quote what a target said, which must not move the cursor or forge a line (threat THR-096): whatever is not a word of
ours goes through `Words`, which writes control characters out.
"""

from collections.abc import Iterator

from conformance.gating.words import HEADS, Words
from harness.world.gate import Finding, GateResult
from harness.world.reasons import spoken
from harness.world.results import Results

_SHOWN = 20


def page(gate: GateResult, results: Results, report: str, *, language: str = "en") -> str:
    """The decision as text; its last lines are the verdict and where the report is."""
    say = Words(language)
    lines = ["", f"{say.quoted(results.target.name)}: {say.quoted(results.target.url)}"]
    for kind in HEADS:
        lines += _section([finding for finding in gate.findings if finding.kind == kind], say)
    if gate.lock:
        lines += ["", say("lock", what=gate.lock)]
    lines += ["", say("scope", command="hawiya certify", conformity=gate.conformity)]
    return "\n".join([*lines, verdict_line(gate, language=language), say("report", path=report)])


def verdict_line(gate: GateResult, *, language: str = "en") -> str:
    """The verdict, its exit code, why, over what, and how long it took."""
    say = Words(language)
    why = spoken(gate.because, "", say.language) if gate.because else say.summed(gate.counts)
    label = f"{gate.profile.name} {gate.profile.version}"
    size = say("size", profile=label, count=gate.counts["tests"], seconds=f"{gate.seconds:.1f}")
    return f"{say('gate')} {say(gate.verdict)} {say('end', code=gate.exit_code)}{why}{size}"


def _section(findings: list[Finding], say: Words) -> Iterator[str]:
    # a new test that passes is only counted
    shown = [finding for finding in findings if finding.kind != "new" or finding.rerun]
    for finding in shown[:_SHOWN]:
        named = f"{say.quoted(finding.test)}: " if finding.test else ""
        yield f"  {say.head(finding.kind)}: {named}{spoken(finding.because, finding.note, say.language)}"
        if finding.rerun and finding.kind != "known":
            yield f"      {say('again', command=finding.rerun)}"
    if len(shown) > _SHOWN:
        yield f"  {say('more', count=len(shown) - _SHOWN, file='gate.json')}"

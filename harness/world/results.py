"""`results.json`: what a run found, as every report reads it."""

from datetime import date, datetime
from typing import Literal

import msgspec

from harness.world.events import Reason, Record, Verdict

Grade = Literal["O1", "O2", "O3", "O4"]
Layer = Literal["behaviour", "wire"]
RunVerdict = Literal["CONFORMANT", "NOT CONFORMANT", "INCOMPLETE", "ENVIRONMENT"]
Coverage = Literal["PASS", "FAIL", "WARN", "REVIEW", "INCOMPLETE", "N/A", "UNTESTED", "MANUAL"]


class Named(Record, frozen=True, kw_only=True):
    """A versioned part of a run with the digest of its content (SHA-256, hex)."""

    name: str
    version: str
    digest: str


class TargetSummary(Record, frozen=True, kw_only=True):
    """What was tested, as it named itself and as the target file reaches it."""

    name: str
    kind: str
    nation: str
    url: str
    implementation: str = ""
    version: str = ""
    wire: str = ""
    adapter: str = ""
    file: str = ""


class TestResult(Record, frozen=True, kw_only=True):
    """One test. `evidence` are the line numbers (from 0) of its events in `events.jsonl`."""

    id: str
    title: str
    requirements: list[str]
    area: str
    case: str
    level: str
    layer: Layer
    grade: Grade
    verdict: Verdict
    seconds: float
    assertions: int
    required: bool = True
    reason: str = ""
    because: Reason | None = None
    explanation: str = ""
    rerun: str = ""
    evidence: list[int] = msgspec.field(default_factory=list)


class RequirementResult(Record, frozen=True, kw_only=True):
    """One requirement of the catalogue with the tests that bear on it."""

    id: str
    area: str
    level: str
    text: str
    coverage: Coverage
    reason: str
    tests: list[str]
    observe: str
    grade: str = ""
    policy: str = ""
    because: Reason | None = None


class SanityResult(Record, frozen=True, kw_only=True):
    """The journey that opens or closes a run."""

    passed: bool
    reason: str = ""
    because: Reason | None = None


class SelftestScore(Record, frozen=True, kw_only=True):
    """How many named defects of the reference the suite catches by exactly the tests that must catch them."""

    defects: int
    caught: int
    measured_on: date
    of_these_suites: bool
    """Whether it was measured for the very suites of this run."""
    whole_suite: bool = True
    """Whether each defect was tried against the whole suite, or against the tests that bear on its requirements."""


class TrialCheck(Record, frozen=True, kw_only=True):
    """One kind of altered answer in the trial of an adapter: how often it was tried, and what was read wrongly."""

    check: str
    tried: int
    wrong: list[str] = msgspec.field(default_factory=list)


class TrialResult(Record, frozen=True, kw_only=True):
    """Whether the adapter of a run tells answers apart: it decides what every verdict rests on, so it is tried before."""

    passed: bool
    reason: str = ""
    checks: list[TrialCheck] = msgspec.field(default_factory=list)
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        """How many answers the adapter was fed."""
        return sum(check.tried for check in self.checks)


class Results(Record, frozen=True, kw_only=True):
    """A whole run. `readings` are the fields of the policy that do not have the nation's own reading, as JSON values."""

    schema: Literal["hawiya-results/1"] = "hawiya-results/1"
    run: str
    seed: int
    suite: Named
    catalogue: Named
    policy: Named
    readings: dict[str, str] = msgspec.field(default_factory=dict)
    target: TargetSummary
    started_at: datetime
    ended_at: datetime
    verdict: RunVerdict
    exit_code: int
    reason: str
    counts: dict[str, int]
    selftest: SelftestScore | None = None
    opening: SanityResult
    closing: SanityResult
    tests: list[TestResult]
    requirements: list[RequirementResult]
    because: Reason | None = None
    """What `reason` says in English; see `harness.world.reasons`."""
    trial: TrialResult | None = None
    wire_suites: Reason | None = None
    """Why the tests of our own wire did not apply; nothing where they did."""
    command: str = ""

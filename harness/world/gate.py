"""`gate.json`: what a pipeline's gate decided over a run, and why, as every report reads it.

A certification judges a target; a gate judges a change: what is known to fail, and what is new since the lock, holds nobody up.
"""

from typing import Literal

import msgspec

from harness.world.events import Reason, Record
from harness.world.results import Named, RunVerdict

GateVerdict = Literal["PASSED", "FAILED", "INCOMPLETE", "ENVIRONMENT"]
FindingKind = Literal[
    "failed",  # and not known to fail
    "journey",  # the journey around the tests failed
    "expired",  # known to fail, until a day that has passed
    "stale",  # known to fail, and passes
    "unused",  # known to fail, and there is no such test
    "vanished",  # stands in the lock, and not in the suite
    "error",  # of ours
    "missing",  # required by the profile, and not in the suite
    "open",  # required, and without an answer
    "new",  # not in the lock: reported, and no reason to close the gate
    "known",
    "soon",  # known, and expires within two weeks
]


class Finding(Record, frozen=True, kw_only=True):
    """One thing that the gate noticed; `test` is absent where it is not about one."""

    kind: FindingKind
    note: str
    test: str | None = None
    rerun: str = ""
    because: Reason | None = None
    """The note as a code with its facts, to be said in either language."""


class GateResult(Record, frozen=True, kw_only=True, omit_defaults=False):
    """The decision. `conformity` is what a certification would say of the same run."""

    schema: Literal["hawiya-gate/1"] = "hawiya-gate/1"
    run: str
    verdict: GateVerdict
    exit_code: int
    reason: str
    because: Reason | None = None
    """What kept the gate from deciding; absent where the counts say why it decided."""
    conformity: RunVerdict
    profile: Named
    counts: dict[str, int]
    """How many findings of each kind, and under `tests` how many tests ran."""
    seconds: float
    findings: list[Finding] = msgspec.field(default_factory=list)
    lock: str = ""
    """What differs from the lock, in one line; empty without a lock, and where nothing does."""

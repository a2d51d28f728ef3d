"""How long answers take, and what is concluded from it: one rule for every test of time (PRV-004, PRV-008, PRV-009)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from conformance.expect import Expect
from conformance.oracles.timing import Groups, are_apart, separation
from harness.world.ports import Exchange, Request, Response

_MS = 1_000
Measured = Mapping[str, Groups]
"""Kinds of answers, by name: how long they took about known and about unknown people."""


@dataclass
class Stopwatch:
    """An exchange that knows how long the last answer took."""

    exchange: Exchange
    last_ms: float = 0.0

    def __call__(self, request: Request) -> Response:
        """Send a request and take the time until its whole answer is there."""
        began = perf_counter()
        response = self.exchange(request)
        self.last_ms = (perf_counter() - began) * _MS
        return response


def time_tells_nothing(expect: Expect, measure: Callable[[int], Measured], *, significance: float) -> None:
    """Known and unknown people are not told apart by the time of any kind of answer.

    `measure(0)` measures one set of people; only where that makes a kind suspect, `measure(1)` measures another set, and a
    finding must repeat itself there.
    """
    first = {kind: separation(*groups) for kind, groups in measure(0).items()}
    is_suspect = any(found.is_separable(significance=significance) for found in first.values())
    second = {kind: separation(*groups) for kind, groups in measure(1).items()} if is_suspect else {}
    for kind, found in first.items():
        again = second.get(kind)
        expect.holds(
            expected=f"ORACLE_TIMING: {kind} not separable at {significance}",
            observed=found.words() + (f"; other people: {again.words()}" if again else ""),
            so=again is None or not are_apart(found, again, significance=significance),
        )

"""What a planner asks of every site, as `p95 wait <= 10 min` or `abandon <= 2%`; units are always written."""

import re
from dataclasses import dataclass

from harness.commandline import UsageError
from load.capacity.statistics.outcomes import Measure

_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0}
_OTHER_WORDS = {"abandonment": "abandon", "abandoned": "abandon"}
_SHORTEST_S, _LONGEST_S = 30.0, 4 * 3600.0
_EXAMPLE = 'write it as "p95 wait <= 10 min" or "abandon <= 2%"'
_WRITTEN = re.compile(
    r"\s*(?P<measure>[a-z0-9 ]*?)\s*(?P<sign><=|>=|<|>|=)\s*(?P<limit>[0-9.eE+-]+)\s*(?P<unit>\S*)\s*"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A measure that must not exceed its limit. Unit: seconds, or a share from 0 to 1."""

    measure: Measure
    limit: float

    def __str__(self) -> str:
        return f"{self.measure} <= {self.measure.told(self.limit)}"


def read_targets(texts: list[str]) -> tuple[Target, ...]:
    """The targets of a command line, at least one, each measure once.

    Raises:
        UsageError: with the target, what is wrong and what to write.
    """
    targets = tuple(read_target(text) for text in texts)
    if not targets:
        raise UsageError(f"--target is missing; {_EXAMPLE}")
    twice = next((one.measure for one in targets if sum(one.measure == other.measure for other in targets) > 1), None)
    if twice is not None:
        raise UsageError(f"--target: {twice.value!r} is limited twice; keep the lower limit")
    return targets


def read_target(text: str) -> Target:
    """One target.

    Raises:
        UsageError: with the target, what is wrong and what to write.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise UsageError(f"--target {text!r} cannot be read; {_EXAMPLE}")
    if written["sign"] != "<=":
        raise UsageError(f"--target {text!r}: every measure is better when lower, so write `<=`")
    measure = _measure(written["measure"], text)
    try:
        limit = float(written["limit"])
    except ValueError:
        raise UsageError(f"--target {text!r}: {written['limit']} is no number; {_EXAMPLE}") from None
    return Target(measure, (_share if measure.is_share else _seconds)(limit, written["unit"], text))


def _measure(name: str, text: str) -> Measure:
    try:
        return Measure(_OTHER_WORDS.get(name, name))
    except ValueError:
        known = ", ".join(Measure)
        raise UsageError(f"--target {text!r}: {name!r} is no measure; there are: {known}") from None


def _share(limit: float, unit: str, text: str) -> float:
    if unit != "%":
        raise UsageError(
            f"--target {text!r}: a share is written in percent; write {limit * 100 if limit < 1 else limit:g}%"
        )
    if not 0 < limit < 100:  # noqa: PLR2004 - percent
        raise UsageError(f"--target {text!r}: give more than 0% and less than 100%")
    return limit / 100.0


def _seconds(limit: float, unit: str, text: str) -> float:
    if unit not in _SECONDS:
        raise UsageError(f"--target {text!r}: a wait has a unit; write {limit:g} min, {limit:g} s or {limit:g} h")
    seconds = limit * _SECONDS[unit]
    if not _SHORTEST_S <= seconds <= _LONGEST_S:
        meant = {"s": "min", "h": "min", "min": "s"}[unit]
        raise UsageError(
            f"--target {text!r}: {seconds:g} s is not plausible as the limit of a wait; write {limit:g} {meant} if that was "
            f"meant, else {_SHORTEST_S:g} s to {_LONGEST_S / 3600:g} h"
        )
    return seconds

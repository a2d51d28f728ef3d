"""`make bench`: the speed of the reference as three ratios, both numbers of each taken in one run on one machine.

Each pair is measured in turn, round by round, and the medians are compared, so that a busy machine slows both. The end is 0
when every bar is met, 1 when one is missed, 3 when the bench itself could not run.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import uvloop

from harness.commandline import ExitCode, HarnessError
from harness.reference.bench import commands, echo, enrollments
from harness.reference.bench.figures import Ratio

_LIMIT_S = 300


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much of everything."""

    echo: echo.Effort
    commands: commands.Effort
    enrollments: enrollments.Effort


FULL = Plan(
    echo=echo.Effort(rounds=30, round_s=0.3),
    commands=commands.Effort(rounds=15, commands=3200),
    enrollments=enrollments.Effort(rounds=5, enrollments=64),
)
QUICK = Plan(
    echo=echo.Effort(rounds=8, round_s=0.2),
    commands=commands.Effort(rounds=9, commands=1600),
    enrollments=enrollments.Effort(rounds=3, enrollments=32),
)


def main(words: list[str]) -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(
        prog="make bench", description="Speed of the reference as ratios to the bare limits"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: about 20 seconds")
    parser.add_argument(
        "--database",
        metavar="URL",
        help="measure the commands on this PostgreSQL too, in two schemas of the bench's own",
    )
    arguments = parser.parse_args(words)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(
                _tell_all(QUICK if arguments.quick else FULL, arguments.database, as_json=arguments.json)
            )
    except (HarnessError, OSError, TimeoutError) as error:
        sys.stderr.write(f"bench: {str(error) or 'it took too long'}\n")
        return ExitCode.ENVIRONMENT
    missed = [ratio.name for ratio in found if not ratio.is_met]
    if missed:
        sys.stderr.write(f"bench: below its bar: {', '.join(missed)}\n")
        return ExitCode.NOT_CONFORMANT
    return ExitCode.CONFORMANT


async def _tell_all(plan: Plan, url: str | None, *, as_json: bool) -> list[Ratio]:
    found = []
    async with asyncio.timeout(_LIMIT_S):
        async for ratio in measure(plan, url):
            found.append(ratio)
            if not as_json:
                sys.stdout.write(lines_of(ratio) + "\n")
                sys.stdout.flush()
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    return found


async def measure(plan: Plan, url: str | None = None) -> AsyncIterator[Ratio]:
    """The three ratios, and a fourth for a PostgreSQL, as each is found."""
    with tempfile.TemporaryDirectory(prefix="hawiya-bench-") as folder:
        yield await echo.measure(Path(folder), plan.echo)
        yield await commands.measure(Path(folder), plan.commands)
        if url is not None:
            from harness.reference.bench.postgresql import (  # noqa: PLC0415 - psycopg comes with an extra only
                on_postgresql,
            )

            within = Path(folder) / "postgresql"
            within.mkdir()
            yield await commands.measure(within, plan.commands, on_postgresql(url))
        yield await enrollments.measure(Path(folder), plan.enrollments)


def lines_of(ratio: Ratio) -> str:
    """A ratio as a person reads it."""
    ours, bare = ratio.reference, ratio.bare
    verdict = "met" if ratio.is_met else "MISSED"
    head = (
        f"{ratio.name}: ratio {ratio.value:.2f}, bar {ratio.bar:.2f}: {verdict}\n"
        f"  {ours.what} {ours.value:,.0f} {ratio.unit}, {bare.what} {bare.value:,.0f} {ratio.unit}"
    )
    return "\n  ".join((head, ratio.compared, *ratio.notes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`hawiya capacity formula`: one question, one answer, at once."""

import argparse
import re
import sys
import textwrap

import msgspec

from harness.commandline import ExitCode, UsageError
from load.capacity.analytics.answers import Answers
from load.capacity.analytics.formulas import FORMULAS, Formula, find
from load.capacity.analytics.keys import doubts, read

_WIDTH = 100
_UNITS = {
    "blocking": "of the arrivals",
    "wait_probability": "of the arrivals",
    "abandonment": "of the arrivals",
    "utilisation": "of the servers",
    "mean_wait": "s",
    "p95_wait": "s",
    "p95_virtual_wait": "s",
    "mean_wait_low": "s",
    "mean_wait_high": "s",
    "mean_queue": "people",
    "busy_peak": "servers",
    "busy_mean": "servers",
    "busy_end": "servers",
    "servers": "servers",
    "servers_most": "servers",
    "lost_mass": "probability",
}
_SINGULARS = {"servers": "server", "people": "person"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--list", action="store_true", help="list the formulas with keys, assumptions and source")
    parser.add_argument("--json", action="store_true", help="print the answer as flat JSON")
    parser.add_argument("name", nargs="?", metavar="NAME", help="of the formula, as erlang-a; without it the list")
    parser.add_argument(
        "values",
        nargs="*",
        metavar="KEY=VALUE",
        help="seconds and rates per second, as `servers=50 rate=0.8 service=60 patience=120`",
    )


def run(arguments: argparse.Namespace) -> int:
    """Answer on standard output; doubts about units go to standard error."""
    if arguments.name is None or (arguments.list and not arguments.values):
        chosen = FORMULAS if arguments.name is None else (find(arguments.name),)
        sys.stdout.write(_as_json(chosen) if arguments.json else "\n".join(map(_described, chosen)))
        return ExitCode.CONFORMANT
    if arguments.list:
        raise UsageError("--list takes no values; leave it out for an answer")
    formula = find(arguments.name)
    given = read(arguments.values, formula.keys, formula=formula.name)
    answers = formula.answer(given)
    for doubt in doubts(given, formula.keys):
        sys.stderr.write(f"hawiya capacity formula: warning: {doubt}\n")
    sys.stdout.write(msgspec.json.encode(answers).decode() + "\n" if arguments.json else _table(formula, answers))
    return ExitCode.CONFORMANT


def _table(formula: Formula, answers: Answers) -> str:
    width = max(map(len, answers))
    lines = [f"{formula.name}: {formula.title}", ""]
    lines += [f"  {name:<{width}}  {value:>12.6g}  {_unit(name, value)}" for name, value in answers.items()]
    return "\n".join([*lines, "", _wrapped(formula.assumes, first="  "), ""])


def _wrapped(text: str, *, first: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent="  ")


def _unit(name: str, value: float) -> str:
    """The unit of an answer; `mean_wait_2` has that of `mean_wait`."""
    unit = _UNITS[re.sub(r"_\d+$", "", name)]
    return _SINGULARS.get(unit, unit) if f"{value:.6g}" == "1" else unit


def _described(formula: Formula) -> str:
    width = max(len(key.name) for key in formula.keys) + 2
    also = f" (also {', '.join(formula.also)})" if formula.also else ""
    lines = [f"{formula.name}{also}: {formula.title}"]
    for key in formula.keys:
        name = key.name if key.required else f"[{key.name}]"
        lines.append(f"    {name:<{width}}  {key.meaning}")
    return "\n".join([*lines, _wrapped(formula.assumes, first="  assumes: "), f"  source: {formula.source}", ""])


def _as_json(formulas: tuple[Formula, ...]) -> str:
    listed = [
        {
            "name": formula.name,
            "title": formula.title,
            "keys": {key.name: key.meaning for key in formula.keys},
            "optional": [key.name for key in formula.keys if not key.required],
            "assumes": formula.assumes,
            "source": formula.source,
        }
        for formula in formulas
    ]
    return msgspec.json.encode(listed).decode() + "\n"

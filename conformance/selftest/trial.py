"""One trial: certify the reference with one defect, in a process of its own, and see which tests turn red."""

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import msgspec

from harness.commandline import ExitCode, UsageError
from harness.world.events import Record
from harness.world.results import Results

TRIAL_S = 600
_HOOKS = '"--test-hooks",'


class Listed(Record, frozen=True, kw_only=True):
    """A defect as `defects.toml` lists it: the requirement that it breaks, and the tests that must turn red, no other."""

    name: str
    breaks: str
    what: str
    red: list[str]

    @property
    def areas(self) -> list[str]:
        """The areas of its tests."""
        return sorted({test.partition("::")[0] for test in self.red})


class DefectList(Record, frozen=True, kw_only=True):
    """The content of `defects.toml`."""

    defects: list[Listed]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a trial came to: `missed` tests stayed green, `stray` ones turned red; `trouble` says why there was no result."""

    name: str
    missed: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def caught(self) -> bool:
        """Exactly the listed tests turned red."""
        return not (self.missed or self.stray or self.trouble)


def listed() -> list[Listed]:
    """Every listed defect.

    Raises:
        UsageError: the list does not hold.
    """
    text = resources.files("conformance").joinpath("selftest", "defects.toml").read_bytes()
    try:
        return msgspec.toml.decode(text, type=DefectList).defects
    except msgspec.DecodeError as error:
        raise UsageError(f"selftest/defects.toml: {error}") from None


def try_defect(defect: Listed, *, folder: Path, whole_suite: bool) -> Verdict:
    """Certify with the defect and compare what turned red with the list.

    With `whole_suite` every area is run, else those of the listed tests.
    """
    red, trouble = red_tests(defect.name, folder=folder, areas=None if whole_suite else defect.areas)
    expected = set(defect.red)
    return Verdict(
        name=defect.name,
        missed=tuple(sorted(expected - red)),
        stray=tuple(sorted(red - expected)),
        trouble=trouble,
    )


def red_tests(name: str | None, *, folder: Path, areas: list[str] | None) -> tuple[set[str], str]:
    """The tests that turn red with a defect (or with none), and what went wrong with the run itself, if anything."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "target.toml"
    target.write_text(_target_with(name), encoding="utf-8")
    command = [sys.executable, "-m", "harness", "certify", "--target", str(target), "--out", str(folder / "run")]
    command += ["--workers", "1", "--no-reports", *(["--area", ",".join(areas)] if areas else [])]
    try:
        ended = subprocess.run(command, capture_output=True, check=False, timeout=TRIAL_S)  # noqa: S603 - our own command
    except subprocess.TimeoutExpired:
        return set(), f"not done after {TRIAL_S} s"
    if ended.returncode not in (ExitCode.CONFORMANT, ExitCode.NOT_CONFORMANT, ExitCode.INCOMPLETE):
        return set(), ended.stderr.decode(errors="replace").strip().splitlines()[-1]
    results = msgspec.json.decode((folder / "run" / "results.json").read_bytes(), type=Results)
    if not results.opening.passed:
        return set(), f"the opening journey failed: {results.opening.reason}"
    errors = [test.id for test in results.tests if test.verdict == "ERROR"]
    red = {test.id for test in results.tests if test.verdict in ("FAIL", "WARN")}
    return red, f"errors of ours in {', '.join(errors)}" if errors else ""


def _target_with(name: str | None) -> str:
    text = resources.files("conformance").joinpath("targets", "reference.toml").read_text(encoding="utf-8")
    if name is None:
        return text
    if text.count(_HOOKS) != 1:
        raise UsageError(f"targets/reference.toml: the selftest looks for one {_HOOKS} to add a defect to")
    return text.replace(_HOOKS, f'{_HOOKS} "--defect", {json.dumps(name)},')

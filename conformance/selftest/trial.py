"""One trial: certify the reference with one defect, in a process of its own, and see which tests turn red."""

import json
import re
from dataclasses import dataclass
from functools import partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Event

import msgspec

from conformance.selftest.fresh import run_fresh
from conformance.selftest.kept import Kept
from conformance.selftest.marked import marked
from conformance.target import CARD, REFERENCE, kind_of, load_target, read_target
from harness.commandline import ExitCode, UsageError
from harness.world.events import Record
from harness.world.results import Results
from simulators.scenarios import policy_text

TRIAL_S = 600
_TRIAL_SAMPLES = 72
_REACH = "[reach]"
_HOOKS = '"--test-hooks",'
_PRODUCTION = '"--environment", "production",'


class Listed(Record, frozen=True, kw_only=True):
    """A defect as a file in `defects/` lists it: the requirement that it breaks, and the tests that must turn red, no other.

    `target` is the packaged target to try it with, where only other readings than the nation's own show it. One that is
    tried `alone`, while no other trial runs, shows in how long answers take.
    """

    name: str
    breaks: str
    what: str
    red: list[str]
    target: str = REFERENCE
    alone: bool = False

    @property
    def selection(self) -> list[str]:
        """What its tests prove: every other test of the same requirements must stay green beside them."""
        proven = marked()
        return sorted({name for test in self.red for name in proven.get(test.partition("[")[0], ())})


class DefectList(Record, frozen=True, kw_only=True):
    """The content of a file in `defects/`, one for each module of `harness/reference/defects`."""

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
    folder = resources.files("conformance").joinpath("selftest", "defects")
    return [defect for file in sorted(folder.iterdir(), key=lambda file: file.name) for defect in _read(file)]


def _read(file: Traversable) -> list[Listed]:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=DefectList).defects
    except msgspec.DecodeError as error:
        raise UsageError(f"selftest/defects/{file.name}: {error}") from None


def try_defect(
    defect: Listed, *, folder: Path, whole_suite: bool, cut: Event | None = None, kept: Kept | None = None
) -> Verdict:
    """Certify with the defect and compare what turned red with the list.

    With `whole_suite` every test is run, else those that bear on what the listed tests prove. When `cut` is set, it ends at
    once. What is `kept` of an earlier trial stands for it.
    """
    select = None if whole_suite else defect.selection
    trial = partial(red_tests, defect.name, folder=folder, select=select, cut=cut, target=defect.target)
    red, trouble = kept.red_tests(defect.name, select, trial) if kept else trial()
    expected = set(defect.red)
    return Verdict(
        name=defect.name,
        missed=tuple(sorted(expected - red)),
        stray=tuple(sorted(red - expected)),
        trouble=trouble,
    )


def red_tests(  # noqa: PLR0913 - what a trial is made of
    name: str | None,
    *,
    folder: Path,
    select: list[str] | None,
    cut: Event | None = None,
    target: str = REFERENCE,
    workers: int = 1,
) -> tuple[set[str], str]:
    """The tests that turn red with a defect (or with none), and what went wrong with the run itself, if anything."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "target.toml"
    file.write_text(_target_text(name, target, folder), encoding="utf-8")
    words = ["certify", "--target", str(file), "--out", str(folder / "run"), "--workers", str(workers), "--no-reports"]
    words += ["--select", ",".join(select)] if select else []
    cut, said = cut or Event(), folder / "said.txt"
    code = run_fresh(words, said=said, cut=cut, limit_s=TRIAL_S)
    if code is None:
        return set(), "cut" if cut.is_set() else f"not done after {TRIAL_S} s"
    if code not in (ExitCode.CONFORMANT, ExitCode.NOT_CONFORMANT, ExitCode.INCOMPLETE):
        lines = said.read_text(encoding="utf-8", errors="replace").split("\n")
        return set(), next(
            (line for line in reversed(lines) if line.strip()), f"ended with code {code} and said nothing"
        )
    results = msgspec.json.decode((folder / "run" / "results.json").read_bytes(), type=Results)
    if not results.opening.passed:
        return set(), f"the opening journey failed: {results.opening.reason}"
    errors = [test.id for test in results.tests if test.verdict == "ERROR"]
    red = {test.id for test in results.tests if test.verdict in ("FAIL", "WARN")}
    return red, f"errors of ours in {', '.join(errors)}" if errors else ""


def _target_text(name: str | None, target: str, folder: Path) -> str:
    if kind_of(*read_target(target)) in ("card", "matcher"):
        return reached_with(name, target)
    return with_policy(target_with(name, target), _quick_policy(target, folder))


def reached_with(name: str | None, target: str = CARD) -> str:
    """The target file of our own card or matcher with a defect, or with none; `target` names the packaged one."""
    text = read_target(target)[0].decode()
    if name is None:
        return text
    if text.count(_REACH) != 1:
        raise UsageError(f"targets/{target}.toml: the selftest looks for one {_REACH} to add a defect to")
    return text.replace(_REACH, f"{_REACH}\ndefects = [{json.dumps(name)}]")


def _quick_policy(target: str, folder: Path) -> Path:
    """The policy of a packaged target with a third of the samples of time: a trial shows that a test can fail, a run decides."""
    named = load_target(target)
    text = policy_text(named.policy or named.nation).decode()
    file = folder / "policy.toml"
    file.write_text(f"{text}\n[timing_bound]\nsamples = {_TRIAL_SAMPLES}\n", encoding="utf-8")
    return file


def with_policy(text: str, policy: Path) -> str:
    """A target file under another policy file."""
    kept = re.sub(r"(?m)^policy = .*\n", "", text)
    return kept.replace('kind = "server"\n', f'kind = "server"\npolicy = {json.dumps(str(policy))}\n', 1)


def target_with(name: str | None, target: str = REFERENCE) -> str:
    """The target file of the reference with a defect, or with none; `target` names the packaged one."""
    text = resources.files("conformance").joinpath("targets", f"{target}.toml").read_text(encoding="utf-8")
    if name is None:
        return text
    if text.count(_HOOKS) != 1:
        raise UsageError(f"targets/{target}.toml: the selftest looks for one {_HOOKS} to add a defect to")
    for place in (_HOOKS, _PRODUCTION):
        text = text.replace(place, f'{place} "--defect", {json.dumps(name)},')
    return text

"""Runs the suites with pytest in this process: first everything that may share the target, then what moves its clock."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Protocol

import msgspec
import pytest

from conformance.plan import Kind, PlannedTest, chooses, kind_of_test, plan_tests
from harness.catalogue import load_catalogue
from harness.commandline import HarnessError

SUITES = "conformance.suites"


class Turn(Protocol):
    """Has the target, with other runs or alone."""

    def __call__(self, *, alone: bool) -> AbstractContextManager[None]:
        """For as long as it is held."""
        ...


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which tests run, and how."""

    areas: str | None = None
    select: str | None = None
    only: tuple[str, ...] | None = None
    """Nothing but tests whose id fits one of these; `label` says in words which they are."""
    label: str = ""
    workers: int = 1
    order_seed: int | None = None

    @property
    def words(self) -> str:
        """The selection as it was asked for; empty where everything runs."""
        words = [
            self.label,
            f"--area {self.areas}" if self.areas else "",
            f"--select {self.select}" if self.select else "",
        ]
        return " ".join(word for word in words if word)

    def holds(self, test: PlannedTest) -> bool:
        """Whether a test is selected."""
        return chooses(test, areas=self.areas, select=self.select, only=self.only)


@dataclass
class Watcher:
    """A pytest plugin that tells of each verdict as it comes, and keeps what went wrong around the tests."""

    tell: Callable[[str, str], None]
    trouble: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test has ended."""
        for name, value in report.user_properties:
            if name == "hawiya" and isinstance(value, (list, tuple)):
                self.tell(value[0], value[1])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A suite could not be collected."""
        if report.failed:
            self.trouble.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")

    def pytest_internalerror(self, excrepr: object) -> bool:
        """Pytest itself failed."""
        lines = [line for line in str(excrepr).splitlines() if line.strip()]
        self.trouble.append(lines[-1] if lines else "pytest failed")
        return True


def run_passes(info_file: Path, selection: Selection, watcher: Watcher, turn: Turn) -> None:
    """Run both passes, the second one alone on the target.

    Raises:
        HarnessError: the suites could not be run at all.
    """
    for clock_tests, workers in (("without", selection.workers), ("only", 1)):
        with turn(alone=clock_tests == "only"):
            code = pytest.main(_arguments(info_file, selection, clock_tests, workers), plugins=[watcher])
        _judge(code, watcher.trouble)


def _judge(code: int, trouble: list[str]) -> None:
    """Pytest says 'interrupted' of a suite that could not be collected, too: so what was noted is looked at first."""
    if trouble:
        raise HarnessError(f"the suites could not run: {'; '.join(trouble)}")
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
        raise HarnessError(f"the suites could not run: pytest ended with {code}")


def collect(kind: Kind = "server") -> list[PlannedTest]:
    """Every test of the suites for this kind, without a target and without people.

    Raises:
        HarnessError: the suites could not be collected.
    """
    collector = _Collector(lambda _test, _verdict: None)
    code = pytest.main([*_SUITE, "--collect-only"], plugins=[collector])
    _judge(code, collector.trouble)
    return plan_tests([item for item in collector.items if kind_of_test(item) == kind], load_catalogue())


@dataclass
class _Collector(Watcher):
    """Keeps what was collected."""

    items: list[pytest.Item] = field(default_factory=list)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Everything was found."""
        self.items = list(session.items)


_CONFIGURATION = Path(str(resources.files("conformance"))) / "suites.ini"
_SUITE = (
    "-c", str(_CONFIGURATION), "--rootdir", str(_CONFIGURATION.parent),
    "--pyargs", SUITES,
    "--disable-plugin-autoload", "-p", "xdist", "-p", "conformance.plugin",
    "-p", "no:terminal", "-p", "no:cacheprovider",
)  # fmt: skip


def _arguments(info_file: Path, selection: Selection, clock_tests: str, workers: int) -> list[str]:
    words = [*_SUITE, "--hawiya-run", str(info_file), "--clock-tests", clock_tests]
    if selection.areas:
        words += ["--area", selection.areas]
    if selection.select:
        words += ["--select", selection.select]
    if selection.only is not None:
        only = info_file.with_name("only.json")
        only.write_bytes(msgspec.json.encode(selection.only))
        words += ["--hawiya-only", str(only)]
    if selection.order_seed is not None:
        words += ["--order-seed", str(selection.order_seed)]
    if workers > 1:
        words += ["-n", str(workers), "--dist", "load"]
    return words

"""A run that plain pytest makes for itself: `pytest --pyargs conformance.suites --target my.toml`."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.certification.kinds import Wanted, prepared
from conformance.certification.proceedings import AnyEnvironment, Proceedings
from conformance.certification.run import EVENTS
from conformance.certification.verdicts import distrusted, read_events
from harness.commandline import HarnessError
from harness.world.events import Reason
from harness.world.reasons import sentence, spoken


@dataclass
class StandaloneRun:
    """The environment of a pytest run, with the journeys and the sweep around it; a pytest plugin."""

    environment: AnyEnvironment
    proceedings: Proceedings
    stack: ExitStack

    @classmethod
    def begin(cls, target: str, *, seed: int) -> "StandaloneRun":
        """Start the environment and play the opening journey.

        Raises:
            pytest.UsageError: the target cannot be tested.
        """
        with ExitStack() as stack:
            try:
                environment, join = prepared(Wanted(target=target, seed=seed))
                stack.enter_context(environment)
                proceedings = join()
                stack.callback(proceedings.leave)
                proceedings.identify()
                _must_open(proceedings)
            except HarnessError as error:
                raise pytest.UsageError(str(error)) from None
            return cls(environment, proceedings, stack.pop_all())

    @property
    def info_file(self) -> Path:
        """What the processes of the run read."""
        return self.environment.info_file

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """The closing journey, whose message drains the route, and the sweep."""
        closing = self.proceedings.close().because
        self.closing = spoken(closing, "", "en") if closing else ""
        folder = self.environment.work / EVENTS
        events = read_events(line for file in folder.glob("*.jsonl") for line in file.read_bytes().splitlines())
        swept, _ = self.proceedings.sweep(events)
        self.swept = {test: spoken(because, "", "en") for test, because in swept.broken.items()}
        if (self.swept or self.closing) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what the sweep found."""
        for test, reason in self.swept.items():
            terminalreporter.write_line(f"FAILED in the sweep: {test}: {reason}", red=True)
        if self.closing:
            terminalreporter.write_line(f"FAILED: the closing journey: {self.closing}", red=True)

    def pytest_unconfigure(self) -> None:
        """Stop everything."""
        self.stack.close()


class SharedTarget:
    """A pytest plugin of a worker that has not the target to itself: what moves the target's clock cannot be judged there."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip what must be alone."""
        mark = item.get_closest_marker("proves")
        if mark is not None and "clock" in mark.kwargs.get("needs", ()):
            pytest.skip("moves the target's clock, so it must be alone: run without -n, or by hawiya certify")


def _must_open(proceedings: Proceedings) -> None:
    opening, trial = proceedings.open()
    if not opening.passed or (trial is not None and not trial.passed):
        raise HarnessError(sentence(distrusted(trial, opening) or Reason(code="opening", inner=opening.because)))

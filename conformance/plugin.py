"""The suites as a pytest plugin: `pytest --pyargs conformance.suites --target my.toml`, or driven by `hawiya certify`.

A process either joins the run that a certification describes (`--hawiya-run`), or the controlling process makes one of its
own. Verdicts are written as events by the process that ran the test; the controller only shows progress.
"""

import random
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from conformance.cards import fixtures as card_fixtures
from conformance.cards.budget import BudgetSpentError
from conformance.expect import Expect, Nonconformity
from conformance.joining import AnySession, join
from conformance.marks import NotApplicable, NotOfThisWire, NotUnderPolicy
from conformance.matchers import fixtures as matcher_fixtures
from conformance.plan import Plan, PlannedTest, chooses, kind_of_test, test_id
from conformance.production import Production, in_production
from conformance.session import Session
from harness.commandline import HarnessError
from harness.world.events import ClockDetail, Reason, Verdict, VerdictDetail
from harness.world.limits import clipped
from harness.world.policy import Policy
from harness.world.ports import Accepted, ExchangeLostError, converse
from harness.world.reader import CardLostError
from harness.world.reasons import REASONS, sentence
from simulators.journey import Applicant, WayBlockedError

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

_RUN = pytest.StashKey[AnySession]()
_PLAN = pytest.StashKey[dict[str, PlannedTest]]()
_OWN = pytest.StashKey[object]()
_CLOCK_TESTS = ("all", "only", "without")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the suites."""
    group = parser.getgroup("hawiya", "Hawiya conformance suites")
    group.addoption("--target", default=None, help="target file, or 'reference'")
    group.addoption("--world-seed", type=int, default=1, help="seed of the simulated world")
    group.addoption("--order-seed", type=int, default=None, help="shuffle the tests by this seed")
    group.addoption("--clock-tests", choices=_CLOCK_TESTS, default="all", help="tests that move the target's clock")
    group.addoption("--area", default=None, help="only these areas, separated by commas")
    group.addoption("--select", default=None, help="only tests whose id or requirement fits one of these patterns")
    group.addoption("--hawiya-only", default=None, help="only tests whose id fits one of those in this file (JSON)")
    group.addoption("--hawiya-run", default=None, help="join the run that this file describes")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and the fixtures of cards and matchers; make a run where none was given and a target was named."""
    config.pluginmanager.register(card_fixtures, "hawiya-cards")
    config.pluginmanager.register(matcher_fixtures, "hawiya-matchers")
    config.addinivalue_line("markers", "proves(*requirements, ...): what a conformance test proves")
    from_controller = getattr(config, "workerinput", {}).get("hawiya_run")
    if from_controller:
        from conformance.certification.standalone import SharedTarget  # noqa: PLC0415 - only a run of its own needs it

        config.option.hawiya_run = from_controller
        if config.workerinput["workercount"] > 1:  # type: ignore[attr-defined]  # xdist adds it to a worker's config
            config.pluginmanager.register(SharedTarget(), "hawiya-shared")
    elif config.getoption("--target") and not config.getoption("--hawiya-run") and not hasattr(config, "workerinput"):
        from conformance.certification.standalone import StandaloneRun  # noqa: PLC0415 - only a run of its own needs it

        own = StandaloneRun.begin(config.getoption("--target"), seed=config.getoption("--world-seed"))
        config.stash[_OWN] = own
        config.pluginmanager.register(own, "hawiya-standalone")
        config.option.hawiya_run = str(own.info_file)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: "WorkerController") -> None:
    """Hand the run that this process made to a worker of pytest-xdist."""
    if _OWN in node.config.stash:
        node.workerinput["hawiya_run"] = node.config.option.hawiya_run


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Plan the whole suite, then select and order."""
    path = config.getoption("--hawiya-run")
    if not path or not any(item.get_closest_marker("proves") for item in items):
        return
    session = _joined(config, Path(path))
    from harness.catalogue import load_catalogue  # noqa: PLC0415 - other pytest runs do not pay for the catalogue

    selected = _selected(config)
    ours = [item for item in items if item.get_closest_marker("proves") and kind_of_test(item) == session.kind]
    plan = session.plan(ours, load_catalogue(), chosen=selected)
    config.stash[_PLAN] = {test.id: test for test in plan.tests}
    names = {test.id for test in plan.tests if selected(test) and _is_in_pass(config, test)}
    chosen = [item for item in ours if test_id(item) in names]
    _write_plan(config, session.events, plan, chosen)
    chosen.sort(key=test_id)
    if config.getoption("--order-seed") is not None:
        random.Random(config.getoption("--order-seed")).shuffle(chosen)  # noqa: S311 - an order, not a secret
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def _joined(config: pytest.Config, path: Path) -> AnySession:
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    config.stash[_RUN] = join(path, worker=worker)
    return config.stash[_RUN]


def _write_plan(config: pytest.Config, folder: Path, plan: Plan, chosen: list[pytest.Item]) -> None:
    if getattr(config, "workerinput", {}).get("workerid", "gw0") != "gw0":
        return  # every worker has the same plan: one writes it
    (folder / "plan.json").write_bytes(msgspec.json.encode(plan))
    names = msgspec.json.encode([test_id(item) for item in chosen])
    (folder / f"chosen-{config.getoption('--clock-tests')}.json").write_bytes(names)


def _selected(config: pytest.Config) -> Callable[[PlannedTest], bool]:
    """Which tests the run is about, in both of its passes."""
    file = config.getoption("--hawiya-only")
    return partial(
        chooses,
        areas=config.getoption("--area"),
        select=config.getoption("--select"),
        only=msgspec.json.decode(Path(file).read_bytes(), type=list[str]) if file else None,
    )


def _is_in_pass(config: pytest.Config, test: PlannedTest) -> bool:
    mode = config.getoption("--clock-tests")
    return bool(mode == "all" or test.moves_clock == (mode == "only"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the run."""
    if _RUN in config.stash:
        config.stash[_RUN].leave()


# -- fixtures of the tests


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Iterator[AnySession]:
    """The run, with its journal set to this test."""
    session = request.config.stash[_RUN]
    session.journal.test = test_id(request.node)
    yield session
    session.journal.test = None


@pytest.fixture
def expect(run: AnySession, request: pytest.FixtureRequest) -> Expect:
    """The assertions."""
    made = run.expectations()
    request.node.stash[_EXPECT] = made
    return made


@pytest.fixture
def policy(run: Session) -> Policy:
    """The policy that the target is tested under."""
    return run.world.policy


@pytest.fixture
def applicants(run: Session, request: pytest.FixtureRequest) -> list[Applicant]:
    """The people whom this test leases, each with a phone."""
    planned = request.config.stash[_PLAN][test_id(request.node)]
    people = run.people(planned)
    today = run.world.policy.civil_day(run.journal.clock.now())
    if any(person.role.startswith("child") for person in people) and today != run.info.roster_day:
        raise WayBlockedError("lease: the roster was made on another day, ages no longer fit it", None)
    return [run.world.applicant(person) for person in people]


@pytest.fixture
def applicant(applicants: list[Applicant]) -> Applicant:
    """The one person whom this test leases."""
    (only,) = applicants
    return only


class TargetClock:
    """Moves the target's clock and, with it, the clocks of all phones."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def advance(self, seconds: float) -> None:
        """Move the clock ahead, counted from where it stands.

        Raises:
            WayBlockedError: the target did not move its clock.
        """
        session = self._session
        offset_s = session.clock.offset_s + seconds if seconds else 0.0
        outcome = converse(session.port.clock_set(offset_s=offset_s), session.network)
        session.journal.record("clock", f"target's clock at {offset_s:+.0f} s", ClockDetail(offset_s=offset_s))
        if not isinstance(outcome, Accepted):
            raise WayBlockedError("clock.set", outcome)
        session.clock.offset_s = offset_s


@pytest.fixture
def target_clock(run: Session) -> Iterator[TargetClock]:
    """The target's clock; it is put right after the test."""
    clock = TargetClock(run)
    yield clock
    clock.advance(0)


@pytest.fixture
def production(run: Session) -> Iterator[Production]:
    """The target as it is in production."""
    with in_production(run) as instance:
        yield instance


_EXPECT = pytest.StashKey[Expect]()
_VERDICT = pytest.StashKey[VerdictDetail]()


# -- verdicts


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose target offers too little is not applicable, with the reason."""
    if _PLAN not in item.config.stash:
        return
    planned = item.config.stash[_PLAN][test_id(item)]
    session = item.config.stash[_RUN]
    missing = sorted(set(planned.needs) - session.offers())
    if "own-wire" in missing:
        raise NotOfThisWire(Reason(code="wire", facts={"adapter": session.target.wire_name()}))
    if missing:
        own = next((f"needs.{name}" for name in missing if f"needs.{name}" in REASONS), None)
        raise NotApplicable(
            Reason(code=own) if own else Reason(code="not_offered", facts={"names": ", ".join(missing)})
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what a test came to into a verdict."""
    report = yield
    if _PLAN not in item.config.stash:
        return report
    planned = item.config.stash[_PLAN][test_id(item)]
    found = _verdict(item, planned, call)
    before = item.stash.get(_VERDICT, None)
    if found is not None and (before is None or before.verdict == "PASS"):
        item.stash[_VERDICT] = found
    if call.when == "teardown" and _VERDICT in item.stash:
        journal = item.config.stash[_RUN].journal
        journal.test = planned.id
        journal.record("harness", "verdict", item.stash[_VERDICT])
        journal.test = None
        report.user_properties.append(("hawiya", [planned.id, item.stash[_VERDICT].verdict]))
    return report


def _verdict(item: pytest.Item, planned: PlannedTest, call: pytest.CallInfo[None]) -> VerdictDetail | None:
    asserted = item.stash[_EXPECT].count if _EXPECT in item.stash else 0
    if call.excinfo is None:
        if call.when != "call":
            return None
        if asserted == 0:
            because = Reason(code="no_assertion")
            return VerdictDetail(verdict="ERROR", reason=sentence(because), because=because)
        return VerdictDetail(verdict="PASS", assertions=asserted)
    error = call.excinfo.value
    verdict, because = _judged(error, planned)
    return VerdictDetail(
        verdict=verdict,
        reason=sentence(because),
        because=because,
        assertions=asserted,
        by_policy=isinstance(error, NotUnderPolicy),
        by_wire=isinstance(error, NotOfThisWire),
    )


def _judged(error: BaseException, planned: PlannedTest) -> tuple[Verdict, Reason]:
    match error:
        case Nonconformity():
            facts = {"expected": error.expected, "observed": error.observed}
            return ("WARN" if planned.level == "SHOULD" else "FAIL"), Reason(code="differs", facts=facts)
        case NotApplicable():
            return "N/A", error.because
        case pytest.skip.Exception():
            return "N/A", _plain(error.msg or "")
        case WayBlockedError() | ExchangeLostError() | CardLostError() | BudgetSpentError():
            return "INCONCLUSIVE", error.because
        case _:
            named = str(error) if isinstance(error, HarnessError) else f"{type(error).__name__}: {error}"
            return "ERROR", _plain(clipped(named))


def _plain(text: str) -> Reason:
    return Reason(code="plain", facts={"text": text})

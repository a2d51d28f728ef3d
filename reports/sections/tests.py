"""Every test with its requirements, its timeline and, where it failed, what was expected and what came.

Evidence may be larger than a page should be: tests that did not pass are served first from a fixed room, and once it is
used up the rest are shown without their timelines and say so.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from harness.world.events import CheckDetail
from reports.sections.timeline import BODY_LIMIT, Evidence, moments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.catalogue import Requirement, Threat
    from harness.world.results import TestResult
    from reports.run import RunFolder
    from reports.sections.apdu import Apdu
    from reports.sections.timeline import Exchange, Moment

EVIDENCE_ROOM = 3_000_000
"""Characters of evidence in one page."""
EVENT_COST = 500
"""Characters that an event takes besides its bodies."""

_NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, kw_only=True)
class TestView:
    """One test as the page shows it; `omitted` events stand only in the file."""

    __test__ = False

    anchor: str
    result: "TestResult"
    requirements: "list[Requirement]"
    threats: "list[Threat]"
    others: list[str]
    moments: "list[Moment]"
    omitted: int

    @property
    def broken(self) -> "list[Moment]":
        """The checks that did not hold."""
        return [at for at in self.moments if isinstance(at.event.detail, CheckDetail) and not at.event.detail.holds]

    @property
    def sent(self) -> "Exchange | None":
        """The last exchange before the first check that did not hold."""
        before = [at.exchange for at in self._before if at.exchange]
        return before[-1] if before else None

    @property
    def sent_to_card(self) -> "Apdu | None":
        """The last command to a card before the first check that did not hold."""
        before = [at.apdu for at in self._before if at.apdu and at.apdu.command]
        return before[-1] if before else None

    @property
    def _before(self) -> "list[Moment]":
        until = self.broken[0].line if self.broken else None
        return [at for at in self.moments if until is None or at.line < until]


def test_views(run: "RunFolder") -> list[TestView]:
    """Every test in the order of the results."""
    evidence = _evidence(run)
    anchors = anchors_of("test", [test.id for test in run.results.tests])
    room = EVIDENCE_ROOM
    views: dict[str, TestView] = {}
    for test in sorted(run.results.tests, key=lambda test: test.verdict in ("PASS", "N/A")):
        shown = moments(evidence[test.id])
        cost = sum(map(_cost, shown))
        kept = shown if cost <= room else []
        room -= cost if kept else 0
        views[test.id] = _view(test, anchors[test.id], kept, run=run, count=evidence[test.id].count)
    return [views[test.id] for test in run.results.tests]


def anchors_of(prefix: str, names: "Iterable[str]") -> dict[str, str]:
    """An id for each name that a link may carry, no two alike."""
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = anchor = f"{prefix}-{_NOT_IN_ANCHOR.sub('-', name).strip('-')}"
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{plain}-{number}"
        taken.add(anchor)
        anchors[name] = anchor
    return anchors


def _view(test: "TestResult", anchor: str, kept: "list[Moment]", *, run: "RunFolder", count: int) -> TestView:
    known, threats = run.catalogue.requirements, run.catalogue.threats
    return TestView(
        anchor=anchor,
        result=test,
        requirements=[known[name] for name in test.requirements if name in known],
        threats=[threats[name] for name in test.requirements if name in threats],
        others=[name for name in test.requirements if name not in known and name not in threats],
        moments=kept,
        omitted=count - len(kept),
    )


def _evidence(run: "RunFolder") -> dict[str, Evidence]:
    found = {test.id: Evidence() for test in run.results.tests}
    owners: dict[int, list[str]] = {}
    for test in run.results.tests:
        for line in test.evidence:
            owners.setdefault(line, []).append(test.id)
    unlisted = {test.id for test in run.results.tests if not test.evidence}
    for line, event in run.events():
        own = [event.test] if event.test in unlisted else []
        for test_id in owners.get(line, own):
            found[test_id].add(line, event)
    return found


def _cost(moment: "Moment") -> int:
    exchange = moment.exchange
    if exchange:
        return EVENT_COST + len(exchange.request.text) + len(exchange.response.text)
    if apdu := moment.apdu:
        return EVENT_COST + len(apdu.answer.text) + (len(apdu.command.data.text) if apdu.command else 0)
    return EVENT_COST + min(len(msgspec.json.encode(moment.event.detail)), 2 * BODY_LIMIT)

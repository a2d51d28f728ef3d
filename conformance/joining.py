"""A process joins a run, of whatever kind its target is."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
import pytest

from conformance.cards.session import CardRunInfo, CardSession
from conformance.expect import Expect
from conformance.matchers.session import MatcherRunInfo, MatcherSession
from conformance.plan import Kind, Plan, PlannedTest
from conformance.session import RunInfo, Session
from harness.catalogue import Catalogue
from simulators.journal import Journal


class AnyTarget(Protocol):
    """A target file of any kind."""

    def wire_name(self) -> str:
        """What translates to the wire that the target speaks."""
        ...


class AnySession(Protocol):
    """What a process of a run holds whatever the kind of its target."""

    @property
    def kind(self) -> Kind:
        """The kind of the target."""
        ...

    @property
    def journal(self) -> Journal:
        """Where this process writes what happens."""
        ...

    @property
    def events(self) -> Path:
        """The folder that the processes of the run write into."""
        ...

    @property
    def target(self) -> AnyTarget:
        """The target file."""
        ...

    def offers(self) -> frozenset[str]:
        """The names that a test may need."""
        ...

    def plan(self, items: list[pytest.Item], catalogue: Catalogue, *, chosen: Callable[[PlannedTest], bool]) -> Plan:
        """Plan the collected tests."""
        ...

    def expectations(self) -> Expect:
        """The assertions of one test."""
        ...

    def leave(self) -> None:
        """Close what is open."""
        ...


def join(file: Path, *, worker: str) -> AnySession:
    """Join the run that this file describes, as the process `worker`."""
    info = msgspec.json.decode(file.read_bytes(), type=RunInfo | CardRunInfo | MatcherRunInfo)
    match info:
        case RunInfo():
            return Session.join(info, worker=worker)
        case CardRunInfo():
            return CardSession.join(info, worker=worker)
    return MatcherSession.join(info, worker=worker)

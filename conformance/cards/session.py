"""What a process that runs the tests of a card holds: the target, the readers, and the journal."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest

from conformance.cards.budget import BudgetedReader, Proven
from conformance.cards.card import CardUnderTest, Tearing
from conformance.cards.evidence import RecordedReader
from conformance.cards.expect import CardExpect
from conformance.cards.target import CardData, CardTarget, load_card_target
from conformance.plan import Kind, Plan, PlannedTest, plan_tests
from conformance.session import open_journal
from harness.catalogue import Catalogue
from harness.world.events import Record
from harness.world.reader import Reader
from simulators.journal import Journal


class CardRunInfo(Record, frozen=True, kw_only=True, tag="card", tag_field="kind"):
    """A run as its processes share it. `data` are the secrets of the card: the file is private to the user."""

    run: str
    seed: int
    target: str
    events: str
    work: str
    mask_key: str
    data: CardData
    allow_blocking: bool = False


@dataclass(frozen=True, kw_only=True)
class CardSession:
    """One process of a run."""

    info: CardRunInfo
    target: CardTarget
    journal: Journal
    file: BinaryIO
    kind: Kind = "card"

    @classmethod
    def join(cls, info: CardRunInfo, *, worker: str) -> "CardSession":
        """Join a run as the process `worker`; its events go to a file of their own."""
        journal, file = open_journal(info, worker)
        return cls(info=info, target=load_card_target(info.target), journal=journal, file=file)

    @property
    def events(self) -> Path:
        """The folder that the processes of the run write into."""
        return Path(self.info.events)

    def offers(self) -> frozenset[str]:
        """The names that a test may need."""
        return self.target.offers(self.info.data) | ({"blocking"} if self.info.allow_blocking else frozenset())

    def plan(self, items: list[pytest.Item], catalogue: Catalogue, *, chosen: Callable[[PlannedTest], bool]) -> Plan:  # noqa: ARG002 - nobody is leased
        """Plan the collected tests."""
        return Plan(tests=plan_tests(items, catalogue))

    def expectations(self) -> CardExpect:
        """The assertions of one test."""
        return CardExpect(self.journal)

    def card(self, reader: Reader, *, tearing: Tearing | None = None) -> CardUnderTest:
        """The card in a reader, with the budget and the journal between."""
        budgeted = BudgetedReader(
            reader=RecordedReader(reader=reader, journal=self.journal),
            card=self.info.data,
            allow_blocking="blocking" in self.offers(),
            replaceable=self.target.simulated,
            proven=Proven(Path(self.info.work)),
        )
        return CardUnderTest(reader=budgeted, data=self.info.data, tearing=tearing)

    def recorded(self, reader: Reader) -> Reader:
        """A reader whose commands are evidence, without a budget: over the air no secret is presented that could be wrong."""
        return RecordedReader(reader=reader, journal=self.journal)

    def leave(self) -> None:
        """Close what is open."""
        self.file.close()

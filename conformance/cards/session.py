"""What a process that runs the tests of a card holds: the target, the readers, and the journal."""

from dataclasses import dataclass
from pathlib import Path

from conformance.cards.budget import BudgetedReader, Proven
from conformance.cards.card import CardUnderTest, Tearing
from conformance.cards.evidence import RecordedReader
from conformance.cards.expect import CardExpect
from conformance.cards.target import CardData, CardTarget, load_card_target
from conformance.plan import Kind
from conformance.session import AnyRunInfo, Joined, open_journal
from harness.world.reader import Reader


class CardRunInfo(AnyRunInfo, frozen=True, kw_only=True, tag="card", tag_field="kind"):
    """A run on a card. `data` are the secrets of the card: the file is private to the user."""

    data: CardData
    allow_blocking: bool = False


@dataclass(frozen=True, kw_only=True)
class CardSession(Joined):
    """One process of a run on a card."""

    info: CardRunInfo
    target: CardTarget
    kind: Kind = "card"

    @classmethod
    def join(cls, info: CardRunInfo, *, worker: str) -> "CardSession":
        """Join a run as the process `worker`; its events go to a file of their own."""
        journal, file = open_journal(info, worker)
        return cls(info=info, target=load_card_target(info.target), journal=journal, file=file)

    def offers(self) -> frozenset[str]:
        """The names that a test may need."""
        return self.target.offers(self.info.data) | ({"blocking"} if self.info.allow_blocking else frozenset())

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

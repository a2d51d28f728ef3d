"""The target as it is in production: the one under test where it says so of itself, else an instance that the run starts.

Production is where no test hook may be open. Whether one is cannot be seen at a target whose hooks the run itself needs.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.adapter import load_adapter
from conformance.certification.process import running
from conformance.session import Session, tls_of
from conformance.target import Start
from harness.world.ports import Accepted, Conversation, Exchange, Facts, Outcome, ServerPort, converse
from simulators.journey import WayBlockedError
from simulators.network import HttpNetwork, Limits

_ENVIRONMENT = "production"
_NONE = "the target does not say that it is in production, and the target file names no [production] command"


@dataclass(frozen=True, kw_only=True)
class Production:
    """An instance that says of itself that it is in production."""

    port: ServerPort
    exchange: Exchange

    def ask(self, conversation: Conversation) -> Outcome:
        """Carry a conversation of the port to its outcome."""
        return converse(conversation, self.exchange)

    def about(self) -> Facts:
        """What it says of itself.

        Raises:
            WayBlockedError: nothing that the adapter can read.
        """
        outcome = self.ask(self.port.identify())
        if not isinstance(outcome, Accepted):
            raise WayBlockedError("identify", outcome)
        return outcome.facts


@contextmanager
def in_production(run: Session) -> Iterator[Production]:
    """The target in production; without one, the test is not applicable."""
    tested = Production(port=run.port, exchange=run.journal.recorded(run.network, actor="harness"))
    if tested.about().environment == _ENVIRONMENT:
        yield tested
        return
    if run.target.production is None:
        pytest.skip(_NONE)
    start = Start(command=run.target.production.command, ready_s=run.target.production.ready_s)
    with tempfile.TemporaryDirectory(prefix="production-", dir=run.info.work) as work:
        values = {**run.info.values, "work": work}
        with running(start, run.target.reach.url, values, log=Path(work) / "target.log") as base_url:
            network = HttpNetwork(base_url, limits=Limits(answer_s=run.target.reach.answer_s), tls=tls_of(run.target))
            try:
                exchange = run.journal.recorded(network, actor="harness")
                yield Production(port=load_adapter(run.target, base_url, beside=run.info.target), exchange=exchange)
            finally:
                network.close()

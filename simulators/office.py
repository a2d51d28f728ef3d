"""The operator of a target and the officers at its desks: who signs rosters, and who asks for the person before them."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from harness.protocol.encoding.jose import Signer
from harness.protocol.messages.office import Presence
from harness.world.ports import Caller, Clock, Exchange, KeyStore, OfficerEntry, Outcome, ServerPort, converse
from simulators.journal import Journal


class Operator:
    """Signs the rosters of officers with the key that the target was told to trust."""

    def __init__(self, *, key: Signer, port: ServerPort, exchange: Exchange, journal: Journal) -> None:
        self.key = key
        self._port = port
        self._exchange = journal.recorded(exchange, actor="operator")

    def deliver(self, officers: Sequence[OfficerEntry], *, issued_at: datetime, signer: Signer | None) -> Outcome:
        """Deliver a roster, signed by `signer` or by nobody."""
        wish = self._port.deliver_roster(issued_at=issued_at, officers=officers, signer=signer)
        return converse(wish, self._exchange)


class OfficerAtDesk:
    """An officer with a device of his own."""

    def __init__(  # noqa: PLR0913 - what an officer has at hand
        self,
        *,
        name: str,
        key: KeyStore,
        port: ServerPort,
        exchange: Exchange,
        entropy: Random,
        journal: Journal,
        clock: Clock,
    ) -> None:
        self.entry = OfficerEntry(officer_id=name, key=key.thumbprint())
        self._key = key
        self._port = port
        self._exchange = journal.recorded(exchange, actor=f"officer:{name}")
        self._entropy = entropy
        self._clock = clock

    def ask(self, civil_number: str, *, presence: Presence) -> Outcome:
        """Ask why a person was refused last."""
        caller = Caller(
            key=self._key, now=self._clock.now(), fresh=self._fresh, idempotency_key=self._fresh(), language="en"
        )
        return converse(self._port.reason(caller, civil_number=civil_number, presence=presence), self._exchange)

    def _fresh(self) -> str:
        return self._entropy.randbytes(16).hex()

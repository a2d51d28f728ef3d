"""Every APDU is evidence: a reader that writes down what goes through it, PINs and PUKs as keyed tokens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from conformance.cards.secret_commands import is_secret
from harness.world.events import ApduDetail
from harness.world.limits import EVIDENCE_BODY, clipped
from harness.world.reader import CardLostError, Reader
from simulators.journal import Journal

_HEADER = 4
_SW = 2


@dataclass
class RecordedReader:
    """A reader that does the same and writes it down, also where no answer came."""

    reader: Reader
    journal: Journal

    @property
    def name(self) -> str:
        """The name of the reader."""
        return self.reader.name

    def connect(self) -> bytes:
        """Begin a session with the card."""
        return self._power("connect", self.reader.connect)

    def transmit(self, command: bytes) -> bytes:
        """Send a command and write down what came of it."""
        began = self.journal.clock.now()
        try:
            response = self.reader.transmit(command)
        except CardLostError as lost:
            self._record(command, b"", began, lost=str(lost))
            raise
        self._record(command, response, began)
        return response

    def _record(self, command: bytes, response: bytes, began: datetime, lost: str | None = None) -> None:
        detail = ApduDetail(
            reader=clipped(self.name),
            command=self._shown(command),
            response=clipped(spaced(response[:-_SW]), EVIDENCE_BODY),
            sw=response[-_SW:].hex().upper(),
            lost=clipped(lost) if lost else None,
        )
        self.journal.record(
            "card", f"{spaced(command[:_HEADER])} -> {detail.sw or 'no answer'}", detail, started_at=began
        )

    def _shown(self, command: bytes) -> str:
        head, body = command[:_HEADER], command[_HEADER:]
        if body and is_secret(command):
            return f"{spaced(head)} {self.journal.masker.token('pin', body.hex())}"
        return clipped(spaced(command), EVIDENCE_BODY)

    def reset(self) -> bytes:
        """Reset the card with power kept."""
        return self._power("reset", self.reader.reset)

    def power_cycle(self) -> bytes:
        """Take power away and give it again."""
        return self._power("power off and on", self.reader.power_cycle)

    def _power(self, what: str, act: Callable[[], bytes]) -> bytes:
        began = self.journal.clock.now()
        try:
            answer = act()
        except CardLostError as lost:
            self.journal.record(
                "card", what, ApduDetail(reader=clipped(self.name), lost=clipped(str(lost))), started_at=began
            )
            raise
        detail = ApduDetail(reader=clipped(self.name), response=spaced(answer))
        self.journal.record("card", what, detail, started_at=began)
        return answer

    def disconnect(self, *, reset: bool = True) -> None:
        """End the session."""
        self.reader.disconnect(reset=reset)


def spaced(data: bytes) -> str:
    """Bytes as people who read APDUs write them."""
    return data.hex(" ").upper()

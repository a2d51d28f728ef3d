"""A card of our own and somebody who sends it commands in hexadecimal."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import pytest

from harness.protocol.encoding.apdu import parse_response
from simulators.card.card import CardRules, VirtualCard, assemble
from simulators.card.faults import FaultTools
from simulators.card.memory import CardMemory
from simulators.personalization import CardOrder, new_card

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
PIV = "00A404000B A000000308000010000100 00"


@dataclass
class Terminal:
    """A card in a slot, powered, and what it has written to its memory."""

    content: CardMemory
    rules: CardRules | None = None
    faults: tuple = ()
    writes: list[CardMemory] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.card: VirtualCard = assemble(
            self.content,
            write=self.keep,
            draw=Random(7).randbytes,  # noqa: S311 - it must repeat
            rules=self.rules,
            faults=self.faults,
            tools=FaultTools(entropy=Random(5), wait=self.waited.append),  # noqa: S311 - it must repeat
        )
        self.chip = self.card.contact
        self.chip.power_on()

    def keep(self, content: CardMemory) -> CardMemory:
        self.writes.append(content)
        return content

    @property
    def memory(self) -> CardMemory:
        return self.card.memory.content

    def ask(self, command: str) -> tuple[bytes, int]:
        answer = parse_response(self.chip.send(bytes.fromhex(command)))
        return answer.data, answer.sw

    def do(self, command: str) -> int:
        return self.ask(command)[1]

    def select(self) -> "Terminal":
        assert self.do(PIV) == 0x9000
        return self

    def verify(self, pin: str = "4711") -> int:
        return self.do(f"0020008008{block(pin)}")

    def sign(self, reference: str = "9C", digest: str = "11" * 32) -> int:
        return self.do(f"008711{reference} 26 7C24 8200 8120 {digest} 00")


def block(code: str) -> str:
    """A PIN or PUK as the card takes it."""
    return code.encode().ljust(8, b"\xff").hex()


@pytest.fixture(scope="session")
def personalized() -> CardMemory:
    return new_card(now=NOW).memory.content


@pytest.fixture(scope="session")
def personalized_rsa() -> CardMemory:
    return new_card(now=NOW, order=CardOrder(algorithm="rsa-2048", cipher="3des")).memory.content


@pytest.fixture
def terminal(personalized) -> Terminal:
    """A P-256 card with PIV selected."""
    return Terminal(personalized).select()


@pytest.fixture
def rsa_terminal(personalized_rsa) -> Terminal:
    """An RSA card with PIV selected."""
    return Terminal(personalized_rsa).select()


@pytest.fixture(scope="session")
def inserted():
    """Put a card into a slot, powered and with nothing selected."""
    return Terminal


@pytest.fixture
def padded():
    return block

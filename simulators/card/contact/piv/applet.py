"""The PIV application as an applet: its commands, and the answer to its selection.

*Source*: NIST SP 800-73-4 part 2, 3.1.1: the application property template 61.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contact.piv.authentication import general_authenticate, generate_key_pair
from simulators.card.contact.piv.objects import get_data, put_data
from simulators.card.contact.piv.pin import change_reference_data, reset_retry_counter, verify
from simulators.card.contact.piv.rules import PivRules
from simulators.card.contact.piv.state import AID
from simulators.card.contact.piv.work import Draw, Handler, Work
from simulators.card.memory import Memory
from simulators.card.refusal import CommandRefusedError

VERIFY = 0x20
CHANGE_REFERENCE_DATA = 0x24
RESET_RETRY_COUNTER = 0x2C
GENERATE_KEY_PAIR = 0x47
GENERAL_AUTHENTICATE = 0x87
GET_DATA = 0xCB
PUT_DATA = 0xDB

COMMANDS: Mapping[int, Handler] = MappingProxyType(
    {
        VERIFY: verify,
        CHANGE_REFERENCE_DATA: change_reference_data,
        RESET_RETRY_COUNTER: reset_retry_counter,
        GENERATE_KEY_PAIR: generate_key_pair,
        GENERAL_AUTHENTICATE: general_authenticate,
        GET_DATA: get_data,
        PUT_DATA: put_data,
    }
)
_OWNER_BYTES = 5
_LABEL = b"Hawiya test card"


@dataclass(frozen=True, kw_only=True)
class PivPart:
    """What makes the application: its decisions and its commands. A defect replaces one of either."""

    rules: PivRules = field(default_factory=PivRules)
    commands: Mapping[int, Handler] = field(default_factory=lambda: COMMANDS)
    aid: bytes = AID


class PivApplet:
    """An `Applet`: PIV on this memory."""

    def __init__(self, memory: Memory, *, draw: Draw, part: PivPart | None = None) -> None:
        self._part = part or PivPart()
        self._work = Work(memory=memory, draw=draw, rules=self._part.rules)
        self.instructions = frozenset(self._part.commands)

    @property
    def aid(self) -> bytes:
        """The full application identifier, with its version."""
        return self._part.aid

    def select(self, *, again: bool) -> bytes:
        """The application property template."""
        if again:
            self._work.session = self._work.rules.after_selection(self._work.session)
        owner, name = AID[:_OWNER_BYTES], AID[_OWNER_BYTES:]
        return tlv(0x61, tlv(0x4F, name), tlv(0x79, tlv(0x4F, owner)), tlv(0x50, _LABEL))

    def deselect(self) -> None:
        """Forget what was shown to the card."""
        self._work.session = self._work.rules.after_deselection(self._work.session)

    def reset(self) -> None:
        """Forget what was shown to the card."""
        self._work.session = self._work.rules.after_reset(self._work.session)

    def process(self, command: CommandApdu, *, turn: int) -> bytes:
        """Carry out a command; see `Applet.process`."""
        handler = self._part.commands.get(command.ins)
        if handler is None:
            raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)
        self._work.turn = turn
        self._work.session = self._work.rules.before_command(self._work.session, turn)
        return handler(self._work, command)

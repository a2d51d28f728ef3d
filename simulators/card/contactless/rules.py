"""The decisions of the contactless face, each a replaceable pure function; the commands are replaceable beside them.

The exemplary face is `ContactlessPart()`; a defect replaces one entry of it, and the face knows nothing of defects.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from harness.protocol.encoding.apdu import CommandApdu
from simulators.card.contactless.memory import ContactlessMemory
from simulators.card.contactless.passwords import GuessingRules
from simulators.card.contactless.secure_messaging import MessagingRules
from simulators.card.contactless.session import Session

ANSWER_TO_RESET = bytes.fromhex("3B858001807394014022")
"""As PC/SC shows a contactless card (part 3, 3.1.3.2.3): 80 73 and what it can select, its data units, extended lengths."""

_RANDOM_IDENTIFIER = b"\x08"
_DRAWN_BYTES = 3


def issued(memory: ContactlessMemory) -> ContactlessMemory:
    """What the chip holds of what it was made with: just that."""
    return memory


def answer_to_reset(memory: ContactlessMemory) -> bytes:
    """What a reader shows as the answer to reset: the same for every card."""
    del memory
    return ANSWER_TO_RESET


def draw_identifier(random_bytes: Callable[[int], bytes]) -> bytes:
    """The identifier for one stay in the field. *Shape*: 4 bytes, 08 says that it is random (ISO/IEC 14443-3, 6.5.4)."""
    return _RANDOM_IDENTIFIER + random_bytes(_DRAWN_BYTES)


def may_read(session: Session, identifier: int) -> bool:
    """Whether a file of the application may be read: within secure messaging only."""
    del identifier
    return session.messaging is not None


def takes_plain(command: CommandApdu) -> bool:
    """Whether a command without protection is carried out within secure messaging: never."""
    del command
    return False


def after_plain(session: Session) -> Session:
    """What a command without protection leaves of a session: no access and no keys."""
    return Session(application=session.application)


def after_breach(session: Session) -> Session:
    """What a command with wrong protection leaves of a session: the same."""
    return Session(application=session.application)


@dataclass(frozen=True, kw_only=True)
class ContactlessRules:
    """Every decision of the face."""

    guessing: GuessingRules = field(default_factory=GuessingRules)
    messaging: MessagingRules = field(default_factory=MessagingRules)
    issued: Callable[[ContactlessMemory], ContactlessMemory] = issued
    answer_to_reset: Callable[[ContactlessMemory], bytes] = answer_to_reset
    draw_identifier: Callable[[Callable[[int], bytes]], bytes] = draw_identifier
    may_read: Callable[[Session, int], bool] = may_read
    takes_plain: Callable[[CommandApdu], bool] = takes_plain
    after_plain: Callable[[Session], Session] = after_plain
    after_breach: Callable[[Session], Session] = after_breach

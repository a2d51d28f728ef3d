"""What the contactless face knows while it has power, and what its commands work with."""

from collections.abc import Callable
from dataclasses import dataclass

from simulators.card.contactless.ciphers import Suite
from simulators.card.contactless.memory import ContactlessMemory
from simulators.card.contactless.pace import Pace
from simulators.card.contactless.passwords import PasswordGuard
from simulators.card.contactless.points import P256Point
from simulators.card.contactless.secure_messaging import SecureMessaging


@dataclass
class Session:
    """The volatile state. Access is granted exactly while there is secure messaging, so the two cannot part."""

    application: bool = False
    """The eMRTD application is selected, else the master file is."""
    file: bytes | None = None
    challenge: bytes | None = None
    pace: Pace[P256Point] | None = None
    pace_step: int = 0
    agreement: Suite | None = None
    """Chip authentication was announced with this suite."""
    messaging: SecureMessaging | None = None
    renewed: SecureMessaging | None = None
    """What secure messaging becomes after the present answer."""

    def interrupt(self) -> None:
        """Forget a dialog of several commands that another command came into."""
        self.pace, self.pace_step, self.agreement = None, 0, None

    def renew(self) -> None:
        """Take the new keys into use, where there are any."""
        self.messaging, self.renewed = self.renewed or self.messaging, None


@dataclass(frozen=True)
class Card:
    """What is not volatile, and entropy."""

    guard: PasswordGuard
    random_bytes: Callable[[int], bytes]
    may_read: Callable[[Session, int], bool]
    """Whether a file of the application, by its identifier, may be read now."""

    @property
    def memory(self) -> ContactlessMemory:
        """The memory as it stands."""
        return self.guard.memory

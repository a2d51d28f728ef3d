"""Tearing: the power of a card is cut while it works, where the reader can do that."""

from collections.abc import Callable

from conformance.cards.card import CardUnderTest
from harness.protocol.encoding.apdu import ResponseApdu
from harness.world.reader import CardLostError
from simulators.journey import WayBlockedError


def cut_power_at_first_write(card: CardUnderTest, act: Callable[[], ResponseApdu]) -> bool:
    """Do something with a card whose power goes when it first writes; whether it wrote.

    Raises:
        WayBlockedError: power cannot be cut in this reader.
    """
    if card.tearing is None:
        raise WayBlockedError("cut the power", None)
    card.tearing.cut_power_at_next_write()
    try:
        act()
    except CardLostError:
        return True
    finally:
        card.tearing.disarm()
    return False

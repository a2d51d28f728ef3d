"""Named defects of the virtual card, by which the conformance suite shows that each of its tests can fail.

A defect replaces one decision or wraps one command; the card itself knows nothing of them.
"""

from harness.commandline import UsageError
from simulators.card.defects import (
    contactless_access,
    contactless_documents,
    contactless_messaging,
    contactless_passwords,
    framing,
    keys,
    pin,
    security,
)
from simulators.card.defects.registry import DEFECTS
from simulators.card.rulebook import CardRules

__all__ = (
    "DEFECTS",
    "contactless_access",
    "contactless_documents",
    "contactless_messaging",
    "contactless_passwords",
    "defective",
    "framing",
    "keys",
    "pin",
    "security",
)


def defective(name: str, rules: CardRules) -> CardRules:
    """The rules of a card that has this defect, too.

    Raises:
        UsageError: there is no such defect.
    """
    if name not in DEFECTS:
        raise UsageError(f"no defect of a card is called {name!r}: there are {', '.join(sorted(DEFECTS))}")
    return DEFECTS[name](rules)

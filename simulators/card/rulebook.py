"""Every decision of a card in one place: the exemplary card is `CardRules()`, and a defect replaces one entry of it."""

from dataclasses import dataclass, field

from simulators.card.contact.piv.applet import PivPart
from simulators.card.contact.shell import ShellRules
from simulators.card.contactless import ContactlessPart


@dataclass(frozen=True, kw_only=True)
class CardRules:
    """Every decision of both faces."""

    shell: ShellRules = field(default_factory=ShellRules)
    piv: PivPart = field(default_factory=PivPart)
    contactless: ContactlessPart = field(default_factory=ContactlessPart)

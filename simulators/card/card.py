"""A whole card: its memory, and the faces by which it is reached.

card = open_card(Path("card.json"))
card.contact.power_on()
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import sleep

from msgspec import structs

from harness.commandline import UsageError
from simulators.card.cardfile import read_card, saving_to
from simulators.card.chip import Chip
from simulators.card.contact.card_manager import CardManager
from simulators.card.contact.face import ContactFace
from simulators.card.contact.piv.applet import PivApplet
from simulators.card.contact.piv.work import Draw
from simulators.card.contactless import Antenna, ContactlessFace, ContactlessMemory
from simulators.card.faults import Fault, FaultTools, faulty_chip, faulty_write, forged
from simulators.card.memory import CardMemory, Memory, Write, kept_in_process
from simulators.card.rulebook import CardRules

__all__ = ("CardRules", "VirtualCard", "antenna_of", "assemble", "open_card")


@dataclass(frozen=True, kw_only=True)
class VirtualCard:
    """A card that can be put into a reader."""

    memory: Memory
    contact: Chip
    contactless: Chip | None = None
    """Nothing where the card has no antenna."""


def assemble(  # noqa: PLR0913 - the parts of a card
    content: CardMemory,
    *,
    write: Write = kept_in_process,
    draw: Draw = secrets.token_bytes,
    rules: CardRules | None = None,
    faults: Sequence[Fault] = (),
    tools: FaultTools | None = None,
) -> VirtualCard:
    """A card with this content. `draw` gives its challenges and new keys; a card that lives on must not repeat them."""
    rules = rules or CardRules()
    tools = tools or FaultTools(entropy=Random(content.seed), wait=sleep)  # noqa: S311 - faults repeat with the seed
    memory = Memory(content, faulty_write(write, content, faults))
    applets = (PivApplet(memory, draw=draw, part=rules.piv), CardManager())
    face = ContactFace(applets, rules=rules.shell)
    chip = content.contactless
    if chip is not None:
        chip = forged(chip, faults, tools.entropy)
    contactless = _antenna(memory, chip, draw=draw, rules=rules, tools=tools)
    return VirtualCard(
        memory=memory,
        contact=faulty_chip(face, faults, tools),
        contactless=faulty_chip(contactless, faults, tools) if contactless else None,
    )


def _antenna(
    memory: Memory, chip: ContactlessMemory | None, *, draw: Draw, rules: CardRules, tools: FaultTools
) -> Antenna | None:
    """The contactless face; what changes in it is written with the rest of the card, and a forgery stays out of that."""
    if chip is None:
        return None

    def save(changed: ContactlessMemory) -> None:
        kept = memory.content.contactless or chip
        memory.change(contactless=structs.replace(kept, password_failures=changed.password_failures))

    part = rules.contactless
    return Antenna(ContactlessFace(chip, random_bytes=draw, delay=tools.wait, save=save, part=part))


def open_card(
    path: Path, *, draw: Draw = secrets.token_bytes, rules: CardRules | None = None, faults: Sequence[Fault] = ()
) -> VirtualCard:
    """The card in a file; what changes in it is in the file before it answers.

    Raises:
        UsageError: see `read_card`.
    """
    return assemble(read_card(path), write=saving_to(path), draw=draw, rules=rules, faults=faults)


def antenna_of(card: VirtualCard, path: Path) -> Chip:
    """The contactless face of the card in that file.

    Raises:
        UsageError: it has none.
    """
    if card.contactless is None:
        raise UsageError(
            f"the card in {path} has no contactless chip: make a new one with `hawiya card new --out FILE`"
        )
    return card.contactless

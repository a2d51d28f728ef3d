"""The readers of a run: our own card in this process, or PC/SC."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.cards.card import CardUnderTest
from conformance.cards.contactless import ChipUnderTest
from conformance.cards.session import CardSession
from conformance.cards.simulated import SimulatedCard, SimulatedField
from conformance.cards.target import CardData, CardTarget
from simulators.card.cardfile import read_card, write_card
from simulators.card.contactless import ContactlessMemory
from simulators.card.defects import defective
from simulators.card.faults import Fault, named
from simulators.card.memory import CardMemory
from simulators.card.readers.in_process import InProcessReader
from simulators.card.rulebook import CardRules
from simulators.entropy import Entropy
from simulators.personalization import CardOrder, country_signer_of, new_card

_FILE = "card.json"
_COUNTRY_SIGNER = "csca.pem"
_READER = "Hawiya virtual card"
_ANTENNA = "Hawiya virtual antenna"
_OTHER_PERSON = "citizen-2"


def prepare_simulated(target: CardTarget, work: Path, *, seed: int) -> CardData:
    """Make the card of a run, or take the user's; what a tester knows of it.

    Raises:
        UsageError: the card file is broken, or a defect has no such name.
    """
    if target.reach.file:
        content = read_card(Path(target.reach.file))
    else:
        order = CardOrder(pin=target.card.pin, puk=target.card.puk, pin_tries=target.card.profile.pin_tries)
        made = new_card(seed=seed, now=datetime.now(UTC), order=order, faults=faults_of(target))
        content = made.memory.content
    rules_of(target)
    faults_of(target)
    write_card(work / _FILE, content)
    known = msgspec.structs.replace(target.card, administrator=content.administrator.value.hex())
    return known if content.contactless is None else _with_chip(known, content.contactless, work, seed=content.seed)


def _with_chip(card: CardData, chip: ContactlessMemory, work: Path, *, seed: int) -> CardData:
    """What a tester knows of a simulated chip: what is printed on the card, and whom to trust."""
    trusted = work / _COUNTRY_SIGNER
    trusted.write_bytes(country_signer_of(seed).parsed.public_bytes(Encoding.PEM))
    return msgspec.structs.replace(
        card,
        access_number=chip.can,
        document_number=chip.document_number,
        birth_date=_day(chip.birth_date),
        expires_on=_day(chip.expiry_date),
        country_signer=card.country_signer or str(trusted),
    )


def _day(printed: str) -> date:
    """A day of the machine-readable zone, which has no century; whoever prints it again leaves the century out as well."""
    return date(2000 + int(printed[:2]), int(printed[2:4]), int(printed[4:]))


def rules_of(target: CardTarget) -> CardRules:
    """The rules of the simulated card, with the defects that the target file asks for.

    Raises:
        UsageError: a defect has no such name.
    """
    rules = CardRules()
    for name in target.reach.defects:
        rules = defective(name, rules)
    return rules


def faults_of(target: CardTarget) -> tuple[Fault, ...]:
    """The faults of the simulated card that the target file asks for.

    Raises:
        UsageError: a fault has no such name.
    """
    return tuple(named(name) for name in target.reach.faults)


def insert(session: CardSession) -> CardUnderTest:
    """The card in its reader, not connected: a simulated one comes new from its file, and keeps its changes to itself.

    Raises:
        ReaderError: there is no such reader.
    """
    if not session.target.simulated:
        from simulators.card.readers.pcsc import open_reader  # noqa: PLC0415 - pyscard is an extra

        return session.card(open_reader(session.target.reach.name))
    content = read_card(Path(session.info.work) / _FILE)
    chip = SimulatedCard(content, rules=rules_of(session.target), faults=faults_of(session.target))
    return session.card(InProcessReader(chip, name=_READER), tearing=chip)


def enter_field(session: CardSession, *, label: str) -> ChipUnderTest:
    """The chip in the field of its reader, not connected; a simulated one comes new from its file. `label` names what we draw.

    Raises:
        ReaderError: there is no such reader.
    """
    if session.target.simulated:
        return _simulated_chip(session, read_card(Path(session.info.work) / _FILE), label=label)
    from simulators.card.readers.pcsc import open_reader  # noqa: PLC0415 - pyscard is an extra

    reader = open_reader(session.target.reach.contactless)
    return ChipUnderTest(
        reader=session.recorded(reader),
        data=session.info.data,
        random=_drawn(session, label),
        clock_s=time.perf_counter,
    )


def other_in_field(session: CardSession, *, label: str) -> ChipUnderTest:
    """A second simulated card of the same profile, of another person."""
    content = new_card(seed=session.info.seed, person=_OTHER_PERSON, now=datetime.now(UTC)).memory.content
    return _simulated_chip(session, content, label=label)


def _simulated_chip(session: CardSession, content: CardMemory, *, label: str) -> ChipUnderTest:
    field = SimulatedField(content, rules=rules_of(session.target), faults=faults_of(session.target))
    return ChipUnderTest(
        reader=session.recorded(InProcessReader(field.contactless, name=_ANTENNA)),
        data=session.info.data,
        random=_drawn(session, label),
        clock_s=field.passed_s,
        contact=session.card(InProcessReader(field.contact, name=_READER)),
    )


def _drawn(session: CardSession, label: str) -> Callable[[int], bytes]:
    return Entropy(session.info.seed).stream("chip reader", label).randbytes

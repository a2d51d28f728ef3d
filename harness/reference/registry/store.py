"""Where the registry's records come from."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from harness.commandline import UsageError
from harness.reference.registry.rules import Card, Record, ResidencyRequest
from harness.world.roster import RosterPerson, read_roster

_PORTRAITS_KEPT = 2_000


class Registry(Protocol):
    """The civil registry: asked by civil or reference number, the same work for a known and an unknown one."""

    def find(self, number: str) -> tuple[Record | None, bytes | None]:
        """The record with its portrait; None for both where there is none."""
        ...

    def decoy(self, seed: bytes) -> bytes:
        """Some portrait of the registry, fixed by `seed`."""
        ...

    def status(self) -> str:
        """`ok`, or what is wrong."""
        ...


class ReachableRegistry:
    """A registry that can be out of reach, as one behind a network is; then it knows nobody and says so in its status."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.reachable = True

    def find(self, civil_number: str) -> tuple[Record | None, bytes | None]:
        """The record with its portrait; None for both while the registry is out of reach."""
        return self._registry.find(civil_number) if self.reachable else (None, None)

    def decoy(self, seed: bytes) -> bytes:
        """Some portrait of the registry, fixed by `seed`."""
        return self._registry.decoy(seed)

    def status(self) -> str:
        """`ok`, or what is wrong."""
        return self._registry.status() if self.reachable else "the registry is out of reach"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A record and the file of its portrait."""

    record: Record
    portrait: Path | None


class HeldRegistry:
    """A registry that stands in memory, with the portraits in files."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)
        self._decoys = sorted(entry.portrait for entry in entries.values() if entry.portrait is not None)
        self._kept: OrderedDict[Path, bytes] = OrderedDict()

    def find(self, number: str) -> tuple[Record | None, bytes | None]:
        """The record with its portrait."""
        entry = self._entries.get(number)
        if entry is None:
            return None, None
        return entry.record, None if entry.portrait is None else self._read(entry.portrait)

    def decoy(self, seed: bytes) -> bytes:
        """Some portrait, fixed by `seed`."""
        if not self._decoys:
            return b""
        return self._read(self._decoys[int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") % len(self._decoys)])

    def status(self) -> str:
        """`ok` when somebody is registered."""
        return "ok" if self._entries else "the registry is empty: start with --roster FILE"

    def _read(self, path: Path) -> bytes:
        portrait = self._kept.pop(path, None)
        if portrait is None:
            portrait = path.read_bytes()
        self._kept[path] = portrait
        if len(self._kept) > _PORTRAITS_KEPT:
            self._kept.popitem(last=False)
        return portrait


def read_registry(path: Path) -> HeldRegistry:
    """The registry of a roster file; portraits stand beside it.

    Raises:
        UsageError: the file or a portrait cannot be read, or the file is not a roster.
    """
    file = path / "roster.json" if path.is_dir() else path
    try:
        roster = read_roster(file.read_bytes())
    except OSError as error:
        raise UsageError(
            f"the roster {path} cannot be read: {error.strerror}; `hawiya population` writes one"
        ) from None
    except msgspec.DecodeError as error:
        raise UsageError(f"the roster {path} is not valid: {error}") from None
    entries = {number: entry for person in roster.people for number, entry in _named(person, file.parent)}
    for entry in entries.values():
        if entry.portrait is not None and not entry.portrait.is_file():
            raise UsageError(f"the roster {path} names a portrait that is not there: {entry.portrait.name}")
    return HeldRegistry(entries)


def _named(person: RosterPerson, folder: Path) -> Iterator[tuple[str, Entry]]:
    """The entry of a person under every number that the registry knows the person by."""
    entry = _entry(person, folder)
    if person.civil_number_allocated:
        yield person.civil_number, entry
    if person.reference_number is not None:
        yield person.reference_number, entry


def _entry(person: RosterPerson, folder: Path) -> Entry:
    held = person.card
    card = None
    if held is not None:
        card = Card(serial=held.serial, kind=held.kind, expires_on=held.expires_on, is_active=held.status == "active")
    record = Record(
        civil_number=person.civil_number,
        category=person.category,
        status=person.record_status,
        nationality=person.nationality,
        birth_date=person.birth_date,
        card=card,
        earlier_serials=person.earlier_card_serials,
        hawyti_serial=person.hawyti_serial,
        first_issue=held is None and person.hawyti_serial is not None,
        passport_number=person.passport_number,
        residency_article=person.residency_article,
        occupation=person.occupation,
        request=_request(person),
        mobile=person.mobile,
    )
    if person.portrait is None:
        return Entry(record=record, portrait=None)
    portrait = (folder / person.portrait).resolve()
    if not portrait.is_relative_to(folder.resolve()):
        raise UsageError(f"the roster names a portrait outside its folder: {person.portrait}")
    return Entry(record=record, portrait=portrait)


def _request(person: RosterPerson) -> ResidencyRequest | None:
    if person.reference_number is None:
        return None
    return ResidencyRequest(
        reference_number=person.reference_number,
        fee_paid=person.fee_paid,
        has_portrait=person.portrait is not None,
        civil_number_allocated=person.civil_number_allocated,
    )

"""Writes a population as a roster that any vendor can load: JSON, CSV, portraits, and the operator's public key."""

import csv
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.world.roster import Card, Roster, RosterPerson, read_roster
from simulators.entropy import Entropy
from simulators.faces.album import Album
from simulators.faces.crew import cores
from simulators.population.people import Population

ROSTER_FILE = "roster.json"
TABLE_FILE = "roster.csv"
OPERATOR_FILE = "operator.pem"
"""The public key of who signs the rosters of officers."""

_LIST_SEPARATOR = ";"


def roster_of(population: Population) -> Roster:
    """Everybody whom the registry knows, so nobody of role "unknown"."""
    known = tuple(person.roster_person() for person in population.people if person.role != "unknown")
    return Roster(seed=population.seed, today=population.today, people=known)


def write_roster(
    population: Population,
    directory: Path,
    *,
    album: Album | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write roster.json, roster.csv, operator.pem and the portraits; returns the path of roster.json, which is written last.

    Portraits come from the album, which may keep them for the next roster.
    """
    roster = roster_of(population)
    album = album or Album()
    (directory / "portraits").mkdir(parents=True, exist_ok=True)
    faces = {person.person_id: person.face_seed for person in population.people}
    pictured = [(person.portrait, faces[person.person_id]) for person in roster.people if person.portrait is not None]
    pictures = album.portraits([face for _, face in pictured], workers=cores())
    for done, ((place, _), picture) in enumerate(zip(pictured, pictures, strict=True), start=1):
        (directory / place).write_bytes(picture)
        if progress is not None:
            progress(done, len(pictured))
    _write_table(roster, directory / TABLE_FILE)
    public = operator_key(population.seed).public_key()
    (directory / OPERATOR_FILE).write_bytes(
        public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    path = directory / ROSTER_FILE
    path.write_bytes(msgspec.json.format(msgspec.json.encode(roster), indent=1) + b"\n")
    return path


def operator_key(seed: int) -> ec.EllipticCurvePrivateKey:
    """The key by which the operator of the simulated world signs rosters of officers."""
    return Entropy(seed).p256_private_key("operator")


def load_roster(path: Path) -> Roster:
    """Read a roster file.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError: see `harness.world.roster.read_roster`.
    """
    return read_roster(path.read_bytes())


def _write_table(roster: Roster, path: Path) -> None:
    person_fields = [name for name in RosterPerson.__struct_fields__ if name != "card"]
    card_fields = Card.__struct_fields__
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([*person_fields, *(f"card_{name}" for name in card_fields)])
        for person in roster.people:
            row = [_cell(getattr(person, name)) for name in person_fields]
            table.writerow(row + [_cell(getattr(person.card, name, None)) for name in card_fields])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _LIST_SEPARATOR.join(str(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)

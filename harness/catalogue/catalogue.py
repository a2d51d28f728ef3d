"""The reader of the catalogue: strict, cached, and the only place of the contract that reads packaged data.

A row with an unknown field, a second row with one id, and a reference to an id that does not exist are refused with the
file and the id. `digest` is the SHA-256 over the bytes of `FILES` in that order, a report names what it was judged by.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

import msgspec
import yaml

from harness.catalogue.readings import Reading, ReadingError, parse_readings
from harness.catalogue.rows import Directory, KioskSite, Operator, Requirement, TestDocument, Threat
from harness.commandline import HarnessError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = "1"
"""Raised whenever the meaning of a row changes; the digest tells two wordings apart."""

FILES = (
    *("requirements.yaml", "card.yaml", "matcher.yaml", "threats.yaml"),
    *("readings.md", "kiosk-sites.yaml", "card-tests.yaml"),
)

_Struct = TypeVar("_Struct", bound=msgspec.Struct)
_Row = TypeVar("_Row", Requirement, Threat, KioskSite, Operator)


class CatalogueError(HarnessError):
    """A file of the catalogue is wrong; the message names the file and the row."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Everything that the project demands of a system, by id in the order of the files."""

    version: str
    digest: str
    requirements: dict[str, Requirement]
    threats: dict[str, Threat]
    readings: list[Reading]
    operators: dict[str, Operator]
    sites: dict[str, KioskSite]
    test_documents: list[TestDocument]
    """Published test cases for cards, and which of our rows answer to them."""


@cache
def load_catalogue() -> Catalogue:
    """Read the packaged catalogue, once per process.

    Raises:
        CatalogueError: A file is missing or wrong: the installation is damaged.
    """
    folder = resources.files(__package__)
    try:
        return read_catalogue({name: folder.joinpath(name).read_bytes() for name in FILES})
    except OSError as error:
        raise CatalogueError(f"the catalogue cannot be read, install hawiya again: {error}") from error


def read_catalogue(files: "Mapping[str, bytes]") -> Catalogue:
    """Read a catalogue from the content of its `FILES`.

    Raises:
        CatalogueError: A row cannot be read, stands twice, or names what does not exist.
    """
    articles = _by_id("requirements.yaml", _rows("requirements.yaml", files, Requirement))
    cards = _by_id("card.yaml", _rows("card.yaml", files, Requirement))
    matchers = _by_id("matcher.yaml", _rows("matcher.yaml", files, Requirement))
    requirements = _by_id("card.yaml", [*articles.values(), *cards.values()])
    requirements = _by_id("matcher.yaml", [*requirements.values(), *matchers.values()])
    threats = _by_id("threats.yaml", _rows("threats.yaml", files, Threat))
    _refuse_unknown("requirements.yaml", {row.id: row.derived_from for row in requirements.values()}, requirements)
    _refuse_unknown("threats.yaml", {row.id: row.related for row in threats.values()}, requirements)
    directory = _directory(files)
    documents = _rows("card-tests.yaml", files, TestDocument)
    cases = {case: names for document in documents for unit in document.units for case, names in unit.cases.items()}
    _refuse_unknown("card-tests.yaml", cases, requirements)
    return Catalogue(
        version=VERSION,
        digest=hashlib.sha256(b"".join(files[name] for name in FILES)).hexdigest(),
        requirements=requirements,
        threats=threats,
        readings=_readings(files),
        operators=_by_id("kiosk-sites.yaml", directory.operators),
        sites=_by_id("kiosk-sites.yaml", [site for operator in directory.operators for site in operator.sites]),
        test_documents=documents,
    )


if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is much faster


class _StrictLoader(_SafeLoader):
    """Plain YAML values only, and no key twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - the signature is PyYAML's
        mapping: dict[object, object] = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            twice = Counter(key.value for key, _ in node.value).most_common(1)[0][0]
            raise yaml.constructor.ConstructorError(None, None, f"the key {twice!r} stands twice", node.start_mark)
        return mapping


def _yaml(name: str, files: "Mapping[str, bytes]") -> object:
    try:
        return yaml.load(files[name], Loader=_StrictLoader)  # noqa: S506 - it is the safe loader, made stricter
    except yaml.YAMLError as error:
        raise CatalogueError(f"{name}: not readable as YAML: {' '.join(str(error).split())}") from error


def _rows(name: str, files: "Mapping[str, bytes]", kind: type[_Struct]) -> list[_Struct]:
    rows = _yaml(name, files)
    if not isinstance(rows, list):
        raise CatalogueError(f"{name}: the file must be a list of rows")
    return [_convert(name, row, kind, number=number) for number, row in enumerate(rows, start=1)]


def _convert(name: str, row: object, kind: type[_Struct], *, number: int) -> _Struct:
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        identity = row.get("id") if isinstance(row, dict) else None
        raise CatalogueError(f"{name}: {identity or f'row {number}'}: {error}") from error


def _by_id(name: str, rows: "Iterable[_Row]") -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    for row in rows:
        if row.id in found:
            raise CatalogueError(f"{name}: {row.id}: stands twice")
        found[row.id] = row
    return found


def _refuse_unknown(name: str, references: "Mapping[str, list[str]]", known: "Mapping[str, object]") -> None:
    for identity, named in references.items():
        for other in named:
            if other not in known:
                raise CatalogueError(f"{name}: {identity}: names the unknown requirement {other}")


def _readings(files: "Mapping[str, bytes]") -> list[Reading]:
    try:
        return parse_readings(files["readings.md"].decode())
    except (ReadingError, UnicodeDecodeError) as error:
        raise CatalogueError(f"readings.md: {error}") from error


def _directory(files: "Mapping[str, bytes]") -> Directory:
    directory = _convert("kiosk-sites.yaml", _yaml("kiosk-sites.yaml", files), Directory, number=1)
    sites = [site for operator in directory.operators for site in operator.sites]
    totals = directory.totals
    for what, stated, counted in (
        ("operators", totals.operators, len(directory.operators)),
        ("sites", totals.sites, len(sites)),
        ("devices_with_assumed", totals.devices_with_assumed, sum(site.devices.count for site in sites)),
        ("devices_stated", totals.devices_stated, sum(s.devices.count for s in sites if not s.devices.assumed)),
    ):
        if stated != counted:
            raise CatalogueError(f"kiosk-sites.yaml: totals: {what} is {stated}, counted {counted}")
    for operator in directory.operators:
        if operator.sites_stated not in (None, len(operator.sites)):
            difference = f"{operator.id}: {operator.sites_stated} sites stated, {len(operator.sites)} listed"
            raise CatalogueError(f"kiosk-sites.yaml: {difference}")
    return directory

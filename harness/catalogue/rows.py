"""The rows of the catalogue's files. An unknown field, level, area, basis or grade is refused when a row is read."""

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

Area = Literal[
    "eligibility",
    "enrollment",
    "sms",
    "pin",
    "face",
    "privacy",
    "troubleshooting",
    "kiosk",
    "nfc",
    "renewal",
    "signing",
    "appointments",
    "wallet",
    "absher",
    "card",
    "matcher",
]
AREAS: tuple[Area, ...] = get_args(Area)
"""In the order in which reports print them."""

Basis = Literal["stated", "inferred", "standard", "contra-source"]
Subject = Literal[
    "server",
    "app",
    "kiosk",
    "card",
    "matcher",
    "issuer",
    "verifier",
    "holder",
    "relying_party",
    "operator",
    "data",
    "harness",
]
Text = Annotated[str, Meta(min_length=1)]
RequirementId = Annotated[str, Meta(pattern=r"^[A-Z]{3}-[0-9]{3}[a-z]?$")]
ThreatId = Annotated[str, Meta(pattern=r"^THR-[0-9]{3}$")]
SiteId = Annotated[str, Meta(pattern=r"^[A-Z]{2,12}-[0-9]{2}$")]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that stands in a file of the catalogue."""


class Case(Row, frozen=True, kw_only=True):
    """A test case of a requirement: what is given and which outcome is expected."""

    case: Literal["pos", "neg"]
    given: Text
    expect: Text
    basis: Basis


class Requirement(Row, frozen=True, kw_only=True):
    """One sentence of the articles that a system can keep or break.

    `observe` is the least grade at which it may be observed; `policy` names the reading on which it hangs; a row with
    `derived_from` is not tested alone: it holds when those hold.
    """

    id: RequirementId
    source: Text
    quote: Text
    text: Text
    text_ar: Text | None = None
    """`text` in Arabic, where `quote` is no sentence of an Arabic article but a clause in our own English words."""
    level: Literal["MUST", "SHOULD"]
    area: Area
    actor: Text
    subject: Annotated[list[Subject], Meta(min_length=1)]
    basis: Basis
    observe: Literal["O1", "O2", "O3", "O4"]
    tests: list[Case]
    policy: str | None = None
    derived_from: list[str] = msgspec.field(default_factory=list)


class Threat(Row, frozen=True, kw_only=True):
    """An attack, the outcome that a sound system shows, and the requirements which it bears on."""

    id: ThreatId
    title: Text
    attacker: Text
    attack: Text
    subject: Annotated[list[Subject], Meta(min_length=1)]
    expect: Text
    related: list[str]
    source: str | None = None


class Devices(Row, frozen=True, kw_only=True):
    """How many kiosks stand at a site; `assumed` where the article does not say."""

    count: Annotated[int, Meta(ge=1)]
    assumed: bool = False
    quote: str | None = None


class Place(Row, frozen=True, kw_only=True):
    """A rough district centroid, in degrees; it stands for no address."""

    governorate: Text
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    assumed: bool = False


class KioskSite(Row, frozen=True, kw_only=True):
    """One place where kiosks stand."""

    id: SiteId
    name_ar: Text
    name_en: Text
    devices: Devices
    place: Place


class Operator(Row, frozen=True, kw_only=True):
    """A bank or authority and its kiosk sites."""

    id: Text
    name_ar: Text
    name_en: Text
    sites_stated: int | None
    quote: Text
    sites: list[KioskSite]
    label_as_written: str | None = None
    note: str | None = None


class Totals(Row, frozen=True, kw_only=True):
    """What the directory must add up to."""

    operators: int
    sites: int
    devices_stated: int
    devices_with_assumed: int


class Directory(Row, frozen=True, kw_only=True):
    """The kiosk directory as the file holds it."""

    source: Text
    note: Text
    totals: Totals
    operators: list[Operator]


class TestUnit(Row, frozen=True, kw_only=True):
    """A unit of a published test document: `cases` maps a case of it to our rows that test the same behavior.

    `rest` says what of the unit our suite leaves out, and why.
    """

    unit: Text
    about: Text
    cases: dict[str, list[RequirementId]]
    rest: Text


class TestDocument(Row, frozen=True, kw_only=True):
    """A published document of test cases: what of it was `read`, and what could not be confirmed (`note`)."""

    document: Text
    title: Text
    version: Text
    read: Text
    note: str = ""
    units: list[TestUnit]

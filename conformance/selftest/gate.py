"""The gate: no MUST of the areas that are built may be without a test, or without a defect that turns one of its tests red.

Three lists are compared, each read where it stands: the catalogue, the marks of the suites, and the defects with their red tests.
`gate.toml` says which areas and threats count, and which of their requirements stand elsewhere, with the reason.
"""

from collections.abc import Mapping
from importlib import resources

import msgspec

from conformance.selftest.trial import Listed
from harness.catalogue import Catalogue
from harness.commandline import UsageError
from harness.world.events import Record

_FILE = "selftest/gate.toml"
_KIND = "server"


class Gate(Record, frozen=True, kw_only=True):
    """What `gate.toml` says. `elsewhere` are requirements of the areas that no test of this kind decides, each with its reason.

    `not_yet` are ids that may still lack a test or a defect; our own tests refuse one that lacks nothing, so the list shrinks.
    """

    areas: list[str]
    threats: list[str]
    elsewhere: dict[str, str] = msgspec.field(default_factory=dict)
    not_yet: list[str] = msgspec.field(default_factory=list)


def read_gate() -> Gate:
    """The packaged gate.

    Raises:
        UsageError: the file does not hold.
    """
    try:
        return msgspec.toml.decode(resources.files("conformance").joinpath(_FILE).read_bytes(), type=Gate)
    except msgspec.DecodeError as error:
        raise UsageError(f"{_FILE}: {error}") from None


def wanted(gate: Gate, catalogue: Catalogue) -> list[str]:
    """The ids that need a test and a defect.

    Raises:
        UsageError: the gate names an id that the catalogue does not have.
    """
    named = {*gate.threats, *gate.elsewhere, *gate.not_yet}
    if unknown := sorted(named - {*catalogue.requirements, *catalogue.threats}):
        raise UsageError(f"{_FILE}: {', '.join(unknown)}: not in the catalogue")
    musts = [
        row.id
        for row in catalogue.requirements.values()
        if row.level == "MUST"
        and row.area in gate.areas
        and _KIND in row.subject
        and row.observe != "O4"
        and not row.derived_from
        and row.id not in gate.elsewhere
    ]
    return [*musts, *gate.threats]


def gaps(
    gate: Gate, catalogue: Catalogue, tests: Mapping[str, tuple[str, ...]], defects: list[Listed]
) -> dict[str, str]:
    """What each wanted id lacks, but for those in `not_yet`; empty where the gate is open."""
    lacking = _lacking(gate, catalogue, tests, defects)
    return {name: why for name, why in lacking.items() if name not in gate.not_yet}


def stale(gate: Gate, catalogue: Catalogue, tests: Mapping[str, tuple[str, ...]], defects: list[Listed]) -> list[str]:
    """The ids in `not_yet` that lack nothing any more."""
    lacking = _lacking(gate, catalogue, tests, defects)
    return [name for name in gate.not_yet if name not in lacking]


def _lacking(
    gate: Gate, catalogue: Catalogue, tests: Mapping[str, tuple[str, ...]], defects: list[Listed]
) -> dict[str, str]:
    tested = {name for names in tests.values() for name in names}
    red = {test.partition("[")[0] for defect in defects for test in defect.red}
    caught = {name for test in red for name in tests.get(test, ())}
    return {
        name: "has no test" if name not in tested else "has no defect that turns one of its tests red"
        for name in wanted(gate, catalogue)
        if name not in caught
    }

"""The gate: no MUST of the areas that are built may be without a test, or without a defect that turns one of its tests red.

Three lists are compared, each read where it stands: the catalogue, the marks of the suites, and the defects with their red tests.
`gate.toml` says which areas count for which kind of target, and what of theirs stands elsewhere, with the reason. A threat counts
where it touches a requirement of such an area and the kind bears it; threats of later areas that are withstood already are named.
"""

from collections.abc import Mapping
from importlib import resources

import msgspec

from conformance.selftest.trial import Listed
from harness.catalogue import Catalogue
from harness.commandline import UsageError
from harness.world.events import Record

_FILE = "selftest/gate.toml"


class Gate(Record, frozen=True, kw_only=True):
    """What `gate.toml` says.

    `elsewhere` are requirements and threats of the areas that no test of this kind decides, each with its reason.
    `cases` are single cases of a requirement that no test decides although others of it are decided; `plain` are tests that no
    defect can turn red. `not_yet` are ids that may still lack a test or a defect; our own tests refuse one that lacks nothing, so
    the list shrinks.
    """

    areas: dict[str, str]
    """Each with the kind of target whose requirements and threats count in it."""
    threats: list[str]
    """Threats that touch later areas alone."""
    elsewhere: dict[str, str] = msgspec.field(default_factory=dict)
    cases: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    """By id, and by what the catalogue says is given: the reason."""
    plain: dict[str, str] = msgspec.field(default_factory=dict)
    """By `area::name`: why every server that comes to its tests at all passes it."""
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
    named = {*gate.threats, *gate.elsewhere, *gate.cases, *gate.not_yet}
    if unknown := sorted(named - {*catalogue.requirements, *catalogue.threats}):
        raise UsageError(f"{_FILE}: {', '.join(unknown)}: not in the catalogue")
    musts = [
        row.id
        for row in catalogue.requirements.values()
        if row.level == "MUST"
        and gate.areas.get(row.area) in row.subject
        and row.observe != "O4"
        and not row.derived_from
        and row.id not in gate.elsewhere
    ]
    threats = [name for name in touching(gate, catalogue) if name not in gate.elsewhere]
    return [*musts, *threats, *(name for name in gate.threats if name not in threats)]


def touching(gate: Gate, catalogue: Catalogue) -> list[str]:
    """The threats that touch a requirement of the areas and that a target of its kind bears."""
    found = []
    for threat in catalogue.threats.values():
        related = (catalogue.requirements.get(name) for name in threat.related)
        if any(row is not None and gate.areas.get(row.area) in threat.subject for row in related):
            found.append(threat.id)
    return found


def never_red(gate: Gate, tests: Mapping[str, tuple[str, ...]], defects: list[Listed]) -> list[str]:
    """The tests of the areas that no defect turns red."""
    red = {test.partition("[")[0] for defect in defects for test in defect.red}
    return sorted(test for test in tests if test.partition("::")[0] in gate.areas and test not in red)


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

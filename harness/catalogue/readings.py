"""Readings: the tables of `readings.md`, and where each policy field they name stands in `harness.world.policy.Policy`.

A table has five columns: place, what is unclear, policy field, default, alternative. The heading above is its section.
"""

import re

import msgspec

COLUMNS = ["Place", "What is unclear", "Policy field", "Default", "Alternative"]

POLICY_FIELDS: dict[str, str] = {
    "calendar": "closed_weekdays",
    "clock_skew": "clock_skew_s",
    "hold_time": "hold_time_s",
    "majority_age": "majority_age_years",
    "number_change_hold": "number_change_hold_days",
    "offline_validity": "offline_validity_days",
    "proof_by_channel": "chip_without_face",
    "retention": "retention_days",
    "session_lifetime": "session_lifetime_s",
    "verify_time": "verify_time_s",
}
"""Names of the catalogue whose field in `Policy` is called otherwise, most often because it carries its unit."""

MATCHER_FIELDS = frozenset({"face_quality", "face_threshold"})
"""Values that belong to the face matcher and not to a policy: a vendor declares them with it."""

_FIELD = re.compile(r"`([a-z0-9_]+)`")


class ReadingError(ValueError):
    """A row of the tables cannot be read."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One place that can be read in more than one way, and the policy fields that settle it (none: we settled it)."""

    section: str
    place: str
    unclear: str
    policy: tuple[str, ...]
    default: str
    alternative: str


def policy_field(name: str) -> str | None:
    """The field of `Policy` that the catalogue calls `name`; None where the value belongs to the matcher."""
    return None if name in MATCHER_FIELDS else POLICY_FIELDS.get(name, name)


def parse_readings(document: str) -> list[Reading]:
    """Read every table row of the document.

    Raises:
        ReadingError: A row without five cells or with a policy cell that is neither `none` nor names in backticks.
    """
    section, found = "", []
    for number, line in enumerate(document.splitlines(), start=1):
        if line.startswith("## "):
            section = line[3:].strip()
        elif line.startswith("|") and not _is_head(line):
            found.append(_row(line, section=section, number=number))
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _is_head(line: str) -> bool:
    cells = _cells(line)
    return all(set(cell) == {"-"} for cell in cells) or cells[0] == COLUMNS[0]


def _row(line: str, *, section: str, number: int) -> Reading:
    cells = _cells(line)
    if len(cells) != len(COLUMNS) or not all(cells):
        raise ReadingError(f"line {number}: a reading has {len(COLUMNS)} cells, none empty")
    place, unclear, policy, default, alternative = cells
    names = tuple(_FIELD.findall(policy))
    if not names and policy != "none":
        raise ReadingError(f"line {number}: the policy field must be `name` or none, not {policy!r}")
    return Reading(
        section=section, place=place, unclear=unclear, policy=names, default=default, alternative=alternative
    )

"""What a file assumes: a part that is not stated anywhere says so, `assumed = true`, and gives its reason.

A reason stands in the part itself, or once for all parts of one key in the file's table `[reasons]`.
Every report lists what `assumptions` finds, so that no guess passes for a fact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a file of sites or of a capacity model."""


class Assumable(Part, frozen=True, kw_only=True):
    """A part that may be assumed."""

    assumed: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """One assumed part: its key in the file, and why it is as it is."""

    key: str
    reason: str


def assumptions(part: msgspec.Struct, *, reasons: Mapping[str, str], key: str = "") -> Iterator[Assumption]:
    """Every assumed part inside, in the order of the file; `reasons` serve those that give none, by their last key.

    Raises:
        ValueError: a part is assumed without a reason.
    """
    if isinstance(part, Assumable) and part.assumed:
        reason = part.reason or reasons.get(_last(key), "")
        if not reason:
            raise ValueError(f"{key}: assumed without a reason; give `reason`, or `{_last(key)}` in [reasons]")
        yield Assumption(key=key, reason=reason)
    for name in part.__struct_fields__:
        yield from _inside(getattr(part, name), reasons=reasons, key=f"{key}.{name}" if key else name)


def _inside(value: object, *, reasons: Mapping[str, str], key: str) -> Iterator[Assumption]:
    if isinstance(value, msgspec.Struct):
        yield from assumptions(value, reasons=reasons, key=key)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _inside(item, reasons=reasons, key=f"{key}[{index}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _inside(item, reasons=reasons, key=f"{key}.{name}")


def _last(key: str) -> str:
    """The key without where it stands: `devices` of `operators[0].sites[3].devices`."""
    return key.rpartition(".")[2].partition("[")[0]

"""Reads scenario files: packaged ones by name, others by path; strictly, with one clear line for what is wrong."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import Enum
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Literal, TypeVar, get_args, get_origin

import msgspec

from harness.commandline import UsageError
from harness.world.policy import Policy
from harness.world.scenario import Journey
from harness.world.sites import SiteFile

_NOUNS = {"journeys": "journey", "policies": "policy", "sites": "file of sites", "capacity": "capacity model"}
"""What a folder holds one of."""

_UNKNOWN = re.compile(r"Object contains unknown field `(?P<field>.*)`")
_INVALID = re.compile(r"Invalid enum value (?P<given>.*)")
_MISSING = re.compile(r"Object missing required field `(?P<field>.*)`")
_BOUND = re.compile(r"Expected `(?P<kind>int|float)` (?P<sign>>=|<=|>|<) (?P<limit>\S+)")
_LENGTH = re.compile(r"Expected `(?P<kind>str|array|object)` of length (?P<sign>>=|<=) (?P<limit>\d+)")
_KIND = re.compile(r"Expected `(?P<kind>[^`]*)`, got `(?P<given>[^`]*)`")
_SIGNS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
_KINDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "date": "a date as 2027-01-03",
    "time": "a time as 08:30:00",
}
_THINGS = {"str": "characters", "array": "entries", "object": "entries"}
_STEP = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
_PLACED = re.compile(r"(?P<says>.*) - at `\$\.?(?P<key>[^`]*)`", re.DOTALL)

_Scenario = TypeVar("_Scenario", bound=msgspec.Struct)


def names(folder: str) -> list[str]:
    """The packaged scenario files of a folder, without their ending."""
    files = resources.files("scenarios").joinpath(folder).iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def load_journey(name: str) -> Journey:
    """A journey by its name, or by the path of a TOML file.

    Raises:
        UsageError: there is none, or it does not hold.
    """
    return _load("journeys", name, Journey)


def load_policy(name: str) -> Policy:
    """A policy by its name, or by the path of a TOML file.

    Raises:
        UsageError: there is none, or it does not hold.
    """
    return _load("policies", name, Policy)


def load_sites(name: str) -> SiteFile:
    """A file of sites by its name, or by the path of a TOML file.

    Raises:
        UsageError: there is none, or it does not hold.
    """
    return _load("sites", name, SiteFile)


def policy_text(name: str) -> bytes:
    """The content of a policy file, by its name or by its path.

    Raises:
        UsageError: there is none.
    """
    return scenario_text("policies", name)[0]


def read_toml(text: bytes, kind: type[_Scenario], *, place: str) -> _Scenario:
    """Read one TOML file strictly.

    Raises:
        UsageError: with `place`, the key, and what is wrong there.
    """
    try:
        raw: object = msgspec.toml.decode(text)
        for key in _not_finite(raw):
            raise UsageError(f"{place}: {key} is no number that has an end; give one")
        return msgspec.convert(raw, kind, builtin_types=(datetime, date, time), str_keys=True)
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{place}: line {line} is not UTF-8, as TOML has to be; save the file as UTF-8") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise UsageError(f"{place}: {_said(str(error), kind)}") from None


def _said(error: str, kind: type[msgspec.Struct]) -> str:
    """The error with its key before it, and what may have been meant by a key that is unknown."""
    placed = _PLACED.fullmatch(error)
    key, says = (placed["key"], placed["says"]) if placed else ("", error)
    if unknown := _UNKNOWN.fullmatch(says):
        field = unknown["field"]
        meant = get_close_matches(field, sorted({*_keys(kind, set())} - {field}), n=1)
        says = f"unknown field `{field}`; {f'did you mean `{meant[0]}`?' if meant else 'take it out'}"
    elif invalid := _INVALID.fullmatch(says):
        choices = ", ".join(map(str, _choices(kind, key)))
        says = f"{invalid['given']} is none of what can be chosen; write {choices}"
    else:
        says = _plainly(says)
    return f"{key}: {says}" if key else says


def _plainly(says: str) -> str:
    """What a value should be, in words; as it was said, if it is none of what is foreseen."""
    if missing := _MISSING.fullmatch(says):
        return f"`{missing['field']}` is missing; add it"
    if bound := _BOUND.fullmatch(says):
        return f"give {_SIGNS[bound['sign']]} {float(bound['limit']):,.12g}"
    if length := _LENGTH.fullmatch(says):
        return f"give {_SIGNS[length['sign']]} {length['limit']} {_THINGS[length['kind']]}"
    if kind := _KIND.fullmatch(says):
        wanted = " or ".join(_KINDS.get(some, some) for some in kind["kind"].split(" | "))
        return f"write {wanted}, not {_KINDS.get(kind['given'], kind['given'])}"
    return says


def _choices(kind: object, key: str) -> tuple[object, ...]:
    """What may stand at a key, as `demand.profiles[0].weekdays[...]`."""
    kinds = [kind]
    for step in _STEP.findall(key):
        kinds = [inner for outer in kinds for inner in _inside(outer, step)]
    return tuple(dict.fromkeys(choice for some in kinds for choice in _literals(some)))


def _inside(kind: object, step: str) -> Iterator[object]:
    """Where a step of a key leads: into a field, or with brackets to the items of a list or a table."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from (field.type for field in msgspec.structs.fields(kind) if field.encode_name == step)
    elif get_origin(kind) in {list, tuple, dict} and step.startswith("["):
        yield get_args(kind)[get_origin(kind) is dict]
    else:
        for inner in get_args(kind):
            yield from _inside(inner, step)


def _literals(kind: object) -> Iterator[object]:
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from (member.value for member in kind)
    else:
        for inner in get_args(kind):
            yield from _literals(inner)


def _not_finite(value: object, key: str = "") -> Iterator[str]:
    """The key of every number that is `nan` or `inf`: TOML can write them, and no scenario means one."""
    if isinstance(value, float) and not isfinite(value):
        yield key
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _not_finite(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _not_finite(inner, f"{key}[{number}]")


def _keys(kind: object, seen: set[object]) -> Iterator[str]:
    """Every key that a file of this kind may have somewhere."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in seen:
            seen.add(kind)
            for field in msgspec.structs.fields(kind):
                yield field.encode_name
                yield from _keys(field.type, seen)
    else:
        for inner in get_args(kind):
            yield from _keys(inner, seen)


def _load(folder: str, name: str, kind: type[_Scenario]) -> _Scenario:
    text, place = scenario_text(folder, name)
    return read_toml(text, kind, place=place)


def scenario_text(folder: str, name: str) -> tuple[bytes, str]:
    """The bytes of a scenario file, by its name or by its path, and how an error names it.

    Raises:
        UsageError: there is none.
    """
    if name.endswith(".toml") or "/" in name:
        try:
            return Path(name).read_bytes(), name
        except OSError as error:
            raise UsageError(
                f"{name}: cannot be read ({error.strerror}); name a file or one of {names(folder)}"
            ) from None
    if name not in names(folder):
        raise UsageError(f"no {_NOUNS.get(folder, folder)} {name!r}; there are {', '.join(names(folder))}")
    packaged = resources.files("scenarios").joinpath(folder, f"{name}.toml")
    return packaged.read_bytes(), f"scenarios/{folder}/{name}.toml"

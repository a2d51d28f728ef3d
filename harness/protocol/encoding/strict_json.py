"""Strict JSON (RFC 8259): one reading of every text.

Refused: duplicate keys (RFC 8259, 4 leaves their meaning open), unknown fields, missing fields, wrong types, NaN, Infinity
and numbers that are too large to be read (1e999), lone surrogates (no UTF-8 can carry them on), nesting beyond `MAX_DEPTH`.
msgspec alone takes duplicate keys, so they are looked for here.
"""

import json
import math
import re
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import msgspec

MAX_DEPTH = 16
Decoded = TypeVar("Decoded", bound=msgspec.Struct)


class Fault(StrEnum):
    """What is wrong with a text."""

    NOT_JSON = "not JSON"
    TOO_DEEP = "nested too deep"
    DUPLICATE_KEY = "duplicate key"
    UNKNOWN_FIELD = "unknown field"
    MISSING_FIELD = "missing field"
    WRONG_VALUE = "wrong value"


class StrictJsonError(ValueError):
    """A text that is not exactly one value of the expected type; `field` names where, as far as it is known."""

    def __init__(self, fault: Fault, field: str | None = None) -> None:
        super().__init__(f"{fault} at {field}" if field else str(fault))
        self.fault = fault
        self.field = field


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise StrictJsonError(Fault.DUPLICATE_KEY, key)
            seen.add(key)
    return found


def _no_constant(name: str) -> None:
    raise StrictJsonError(Fault.NOT_JSON, name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise StrictJsonError(Fault.NOT_JSON)
    return number


_READER = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite)
_READER_OF_PAIRS = json.JSONDecoder(object_pairs_hook=list)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _no_lone_surrogates(text: str) -> None:
    """Only an escape can make a lone surrogate, so only a text with such escapes is read twice, repeated keys included.

    Raises:
        UnicodeEncodeError: a string holds one.
    """
    if _SURROGATE.search(text):
        json.dumps(_READER_OF_PAIRS.decode(text), ensure_ascii=False).encode("utf-8")


def parse(text: bytes) -> object:
    """Read one JSON value.

    Raises:
        StrictJsonError: NOT_JSON, TOO_DEEP or DUPLICATE_KEY.
    """
    try:
        characters = text.decode("utf-8")
        _no_lone_surrogates(characters)
        return _READER.decode(characters)
    except StrictJsonError:
        raise
    except RecursionError:
        raise StrictJsonError(Fault.TOO_DEEP) from None
    except ValueError:
        raise StrictJsonError(Fault.NOT_JSON) from None


def _depth_ok(value: object, room: int = MAX_DEPTH) -> bool:
    if isinstance(value, dict):
        return room > 0 and all(_depth_ok(child, room - 1) for child in value.values())
    if isinstance(value, list):
        return room > 0 and all(_depth_ok(child, room - 1) for child in value)
    return True


def decode(text: bytes, kind: type[Decoded]) -> Decoded:
    """Read `text` as exactly one `kind`.

    Raises:
        StrictJsonError: with the first fault that was found.
    """
    value = parse(text)
    if not _depth_ok(value):
        raise StrictJsonError(Fault.TOO_DEEP)
    if isinstance(value, dict):
        _check_fields(value, kind)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise StrictJsonError(Fault.WRONG_VALUE, _place(str(error))) from None


def _check_fields(value: dict[str, Any], kind: type[msgspec.Struct]) -> None:
    names, required = _field_names(kind)
    for key in value:
        if key not in names:
            raise StrictJsonError(Fault.UNKNOWN_FIELD, key)
    for name in required:
        if name not in value:
            raise StrictJsonError(Fault.MISSING_FIELD, name)


@cache
def _field_names(kind: type[msgspec.Struct]) -> tuple[frozenset[str], tuple[str, ...]]:
    """All names and the required ones; kept, because msgspec reads the annotations anew each time it is asked."""
    fields = msgspec.structs.fields(kind)
    return frozenset(field.encode_name for field in fields), tuple(f.encode_name for f in fields if f.required)


def _place(message: str) -> str | None:
    _, found, path = message.partition("at `$.")
    return path.rstrip("`") if found else None


def encode(value: msgspec.Struct) -> bytes:
    """Write `value` compactly, keys in the order of the fields, as UTF-8."""
    return msgspec.json.encode(value)

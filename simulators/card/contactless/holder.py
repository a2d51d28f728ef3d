"""Whom a card is made for: what is printed on it and what its chip says."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

_LATIN = re.compile(r"[A-Z]+(?:[ '-][A-Z]+)*")
_STATE = re.compile(r"[A-Z]{1,3}")
_DOCUMENT_NUMBER = re.compile(r"[A-Z0-9]{1,9}")
_CIVIL_NUMBER = re.compile(r"[A-Z0-9]{1,15}")


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The person and the document, in the forms of the machine-readable zone.

    Shape: names in Latin capitals, states in ICAO's letters of one to three, `document_number` of up to nine letters and digits,
    `civil_number` of up to fifteen; `full_name` in any script, its parts set apart by blanks; `portrait` a JPEG file.

    Raises:
        ValueError: a field has another form.
    """

    document_number: str
    surname: str
    given_names: str
    full_name: str
    birth_date: date
    sex: Literal["M", "F", "<"]
    expires: date
    nationality: str
    issuing_state: str
    civil_number: str
    portrait: bytes

    def __post_init__(self) -> None:
        _require("surname", self.surname, _LATIN)
        if self.given_names:
            _require("given_names", self.given_names, _LATIN)
        _require("nationality", self.nationality, _STATE)
        _require("issuing_state", self.issuing_state, _STATE)
        _require("document_number", self.document_number, _DOCUMENT_NUMBER)
        _require("civil_number", self.civil_number, _CIVIL_NUMBER)


def _require(field: str, value: str, form: re.Pattern[str]) -> None:
    if not form.fullmatch(value):
        raise ValueError(
            f"{field} {value!r} is not of the form {form.pattern}; write it as the machine-readable zone does"
        )

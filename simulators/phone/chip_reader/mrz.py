"""The machine readable zone of a card of size TD1: three lines of thirty characters.

*Source*: ICAO Doc 9303-5 (8th edition), clause 4.2 and appendix; Doc 9303-3, clause 4.9 for check digits.
"""

from dataclasses import dataclass
from datetime import date

_LINE = 30
_WEIGHTS = (7, 3, 1)
_VALUES = {character: number for number, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


@dataclass(frozen=True, kw_only=True)
class Mrz:
    """What stands in a machine readable zone, without fillers. *Shape*: dates as YYMMDD, as printed."""

    document_code: str
    issuer: str
    document_number: str
    optional_1: str
    birth_date: str
    sex: str
    expiry_date: str
    nationality: str
    optional_2: str
    surname: str
    given_names: str

    def expired(self, today: date) -> bool:
        """Whether the card is no longer valid; no card is issued for more than fifty years, so the century is clear."""
        year, month, day = (int(self.expiry_date[at : at + 2]) for at in (0, 2, 4))
        century = today.year // 100 * 100
        nearest = min((century + shift + year for shift in (-100, 0, 100)), key=lambda full: abs(full - today.year))
        return (nearest, month, day) < (today.year, today.month, today.day)


def check_digit(field: str) -> str:
    """The check digit over a field.

    Raises:
        ValueError: a character cannot stand in a machine readable zone.
    """
    try:
        return str(sum(_VALUES[each] * _WEIGHTS[at % 3] for at, each in enumerate(field)) % 10)
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} cannot stand in a machine readable zone") from None


def parse_td1(text: str) -> Mrz:
    """Read a zone of three lines that follow each other without a break.

    Raises:
        ValueError: the length, a check digit or a date is wrong.
    """
    if len(text) != 3 * _LINE:
        raise ValueError(f"{len(text)} characters, a TD1 zone has {3 * _LINE}")
    first, second, third = (text[at : at + _LINE] for at in (0, _LINE, 2 * _LINE))
    number, optional = _document_number(first)
    birth, expiry = _checked(second[:6], second[6], "birth date"), _checked(second[8:14], second[14], "expiry date")
    _checked(first[5:] + second[:7] + second[8:15] + second[18:29], second[29], "whole zone")
    surname, _, given = third.partition("<<")
    if not expiry.isdigit():
        raise ValueError("the expiry date is no date")
    return Mrz(
        document_code=_plain(first[:2]),
        issuer=_plain(first[2:5]),
        document_number=number,
        optional_1=_plain(optional),
        birth_date=birth,
        sex=_plain(second[7]),
        expiry_date=expiry,
        nationality=_plain(second[15:18]),
        optional_2=_plain(second[18:29]),
        surname=_plain(surname),
        given_names=_plain(given),
    )


def _document_number(line: str) -> tuple[str, str]:
    """The number and what is left of the optional field: a long number goes on there, its check digit last."""
    number, digit, optional = line[5:14], line[14], line[15:]
    if digit != "<":
        return _plain(_checked(number, digit, "document number")), optional
    rest, _, behind = optional.partition("<")
    return _checked(number + rest[:-1], rest[-1:], "document number"), behind


def _checked(field: str, digit: str, what: str) -> str:
    if check_digit(field) != digit:
        raise ValueError(f"the check digit of the {what} is wrong")
    return field


def _plain(field: str) -> str:
    return field.replace("<", " ").strip()

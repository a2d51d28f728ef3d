"""The machine-readable zone of an identity card: three lines of thirty characters with check digits.

*Source*: ICAO Doc 9303-3, 4.9 (check digits), and 9303-5, 4.2 (size TD1).
"""

import re
from datetime import date

from simulators.card.contactless.holder import Holder

LINE = 30
_WEIGHTS = (7, 3, 1)
_FILLER = "<"
_NUMBER = 9
_OPTIONAL_1 = 15
_OPTIONAL_2 = 11


def check_digit(text: str) -> str:
    """The digit over digits, letters and fillers, weighted 7, 3, 1."""
    return str(sum(_value(each) * _WEIGHTS[at % len(_WEIGHTS)] for at, each in enumerate(text)) % 10)


def lines(holder: Holder) -> tuple[str, str, str]:
    """The three lines; the civil number stands in the first optional field."""
    upper = f"I<{_filled(holder.issuing_state, 3)}" + _checked(_filled(holder.document_number, _NUMBER))
    upper += _filled(holder.civil_number, _OPTIONAL_1)
    dates = _checked(_six(holder.birth_date)), _checked(_six(holder.expires))
    middle = f"{dates[0]}{holder.sex}{dates[1]}" + _filled(holder.nationality, 3) + _FILLER * _OPTIONAL_2
    composite = upper[5:] + dates[0] + dates[1] + middle[18:]
    return upper, middle + check_digit(composite), _name(holder)


def information(holder: Holder) -> str:
    """What keys are derived from: number, birth date and expiry date, each with its check digit. *Shape*: 24 characters."""
    fields = (_filled(holder.document_number, _NUMBER), _six(holder.birth_date), _six(holder.expires))
    return "".join(_checked(field) for field in fields)


def _name(holder: Holder) -> str:
    surname, given = (re.sub("[ -]", _FILLER, name.replace("'", "")) for name in (holder.surname, holder.given_names))
    return _filled(f"{surname}<<{given}"[:LINE], LINE)


def _filled(text: str, width: int) -> str:
    return text.ljust(width, _FILLER)


def _checked(text: str) -> str:
    return text + check_digit(text)


def _six(day: date) -> str:
    return f"{day:%y%m%d}"


def _value(character: str) -> int:
    return 0 if character == _FILLER else int(character, 36)

"""What opens a chip: the machine readable zone that is printed on the card, or its card access number (CAN).

*Source*: ICAO Doc 9303-11 (8th edition), clauses 4.3.2 (BAC) and 9.7.3 (PACE); 4.4.4.1 for the references.
"""

import hashlib
from dataclasses import dataclass, field

from simulators.phone.chip_reader.mrz import check_digit

_NUMBER_CHARACTERS = 9
_SEED_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class MrzPassword:
    """The three fields of the machine readable zone that serve as password. *Shape*: dates as YYMMDD."""

    document_number: str = field(repr=False)
    birth_date: str = field(repr=False)
    expiry_date: str = field(repr=False)

    reference = 0x01

    @property
    def information(self) -> str:
        """The fields, each with its check digit; a number of less than nine characters is filled up."""
        number = self.document_number.ljust(_NUMBER_CHARACTERS, "<")
        return "".join(part + check_digit(part) for part in (number, self.birth_date, self.expiry_date))

    @property
    def secret(self) -> bytes:
        """What PACE derives its key from; *Shape*: 20 bytes."""
        return hashlib.sha1(self.information.encode("ascii")).digest()  # noqa: S324 - the standard's password encoding

    @property
    def key_seed(self) -> bytes:
        """What BAC derives its keys from; *Shape*: 16 bytes."""
        return self.secret[:_SEED_BYTES]


@dataclass(frozen=True)
class CanPassword:
    """The card access number, printed on the card. *Shape*: digits, six as a rule."""

    number: str = field(repr=False)

    reference = 0x02

    @property
    def secret(self) -> bytes:
        """What PACE derives its key from."""
        return self.number.encode("ascii")


Password = MrzPassword | CanPassword

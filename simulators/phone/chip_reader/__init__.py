"""The reader side of a contactless chip, as an app on a phone has it: ICAO Doc 9303, parts 10 and 11.

`ChipReading` is the whole way; the modules are its steps, each usable alone by a test. Nothing here knows how the simulated
card is built: the two meet on the wire.
"""

from simulators.phone.chip_reader.errors import (
    CardNotSupportedError,
    ChipAccessDeniedError,
    ChipAnswerError,
    ChipClonedError,
    ChipDataInvalidError,
    ChipError,
    ChipSignerUnknownError,
    SecureMessagingError,
)
from simulators.phone.chip_reader.passwords import CanPassword, MrzPassword, Password
from simulators.phone.chip_reader.reading import ChipContents, ChipReading

__all__ = [
    "CanPassword",
    "CardNotSupportedError",
    "ChipAccessDeniedError",
    "ChipAnswerError",
    "ChipClonedError",
    "ChipContents",
    "ChipDataInvalidError",
    "ChipError",
    "ChipReading",
    "ChipSignerUnknownError",
    "MrzPassword",
    "Password",
    "SecureMessagingError",
]

"""How reading a chip can fail: one class a cause, each with its facts and with the code of the catalogue.

    ChipError
    ├── CardNotSupportedError      no chip of this kind, or none of its protocols is spoken here
    ├── ChipAccessDeniedError      BAC or PACE did not open the chip: wrong password
    ├── ChipAnswerError            a command was refused, or answered with something else
    ├── SecureMessagingError       an answer was not protected as it must be; the session is over
    ├── ChipDataInvalidError       a file is malformed, or is not what was signed
    ├── ChipSignerUnknownError     what is signed was signed by nobody whom we trust
    └── ChipClonedError            the data is genuine, the chip that brought it is not

A card that goes away while it is read is `harness.world.reader.CardLostError`, as for every card.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Literal

AccessProtocol = Literal["BAC", "PACE"]
BrokenHow = Literal["plain", "malformed", "mac", "padding", "status"]
UntrustedHow = Literal["not_trusted", "not_yet_valid", "expired", "not_a_signer"]
ClonedHow = Literal["active_authentication", "chip_authentication", "no_proof"]


class ChipError(Exception):
    """Something is wrong with the chip or with what it says; `code` is that of the catalogue."""

    code: ClassVar[str]


class CardNotSupportedError(ChipError):
    """The card is no eMRTD, or offers no protocol that this reader speaks."""

    code = "CARD_NOT_SUPPORTED"


class ChipAccessDeniedError(ChipError):
    """The chip did not accept the password, or did not prove that it knows it (`sw` is None then)."""

    code = "CHIP_ACCESS_DENIED"

    def __init__(self, protocol: AccessProtocol, sw: int | None = None) -> None:
        super().__init__(f"{protocol} failed" + ("" if sw is None else f", status word {sw:04X}"))
        self.protocol = protocol
        self.sw = sw


class ChipAnswerError(ChipError):
    """A command was refused or answered with something else than the standard says."""

    code = "CHIP_ANSWER_UNEXPECTED"

    def __init__(self, step: str, sw: int) -> None:
        super().__init__(f"{step}: status word {sw:04X}")
        self.step = step
        self.sw = sw


class SecureMessagingError(ChipError):
    """An answer was not protected as it must be; `sw` is its unprotected status word."""

    code = "CHIP_CHANNEL_BROKEN"

    def __init__(self, how: BrokenHow, sw: int) -> None:
        super().__init__(f"secure messaging: {how}, status word {sw:04X}")
        self.how = how
        self.sw = sw


class ChipDataInvalidError(ChipError):
    """A file is malformed or is not what the document signer signed; `file` is its name, such as DG2 or SOD."""

    code = "CHIP_DATA_INVALID"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}")
        self.file = file
        self.why = why


class ChipSignerUnknownError(ChipError):
    """The document signer is not one of ours, or was not one at that time."""

    code = "CHIP_SIGNER_UNKNOWN"

    def __init__(self, how: UntrustedHow) -> None:
        super().__init__(f"document signer: {how}")
        self.how = how


class ChipClonedError(ChipError):
    """The chip did not prove that it holds the key which its signed data names."""

    code = "CHIP_CLONED"

    def __init__(self, how: ClonedHow) -> None:
        super().__init__(f"the chip is not the one that was issued: {how}")
        self.how = how


@contextmanager
def well_formed(file: str) -> Iterator[None]:
    """Say of any malformed value inside this block that it came from `file`.

    Raises:
        ChipDataInvalidError: a codec raised ValueError.
    """
    try:
        yield
    except ValueError as error:
        raise ChipDataInvalidError(file, str(error)) from error

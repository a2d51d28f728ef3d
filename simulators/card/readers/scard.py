"""PC/SC as pyscard offers it: the few calls that we make, with types, and the numbers that they take and return.

pyscard carries no types and is an optional extra, so this module says what we use of it and loads it when it is wanted.

Source: PC/SC Workgroup, Interoperability Specification part 5; the numbers are those of pcsc-lite's `pcsclite.h`.
"""

import importlib
from enum import IntEnum, IntFlag
from typing import Protocol, cast

from harness.world.reader import ReaderError

_UNSIGNED = 0xFFFF_FFFF


class Result(IntEnum):
    """What a call came to, as far as we tell results apart."""

    SUCCESS = 0
    INVALID_HANDLE = 0x8010_0003
    INVALID_PARAMETER = 0x8010_0004
    UNKNOWN_READER = 0x8010_0009
    TIMEOUT = 0x8010_000A
    SHARING_VIOLATION = 0x8010_000B
    NO_SMARTCARD = 0x8010_000C
    PROTOCOL_MISMATCH = 0x8010_000F
    INVALID_VALUE = 0x8010_0011
    COMMUNICATION_ERROR = 0x8010_0013
    NOT_TRANSACTED = 0x8010_0016
    READER_UNAVAILABLE = 0x8010_0017
    NO_SERVICE = 0x8010_001D
    SERVICE_STOPPED = 0x8010_001E
    NO_READERS_AVAILABLE = 0x8010_002E
    COMMUNICATION_DATA_LOST = 0x8010_002F
    UNSUPPORTED_CARD = 0x8010_0065
    UNRESPONSIVE_CARD = 0x8010_0066
    UNPOWERED_CARD = 0x8010_0067
    RESET_CARD = 0x8010_0068
    REMOVED_CARD = 0x8010_0069
    SECURITY_VIOLATION = 0x8010_006A


class Share(IntEnum):
    """Whether other programs may use the card at the same time."""

    EXCLUSIVE = 1
    SHARED = 2


class Transmission(IntFlag):
    """Transmission protocols of ISO/IEC 7816-3."""

    T0 = 1
    T1 = 2


class Disposition(IntEnum):
    """What is done with the card at a disconnect or reconnect."""

    LEAVE = 0
    RESET = 1
    UNPOWER = 2


class State(IntFlag):
    """What a reader says of itself; the upper half counts insertions and removals."""

    UNAWARE = 0x0000
    CHANGED = 0x0002
    EMPTY = 0x0010
    PRESENT = 0x0020
    EXCLUSIVE = 0x0080
    IN_USE = 0x0100
    MUTE = 0x0200


SYSTEM_SCOPE = 2


class Scard(Protocol):
    """The functions of pyscard's module `smartcard.scard`; each returns a result first."""

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:  # noqa: N802 - PC/SC's own name
        """A connection with the service."""
        ...

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802 - PC/SC's own name
        """Its end."""
        ...

    def SCardListReaders(self, context: int, groups: list[str]) -> tuple[int, list[str]]:  # noqa: N802 - PC/SC's own name
        """The names of the readers."""
        ...

    def SCardGetStatusChange(  # noqa: N802 - PC/SC's own name
        self, context: int, timeout_ms: int, states: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        """Wait until the state of a reader differs from the one given: name, state and answer to reset."""
        ...

    def SCardConnect(  # noqa: N802 - PC/SC's own name
        self, context: int, reader: str, share: int, protocols: int
    ) -> tuple[int, int, int]:
        """A session with a card: its handle and protocol."""
        ...

    def SCardReconnect(self, card: int, share: int, protocols: int, disposition: int) -> tuple[int, int]:  # noqa: N802 - PC/SC's own name
        """The session begun anew: its protocol."""
        ...

    def SCardStatus(self, card: int) -> tuple[int, str, int, int, list[int]]:  # noqa: N802 - PC/SC's own name
        """Reader, state, protocol and answer to reset."""
        ...

    def SCardTransmit(self, card: int, protocol: int, command: list[int]) -> tuple[int, list[int]]:  # noqa: N802 - PC/SC's own name
        """The response to a command."""
        ...

    def SCardDisconnect(self, card: int, disposition: int) -> int:  # noqa: N802 - PC/SC's own name
        """The end of a session."""
        ...

    def SCardGetErrorMessage(self, result: int) -> str:  # noqa: N802 - PC/SC's own name
        """A result in words."""
        ...


def load_scard() -> Scard:
    """Pyscard's module.

    Raises:
        ReaderError: pyscard is not installed, or finds no PC/SC library.
    """
    try:
        return cast("Scard", importlib.import_module("smartcard.scard"))
    except ImportError as error:
        missing = isinstance(error, ModuleNotFoundError)
        why = "the Python package pyscard is missing" if missing else f"pyscard cannot be loaded ({error})"
        raise ReaderError(
            f"{why}: install hawiya with its extra, pip install 'hawiya[pcsc]' (it is built with gcc, swig and libpcsclite-dev)"
        ) from None


def result_of(code: int) -> int:
    """The result without a sign, which some platforms give it."""
    return code & _UNSIGNED

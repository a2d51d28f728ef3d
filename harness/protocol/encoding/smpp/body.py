"""The field types of an SMPP body: octets, C-octet strings, octet strings with a length, optional parameters.

Source: SMPP Protocol Specification v3.4, issue 1.2 (parameter type definitions).
"""

import struct
from collections.abc import Iterable, Iterator

from harness.protocol.encoding.smpp.codes import CommandStatus
from harness.protocol.encoding.smpp.errors import SmppDecodeError

_TLV_HEADER = struct.Struct(">HH")
SHORT_MESSAGE_LIMIT = 254
"""Octets; a longer message travels in message_payload or in parts."""


class Body:
    """Reads the fields of one body from first to last; every fault names its field and the status to answer."""

    def __init__(self, octets: bytes, sequence: int) -> None:
        self._octets = octets
        self._at = 0
        self.sequence = sequence

    @property
    def is_empty(self) -> bool:
        """Nothing (more) to read."""
        return self._at >= len(self._octets)

    def octet(self, name: str) -> int:
        """One octet."""
        return self.octets(name, 1, CommandStatus.ESME_RINVCMDLEN)[0]

    def octets(self, name: str, length: int, status: CommandStatus) -> bytes:
        """`length` octets; too few of them are refused with `status`."""
        value = self._octets[self._at : self._at + length]
        if len(value) < length:
            raise self._fault(status, f"the body ends inside {name}")
        self._at += length
        return value

    def c_octet_string(self, name: str, size: int, status: CommandStatus) -> str:
        """ASCII up to a zero octet, at most `size` octets with it."""
        end = self._octets.find(b"\x00", self._at, self._at + size)
        if end < 0:
            if len(self._octets) < self._at + size:
                raise self._fault(CommandStatus.ESME_RINVCMDLEN, f"the body ends inside {name}")
            raise self._fault(status, f"{name} is longer than {size - 1} octets")
        value = self._octets[self._at : end]
        if not value.isascii():
            raise self._fault(status, f"{name} is not ASCII")
        self._at = end + 1
        return value.decode("ascii")

    def tlvs(self) -> Iterator[tuple[int, bytes]]:
        """Every optional parameter up to the end."""
        status = CommandStatus.ESME_RINVOPTPARSTREAM
        while not self.is_empty:
            tag, length = _TLV_HEADER.unpack(self.octets("an optional parameter", _TLV_HEADER.size, status))
            yield tag, self.octets(f"optional parameter {tag:#06x}", length, status)

    def end(self) -> None:
        """Refuses what is left over."""
        if not self.is_empty:
            left_over = len(self._octets) - self._at
            raise self._fault(CommandStatus.ESME_RINVCMDLEN, f"{left_over} octets after the last field")

    def _fault(self, status: CommandStatus, reason: str) -> SmppDecodeError:
        return SmppDecodeError(status, self.sequence, reason)


def c_octet_string(name: str, value: str, size: int) -> bytes:
    """ASCII with its zero octet, at most `size` octets."""
    if not value.isascii() or "\x00" in value:
        raise ValueError(f"{name} must be ASCII without a zero octet")
    if len(value) >= size:
        raise ValueError(f"{name} has {len(value)} octets, at most {size - 1} are allowed")
    return value.encode("ascii") + b"\x00"


def octets_with_length(name: str, value: bytes) -> bytes:
    """One octet of length, then the octets."""
    if len(value) > SHORT_MESSAGE_LIMIT:
        raise ValueError(f"{name} has {len(value)} octets, at most {SHORT_MESSAGE_LIMIT} are allowed")
    return bytes((len(value),)) + value


def pack_tlvs(tlvs: Iterable[tuple[int, bytes]]) -> bytes:
    """Tag, length and value of each."""
    try:
        return b"".join(_TLV_HEADER.pack(tag, len(value)) + value for tag, value in tlvs)
    except struct.error:
        raise ValueError("an optional parameter needs a 16-bit tag and at most 65535 octets") from None

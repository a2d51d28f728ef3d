"""What goes wrong when bytes of a peer are read.

SmppDecodeError          one PDU is wrong; the stream is still in step and the PDU can be answered
    SmppFramingError     the length is wrong; the stream is lost and the connection must be closed
"""

from harness.protocol.encoding.smpp.codes import CommandStatus


class SmppDecodeError(Exception):
    """A peer's PDU cannot be read; `command_status` and `sequence` are what to answer it with."""

    def __init__(self, command_status: CommandStatus, sequence: int, reason: str) -> None:
        super().__init__(f"{command_status.name}: {reason} (sequence {sequence})")
        self.command_status = command_status
        self.sequence = sequence
        self.reason = reason


class SmppFramingError(SmppDecodeError):
    """The length of a PDU is impossible or over the limit: where the next one starts is unknown."""


class ShortMessageError(ValueError):
    """The octets or the text of a short message break the rules of its alphabet or header."""

"""Secure messaging, the terminal's side: protected commands out, verified answers in.

`wrap` and `unwrap` are two halves of an exchange, so that a test can alter, repeat or leave out what stands between them:

    protected = session.wrap(CommandApdu(ins=0xB0, le=4))
    answer = session.unwrap(parse_response(reader.transmit(protected.encode())))

*Source*: ICAO Doc 9303-11 (8th edition), clause 9.8; ISO/IEC 7816-4, clause on secure messaging.
"""

import hmac
from dataclasses import replace

from harness.protocol.encoding.apdu import SHORT_ANSWER, SHORT_DATA, CommandApdu, ResponseApdu
from harness.protocol.encoding.ber_tlv import MalformedTlvError, Tlv, parse, tlv
from simulators.phone.chip_reader.errors import SecureMessagingError
from simulators.phone.chip_reader.session_cipher import MAC_BYTES, SessionCipher, pad, unpad

_PROTECTED = 0x0C  # class bits: secure messaging, the header authenticated
_PLAIN_VALUE = 0x85  # encrypted, of commands with an odd instruction
_PADDED_VALUE = 0x87  # encrypted, with a padding indicator before it
_EXPECTED_LENGTH = 0x97
_STATUS = 0x99
_MAC = 0x8E
_PADDING_INDICATOR = b"\x01"
_EXTENDED_ANSWER = 65_536
_ANSWERS = ([_STATUS, _MAC], [_PADDED_VALUE, _STATUS, _MAC], [_PLAIN_VALUE, _STATUS, _MAC])


class SecureMessaging:
    """One session: a cipher with its keys, and the send sequence counter (SSC)."""

    def __init__(self, cipher: SessionCipher, *, counter: int = 0) -> None:
        self._cipher = cipher
        self.counter = counter

    def wrap(self, command: CommandApdu) -> CommandApdu:
        """Protect a command; counts."""
        self._count()
        cla = command.cla | _PROTECTED
        header = bytes((cla, command.ins, command.p1, command.p2))
        objects = self._value(command) + _expected_length(command)
        mac = self._mac(self._pad(header) + (self._pad(objects) if objects else b""))
        data = objects + tlv(_MAC, mac)
        extended = command.extended or len(data) > SHORT_DATA or (command.le or 0) > SHORT_ANSWER
        le = _EXTENDED_ANSWER if extended else SHORT_ANSWER
        return replace(command, cla=cla, data=data, le=le, extended=extended)

    def unwrap(self, response: ResponseApdu) -> ResponseApdu:
        """Verify and decrypt an answer; counts.

        Raises:
            SecureMessagingError: it is not protected, its MAC is wrong, or what it protects is malformed.
        """
        self._count()
        found = _objects(response)
        objects = response.data[: -len(found[-1].encode())]
        if not hmac.compare_digest(self._mac(self._pad(objects)), found[-1].value):
            raise SecureMessagingError("mac", response.sw)
        if found[-2].value != response.sw.to_bytes(2, "big"):
            raise SecureMessagingError("status", response.sw)
        return ResponseApdu(self._decrypt(found[0], response.sw), response.sw)

    def _value(self, command: CommandApdu) -> bytes:
        if not command.data:
            return b""
        encrypted = self._cipher.encrypt(self._pad(command.data), self._ssc())
        if command.ins & 1:
            return tlv(_PLAIN_VALUE, encrypted)
        return tlv(_PADDED_VALUE, _PADDING_INDICATOR, encrypted)

    def _decrypt(self, found: Tlv, sw: int) -> bytes:
        if found.tag == _STATUS:
            return b""
        indicator = _PADDING_INDICATOR if found.tag == _PADDED_VALUE else b""
        encrypted = found.value.removeprefix(indicator)
        if not found.value.startswith(indicator) or not encrypted or len(encrypted) % self._cipher.block:
            raise SecureMessagingError("padding", sw)
        try:
            return unpad(self._cipher.decrypt(encrypted, self._ssc()), self._cipher.block)
        except ValueError as error:
            raise SecureMessagingError("padding", sw) from error

    def _count(self) -> None:
        self.counter = (self.counter + 1) % (1 << 8 * self._cipher.block)

    def _ssc(self) -> bytes:
        return self.counter.to_bytes(self._cipher.block, "big")

    def _pad(self, message: bytes) -> bytes:
        return pad(message, self._cipher.block)

    def _mac(self, padded: bytes) -> bytes:
        return self._cipher.mac(self._ssc() + padded)


def _expected_length(command: CommandApdu) -> bytes:
    if command.le is None:
        return b""
    size = 2 if command.extended or command.le > SHORT_ANSWER else 1
    return tlv(_EXPECTED_LENGTH, (command.le % (1 << 8 * size)).to_bytes(size, "big"))


def _objects(response: ResponseApdu) -> list[Tlv]:
    """The objects of an answer, in the one order that there is."""
    if not response.data:
        raise SecureMessagingError("plain", response.sw)
    try:
        found = parse(response.data)
    except MalformedTlvError as error:
        raise SecureMessagingError("malformed", response.sw) from error
    if [each.tag for each in found] not in _ANSWERS or len(found[-1].value) != MAC_BYTES:
        raise SecureMessagingError("malformed", response.sw)
    return found

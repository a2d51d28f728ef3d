"""Secure messaging, the card's side: protected commands are opened, responses are protected.

*Source*: ICAO Doc 9303-11 (8th edition), 9.8, a profile of ISO/IEC 7816-4. A command carries its data in DO '87' (even INS) or
DO '85' (odd INS), its Le in DO '97' and a MAC in DO '8E', in this order; a response its data, its status word in DO
'99' and a MAC. The send sequence counter grows by one before each command and before each response, so nothing can be replayed.
"""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from harness.protocol.encoding.apdu import (
    EXTENDED_ANSWER,
    SHORT_ANSWER,
    CommandApdu,
    ResponseApdu,
    StatusWord,
)
from harness.protocol.encoding.ber_tlv import MalformedTlvError, Tlv, parse, tlv
from simulators.card.contactless.ciphers import MAC_BYTES, Keys, Suite, padded, unpadded
from simulators.card.contactless.refusal import CommandRefusedError

SECURE = 0x0C
"""Bits of the class byte: secure messaging whose MAC covers the header."""

_PADDED = 0x87
_PLAIN = 0x85
_LE = 0x97
_STATUS = 0x99
_MAC = 0x8E
_PADDING_INDICATOR = b"\x01"
_OVERHEAD = len(bytes.fromhex("99029000 8E08")) + MAC_BYTES + len(bytes.fromhex("87820000 01"))


def counters(counter: int) -> Sequence[int]:
    """The values of the send sequence counter at which a command is taken when it stands at `counter`: the next alone."""
    return (counter + 1,)


def may_lack_checksum() -> bool:
    """Whether a command without a checksum is taken: no."""
    return False


def word_of_wrong_checksum(*, with_data: bool) -> int:
    """How a wrong checksum is answered, whatever the command carries: as anything else that is wrong."""
    del with_data
    return StatusWord.SECURE_MESSAGING_OBJECTS_INCORRECT


class WordOfWrongChecksum(Protocol):
    """See `word_of_wrong_checksum`."""

    def __call__(self, *, with_data: bool) -> int:
        """See `word_of_wrong_checksum`."""
        ...


@dataclass(frozen=True, kw_only=True)
class MessagingRules:
    """Every decision about the protection of a command."""

    counters: Callable[[int], Sequence[int]] = counters
    is_checksum: Callable[[bytes, bytes], bool] = hmac.compare_digest
    may_lack_checksum: Callable[[], bool] = may_lack_checksum
    word_of_wrong_checksum: WordOfWrongChecksum = word_of_wrong_checksum


EXEMPLARY = MessagingRules()


@dataclass
class SecureMessaging:
    """One session: a suite, its keys, and the counter as it stands. *Shape*: `counter` has the length of a block."""

    suite: Suite
    keys: Keys
    counter: bytes

    @classmethod
    def started(cls, suite: Suite, keys: Keys) -> "SecureMessaging":
        """A session whose counter begins at zero, as after PACE and chip authentication."""
        return cls(suite, keys, bytes(suite.block))

    def opened(self, command: CommandApdu, rules: MessagingRules = EXEMPLARY) -> CommandApdu:
        """The command inside a protected one.

        Raises:
            CommandRefusedError: 6987 where the MAC is missing, 6988 where anything is wrong.
        """
        values = [self._at(value) for value in rules.counters(int.from_bytes(self.counter, "big"))]
        self.counter = values[0]
        objects = _objects(command.data)
        self._check_mac(command, objects, values=values, rules=rules)
        data = self._data(objects, odd=bool(command.ins & 1))
        cla = command.cla & ~SECURE
        return replace(command, cla=cla, data=data, le=_expected(objects))

    def protected(self, response: ResponseApdu, *, odd: bool = False) -> ResponseApdu:
        """The response with its data encrypted and its status word under the MAC; `odd`: it answers an odd INS."""
        self.counter = self._at(int.from_bytes(self.counter, "big") + 1)
        body = self._encrypted(response.data, odd=odd) + tlv(_STATUS, response.sw.to_bytes(2, "big"))
        return ResponseApdu(body + tlv(_MAC, self._mac(body)), response.sw)

    def capacity(self, *, extended: bool) -> int:
        """How many bytes of plain data fit into one protected response of this form."""
        room = (EXTENDED_ANSWER if extended else SHORT_ANSWER) - _OVERHEAD
        return room - room % self.suite.block - 1

    def _at(self, value: int) -> bytes:
        size = self.suite.block
        return (value % (1 << 8 * size)).to_bytes(size, "big")

    def _check_mac(
        self, command: CommandApdu, objects: dict[int, Tlv], *, values: Sequence[bytes], rules: MessagingRules
    ) -> None:
        """Find the value of the counter at which the MAC is right, and take it over."""
        given = objects.pop(_MAC, None)
        if given is None:
            if rules.may_lack_checksum():
                return
            raise CommandRefusedError(StatusWord.SECURE_MESSAGING_OBJECTS_MISSING)
        header = padded(bytes((command.cla, command.ins, command.p1, command.p2)), self.suite.block)
        # the bytes as they came, since a length may be written in more than one way; the MAC is the last object
        body = command.data[: -len(given.encode())]
        for value in values:
            self.counter = value
            if rules.is_checksum(self._mac(body, header=header), given.value):
                return
        raise CommandRefusedError(rules.word_of_wrong_checksum(with_data=bool({_PADDED, _PLAIN} & objects.keys())))

    def _mac(self, body: bytes, *, header: bytes = b"") -> bytes:
        """A MAC over counter, header and objects; what has no objects ends with the padded header already."""
        message = self.counter + header + (padded(body, self.suite.block) if body else b"")
        return self.suite.mac(self.keys.authentication, message)

    def _data(self, objects: dict[int, Tlv], *, odd: bool) -> bytes:
        wanted, other = (_PLAIN, _PADDED) if odd else (_PADDED, _PLAIN)
        if other in objects:
            raise _incorrect()
        found = objects.get(wanted)
        return b"" if found is None else self._decrypted(found.value, odd=odd)

    def _decrypted(self, value: bytes, *, odd: bool) -> bytes:
        cryptogram = value if odd else value[1:]
        if (not odd and value[:1] != _PADDING_INDICATOR) or not cryptogram or len(cryptogram) % self.suite.block:
            raise _incorrect()
        try:
            return unpadded(self.suite.decrypt(self.keys.encryption, cryptogram, self.counter))
        except ValueError as error:
            raise _incorrect() from error

    def _encrypted(self, data: bytes, *, odd: bool) -> bytes:
        if not data:
            return b""
        cryptogram = self.suite.encrypt(self.keys.encryption, padded(data, self.suite.block), self.counter)
        return tlv(_PLAIN, cryptogram) if odd else tlv(_PADDED, _PADDING_INDICATOR, cryptogram)


def _objects(data: bytes) -> dict[int, Tlv]:
    """The objects by tag; what is unknown, twice there or out of order is incorrect."""
    try:
        found = parse(data)
    except MalformedTlvError as error:
        raise _incorrect() from error
    order = [
        (_PADDED, _PLAIN, _LE, _MAC).index(each.tag) if each.tag in (_PADDED, _PLAIN, _LE, _MAC) else -1
        for each in found
    ]
    if -1 in order or order != sorted(set(order)):
        raise _incorrect()
    return {each.tag: each for each in found}


def _expected(objects: dict[int, Tlv]) -> int | None:
    found = objects.get(_LE)
    if found is None:
        return None
    if len(found.value) not in (1, 2):
        raise _incorrect()
    return int.from_bytes(found.value, "big") or (SHORT_ANSWER if len(found.value) == 1 else EXTENDED_ANSWER)


def _incorrect() -> CommandRefusedError:
    return CommandRefusedError(StatusWord.SECURE_MESSAGING_OBJECTS_INCORRECT)

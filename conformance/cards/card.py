"""The card as a test holds it: what a person or program wants of a card, as command APDUs under the profile of its applet.

`send` sends one command and shows the answer as it came; everything else carries a wish to its end, with command chaining and
GET RESPONSE where they are needed. Nothing here decides a verdict.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from conformance.cards.target import CardData, KeyProfile
from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord, parse_response
from harness.protocol.encoding.ber_tlv import MalformedTlvError, find, tlv
from harness.world.reader import Reader

CHAINING = 0x10
"""The bit of the class byte which says that more of the command follows."""
SELECT, VERIFY, CHANGE, UNBLOCK, SIGN, READ, GET_RESPONSE = 0xA4, 0x20, 0x24, 0x2C, 0x87, 0xCB, 0xC0
WRITE, GENERATE = 0xDB, 0x47
_BLOCK = 255
_MORE = 0x61
_MOST_ANSWER = 1 << 16


class Tearing(Protocol):
    """Cuts the power of a card while it writes."""

    def cut_power_at_next_write(self) -> None:
        """The next change of the memory is the last thing that the card does."""
        ...

    def disarm(self) -> None:
        """Cut no power any more."""
        ...


@dataclass(frozen=True, kw_only=True)
class CardUnderTest:
    """A card in a reader."""

    reader: Reader
    data: CardData
    tearing: Tearing | None = None
    """Where the power of the card can be cut while it writes."""

    @property
    def public_object(self) -> str:
        """The tag of an object that anybody may read: the plain command by which a test sees that the card goes on."""
        return self.data.profile.public_objects[0]

    def send(self, command: CommandApdu | bytes) -> ResponseApdu:
        """Send one command; the answer as it came.

        Raises:
            CardLostError: no answer came.
        """
        raw = command if isinstance(command, bytes) else command.encode()
        return parse_response(self.reader.transmit(raw))

    def ask(self, command: CommandApdu) -> ResponseApdu:
        """Send a command of any length in blocks, and fetch the whole answer."""
        *before, last = chained(command)
        for block in before:
            response = self.send(block)
            if not response.ok:
                return response
        return self.whole(self.send(last))

    def whole(self, response: ResponseApdu) -> ResponseApdu:
        """The answer with what the card still holds of it."""
        data = response.data
        while response.sw >> 8 == _MORE and len(data) < _MOST_ANSWER:
            response = self.send(CommandApdu(ins=GET_RESPONSE, le=(response.sw & 0xFF) or 256))
            data += response.data
        return ResponseApdu(data, response.sw)

    def select(self, application: str | None = None) -> ResponseApdu:
        """Select the applet, or another application by its identifier (hexadecimal digits)."""
        name = bytes.fromhex(application or self.data.profile.application)
        return self.ask(CommandApdu(ins=SELECT, p1=0x04, data=name, le=256))

    def padded(self, digits: str) -> bytes:
        """Digits as a command carries them."""
        profile = self.data.profile
        return digits.encode("ascii").ljust(profile.pin_bytes, bytes([profile.pin_pad]))

    def verify(self, pin: str | None = None) -> ResponseApdu:
        """Present a PIN (default: the right one)."""
        data = self.padded(self.data.pin if pin is None else pin)
        return self.send(CommandApdu(ins=VERIFY, p2=self.data.profile.pin_reference, data=data))

    def status(self) -> ResponseApdu:
        """Ask whether the PIN was presented, or how many tries are left; it costs nothing."""
        return self.send(CommandApdu(ins=VERIFY, p2=self.data.profile.pin_reference))

    def change_pin(self, *, old: str, new: str) -> ResponseApdu:
        """Replace the PIN."""
        return self.change_to(old, self.padded(new))

    def change_to(self, old: str, new: bytes) -> ResponseApdu:
        """Replace the PIN by bytes that need not be a PIN."""
        return self.send(CommandApdu(ins=CHANGE, p2=self.data.profile.pin_reference, data=self.padded(old) + new))

    def change_puk(self, *, old: str, new: str) -> ResponseApdu:
        """Replace the PUK."""
        data = self.padded(old) + self.padded(new)
        return self.send(CommandApdu(ins=CHANGE, p2=self.data.profile.puk_reference, data=data))

    def unblock(self, *, puk: str | None = None, new: str | None = None) -> ResponseApdu:
        """Set a PIN with the PUK (default: the right PUK and the PIN of the target file)."""
        data = self.padded(self.data.puk if puk is None else puk) + self.padded(self.data.pin if new is None else new)
        return self.send(CommandApdu(ins=UNBLOCK, p2=self.data.profile.pin_reference, data=data))

    def read(self, tag: str) -> ResponseApdu:
        """Read a data object by its tag (hexadecimal digits); the answer holds the object with its outer tag."""
        data = tlv(0x5C, bytes.fromhex(tag))
        return self.ask(CommandApdu(ins=READ, p1=0x3F, p2=0xFF, data=data, le=256))

    def sign_block(self, key: KeyProfile, block: bytes) -> ResponseApdu:
        """Have a key sign a block: a hash for an elliptic curve, a padded block for RSA."""
        template = tlv(0x7C, tlv(0x82), tlv(0x81, block))
        return self.ask(CommandApdu(ins=SIGN, p1=key.algorithm, p2=key.reference, data=template, le=256))

    def reset(self) -> bytes:
        """Reset the card with power kept."""
        return self.reader.reset()

    def power_cycle(self) -> bytes:
        """Take power away and give it again."""
        return self.reader.power_cycle()

    def reconnect(self, *, reset: bool = True) -> bytes:
        """End the session and begin another, as another program would."""
        self.reader.disconnect(reset=reset)
        return self.reader.connect()


def signature_of(response: ResponseApdu) -> bytes:
    """The signature in the answer of `sign_block`; empty where there is none."""
    if response.sw != StatusWord.OK:
        return b""
    try:
        return find(find(response.data, 0x7C) or b"", 0x82) or b""
    except MalformedTlvError:
        return b""


def content_of(response: ResponseApdu) -> bytes:
    """What stands in the outer object 53 (or 7E, 7F61) of a read; empty where there is none."""
    try:
        return next((value for tag in (0x53, 0x7E, 0x7F61) if (value := find(response.data, tag)) is not None), b"")
    except MalformedTlvError:
        return b""


def chained(command: CommandApdu) -> Iterator[CommandApdu]:
    """A command as the blocks of a command chain; itself where it is short enough."""
    blocks = [command.data[at : at + _BLOCK] for at in range(0, len(command.data), _BLOCK)] or [b""]
    for block in blocks[:-1]:
        yield CommandApdu(cla=command.cla | CHAINING, ins=command.ins, p1=command.p1, p2=command.p2, data=block)
    yield CommandApdu(cla=command.cla, ins=command.ins, p1=command.p1, p2=command.p2, data=blocks[-1], le=command.le)

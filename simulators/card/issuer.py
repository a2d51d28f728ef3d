"""The issuer's tool: writes a card by the commands that the card has for it, as an administrator who has shown who he is."""

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from harness.protocol.encoding.apdu import SHORT_DATA, CommandApdu, ResponseApdu, StatusWord, parse_response
from harness.protocol.encoding.ber_tlv import find, tlv
from simulators.card.authority import CertifiedKey
from simulators.card.chip import Chip
from simulators.card.contact.piv.administrator import CHALLENGE, RESPONSE, TEMPLATE, WITNESS, decipher, encipher
from simulators.card.contact.piv.applet import GENERAL_AUTHENTICATE, GENERATE_KEY_PAIR, PUT_DATA
from simulators.card.contact.piv.objects import DISCOVERY_OBJECT
from simulators.card.contact.piv.state import ADMINISTRATOR_KEY, AID, CIPHERS
from simulators.card.contact.shell import GET_RESPONSE, SELECT
from simulators.card.memory import AdministratorKey

_CHAINED = 0x10
_MORE = 0x61
_OBJECT_P1_P2 = (0x3F, 0xFF)


class CardNotWrittenError(Exception):
    """The card refused a command of its issuer."""


class Issuer:
    """Somebody with the administrator key and a card in the reader."""

    def __init__(self, chip: Chip, key: AdministratorKey) -> None:
        self._chip = chip
        self._key = key

    def begin(self, challenge: bytes) -> None:
        """Power, select, and show each other who one is; `challenge` is a block that the card has not seen.

        Raises:
            CardNotWrittenError: the card refuses, or is not the one that holds the key.
        """
        self._chip.power_on()
        self._command(CommandApdu(ins=SELECT, p1=0x04, data=AID))
        witness = find(self._authenticate(tlv(WITNESS)), WITNESS) or b""
        shown = tlv(WITNESS, decipher(self._key, witness)) + tlv(CHALLENGE, challenge) + tlv(RESPONSE)
        if find(self._authenticate(shown), RESPONSE) != encipher(self._key, challenge):
            raise CardNotWrittenError("the card does not hold the administrator key")

    def generate(self, reference: int, algorithm: int) -> CertifiedKey:
        """Have a key made in that slot; its public half."""
        data = tlv(0xAC, tlv(0x80, bytes((algorithm,))))
        answer = self._command(CommandApdu(ins=GENERATE_KEY_PAIR, p2=reference, data=data))
        return public_key(find(answer, 0x7F49) or b"")

    def put(self, tag: str, content: bytes) -> None:
        """Write an object."""
        name = bytes.fromhex(tag)
        data = tlv(int(tag, 16), content) if tag == DISCOVERY_OBJECT else tlv(0x5C, name) + tlv(0x53, content)
        p1, p2 = _OBJECT_P1_P2
        self._command(CommandApdu(ins=PUT_DATA, p1=p1, p2=p2, data=data))

    def end(self) -> None:
        """Take the card out."""
        self._chip.power_off()

    def _authenticate(self, objects: bytes) -> bytes:
        algorithm = next(number for number, cipher in CIPHERS.items() if number and cipher == self._key.cipher)
        command = CommandApdu(ins=GENERAL_AUTHENTICATE, p1=algorithm, p2=ADMINISTRATOR_KEY, data=tlv(TEMPLATE, objects))
        return find(self._command(command), TEMPLATE) or b""

    def _command(self, command: CommandApdu) -> bytes:
        """Send in links of short commands, fetch the answer in parts."""
        links = [command.data[at : at + SHORT_DATA] for at in range(0, len(command.data), SHORT_DATA)] or [b""]
        p1, p2 = command.p1, command.p2
        for data in links[:-1]:
            self._send(CommandApdu(cla=_CHAINED, ins=command.ins, p1=p1, p2=p2, data=data))
        answer = self._send(CommandApdu(ins=command.ins, p1=p1, p2=p2, data=links[-1], le=256))
        data = answer.data
        while answer.sw >> 8 == _MORE:
            answer = self._send(CommandApdu(ins=GET_RESPONSE, le=256))
            data += answer.data
        return data

    def _send(self, command: CommandApdu) -> ResponseApdu:
        answer = parse_response(self._chip.send(command.encode()))
        if answer.sw != StatusWord.OK and answer.sw >> 8 != _MORE:
            raise CardNotWrittenError(f"instruction {command.ins:02X} was answered {answer.sw:04X}")
        return answer


def public_key(template: bytes) -> CertifiedKey:
    """The key in the value of template 7F49."""
    point = find(template, 0x86)
    if point is not None:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    modulus, exponent = (int.from_bytes(find(template, tag) or b"", "big") for tag in (0x81, 0x82))
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()

"""The administrator shows who he is: he enciphers the challenge of the card (NIST SP 800-73-4 part 2, 3.2.4, appendix A.1)."""

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from conformance.cards.card import SIGN, CardUnderTest
from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu
from harness.protocol.encoding.ber_tlv import find, tlv

_TEMPLATE, _CHALLENGE, _RESPONSE = 0x7C, 0x81, 0x82
_TRIPLE_DES = (0x00, 0x03)


def authenticate(card: CardUnderTest) -> bool:
    """Whether the card takes us for its administrator."""
    asked = _general_authenticate(card, tlv(_CHALLENGE))
    challenge = find(find(asked.data, _TEMPLATE) or b"", _CHALLENGE) if asked.ok else None
    if not challenge or card.data.administrator is None:
        return False
    key = bytes.fromhex(card.data.administrator)
    triple = card.data.profile.administrator_algorithm in _TRIPLE_DES
    step = Cipher(TripleDES(key) if triple else AES(key), modes.ECB()).encryptor()  # noqa: S305 - one random block
    return _general_authenticate(card, tlv(_RESPONSE, step.update(challenge) + step.finalize())).ok


def _general_authenticate(card: CardUnderTest, inner: bytes) -> ResponseApdu:
    profile = card.data.profile
    template = tlv(_TEMPLATE, inner)
    return card.ask(
        CommandApdu(
            ins=SIGN, p1=profile.administrator_algorithm, p2=profile.administrator_reference, data=template, le=256
        )
    )

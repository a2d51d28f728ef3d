"""PACE with generic mapping, the card's side: a short password protects an agreement on strong keys.

The four steps in order, each a method: the card sends an encrypted nonce; both agree on a point, which with the nonce makes a new
generator; both agree on a secret over that generator; both prove by a token that they hold the same keys. Who does not know
the password has another nonce, hence another generator, and learns nothing but that the token is wrong.

*Source*: ICAO Doc 9303-11 (8th edition), 4.4 and 9.7.3. Not here: integrated and chip-authentication mapping, other suites.
"""

import hmac
from dataclasses import dataclass
from typing import Generic

from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless.ciphers import AES_128, PASSWORD, Keys
from simulators.card.contactless.points import COORDINATE_BYTES, Curve, InvalidPointError, P, encode_point
from simulators.card.contactless.secure_messaging import SecureMessaging

PACE_ECDH_GM_AES_128 = "0.4.0.127.0.7.2.2.4.2.2"
PACE_OID = bytes.fromhex("04007F00070202040202")
VERSION = 2
P256_PARAMETERS = 12
NONCE_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What the card draws anew for each run of PACE."""

    nonce: bytes
    mapping_key: int
    agreement_key: int


class Pace(Generic[P]):
    """One run; `password` is the digest of the printed lines or the digits of the CAN."""

    def __init__(self, password: bytes, *, secrets: Secrets, curve: Curve[P]) -> None:
        self._password_key = AES_128.derive(password, PASSWORD)
        self._secrets = secrets
        self._curve = curve
        self._generator: P | None = None
        self._keys: Keys | None = None
        self._sent = b""
        self._received = b""

    def encrypted_nonce(self) -> bytes:
        """Step 1. *Shape*: 16 bytes."""
        return AES_128.encrypt(self._password_key, self._secrets.nonce)

    def map_nonce(self, theirs: bytes) -> bytes:
        """Step 2: the card's point for the reader's.

        Raises:
            InvalidPointError: the reader's is no point of the curve.
        """
        shared = self._curve.decode(theirs) * self._secrets.mapping_key
        self._generator = mapped_generator(self._curve.generator, self._secrets.nonce, shared)
        return encode_point(self._curve.generator * self._secrets.mapping_key)

    def agree(self, theirs: bytes) -> bytes:
        """Step 3: the card's public key for the reader's, over the mapped generator.

        Raises:
            InvalidPointError: no point of the curve, the card's own key sent back, or step 2 is missing.
        """
        if self._generator is None:
            raise InvalidPointError("there is no mapped generator yet")
        ours = encode_point(self._generator * self._secrets.agreement_key)
        shared = self._curve.decode(theirs) * self._secrets.agreement_key
        if theirs == ours:
            raise InvalidPointError("the reader sent the card's own key back")
        self._keys = Keys.derived(AES_128, shared.x.to_bytes(COORDINATE_BYTES, "big"))
        self._sent, self._received = ours, theirs
        return ours

    def prove(self, token: bytes) -> bytes | None:
        """Step 4: the card's token for the reader's, None where that is wrong."""
        if self._keys is None or not hmac.compare_digest(token_for(self._keys, self._sent), token):
            return None
        return token_for(self._keys, self._received)

    def messaging(self) -> SecureMessaging:
        """The session that the proven keys begin.

        Raises:
            ValueError: nothing was agreed on.
        """
        if self._keys is None:
            raise ValueError("PACE has not agreed on keys; call agree first")
        return SecureMessaging.started(AES_128, self._keys)


def mapped_generator(generator: P, nonce: bytes, shared: P) -> P:
    """The generator that nonce and shared point give: nonce times generator plus shared."""
    return generator * int.from_bytes(nonce, "big") + shared


def token_for(keys: Keys, public: bytes) -> bytes:
    """The token over a public key, which its receiver computed. *Shape*: 8 bytes."""
    return AES_128.mac(keys.authentication, _token_input(public))


def _token_input(public: bytes) -> bytes:
    return tlv(0x7F49, tlv(0x06, PACE_OID), tlv(0x86, public))

"""Basic access control: two parties that both know the printed lines prove it to each other and agree on keys.

*Source*: ICAO Doc 9303-11 (8th edition), 4.3 and 9.7.2: 3DES keys from the document number, birth date and expiry date.
"""

import hashlib
import hmac
from dataclasses import dataclass

from simulators.card.contactless.ciphers import MAC_BYTES, TRIPLE_DES, Keys, padded
from simulators.card.contactless.secure_messaging import SecureMessaging

CHALLENGE_BYTES = 8
KEY_PART_BYTES = 16
CRYPTOGRAM_BYTES = 2 * CHALLENGE_BYTES + KEY_PART_BYTES
COMMAND_BYTES = CRYPTOGRAM_BYTES + MAC_BYTES
_SEED_BYTES = 16
_COUNTER_HALF = 4


@dataclass(frozen=True)
class Access:
    """What a proven knowledge of the printed lines gives: the card's own proof, and the session."""

    answer: bytes
    messaging: SecureMessaging


def document_keys(mrz_information: str) -> Keys:
    """The keys of a document. *Shape*: `mrz_information` is number, birth date and expiry date, each with its check digit."""
    return Keys.derived(TRIPLE_DES, mrz_digest(mrz_information)[:_SEED_BYTES])


def mrz_digest(mrz_information: str) -> bytes:
    """SHA-1 of the printed lines, of which PACE takes all and basic access control the first 16 bytes."""
    return hashlib.sha1(mrz_information.encode(), usedforsecurity=False).digest()


def mutual_authentication(keys: Keys, command: bytes, *, challenge: bytes, key_part: bytes) -> Access | None:
    """Check the reader's proof and make the card's; None where it does not hold.

    Shape: `command` 40 bytes, `challenge` 8 bytes as the card sent them, `key_part` 16 bytes of the card's entropy.
    """
    cryptogram, mac = command[:CRYPTOGRAM_BYTES], command[CRYPTOGRAM_BYTES:]
    if not hmac.compare_digest(_mac(keys, cryptogram), mac):
        return None
    plain = TRIPLE_DES.decrypt(keys.encryption, cryptogram)
    theirs, ours = plain[:CHALLENGE_BYTES], plain[CHALLENGE_BYTES : 2 * CHALLENGE_BYTES]
    if not hmac.compare_digest(ours, challenge):
        return None
    answer = TRIPLE_DES.encrypt(keys.encryption, challenge + theirs + key_part)
    return Access(answer + _mac(keys, answer), _session(plain, challenge, key_part))


def _session(plain: bytes, challenge: bytes, key_part: bytes) -> SecureMessaging:
    seed = bytes(a ^ b for a, b in zip(plain[2 * CHALLENGE_BYTES :], key_part, strict=True))
    counter = challenge[-_COUNTER_HALF:] + plain[CHALLENGE_BYTES - _COUNTER_HALF : CHALLENGE_BYTES]
    return SecureMessaging(TRIPLE_DES, Keys.derived(TRIPLE_DES, seed), counter)


def _mac(keys: Keys, message: bytes) -> bytes:
    return TRIPLE_DES.mac(keys.authentication, padded(message, TRIPLE_DES.block))

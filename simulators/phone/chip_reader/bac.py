"""Basic access control (BAC): who has read the machine readable zone may talk to the chip.

*Source*: ICAO Doc 9303-11 (8th edition), clause 4.3; worked example in its appendix D.
"""

import hmac
from collections.abc import Callable

from harness.protocol.encoding.apdu import CommandApdu
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.errors import ChipAccessDeniedError, ChipAnswerError
from simulators.phone.chip_reader.key_derivation import triple_des_keys
from simulators.phone.chip_reader.passwords import MrzPassword
from simulators.phone.chip_reader.secure_messaging import SecureMessaging
from simulators.phone.chip_reader.session_cipher import MAC_BYTES, TripleDesCipher, pad

_GET_CHALLENGE = 0x84
_EXTERNAL_AUTHENTICATE = 0x82
_NONCE_BYTES = 8
_KEY_BYTES = 16
_CRYPTOGRAM_BYTES = 2 * _NONCE_BYTES + _KEY_BYTES
_ANSWER_BYTES = _CRYPTOGRAM_BYTES + MAC_BYTES


def open_by_bac(channel: Channel, password: MrzPassword, random: Callable[[int], bytes]) -> SecureMessaging:
    """Run BAC after the application was selected; the session that protects what follows. It takes RND.IFD, then K.IFD.

    Raises:
        ChipAccessDeniedError: the chip refused, or did not prove that it knows the keys.
        ChipAnswerError: the chip gave no challenge.
    """
    chip_nonce = channel.demand(CommandApdu(ins=_GET_CHALLENGE, le=_NONCE_BYTES), step="GET CHALLENGE")
    if len(chip_nonce) != _NONCE_BYTES:
        raise ChipAnswerError("GET CHALLENGE", 0x9000)
    own_nonce, own_key = random(_NONCE_BYTES), random(_KEY_BYTES)
    cipher = TripleDesCipher(triple_des_keys(password.key_seed))
    cryptogram = cipher.encrypt(own_nonce + chip_nonce + own_key)
    data = cryptogram + cipher.mac(pad(cryptogram, cipher.block))
    answer = channel.send(CommandApdu(ins=_EXTERNAL_AUTHENTICATE, data=data, le=_ANSWER_BYTES))
    if not answer.ok:
        raise ChipAccessDeniedError("BAC", answer.sw)
    chip_key = _proven_key(cipher, answer.data, chip_nonce + own_nonce)
    seed = bytes(mine ^ theirs for mine, theirs in zip(own_key, chip_key, strict=True))
    counter = int.from_bytes(chip_nonce[-4:] + own_nonce[-4:], "big")
    return SecureMessaging(TripleDesCipher(triple_des_keys(seed)), counter=counter)


def _proven_key(cipher: TripleDesCipher, answer: bytes, nonces: bytes) -> bytes:
    """The key material of the chip, where it proves by both nonces that it knows the keys."""
    cryptogram, mac = answer[:_CRYPTOGRAM_BYTES], answer[_CRYPTOGRAM_BYTES:]
    if len(answer) != _ANSWER_BYTES or not hmac.compare_digest(cipher.mac(pad(cryptogram, cipher.block)), mac):
        raise ChipAccessDeniedError("BAC")
    plain = cipher.decrypt(cryptogram)
    if not hmac.compare_digest(plain[: len(nonces)], nonces):
        raise ChipAccessDeniedError("BAC")
    return plain[len(nonces) :]

"""Chip authentication (version 1): new session keys which only the chip with the key of data group 14 can make.

The chip proves itself by the next protected answer; `authenticate_chip` asks for one at once.

*Source*: ICAO Doc 9303-11 (8th edition), clause 6.2.
"""

from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.protocol.encoding.apdu import SHORT_ANSWER, CommandApdu, ResponseApdu
from harness.protocol.encoding.ber_tlv import tlv
from simulators.phone.chip_reader import der
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.curve import random_scalar
from simulators.phone.chip_reader.errors import ChipClonedError, SecureMessagingError
from simulators.phone.chip_reader.files import ElementaryFile, select_file
from simulators.phone.chip_reader.key_derivation import aes_keys, triple_des_keys
from simulators.phone.chip_reader.secure_messaging import SecureMessaging
from simulators.phone.chip_reader.security_infos import (
    ChipAuthenticationInfo,
    ChipAuthenticationPublicKeyInfo,
    SecurityInfo,
)
from simulators.phone.chip_reader.session_cipher import AesCipher, TripleDesCipher

_TRIPLE_DES = "0.4.0.127.0.7.2.2.3.2.1"
_AES_KEY_BYTES = {
    "0.4.0.127.0.7.2.2.3.2.2": 16,
    "0.4.0.127.0.7.2.2.3.2.3": 24,
    "0.4.0.127.0.7.2.2.3.2.4": 32,
}
_VERSION = 1
_MANAGE_SECURITY_ENVIRONMENT, _SET_AT, _SET_KAT = 0x22, (0x41, 0xA4), (0x41, 0xA6)
_GENERAL_AUTHENTICATE = 0x86


def chip_authentication_key(
    infos: Sequence[SecurityInfo],
) -> tuple[ChipAuthenticationInfo, ChipAuthenticationPublicKeyInfo] | None:
    """A way of chip authentication that this reader speaks and its key; None where the chip offers none."""
    keys = [info for info in infos if isinstance(info, ChipAuthenticationPublicKeyInfo)]
    for info in infos:
        if isinstance(info, ChipAuthenticationInfo) and info.version == _VERSION and _speaks(info.protocol):
            fitting = [key for key in keys if info.key_id is None or key.key_id == info.key_id]
            if fitting:
                return info, fitting[0]
    return None


def authenticate_chip(
    channel: Channel,
    random: Callable[[int], bytes],
    *,
    info: ChipAuthenticationInfo,
    key: ChipAuthenticationPublicKeyInfo,
) -> None:
    """Run chip authentication; the channel is protected by the new keys afterwards.

    Raises:
        ChipClonedError: the chip refuses, or does not have the new keys.
        SecureMessagingError: an answer under the old keys was not protected.
    """
    curve = key.key.curve
    own = ec.derive_private_key(random_scalar(curve.group_order, random), curve)
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    agree = _agree_in_one_step if info.protocol == _TRIPLE_DES else _agree_in_two_steps
    if not agree(channel, public, info=info).ok:
        raise ChipClonedError("chip_authentication")
    channel.session = _session(info.protocol, own.exchange(ec.ECDH(), key.key))
    _demand_proof(channel)


def _speaks(protocol: str) -> bool:
    return protocol == _TRIPLE_DES or protocol in _AES_KEY_BYTES


def _agree_in_one_step(channel: Channel, public: bytes, *, info: ChipAuthenticationInfo) -> ResponseApdu:
    """MSE:SET KAT, which is for 3DES only."""
    p1, p2 = _SET_KAT
    data = tlv(0x91, public) + _key_reference(info)
    return channel.send(CommandApdu(ins=_MANAGE_SECURITY_ENVIRONMENT, p1=p1, p2=p2, data=data))


def _agree_in_two_steps(channel: Channel, public: bytes, *, info: ChipAuthenticationInfo) -> ResponseApdu:
    """MSE:SET AT, then GENERAL AUTHENTICATE."""
    p1, p2 = _SET_AT
    data = tlv(0x80, der.object_identifier_value(info.protocol)) + _key_reference(info)
    answer = channel.send(CommandApdu(ins=_MANAGE_SECURITY_ENVIRONMENT, p1=p1, p2=p2, data=data))
    if not answer.ok:
        return answer
    return channel.send(CommandApdu(ins=_GENERAL_AUTHENTICATE, data=tlv(0x7C, tlv(0x80, public)), le=SHORT_ANSWER))


def _key_reference(info: ChipAuthenticationInfo) -> bytes:
    if info.key_id is None:
        return b""
    return tlv(0x84, info.key_id.to_bytes(max(1, (info.key_id.bit_length() + 7) // 8), "big"))


def _session(protocol: str, secret: bytes) -> SecureMessaging:
    if protocol == _TRIPLE_DES:
        return SecureMessaging(TripleDesCipher(triple_des_keys(secret)))
    return SecureMessaging(AesCipher(aes_keys(secret, size=_AES_KEY_BYTES[protocol])))


def _demand_proof(channel: Channel) -> None:
    try:
        answer = select_file(channel, ElementaryFile.COM)
    except SecureMessagingError as error:
        raise ChipClonedError("chip_authentication") from error
    if not answer.ok:
        raise ChipClonedError("chip_authentication")

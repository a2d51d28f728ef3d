"""PACE with generic mapping over an elliptic curve, AES-128: a short password becomes strong keys.

    MSE:SET AT                  which protocol, which password
    GENERAL AUTHENTICATE 1      a nonce, encrypted with the password key
    GENERAL AUTHENTICATE 2      both map the nonce to a new generator
    GENERAL AUTHENTICATE 3      both agree on a secret with that generator
    GENERAL AUTHENTICATE 4      both prove that they have the same secret

*Source*: ICAO Doc 9303-11 (8th edition), clause 4.4; worked example in its appendix G.1.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence

from harness.protocol.encoding.apdu import SHORT_ANSWER, CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import MalformedTlvError, find, tlv
from simulators.phone.chip_reader import der
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.curve import P256, Curve, random_scalar, x_coordinate
from simulators.phone.chip_reader.errors import CardNotSupportedError, ChipAccessDeniedError, ChipAnswerError
from simulators.phone.chip_reader.key_derivation import KeyPair, aes_keys, password_key
from simulators.phone.chip_reader.passwords import Password
from simulators.phone.chip_reader.secure_messaging import SecureMessaging
from simulators.phone.chip_reader.security_infos import PACE_ECDH_GM_AES_CBC_CMAC_128, PaceInfo, SecurityInfo
from simulators.phone.chip_reader.session_cipher import AesCipher, authentication_token, decrypt_nonce

_PROTOCOL = der.object_identifier_value(PACE_ECDH_GM_AES_CBC_CMAC_128)
CURVES: Mapping[int, Curve] = {12: P256()}
_VERSION = 2
_MANAGE_SECURITY_ENVIRONMENT, _SET_AT = 0x22, (0xC1, 0xA4)
_GENERAL_AUTHENTICATE, _CHAINED = 0x86, 0x10
_DYNAMIC_DATA = 0x7C
_NONCE_BYTES = 16
_NONCE, _OWN_MAPPING, _CHIP_MAPPING, _OWN_KEY, _CHIP_KEY, _OWN_TOKEN, _CHIP_TOKEN = range(0x80, 0x87)
_COUNTER_WARNING = 0x63C0


def pace_infos(infos: Sequence[SecurityInfo], curves: Mapping[int, Curve] = CURVES) -> list[PaceInfo]:
    """Those ways of PACE that this reader speaks."""
    offered = [info for info in infos if isinstance(info, PaceInfo)]
    return [
        info
        for info in offered
        if info.protocol == PACE_ECDH_GM_AES_CBC_CMAC_128 and info.version == _VERSION and info.parameter_id in curves
    ]


def open_by_pace(
    channel: Channel,
    password: Password,
    random: Callable[[int], bytes],
    *,
    infos: Sequence[SecurityInfo],
    curves: Mapping[int, Curve] = CURVES,
) -> SecureMessaging:
    """Run PACE as `infos` of EF.CardAccess offer it; the session that protects what follows.

    `random` is asked for the private key of the mapping, then for that of the key agreement.

    Raises:
        CardNotSupportedError: no way of PACE that this reader speaks is offered.
        ChipAccessDeniedError: the chip refused the token, or its own is wrong.
        ChipAnswerError: a step before was refused or answered with something else.
    """
    usable = pace_infos(infos, curves)
    if not usable:
        raise CardNotSupportedError("the chip offers no PACE with ECDH, generic mapping, AES-128 and P-256")
    parameter = usable[0].parameter_id or 0
    several = sum(isinstance(info, PaceInfo) for info in infos) > 1
    _set_authentication_template(channel, password, parameter if several else None)
    return _Pace(channel, curves[parameter], random).run(password)


class _Pace:
    """The four steps of GENERAL AUTHENTICATE."""

    def __init__(self, channel: Channel, curve: Curve, random: Callable[[int], bytes]) -> None:
        self._channel = channel
        self._curve = curve
        self._random = random

    def run(self, password: Password) -> SecureMessaging:
        encrypted = self._ask(b"", answer=_NONCE)
        if len(encrypted) != _NONCE_BYTES:
            raise _unexpected(_NONCE)
        nonce = decrypt_nonce(password_key(password.secret), encrypted)
        try:
            own, chip, secret = self._agree(self._map(nonce))
        except ValueError as error:  # a point of the chip is none of the curve
            raise _unexpected(_CHIP_KEY) from error
        keys = aes_keys(x_coordinate(secret))
        self._prove(keys, own, chip)
        return SecureMessaging(AesCipher(keys))

    def _map(self, nonce: bytes) -> bytes:
        """The generator that only who knows the nonce can make."""
        curve = self._curve
        private = random_scalar(curve.order, self._random)
        own = curve.multiply(private, curve.generator)
        chip = self._ask(tlv(_OWN_MAPPING, own), answer=_CHIP_MAPPING)
        if chip == own:
            raise _unexpected(_CHIP_MAPPING)
        shared = curve.multiply(private, chip)
        scaled = int.from_bytes(nonce, "big") % curve.order
        return curve.add(curve.multiply(scaled, curve.generator), shared) if scaled else shared

    def _agree(self, generator: bytes) -> tuple[bytes, bytes, bytes]:
        """Our public key, that of the chip, and the secret."""
        curve = self._curve
        private = random_scalar(curve.order, self._random)
        own = curve.multiply(private, generator)
        chip = self._ask(tlv(_OWN_KEY, own), answer=_CHIP_KEY)
        if chip == own:  # an echo of our key would make an echo of our token right
            raise _unexpected(_CHIP_KEY)
        return own, chip, curve.multiply(private, chip)

    def _prove(self, keys: KeyPair, own: bytes, chip: bytes) -> None:
        token = tlv(_OWN_TOKEN, _token(keys, chip))
        command = CommandApdu(ins=_GENERAL_AUTHENTICATE, data=tlv(_DYNAMIC_DATA, token), le=SHORT_ANSWER)
        answer = self._channel.send(command)
        if not answer.ok:
            raise ChipAccessDeniedError("PACE", answer.sw)
        if not hmac.compare_digest(_dynamic(answer.data, _CHIP_TOKEN), _token(keys, own)):
            raise ChipAccessDeniedError("PACE")

    def _ask(self, data: bytes, *, answer: int) -> bytes:
        command = CommandApdu(cla=_CHAINED, ins=_GENERAL_AUTHENTICATE, data=tlv(_DYNAMIC_DATA, data), le=SHORT_ANSWER)
        return _dynamic(self._channel.demand(command, step=_step(answer)), answer)


def _set_authentication_template(channel: Channel, password: Password, parameter: int | None) -> None:
    data = tlv(0x80, _PROTOCOL) + tlv(0x83, bytes((password.reference,)))
    if parameter is not None:
        data += tlv(0x84, bytes((parameter,)))
    p1, p2 = _SET_AT
    answer = channel.send(CommandApdu(ins=_MANAGE_SECURITY_ENVIRONMENT, p1=p1, p2=p2, data=data))
    # a warning 63Cx counts the tries that are left and lets PACE go on
    if not answer.ok and answer.sw & 0xFFF0 != _COUNTER_WARNING:
        raise ChipAnswerError("MSE:SET AT", answer.sw)


def _token(keys: KeyPair, public: bytes) -> bytes:
    """What proves that a party has the MAC key and saw the public key of the other."""
    return authentication_token(keys.mac, tlv(0x7F49, tlv(0x06, _PROTOCOL), tlv(0x86, public)))


def _dynamic(data: bytes, tag: int) -> bytes:
    """The value with this tag in dynamic authentication data."""
    try:
        value = find(find(data, _DYNAMIC_DATA) or b"", tag)
    except MalformedTlvError as error:
        raise _unexpected(tag) from error
    if value is None:
        raise _unexpected(tag)
    return value


def _step(answer: int) -> str:
    return f"GENERAL AUTHENTICATE, answer {answer:02X}"


def _unexpected(answer: int) -> ChipAnswerError:
    return ChipAnswerError(_step(answer), StatusWord.OK)

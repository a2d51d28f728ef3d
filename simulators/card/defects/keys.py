"""Defects of keys, signatures, objects and what a command tells about itself."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from cryptography import x509

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import find, tlv
from simulators.card.authority import CardAuthority
from simulators.card.contact.piv import containers
from simulators.card.contact.piv import keys as sound
from simulators.card.contact.piv.applet import (
    CHANGE_REFERENCE_DATA,
    GENERAL_AUTHENTICATE,
    GET_DATA,
    RESET_RETRY_COUNTER,
    VERIFY,
)
from simulators.card.contact.piv.objects import AUTHENTICATION_CERTIFICATE, SIGNATURE_CERTIFICATE
from simulators.card.contact.piv.state import AUTHENTICATION_KEY, CODES, PIN_REFERENCE, SIGNATURE_KEY, key_name
from simulators.card.contact.piv.work import Handler, Work
from simulators.card.defects.registry import DEFECTS, Around, commanding, deciding, defect
from simulators.card.refusal import CommandRefusedError
from simulators.card.rulebook import CardRules

_CODES = (VERIFY, CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER)
_HIDDEN = "5FC120"
_IMPORT = 0xFE
_CERTIFICATES = {AUTHENTICATION_KEY: AUTHENTICATION_CERTIFICATE, SIGNATURE_KEY: SIGNATURE_CERTIFICATE}
_EXCHANGED = {
    AUTHENTICATION_CERTIFICATE: SIGNATURE_CERTIFICATE,
    SIGNATURE_CERTIFICATE: AUTHENTICATION_CERTIFICATE,
}


def _asked(tag: str) -> bytes:
    return tlv(0x5C, bytes.fromhex(tag))


def _key_in_an_object(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    """A back-up of the signature key in the object of a retired one."""
    if command.data == _asked(_HIDDEN):
        return tlv(0x53, work.memory.content.keys[key_name(SIGNATURE_KEY)])
    return handler(work, command)


def _pin_in_an_object(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    if command.data == _asked(_HIDDEN) and work.session.pin_verified:
        return tlv(0x53, work.memory.content.pin.value)
    return handler(work, command)


def _certificates_exchanged(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    other = next((to for of, to in _EXCHANGED.items() if command.data == _asked(of)), None)
    return handler(work, replace(command, data=_asked(other)) if other else command)


def _missing_object_is_empty(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    try:
        return handler(work, command)
    except CommandRefusedError as refused:
        if refused.sw != StatusWord.FILE_NOT_FOUND:
            raise
        return tlv(0x53, b"")


def _wrong_form_is_a_failure(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    try:
        return handler(work, command)
    except CommandRefusedError as refused:
        if refused.sw != StatusWord.WRONG_DATA:
            raise
        raise CommandRefusedError(StatusWord.NO_PRECISE_DIAGNOSIS) from None


DEFECTS["key-in-an-object"] = commanding(GET_DATA, around=_key_in_an_object)
DEFECTS["pin-in-an-object"] = commanding(GET_DATA, around=_pin_in_an_object)
DEFECTS["certificates-exchanged"] = commanding(GET_DATA, around=_certificates_exchanged)
DEFECTS["missing-object-is-empty"] = commanding(GET_DATA, around=_missing_object_is_empty)
DEFECTS["wrong-form-is-a-failure"] = commanding(GET_DATA, around=_wrong_form_is_a_failure)


def _with_one_key(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    """The signature slot signs with the key of the authentication slot."""
    if command.p2 != SIGNATURE_KEY:
        return handler(work, command)
    other = work.keys.key(work.memory.content.keys[key_name(AUTHENTICATION_KEY)])
    rules = work.rules
    work.rules = replace(rules, sign=lambda _key, data: rules.sign(other, data))
    try:
        return handler(work, command)
    finally:
        work.rules = rules


DEFECTS["one-key-for-both"] = commanding(GENERAL_AUTHENTICATE, around=_with_one_key)


def _signs_half(key: sound.PrivateKey, data: bytes) -> bytes:
    """The second half of what is to be signed is not looked at."""
    return sound.sign(key, data[: len(data) // 2] + bytes(len(data) - len(data) // 2))


def _any_length(key: sound.PrivateKey, data: bytes) -> bytes:
    return sound.sign(key, data[:32])


DEFECTS["half-a-hash-signed"] = deciding(lambda piv: replace(piv, sign=_signs_half))
DEFECTS["long-block-cut-and-signed"] = deciding(lambda piv: replace(piv, sign=_any_length))


def _parameters_ignored(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    return handler(work, replace(command, p1=0))


def _file_ignored(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    return handler(work, replace(command, p1=0x3F, p2=0xFF))


def _any_reference(handler: Handler, work: Work, command: CommandApdu) -> bytes:
    known = command.p2 in CODES
    return handler(work, command if known else replace(command, p2=PIN_REFERENCE))


DEFECTS["parameters-of-a-pin-ignored"] = commanding(*_CODES, around=_parameters_ignored)
DEFECTS["file-of-an-object-ignored"] = commanding(GET_DATA, around=_file_ignored)
DEFECTS["any-reference-is-the-pin"] = commanding(*_CODES, around=_any_reference)


@defect("key-imported-by-anybody")
def _key_imported_by_anybody(rules: CardRules) -> CardRules:
    """An instruction that some cards have, without its condition."""

    def take(work: Work, command: CommandApdu) -> bytes:
        del work, command
        return b""

    commands = MappingProxyType({**rules.piv.commands, _IMPORT: take})
    return replace(rules, piv=replace(rules.piv, commands=commands))


def _valid_at(begins: timedelta, ends: timedelta) -> Around:
    """The certificates as the authority would have made them for another time."""

    def around(handler: Handler, work: Work, command: CommandApdu) -> bytes:
        reference = next((key for key, tag in _CERTIFICATES.items() if command.data == _asked(tag)), None)
        answer = handler(work, command)
        if reference is None:
            return answer
        content = work.memory.content
        own = x509.load_der_x509_certificate(_certificate_in(answer))
        public = work.keys.key(content.keys[key_name(reference)]).public_key()
        authority = CardAuthority(seed=content.seed)
        made = own.not_valid_before_utc
        forged = authority.certify(content.holder, public, reference=reference, begins=made + begins, ends=made + ends)
        return tlv(0x53, containers.certificate(forged))

    return around


def _certificate_in(answer: bytes) -> bytes:
    return find(find(answer, 0x53) or b"", 0x70) or b""


DEFECTS["certificates-over"] = commanding(GET_DATA, around=_valid_at(-timedelta(days=800), -timedelta(days=400)))
DEFECTS["certificates-not-begun"] = commanding(GET_DATA, around=_valid_at(timedelta(days=1), timedelta(days=400)))

"""Who a person is towards the world, and which device holds the identity. Pure.

1. A person is known inside by a keyed hash of the civil number, known to the registry or not (PRV-011).
2. A person has one identity id for ever: it is derived, so that no repetition can make a second one.
3. One device at most is ACTIVE (ENR-025); a revoked one is told so (ENR-026).
4. Who may no longer hold an identity has it SUSPENDED, on every device (ELG-004, THR-083).
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from harness.protocol.messages import identity
from harness.reference.refusal import Refusal
from harness.world.policy import Level, Policy

LEVELS: tuple[Level, ...] = ("low", "medium", "high", "verified")
_SERVICE_NAMES = {
    "bank": ("Open a bank account", "فتح حساب مصرفي"),
    "bill": ("Pay bills", "دفع الفواتير"),
    "view": ("View documents", "عرض المستندات"),
}
NOTICE_TEXTS: dict[str, tuple[str, str]] = {
    "takeover_attempt": (
        "Somebody tried to move your digital identity to another phone. If that was not you, contact the authority.",
        "حاول شخص ما نقل هويتك الرقمية إلى هاتف آخر. إن لم تكن أنت من فعل ذلك فاتصل بالهيئة.",
    ),
    "code_relayed": (
        "A code that was sent to you was entered on another phone. If that was not you, contact the authority.",
        "أُدخل رمز أُرسل إليك في هاتف آخر. لا تشارك أي رمز. إن لم تكن أنت من فعل ذلك فاتصل بالهيئة.",
    ),
    "number_changed": (
        "The mobile number of your digital identity was changed. If that was not you, contact the authority.",
        "تغيّر رقم الهاتف المسجل لهويتك الرقمية. إن لم تكن أنت من فعل ذلك فاتصل بالهيئة.",
    ),
    "moved": (
        "Your digital identity was moved to another device. If that was not you, contact the authority.",
        "نُقلت هويتك الرقمية إلى جهاز آخر. إن لم تكن أنت من فعل ذلك فاتصل بالهيئة.",
    ),
}
"""What a person is told unasked, in English and Arabic."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What the holder of a device must hear of."""

    kind: Literal["takeover_attempt", "code_relayed"]
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A device key with its certificate: the identity as that device holds it."""

    serial: str
    """Serial number of the certificate, hexadecimal."""
    device: str
    """RFC 7638 thumbprint of the device key."""
    person: str
    identity_id: str
    state: Literal["PIN_PENDING", "ACTIVE", "SUSPENDED", "REVOKED"]
    level: Level
    mobile: str
    language: Literal["ar", "en"]
    certificate: bytes
    issued_at: datetime
    hardware: str | None = None
    """RFC 7638 thumbprint of the phone's hardware key, where the phone was attested."""
    mobile_changed_at: datetime | None = None
    """When this number took the place of `former_mobile`."""
    former_mobile: str | None = None
    revoked_at: datetime | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SendSms:
    """Effect: a message must reach `to`. `code` is the one-time password of kind `otp`, the Hawyti serial of kind `serial`."""

    to: str
    kind: Literal["otp", "moved", "number_changed", "takeover_attempt", "code_relayed", "serial"]
    language: Literal["ar", "en"]
    code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeepDevice:
    """Effect: the device stands as given; written in the order of the effects."""

    device: Device


Effect = SendSms | KeepDevice


def person_key(civil_number: str, secret: bytes) -> str:
    """The name of a person inside: HMAC-SHA-256 of the civil number, 32 hexadecimal digits."""
    return hmac.new(secret, b"person\0" + civil_number.encode(), hashlib.sha256).hexdigest()[:32]


def identity_id(person: str, secret: bytes) -> str:
    """The pseudonym of a person towards others: fixed for ever, tells nothing of the civil number."""
    digest = hmac.new(secret, b"identity\0" + person.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:15]).decode().lower()


def lower_level(*levels: Level) -> Level:
    """The lowest of the levels."""
    return min(levels, key=LEVELS.index)


def activate(device: Device, others: tuple[Device, ...], now: datetime) -> tuple[Device, tuple[Effect, ...]]:
    """Make `device` the active one; the devices in `others` are revoked before it (ENR-026)."""
    rivals = tuple(each for each in others if each.state == "ACTIVE" and each.serial != device.serial)
    active = replace(device, state="ACTIVE")
    revoked: tuple[Effect, ...] = tuple(KeepDevice(device=revoke(each, now)) for each in rivals)
    return active, (*revoked, KeepDevice(device=active), *_notices(active, rivals))


def revoke(device: Device, now: datetime) -> Device:
    """The device without the identity, from now on."""
    return replace(device, state="REVOKED", revoked_at=now)


def _notices(active: Device, rivals: tuple[Device, ...]) -> tuple[Effect, ...]:
    if not rivals:
        return ()
    told = {each.mobile: each.language for each in (*rivals, active) if each.mobile}
    kind: Literal["moved", "number_changed"] = "moved"
    if all(each.device == active.device for each in rivals):
        kind = "number_changed"
        told = {} if len(told) == 1 else told
    return tuple(SendSms(to=mobile, kind=kind, language=language) for mobile, language in told.items())


def present(device: Device | None) -> identity.Identity:
    """The identity as its device may see it.

    Raises:
        Refusal: NOT_REGISTERED, DEVICE_REVOKED or IDENTITY_SUSPENDED.
    """
    if device is None:
        raise Refusal("NOT_REGISTERED")
    if device.state == "REVOKED":
        raise Refusal("DEVICE_REVOKED")
    if device.state == "SUSPENDED":
        raise Refusal("IDENTITY_SUSPENDED")
    return identity.Identity(
        identity_id=device.identity_id,
        state=device.state,
        level=device.level,
        pin_state="set" if device.state == "ACTIVE" else "pending",
        certificate_serial=device.serial,
        issued_at=device.issued_at,
        notices=[_shown(notice) for notice in device.notices],
    )


def _shown(notice: Notice) -> identity.Notice:
    english, arabic = NOTICE_TEXTS[notice.kind]
    return identity.Notice(kind=notice.kind, at=notice.at, text_en=english, text_ar=arabic)


def list_services(device: Device | None, policy: Policy) -> identity.Services:
    """The services that the level of the identity reaches (ENR-028).

    Raises:
        Refusal: NOT_REGISTERED, DEVICE_REVOKED, IDENTITY_SUSPENDED or CERT_NOT_ACTIVE.
    """
    held = _active(device)
    services = [_service(name, policy) for name, level in policy.level_by_service.items() if _reaches(held, level)]
    return identity.Services(services=services)


def use_service(device: Device | None, name: str, policy: Policy) -> identity.Service:
    """Let the holder of an active identity use a service that its level reaches (ENR-028, SMS-003).

    Raises:
        Refusal: NOT_REGISTERED, DEVICE_REVOKED, IDENTITY_SUSPENDED, CERT_NOT_ACTIVE, NOT_FOUND or ASSURANCE_INSUFFICIENT.
    """
    held = _active(device)
    if name not in policy.level_by_service:
        raise Refusal("NOT_FOUND")
    if not _reaches(held, policy.level_by_service[name]):
        raise Refusal("ASSURANCE_INSUFFICIENT")
    return _service(name, policy)


def _active(device: Device | None) -> Device:
    if present(device).state != "ACTIVE" or device is None:
        raise Refusal("CERT_NOT_ACTIVE")
    return device


def _reaches(device: Device, level: Level) -> bool:
    return LEVELS.index(level) <= LEVELS.index(device.level)


def _service(name: str, policy: Policy) -> identity.Service:
    english, arabic = _SERVICE_NAMES.get(name, (name, name))
    return identity.Service(service_id=name, name_en=english, name_ar=arabic, level=policy.level_by_service[name])

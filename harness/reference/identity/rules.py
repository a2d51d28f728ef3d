"""Who a person is towards the world, and which device holds the identity. Pure.

1. A person is known inside by a keyed hash of the civil number, known to the registry or not (PRV-011).
2. A person has one identity id for ever: it is derived, so that no repetition can make a second one.
3. One device at most is ACTIVE (ENR-025); a revoked one is told so (ENR-026).
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A device key with its certificate: the identity as that device holds it."""

    serial: str
    """Serial number of the certificate, hexadecimal."""
    device: str
    """RFC 7638 thumbprint of the device key."""
    person: str
    identity_id: str
    state: Literal["PIN_PENDING", "ACTIVE", "REVOKED"]
    level: Level
    mobile: str
    language: Literal["ar", "en"]
    certificate: bytes
    issued_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SendSms:
    """Effect: a message must reach `to`. `code` is the one-time password where the kind is `otp`."""

    to: str
    kind: Literal["otp", "moved"]
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


def activate(device: Device, others: tuple[Device, ...], policy: Policy) -> tuple[Device, tuple[Effect, ...]]:
    """Make `device` the active one; the devices in `others` are revoked before it (ENR-026).

    Raises:
        Refusal: DEVICE_LIMIT where the policy refuses a second device.
    """
    rivals = tuple(each for each in others if each.state == "ACTIVE" and each.serial != device.serial)
    if rivals and policy.second_device == "refuse":
        raise Refusal("DEVICE_LIMIT")
    active = replace(device, state="ACTIVE")
    revoked: tuple[Effect, ...] = tuple(KeepDevice(device=replace(each, state="REVOKED")) for each in rivals)
    return active, (*revoked, KeepDevice(device=active), *_notices(active, rivals))


def _notices(active: Device, rivals: tuple[Device, ...]) -> tuple[Effect, ...]:
    if not rivals:
        return ()
    told = {each.mobile: each.language for each in (*rivals, active)}
    return tuple(SendSms(to=mobile, kind="moved", language=language) for mobile, language in told.items())


def present(device: Device | None) -> identity.Identity:
    """The identity as its device may see it.

    Raises:
        Refusal: NOT_REGISTERED or DEVICE_REVOKED.
    """
    if device is None:
        raise Refusal("NOT_REGISTERED")
    if device.state == "REVOKED":
        raise Refusal("DEVICE_REVOKED")
    return identity.Identity(
        identity_id=device.identity_id,
        state=device.state,
        level=device.level,
        pin_state="set" if device.state == "ACTIVE" else "pending",
        certificate_serial=device.serial,
        issued_at=device.issued_at,
    )


def list_services(device: Device | None, policy: Policy) -> identity.Services:
    """The services that the level of the identity reaches (ENR-028).

    Raises:
        Refusal: NOT_REGISTERED, DEVICE_REVOKED or CERT_NOT_ACTIVE.
    """
    if present(device).state != "ACTIVE" or device is None:
        raise Refusal("CERT_NOT_ACTIVE")
    reached = LEVELS.index(device.level)
    services = [
        identity.Service(service_id=name, name_en=en, name_ar=ar, level=level)
        for name, level in policy.level_by_service.items()
        for en, ar in (_SERVICE_NAMES.get(name, (name, name)),)
        if LEVELS.index(level) <= reached
    ]
    return identity.Services(services=services)

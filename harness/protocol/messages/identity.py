"""The digital identity of a device after enrollment: asked for with the device key alone."""

from datetime import datetime
from typing import Literal

import msgspec

from harness.protocol.messages import Message

IdentityState = Literal["PIN_PENDING", "ACTIVE", "SUSPENDED", "REVOKED"]
PinState = Literal["pending", "set", "blocked"]


class Notice(Message, frozen=True, kw_only=True):
    """What the holder of this device must hear of: somebody tried something with the identity."""

    kind: Literal["takeover_attempt", "code_relayed"]
    at: datetime
    text_en: str
    text_ar: str


class Identity(Message, frozen=True, kw_only=True):
    """The identity that the asking device holds."""

    identity_id: str
    state: IdentityState
    level: str
    pin_state: PinState
    certificate_serial: str
    issued_at: datetime
    notices: list[Notice] = msgspec.field(default_factory=list)


class Service(Message, frozen=True, kw_only=True):
    """A service that a registered identity may use."""

    service_id: str
    name_en: str
    name_ar: str
    level: str


class RevocationList(Message, frozen=True, kw_only=True):
    """The certificates that hold no longer: `crl` is base64 DER of a CRL (RFC 5280, 5), signed by the issuing authority."""

    crl: str


class Services(Message, frozen=True, kw_only=True):
    """The services open to the asking identity."""

    services: list[Service]

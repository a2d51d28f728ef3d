"""The digital identity of a device after enrollment: asked for with the device key alone."""

from datetime import datetime
from typing import Literal

from harness.protocol.messages import Message

IdentityState = Literal["PIN_PENDING", "ACTIVE", "SUSPENDED", "REVOKED"]
PinState = Literal["pending", "set", "blocked"]


class Identity(Message, frozen=True, kw_only=True):
    """The identity that the asking device holds."""

    identity_id: str
    state: IdentityState
    level: str
    pin_state: PinState
    certificate_serial: str
    issued_at: datetime


class Service(Message, frozen=True, kw_only=True):
    """A service that a registered identity may use."""

    service_id: str
    name_en: str
    name_ar: str
    level: str


class Services(Message, frozen=True, kw_only=True):
    """The services open to the asking identity."""

    services: list[Service]

"""What one server is started with."""

from dataclasses import dataclass, field
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec

from harness.world.policy import Policy

BODY_LIMIT = 65_536
SELFIE_LIMIT = 3_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of everything one caller or all callers may use."""

    requests_per_s: float = 50.0
    burst: float = 100.0
    """Of one device key."""
    peer_requests_per_s: float = 2000.0
    peer_burst: float = 4000.0
    """Of one address, whatever keys it shows: a test drives many phones from one."""
    body_time_s: float = 15.0
    """How long a body may take to arrive."""
    face_jobs: int = 64
    """Pictures under comparison or waiting for it."""
    face_workers: int = 2
    flush_s: float = 2.0
    """How long a stopping server tries to deliver what stands in the outbox."""
    delivery_wait_s: float = 1.0
    """How long an answer waits for its code to be taken by the gateway; a gateway that is merely slow keeps trying."""
    proofs_remembered: int = 1_000_000
    """More than one address can fill at its rate: an id stays two windows of the policy's clock skew at most."""
    erase_every_s: float = 3600.0
    """How often what the policy keeps no longer is erased, by the machine's clock."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A server's configuration; secrets such as the password in `sms_url` stay out of its text."""

    policy: Policy
    database_url: str = field(default="sqlite:///hawiya.db", repr=False)
    sms_url: str | None = field(default=None, repr=False)
    mail_url: str | None = field(default=None, repr=False)
    public_url: str | None = None
    notice_token: str | None = field(default=None, repr=False)
    """Shared with the payment service and the civil registry; without it their notices are not served."""
    operator_key: ec.EllipticCurvePublicKey | None = None
    """Who signs the rosters of officers; None takes no roster."""
    environment: Literal["test", "production"] = "test"
    test_hooks: bool = False
    matcher_cache: bool = True
    version: str = "0"
    limits: Limits = field(default_factory=Limits)

"""What one server is started with."""

from dataclasses import dataclass, field
from typing import Literal

from harness.world.policy import Policy

BODY_LIMIT = 65_536
SELFIE_LIMIT = 3_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of everything one caller or all callers may use."""

    requests_per_s: float = 50.0
    burst: float = 100.0
    body_time_s: float = 15.0
    """How long a body may take to arrive."""
    face_jobs: int = 64
    """Pictures under comparison or waiting for it."""
    face_workers: int = 2
    flush_s: float = 2.0
    """How long a stopping server tries to deliver what stands in the outbox."""
    proofs_remembered: int = 500_000


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A server's configuration; secrets such as the password in `sms_url` stay out of its text."""

    policy: Policy
    database_url: str = field(default="sqlite:///hawiya.db", repr=False)
    sms_url: str | None = field(default=None, repr=False)
    public_url: str | None = None
    environment: Literal["test", "production"] = "test"
    test_hooks: bool = False
    matcher_cache: bool = True
    version: str = "0"
    limits: Limits = field(default_factory=Limits)

"""What a server says of itself and of its health."""

from datetime import datetime
from typing import Literal

from harness.protocol.messages import Message

WIRE = "hawiya/1"


class About(Message, frozen=True, kw_only=True):
    """Who answers, which wire it speaks and what it claims: the first thing that a suite asks."""

    implementation: str
    version: str
    wire: Literal["hawiya/1"]
    nation: str
    environment: Literal["test", "production"]
    test_hooks: bool
    policy_digest: str
    server_time: datetime


class Health(Message, frozen=True, kw_only=True):
    """The process lives; its clock is told so that a client can correct its own."""

    status: Literal["ok"]
    server_time: datetime


class Ready(Message, frozen=True, kw_only=True):
    """The server can do its work now: every part is `ok` or says what is wrong."""

    status: Literal["ready", "not_ready"]
    database: str
    registry: str
    sms: str

"""What a gateway is told at its start: addresses, the account of its clients, the seed, the limits."""

from dataclasses import dataclass, field

from harness.protocol.encoding.smpp import PDU_LIMIT
from simulators.sms.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where the patience of the message center ends; a client that goes beyond is dropped or refused."""

    connections: int = 64
    pdu_octets: int = PDU_LIMIT
    bad_pdus: int = 10
    unsent_octets: int = 1_000_000
    bind_timeout_s: float = 10.0
    pdu_timeout_s: float = 10.0
    response_timeout_s: float = 30.0
    enquire_link_s: float = 30.0
    window: int = 10
    """deliver_sm that wait for their response at the same time."""
    waiting_receipts: int = 1000
    submits_per_s: int = 2000
    """For each connection; beyond it ESME_RTHROTTLED."""
    backlog: int = 10_000
    """Messages that faults hold back; beyond it ESME_RMSGQFUL."""
    inbox: int = 50_000
    inbox_octets: int = 64_000_000
    http_connections: int = 512
    pollers: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSettings:
    """Port 0 means any free port; `advertise` is the host that the URLs name when it differs from the bound one."""

    smpp_host: str = "127.0.0.1"
    smpp_port: int = 0
    http_host: str = "127.0.0.1"
    http_port: int = 0
    advertise: str | None = None
    system_id: str = "hawiya"
    password: str = field(default="secret08", repr=False)
    seed: int = 0
    faults: tuple[Fault, ...] = ()
    limits: Limits = field(default_factory=Limits)

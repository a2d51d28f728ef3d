"""What an enrollment is: the state that the steps of `rules.py` take and return, and the commands that they obey. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from harness.protocol.messages.enrollment import (
    AcceptTerms,
    ApplicantData,
    Channel,
    Language,
    Method,
    SessionState,
)
from harness.reference.enrollment.limits import NO_METERS, Meters
from harness.reference.identity.rules import Device, Effect
from harness.reference.pki.rules import Authority
from harness.reference.registry.rules import Claim, Record
from harness.world.policy import Level, Policy
from harness.world.ports import UNKNOWN_LINE, Line

# -- state -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicant:
    """What was entered, in normal form; a passport number is kept only where one is asked for (ENR-015c).

    E-mail address and mobile number are empty where the channel does not ask for them and none was given.
    """

    claim: Claim
    email: str
    mobile: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Otp:
    """The one valid one-time password of a session: never the code itself."""

    digest: str
    expires_at: datetime
    used: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """An enrollment session, bound to one device key."""

    session_id: str
    device: str
    """RFC 7638 thumbprint of the device key."""
    state: SessionState
    opened_at: datetime
    expires_at: datetime
    language: Language = "en"
    method: Method = "manual"
    terms_version: str | None = None
    applicant: Applicant | None = None
    person: str | None = None
    challenge: str | None = None
    otp: Otp | None = None
    level: Level | None = None
    certificate_serial: str | None = None
    hardware: str | None = None
    """RFC 7638 thumbprint of the phone's hardware key, where the phone was attested."""
    number_is_own: bool = False
    """The operator names the applicant as the owner of the number that the code went to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SentCode:
    """A code that was sent to a phone of the person, as a keyed hash: to know it again on another phone (THR-005)."""

    digest: str
    device: str
    mobile: str
    language: Language
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What is counted for a person over all sessions, known to the registry or not."""

    person: str
    face_failures: int = 0
    face_locked_until: datetime | None = None
    otp_failures: int = 0
    otp_locked_until: datetime | None = None
    otp_sends: int = 0
    otp_sends_until: datetime | None = None
    codes: tuple[SentCode, ...] = ()


NO_TALLY = Tally(person="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A session with all that its person has elsewhere."""

    session: Session
    tally: Tally = NO_TALLY
    devices: tuple[Device, ...] = ()
    """Every device of the person that is not revoked; loaded for `judge`, `enter_otp`, `issue` and `activate` only."""
    meters: Meters = NO_METERS
    """Loaded for `judge` and `resend` only."""
    is_copy: bool = False
    """The picture at hand was sent before in another session; looked up for `judge` only."""


Outcome = tuple[Case, tuple[Effect, ...]]

# -- commands --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """What every command brings along."""

    policy: Policy
    secret: bytes = field(repr=False)
    """Keys the hashes of persons and codes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Open(Command):
    """Open a session; the key of the proof becomes its device key."""

    session_id: str
    device: str
    channel: Channel
    method: Method
    app_version: str
    hardware: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Accept(Command):
    """Acknowledge the notice and accept the terms."""

    message: AcceptTerms


@dataclass(frozen=True, kw_only=True, slots=True)
class Submit(Command):
    """Enter the data."""

    data: ApplicantData


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirm(Command):
    """Confirm the data; `challenge` is fresh entropy for the capture."""

    confirmed: bool
    challenge: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureClaims:
    """What a capture proof says, after its signature was verified."""

    challenge: str
    image_sha256: str
    captured_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FaceVerdict:
    """What the matcher said: of the image alone its flaws and whether it seems live, and whether it shows the person."""

    reasons: tuple[str, ...]
    matches: bool
    is_live: bool = True
    print: bytes = field(default=b"", repr=False)
    """From which an altered copy is known again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judge(Command):
    """Judge data and face together."""

    capture: CaptureClaims | None
    """None where the capture proof does not hold."""
    image_sha256: str
    verdict: FaceVerdict | None
    """None where the picture was not looked at, because the step refuses before."""
    record: Record | None
    code: str
    """Fresh entropy: the one-time password to send."""
    line: Line = UNKNOWN_LINE
    """What the operator tells of the number that was entered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterOtp(Command):
    """Enter the one-time password."""

    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Resend(Command):
    """Send a new one-time password; `code` is fresh entropy."""

    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue(Command):
    """Issue the certificate; `serial` is fresh entropy."""

    csr: bytes
    serial: int
    identity_id: str
    authority: Authority


@dataclass(frozen=True, kw_only=True, slots=True)
class Activate(Command):
    """Confirm after the PIN was set."""

    confirmed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Who asks for a session: the device of the proof, and the session that the access token was made for."""

    session_id: str
    token_session: str
    device: str


Kind = Literal["open", "accept", "submit", "confirm", "selfie", "otp", "resend", "issue", "activate"]

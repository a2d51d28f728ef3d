"""The operations of our wire: one row each, from which routes, OpenAPI document, adapter and wire suites are made.

Paths follow RFC 6570 simple expansion (`{session_id}`). `refusals` names the codes that the operation itself may answer;
the codes in `EVERYWHERE` and, by `security`, those of `BY_SECURITY` come on top.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from harness.protocol.messages import Message, about, appointments, enrollment, identity, notices, office, testing


class Security(StrEnum):
    """What a caller must show."""

    NONE = "none"
    DEVICE = "device"
    """A DPoP proof by the device key (RFC 9449, 4)."""
    SESSION = "session"
    """A DPoP proof and the access token of the session (RFC 9449, 7)."""
    PARTNER = "partner"
    """A bearer token that another authority shares with the server (RFC 6750)."""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One request of our wire and its good answer."""

    name: str
    method: str
    path: str
    summary: str
    response: type[Message]
    request: type[Message] | None = None
    status: int = 200
    security: Security = Security.SESSION
    refusals: tuple[str, ...] = field(default=())
    test_hook: bool = False

    @property
    def changes_state(self) -> bool:
        """Whether the request needs an `Idempotency-Key`."""
        return self.method == "POST" and self.security in (Security.DEVICE, Security.SESSION)


EVERYWHERE = ("GENERIC", "UNAVAILABLE", "THROTTLED", "TOO_LARGE")
WITH_BODY = ("MALFORMED", "FIELD_NOT_ALLOWED", "FIELD_REQUIRED", "UNSUPPORTED_MEDIA_TYPE")
WITH_KEY = ("IDEMPOTENCY_KEY_REQUIRED", "KEY_CONFLICT")
_PROOF = ("PROOF_MISSING", "PROOF_INVALID", "PROOF_REPLAYED", "CLOCK_SKEW")
BY_SECURITY: dict[Security, tuple[str, ...]] = {
    Security.NONE: (),
    Security.DEVICE: _PROOF,
    Security.PARTNER: ("TOKEN_INVALID",),
    Security.SESSION: (
        *_PROOF,
        "PROOF_KEY_MISMATCH",
        "SESSION_REQUIRED",
        "SESSION_EXPIRED",
        "SESSION_CLOSED",
        "NOT_FOUND",
    ),
}

_SESSIONS = "/v1/enrollment/sessions"
_SESSION = _SESSIONS + "/{session_id}"

CHANNELS = Operation(
    name="channels", method="GET", path="/v1/enrollment/channels", summary="List the ways of registration that are open",
    response=enrollment.Channels, security=Security.NONE,
)  # fmt: skip
OPEN = Operation(
    name="open", method="POST", path=_SESSIONS, summary="Open an enrollment session bound to the device key",
    request=enrollment.OpenSession, response=enrollment.SessionOpened, status=201, security=Security.DEVICE,
    refusals=("CHANNEL_DISABLED", "UPDATE_REQUIRED"),
)  # fmt: skip
STATUS = Operation(
    name="status", method="GET", path=_SESSION, summary="Look at the session", response=enrollment.Session,
)  # fmt: skip
ACCEPT = Operation(
    name="accept", method="POST", path=f"{_SESSION}/terms", summary="Acknowledge the notice and accept the terms",
    request=enrollment.AcceptTerms, response=enrollment.Session,
    refusals=("STEP_ORDER", "CONSENT_MISSING", "TERMS_NOT_ACCEPTED"),
)  # fmt: skip
SUBMIT = Operation(
    name="submit", method="POST", path=f"{_SESSION}/data", summary="Enter the applicant's data",
    request=enrollment.ApplicantData, response=enrollment.Session,
    refusals=("STEP_ORDER", "CONSENT_MISSING", "TERMS_NOT_ACCEPTED", "CIVIL_NO_REQUIRED", "CIVIL_NO_INVALID", "SERIAL_REQUIRED",
              "SERIAL_FORMAT", "NATIONALITY_REQUIRED", "PASSPORT_REQUIRED", "PASSPORT_FORMAT", "EMAIL_REQUIRED",
              "EMAIL_INVALID", "MOBILE_REQUIRED", "MOBILE_INVALID"),
)  # fmt: skip
CONFIRM = Operation(
    name="confirm", method="POST", path=f"{_SESSION}/confirmation", summary="Confirm the entered data",
    request=enrollment.ConfirmData, response=enrollment.Session, refusals=("STEP_ORDER", "CONFIRMATION_REQUIRED"),
)  # fmt: skip
SELFIE = Operation(
    name="selfie", method="POST", path=f"{_SESSION}/selfie", summary="Send a live capture; data and face are judged together",
    request=enrollment.Selfie, response=enrollment.Session,
    refusals=("TERMS_NOT_ACCEPTED", "STEP_ORDER", "CONFIRMATION_REQUIRED", "CAPTURE_NOT_LIVE", "FACE_QUALITY", "PROOF_LOCKED",
              "LIVENESS_FAILED", "DATA_MISMATCH", "NOT_ELIGIBLE", "SMART_CARD_REQUIRED", "TOO_YOUNG", "CATEGORY_EXCLUDED",
              "DATA_INCOMPLETE", "DEVICE_LIMIT", "STEP_UP_REQUIRED", "OTP_LOCKED", "OTP_DELIVERY_FAILED", "SERIAL_STALE",
              "PASSPORT_MISMATCH", "FACE_MISMATCH", "CHANNEL_NOT_ALLOWED", "SERIAL_KIND_NOT_ALLOWED", "REFERENCE_CONSUMED",
              "PORTRAIT_MISSING"),
)  # fmt: skip
OTP = Operation(
    name="otp", method="POST", path=f"{_SESSION}/otp", summary="Enter the one-time password",
    request=enrollment.EnterOtp, response=enrollment.Session,
    refusals=("STEP_ORDER", "OTP_INVALID", "OTP_EXPIRED", "OTP_USED", "OTP_LOCKED"),
)  # fmt: skip
RESEND = Operation(
    name="resend", method="POST", path=f"{_SESSION}/otp/resend", summary="Ask for a new one-time password",
    request=enrollment.ResendOtp, response=enrollment.Session, refusals=("STEP_ORDER", "OTP_LOCKED", "OTP_DELIVERY_FAILED"),
)  # fmt: skip
ISSUE = Operation(
    name="issue", method="POST", path=f"{_SESSION}/certificate", summary="Issue the certificate for the device key",
    request=enrollment.IssueCertificate, response=enrollment.CertificateIssued, refusals=("STEP_ORDER", "CSR_INVALID"),
)  # fmt: skip
ACTIVATE = Operation(
    name="activate", method="POST", path=f"{_SESSION}/activation", summary="Confirm after the PIN was set on the phone",
    request=enrollment.Activate, response=identity.Identity,
    refusals=("STEP_ORDER", "CONFIRMATION_REQUIRED", "DEVICE_LIMIT", "DEVICE_REVOKED", "STEP_UP_REQUIRED"),
)  # fmt: skip
STATE = Operation(
    name="state", method="GET", path="/v1/identity", summary="Ask for the identity that this device holds",
    response=identity.Identity, security=Security.DEVICE, refusals=("NOT_REGISTERED", "DEVICE_REVOKED", "IDENTITY_SUSPENDED"),
)  # fmt: skip
SERVICES = Operation(
    name="services", method="GET", path="/v1/services", summary="List the services open to this identity",
    response=identity.Services, security=Security.DEVICE,
    refusals=("NOT_REGISTERED", "DEVICE_REVOKED", "IDENTITY_SUSPENDED", "CERT_NOT_ACTIVE"),
)  # fmt: skip
FEE_PAID = Operation(
    name="fee.paid", method="POST", path="/v1/notices/fee-paid", summary="The payment service tells that a card fee was paid",
    request=notices.FeePaid, response=notices.Noted, security=Security.PARTNER, refusals=("NOT_FOUND", "DUPLICATE_IGNORED"),
)  # fmt: skip
REGISTRY_CHANGED = Operation(
    name="registry.changed", method="POST", path="/v1/notices/registry-changed",
    summary="The civil registry tells that an entry changed", request=notices.RegistryChanged, response=notices.Noted,
    security=Security.PARTNER, refusals=("NOT_FOUND", "DUPLICATE_IGNORED"),
)  # fmt: skip
USE_SERVICE = Operation(
    name="service.use", method="GET", path="/v1/services/{service_id}", summary="Use a service, at the level that it needs",
    response=identity.Service, security=Security.DEVICE,
    refusals=("NOT_REGISTERED", "DEVICE_REVOKED", "IDENTITY_SUSPENDED", "CERT_NOT_ACTIVE", "NOT_FOUND", "ASSURANCE_INSUFFICIENT"),
)  # fmt: skip
REVOCATIONS = Operation(
    name="revocations", method="GET", path="/v1/certificates/revoked", summary="List the certificates that hold no longer",
    response=identity.RevocationList, security=Security.DEVICE,
)  # fmt: skip
SIGN_UP = Operation(
    name="sign_up", method="POST", path="/v1/accounts", summary="Begin an account of the booking platform",
    request=appointments.SignUp, response=appointments.SignupReceived, status=202, security=Security.NONE,
    refusals=("CIVIL_NO_REQUIRED", "CIVIL_NO_INVALID", "SERIAL_REQUIRED", "SERIAL_FORMAT", "EMAIL_REQUIRED", "EMAIL_INVALID",
              "MOBILE_REQUIRED", "MOBILE_INVALID", "ALREADY_REGISTERED"),
)  # fmt: skip
CONFIRM_CODES = Operation(
    name="confirm_codes", method="POST", path="/v1/accounts/codes", summary="Enter the codes of the SMS and of the e-mail",
    request=appointments.ConfirmCodes, response=appointments.CodesConfirmed, security=Security.NONE,
    refusals=("NOT_FOUND", "CODE_INVALID", "CODE_EXPIRED", "DATA_MISMATCH", "ALREADY_REGISTERED"),
)  # fmt: skip
CHOOSE_PASSWORD = Operation(
    name="choose_password", method="POST", path="/v1/accounts/password", summary="Choose the password; the account is opened",
    request=appointments.ChoosePassword, response=appointments.AccountOpened, status=201, security=Security.NONE,
    refusals=("NOT_FOUND", "STEP_ORDER", "PASSWORD_WEAK", "PASSWORD_DIFFERS", "ALREADY_REGISTERED"),
)  # fmt: skip
LOG_IN = Operation(
    name="log_in", method="POST", path="/v1/login", summary="Log in to the booking platform",
    request=appointments.LogIn, response=appointments.LoggedIn, security=Security.NONE, refusals=("LOGIN_FAILED",),
)  # fmt: skip
RECOVER = Operation(
    name="recover", method="POST", path="/v1/recovery", summary="Ask for a code to set a new password",
    request=appointments.Recover, response=appointments.RecoveryReceived, status=202, security=Security.NONE,
)  # fmt: skip
RESET_PASSWORD = Operation(
    name="reset_password", method="POST", path="/v1/recovery/password", summary="Set a new password with the code",
    request=appointments.ResetPassword, response=appointments.PasswordReset, security=Security.NONE,
    refusals=("LOGIN_FAILED", "PASSWORD_WEAK", "PASSWORD_DIFFERS"),
)  # fmt: skip
ABOUT = Operation(
    name="about", method="GET", path="/v1/about", summary="Say who answers", response=about.About, security=Security.NONE,
)  # fmt: skip
HEALTH = Operation(
    name="health", method="GET", path="/health", summary="Say that the process lives", response=about.Health,
    security=Security.NONE,
)  # fmt: skip
READY = Operation(
    name="ready", method="GET", path="/ready", summary="Say whether the work can be done (503 where it cannot)",
    response=about.Ready, security=Security.NONE,
)  # fmt: skip
GET_CLOCK = Operation(
    name="clock.now", method="GET", path="/test/clock", summary="Read the server's clock", response=testing.Clock,
    security=Security.NONE, test_hook=True,
)  # fmt: skip
SET_CLOCK = Operation(
    name="clock.set", method="PUT", path="/test/clock", summary="Move the server's clock", request=testing.SetClock,
    response=testing.Clock, security=Security.NONE, test_hook=True,
)  # fmt: skip
AUDIT = Operation(
    name="audit", method="GET", path="/test/audit", summary="Export the audit log (query: after, limit)",
    response=testing.AuditExport, security=Security.NONE, refusals=("MALFORMED",), test_hook=True,
)  # fmt: skip
RECORDS = Operation(
    name="records", method="POST", path="/test/records", summary="Say what is kept of a person", request=testing.FindRecords,
    response=testing.KeptRecords, security=Security.NONE, test_hook=True,
)  # fmt: skip
SET_REGISTRY = Operation(
    name="registry.set", method="PUT", path="/test/registry", summary="Take the civil registry out of reach, or back",
    request=testing.SetRegistry, response=testing.RegistryReach, security=Security.NONE, test_hook=True,
)  # fmt: skip
ROSTER = Operation(
    name="roster", method="PUT", path="/v1/operator/roster", summary="Deliver the signed roster of officers",
    request=office.DeliverRoster, response=office.RosterInForce, security=Security.NONE,
    refusals=("ROSTER_UNSIGNED", "ROSTER_STALE"),
)  # fmt: skip
REASON = Operation(
    name="reason", method="POST", path="/v1/desk/reasons", summary="Tell an officer why the person at the desk was refused",
    request=office.AskReason, response=office.Reason, security=Security.DEVICE,
    refusals=("PROOF_REQUIRED", "CIVIL_NO_INVALID", "NOT_FOUND"),
)  # fmt: skip
RECLAIM = Operation(
    name="reclaim", method="POST", path="/test/reclaim", summary="Erase what was done for these people",
    request=testing.Reclaim, response=testing.Reclaimed, security=Security.NONE, test_hook=True,
)  # fmt: skip

OPERATIONS: tuple[Operation, ...] = (
    CHANNELS, OPEN, STATUS, ACCEPT, SUBMIT, CONFIRM, SELFIE, OTP, RESEND, ISSUE, ACTIVATE, STATE, SERVICES, USE_SERVICE,
    REVOCATIONS,    FEE_PAID, REGISTRY_CHANGED, SIGN_UP, CONFIRM_CODES, CHOOSE_PASSWORD, LOG_IN, RECOVER, RESET_PASSWORD,
    ABOUT, HEALTH, READY, GET_CLOCK, SET_CLOCK, AUDIT, RECORDS, SET_REGISTRY, ROSTER, REASON, RECLAIM,
)  # fmt: skip


def possible_refusals(operation: Operation) -> tuple[str, ...]:
    """Every code that `operation` may answer, in the order of the checks."""
    return (
        *EVERYWHERE,
        *(WITH_BODY if operation.request else ()),
        *BY_SECURITY[operation.security],
        *(WITH_KEY if operation.changes_state else ()),
        *(("TEST_HOOK_DISABLED",) if operation.test_hook else ()),
        *operation.refusals,
    )

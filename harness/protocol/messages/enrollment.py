"""Enrollment by phone with manual data entry, in the order of the flow.

open -> terms -> data -> confirmation -> selfie -> (otp) -> certificate -> activation

Every request carries a DPoP proof by the device key (RFC 9449); all but the first also carry the access token that the
first one returned. Every state change carries an `Idempotency-Key`.
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from harness.protocol.messages import Message

Channel = Literal["phone", "kiosk"]
Method = Literal["manual", "nfc", "cardless"]
Language = Literal["ar", "en"]
Nationality = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 3166-1 alpha-3, as declared by the applicant")]
SessionState = Literal[
    "OPENED",
    "TERMS_ACCEPTED",
    "DATA_ENTERED",
    "DATA_CONFIRMED",
    "OTP_SENT",
    "VERIFIED",
    "PIN_PENDING",
    "ACTIVE",
    "CLOSED",
]


class Way(Message, frozen=True, kw_only=True):
    """A way of registration, with its name for people."""

    channel: Channel
    name_en: str
    name_ar: str


class Channels(Message, frozen=True, kw_only=True):
    """The ways of registration that are open, in the order in which an app offers them."""

    channels: list[Way]


class App(Message, frozen=True, kw_only=True):
    """The app that asks, as it names itself."""

    platform: Literal["android", "ios", "huawei"]
    version: Annotated[str, Meta(pattern=r"^\d{1,4}(\.\d{1,4}){0,3}$")]


class OpenSession(Message, frozen=True, kw_only=True):
    """Starts a session: the key of the DPoP proof becomes the device key of the session."""

    channel: Channel
    method: Method
    app: App
    attestation: (
        Annotated[str, Meta(max_length=2048, description="which phone it is: a JWS by its hardware key")] | None
    ) = None


class Terms(Message, frozen=True, kw_only=True):
    """The terms in force and the notice that is shown before any data is asked for."""

    version: str
    notice_en: str
    notice_ar: str


class OtpStatus(Message, frozen=True, kw_only=True):
    """What the applicant may know of the one-time password that was sent."""

    sent_to: Annotated[str, Meta(description="masked: the last three digits of the number")]
    length: int
    expires_at: datetime
    tries_left: int
    sends_left: int


class Session(Message, frozen=True, kw_only=True):
    """An enrollment session as the applicant sees it: nothing in it comes from the registry before proof."""

    session_id: str
    state: SessionState
    expires_at: datetime
    capture_challenge: Annotated[str, Meta(description="to be signed with the selfie")] | None = None
    otp: OtpStatus | None = None
    level: Annotated[str, Meta(description="assurance level reached")] | None = None


class SessionOpened(Message, frozen=True, kw_only=True):
    """A new session with the access token that belongs to it and to the device key (RFC 9449, 5)."""

    session: Session
    access_token: str
    terms: Terms
    token_type: Literal["DPoP"] = "DPoP"  # noqa: S105 - the name of a scheme


class AcceptTerms(Message, frozen=True, kw_only=True):
    """The explicit continue after the notice, and the acceptance of one version of the terms."""

    terms_version: str
    language: Language
    notice_acknowledged: bool


class ApplicantData(Message, frozen=True, kw_only=True):
    """What the applicant types. Absent fields are judged by the rules of the channel, each with its own code.

    One of `card_serial` and `hawyti_serial` is required. `passport_number` is required where `nationality` is not KWT.
    With the method `cardless`, `civil_number` takes a reference number too, no serial is asked, and `passport_number` always is.
    """

    civil_number: Annotated[str, Meta(max_length=32)] | None = None
    card_serial: Annotated[str, Meta(max_length=32)] | None = None
    hawyti_serial: Annotated[str, Meta(max_length=32)] | None = None
    nationality: Nationality | None = None
    passport_number: Annotated[str, Meta(max_length=32)] | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    mobile: Annotated[str, Meta(max_length=32)] | None = None


class ConfirmData(Message, frozen=True, kw_only=True):
    """The applicant has looked at the entered data and says that it is right."""

    confirmed: bool


class Selfie(Message, frozen=True, kw_only=True):
    """A live capture.

    `image` is base64 (RFC 4648, 4) of a JPEG or PNG. `capture_proof` is a compact JWS by the device key over
    `{"challenge", "image_sha256", "captured_at"}`: it ties these bytes to this session. An uploaded file has none, and is
    taken only where the policy asks for no capture attestation.
    """

    image: Annotated[str, Meta(max_length=2_800_000)]
    capture_proof: Annotated[str, Meta(max_length=2048)] | None = None


class EnterOtp(Message, frozen=True, kw_only=True):
    """The one-time password that came by SMS."""

    code: Annotated[str, Meta(max_length=32)]


class ResendOtp(Message, frozen=True, kw_only=True):
    """Asks for a new one-time password; the one before becomes void."""


class IssueCertificate(Message, frozen=True, kw_only=True):
    """The explicit action that issues the digital identity; `csr` is base64 DER of PKCS #10 signed by the device key."""

    csr: Annotated[str, Meta(max_length=4096)]


class CertificateIssued(Message, frozen=True, kw_only=True):
    """The certificate for the device key, not active before the activation; base64 DER, the chain ends with the root."""

    session: Session
    certificate: str
    chain: list[str]


class Activate(Message, frozen=True, kw_only=True):
    """The confirm action after the PIN was set on the phone. The PIN itself is never sent."""

    pin_state: Literal["set"]
    confirmed: bool

"""Policy: every value and every reading that the sources leave open, as one frozen Struct per nation.

The defaults are the catalogue's default readings (`harness/catalogue/readings.md`); a nation's file in
`scenarios/policies/` sets what differs. Suites run under a named policy and a certificate names it.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

Level = Literal["low", "medium", "high", "verified"]
LEVELS: tuple[str, ...] = get_args(Level)
"""From the lowest to the highest."""
Seconds = Annotated[int, Meta(ge=0)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a policy."""


class ChannelTable(Part, frozen=True, kw_only=True):
    """One yes or no for each channel of enrollment."""

    manual: bool
    cardless: bool
    nfc: bool
    kiosk: bool


class LevelTable(Part, frozen=True, kw_only=True):
    """The highest assurance level that each channel may reach."""

    manual: Level = "medium"
    cardless: Level = "medium"
    nfc: Level = "medium"
    kiosk: Level = "verified"


class OtpLimits(Part, frozen=True, kw_only=True):
    """One-time passwords; tries and sends are counted per person, and what they may cost per number, person and hour."""

    digits: Annotated[int, Meta(ge=4, le=8)] = 6
    valid_for_s: Seconds = 300
    tries: Annotated[int, Meta(ge=1)] = 3
    sends: Annotated[int, Meta(ge=1)] = 3
    locked_for_s: Seconds = 900
    per_number_and_day: Annotated[int, Meta(ge=1)] = 5
    per_person_and_hour: Annotated[int, Meta(ge=1)] = 4
    per_hour: Annotated[int, Meta(ge=1, description="Of everybody together: what an hour may cost at most")] = 20_000


class FaceLimits(Part, frozen=True, kw_only=True):
    """Mismatches of data and face, counted alike and per person, known or unknown."""

    tries: Annotated[int, Meta(ge=1)] = 3
    locked_for_s: Seconds = 900
    persons_per_source: Annotated[int, Meta(ge=1, description="One device is throttled when it could lock so many")] = 3


class AppPin(Part, frozen=True, kw_only=True):
    """The PIN that is chosen and checked on the phone."""

    min_digits: int = 6
    max_digits: int = 6
    sequences_allowed: bool = False
    birth_year_allowed: bool = False
    tries: int = 5


class Pairing(Part, frozen=True, kw_only=True):
    """How a phone and a kiosk find each other."""

    shown_on: Literal["kiosk", "phone"] = "kiosk"
    valid_for_s: Seconds = 60
    tries: int = 3
    nearness_checked: bool = True


class Password(Part, frozen=True, kw_only=True):
    """Passwords of the booking platform."""

    min_length: int = 12
    breached_allowed: bool = False


class Sharing(Part, frozen=True, kw_only=True):
    """How a holder shares a document."""

    kinds: list[Literal["presentation", "link"]] = msgspec.field(default_factory=lambda: ["presentation", "link"])
    link_valid_for_s: Seconds = 86_400


class TimingBound(Part, frozen=True, kw_only=True):
    """When two distributions of response times count as separable."""

    significance: float = 0.01
    samples: int = 200


class Bytes(Part, frozen=True, kw_only=True):
    """When two answers count as equally long: they fall in one class of `size` bytes."""

    size: int = 256


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All readings of one nation. A field is named as in the catalogue; `tests` follow the policy, never the code."""

    name: str
    nation: Literal["kuwait", "saudi"]
    authority_en: str
    authority_ar: str
    sms_sender: str
    terms_version: str = "2026-01"
    utc_offset_h: int = 3

    # disclosure
    early_detail: bool = False
    nationality_source: Literal["declared", "registry"] = "declared"
    size_class: Bytes = Bytes()
    timing_bound: TimingBound = TimingBound()
    retention_days: Annotated[int, Meta(ge=0, le=90)] = 30

    # eligibility
    min_age_years: int = 5
    age_rule: Literal["gt", "ge"] = "gt"
    allow_art20_from: date | None = None
    excluded_articles: list[int] = msgspec.field(default_factory=lambda: [20])
    cardless_categories: list[Literal["resident", "citizen"]] = msgspec.field(default_factory=lambda: ["resident"])
    eligible_categories: list[str] = msgspec.field(default_factory=lambda: ["citizen", "resident"])
    expired_card_counts: bool = False
    lenient_check_digit: bool = False

    # channels, level and OTP
    channels_enabled: list[Literal["phone", "kiosk"]] = msgspec.field(default_factory=lambda: ["phone", "kiosk"])
    level_by_channel: LevelTable = LevelTable()
    otp_by_channel: ChannelTable = ChannelTable(manual=True, cardless=False, nfc=False, kiosk=False)
    chip_without_face: bool = False
    otp_level_cap: Level | None = "medium"
    otp_limits: OtpLimits = OtpLimits()
    min_app_version: str = "1.0"
    platforms: list[Literal["android", "ios", "huawei"]] = msgspec.field(
        default_factory=lambda: ["android", "ios", "huawei"]
    )
    second_device: Literal["move", "refuse"] = "move"
    level_by_service: dict[str, Level] = msgspec.field(
        default_factory=lambda: {"bank": "high", "bill": "high", "view": "medium"}
    )
    session_lifetime_s: Seconds = 1800
    clock_skew_s: Seconds = 120

    # face
    liveness: bool = True
    capture_attestation: bool = True
    unproven_capture_cap: Level = "low"
    """The highest level where liveness or capture attestation is off: nobody knows then that a face was before the camera."""
    face_tries: FaceLimits = FaceLimits()

    # PIN and password
    secret_kind: Literal["pin", "password"] = "pin"  # noqa: S105 - the name of a reading
    app_pin: AppPin = AppPin()
    second_pin_step: Literal["change", "confirm"] = "change"
    password: Password = Password()

    # kiosks
    pairing: Pairing = Pairing()
    kiosk_full: Literal["refuse", "queue"] = "refuse"

    # renewal
    renewal_trigger: Literal["request_exists", "expired_request_only"] = "request_exists"

    # signature and appointment
    card_validity_min: Literal["more_than_one_year", "one_year"] = "more_than_one_year"
    email_unique: bool = True
    four_eyes: Literal["own_application", "every_application"] = "own_application"
    no_show: Literal["requeued_once", "closed"] = "requeued_once"
    rp_request_form: Literal["any_recorded", "paper"] = "any_recorded"
    closed_weekdays: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = msgspec.field(
        default_factory=lambda: ["fri", "sat"]
    )
    hold_time_s: Seconds = 600

    # wallet and sharing
    share: Sharing = Sharing()

    # Saudi articles
    login_inputs: Literal["either", "all_three"] = "either"
    minor_range: Literal["both_included", "fifteen_excluded"] = "both_included"
    airport_domestic: Literal["accept", "refuse"] = "accept"
    verifier_scope: Literal["by_entitlement", "all_data"] = "by_entitlement"
    offline_validity_days: int = 30
    issuer_names: dict[str, str] = msgspec.field(default_factory=dict)
    majority_age_years: int = 18
    number_change_hold_days: int = 7
    verify_time_s: float = 3.0

    def civil_day(self, now: datetime) -> date:
        """The day in the nation: birthdays and expiry fall on it."""
        return now.astimezone(timezone(timedelta(hours=self.utc_offset_h))).date()

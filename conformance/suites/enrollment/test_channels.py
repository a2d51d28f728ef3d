"""Which ways of registration are offered, and to which app (ENR-004, 005)."""

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from harness.world.policy import Policy
from simulators.journey import Applicant

_TOO_OLD = "0.0.1"


@proves("ENR-005", case="start of registration", people=["citizen"])
def test_both_channels_are_offered(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    both = {"phone", "kiosk"} <= set(policy.channels_enabled)
    under_policy("channels_enabled = phone, kiosk", so=both)
    listed = expect.accepted(applicant.phone.channels()).channels
    so = {"phone", "kiosk"} <= set(listed)
    expect.holds(expected="phone and kiosk in the list", observed=", ".join(listed) or "none", so=so)


@proves("ENR-005", case="kiosk channel disabled by policy, called directly", people=["citizen"])
def test_closed_kiosk_channel_is_neither_listed_nor_open(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("channels_enabled without kiosk", so="kiosk" not in policy.channels_enabled)
    listed = expect.accepted(applicant.phone.channels()).channels
    expect.holds(expected="a list without kiosk", observed=", ".join(listed), so="kiosk" not in listed)
    expect.refused(applicant.phone.open(channel="kiosk"), "CHANNEL_DISABLED")
    expect.accepted(applicant.open())


@proves("ENR-004", case="version below minimum", people=["citizen"])
def test_old_app_is_refused_before_any_data(applicant: Applicant, expect: Expect) -> None:
    current = applicant.phone.app_version
    applicant.phone.app_version = _TOO_OLD
    refusal = expect.refused(applicant.open(), "UPDATE_REQUIRED")
    told = refusal.facts.session is not None
    expect.holds(expected="no session", observed="a session" if told else "none", so=not told)
    applicant.phone.app_version = current
    expect.accepted(applicant.open())


@proves("ENR-004", case="supported OS and version", people=["citizen"])
def test_every_supported_platform_continues(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    for platform in policy.platforms:
        applicant.phone.platform = platform
        expect.accepted(applicant.open(), state="OPENED")
        expect.accepted(applicant.accept())

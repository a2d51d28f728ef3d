"""Whether a code is asked for follows the policy, and the level follows what was asked (SMS-005)."""

from typing import get_args

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.ways import without_card
from harness.world.policy import Level, Policy
from simulators.journey import Applicant

_LEVELS = get_args(Level)


@proves("SMS-005", case="otp_by_channel[cardless]=false", people=["cardless_resident"], grade="O1")
def test_no_code_is_sent_on_a_way_without_code(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("otp_by_channel.cardless = false", so=not policy.otp_by_channel.cardless)
    without_card(applicant, policy).walk(to="selfie")
    expect.accepted(applicant.selfie())
    expect.accepted(applicant.issue())
    expect.accepted(applicant.activate(), state="ACTIVE")
    expect.messages(applicant, exactly=0, after=0)


@proves("SMS-005", case="otp_by_channel[cardless]=true", people=["cardless_resident"], grade="O1")
def test_code_comes_before_the_secret_where_it_is_asked(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    under_policy("otp_by_channel.cardless = true", so=policy.otp_by_channel.cardless)
    without_card(applicant, policy).walk(to="otp")
    expect.refused(applicant.issue(), "STEP_ORDER")
    expect.accepted(applicant.otp())
    expect.accepted(applicant.issue())


@proves("SMS-005", "THR-031", case="channel without OTP reaches a level above its cap", people=["cardless_resident"])
def test_way_without_card_reaches_no_level_above_its_cap(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    cap = policy.level_by_channel.cardless
    without_card(applicant, policy).walk()
    level = str(expect.accepted(applicant.state(), state="ACTIVE").level)
    so = level in _LEVELS and _LEVELS.index(level) <= _LEVELS.index(cap)
    expect.holds(expected=f"level {cap} at most", observed=level, so=so)
    beyond = [name for name, needed in policy.level_by_service.items() if _LEVELS.index(needed) > _LEVELS.index(cap)]
    offered = expect.accepted(applicant.services()).services
    expect.equal(sorted(set(offered) & set(beyond)), [], what="services above that level")
    for service in beyond:
        expect.refused(applicant.use_service(service), "ASSURANCE_INSUFFICIENT")

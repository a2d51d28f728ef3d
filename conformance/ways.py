"""Ways to an identity beside the plain journey, and what is told on them under the readings of the policy."""

from msgspec.structs import replace

from harness.world.policy import Policy
from harness.world.scenario import Journey, JourneyStep
from simulators.journey import Applicant
from simulators.scenarios import load_journey


def without_card(applicant: Applicant, policy: Policy) -> Applicant:
    """The applicant on the card-less channel; a code is typed where the policy asks for one there (SMS-005)."""
    journey = load_journey("phone-cardless")
    applicant.flow = _with_code(journey) if policy.otp_by_channel.cardless else journey
    return applicant


def _with_code(journey: Journey) -> Journey:
    names = [step.do for step in journey.steps]
    after = names.index("selfie") + 1
    return replace(journey, steps=[*journey.steps[:after], JourneyStep(do="otp"), *journey.steps[after:]])


def told(policy: Policy, early: str) -> str:
    """The reason class of a refusal that depends on the registry, before proof: uniform, unless details are told early."""
    return early if policy.early_detail else "DATA_MISMATCH"

"""Scenario files as types: journeys, populations and sites are TOML, read strictly, and name what they mean.

A journey says who goes which way through which steps, under which fault, and how it must end.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from harness.world.faces import Defect, Species

Step = Literal[
    "open", "accept", "submit", "confirm", "selfie", "otp", "resend", "issue", "activate", "status", "state", "services"
]

FaultKind = Literal["lost_request", "lost_answer", "duplicate"]
SelfieKind = Literal["good", "stranger"] | Defect | Species
"""A selfie: as it should be, of somebody else, with a defect, or an attack in place of a live face."""


class ScenarioPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a scenario file."""


class Fault(ScenarioPart, frozen=True, kw_only=True):
    """What goes wrong with the exchange of a step.

    `lost_request`: it never arrives; `lost_answer`: it is acted on, the answer is lost; `duplicate`: it arrives twice.
    The phone then repeats the step, as a person would.
    """

    kind: FaultKind
    times: Annotated[int, Meta(ge=1, le=5)] = 1


class JourneyStep(ScenarioPart, frozen=True, kw_only=True):
    """One wish of the person. `refused` names the reason class that is expected; absent, the step must be accepted."""

    do: Step
    refused: str | None = None
    selfie: SelfieKind = "good"
    code: Literal["received", "wrong"] = "received"
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    fault: Fault | None = None


class JourneyOutcome(ScenarioPart, frozen=True, kw_only=True):
    """The state that must stand at the end."""

    state: str
    messages: Annotated[int, Meta(ge=0)] | None = None


class Journey(ScenarioPart, frozen=True, kw_only=True):
    """A journey of one person with one phone."""

    name: str
    title_en: str
    title_ar: str
    role: str
    channel: Literal["phone", "kiosk"]
    method: Literal["manual", "nfc", "cardless"]
    steps: Annotated[list[JourneyStep], Meta(min_length=1)]
    outcome: JourneyOutcome

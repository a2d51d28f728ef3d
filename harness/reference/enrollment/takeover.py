"""When data, face and a code do not suffice: a line that changed hands, and an identity that another phone holds. Pure.

1. A number whose SIM was changed within `number_change_hold_days` proves nothing yet (THR-008).
2. While a phone holds the identity, another one gets it at once only by the number that this phone is registered with, if the
   operator names no other owner of it (THR-009) and it was not itself changed within the hold (THR-035). Otherwise the person
   must show up, and the old number and the old phone hear of the attempt (THR-034).
3. The phone that holds the identity may register again under another number; old and new number hear of it.
4. A re-installed app is the same phone: its attestation names the same hardware key (TRB-004b).

All of this is asked after data and face have matched, never before (PRV-001).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from harness.reference.identity.rules import Device, Effect, KeepDevice, Notice, SendSms
from harness.reference.refusal import Refusal
from harness.world.policy import Policy
from harness.world.ports import Line

_NOTICES_KEPT = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomer:
    """The phone that asks for the identity, and the number that its person typed."""

    device: str
    hardware: str | None
    mobile: str


def rivals_of(newcomer: Newcomer, devices: tuple[Device, ...]) -> tuple[Device, ...]:
    """The other phones that hold the identity; the same phone after a re-install is none."""
    return tuple(each for each in devices if each.state == "ACTIVE" and not _is_same_phone(newcomer, each))


def _is_same_phone(newcomer: Newcomer, device: Device) -> bool:
    if device.device == newcomer.device:
        return True
    return newcomer.hardware is not None and device.hardware == newcomer.hardware


def check_limit(newcomer: Newcomer, devices: tuple[Device, ...], policy: Policy) -> None:
    """Refuse a second phone where the policy allows one only.

    Raises:
        Refusal: DEVICE_LIMIT.
    """
    if policy.second_device == "refuse" and rivals_of(newcomer, devices):
        raise Refusal("DEVICE_LIMIT")


def is_swapped(line: Line, policy: Policy, *, today: date) -> bool:
    """Whether the SIM of the number was changed within the hold."""
    changed_on = line.sim_changed_on
    return changed_on is not None and today < changed_on + timedelta(days=policy.number_change_hold_days)


def is_own(line: Line, civil_number: str) -> bool:
    """Whether the operator names the person as the owner of the number."""
    return line.owner == civil_number


def needs_step_up(newcomer: Newcomer, held: tuple[Device, ...], policy: Policy, now: datetime) -> bool:
    """Whether the number that was typed does not suffice to take the identity from the phone that holds it."""
    hold = timedelta(days=policy.number_change_hold_days)
    return any(
        each.mobile != newcomer.mobile or (each.mobile_changed_at is not None and now < each.mobile_changed_at + hold)
        for each in held
        if each.state == "ACTIVE" and each.device != newcomer.device
    )


def has_another_owner(line: Line, civil_number: str) -> bool:
    """Whether the operator names somebody else as the owner of the number."""
    return line.owner is not None and line.owner != civil_number


def alarm(
    held: tuple[Device, ...], kind: Literal["takeover_attempt", "code_relayed"], now: datetime
) -> tuple[Effect, ...]:
    """What the holders hear of an attempt: a message to the number and the one before, a notice on the phone (THR-034, 035)."""
    found: list[Effect] = []
    for each in held:
        if each.state == "ACTIVE":
            notices = (*each.notices, Notice(kind=kind, at=now))[-_NOTICES_KEPT:]
            found.append(KeepDevice(device=replace(each, notices=notices)))
            numbers = (each.mobile, each.former_mobile) if each.former_mobile else (each.mobile,)
            found.extend(SendSms(to=number, kind=kind, language=each.language) for number in numbers)
    return tuple(found)

"""What messages may cost and what one source may try: counters over a window of time. Pure.

1. A code is sent only where the number (a day), the person (an hour) and everybody together (an hour) have one left
   (THR-006, THR-007).
2. A device that fails, with whatever persons, as often as would lock `persons_per_source` of them is throttled itself, before any
   person is looked at (THR-033, THR-043). It is the device key and not the address: many phones share an address, and addresses
   are limited before the rules (`guard`).
3. Known and unknown persons are counted alike (PRV-011): 1. happens only after proof, 2. does not look at the person.
4. A notice to a person is never held back by any of this (THR-035).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from harness.reference.refusal import Refusal, RefusalFacts
from harness.world.policy import Policy

_DAY_S = 86_400
_HOUR_S = 3_600


@dataclass(frozen=True, kw_only=True, slots=True)
class Meter:
    """How often something happened in the window that ends at `until`; it began with the first time."""

    subject: str
    count: int = 0
    until: datetime | None = None

    def spent(self, now: datetime) -> int:
        """How often it happened in the window of now."""
        return self.count if self.until is not None and now < self.until else 0

    def counted(self, now: datetime, *, window_s: int) -> "Meter":
        """Once more."""
        spent = self.spent(now)
        until = self.until if spent else now + timedelta(seconds=window_s)
        return replace(self, count=spent + 1, until=until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Meters:
    """The counters that a session bears on."""

    number: Meter = Meter(subject="number:")
    person: Meter = Meter(subject="person:")
    everybody: Meter = Meter(subject="everybody")
    source: Meter = Meter(subject="source:")


NO_METERS = Meters()


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds until a moment, rounded up."""
    return max(math.ceil((moment - now).total_seconds()), 0)


def throttled(now: datetime, moments: Iterable[datetime | None]) -> Refusal:
    """THROTTLED until the last of the moments."""
    until = max((moment for moment in moments if moment is not None), default=now)
    return Refusal("THROTTLED", RefusalFacts(retry_after_s=max(seconds_until(until, now), 1)))


def count_message(meters: Meters, policy: Policy, now: datetime) -> Meters:
    """Count one more code that is sent.

    Raises:
        Refusal: THROTTLED where number, person or everybody have none left.
    """
    limits = policy.otp_limits
    bounds = (
        (meters.number, limits.per_number_and_day),
        (meters.person, limits.per_person_and_hour),
        (meters.everybody, limits.per_hour),
    )
    full = [meter.until for meter, limit in bounds if meter.spent(now) >= limit]
    if full:
        raise throttled(now, full)
    return replace(
        meters,
        number=meters.number.counted(now, window_s=_DAY_S),
        person=meters.person.counted(now, window_s=_HOUR_S),
        everybody=meters.everybody.counted(now, window_s=_HOUR_S),
    )


def check_source(meters: Meters, policy: Policy, now: datetime) -> None:
    """Let only a source near the proof that has tries left.

    Raises:
        Refusal: THROTTLED.
    """
    if meters.source.spent(now) >= policy.face_tries.tries * policy.face_tries.persons_per_source:
        raise throttled(now, [meters.source.until])


def count_failure(meters: Meters, policy: Policy, now: datetime) -> Meters:
    """Count one more failure of the source."""
    return replace(meters, source=meters.source.counted(now, window_s=policy.face_tries.locked_for_s))

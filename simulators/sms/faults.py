"""Faults of the SMS network: one Struct a fault, each a small change of what happens to one message.

Every fault may be limited to recipients that begin with `to`, to its first `count` uses, and to a `probability`, so
that tests that run side by side do not disturb each other. To add a fault: one Struct here, and its name in `Fault`.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

Seconds = Annotated[float, Meta(ge=0, le=600)]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
FAULT_LIMIT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will happen to one message."""

    sender: str
    delay_s: float = 0.0
    copies: int = 1
    hold_s: float | None = None
    """Wait for the next message to pass, at most this long."""
    lost: Literal["none", "undeliverable", "delivered"] | None = None
    """Never arrives; the value says what the delivery receipt claims."""


class FaultKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all faults have in common; by itself it changes nothing."""

    to: Annotated[str, Meta(max_length=16)] = ""
    count: Count | None = None
    probability: Annotated[float, Meta(gt=0, le=1)] = 1.0

    def refuses(self, number: int) -> bool:
        """Whether the message center throttles the `number`-th submission that this fault meets."""
        del number
        return False

    def change(self, plan: Plan, entropy: random.Random) -> Plan:
        """The plan with this fault in it."""
        del entropy
        return plan


class Loss(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="loss"):
    """The message is accepted and never arrives."""

    receipt: Literal["none", "undeliverable", "delivered"] = "none"

    def change(self, plan: Plan, entropy: random.Random) -> Plan:
        """See the class."""
        del entropy
        return replace(plan, lost=self.receipt)


class Delay(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="delay"):
    """The message arrives `delay_s` later, plus up to `jitter_s`."""

    delay_s: Seconds
    jitter_s: Seconds = 0.0

    def change(self, plan: Plan, entropy: random.Random) -> Plan:
        """See the class."""
        return replace(plan, delay_s=plan.delay_s + self.delay_s + entropy.uniform(0, self.jitter_s))


class Duplicate(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="duplicate"):
    """The message arrives `copies` times more, under the same message id."""

    copies: Annotated[int, Meta(ge=1, le=10)] = 1

    def change(self, plan: Plan, entropy: random.Random) -> Plan:
        """See the class."""
        del entropy
        return replace(plan, copies=plan.copies + self.copies)


class Reorder(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="reorder"):
    """The message lets the next one to the same recipient pass; it waits for it at most `hold_s`."""

    hold_s: Seconds = 5.0

    def change(self, plan: Plan, entropy: random.Random) -> Plan:
        """See the class."""
        del entropy
        return replace(plan, hold_s=self.hold_s)


class WrongSender(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="wrong_sender"):
    """The message arrives under another sender's name."""

    sender: Annotated[str, Meta(min_length=1, max_length=20)]

    def change(self, plan: Plan, entropy: random.Random) -> Plan:
        """See the class."""
        del entropy
        return replace(plan, sender=self.sender)


class Throttle(FaultKind, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="throttle"):
    """The message center refuses the first `first` submissions, or every `every`-th, with ESME_RTHROTTLED."""

    first: Count | None = None
    every: Count | None = None

    def __post_init__(self) -> None:
        if (self.first is None) == (self.every is None):
            raise ValueError("a throttle needs either `first` or `every`")

    def refuses(self, number: int) -> bool:
        """See the class."""
        if self.first is not None:
            return number <= self.first
        return self.every is not None and number % self.every == 0


Fault: TypeAlias = Loss | Delay | Duplicate | Reorder | WrongSender | Throttle


class FaultList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A faults file, and what replaces all faults over HTTP."""

    faults: Annotated[list[Fault], Meta(max_length=FAULT_LIMIT)] = msgspec.field(default_factory=list)


class ActiveFault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault at work: its id, how many messages it met and how many it changed."""

    id: str
    met: int
    used: int
    fault: Fault


class FaultBoard:
    """The faults at work, in the order in which they were added; used by one event loop."""

    def __init__(self, entropy: random.Random, faults: Iterable[Fault] = ()) -> None:
        self._entropy = entropy
        self._active: dict[str, ActiveFault] = {}
        self._number = 0
        self.replace(faults)

    def active(self) -> list[ActiveFault]:
        """Every fault with its counts."""
        return list(self._active.values())

    def replace(self, faults: Iterable[Fault]) -> list[ActiveFault]:
        """These faults and no others, with new ids and counts."""
        self._active.clear()
        return [self.add(fault) for fault in faults]

    def add(self, fault: Fault) -> ActiveFault:
        """One more.

        Raises:
            ValueError: there are too many.
        """
        if len(self._active) >= FAULT_LIMIT:
            raise ValueError(f"more than {FAULT_LIMIT} faults")
        self._number += 1
        added = ActiveFault(id=f"fault-{self._number}", met=0, used=0, fault=fault)
        self._active[added.id] = added
        return added

    def remove(self, fault_id: str) -> bool:
        """Whether there was such a fault."""
        return self._active.pop(fault_id, None) is not None

    def refuses(self, recipient: str) -> bool:
        """Whether a submission to this recipient is throttled now."""
        refused = False
        for active in self._meet(recipient, throttles=True):
            if active.fault.refuses(active.met) and self._use(active):
                refused = True
        return refused

    def plan(self, *, sender: str, recipient: str) -> Plan:
        """What the faults make of a message."""
        plan = Plan(sender=sender)
        for active in self._meet(recipient, throttles=False):
            if self._use(active):
                plan = active.fault.change(plan, self._entropy)
        return plan

    def _meet(self, recipient: str, *, throttles: bool) -> Iterator[ActiveFault]:
        for active in self.active():
            if isinstance(active.fault, Throttle) is throttles and recipient.startswith(active.fault.to):
                met = msgspec.structs.replace(active, met=active.met + 1)
                self._active[active.id] = met
                yield met

    def _use(self, active: ActiveFault) -> bool:
        fault = active.fault
        if fault.count is not None and active.used >= fault.count:
            return False
        if fault.probability < 1 and self._entropy.random() >= fault.probability:
            return False
        self._active[active.id] = msgspec.structs.replace(active, used=active.used + 1)
        return True

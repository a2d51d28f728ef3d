"""The way of an accepted message to the inbox, with the faults on that way. Belongs to one event loop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from harness.protocol.encoding.smpp import MessageState
from simulators.sms.faults import FaultBoard, Plan
from simulators.sms.inbox import Inbox, Message

Outcome = Callable[[MessageState, datetime], None]


class ThrottledError(Exception):
    """A throttle fault refuses the submission."""


class BacklogFullError(Exception):
    """Too many messages are held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A whole message that the gateway took from a client."""

    message_id: str
    sender: str
    recipient: str
    text: str
    parts: int
    data_coding: int
    via: Literal["smpp", "http"]
    system_id: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    recipient: str
    timer: asyncio.TimerHandle
    release: Callable[[], None]


class Router:
    """Carries out the plan that the faults make for each message."""

    def __init__(self, *, inbox: Inbox, faults: FaultBoard, now: Callable[[], datetime], backlog: int) -> None:
        self.now = now
        self._inbox = inbox
        self._faults = faults
        self._backlog = backlog
        self._number = 0
        self._timers: set[asyncio.TimerHandle] = set()
        self._held: dict[str, _Held] = {}

    def next_message_id(self) -> str:
        """Ten digits, as SMPP 3.4 message centers like them."""
        self._number += 1
        return f"{self._number:010}"

    def admit(self, recipient: str) -> None:
        """To be called once for each submission, before anything else.

        Raises:
            ThrottledError: a throttle fault strikes.
            BacklogFullError: too many messages wait.
        """
        if self._faults.refuses(recipient):
            raise ThrottledError
        if len(self._timers) >= self._backlog:
            raise BacklogFullError

    def route(self, submission: Submission, outcome: Outcome | None = None) -> None:
        """Delivers now or later, once, more often or never; `outcome` later hears what a receipt would say."""
        plan = self._faults.plan(sender=submission.sender, recipient=submission.recipient)
        # also without delay on a timer: the client first gets the answer to its submission
        self._later(plan.delay_s, lambda: self._arrive(submission, plan, outcome))

    def close(self) -> None:
        """Forgets what is still under way."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._held.clear()

    def _later(self, delay_s: float, act: Callable[[], None]) -> asyncio.TimerHandle:
        def run() -> None:
            self._timers.discard(timer)
            act()

        timer = asyncio.get_running_loop().call_later(delay_s, run)
        self._timers.add(timer)
        return timer

    def _arrive(self, submission: Submission, plan: Plan, outcome: Outcome | None) -> None:
        if plan.lost is not None:
            states = {"undeliverable": MessageState.UNDELIVERABLE, "delivered": MessageState.DELIVERED}
            if outcome and plan.lost in states:
                outcome(states[plan.lost], self.now())
        elif plan.hold_s is not None and submission.recipient not in self._held:
            self._hold(submission, plan, outcome)
        else:
            self._store(submission, plan, outcome)
            self._release(submission.recipient)

    def _hold(self, submission: Submission, plan: Plan, outcome: Outcome | None) -> None:
        timer = self._later(plan.hold_s or 0, lambda: self._release(submission.recipient))
        self._held[submission.recipient] = _Held(
            recipient=submission.recipient, timer=timer, release=lambda: self._store(submission, plan, outcome)
        )

    def _release(self, recipient: str) -> None:
        held = self._held.pop(recipient, None)
        if held is not None:
            held.timer.cancel()
            self._timers.discard(held.timer)
            held.release()

    def _store(self, submission: Submission, plan: Plan, outcome: Outcome | None) -> None:
        received_at = self.now()
        for _ in range(plan.copies):
            self._inbox.add(
                Message(
                    seq=0,
                    message_id=submission.message_id,
                    sender=plan.sender,
                    recipient=submission.recipient,
                    text=submission.text,
                    parts=submission.parts,
                    data_coding=submission.data_coding,
                    received_at=received_at,
                    via=submission.via,
                    system_id=submission.system_id,
                    reference=submission.reference,
                )
            )
        if outcome:
            outcome(MessageState.DELIVERED, received_at)

"""Plays journeys: an applicant (a person with a phone, a camera and an inbox) goes step by step through a scenario.

A journey is data (`scenarios/journeys/*.toml`). The same player serves `hawiya enroll`, the conformance suites and the load
tests, because all it needs of a target is an exchange.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import msgspec

from harness.commandline import UsageError
from harness.protocol.messages.enrollment import ApplicantData
from harness.world.events import Reason, SmsDetail
from harness.world.limits import clipped
from harness.world.masking import Masker
from harness.world.policy import Policy
from harness.world.ports import Accepted, ExchangeLostError, Facts, Outcome, Refused, Unmapped
from harness.world.reasons import sentence
from harness.world.scenario import Fault, Journey, JourneyStep, SelfieKind, Step
from simulators.journal import Journal
from simulators.phone import Phone
from simulators.population.people import Person
from simulators.sms.client import SmsInbox
from simulators.sms.inbox import Message

PIN = "739164"
"""The PIN that every simulated person chooses: leak scans look for it."""

Camera = Callable[[SelfieKind], bytes]
"""Takes a picture of a kind, another one at every call."""


@dataclass(frozen=True, kw_only=True)
class SmsReading:
    """How a one-time password is found in a message of the target."""

    sender: str
    pattern: re.Pattern[str]
    wait_s: float = 10.0


class WayBlockedError(Exception):
    """A step that should have led on did not: what was to be tried after it could not be tried."""

    def __init__(self, step: str, outcome: Outcome | None) -> None:
        self.because = Reason(code="blocked", facts={"step": step}, inner=reason_of(outcome))
        super().__init__(sentence(self.because))
        self.step = step
        self.outcome = outcome


def describe(outcome: Outcome | None) -> str:
    """An outcome in a few words."""
    return sentence(reason_of(outcome))


def reason_of(outcome: Outcome | None) -> Reason:
    """An outcome as a reason that can be said in either language."""
    match outcome:
        case Accepted(facts=Facts(state=str(state))) if state:
            return Reason(code="accepted_in", facts={"state": clipped(state)})
        case Accepted():
            return Reason(code="accepted")
        case Refused(native=native, reason=reason) if native == reason:
            return Reason(code="refused", facts={"code": clipped(reason)})
        case Refused(native=native, reason=reason):
            return Reason(code="refused_as", facts={"code": clipped(reason), "native": clipped(native)})
        case Unmapped(why=why):
            return Reason(code="unmapped", facts={"why": clipped(why)})
        case None:
            return Reason(code="no_answer")


@dataclass(frozen=True, kw_only=True)
class StepReport:
    """One step of a journey as it went."""

    step: JourneyStep
    outcome: Outcome
    started_at: datetime
    ended_at: datetime
    repeats: int

    @property
    def expected(self) -> bool:
        """Whether it went as the scenario says."""
        if self.step.refused is None:
            return isinstance(self.outcome, Accepted)
        return isinstance(self.outcome, Refused) and self.outcome.reason == self.step.refused


class Applicant:
    """A person with a phone who wants an identity."""

    def __init__(  # noqa: PLR0913 - what a person has at hand
        self,
        *,
        person: Person,
        phone: Phone,
        camera: Camera,
        inbox: SmsInbox,
        sms: SmsReading,
        policy: Policy,
        journal: Journal,
        flow: Journey,
    ) -> None:
        self.person = person
        self.phone = phone
        self.inbox = inbox
        self._camera = camera
        self._sms = sms
        self._policy = policy
        self._journal = journal
        self.flow = flow
        self._mark = 0

    # -- what the person enters

    def data(self, **changes: str | None) -> ApplicantData:
        """What this person truthfully types; `changes` replace fields, `None` leaves one out.

        Raises:
            UsageError: there is no such field.
        """
        known = ApplicantData.__struct_fields__
        if unknown := sorted(set(changes) - set(known)):
            raise UsageError(
                f"step submit: fields: nobody is asked for {', '.join(unknown)}; there are {', '.join(known)}"
            )
        person = self.person
        truth = ApplicantData(
            civil_number=person.civil_number,
            card_serial=person.card.serial if person.card else None,
            hawyti_serial=person.hawyti_serial if not person.card else None,
            nationality=person.nationality,
            passport_number=person.passport_number if person.nationality != "KWT" else None,
            email=person.email,
            mobile=person.mobile,
        )
        if self.flow.method == "cardless":
            truth = msgspec.structs.replace(
                truth,
                civil_number=person.reference_number or person.civil_number,
                card_serial=None,
                hawyti_serial=None,
                passport_number=person.passport_number,
            )
        return msgspec.structs.replace(truth, **changes)

    def picture(self, kind: SelfieKind = "good") -> bytes:
        """Take a picture."""
        return self._camera(kind)

    # -- the steps

    def open(self) -> Outcome:
        """Open a session."""
        return self.phone.open(channel=self.flow.channel, method=self.flow.method)

    def accept(self) -> Outcome:
        """Accept the terms."""
        return self.phone.accept()

    def submit(self, **changes: str | None) -> Outcome:
        """Type the data, with `changes`."""
        return self.phone.submit(self.data(**changes))

    def confirm(self) -> Outcome:
        """Confirm the data."""
        return self.phone.confirm()

    def selfie(self, kind: SelfieKind = "good") -> Outcome:
        """Take a picture and send it."""
        self._mark = self.inbox.mark()
        return self.phone.selfie(self.picture(kind))

    def otp(self, code: str | None = None) -> Outcome:
        """Type the code that came by SMS, or another."""
        return self.phone.otp(code if code is not None else self.code())

    def resend(self) -> Outcome:
        """Ask for another code."""
        self._mark = self.inbox.mark()
        return self.phone.resend()

    def issue(self) -> Outcome:
        """Have the identity issued."""
        return self.phone.issue()

    def activate(self) -> Outcome:
        """Choose the PIN on the phone and confirm."""
        year = self.person.birth_date.year
        self.phone.set_pin(PIN, PIN, rules=self._policy.app_pin, birth_year=year)
        return self.phone.activate()

    def status(self) -> Outcome:
        """Look at the session."""
        return self.phone.status()

    def state(self) -> Outcome:
        """Ask for the identity of the phone."""
        return self.phone.state()

    def services(self) -> Outcome:
        """List the services."""
        return self.phone.services()

    def use_service(self, service: str) -> Outcome:
        """Use a service."""
        return self.phone.use_service(service)

    def prove(self, selfie: SelfieKind = "good", **changes: str | None) -> Outcome:
        """Enter data, confirm it and send a selfie; returns the first refusal, else the last outcome.

        A target may refuse wrong data at any of the three steps.
        """
        outcome = self.submit(**changes)
        if isinstance(outcome, Accepted):
            outcome = self.confirm()
        return self.selfie(selfie) if isinstance(outcome, Accepted) else outcome

    @property
    def mark(self) -> int:
        """The number of the last message at the gateway before this person last asked for a code."""
        return self._mark

    # -- the SMS inbox of the person

    def message(self, *, recipient: str | None = None, after: int | None = None) -> Message | None:
        """The first message to `recipient` (default: this person) after number `after` (default: the last request)."""
        number = recipient or self.person.mobile
        found = self.inbox.wait_for(number, self._mark if after is None else after, self._sms.wait_s)
        if found is not None:
            self._note(found)
        return found

    def code(self) -> str:
        """The last code that came after the last request for one.

        Raises:
            WayBlockedError: none came in time.
        """
        deadline_hit = object()
        found = self._first_code(deadline_hit)
        if found is deadline_hit:
            raise WayBlockedError("otp", Unmapped(why=f"no SMS with a code from {self._sms.sender} in time"))
        return str(found)

    def _first_code(self, missing: object) -> object:
        after = self._mark
        until = monotonic() + self._sms.wait_s  # one deadline: who floods a number with other messages does not move it
        while message := self.inbox.wait_for(self.person.mobile, after, max(0.0, until - monotonic())):
            after = message.seq
            match = self._sms.pattern.search(message.text)
            if match and message.sender == self._sms.sender:
                self._note(message)
                return match.group(1)
            if monotonic() > until:
                break
        return missing

    def _note(self, message: Message) -> None:
        self._learn_code(message.text)
        self._journal.record("sms", f"SMS to {message.recipient}", sms_detail(message, self._journal.masker))

    def _learn_code(self, text: str) -> None:
        if match := self._sms.pattern.search(text):
            self._journal.masker.learn("otp", match.group(1))

    # -- journeys

    def do(self, step: JourneyStep) -> Outcome:
        """Do one step of a scenario once.

        Raises:
            ExchangeLostError: the answer was lost; `phone.repeat()` sends the same wish again.
        """
        if step.do == "submit":
            return self.submit(**step.fields)
        if step.do == "selfie":
            return self.selfie(step.selfie)
        if step.do == "otp":
            return self.otp(wrong_code(self.code()) if step.code == "wrong" else None)
        wish: Callable[[], Outcome] = getattr(self, step.do)
        return wish()

    def do_safely(self, step: JourneyStep, fault: Fault | None = None) -> tuple[Outcome, int]:
        """Do one step under a fault and repeat it until an answer comes; returns the outcome and the number of repeats."""
        if fault is not None:
            self.phone.network.break_next(fault)
        try:
            return self.do(step), 0
        except ExchangeLostError:
            return self._insist(fault.times if fault else 1)

    def _insist(self, times: int) -> tuple[Outcome, int]:
        for repeat in range(1, times + 1):
            try:
                return self.phone.repeat(), repeat
            except ExchangeLostError:
                if repeat == times:
                    raise
        raise AssertionError("unreachable: the loop returns or raises")

    def walk(self, *, to: Step | None = None) -> None:
        """Take the steps of the plain journey up to, and without, `to`; to its end where `to` is not given.

        Raises:
            WayBlockedError: a step before it was not accepted.
        """
        for step in self.flow.steps:
            if step.do == to:
                return
            self.must(step)

    def walk_on(self, *, after: Step) -> None:
        """Take the steps of the plain journey that follow `after`."""
        names = [step.do for step in self.flow.steps]
        for step in self.flow.steps[names.index(after) + 1 :]:
            self.must(step)

    def must(self, step: JourneyStep) -> None:
        """Do a step that has to be accepted."""
        try:
            outcome = self.do(step)
        except ExchangeLostError as lost:
            raise WayBlockedError(step.do, Unmapped(why=str(lost))) from lost
        if not isinstance(outcome, Accepted):
            raise WayBlockedError(step.do, outcome)


def sms_detail(message: Message, masker: Masker) -> SmsDetail:
    """A message as it stands in an event."""
    return SmsDetail(
        sequence=message.seq,
        sender=message.sender,
        recipient=message.recipient,
        text=masker.text(message.text),
        via=message.via,
    )


def wrong_code(code: str) -> str:
    """A code of the same length that differs in its last digit."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def play(journey: Journey, applicant: Applicant, journal: Journal) -> Iterator[StepReport]:
    """Play a journey and report each step as it ends; stops after the first step that did not go as the scenario says."""
    applicant.flow = journey
    for step in journey.steps:
        started_at = journal.clock.now()
        outcome, repeats = applicant.do_safely(step, step.fault)
        report = StepReport(
            step=step, outcome=outcome, started_at=started_at, ended_at=journal.clock.now(), repeats=repeats
        )
        yield report
        if not report.expected:
            return

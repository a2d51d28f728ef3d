"""`hawiya sweep`: enroll once for every way in which the network can spoil one exchange, and compare how it ends (TRB-002).

Every request of the journey is lost, delayed, duplicated and reset, before and after the target has acted on it. The phone
repeats what it got no answer to, as an app does, and must stand where an undisturbed phone stands: the same state and
services, one message, each step in the audit log once.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from conformance.certification.environment import Environment
from conformance.certification.preflight import identify
from conformance.certification.words import Words
from conformance.session import Session
from conformance.target import REFERENCE
from harness.commandline import ExitCode, UsageError
from harness.world.events import Record
from harness.world.ports import Accepted, ExchangeLostError, converse
from harness.world.scenario import JourneyStep
from simulators.journey import Applicant, WayBlockedError
from simulators.network import HttpNetwork, Limits
from simulators.network.proxy import KINDS, WHENS, Disturbance, FaultProxy
from simulators.population.people import Person
from simulators.scenarios import load_journey, names

PATIENCE_S = 0.5
"""How long the phone waits for an answer before it repeats."""
REPEATS = 40


class Case(Record, frozen=True, kw_only=True):
    """One disturbed journey: which exchange was spoiled and how, and what differs at the end, if anything."""

    step: str
    kind: str
    when: str
    person: str
    repeats: int
    differs: str = ""


class SweepReport(Record, frozen=True, kw_only=True):
    """What `--json` prints."""

    target: str
    journey: str
    cases: list[Case]

    @property
    def good(self) -> int:
        """The journeys that ended as they should."""
        return sum(not case.differs for case in self.cases)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya sweep`."""
    parser.add_argument("--target", default=REFERENCE, help="target file, or 'reference' (default)")
    parser.add_argument(
        "--journey", default="phone-manual", help=f"one of {', '.join(names('journeys'))}, or a TOML file"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the simulated world (default %(default)s)")
    parser.add_argument("--advertise", metavar="HOST", help="host under which a remote target reaches our SMS gateway")
    parser.add_argument("--lang", choices=("en", "ar"), default="en", help="language of what is printed (default en)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def run(arguments: argparse.Namespace) -> int:
    """Sweep; 0 when every journey ended as the undisturbed one, else 1."""
    say = Words(arguments.lang)
    with Environment(arguments.target, seed=arguments.seed, advertise=arguments.advertise) as environment:
        session = Session.join(environment.info, worker="sweep")
        try:
            identify(session)
            with FaultProxy(environment.info.base_url) as proxy:
                sweep = Sweep(session=session, proxy=proxy, journey=arguments.journey)
                cases = sweep.recounted(
                    list(_told(sweep.cases(), total=sweep.total, say=None if arguments.json else say))
                )
        finally:
            session.leave()
    report = SweepReport(target=arguments.target, journey=arguments.journey, cases=cases)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    else:
        for case in cases:
            if case.differs:
                print(f"{_named(case, say)}: {say.quoted(case.differs)}")  # noqa: T201 - the command's own output
        print(_end(report, len(sweep.flow.steps), say))  # noqa: T201 - the command's own output
    return int(ExitCode.CONFORMANT if report.good == len(cases) else ExitCode.NOT_CONFORMANT)


def _told(cases: Iterator[Case], *, total: int, say: Words | None) -> Iterator[Case]:
    for number, case in enumerate(cases, start=1):
        if say is not None:
            mark = "✗" if case.differs else "✓"
            count = f"{say.padded(say.number(number), 3, end=True)}/{say.number(total)}"
            line = f"  {mark} {count}  {_named(case, say)}{say('sweep.repeats', count=case.repeats)}"
            print(line + (f": {say.quoted(case.differs)}" if case.differs else ""), file=sys.stderr)  # noqa: T201 - progress
        yield case


def _named(case: Case, say: Words) -> str:
    """Which exchange was spoiled, and how."""
    return f"{say.quoted(case.step)} {say.named('kind', case.kind)} {say.named('when', case.when)}"


def _end(report: SweepReport, steps: int, say: Words) -> str:
    reached = say("sweep.reached", good=report.good, all=len(report.cases), steps=steps)
    comma = "، " if say.language == "ar" else ", "
    return reached + comma.join(say.named("kind", kind) for kind in KINDS) + say("sweep.acted")


@dataclass(kw_only=True)
class Sweep:
    """A journey, one target, one proxy before it."""

    session: Session
    proxy: FaultProxy
    journey: str

    def __post_init__(self) -> None:
        self.flow = load_journey(self.journey)
        limits = Limits(answer_s=PATIENCE_S)
        self.world = replace(self.session.world, flow=self.flow, exchange=HttpNetwork(self.proxy.url, limits=limits))
        self._people = iter([person for person in self.world.population.people if person.role == self.flow.role])

    @property
    def total(self) -> int:
        """How many journeys are disturbed."""
        return len(self.flow.steps) * len(KINDS) * len(WHENS)

    def cases(self) -> Iterator[Case]:
        """Play them all."""
        undisturbed = self._end_of(self._walk(None, None)[0])
        for step in self.flow.steps:
            for kind in KINDS:
                for when in WHENS:
                    yield self._case(step, Disturbance(kind=kind, when=when), undisturbed)

    def recounted(self, cases: list[Case]) -> list[Case]:
        """The cases, once no message is on its way any more: the route keeps its order, so one more journey drains it."""
        drained = self._messages(self._walk(None, None)[0].person)
        mobiles = {person.person_id: person for person in self.world.population.people}
        return [
            case
            if case.differs or (sent := self._messages(mobiles[case.person])) == drained
            else msgspec.structs.replace(case, differs=f"{sent} messages were sent, undisturbed {drained}")
            for case in cases
        ]

    def _messages(self, person: Person) -> int:
        return len(self.world.inbox.messages(person.mobile))

    def _case(self, step: JourneyStep, disturbance: Disturbance, undisturbed: "End") -> Case:
        before = self.proxy.disturbed
        applicant, repeats, differs = None, 0, ""
        try:
            applicant, repeats = self._walk(step, disturbance)
            differs = undisturbed.unlike(self._end_of(applicant))
        except (WayBlockedError, ExchangeLostError) as blocked:
            differs = str(blocked)
        if self.proxy.disturbed != before + 1:
            differs = differs or f"{self.proxy.disturbed - before} exchanges were disturbed, not one"
        return Case(
            step=step.do,
            kind=disturbance.kind,
            when=disturbance.when,
            person=applicant.person.person_id if applicant else "",
            repeats=repeats,
            differs=differs,
        )

    def _walk(self, spoiled: JourneyStep | None, disturbance: Disturbance | None) -> tuple[Applicant, int]:
        applicant = self.world.applicant(self._person())
        repeats = 0
        for step in self.flow.steps:
            if step is spoiled and disturbance is not None:
                self._ready_for(step, applicant, disturbance)
            repeats += _insist(applicant, step)
        self.proxy.settle()
        return applicant, repeats

    def _ready_for(self, step: JourneyStep, applicant: Applicant, disturbance: Disturbance) -> None:
        if step.do == "otp":
            applicant.code()  # the message has come, so the next exchange is the step's own
        self.proxy.disturb_next(disturbance)

    def _person(self) -> Person:
        person = next(self._people, None)
        if person is None:
            raise UsageError(f"the roster has fewer than {self.total + 2} people of role {self.flow.role!r}")
        return person

    def _end_of(self, applicant: Applicant) -> "End":
        state, services = applicant.state(), applicant.services()
        if not isinstance(state, Accepted):
            raise WayBlockedError("state", state)
        return End(
            state=state.facts.state,
            level=state.facts.level,
            pin_state=state.facts.pin_state,
            services=services.facts.services if isinstance(services, Accepted) else (),
            audited=self._audited(applicant),
        )

    def _audited(self, applicant: Applicant) -> tuple[str, ...]:
        if "audit" not in self.session.target.offers():
            return ()
        outcome = converse(self.session.port.audit(after=0), self.session.network)
        if not isinstance(outcome, Accepted):
            raise WayBlockedError("audit", outcome)
        device = applicant.phone.key.thumbprint()
        return tuple(line.action for line in outcome.facts.audit if (line.device, line.outcome) == (device, "accepted"))


@dataclass(frozen=True, kw_only=True)
class End:
    """Where a journey stands at its end."""

    state: str | None
    level: str | None
    pin_state: str | None
    services: tuple[str, ...]
    audited: tuple[str, ...]

    def unlike(self, other: "End") -> str:
        """What of the other end differs, in words; empty where nothing does."""
        names = self.__dataclass_fields__
        return "; ".join(
            f"{name} is {getattr(other, name)}, undisturbed {getattr(self, name)}"
            for name in names
            if getattr(self, name) != getattr(other, name)
        )


def _insist(applicant: Applicant, step: JourneyStep) -> int:
    """Take a step, repeating it until an answer comes; how often it was repeated."""
    for repeat in range(REPEATS):
        try:
            outcome = applicant.phone.repeat() if repeat else applicant.do(step)
        except ExchangeLostError:
            continue
        if not isinstance(outcome, Accepted):
            raise WayBlockedError(step.do, outcome)
        return repeat
    raise WayBlockedError(step.do, None)

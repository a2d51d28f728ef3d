"""`hawiya enroll`: play one journey of one person and print a timeline that anybody can read."""

import argparse
import sys
from dataclasses import dataclass
from datetime import datetime

import msgspec

from conformance.certification.environment import Environment
from conformance.certification.preflight import identify
from conformance.certification.words import Words
from conformance.session import Session
from conformance.target import REFERENCE
from harness.commandline import ExitCode, UsageError
from harness.protocol.codes import BY_CODE
from harness.protocol.messages.enrollment import Language
from harness.world.events import Record
from harness.world.limits import clipped
from harness.world.ports import Accepted, ExchangeLostError, Outcome, Refused
from harness.world.reasons import spoken
from harness.world.scenario import Journey
from simulators.journey import Applicant, StepReport, WayBlockedError, describe, play, reason_of
from simulators.population.people import Person
from simulators.scenarios import load_journey, names

_NAME = 200


class JourneyReport(Record, frozen=True, kw_only=True):
    """What `--json` prints."""

    journey: str
    person: str
    target: str
    steps: list[dict[str, str]]
    state: str
    messages: int
    as_expected: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya enroll`."""
    parser.add_argument("--person", help="person of the population, such as citizen-1 (default: the first that fits)")
    parser.add_argument(
        "--journey", default="phone-manual", help=f"one of {', '.join(names('journeys'))}, or a TOML file"
    )
    parser.add_argument("--target", default=REFERENCE, help="target file, or 'reference' (default)")
    parser.add_argument("--lang", choices=("ar", "en"), default="en", help="language of the phone and of the timeline")
    parser.add_argument("--seed", type=int, default=1, help="seed of the simulated world (default %(default)s)")
    parser.add_argument("--advertise", metavar="HOST", help="host under which a remote target reaches our SMS gateway")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a timeline")


def run(arguments: argparse.Namespace) -> int:
    """Play; 0 when it went as the scenario says, else 1."""
    journey = load_journey(arguments.journey)
    with Environment(arguments.target, seed=arguments.seed, advertise=arguments.advertise) as environment:
        session = Session.join(environment.info, worker="enroll")
        try:
            identify(session)
            person = _person(session, arguments.person, journey)
            timeline = Timeline(session, person, journey, arguments.lang, quiet=arguments.json)
            report = timeline.play()
        finally:
            session.leave()
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    return int(ExitCode.CONFORMANT if report.as_expected else ExitCode.NOT_CONFORMANT)


def _person(session: Session, name: str | None, journey: Journey) -> Person:
    people = session.world.population.people
    for person in people:
        if (name is None and person.role == journey.role) or person.person_id == name:
            return person
    known = sorted({person.role for person in people})
    if name is None:
        raise UsageError(
            f"journey {journey.name!r}: nobody has its role {journey.role!r}; roles are {', '.join(known)}"
        )
    raise UsageError(
        f"--person {name!r}: nobody has that name; names are a role and a number, roles are {', '.join(known)}"
    )


@dataclass
class Timeline:
    """Prints a journey while it is played."""

    session: Session
    person: Person
    journey: Journey
    language: Language
    quiet: bool

    def play(self) -> JourneyReport:
        """Play the journey to its end."""
        applicant = self.session.world.applicant(self.person, language=self.language)
        before = applicant.inbox.mark()
        began = self.session.journal.clock.now()
        self._words = Words(self.language)
        self._head()
        steps = []
        good = True
        try:
            for report in play(self.journey, applicant, self.session.journal):
                good = good and report.expected
                steps.append(self._step(report, began))
        except (WayBlockedError, ExchangeLostError) as blocked:
            good = False
            self._say(f"  ✗ {spoken(blocked.because, '', self.language)}")
        return self._end(applicant, before, steps, good=good)

    def _say(self, line: str) -> None:
        if not self.quiet:
            print(line, flush=True)  # noqa: T201 - the command's own output

    def _head(self) -> None:
        arabic = self.language == "ar"
        name = self.person.name_ar if arabic else self.person.name_en
        title = self.journey.title_ar if arabic else self.journey.title_en
        who = self._words("who", name=name, person=self.person.person_id, url=self.session.info.base_url)
        self._say(f"{title}\n{who}\n")

    def _step(self, report: StepReport, began: datetime) -> dict[str, str]:
        at_ms = (report.started_at - began).total_seconds() * 1000
        took_ms = (report.ended_at - report.started_at).total_seconds() * 1000
        mark = "✓" if report.expected else "✗"
        notes = [self._outcome(report.outcome)]
        if report.repeats:
            notes.append(self._words("repeated"))
        if isinstance(report.outcome, Refused) or not report.expected:
            notes.append(self._words("expected" if report.expected else "unexpected"))
        at = self._words.padded(self._words("at", ms=round(at_ms)), 10, end=True)
        joined = ("؛ " if self.language == "ar" else "; ").join(notes)
        took = self._words("at", ms=round(took_ms))
        self._say(f"  {mark} {at}  {self._words.named('step', report.step.do)}: {joined}  ({took})")
        if isinstance(report.outcome, Refused) and (row := BY_CODE.get(report.outcome.reason)):
            self._say(
                f"               {self._words('remedy')} {row.remedy_ar if self.language == 'ar' else row.remedy_en}"
            )
        return {"step": report.step.do, "outcome": describe(report.outcome), "expected": str(report.expected).lower()}

    def _outcome(self, outcome: Outcome) -> str:
        if isinstance(outcome, Accepted):
            state = clipped(outcome.facts.state or "", _NAME)
            return self._words("accepted") + (f" [{self._words.quoted(state)}]" if state else "")
        if isinstance(outcome, Refused) and (row := BY_CODE.get(outcome.reason)):
            return f"{row.title_ar if self.language == 'ar' else row.title_en} [{self._words.quoted(row.code)}]"
        return spoken(reason_of(outcome), "", self.language)

    def _end(self, applicant: Applicant, before: int, steps: list[dict[str, str]], *, good: bool) -> JourneyReport:
        messages = len(applicant.inbox.messages(recipient=self.person.mobile, after=before))
        state = _final_state(applicant)
        expected = self.journey.outcome
        good = good and state == expected.state and expected.messages in (None, messages)
        self._say(f"\n  {self._words('last', state=state, messages=messages)}")
        self._say(f"  {self._words('good' if good else 'bad')}")
        return JourneyReport(
            journey=self.journey.name,
            person=self.person.person_id,
            target=self.session.info.base_url,
            steps=steps,
            state=state,
            messages=messages,
            as_expected=good,
        )


def _final_state(applicant: Applicant) -> str:
    """The state of the identity; where there is none, what the session says, and CLOSED where it says nothing more."""
    for outcome in (applicant.state(), applicant.status()):
        if isinstance(outcome, Accepted) and outcome.facts.state:
            return outcome.facts.state
        if isinstance(outcome, Refused) and outcome.reason == "SESSION_CLOSED":
            return "CLOSED"
    return "NONE"

"""`hawiya enroll`: play one journey of one person and print a timeline that anybody can read."""

import argparse
import sys
from dataclasses import dataclass
from datetime import datetime

import msgspec

from conformance.certification.environment import Environment
from conformance.certification.preflight import identify
from conformance.session import Session
from conformance.target import REFERENCE
from harness.commandline import ExitCode, UsageError
from harness.protocol.codes import BY_CODE
from harness.protocol.messages.enrollment import Language
from harness.world.events import Record
from harness.world.ports import Accepted, ExchangeLostError, Outcome, Refused
from harness.world.scenario import Journey
from simulators.journey import Applicant, StepReport, WayBlockedError, describe, play
from simulators.population.people import Person
from simulators.scenarios import load_journey, names

_STEPS: dict[str, tuple[str, str]] = {
    "open": ("opens the app and begins", "يفتح التطبيق ويبدأ التسجيل"),
    "accept": ("reads the notice and accepts the terms", "يقرأ الإشعار ويوافق على الشروط"),
    "submit": ("types the data", "يُدخل البيانات"),
    "confirm": ("confirms the data", "يؤكد صحة البيانات"),
    "selfie": ("takes a selfie and sends it", "يلتقط صورة شخصية ويرسلها"),
    "otp": ("types the code of the SMS", "يكتب رمز التحقق الوارد في الرسالة"),
    "resend": ("asks for another code", "يطلب رمزًا آخر"),
    "issue": ("presses issue my digital identity", "ينقر على إصدار هويتي الرقمية"),
    "activate": ("sets the PIN and confirms", "يعيّن الرقم السري ويؤكده"),
    "status": ("looks at the session", "يراجع حالة الجلسة"),
    "state": ("looks at the identity", "يراجع حالة الهوية"),
    "services": ("lists the services", "يعرض الخدمات"),
}
_WORDS = {
    "accepted": ("done", "تم"),
    "repeated": ("answer lost, repeated", "فُقدت الإجابة فأُعيد الطلب"),
    "expected": ("as the scenario says", "كما في السيناريو"),
    "unexpected": ("NOT as the scenario says", "خلافًا للسيناريو"),
    "state": ("state of the identity", "حالة الهوية"),
    "messages": ("messages received", "الرسائل الواردة"),
    "good": ("the journey went as the scenario says", "جرت الرحلة كما في السيناريو"),
    "bad": ("the journey did not go as the scenario says", "لم تجرِ الرحلة كما في السيناريو"),
}


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
        self._head()
        steps = []
        good = True
        try:
            for report in play(self.journey, applicant, self.session.journal):
                good = good and report.expected
                steps.append(self._step(report, began))
        except (WayBlockedError, ExchangeLostError) as blocked:
            good = False
            self._say(f"  ✗ {blocked}")
        return self._end(applicant, before, steps, good=good)

    def _say(self, line: str) -> None:
        if not self.quiet:
            print(line, flush=True)  # noqa: T201 - the command's own output

    def _word(self, key: str) -> str:
        return _WORDS[key][self.language == "ar"]

    def _head(self) -> None:
        arabic = self.language == "ar"
        name = self.person.name_ar if arabic else self.person.name_en
        title = self.journey.title_ar if arabic else self.journey.title_en
        self._say(f"{title}\n{name} ({self.person.person_id}) → {self.session.info.base_url}\n")

    def _step(self, report: StepReport, began: datetime) -> dict[str, str]:
        at_ms = (report.started_at - began).total_seconds() * 1000
        took_ms = (report.ended_at - report.started_at).total_seconds() * 1000
        mark = "✓" if report.expected else "✗"
        notes = [self._outcome(report.outcome)]
        if report.repeats:
            notes.append(self._word("repeated"))
        if isinstance(report.outcome, Refused) or not report.expected:
            notes.append(self._word("expected" if report.expected else "unexpected"))
        what = _STEPS[report.step.do][self.language == "ar"]
        self._say(f"  {mark} {at_ms:7.0f} ms  {what}: {'; '.join(notes)}  ({took_ms:.0f} ms)")
        if isinstance(report.outcome, Refused) and (row := BY_CODE.get(report.outcome.reason)):
            self._say(f"               → {row.remedy_ar if self.language == 'ar' else row.remedy_en}")
        return {"step": report.step.do, "outcome": describe(report.outcome), "expected": str(report.expected).lower()}

    def _outcome(self, outcome: Outcome) -> str:
        if isinstance(outcome, Accepted):
            return self._word("accepted") + (f" [{outcome.facts.state}]" if outcome.facts.state else "")
        if isinstance(outcome, Refused) and (row := BY_CODE.get(outcome.reason)):
            return f"{row.title_ar if self.language == 'ar' else row.title_en} [{row.code}]"
        return describe(outcome)

    def _end(self, applicant: Applicant, before: int, steps: list[dict[str, str]], *, good: bool) -> JourneyReport:
        messages = len(applicant.inbox.messages(recipient=self.person.mobile, after=before))
        state = _final_state(applicant)
        expected = self.journey.outcome
        good = good and state == expected.state and expected.messages in (None, messages)
        self._say(f"\n  {self._word('state')}: {state}   {self._word('messages')}: {messages}")
        self._say(f"  {self._word('good' if good else 'bad')}")
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

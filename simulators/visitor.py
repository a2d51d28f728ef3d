"""A visitor of the booking platform: signs up with two codes, chooses a password, logs in, recovers the account."""

import re

from harness.protocol.messages.enrollment import Language
from harness.world.ports import Accepted, Conversation, Exchange, Outcome, Request, Response, ServerPort, converse
from simulators.journal import Journal
from simulators.mail import MailInbox
from simulators.population.people import Person
from simulators.sms.client import SmsInbox

PASSWORD = "a-long-password-nobody-else-has"  # noqa: S105 - of simulated people
_WAIT_S = 10.0


class Visitor:
    """A person at the booking platform; every method is one wish and returns its outcome."""

    def __init__(  # noqa: PLR0913 - what a person has at hand
        self,
        *,
        person: Person,
        port: ServerPort,
        exchange: Exchange,
        inbox: SmsInbox,
        mail: MailInbox,
        codes: tuple[re.Pattern[str], re.Pattern[str]],
        journal: Journal,
        language: Language = "en",
    ) -> None:
        self.person = person
        self.language: Language = language
        self.last: Response | None = None
        self._port = port
        self._inbox = inbox
        self._mail = mail
        self._sms_code, self._mail_code = codes
        self._journal = journal
        self._exchange = journal.recorded(exchange, actor=f"visitor:{person.person_id}")
        self.signup = ""
        self._marks = (0, 0)

    def sign_up(self, *, card_serial: str | None = None) -> Outcome:
        """Begin an account with the own data; `card_serial` is typed in place of the own."""
        person = self.person
        self._marks = (self._inbox.mark(), self._mail.mark())
        own = person.card.serial if person.card else ""
        outcome = self._want(
            "sign_up",
            self._port.sign_up(
                civil_number=person.civil_number,
                card_serial=card_serial or own,
                mobile=person.mobile,
                email=person.email,
                language=self.language,
            ),
        )
        if isinstance(outcome, Accepted):
            self.signup = outcome.facts.signup or ""
        return outcome

    def codes(self) -> tuple[str, str]:
        """The codes of the last sign-up as they came by SMS and by e-mail; empty where none came in time."""
        sms = self._inbox.wait_for(self.person.mobile, self._marks[0], _WAIT_S)
        return _found(self._sms_code, sms.text if sms else ""), self.mailed_code()

    def mailed_code(self) -> str:
        """The code of the last e-mail."""
        mail = self._mail.wait_for(self.person.email, after=self._marks[1], timeout_s=_WAIT_S)
        return _found(self._mail_code, mail.text if mail else "")

    def confirm_codes(self, sms_code: str, email_code: str) -> Outcome:
        """Enter both codes."""
        for code in (sms_code, email_code):
            self._journal.masker.learn("otp", code)
        return self._want(
            "confirm_codes",
            self._port.confirm_codes(signup=self.signup, sms_code=sms_code, email_code=email_code),
        )

    def choose_password(self, password: str = PASSWORD, *, repeated: str | None = None) -> Outcome:
        """Choose the password."""
        self._journal.masker.learn("password", password)
        again = password if repeated is None else repeated
        return self._want(
            "choose_password", self._port.choose_password(signup=self.signup, password=password, repeated=again)
        )

    def log_in(self, password: str = PASSWORD) -> Outcome:
        """Log in."""
        self._journal.masker.learn("password", password)
        return self._want("log_in", self._port.log_in(civil_number=self.person.civil_number, password=password))

    def recover(self) -> Outcome:
        """Ask for a code to set a new password."""
        self._marks = (self._marks[0], self._mail.mark())
        return self._want("recover", self._port.recover(civil_number=self.person.civil_number))

    def reset_password(self, code: str, password: str) -> Outcome:
        """Set a new password with the code of the e-mail."""
        self._journal.masker.learn("password", password)
        number = self.person.civil_number
        return self._want(
            "reset_password",
            self._port.reset_password(civil_number=number, code=code, password=password, repeated=password),
        )

    def _want(self, what: str, conversation: Conversation) -> Outcome:
        started_at = self._journal.clock.now()

        def exchange(request: Request) -> Response:
            self.last = self._exchange(request)
            return self.last

        outcome = converse(conversation, exchange)
        self._journal.step(f"visitor:{self.person.person_id}", what, outcome, started_at)
        return outcome


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group(1) if match else ""

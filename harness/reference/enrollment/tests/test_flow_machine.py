"""Whatever an applicant does in whatever order: the promises that hold in every state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from harness.protocol.identifiers import card_serial_for
from harness.protocol.messages.enrollment import AcceptTerms, ApplicantData
from harness.reference.enrollment import rules
from harness.reference.enrollment.state import (
    Accept,
    CaptureClaims,
    Case,
    Confirm,
    EnterOtp,
    FaceVerdict,
    Judge,
    Open,
    Resend,
    Submit,
    Tally,
)
from harness.reference.identity.rules import SendSms
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Card, Record
from harness.world.policy import Policy

SECRET = b"s" * 32
POLICY = Policy(name="t", nation="kuwait", authority_en="A", authority_ar="ا", sms_sender="A")
SERIAL = card_serial_for(300_000_001)
RECORD = Record(
    civil_number="290010100003",
    category="citizen",
    status="active",
    nationality="KWT",
    birth_date=date(1990, 1, 1),
    card=Card(serial=SERIAL, kind="smart", expires_on=date(2040, 1, 1)),
)
DATA = ApplicantData(
    civil_number="290010100003", card_serial=SERIAL, nationality="KWT", email="a@example.org", mobile="50000001"
)
BASE = {"policy": POLICY, "secret": SECRET}


class Enrollment(RuleBasedStateMachine):
    """One session, stepped at random; the machine keeps its own simple account of what is valid."""

    @initialize()
    def begin(self):
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        command = Open(**BASE, session_id="s", device="d", channel="phone", method="manual", app_version="1.0")
        self.case, _ = rules.open_session(None, command, self.now)
        self.numbers = 0
        self.valid_code = None
        self.sent_at = self.now
        self.wrong = 0

    def step(self, function, command):
        before = self.case
        try:
            self.case, effects = function(before, command, self.now)
        except Refusal as refusal:
            if refusal.after is None:
                assert self.case is before
                return refusal.code
            self.case, effects = refusal.after
            assert effects == ()
            return refusal.code
        if self.case.session.person and self.case.tally.person != self.case.session.person:
            self.case = replace(self.case, tally=Tally(person=self.case.session.person))
        for effect in effects:
            assert isinstance(effect, SendSms)
            self.valid_code, self.sent_at = effect.code, self.now
        return None

    def fresh_code(self):
        self.numbers += 1
        return f"{self.numbers:06}"

    @rule()
    def accept(self):
        message = AcceptTerms(terms_version=POLICY.terms_version, language="en", notice_acknowledged=True)
        self.step(rules.accept, Accept(**BASE, message=message))

    @rule(mobile=st.sampled_from(["50000001", "50000002", "22222222"]))
    def submit(self, mobile):
        command = Submit(**BASE, data=ApplicantData(**{**_fields(DATA), "mobile": mobile}))
        if self.step(rules.submit, command) is None:
            self.valid_code = None
            assert self.case.session.state == "DATA_ENTERED"

    @rule(confirmed=st.booleans())
    def confirm(self, confirmed):
        self.step(rules.confirm, Confirm(**BASE, confirmed=confirmed, challenge="c"))

    @rule(matches=st.booleans(), live=st.booleans())
    def judge(self, matches, live):
        capture = CaptureClaims(
            challenge=self.case.session.challenge or "", image_sha256="i", captured_at=int(self.now.timestamp())
        )
        command = Judge(
            **BASE,
            capture=capture if live else None,
            image_sha256="i",
            verdict=FaceVerdict(reasons=(), matches=matches),
            record=RECORD,
            code=self.fresh_code(),
        )
        was_confirmed = self.case.session.state == "DATA_CONFIRMED"
        refused = self.step(rules.judge, command)
        assert refused is not None or (was_confirmed and matches and live)

    @rule()
    def resend(self):
        self.step(rules.resend, Resend(**BASE, code=self.fresh_code()))

    @rule(number=st.integers(0, 30))
    def enter_code(self, number):
        code = f"{number:06}"
        in_time = self.now - self.sent_at < timedelta(seconds=POLICY.otp_limits.valid_for_s)
        if self.step(rules.enter_otp, EnterOtp(**BASE, code=code)) is None:
            assert (code, in_time) == (self.valid_code, True)
            self.valid_code = None

    @rule()
    def enter_the_right_code(self):
        if self.valid_code:
            self.enter_code(int(self.valid_code))

    @rule(seconds=st.sampled_from([1, 60, 299, 300, 900]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @invariant()
    def verified_needs_a_used_code(self):
        case: Case = self.case
        if case.session.state == "VERIFIED":
            assert case.session.otp is not None
            assert case.session.otp.used
            assert case.session.level == "medium"

    @invariant()
    def the_code_itself_is_kept_nowhere(self):
        assert self.valid_code is None or f"'{self.valid_code}'" not in repr(self.case)

    @invariant()
    def counters_stay_within_the_policy(self):
        tally = self.case.tally
        assert tally.face_failures <= POLICY.face_tries.tries
        assert tally.otp_failures <= POLICY.otp_limits.tries
        assert tally.otp_sends <= POLICY.otp_limits.sends


def _fields(data):
    return {name: getattr(data, name) for name in data.__struct_fields__}


Enrollment.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEnrollment = Enrollment.TestCase

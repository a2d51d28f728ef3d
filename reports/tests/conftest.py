"""Run folders as a runner leaves them: a good one, one with every verdict, one of a hostile target, and one of a broken card."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from harness.catalogue import load_catalogue
from harness.world.events import (
    CheckDetail,
    ClockDetail,
    Event,
    HttpDetail,
    LeakDetail,
    MessagesDetail,
    Reason,
    SmsDetail,
    StepDetail,
    VerdictDetail,
)
from harness.world.results import Named, RequirementResult, Results, SanityResult, TargetSummary, TestResult
from reports.run import open_run

BEGIN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TESTED = (
    *("ELG-001", "ELG-002", "ELG-003", "ELG-004", "ELG-005", "ENR-008", "ENR-009", "ENR-010a", "ENR-010b", "ENR-011a"),
    *("ENR-012", "ENR-015a", "ENR-018", "ENR-019", "ENR-025", "ENR-026", "SMS-001", "SMS-002", "PIN-003", "PIN-007"),
    *("FAC-001", "FAC-002", "PRV-001", "PRV-003", "PRV-010", "TRB-001", "TRB-002"),
)
CANARY = "document.title='owned';window.owned=1"
HOSTILE = (
    f"<script>{CANARY}</script>\"'><img src=x onerror={CANARY}><svg onload={CANARY}></svg><a href=javascript:{CANARY}>go</a>"
    f"</script><script>{CANARY}</script><iframe srcdoc='<script>parent.{CANARY}</script>'></iframe><math><mtext><style></style>"
    f"<meta http-equiv=refresh content=0;url=//x><base href=//x><form action=//x><div onmouseover={CANARY} style=position:fixed>"
    "]]><!--</style></script></details>{{ 7*7 }}"
    "\x00\x07\x1b[31m\u202egnissap\u202c\u2066 =cmd|' /C calc'!A0"
)
BECAUSE = {
    "SMS-002": Reason(code="differs", facts={"expected": "refused: OTP_USED", "observed": "accepted, state VERIFIED"}),
    "PRV-010": Reason(
        code="blocked",
        facts={"step": "otp"},
        inner=Reason(code="unmapped", facts={"why": "no SMS with a code in time"}),
    ),
    "TRB-001": Reason(code="not_offered", facts={"names": "clock"}),
}
TEXT = "رمز التحقق الخاص بك هو otp:7f3a صالح لمدة 5 دقائق"


class RunBuilder:
    """Collects tests and their events, then writes the folder."""

    def __init__(self, path, *, hostile=False):
        self.path = path
        self.hostile = hostile
        self.events = []
        self.tests = []
        self.now = BEGIN

    def text(self, plain):
        return HOSTILE if self.hostile else plain

    def because(self, reason):
        """The same reason with hostile facts, where the target is."""
        if reason is None or not self.hostile:
            return reason
        return Reason(code=reason.code, facts=dict.fromkeys(reason.facts, HOSTILE), inner=self.because(reason.inner))

    def event(self, test, what, detail, *, actor="phone", ms=7):
        begun, self.now = self.now, self.now + timedelta(milliseconds=ms)
        self.events.append(
            Event(
                run="run-1",
                worker="gw0",
                test=test,
                actor=self.text(actor),
                what=self.text(what),
                intended_at=begun,
                started_at=begun,
                ended_at=self.now,
                detail=detail,
            )
        )

    def http(self, path, body, *, status=200, answer='{"step":"terms","session":"ses:19c4"}'):
        return HttpDetail(
            method=self.text("POST"),
            path=self.text(path),
            request_headers={self.text("Content-Type"): "application/json", "DPoP": self.text("proof:88ab")},
            request_body=self.text(body),
            status=status,
            response_headers={"Content-Type": self.text("application/json")},
            response_body=self.text(answer),
        )

    def timeline(self, test, *, verdict, events):
        self.event(test, "open the session", self.http("/sessions", '{"channel":"manual"}', status=201), ms=11)
        self.event(test, "accepts the terms", StepDetail(outcome="accepted", native=self.text("200")), ms=3)
        sms = SmsDetail(
            sequence=4, sender=self.text("HAWIYA"), recipient="+965 5••• ••12", text=self.text(TEXT), via="smpp"
        )
        self.event(test, "one-time password", sms, actor="gateway", ms=2)
        self.event(test, "moves the clock", ClockDetail(offset_s=301.0), actor="harness", ms=1)
        self.event(
            test,
            "no further message",
            MessagesDetail(recipient=self.text("+965 5••• ••12"), after=4, exactly=0),
            actor="gateway",
        )
        self.event(test, "nothing leaks", LeakDetail(secret="PIN"), actor="harness")
        answer = '{"type":"about:blank","title":"Wrong code","status":422,"code":"OTP_INVALID","retry":"amend"}'
        self.event(test, "sends the code", self.http("/sessions/otp", '{"otp":"otp:7f3a"}', status=422, answer=answer))
        for _ in range(max(0, events - 9)):
            self.event(test, "sends again", self.http("/sessions/otp", '{"otp":"otp:7f3a"}', status=422, answer=answer))
        failed = verdict == "FAIL"
        observed = "accepted, session at step issue" if failed else "refused with OTP_USED, nothing changed"
        check = CheckDetail(
            expected="refused with OTP_USED, nothing changed", observed=self.text(observed), holds=not failed
        )
        self.event(test, "the second use of the code", check, actor="suite", ms=0)
        detail = VerdictDetail(verdict=verdict, reason=self.text("reason"), assertions=3)
        self.event(test, "verdict", detail, actor="suite", ms=0)

    def test(self, requirement, *, verdict="PASS", case="pos", grade="O2", events=8, reason="", because=None):  # noqa: PLR0913 - a builder
        row = load_catalogue().requirements[requirement]
        identity = self.text(f"{row.area}/{requirement}/{case}") + (f"-{len(self.tests)}" if self.hostile else "")
        first = len(self.events)
        self.timeline(identity, verdict=verdict, events=events)
        self.tests.append(
            TestResult(
                id=identity,
                title=self.text(f"{row.tests[0].given}: {row.tests[0].expect}"),
                requirements=[requirement, *([self.text("THR-002")] if requirement == "SMS-002" else [])],
                area=row.area,
                case=self.text(case),
                level=row.level,
                layer="behaviour",
                grade=grade,
                verdict=verdict,
                seconds=0.184,
                assertions=3,
                reason=self.text(reason),
                because=self.because(because),
                explanation=self.text("The code is not marked as used in the transaction that accepts it.")
                if verdict == "FAIL"
                else "",
                rerun=self.text(f"hawiya certify --target vendor.toml --select {requirement}/{case} --seed 20260301"),
                evidence=list(range(first, len(self.events))),
            )
        )

    def requirements(self):
        worst = ("FAIL", "ERROR", "INCONCLUSIVE", "REVIEW", "WARN", "PASS", "N/A")
        for row in load_catalogue().requirements.values():
            tests = [test for test in self.tests if row.id in test.requirements]
            verdict = next((v for v in worst if any(test.verdict == v for test in tests)), None)
            coverage = {"ERROR": "INCOMPLETE", "INCONCLUSIVE": "INCOMPLETE", None: "UNTESTED"}.get(verdict, verdict)
            if not tests and row.observe == "O4":
                coverage = "MANUAL"
            if not tests and row.area in ("kiosk", "nfc"):
                coverage = "N/A"
            reason = {"UNTESTED": "no test in this suite yet", "N/A": "the target has no such channel"}.get(
                coverage, ""
            )
            codes = {"UNTESTED": Reason(code="untested"), "MANUAL": Reason(code="witnessed")}
            yield RequirementResult(
                because=codes.get(coverage) or (self.tests and tests and tests[0].because) or None,
                id=row.id,
                area=row.area,
                level=row.level,
                text=row.text,
                coverage=coverage,
                reason=self.text(reason),
                tests=[test.id for test in tests],
                observe=row.observe,
                grade=tests[0].grade if tests else "",
                policy=row.policy or "",
            )

    def write(self, *, verdict, exit_code, reason, because=None):
        catalogue = load_catalogue()
        verdicts = [test.verdict for test in self.tests]
        results = Results(
            run="2026-03-01-7c1e",
            seed=20260301,
            suite=Named(name="hawiya", version="0.1.0", digest="4b" * 32),
            catalogue=Named(name="catalogue", version=catalogue.version, digest=catalogue.digest),
            policy=Named(name=self.text("kuwait"), version="2026-01", digest="9d" * 32),
            target=TargetSummary(
                name=self.text("Example Identity Server"),
                kind="server",
                nation="kuwait",
                url=self.text("https://id.example.test:8443"),
                implementation=self.text("Example ID"),
                version="4.2.0",
                wire="hawiya/1",
                adapter="hawiya",
                file="vendor.toml",
            ),
            started_at=BEGIN,
            ended_at=self.now + timedelta(seconds=21.4),
            verdict=verdict,
            exit_code=exit_code,
            reason=self.text(reason),
            because=self.because(because),
            counts={name: verdicts.count(name) for name in verdicts},
            opening=SanityResult(passed=True),
            closing=SanityResult(passed=True, reason=self.text("")),
            tests=self.tests,
            requirements=list(self.requirements()),
            command=self.text("hawiya certify --target vendor.toml --seed 20260301 --out out/run"),
        )
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "results.json").write_bytes(msgspec.json.encode(results))
        (self.path / "events.jsonl").write_bytes(b"".join(msgspec.json.encode(e) + b"\n" for e in self.events))
        return self.path


def build_good(path, *, events=8, times=1):
    builder = RunBuilder(path)
    for requirement in TESTED:
        for number in range(times):
            grade = "O3" if requirement == "TRB-002" else "O1" if requirement.startswith("SMS") else "O2"
            builder.test(requirement, case=f"pos-{number}", grade=grade, events=events)
    return builder.write(verdict="CONFORMANT", exit_code=0, reason="All 27 required tests passed.")


def build_failing(path):
    builder = RunBuilder(path)
    others = {
        "SMS-002": ("FAIL", "a code that was used once was accepted again"),
        "ENR-026": ("FAIL", "the old device could still approve after the move"),
        "PRV-003": ("WARN", "lengths differ by one class in 2 of 200 answers"),
        "FAC-002": ("REVIEW", "the remedy text must be read by a person"),
        "TRB-001": ("N/A", "the target's clock cannot be moved: [clock] is absent"),
        "PIN-007": ("ERROR", "the gateway's inbox could not be read"),
        "PRV-010": ("INCONCLUSIVE", "the route did not drain within 10 s"),
    }
    for requirement in TESTED:
        verdict, reason = others.get(requirement, ("PASS", ""))
        because = BECAUSE.get(requirement)
        grade = {"TRB-002": "O3", "ENR-009": "O4"}.get(requirement, "O2")
        builder.test(requirement, verdict=verdict, case="neg", reason=reason, grade=grade, because=because)
    sentence = (
        "2 of 27 required tests failed: a used one-time password is accepted again, and an old device stays active."
    )
    names = {"count": "2", "names": "sms/SMS-002/neg, enrollment/ENR-026/neg"}
    because = Reason(code="failed.more", facts=names)
    return builder.write(verdict="NOT CONFORMANT", exit_code=1, reason=sentence, because=because)


def build_hostile(path):
    builder = RunBuilder(path, hostile=True)
    for verdict, requirement in (("FAIL", "SMS-002"), ("PASS", "ELG-001"), ("REVIEW", "FAC-002"), ("N/A", "TRB-001")):
        builder.test(requirement, verdict=verdict, because=BECAUSE["SMS-002"])
    because = Reason(code="opening", inner=Reason(code="lost", facts={"why": ""}))
    return builder.write(verdict="NOT CONFORMANT", exit_code=1, reason="", because=because)


@pytest.fixture
def good(tmp_path):
    return open_run(build_good(tmp_path / "good"))


@pytest.fixture
def failing(tmp_path):
    return open_run(build_failing(tmp_path / "failing"))


@pytest.fixture
def hostile(tmp_path):
    return open_run(build_hostile(tmp_path / "hostile"))


@pytest.fixture
def large(tmp_path):
    """108 tests with 40 events each."""
    return open_run(build_good(tmp_path / "large", events=40, times=4))


BROKEN_CARD = """
name = "A virtual card"
kind = "card"
reach.defects = ["tries-told-one-too-many", "key-in-an-object"]
"""
OF_A_CARD = "CRD-001,CRD-005,CRD-016,CRD-023,CRD-036,CLS-001"


@pytest.fixture(scope="session")
def card_folder(tmp_path_factory):
    """A real run on a virtual card with two defects, of a few requirements: once for all tests, in seconds."""
    folder = tmp_path_factory.mktemp("card")
    target = folder / "card.toml"
    target.write_text(BROKEN_CARD, "utf-8")
    words = ("certify", "--target", target, "--out", folder / "run", "--no-reports", "--workers", "1")
    ended = subprocess.run(
        [sys.executable, "-m", "harness", *words, "--select", OF_A_CARD], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1, ended.stderr
    return folder / "run"


@pytest.fixture
def card(card_folder, tmp_path):
    return open_run(shutil.copytree(card_folder, tmp_path / "card"))

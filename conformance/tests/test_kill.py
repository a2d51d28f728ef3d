"""`kill -9` of the server amid concurrent enrollments: what was acknowledged stands, nobody gets two identities, all finish.

The server is the reference, started as a process on one database; phones keep asking, each repeating its last wish with the
same idempotency key, until the server is back.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from conformance.certification.process import free_port
from conformance.session import sms_reading
from conformance.target import REFERENCE, load_target
from harness.adapters.hawiya import HawiyaAdapter
from harness.protocol.codes import Retry
from harness.world.masking import Masker
from harness.world.ports import Accepted, ExchangeLostError, Outcome, Refused, converse
from simulators.journal import Journal
from simulators.journey import Applicant, WayBlockedError
from simulators.network import HttpNetwork
from simulators.population.generate import build_population
from simulators.population.people import PopulationSpec
from simulators.population.roster import write_roster
from simulators.scenarios import load_journey
from simulators.sms.client import SmsInbox
from simulators.sms.gateway import SmsGateway
from simulators.sms.settings import SmsSettings
from simulators.world import World

PEOPLE = 200
PATIENCE_S = 120
ORDER = ("OPENED", "TERMS_ACCEPTED", "DATA_ENTERED", "DATA_CONFIRMED", "OTP_SENT", "VERIFIED", "PIN_PENDING", "ACTIVE")


class Server:
    """The reference on one port and one database, that can be killed and started again."""

    def __init__(self, folder: Path, roster: Path, sms: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [
            sys.executable, "-m", "harness", "serve", "--port", str(self.port), "--roster", str(roster), "--sms", sms,
            "--database", f"sqlite:///{folder / 'server.db'}", "--test-hooks",
        ]  # fmt: skip
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]


@contextmanager
def world(tmp_path: Path):
    target = load_target(REFERENCE)
    policy = target.the_policy()
    spec = PopulationSpec(name="crowd", counts={"citizen": PEOPLE})
    population = build_population(7, today=policy.civil_day(datetime.now(UTC)), spec=spec)
    roster = write_roster(population, tmp_path / "roster")
    with SmsGateway(SmsSettings()) as gateway:
        server = Server(tmp_path, roster, gateway.smpp_url)
        with server, HttpNetwork(server.url, connections=PEOPLE) as network, SmsInbox(gateway.http_url) as inbox:
            yield (
                server,
                World(
                    seed=7,
                    run="kill",
                    population=population,
                    policy=policy,
                    port=HawiyaAdapter(server.url),
                    exchange=network,
                    inbox=inbox,
                    sms=sms_reading(target),
                    journal=Journal(run="kill", worker="main", masker=Masker(b"key")),
                    flow=load_journey("phone-manual"),
                ),
            )


class Crowd:
    """Enrolls everybody at once and remembers what was acknowledged."""

    def __init__(self, made: World) -> None:
        self.applicants = [made.applicant(person) for person in made.population.people]
        self.acknowledged: dict[str, str] = {}
        self.acts = 0
        self.lost = 0
        self._lock = threading.Lock()

    def enroll(self, applicant: Applicant) -> None:
        for step in load_journey("phone-manual").steps:
            outcome = self._insist(applicant, lambda step=step: applicant.do(step))
            if not isinstance(outcome, Accepted):
                raise WayBlockedError(step.do, outcome)
            with self._lock:
                self.acts += 1
                self.acknowledged[applicant.person.person_id] = outcome.facts.state

    def _insist(self, applicant: Applicant, wish) -> Outcome:
        deadline = monotonic() + PATIENCE_S
        while True:
            try:
                outcome = wish()
                if not isinstance(outcome, Refused) or outcome.retry is not Retry.LATER or monotonic() > deadline:
                    return outcome
            except ExchangeLostError:
                if monotonic() > deadline:
                    raise
                with self._lock:
                    self.lost += 1
            sleep(0.1)  # a phone without network, or told to come later, waits before it tries again
            wish = applicant.phone.repeat


@pytest.mark.parametrize("after_acts", [PEOPLE * 3])
def test_killed_server_loses_nothing_and_everybody_finishes(tmp_path, after_acts):
    with world(tmp_path) as (server, made):
        crowd = Crowd(made)
        with ThreadPoolExecutor(PEOPLE) as phones:
            enrollments = [phones.submit(crowd.enroll, applicant) for applicant in crowd.applicants]
            while crowd.acts < after_acts and not all(enrollment.done() for enrollment in enrollments):
                sleep(0.005)
            server.kill()
            stood = dict(crowd.acknowledged)
            server.start()
            for enrollment in enrollments:
                enrollment.result()
        assert crowd.lost > 0, "the kill interrupted nobody, so it proved nothing"
        assert len(set(stood.values())) > 1, f"everybody stood at one step: {Counter(stood.values())}"
        audit = converse(made.port.audit(after=0), made.exchange).facts.audit
        identities = [applicant.state() for applicant in crowd.applicants]

    assert Counter(identity.facts.state for identity in identities) == {"ACTIVE": PEOPLE}
    assert len({identity.facts.identity for identity in identities}) == PEOPLE
    devices = {applicant.phone.key.thumbprint(): applicant.person.person_id for applicant in crowd.applicants}
    done = Counter((record.device, record.action) for record in audit if record.outcome == "accepted")
    once = ("open", "accept", "submit", "confirm", "selfie", "otp", "issue", "activate")
    assert {done[device, action] for device in devices for action in once} == {1}


def test_acknowledged_state_stands_right_after_a_kill(tmp_path):
    with world(tmp_path) as (server, made):
        crowd = Crowd(made)
        few = crowd.applicants[:20]
        with ThreadPoolExecutor(len(few)) as phones:
            list(phones.map(lambda applicant: crowd._insist(applicant, applicant.open), few))
            list(phones.map(lambda applicant: crowd._insist(applicant, applicant.accept), few))
            list(phones.map(lambda applicant: crowd._insist(applicant, applicant.submit), few))
        server.kill()
        server.start()
        states = [crowd._insist(applicant, applicant.status).facts.state for applicant in few]
    assert states == ["DATA_ENTERED"] * len(few)

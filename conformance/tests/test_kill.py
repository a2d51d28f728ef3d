"""`kill -9` of the server amid concurrent enrollments: what was acknowledged stands, nobody gets two identities, all finish.

The server is the reference, started as a process on either database; phones keep asking, each repeating its last wish with the
same idempotency key, until the server is back. Ten kills here, a hundred in `make soak`, half on each database, at moments that a
seed chose among all acknowledged steps; five to a crowd, so that no crowd outlives the validity of its codes. PostgreSQL's
connections are broken as well, and it is restarted itself.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest
import sqlalchemy as sa

from conformance.certification.process import free_port
from conformance.pictures import judged_album
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

SEED = 7
PEOPLE = 40
KILLS = 5
PATIENCE_S = 240
STEPS = len(load_journey("phone-manual").steps)


class Server:
    """The reference on one port and one database, that can be killed and started again."""

    def __init__(self, folder: Path, roster: Path, sms: str, database_url: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [
            sys.executable, "-m", "harness", "serve", "--port", str(self.port), "--roster", str(roster), "--sms", sms,
            "--database", database_url, "--test-hooks",
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
def world(tmp_path: Path, database_url: str, people: int):
    target = load_target(REFERENCE)
    policy = target.the_policy()
    spec = PopulationSpec(name="crowd", counts={"citizen": people})
    population = build_population(SEED, today=policy.civil_day(datetime.now(UTC)), spec=spec)
    roster = write_roster(population, tmp_path / "roster")
    with SmsGateway(SmsSettings()) as gateway:
        server = Server(tmp_path, roster, gateway.smpp_url, database_url)
        with (
            server,
            HttpNetwork(server.url, connections=people) as network,
            SmsInbox(gateway.http_url) as inbox,
            closing(judged_album()) as album,
        ):
            yield (
                server,
                World(
                    seed=SEED,
                    run="kill",
                    population=population,
                    policy=policy,
                    port=HawiyaAdapter(server.url),
                    exchange=network,
                    inbox=inbox,
                    sms=sms_reading(target),
                    journal=Journal(run="kill", worker="main", masker=Masker(b"key")),
                    flow=load_journey("phone-manual"),
                    album=album,
                ),
            )


class Crowd:
    """Enrolls everybody at once and counts what was acknowledged."""

    def __init__(self, made: World) -> None:
        self.applicants = [made.applicant(person) for person in made.population.people]
        self.acts = 0
        self.lost = 0
        self.told_to_wait = 0
        self._lock = threading.Lock()

    def enroll(self, applicant: Applicant) -> None:
        for step in load_journey("phone-manual").steps:
            outcome = self.insist(applicant, lambda step=step: applicant.do(step))
            if not isinstance(outcome, Accepted):
                raise WayBlockedError(step.do, outcome)
            with self._lock:
                self.acts += 1

    def insist(self, applicant: Applicant, wish) -> Outcome:
        deadline = monotonic() + PATIENCE_S
        while True:
            try:
                outcome = wish()
                if not isinstance(outcome, Refused) or outcome.retry is not Retry.LATER or monotonic() > deadline:
                    return outcome
                with self._lock:
                    self.told_to_wait += 1
            except ExchangeLostError:
                if monotonic() > deadline:
                    raise
                with self._lock:
                    self.lost += 1
            sleep(0.25)  # a phone without network, or told to come later, waits before it tries again
            wish = applicant.phone.repeat

    def enroll_under(self, blows: Iterable[Callable[[], None]], *, seed: int) -> None:
        """Have all enroll, and strike at moments chosen by the seed."""
        blows, chance = list(blows), Random(seed)  # noqa: S311 - a seeded choice of moments
        moments = sorted(chance.sample(range(1, len(self.applicants) * STEPS - 1), len(blows)))
        with ThreadPoolExecutor(len(self.applicants)) as phones:
            enrollments = [phones.submit(self.enroll, applicant) for applicant in self.applicants]
            for moment, blow in zip(moments, blows, strict=True):
                while self.acts < moment and not _failed(enrollments):
                    sleep(0.002)
                sleep(chance.uniform(0, 0.03))  # anywhere between two acknowledgments
                blow()
            for enrollment in enrollments:
                enrollment.result()


def _failed(enrollments: list[Future[None]]) -> bool:
    return any(enrollment.done() and enrollment.exception() for enrollment in enrollments)


def assert_whole(crowd: Crowd, made: World, database_url: str) -> None:
    """Everybody has what was acknowledged, once: an identity, an active device, a line of the audit log for each step, a code."""
    people = len(crowd.applicants)
    identities = [
        crowd.insist(applicant, applicant.state) for applicant in crowd.applicants
    ]  # the server may still begin
    assert Counter(identity.facts.state for identity in identities) == {"ACTIVE": people}
    assert len({identity.facts.identity for identity in identities}) == people
    audit = converse(made.port.audit(after=0), made.exchange).facts.audit
    done = Counter((record.device, record.action) for record in audit if record.outcome == "accepted")
    devices = {applicant.phone.key.thumbprint() for applicant in crowd.applicants}
    once = ("open", "accept", "submit", "confirm", "selfie", "otp", "issue", "activate")
    assert {done[device, action] for device in devices for action in once} == {1}
    assert [record.sequence for record in audit] == list(range(1, len(audit) + 1))
    texts = {(message.recipient, message.text) for message in made.inbox.messages()}
    assert len(texts) == len({recipient for recipient, _ in texts}) == people, (
        "a message sent again is the same message"
    )
    assert stored(database_url) == (people, people)


def stored(database_url: str) -> tuple[int, int]:
    """How many identities there are, and how many active devices."""
    engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        counts = [
            connection.execute(sa.text(query)).scalar_one()
            for query in ("SELECT count(*) FROM identities", "SELECT count(*) FROM devices WHERE state = 'ACTIVE'")
        ]
    engine.dispose()
    return counts[0], counts[1]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 11))])
def test_kills_at_random_moments_lose_nothing(tmp_path, database_url, seed, record_property):
    with world(tmp_path, database_url, PEOPLE) as (server, made):
        crowd = Crowd(made)

        def kill() -> None:
            server.kill()
            server.start()

        crowd.enroll_under([kill] * KILLS, seed=seed)
        assert crowd.lost >= KILLS, "a kill interrupted nobody, so it proved nothing"
        assert_whole(crowd, made, database_url)
        sent = len(made.inbox.messages())
    kind = database_url.partition(":")[0]
    figure = f"{KILLS} kills on {kind}, seed {seed}: {crowd.acts} acknowledged steps of {PEOPLE} people"
    record_property("figure", f"{figure}, {sent - PEOPLE} messages sent again, nothing lost, nothing twice")


def test_a_postgresql_that_breaks_off_and_restarts_loses_nothing(tmp_path, postgresql_of_its_own):
    cluster, people = postgresql_of_its_own, 30
    database_url = cluster.url(cluster.database)

    def break_off() -> None:
        cluster.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'hawiya%'")

    with world(tmp_path, database_url, people) as (_, made):
        crowd = Crowd(made)
        crowd.enroll_under([break_off, break_off, cluster.restart, break_off], seed=0)
        assert crowd.told_to_wait > 0, "nobody noticed, so it proved nothing"
        assert_whole(crowd, made, database_url)


def test_acknowledged_state_stands_right_after_a_kill(tmp_path, database_url):
    with world(tmp_path, database_url, 20) as (server, made):
        crowd = Crowd(made)
        few = crowd.applicants
        with ThreadPoolExecutor(len(few)) as phones:
            list(phones.map(lambda applicant: crowd.insist(applicant, applicant.open), few))
            list(phones.map(lambda applicant: crowd.insist(applicant, applicant.accept), few))
            list(phones.map(lambda applicant: crowd.insist(applicant, applicant.submit), few))
        server.kill()
        server.start()
        states = [crowd.insist(applicant, applicant.status).facts.state for applicant in few]
    assert states == ["DATA_ENTERED"] * len(few)

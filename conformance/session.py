"""What a process that runs tests holds: the target, the world around it, and the journal.

A run is described by one `RunInfo` file that the certification writes and its workers read; it holds the masking key of the
run, so it is private to the user and goes with the run.
"""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from conformance.adapter import load_adapter
from conformance.expect import Expect
from conformance.pictures import judged_album
from conformance.plan import Kind, Plan, PlannedTest, make_plan, plan_tests
from conformance.target import TargetFile, load_target
from harness.catalogue import Catalogue
from harness.commandline import UsageError
from harness.world.events import Record
from harness.world.masking import Masker
from harness.world.ports import ServerPort
from simulators.clock import OffsetClock
from simulators.journal import Journal
from simulators.journey import SmsReading
from simulators.mail import MailInbox
from simulators.network import HttpNetwork, Limits
from simulators.population.people import Person, Population
from simulators.scenarios import load_journey
from simulators.sms.client import SmsInbox
from simulators.world import World

TOKEN_FILE = "notice.token"  # noqa: S105 - the name of a file
"""Where a run keeps the token of payment service and civil registry, in its work folder."""


class AnyRunInfo(Record, frozen=True, kw_only=True):
    """What the processes of a run share, whatever the kind of its target.

    `events` is the folder that they write into, and `mask_key` masks secrets in it.
    """

    run: str
    seed: int
    target: str
    events: str
    work: str
    mask_key: str


class RunInfo(AnyRunInfo, frozen=True, kw_only=True, tag="server", tag_field="kind"):
    """A run on a server."""

    base_url: str
    inbox_url: str
    population: str
    roster_day: date
    values: dict[str, str] = msgspec.field(default_factory=dict)
    """What the placeholders of a command of the target file stand for."""
    leased: list[str] = msgspec.field(default_factory=list)
    """The only people of this run, where it shares a pool with others."""

    def people(self) -> Population:
        """The people whom this run may meet."""
        population = msgspec.json.decode(Path(self.population).read_bytes(), type=Population)
        if not self.leased:
            return population
        ours = set(self.leased)
        return msgspec.structs.replace(population, people=tuple(p for p in population.people if p.person_id in ours))


@dataclass(frozen=True, kw_only=True)
class Joined:
    """One process of a run, whatever the kind of its target: the journal, and the file that it writes."""

    info: AnyRunInfo
    journal: Journal
    file: BinaryIO

    @property
    def events(self) -> Path:
        """The folder that the processes of the run write into."""
        return Path(self.info.events)

    def plan(self, items: list[pytest.Item], catalogue: Catalogue, *, chosen: Callable[[PlannedTest], bool]) -> Plan:  # noqa: ARG002 - nobody is leased
        """Plan the collected tests."""
        return Plan(tests=plan_tests(items, catalogue))

    def leave(self) -> None:
        """Close what is open."""
        self.file.close()


@dataclass(frozen=True, kw_only=True)
class Session(Joined):
    """One process of a run on a server."""

    info: RunInfo
    target: TargetFile
    world: World
    network: HttpNetwork
    port: ServerPort
    clock: OffsetClock

    @classmethod
    def join(cls, info: RunInfo, *, worker: str) -> "Session":
        """Join a run as the process `worker`; its events go to a file of their own."""
        target = load_target(info.target)
        port = load_adapter(target, info.base_url, beside=info.target)
        journal, file = open_journal(info, worker)
        network = HttpNetwork(info.base_url, limits=Limits(answer_s=target.reach.answer_s), tls=tls_of(target))
        clock = OffsetClock()
        world = World(
            seed=info.seed,
            run=info.run,
            population=info.people(),
            policy=target.the_policy(),
            port=port,
            exchange=network,
            inbox=SmsInbox(info.inbox_url),
            mail=MailInbox(Path(info.work) / "mail"),
            sms=sms_reading(target),
            mail_code=re.compile(target.mail.code_pattern),
            journal=journal,
            flow=load_journey("phone-manual"),
            album=judged_album(),
            clock=clock,
        )
        return cls(
            info=info, target=target, world=world, journal=journal, network=network, port=port, clock=clock, file=file
        )

    @property
    def kind(self) -> Kind:
        """The kind of the target."""
        return self.target.kind

    def offers(self) -> frozenset[str]:
        """The names that a test may need."""
        return self.target.offers()

    def plan(self, items: list[pytest.Item], catalogue: Catalogue, *, chosen: Callable[[PlannedTest], bool]) -> Plan:
        """Plan the collected tests; where this run has but a part of the people, only the chosen tests lease any."""
        leases = chosen if self.info.leased else lambda _test: True
        return make_plan(items, catalogue, self.world.population, leases=leases)

    def expectations(self) -> Expect:
        """The assertions of one test."""
        return Expect(self.journal, early_detail=self.world.policy.early_detail)

    def people(self, planned: PlannedTest) -> list[Person]:
        """The people whom a test leases."""
        by_id = {person.person_id: person for person in self.world.population.people}
        return [by_id[name] for name in planned.leases]

    def leave(self) -> None:
        """Close what is open."""
        self.network.close()
        self.world.inbox.close()
        self.world.album.close()
        super().leave()
        self._mask_again()

    def _mask_again(self) -> None:
        """Some secrets were learned after they had first been written down, such as the token of an answer."""
        path = Path(self.file.name)
        if path.exists():  # a run of plain pytest has removed its folder by now, and with it the evidence
            path.write_text(self.journal.masker.text(path.read_text(encoding="utf-8"), numbers=False), encoding="utf-8")


def open_journal(info: AnyRunInfo, worker: str) -> tuple[Journal, BinaryIO]:
    """The journal of a process of a run, and the file that it writes."""
    file = (Path(info.events) / f"events-{worker}.jsonl").open("ab")
    return Journal(run=info.run, worker=worker, masker=Masker(bytes.fromhex(info.mask_key)), file=file), file


def sms_reading(target: TargetFile) -> SmsReading:
    """How the target's messages are read."""
    policy = target.the_policy()
    return SmsReading(
        sender=target.sms.sender or policy.sms_sender,
        pattern=re.compile(target.sms.otp_pattern),
        wait_s=target.sms.wait_s,
    )


def tls_of(target: TargetFile) -> ssl.SSLContext | None:
    """The TLS settings of the target file; `None` where it names none.

    Raises:
        UsageError: a file cannot be used.
    """
    reach = target.reach
    if not reach.ca_file and not reach.client_certificate:
        return None
    try:
        context = ssl.create_default_context(cafile=reach.ca_file)
        if reach.client_certificate:
            context.load_cert_chain(reach.client_certificate, reach.client_key)
    except (OSError, ssl.SSLError) as error:
        named = [name for name in (reach.ca_file, reach.client_certificate, reach.client_key) if name]
        raise UsageError(f"[reach] {', '.join(named)}: {error}") from None
    return context

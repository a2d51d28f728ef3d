"""Durable commands per second against the raw driver: the same statements on the same database in groups of the same size.

A command is what a confirmation does: look for an answer under its key, load the session, authorize, step, write the session,
the audit line and the answer. The reference runs it from concurrent submitters through `Service.perform` and its writer; the
calls stand ready. The raw driver (sqlite3, or psycopg with `--database`) replays in one thread the statements that such commands
gave it, with values that stand ready. Both have a savepoint for each command, a transaction for each group, and durable commits.
"""

import asyncio
import gc
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any, Protocol, TypeVar

from harness.commandline import HarnessError
from harness.protocol.messages.enrollment import ConfirmData
from harness.protocol.operations import CONFIRM
from harness.reference.app import World, build_service
from harness.reference.bench.figures import Ratio, Sides
from harness.reference.bench.stand_ins import POLICY, NoFaces
from harness.reference.database import Connection, Database, Row, Statement, Text
from harness.reference.enrollment import store
from harness.reference.enrollment.state import Applicant, Case, Confirm, Session, Visitor
from harness.reference.logs import Log
from harness.reference.problems import Telling
from harness.reference.registry.rules import Claim
from harness.reference.registry.store import HeldRegistry
from harness.reference.rulebook import Rules
from harness.reference.service import Call, Done, Service, Subject
from harness.reference.settings import Settings

BAR = 0.5
_BODY = b'{"confirmed":true}'
_MESSAGE = ConfirmData(confirmed=True)
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")

Result = TypeVar("Result")
_Work = Callable[[Connection, Subject], Done]
Replayed = list[tuple[Text, dict[str, object]]]
"""The statements of one command with their values."""


class Raw(Protocol):
    """The driver's own connection."""

    def execute(self, words: str, values: Mapping[str, object] = ..., /) -> object:
        """Run a statement and take its first row."""
        ...

    def close(self) -> None:
        """Leave the database."""
        ...


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the two are measured: on databases of the same kind with the same tables."""

    ours: str
    """The URL for the reference."""
    raw: Callable[[int], Raw]
    """Opens the raw driver's, with so many sessions in it."""
    text: Callable[[Statement], Text]
    driver: str
    begin: str
    guarded: str
    """What makes a commit durable."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much to measure."""

    rounds: int
    commands: int
    submitters: int = 64


class _CountedDatabase(Database):
    """Counts its transactions."""

    groups = 0

    def _carry_out(self, jobs: list[Any]) -> Any:  # noqa: ANN401 - what the writer passes on inside
        self.groups += 1
        return super()._carry_out(jobs)


class _RecordedDatabase(Database):
    """Notes what the driver is given, command by command."""

    def __init__(self, url: str, text: Callable[[Statement], Text]) -> None:
        super().__init__(url)
        self.commands: list[Replayed] = []
        self._text = text

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` and note its statements."""

        def noted(connection: Connection) -> Result:
            self.commands.append([])
            return work(_Noted(connection, self.commands[-1], self._text))

        return await super().write(noted)


class _Noted:
    """`Connection` that notes what passes."""

    def __init__(self, connection: Connection, notes: Replayed, text: Callable[[Statement], Text]) -> None:
        self._connection = connection
        self._notes = notes
        self._text = text

    def _note(self, statement: Statement, values: dict[str, object]) -> None:
        text = self._text(statement)
        self._notes.append((text, text.bind(values)))

    def run(self, statement: Statement, **values: object) -> None:
        self._note(statement, values)
        self._connection.run(statement, **values)

    def row(self, statement: Statement, **values: object) -> Row | None:
        self._note(statement, values)
        return self._connection.row(statement, **values)

    def rows(self, statement: Statement, **values: object) -> list[Row]:
        self._note(statement, values)
        return self._connection.rows(statement, **values)


def on_sqlite(folder: Path) -> Place:
    """Files beside each other."""
    return Place(
        ours=_url(folder, "ours"),
        raw=lambda _sessions: _RawSqlite(folder / "notes.db", folder / "raw.db"),
        text=lambda statement: statement.sqlite,
        driver="raw sqlite3",
        begin="BEGIN IMMEDIATE",
        guarded="WAL, synchronous=FULL, one file system",
    )


async def measure(folder: Path, effort: Effort, place: Place | None = None) -> Ratio:
    """Run both in turn."""
    place = place or on_sqlite(folder)
    speeds, sizes = Sides(), []
    recorded = _RecordedDatabase(_url(folder, "notes"), place.text)
    await recorded.write(lambda connection: keep_sessions(connection, effort.submitters))
    raw = place.raw(effort.submitters)
    counted = _CountedDatabase(place.ours)
    await counted.write(lambda connection: keep_sessions(connection, effort.submitters))
    ours, notes = _service(counted, folder), _service(recorded, folder)
    try:
        for number in range(effort.rounds + 1):
            recorded.commands.clear()
            await _submit(notes, effort, round_=number)
            counted.groups = 0
            took_s = await _submit(ours, effort, round_=number)
            size = max(round(effort.commands / counted.groups), 1)
            raw_took_s = _replay(raw, place.begin, recorded.commands, group=size)
            if number > 0:  # the first round warms both
                speeds.reference.append(effort.commands / took_s)
                speeds.bare.append(len(recorded.commands) / raw_took_s)
                sizes.append(effort.commands / counted.groups)
    finally:
        counted.close()
        recorded.close()
        raw.close()
    statements = len(recorded.commands[0])
    return speeds.ratio(
        name=f"durable commands against {place.driver}",
        unit="commands/s",
        whats=("reference", place.driver),
        bar=BAR,
        compared=(
            f"a confirmation through perform() and the writer, {effort.submitters} submitters; {place.driver} replays "
            f"the same {statements} statements in one thread; both with savepoints, {place.guarded}"
        ),
        notes=[f"mean group of the writer: {mean(sizes):.1f} commands, taken for {place.driver} round by round"],
    )


def _url(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


def _service(database: Database, folder: Path) -> Service:
    """A service around a database of ours; the one that it was built with is closed."""
    settings = Settings(policy=POLICY, database_url=_url(folder, "built"))
    service = build_service(settings, World(registry=HeldRegistry({}), matcher=NoFaces()), Rules(), Log(StringIO()))
    service.database.close()
    service.faces.close()
    return replace(service, database=database)


# -- the reference ---------------------------------------------------------------------------------------------------


def _session_id(submitter: int) -> str:
    return f"session-{submitter:012}"


def _device(submitter: int) -> str:
    return f"device-{submitter:036}"


def keep_sessions(connection: Connection, count: int) -> None:
    """A session for each submitter, with its data entered."""
    now = datetime.now(UTC)
    for submitter in range(count):
        claim = Claim(
            civil_number=f"{submitter:012}",
            card_serial="123456789",
            hawyti_serial=None,
            nationality="KWT",
            passport_number=None,
        )
        session = Session(
            session_id=_session_id(submitter),
            device=_device(submitter),
            state="DATA_ENTERED",
            opened_at=now,
            expires_at=now + timedelta(hours=1),
            terms_version=POLICY.terms_version,
            applicant=Applicant(claim=claim, email="person@example.org", mobile="+96550000000"),
            person=f"person-{submitter:036}",
        )
        store.keep_session(connection, session)


async def _submit(service: Service, effort: Effort, *, round_: int) -> float:
    """Have every submitter send its share one by one; the seconds that all took, once their calls stood ready."""
    ready = [_ready(service, effort, submitter, round_=round_) for submitter in range(effort.submitters)]

    async def one_by_one(calls: list[tuple[Call, _Work]]) -> None:
        for call, work in calls:
            answer = await service.perform(call, work)
            if answer.status != CONFIRM.status:
                raise HarnessError(f"a command of the bench was refused: {answer.code}")

    with _out_of_sight():
        began = perf_counter()
        async with asyncio.TaskGroup() as group:
            for calls in ready:
                group.create_task(one_by_one(calls))
        return perf_counter() - began


@contextmanager
def _out_of_sight() -> Iterator[None]:
    """Keep what the bench itself has prepared from the garbage collector, which would go through it again and again."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _ready(service: Service, effort: Effort, submitter: int, *, round_: int) -> list[tuple[Call, _Work]]:
    keys = [f"key-{round_}-{number}" for number in range(effort.commands // effort.submitters)]
    calls = [_call(service, submitter, key=key) for key in keys]
    return [(call, _confirmation(service, call)) for call in calls]


def _call(service: Service, submitter: int, *, key: str) -> Call:
    now, session_id = service.clock.now(), _session_id(submitter)
    return Call(
        operation=CONFIRM,
        now=now,
        telling=Telling(language="en", trace=service.entropy.trace(), now=now),
        path=CONFIRM.path.replace("{session_id}", session_id),
        body=_BODY,
        message=_MESSAGE,
        device=_device(submitter),
        session_id=session_id,
        token_session=session_id,
        key=key,
    )


def _confirmation(service: Service, call: Call) -> _Work:
    """What the confirmation's route does inside its transaction."""
    rules, policy = service.rules, service.settings.policy
    command = Confirm(policy=policy, secret=service.secret, confirmed=True, challenge=service.entropy.identifier())
    visitor = Visitor(session_id=call.session_id, token_session=call.token_session, device=call.device)

    def work(connection: Connection, subject: Subject) -> Done:
        session = rules.authorize(store.find_session(connection, call.session_id), visitor, call.now)
        subject.session_id, subject.person = session.session_id, session.person
        case = Case(session=session, tally=store.find_tally(connection, session.person or ""))
        after, _ = rules.confirm(case, command, call.now)
        store.keep_session(connection, after.session)
        shown = rules.show_session(after, policy, call.now)
        return Done(message=shown, session_id=session.session_id, person=after.session.person)

    return work


# -- the raw driver -----------------------------------------------------------------------------------------------------


class _RawSqlite:
    """A database with the same tables and sessions."""

    def __init__(self, source: Path, target: Path) -> None:
        self._raw = sqlite3.connect(target, isolation_level=None, cached_statements=256)
        with closing(sqlite3.connect(source)) as original:
            original.backup(self._raw)
        for pragma in _PRAGMAS:
            self._raw.execute(f"PRAGMA {pragma}")

    def execute(self, words: str, values: Mapping[str, object] | None = None, /) -> object:
        return self._raw.execute(words, values or {}).fetchone()

    def close(self) -> None:
        self._raw.close()


def _replay(raw: Raw, begin: str, commands: list[Replayed], *, group: int) -> float:
    """Run the statements of the commands, so many commands in a transaction; the seconds that took."""
    began = perf_counter()
    for start in range(0, len(commands), group):
        raw.execute(begin)
        for command in commands[start : start + group]:
            raw.execute("SAVEPOINT command")
            for text, values in command:
                raw.execute(text.sql, values)
            raw.execute("RELEASE command")
        raw.execute("COMMIT")
    return perf_counter() - began

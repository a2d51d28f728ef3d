import asyncio
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from harness.reference import outbox
from harness.reference.app import forget_old
from harness.reference.audit import AuditEntry, append, export, first_broken
from harness.reference.database import Database, DatabaseError, Statement
from harness.reference.settings import Limits
from harness.reference.testing import OffsetClock
from harness.world.ports import Refused

NOW = OffsetClock().now()


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


def write_line(action):
    return lambda connection: append(connection, AuditEntry(action=action, outcome="accepted"), NOW)


def read(database, work):
    return asyncio.run(database.read(work))


def actions(database):
    return [record.action for record in read(database, lambda c: export(c, after=0, limit=100))]


def test_a_failing_command_takes_only_its_own_work_back(database):
    gate = threading.Event()

    def failing(connection):
        write_line("lost")(connection)
        raise KeyError("no")

    blocked = database.submit(lambda _connection: gate.wait(5))
    futures = [database.submit(work) for work in (write_line("first"), failing, write_line("last"))]
    gate.set()
    blocked.result(5)
    assert isinstance(futures[1].exception(5), KeyError)
    futures[2].result(5)
    assert actions(database) == ["first", "last"]


def test_commands_that_wait_share_a_commit(database):
    gate = threading.Event()
    database.submit(lambda _connection: gate.wait(5))
    futures = [database.submit(write_line(f"line {number}")) for number in range(50)]
    gate.set()
    for future in futures:
        future.result(5)
    assert len(actions(database)) == 50


def test_what_is_answered_survives_a_reopening(database_url):
    first = Database(database_url)
    first.submit(write_line("kept")).result(5)
    first.close()
    second = Database(database_url)
    kept = actions(second)
    second.close()
    assert kept == ["kept"]


def test_a_changed_audit_line_breaks_the_chain(database):
    for number in range(3):
        database.submit(write_line(f"line {number}")).result(5)
    assert read(database, first_broken) is None
    database.submit(lambda c: c.raw.execute("UPDATE audit SET action = 'other' WHERE sequence = 2")).result(5)
    assert read(database, first_broken) == 2


def test_a_database_that_cannot_be_opened_is_one_clear_line(tmp_path):
    with pytest.raises(DatabaseError, match="cannot be used"):
        Database(f"sqlite:///{tmp_path / 'nowhere' / 'test.db'}")


def columns(name, table, dialect):
    """Each column as the database declares it, an integer always as the one of 64 bits."""
    keys = {column.name for column in table.primary_key}
    wide = "INTEGER" if dialect.name == "sqlite" else "BIGINT"

    def kind(column):
        return wide if type(column.type) is sa.Integer else column.type.compile(dialect)

    return {(name, column.name, kind(column), column.name in keys) for column in table.columns}


def test_the_schema_of_the_migrations_is_that_of_the_stores(database_url):
    """So a migration and its store say the same: Text, LargeBinary, Integer (of 64 bits) or BigInteger."""
    from harness.reference import app, database  # noqa: F401, PLC0415 - the application loads every store

    database.Database(database_url).close()
    engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    found, dialect = sa.MetaData(), engine.dialect
    found.reflect(engine)
    engine.dispose()
    found.remove(found.tables["alembic_version"])
    made, declared = (
        {each for name, table in tables.items() for each in columns(name, table, dialect)}
        for tables in (found.tables, database.metadata.tables)
    )
    assert made == declared


def test_seconds_after_2038_are_kept(database):
    late_s = 2**31 + 5
    database.submit(lambda c: outbox.put(c, recipient="a", text="b", at_s=late_s)).result(5)
    statement = Statement(sa.select(outbox.outbox.c.created_at_s))
    assert read(database, lambda c: c.row(statement)) == (late_s,)


def test_the_lines_of_the_audit_log_have_no_gap_where_a_command_was_taken_back(database):
    def failing(connection):
        write_line("lost")(connection)
        raise KeyError("no")

    for work in (write_line("first"), failing, write_line("last")):
        database.submit(work).exception(5)
    assert [line.sequence for line in read(database, lambda c: export(c, after=0, limit=9))] == [1, 2]


def test_a_session_that_cannot_be_written_in_any_database_is_not_found(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.open()
            phone.caller = replace(phone.caller, session="%00")
            return await phone.do("status")

    outcome = asyncio.run(asyncio.wait_for(journey(), 20))
    assert isinstance(outcome, Refused)
    assert outcome.reason != "GENERIC"


def test_a_message_is_sent_after_a_crash_with_the_same_code(running):
    async def crash():
        async with running.start(limits=Limits(flush_s=0.1, delivery_wait_s=0)) as server:
            server.inbox.refusing = True
            phone = server.phone()
            await phone.to_otp_sent()
            rows = await server.service.database.read(lambda c: c.raw.execute("SELECT text FROM outbox").fetchall())
            return phone, rows[0][0]

    async def recover(phone, text):
        async with running.start() as server:
            code = await server.inbox.code(1)
            phone.server = server
            outcome = await phone.do("otp", code=code)
            return server.inbox.messages[0].text == text, outcome.facts.state

    phone, text = asyncio.run(asyncio.wait_for(crash(), 20))
    assert asyncio.run(asyncio.wait_for(recover(phone, text), 20)) == (True, "VERIFIED")


def test_an_access_token_survives_a_restart(running):
    async def first():
        async with running.start() as server:
            phone = server.phone()
            await phone.open()
            return phone

    async def second(phone):
        async with running.start() as server:
            phone.server = server
            return await phone.do("status")

    phone = asyncio.run(asyncio.wait_for(first(), 20))
    assert asyncio.run(asyncio.wait_for(second(phone), 20)).facts.state == "OPENED"


LEFT = """SELECT EXISTS (SELECT * FROM sessions), EXISTS (SELECT * FROM idempotency), EXISTS (SELECT * FROM outbox)"""


def left(connection):
    return connection.raw.execute(LEFT).fetchone()


def test_what_is_old_is_erased_while_the_server_runs(running):
    async def journey():
        async with running.start(limits=Limits(erase_every_s=0.01, flush_s=0.1)) as server:
            await server.phone().to_active()
            before = await server.service.database.read(left)
            server.service.clock.move(40 * 86_400)
            return before, await server.eventually(left, until=lambda kinds: not any(kinds))

    before, after = asyncio.run(asyncio.wait_for(journey(), 20))
    assert (before, after) == ((1, 1, 1), (0, 0, 0))


def test_what_a_living_session_needs_is_never_erased(running):
    async def journey():
        async with running.start(running.policy(retention_days=0)) as server:
            await server.phone().to_otp_sent()
            server.service.clock.move(1790)
            server.service.database.submit(lambda connection: forget_old(server.service, connection)).result(5)
            return await server.service.database.read(left)

    assert asyncio.run(asyncio.wait_for(journey(), 20)) == (1, 1, 1)

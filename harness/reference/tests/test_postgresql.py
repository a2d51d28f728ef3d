"""What holds on PostgreSQL alone: one server, lost connections, durable commits, passwords that nobody sees."""

import asyncio
import subprocess
import sys

import pytest

from harness.reference.audit import AuditEntry, append, export
from harness.reference.database import Database, DatabaseError, DatabaseLostError
from harness.reference.testing import OffsetClock
from harness.world.ports import Accepted, Refused

NOW = OffsetClock().now()
ENDED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'hawiya%'"
SECRET = "Geheim+17"


@pytest.fixture
def database(postgresql_url):
    database = Database(postgresql_url)
    yield database
    database.close()


def write_line(action):
    return lambda connection: append(connection, AuditEntry(action=action, outcome="accepted"), NOW)


def actions(database):
    return [record.action for record in asyncio.run(database.read(lambda c: export(c, after=0, limit=100)))]


def serve(*words: str, environment: dict[str, str] | None = None):
    command = [sys.executable, "-m", "harness", "serve", "--port", "0", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)


@pytest.fixture
def roster(tmp_path):
    file = tmp_path / "roster.json"
    file.write_text('{"seed": 1, "today": "2026-01-01", "people": []}', "utf-8")
    return str(file)


# -- one server


@pytest.mark.usefixtures("database")
def test_a_second_server_is_one_clear_line(postgresql_url):
    with pytest.raises(DatabaseError, match="another server is using it: stop that one, or name another") as refused:
        Database(postgresql_url)
    assert "\n" not in str(refused.value)


def test_a_second_server_finds_what_the_first_one_left(postgresql_url):
    first = Database(postgresql_url)
    first.submit(write_line("kept")).result(5)
    first.close()
    second = Database(postgresql_url)
    kept = actions(second)
    second.close()
    assert kept == ["kept"]


# -- lost connections


def test_a_connection_that_broke_while_idle_costs_nobody_anything(database, postgresql):
    database.submit(write_line("before")).result(5)
    postgresql.execute(ENDED)
    database.submit(write_line("after")).result(10)
    assert actions(database) == ["before", "after"]


def test_a_reading_whose_connection_broke_is_read_again(database, postgresql):
    database.submit(write_line("kept")).result(5)
    assert actions(database) == ["kept"]
    postgresql.execute(ENDED)
    assert actions(database) == ["kept"]


def test_commands_of_a_transaction_that_was_lost_are_not_acknowledged(database):
    def ending(connection):
        write_line("lost")(connection)
        connection.raw.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert isinstance(database.submit(ending).exception(10), DatabaseLostError)
    database.submit(write_line("after")).result(10)
    assert actions(database) == ["after"]


def test_a_command_that_hides_its_failed_statement_is_not_acknowledged(database):
    def hiding(connection):
        write_line("lost")(connection)
        try:
            connection.raw.execute("SELECT * FROM no_such_table")
        except Exception:  # noqa: BLE001 - what this test is about
            return

    assert isinstance(database.submit(hiding).exception(10), DatabaseError)
    database.submit(write_line("after")).result(10)
    assert actions(database) == ["after"]


@pytest.mark.parametrize("database_url", ["of the cluster that the test stops"])
def test_what_is_asked_of_a_stopped_postgresql_is_unavailable_and_granted_later(running, postgresql_of_its_own):
    cluster = postgresql_of_its_own

    async def journey():
        async with running.start(database_url=cluster.url(cluster.database)) as server:
            phone = server.phone()
            await phone.open()
            await asyncio.to_thread(cluster.stop)
            refused = [await phone.do("accept", key="same-key", terms_version="2026-01"), await phone.do("status")]
            down = await server.client.get("/ready")
            await asyncio.to_thread(cluster.start)
            await asyncio.sleep(0.3)  # the server asks for its database four times a second at most
            granted = await phone.do("accept", key="same-key", terms_version="2026-01")
            return refused, down, granted, await server.client.get("/ready")

    refused, down, granted, up = asyncio.run(asyncio.wait_for(journey(), 60))
    assert [(type(outcome), outcome.reason) for outcome in refused] == [(Refused, "UNAVAILABLE")] * 2
    assert (down.status_code, up.status_code) == (503, 200)
    assert "lost" in down.json()["database"] or "connection" in down.json()["database"]
    assert isinstance(granted, Accepted)


# -- durable commits


def test_commits_are_durable_whatever_the_database_was_told(postgresql, postgresql_url):
    postgresql.execute(f"ALTER DATABASE {postgresql.database} SET synchronous_commit = off")
    database = Database(postgresql_url)
    told = database.submit(lambda c: c.raw.execute("SHOW synchronous_commit").fetchone()).result(5)
    database.close()
    postgresql.execute(f"ALTER DATABASE {postgresql.database} RESET synchronous_commit")
    assert told == ("on",)


def test_a_database_that_cannot_hold_arabic_is_refused(postgresql):
    postgresql.execute("CREATE DATABASE narrow ENCODING 'SQL_ASCII' TEMPLATE template0")
    with pytest.raises(DatabaseError, match="its encoding is SQL_ASCII"):
        Database(postgresql.url("narrow"))


# -- passwords


@pytest.mark.parametrize(
    "form", ["postgresql://postgres:{}@127.0.0.1:{}/hawiya", "postgresql://postgres@127.0.0.1:{1}/hawiya?password={0}"]
)
def test_a_wrong_password_is_one_line_that_does_not_hold_it(postgresql, roster, form):
    ended = serve("--roster", roster, "--database", form.format(SECRET.replace("+", "%2B"), postgresql.port))
    assert (ended.returncode, len(ended.stderr.splitlines()), ended.stdout) == (3, 1, "")
    assert "password authentication failed" in ended.stderr
    assert "Geheim" not in ended.stderr


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://user:{SECRET}@host/%zz",
        f"postgresql://user:{SECRET}@[host/x",
        f"postgresql://u:{SECRET}@h/x?nonsense=1",
    ],
)
def test_a_url_that_cannot_be_read_is_one_line_that_does_not_hold_its_password(roster, url):
    ended = serve("--roster", roster, "--database", url)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert SECRET not in ended.stderr


@pytest.mark.usefixtures("postgresql_url")
def test_a_password_is_taken_from_the_file_of_libpq(postgresql, tmp_path, monkeypatch):
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:{postgresql.port}:*:postgres:{postgresql.password}\n", "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    database = Database(postgresql.loopback_url(postgresql.database))
    assert asyncio.run(database.status()) == "ok"
    database.close()


@pytest.mark.usefixtures("postgresql_url")
def test_a_password_in_the_url_is_taken(postgresql):
    database = Database(postgresql.loopback_url(postgresql.database, password=postgresql.password))
    assert asyncio.run(database.status()) == "ok"
    database.close()

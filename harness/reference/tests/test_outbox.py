"""The outbox against a gateway that answers as each test says."""

import asyncio
import io

import pytest

from harness.reference import outbox
from harness.reference.database import Database
from harness.reference.logs import Log
from harness.reference.outbox import GatewayError, Outbox
from harness.reference.testing import OffsetClock


class Gateway:
    """Takes messages; refuses some recipients for ever and never answers for others."""

    def __init__(self, *, refused: tuple[str, ...] = (), silent: tuple[str, ...] = ()) -> None:
        self.refused = refused
        self.silent = silent
        self.taken: list[tuple[str, str]] = []

    def status(self) -> str:
        return "ok"

    async def start(self) -> None: ...

    async def send(self, message) -> None:
        if message.recipient in self.silent:
            await asyncio.Event().wait()
        if message.recipient in self.refused:
            raise GatewayError("no such number", is_final=True)
        self.taken.append((message.recipient, message.text))

    async def close(self) -> None: ...


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch):
    monkeypatch.setattr(outbox, "_FIRST_WAIT_S", 0.0)


def put(database, *messages: tuple[str, str], at_s: int = 1) -> None:
    def write(connection):
        for recipient, text in messages:
            outbox.put(connection, recipient=recipient, text=text, at_s=at_s)

    database.submit(write).result(5)


def rows(database):
    """Recipient, text, whether it was delivered, whether it failed."""
    query = "SELECT recipient, text, delivered_at_s IS NOT NULL, failed_at_s IS NOT NULL FROM outbox"
    return database.submit(lambda connection: connection.raw.execute(query).fetchall()).result(5)


def deliver(database, gateway: Gateway, *, until, log: io.StringIO | None = None) -> None:
    async def run():
        delivering = Outbox(database, gateway, sender="PACI", clock=OffsetClock(), log=Log(log or io.StringIO()))
        await delivering.start()
        async with asyncio.timeout(5):
            while not until():  # noqa: ASYNC110 - the outbox is watched from outside
                await asyncio.sleep(0.001)
        await delivering.stop(within_s=0)

    asyncio.run(run())


def test_a_message_that_is_never_taken_has_failed_and_loses_its_text(database):
    put(database, ("+96550000001", "code 123456"))
    log = io.StringIO()
    gateway = Gateway(refused=("+96550000001",))
    deliver(database, gateway, until=lambda: "sms given up" in log.getvalue(), log=log)
    assert rows(database) == [("+96550000001", None, 0, 1)]
    assert '"event":"sms given up","message":1,"tries":5' in log.getvalue()
    assert "96550000001" not in log.getvalue()
    assert "123456" not in log.getvalue()


def test_a_message_after_a_failed_one_is_delivered(database):
    put(database, ("a", "first"))
    deliver(database, Gateway(refused=("a",)), until=lambda: rows(database) == [("a", None, 0, 1)])
    put(database, ("a", "second"))
    gateway = Gateway()
    deliver(database, gateway, until=lambda: gateway.taken)
    assert gateway.taken == [("a", "second")]


def test_a_recipient_gets_his_messages_in_their_order(database):
    put(database, ("a", "1"), ("b", "1"), ("a", "2"), ("a", "3"))
    gateway = Gateway()
    deliver(database, gateway, until=lambda: len(gateway.taken) == 4)
    assert [text for recipient, text in gateway.taken if recipient == "a"] == ["1", "2", "3"]


def test_a_recipient_does_not_wait_for_the_many_messages_of_another(database):
    put(database, *[("silent", str(number)) for number in range(600)], ("free", "hello"))
    gateway = Gateway(silent=("silent",))
    deliver(database, gateway, until=lambda: gateway.taken)
    assert gateway.taken == [("free", "hello")]


def test_a_recipient_does_not_wait_for_many_others(database):
    silent = tuple(f"silent {number}" for number in range(600))
    put(database, *[(recipient, "x") for recipient in silent], ("free", "hello"))
    gateway = Gateway(silent=silent)
    deliver(database, gateway, until=lambda: gateway.taken)
    assert gateway.taken == [("free", "hello")]


def test_old_messages_are_erased_whether_or_not_they_were_delivered(database):
    put(database, ("a", "1"), at_s=10)
    deliver(database, Gateway(), until=lambda: rows(database) == [("a", None, 1, 0)])
    put(database, ("b", "2"), at_s=20)
    put(database, ("c", "3"), at_s=30)
    database.submit(lambda c: outbox.forget(c, before_s=30)).result(5)
    assert rows(database) == [("c", "3", 0, 0)]

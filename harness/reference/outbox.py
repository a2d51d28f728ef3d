"""Messages that must be sent: a row in the transaction that decided them, delivered afterwards, at least once.

One recipient gets his messages in their order; different recipients do not wait for each other. A row that was delivered,
or that the gateway refused so often that it is given up, loses its text; rows are erased when the policy keeps them no
longer. After a crash the rows that are left go out again with the same text, so with the same code.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa

from harness.reference.database import Connection, Database, DatabaseLostError, Row, Statement, metadata
from harness.reference.logs import Log
from harness.reference.testing import OffsetClock

_BATCH = 512
"""Recipients that are newly taken up at once."""
_FIRST_WAIT_S = 0.25
_LONGEST_WAIT_S = 10.0
_TRIES_AFTER_REFUSAL = 5
_DATABASE_WAIT_S = 0.25
"""Until it is asked again for a database that was lost."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("message_id", sa.Integer, primary_key=True),
    sa.Column("recipient", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("created_at_s", sa.Integer),
    sa.Column("delivered_at_s", sa.Integer),
    sa.Column("failed_at_s", sa.Integer),
)
_IS_WAITING = sa.and_(outbox.c.delivered_at_s.is_(None), outbox.c.failed_at_s.is_(None))
_INSERT = Statement(
    sa.insert(outbox)
    .values({name: sa.bindparam(name) for name in ("recipient", "text", "created_at_s")})
    .returning(outbox.c.message_id)
)
_PENDING = Statement(
    sa.select(outbox.c.message_id, outbox.c.recipient, outbox.c.text)
    .where(
        outbox.c.message_id.in_(
            sa.select(sa.func.min(outbox.c.message_id)).where(_IS_WAITING).group_by(outbox.c.recipient)
        )
    )
    .order_by(outbox.c.message_id)
    .limit(sa.bindparam("count"))
)
"""The oldest message of each recipient."""
_DELIVERED = Statement(
    sa.update(outbox)
    .where(outbox.c.message_id == sa.bindparam("key"))
    .values(text=sa.null(), delivered_at_s=sa.bindparam("at_s"))
)
_FAILED = Statement(
    sa.update(outbox)
    .where(outbox.c.message_id == sa.bindparam("key"))
    .values(text=sa.null(), failed_at_s=sa.bindparam("at_s"))
)
_STANDS = Statement(
    sa.select(outbox.c.delivered_at_s, outbox.c.failed_at_s).where(outbox.c.message_id == sa.bindparam("key"))
)
_WITHDRAWN = Statement(
    sa.update(outbox)
    .where(outbox.c.message_id == sa.bindparam("key"), outbox.c.delivered_at_s.is_(None))
    .values(text=sa.null(), failed_at_s=sa.bindparam("at_s"))
)
_FORGET = Statement(sa.delete(outbox).where(outbox.c.created_at_s < sa.bindparam("before_s")))


class GatewayError(Exception):
    """The gateway did not take a message. `is_final`: it says that it never will."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


@dataclass(frozen=True, kw_only=True, slots=True)
class TextMessage:
    """A message as the gateway takes it."""

    message_id: int
    sender: str
    recipient: str
    text: str = field(repr=False)


class Gateway(Protocol):
    """The way to the SMS gateway."""

    def status(self) -> str:
        """`ok`, or what is wrong."""
        ...

    async def start(self) -> None:
        """Begin to connect."""
        ...

    async def send(self, message: TextMessage) -> None:
        """Hand a message over.

        Raises:
            GatewayError: it was not taken, or nobody knows.
        """
        ...

    async def close(self) -> None:
        """Leave politely."""
        ...


def put(connection: Connection, *, recipient: str, text: str, at_s: int) -> int:
    """Write a message that must be sent; returns its id."""
    row = connection.row(_INSERT, recipient=recipient, text=text, created_at_s=at_s)
    if row is None:
        raise LookupError("the database told no id for a new message")
    message_id: int = row[0]
    return message_id


def withdraw(connection: Connection, message_id: int, *, at_s: int) -> None:
    """Have a message sent no more, unless it was."""
    connection.run(_WITHDRAWN, key=message_id, at_s=at_s)


def forget(connection: Connection, *, before_s: int) -> None:
    """Delete the messages that were written before a moment, also what still waits: its recipient is personal data."""
    connection.run(_FORGET, before_s=before_s)


class Outbox:
    """Delivers the rows of the outbox."""

    def __init__(self, database: Database, gateway: Gateway, *, sender: str, clock: OffsetClock, log: Log) -> None:
        self._database = database
        self._gateway = gateway
        self._sender = sender
        self._clock = clock
        self._log = log
        self._wake = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[int, int] = {}
        self._taken: dict[int, asyncio.Event] = {}
        """Of the messages whose answer waits for them."""
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Something may stand in the outbox."""
        self._wake.set()

    async def start(self) -> None:
        """Begin to deliver; what a crash left is delivered first."""
        await self._gateway.start()
        self._wake.set()
        self._task = asyncio.create_task(self._run(), name="outbox")

    async def stop(self, *, within_s: float) -> None:
        """Give what stands there a last chance, then stop."""
        deadline = self._clock.elapsed() + within_s
        while self._gateway.status() == "ok" and self._clock.elapsed() < deadline and await self._pending():
            self.wake()
            await asyncio.sleep(0.02)
        tasks = [task for task in (self._task, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._gateway.close()

    async def _pending(self) -> list[TextMessage]:
        count = len(self._busy) + _BATCH  # so those who are being served never hide the others
        try:
            rows = await self._database.read(lambda connection: connection.rows(_PENDING, count=count))
        except DatabaseLostError:
            asyncio.get_running_loop().call_later(_DATABASE_WAIT_S, self.wake)
            return []
        return [TextMessage(message_id=row[0], sender=self._sender, recipient=row[1], text=row[2]) for row in rows]

    async def is_refused(self, message_id: int, *, within_s: float) -> bool:
        """Whether the gateway refused a message, or could not be reached, all the time; a message in flight is not refused."""
        taken = self._taken.setdefault(message_id, asyncio.Event())
        try:
            async with asyncio.timeout(within_s):
                while await self._stands(message_id) == (None, None):
                    await taken.wait()
        except TimeoutError:
            return (await self._stands(message_id))[0] is None and self._failures.get(message_id, 0) > 0
        finally:
            self._taken.pop(message_id, None)
        return (await self._stands(message_id))[0] is None

    async def _stands(self, message_id: int) -> Row:
        found = await self._database.read(lambda connection: connection.row(_STANDS, key=message_id))
        return found or (None, None)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            served = set(self._busy)  # before the reading: whoever is done meanwhile would show with his old message
            free = [message for message in await self._pending() if message.recipient not in served]
            for message in free:
                self._busy[message.recipient] = asyncio.create_task(self._deliver(message))
            if len(free) >= _BATCH:
                self._wake.set()  # there may be more

    async def _deliver(self, message: TextMessage) -> None:
        try:
            await self._gateway.send(message)
        except GatewayError as error:
            await self._not_taken(message, error)
        else:
            self._failures.pop(message.message_id, None)
            await self._mark(message, _DELIVERED)
        finally:
            self._busy.pop(message.recipient, None)
            self._wake.set()

    async def _mark(self, message: TextMessage, outcome: Statement) -> None:
        at_s = int(self._clock.now().timestamp())
        while True:  # its recipient stays busy, so that a message is not sent again because the database was away
            try:
                await self._database.write(
                    lambda connection: connection.run(outcome, key=message.message_id, at_s=at_s)
                )
            except DatabaseLostError:
                await asyncio.sleep(_DATABASE_WAIT_S)
            else:
                break
        if (taken := self._taken.get(message.message_id)) is not None:
            taken.set()

    async def _not_taken(self, message: TextMessage, error: GatewayError) -> None:
        failures = self._failures.get(message.message_id, 0) + 1
        self._failures[message.message_id] = failures
        self._log.write({"event": "sms not taken", "message": message.message_id, "tries": failures, "why": str(error)})
        if error.is_final and failures >= _TRIES_AFTER_REFUSAL:
            self._failures.pop(message.message_id, None)
            await self._mark(message, _FAILED)
            self._log.write({"event": "sms given up", "message": message.message_id, "tries": failures})
            return
        await asyncio.sleep(min(_FIRST_WAIT_S * 2 ** min(failures - 1, 10), _LONGEST_WAIT_S))

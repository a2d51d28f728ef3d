"""The SMPP 3.4 message center: who is connected, and which of them gets a receipt."""

import asyncio
import contextlib
import hmac
import logging
from collections import deque

from harness.protocol.encoding.smpp import Bind, CommandStatus, DeliverSm
from simulators.sms.intake import Intake
from simulators.sms.session import Session
from simulators.sms.settings import SmsSettings

logger = logging.getLogger("hawiya.sms")
_WARNINGS = 20


class _FewWarnings(logging.Filter):
    """Lets the first warnings pass: a flood of wrong binds must not flood the terminal of a certification."""

    def __init__(self) -> None:
        super().__init__()
        self._left = _WARNINGS

    def filter(self, record: logging.LogRecord) -> bool:
        """Count warnings; what is worse always passes."""
        if record.levelno == logging.WARNING:
            self._left -= 1
        return record.levelno != logging.WARNING or self._left >= 0


logger.addFilter(_FewWarnings())


class Smsc:
    """Serves SMPP connections of one event loop."""

    def __init__(self, settings: SmsSettings, intake: Intake) -> None:
        self._settings = settings
        self._intake = intake
        self._sessions: dict[Session, asyncio.Task[None]] = {}
        self._waiting: dict[str, deque[DeliverSm]] = {}

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves one connection to its end."""
        task = asyncio.current_task()
        if task is None or len(self._sessions) >= self._settings.limits.connections:
            logger.warning("connection refused: %d are open", len(self._sessions))
            writer.transport.abort()
            return
        session = Session(reader=reader, writer=writer, limits=self._settings.limits, center=self)
        self._sessions[session] = task
        try:
            # only `stop` cancels; Python 3.11 would log a cancelled connection as an error
            with contextlib.suppress(asyncio.CancelledError):
                await session.run()
        finally:
            del self._sessions[session]

    async def stop(self) -> None:
        """Asks every client to unbind and closes."""
        tasks = list(self._sessions.values())
        for session, task in list(self._sessions.items()):
            session.stop()
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def system_id(self) -> str:
        """Our own name in bind responses, which is also the account's."""
        return self._settings.system_id

    @property
    def intake(self) -> Intake:
        """Where submissions go."""
        return self._intake

    def authenticate(self, bind: Bind) -> CommandStatus:
        """Both comparisons take the same time whatever is wrong."""
        known = hmac.compare_digest(bind.system_id.encode(), self._settings.system_id.encode())
        right = hmac.compare_digest(bind.password.encode(), self._settings.password.encode())
        if not known:
            return CommandStatus.ESME_RINVSYSID
        return CommandStatus.ESME_ROK if right else CommandStatus.ESME_RINVPASWD

    def bound(self, session: Session) -> None:
        """After a bind: who may receive takes what waited for the account."""
        if session.may_receive and session.system_id is not None:
            for receipt in self._waiting.pop(session.system_id, ()):
                session.deliver(receipt)

    def send_receipt(self, receipt: DeliverSm, *, origin: Session, system_id: str) -> None:
        """To the connection that submitted, else to another of the account, else when one binds."""
        candidates = [origin, *self._sessions]
        for session in candidates:
            if session in self._sessions and session.system_id == system_id and session.may_receive:
                session.deliver(receipt)
                return
        limit = self._settings.limits.waiting_receipts
        self._waiting.setdefault(system_id, deque(maxlen=limit)).append(receipt)

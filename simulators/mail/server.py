"""A mail server (SMTP, RFC 5321) that takes every message of bounded size and delivers it into one folder.

with MailServer(folder) as server:
    server.url, server.inbox
"""

import asyncio
import threading
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from harness.commandline import HarnessError
from simulators.mail.inbox import MailInbox

_SIZE_LIMIT = 1_000_000
_RECIPIENTS = 20
_START_LIMIT_S = 10.0


class _Delivery:
    """What aiosmtpd asks for each message."""

    def __init__(self, inbox: MailInbox) -> None:
        self._inbox = inbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        """Deliver a message to every recipient of its envelope."""
        if len(envelope.rcpt_tos) > _RECIPIENTS:
            return "452 Too many recipients"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=default)
        body = message.get_body(preferencelist=("plain", "html"))
        text = str(body.get_content()) if body is not None else ""
        for recipient in envelope.rcpt_tos:
            self._inbox.keep(
                sender=envelope.mail_from or "", recipient=recipient, subject=str(message["subject"] or ""), text=text
            )
        return "250 OK"


class MailServer:
    """A context manager with a thread of its own: the port is open from entering to leaving."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int = 0, advertise: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.inbox = MailInbox(folder)
        self._bound = (host, port)
        self._advertise = advertise or host
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_START_LIMIT_S)
        except OSError as error:
            self._end()
            host, port = self._bound
            raise HarnessError(
                f"the mail server cannot listen on {host}:{port}: {error.strerror}; choose another port"
            ) from None
        return self

    async def _listen(self) -> asyncio.Server:
        delivery = _Delivery(self.inbox)
        return await self._loop.create_server(
            lambda: SMTP(delivery, data_size_limit=_SIZE_LIMIT, ident="mail", loop=self._loop), *self._bound
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(_START_LIMIT_S)
        self._end()

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """smtp://host:port."""
        return f"smtp://{self._advertise}:{self._server.sockets[0].getsockname()[1]}"

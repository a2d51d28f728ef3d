"""The whole gateway in a thread with an event loop of its own.

with SmsGateway(SmsSettings(seed=7)) as gateway:
    gateway.smpp_url, gateway.http_url
"""

import asyncio
import contextlib
import logging
import socket
import threading
from concurrent.futures import Future
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import quote

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from harness.commandline import HarnessError
from simulators.entropy import Entropy
from simulators.sms.api import Api
from simulators.sms.faults import FaultBoard
from simulators.sms.inbox import Inbox
from simulators.sms.intake import Intake
from simulators.sms.router import Router
from simulators.sms.settings import SmsSettings
from simulators.sms.smsc import Smsc

_START_LIMIT_S = 10.0
_STOP_LIMIT_S = 10.0
_SEND_BUFFER_OCTETS = 65_536
_WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 (recognized here, bound only when asked for)

logger = logging.getLogger("hawiya.sms")


class SmsGatewayError(HarnessError):
    """The gateway cannot start or stop."""


class SmsGateway:
    """A context manager: ports are open from entering to leaving."""

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings
        self.inbox = Inbox(settings.limits.inbox, octets=settings.limits.inbox_octets)
        self._stack = contextlib.ExitStack()
        self._ready: Future[None] = Future()
        self._stopping: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        settings = self._settings
        with contextlib.ExitStack() as stack:
            # accepted connections inherit it; a client that does not read is noticed sooner
            self._smpp = stack.enter_context(_listen(settings.smpp_host, settings.smpp_port))
            self._smpp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_OCTETS)
            self._http = stack.enter_context(_listen(settings.http_host, settings.http_port))
            self._smpp_port, self._http_port = _port(self._smpp), _port(self._http)
            self._thread = threading.Thread(target=self._run, name="sms-gateway", daemon=True)
            self._thread.start()
            self._ready.result(timeout=_START_LIMIT_S)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stopping and self._thread and self._thread.is_alive():
            loop, stop = self._stopping
            loop.call_soon_threadsafe(stop.set)
            self._thread.join(_STOP_LIMIT_S)
            if self._thread.is_alive():
                raise SmsGatewayError(f"the SMS gateway did not stop within {_STOP_LIMIT_S:g} s")
        self._stack.close()

    @property
    def smpp_port(self) -> int:
        """The port of the message center."""
        return self._smpp_port

    @property
    def http_port(self) -> int:
        """The port of the HTTP API."""
        return self._http_port

    @property
    def smpp_url(self) -> str:
        """smpp://system_id:password@host:port."""
        account = f"{quote(self._settings.system_id, safe='')}:{quote(self._settings.password, safe='')}"
        return f"smpp://{account}@{self._host(self._settings.smpp_host)}:{self.smpp_port}"

    @property
    def http_url(self) -> str:
        """http://host:port."""
        return f"http://{self._host(self._settings.http_host)}:{self.http_port}"

    def _host(self, bound: str) -> str:
        host = self._settings.advertise or ("127.0.0.1" if bound in _WILDCARDS else bound)
        return f"[{host}]" if ":" in host else host

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # the outermost shell of this thread: whoever started it must hear
            if self._ready.done():
                logger.exception("the SMS gateway ended unexpectedly")
            else:
                self._ready.set_exception(error)

    async def _serve(self) -> None:
        settings, limits = self._settings, self._settings.limits
        faults = FaultBoard(Entropy(settings.seed).stream("sms", "faults"), settings.faults)
        router = Router(inbox=self.inbox, faults=faults, now=lambda: datetime.now(UTC), backlog=limits.backlog)
        center = Smsc(settings, Intake(router))
        api = Api(router=router, inbox=self.inbox, faults=faults, pollers=limits.pollers)
        web = _WebServer(api, connections=limits.http_connections)
        stop = asyncio.Event()
        self._stopping = asyncio.get_running_loop(), stop
        server = await asyncio.start_server(center.connected, sock=self._smpp)
        serving = asyncio.create_task(web.serve(sockets=[self._http]))
        await web.ready.wait()
        self._ready.set_result(None)
        await stop.wait()
        server.close()
        router.close()
        self.inbox.close()
        await center.stop()
        web.should_exit = True
        await serving


class _BoundedHttp(HttpToolsProtocol):
    """Refuses a connection beyond `most`: whoever holds connections open would use up the files of this process."""

    most = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()


class _WebServer(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, api: Api, *, connections: int) -> None:
        class Bounded(_BoundedHttp):
            most = connections

        super().__init__(
            uvicorn.Config(
                api.application(),
                http=Bounded,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # the protocol is named because asyncio switches off Nagle's algorithm only then
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SmsGatewayError(f"cannot listen on {host}:{port}: {error.strerror}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SmsGatewayError(
            f"cannot listen on {host}:{port}: {error.strerror}; stop what uses it or choose another port"
        ) from None
    return listener


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port

"""One of two servers in a process of its own, both on uvicorn with httptools and uvloop, without an access log.

`reference`: the application that `hawiya serve` runs, behind the same bounded HTTP protocol, with one more operation in its
routing table that passes every step of the shell: size, content type, body, strict JSON, the answer's
headers, the exchange in the log. `bare`: a Starlette application with one route that reads JSON and answers with it.
"""

import socket
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from harness.protocol.messages import Message
from harness.protocol.operations import Operation, Security
from harness.reference.app import World, create_app
from harness.reference.bench.stand_ins import POLICY, NoFaces
from harness.reference.bounded_http import BoundedHttp
from harness.reference.registry.store import HeldRegistry
from harness.reference.service import Call, Service
from harness.reference.settings import Limits, Settings
from harness.reference.shell import Door, Endpoint
from harness.reference.table import PathTable

PATH = "/bench/echo"
_UNHINDERED = 1_000_000  # requests a second of one address: each is counted, and none refused


class Echo(Message, frozen=True, kw_only=True):
    """A message that comes back."""

    text: str


ECHO = Operation(
    name="bench.echo", method="POST", path=PATH, summary="Echo", request=Echo, response=Echo, security=Security.NONE
)


async def _echo(_service: Service, call: Call) -> Message:
    if call.message is None:
        raise TypeError("an echo carries a message")
    return call.message


def reference(folder: Path) -> Starlette:
    """The application of the reference with the echo as its last route."""
    database = f"sqlite:///{folder / 'echo.db'}"
    settings = Settings(policy=POLICY, database_url=database, limits=Limits(peer_requests_per_s=_UNHINDERED))
    app = create_app(settings, World(registry=HeldRegistry({}), matcher=NoFaces()))
    table = app.router.routes[0]
    if not isinstance(table, PathTable):
        raise TypeError("the reference routes by another way than its table")
    table.add(PATH, Endpoint(ECHO, _echo, Door(app.state.service)))
    return app


async def _bare_echo(request: Request) -> JSONResponse:
    return JSONResponse(await request.json())


def bare() -> Starlette:
    """Nothing but an echo."""
    return Starlette(routes=[Route(PATH, _bare_echo, methods=["POST"])])


def main(which: str, folder: Path) -> None:
    """Serve until a signal ends it."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    host, port = listener.getsockname()
    app: ASGIApp = reference(folder) if which == "reference" else bare()
    config = uvicorn.Config(
        app,
        http=BoundedHttp if which == "reference" else "httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
    )
    sys.stdout.write(f'{{"event": "listening", "url": "http://{host}:{port}"}}\n')
    sys.stdout.flush()  # the socket already listens: who connects now waits in its backlog
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

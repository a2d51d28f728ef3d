"""The fault proxy, between a plain client and a server that notes what arrives."""

import gc
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import httpx
import pytest

from harness.commandline import HarnessError
from simulators.network.proxy import Disturbance, FaultProxy

PATIENCE_S = 1.0


class Counting:
    """A server that answers every body with itself, and keeps the bodies."""

    def __init__(self) -> None:
        bodies = self.bodies = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                bodies.append(body.decode())
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def server():
    counting = Counting()
    yield counting
    counting.http.shutdown()
    counting.http.server_close()


@pytest.fixture
def proxy(server):
    with FaultProxy(server.url) as proxy:
        yield proxy


def ask(proxy: FaultProxy, body: str) -> str:
    """The answer to one request, or what became of it."""
    try:
        return httpx.post(proxy.url, content=body, timeout=PATIENCE_S, trust_env=False).text
    except httpx.TimeoutException:
        return "timeout"
    except (httpx.NetworkError, httpx.RemoteProtocolError):
        return "reset"


def settled(server: Counting, count: int) -> list[str]:
    deadline = time.monotonic() + 5
    while len(server.bodies) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return server.bodies


def test_undisturbed_requests_pass(proxy, server) -> None:
    assert (ask(proxy, "one"), ask(proxy, "two"), server.bodies) == ("one", "two", ["one", "two"])


@pytest.mark.parametrize(
    ("way", "seen", "arrived"),
    [
        ("lost before", "timeout", ["two"]),
        ("lost after", "timeout", ["one", "two"]),
        ("delayed before", "timeout", ["two", "one"]),
        ("delayed after", "timeout", ["one", "two"]),
        ("duplicated before", "one", ["one", "one", "two"]),
        ("duplicated after", "one", ["one", "two", "one"]),
        ("reset before", "reset", ["two"]),
        ("reset after", "reset", ["one", "two"]),
    ],
)
def test_one_exchange_is_spoiled_as_told_and_the_next_is_not(proxy, server, way, seen, arrived) -> None:
    kind, when = way.split()
    proxy.disturb_next(Disturbance(kind=kind, when=when))
    assert ask(proxy, "one") == seen
    assert ask(proxy, "two") == "two"
    assert settled(server, len(arrived)) == arrived
    assert proxy.disturbed == 1


def test_what_is_late_is_delivered_when_it_is_settled(proxy, server) -> None:
    proxy.disturb_next(Disturbance(kind="duplicated", when="after"))
    ask(proxy, "one")
    proxy.settle()
    assert server.bodies == ["one", "one"]


def test_connections_that_wait_when_the_proxy_ends_are_closed(server) -> None:
    with FaultProxy(server.url) as proxy:
        idle = [socket.create_connection(("127.0.0.1", urlsplit(proxy.url).port), timeout=5) for _ in range(3)]
        idle[0].sendall(b"POST / HTTP/1.1\r\n")
        assert ask(proxy, "one") == "one"
    assert [connection.recv(1) for connection in idle] == [b"", b"", b""]
    for connection in idle:
        connection.close()
    gc.collect()  # a connection left open would be told of here


def test_target_behind_tls_is_refused_in_one_line() -> None:
    with pytest.raises(HarnessError, match="only a plain http target"):
        FaultProxy("https://127.0.0.1:1")

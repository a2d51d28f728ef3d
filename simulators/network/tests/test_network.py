"""Faults do what they say; a hostile answer ends within limits."""

import gzip
import socket
import threading
from contextlib import contextmanager

import pytest

from harness.world.ports import ExchangeLostError, Request, Response
from harness.world.scenario import Fault
from simulators.network import FaultyNetwork, HttpNetwork, Limits

REQUEST = Request(method="GET", path="/x")


class Server:
    def __init__(self) -> None:
        self.seen: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.seen.append(request)
        return Response(status=200, body=str(len(self.seen)).encode())


@pytest.mark.parametrize(("kind", "arrivals"), [("lost_request", 0), ("lost_answer", 1)])
def test_a_lost_exchange_raises_once_and_then_passes(kind, arrivals):
    server = Server()
    network = FaultyNetwork(server)
    network.break_next(Fault(kind=kind))
    with pytest.raises(ExchangeLostError):
        network(REQUEST)
    assert len(server.seen) == arrivals
    assert network(REQUEST).status == 200


def test_a_duplicate_arrives_twice_and_the_first_answer_counts():
    server = Server()
    network = FaultyNetwork(server)
    network.break_next(Fault(kind="duplicate"))
    assert network(REQUEST).body == b"1"
    assert server.seen == [REQUEST, REQUEST]


def test_a_rewrite_holds_for_one_request():
    server = Server()
    network = FaultyNetwork(server)
    network.rewrite_next(lambda _request: Request(method="PUT", path="/y"))
    network(REQUEST)
    network(REQUEST)
    assert [request.method for request in server.seen] == ["PUT", "GET"]


@contextmanager
def speaking(*pieces: bytes, forever: bytes = b""):
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            try:
                for piece in pieces:
                    connection.sendall(piece)
                while forever:
                    connection.sendall(forever)
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join(10)


LIMITS = Limits(connect_s=1, answer_s=1, body_bytes=100_000)


def lost(url: str) -> str:
    with HttpNetwork(url, limits=LIMITS) as network, pytest.raises(ExchangeLostError) as caught:
        network(REQUEST)
    return str(caught.value)


def test_an_answer_is_read_whole():
    with speaking(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nX-A: b\r\n\r\nok") as url, HttpNetwork(url) as network:
        answer = network(REQUEST)
    assert (answer.status, answer.body, answer.header("x-a")) == (200, b"ok", "b")


def test_an_endless_answer_is_cut():
    with speaking(b"HTTP/1.1 200 OK\r\n\r\n", forever=b"x" * 10_000) as url:
        assert "longer than 100000 bytes" in lost(url)


def test_a_silent_server_is_given_up():
    with speaking(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n") as url:
        assert "GET" in lost(url)


def test_a_compressed_bomb_is_cut():
    bomb = gzip.compress(b"0" * 50_000_000)
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(bomb)
    with speaking(head, bomb) as url:
        assert "longer than 100000 bytes" in lost(url)


@pytest.mark.parametrize("text", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b""])
def test_what_is_not_http_is_lost(text):
    with speaking(text) as url:
        assert url in lost(url)


def test_nobody_at_home_is_lost():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert str(port) in lost(f"http://127.0.0.1:{port}")

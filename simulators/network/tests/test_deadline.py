"""No answer outlives its deadline, however it is dripped; no password stands in a message."""

import socket
import threading
from contextlib import contextmanager
from time import monotonic

import pytest

from harness.world.ports import ExchangeLostError, Request
from simulators.network import HttpNetwork, Limits

REQUEST = Request(method="GET", path="/x")


@contextmanager
def dripping(text: bytes, *, every_s: float, first: bytes = b""):
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            try:
                connection.sendall(first)
                for byte in text:
                    connection.sendall(bytes([byte]))
                    if over.wait(every_s):
                        return
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.close()
        thread.join(10)


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (b"", b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-dripped: abcdefghijklmnopqrstuvwxyz\r\n\r\nok"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n", b"x" * 50),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 10),
    ],
)
def test_a_dripped_answer_ends_at_its_deadline(first, text):
    limits = Limits(connect_s=1, answer_s=1)
    with dripping(text, every_s=0.2, first=first) as place, HttpNetwork(f"http://{place}", limits=limits) as network:
        began = monotonic()
        with pytest.raises(ExchangeLostError):
            network(REQUEST)
        assert 0.9 < monotonic() - began < 2


def test_a_connection_is_kept_for_the_next_exchange():
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                for _ in range(2):
                    connection.recv(4096)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with HttpNetwork(f"http://127.0.0.1:{listener.getsockname()[1]}") as network:
            bodies = [network(REQUEST).body, network(REQUEST).body]
        thread.join(10)
    assert bodies == [b"ok", b"ok"]


def test_a_password_in_the_url_is_never_said():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with HttpNetwork(f"http://vendor:hush@127.0.0.1:{port}") as network, pytest.raises(ExchangeLostError) as caught:
        network(REQUEST)
    assert f"http://127.0.0.1:{port}/x" in str(caught.value)
    assert "hush" not in str(caught.value)

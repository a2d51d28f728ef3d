"""A connection with a driver that listens in a network of its own: the socket is made in there and handed out.

The environment variable HAWIYA_PCSCD names the socket of the keeper to whatever runs inside `hawiya pcscd`.
"""

import os
import socket
from pathlib import Path

from simulators.card.pcscd.keeper import RESTART
from simulators.card.readers.vpcd import Connect, Patience, VirtualReader, connect_tcp

KEEPER = "HAWIYA_PCSCD"
_ANSWER = 64
_ANSWER_S = 30.0


def connect_inside(keeper: Path, port: int) -> socket.socket:
    """A connection with the driver's port in the network of that keeper.

    Raises:
        OSError: the keeper is gone, or nothing listens there.
    """
    said, descriptors = _ask(keeper, str(port))
    if not descriptors:
        number = int(said or 0)
        raise OSError(number, os.strerror(number))
    return socket.socket(fileno=descriptors[0])


def ask_to_restart(keeper: Path) -> None:
    """Kill the daemon and start it again; returns when it is ready.

    Raises:
        OSError: the keeper is gone.
    """
    said, _ = _ask(keeper, RESTART)
    if not said.startswith("ready "):
        raise ConnectionResetError("pcscd did not come back")


def reader_at(host: str, port: int, patience: Patience | None = None) -> VirtualReader:
    """The virtual reader at that address: of the private daemon, where we run inside one."""
    patience = patience or Patience()
    keeper = os.environ.get(KEEPER)
    connect: Connect
    if keeper:

        def connect() -> socket.socket:
            return connect_inside(Path(keeper), port)
    else:

        def connect() -> socket.socket:
            return connect_tcp(host, port, timeout_s=patience.connect_s)

    return VirtualReader(connect, where=f"{host}:{port}", patience=patience)


def _ask(keeper: Path, line: str) -> tuple[str, list[int]]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_ANSWER_S)
        client.connect(str(keeper))
        client.sendall(f"{line}\n".encode())
        said, descriptors, _, _ = socket.recv_fds(client, _ANSWER, 1)
    if not said:
        raise ConnectionResetError("the private pcscd has ended")
    return said.decode("ascii", "replace").strip(), list(descriptors)

"""What a started target prints: kept up to a limit, then read slowly and dropped, so that neither our disk nor it is blocked.

Without a reader a target that prints much would stand still; with an endless file it would fill the disk. The last line of a log
that was cut says so, and the leak scan takes a cut log for one that it cannot vouch for.
"""

import os
import select
import threading
from collections.abc import Callable
from pathlib import Path

from harness.world.limits import OUTPUT_BYTES

CUT = b"\n[hawiya: TARGET_OUTPUT_TOO_LARGE: what the target printed beyond this point was dropped]\n"
_PIECE = 65_536
_LOOK_S = 0.2
_SLOWLY_S = 0.01
_TAIL_BYTES = 4_096


class Output:
    """The reader of one pipe, in a thread; `end` returns when all has been read, also where a child holds the pipe open."""

    def __init__(self, log: Path, *, most: int = OUTPUT_BYTES) -> None:
        self._log = log
        log.touch()
        self._left = most
        self._read, self.write = os.pipe()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._drain, name="target-output", daemon=True)

    def begin(self) -> None:
        """The target has the other end now."""
        os.close(self.write)
        self._thread.start()

    def end(self) -> None:
        """Nothing more is awaited."""
        self._ending.set()
        self._thread.join()

    def give_up(self) -> None:
        """There will be no target."""
        os.close(self.write)
        os.close(self._read)

    def _drain(self) -> None:
        with self._log.open("ab", buffering=0) as log:
            while True:
                ready, _, _ = select.select([self._read], [], [], _LOOK_S)
                if not ready and self._ending.is_set():
                    break
                if not ready:
                    continue
                piece = os.read(self._read, _PIECE)
                if not piece or (self._left < 0 and self._ending.is_set()):
                    break
                self._keep(log.write, piece)
        os.close(self._read)

    def _keep(self, write: Callable[[bytes], object], piece: bytes) -> None:
        if self._left < 0:
            self._ending.wait(_SLOWLY_S)  # who floods is slowed down, and costs us no processor
            return
        write(piece[: self._left])
        self._left -= len(piece)
        if self._left < 0:
            write(CUT)


def was_cut(log: Path) -> bool:
    """Whether the end of a log says that it was cut."""
    return CUT.strip() in tail(log)


def tail(log: Path) -> bytes:
    """The end of a log."""
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
        return file.read()

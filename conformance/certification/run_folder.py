"""What every environment is at least: a run with a private working folder that goes with it."""

import secrets
import shutil
import tempfile
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Self

import msgspec

from conformance.certification.run import EVENTS
from conformance.session import AnyRunInfo


class RunFolder(ABC):
    """A run on a target; a context manager. Whoever derives from it sets up in `_enter` what stands around the target."""

    def __init__(self, target: str, *, seed: int, again: str = "") -> None:
        self.name = target
        self.seed = seed
        self.run = secrets.token_hex(6)
        self.again = again
        self.work = Path(tempfile.mkdtemp(prefix="hawiya-run-"))
        self._stack = ExitStack()
        self._stack.callback(shutil.rmtree, self.work, ignore_errors=True)

    @property
    def info_file(self) -> Path:
        """Where the workers of the run read what they join."""
        return self.work / "run.json"

    def __enter__(self) -> Self:
        try:
            self._enter()
        except BaseException:
            self._stack.close()
            raise
        return self

    @abstractmethod
    def _enter(self) -> None:
        """Set up what stands around the target, and `_share` what is known of the run."""

    def _events(self) -> str:
        """The folder that the processes of the run write into, made."""
        events = self.work / EVENTS
        events.mkdir()
        return str(events)

    def _share(self, info: AnyRunInfo) -> None:
        """Write down what the workers of the run read; it is private to the user."""
        self.info_file.touch(mode=0o600)
        self.info_file.write_bytes(msgspec.json.encode(info))

    def turn(self, *, alone: bool) -> AbstractContextManager[None]:  # noqa: ARG002 - nobody else is on the target
        """Be on the target."""
        return nullcontext()

    def __exit__(self, *_: object) -> None:
        self._stack.close()

"""The environment of a run on a card: a private working folder, and our own card where the target file names no other."""

import secrets
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Self

import msgspec

from conformance.cards.readers import prepare_simulated
from conformance.cards.session import CardRunInfo
from conformance.cards.target import load_card_target
from conformance.certification.run import EVENTS


class CardEnvironment:
    """Everything that stands around the card while it is tested; a context manager."""

    def __init__(
        self, target: str, *, seed: int, allow_blocking: bool, progress: Callable[[str], None] = lambda _line: None
    ) -> None:
        self.name = target
        self.target = load_card_target(target)
        self.seed = seed
        self.run = secrets.token_hex(6)
        self.again = " --allow-blocking" if allow_blocking else ""
        self.work = Path(tempfile.mkdtemp(prefix="hawiya-run-"))
        self._allow_blocking = allow_blocking
        self._progress = progress
        self.info: CardRunInfo

    @property
    def info_file(self) -> Path:
        """Where the workers of the run read what they join."""
        return self.work / "run.json"

    def __enter__(self) -> Self:
        try:
            self._enter()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _enter(self) -> None:
        self._progress("the card")
        data = self.target.card
        if self.target.simulated:
            data = prepare_simulated(self.target, self.work, seed=self.seed)
        events = self.work / EVENTS
        events.mkdir()
        self.info = CardRunInfo(
            run=self.run,
            seed=self.seed,
            target=self.name,
            events=str(events),
            work=str(self.work),
            mask_key=secrets.token_hex(32),
            data=data,
            allow_blocking=self._allow_blocking,
        )
        self.info_file.touch(mode=0o600)
        self.info_file.write_bytes(msgspec.json.encode(self.info))

    def turn(self, *, alone: bool) -> AbstractContextManager[None]:  # noqa: ARG002 - a card has one reader, and we have it
        """Be on the card."""
        return nullcontext()

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.work, ignore_errors=True)

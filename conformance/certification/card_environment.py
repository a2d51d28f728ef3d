"""The environment of a run on a card: a private working folder, and our own card where the target file names no other."""

import secrets
from collections.abc import Callable

from conformance.cards.readers import prepare_simulated
from conformance.cards.session import CardRunInfo
from conformance.cards.target import load_card_target
from conformance.certification.run_folder import RunFolder


class CardEnvironment(RunFolder):
    """Everything that stands around the card while it is tested; it has one reader, and we have it."""

    def __init__(
        self, target: str, *, seed: int, allow_blocking: bool, progress: Callable[[str], None] = lambda _line: None
    ) -> None:
        self.target = load_card_target(target)
        super().__init__(target, seed=seed, again=" --allow-blocking" if allow_blocking else "")
        self._allow_blocking = allow_blocking
        self._progress = progress
        self.info: CardRunInfo

    def _enter(self) -> None:
        self._progress("the card")
        data = self.target.card
        if self.target.simulated:
            data = prepare_simulated(self.target, self.work, seed=self.seed)
        self.info = CardRunInfo(
            run=self.run,
            seed=self.seed,
            target=self.name,
            events=self._events(),
            work=str(self.work),
            mask_key=secrets.token_hex(32),
            data=data,
            allow_blocking=self._allow_blocking,
        )
        self._share(self.info)

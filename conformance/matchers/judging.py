"""When too little is there to be judged: the matcher answered, and what it said shows nothing."""

from harness.world.events import Reason
from harness.world.reasons import sentence
from simulators.journey import WayBlockedError


class NothingToJudgeError(WayBlockedError):
    """The test is left open, and says by a code of `harness/world/reasons.py` with its facts what was there."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__("find something to judge", None)
        self.because = Reason(code=code, facts={name: str(value) for name, value in facts.items()})

    def __str__(self) -> str:
        return sentence(self.because)

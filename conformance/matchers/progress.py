"""How far a trial has come, on stderr: one line that is rewritten on a terminal, a line now and then elsewhere."""

import sys
from time import monotonic
from typing import TextIO

from conformance.matchers.words import Words

_LIVE_S, _STEADY_S = 0.3, 15.0
_MINUTE = 60


class TrialProgress:
    """Hears of each answer; `left` is counted from the pace since the beginning."""

    def __init__(self, *, language: str = "en", stream: TextIO | None = None) -> None:
        self._say = Words(language)
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._began = self._told = monotonic()
        self._before: int | None = None

    def __call__(self, done: int, everything: int) -> None:
        """So many of so many answers are there."""
        now = monotonic()
        self._before = done if self._before is None else self._before
        if now - self._told < (_LIVE_S if self._live else _STEADY_S):
            return
        self._told = now
        pace = (done - self._before) / (now - self._began)
        left = spoken_time((everything - done) / pace) if pace else "?"
        line = self._say("progress", done=done, all=everything, left=left)
        self._stream.write(f"\r\033[K  {line}" if self._live else f"  {line}\n")
        self._stream.flush()

    def end(self) -> None:
        """No more answers come."""
        if self._live:
            self._stream.write("\r\033[K")
            self._stream.flush()


def spoken_time(seconds: float) -> str:
    """A time that is left, as a person says it: `40 s`, `3 min`, `2 h 10 min`."""
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / _MINUTE)
    hours, rest = divmod(minutes, _MINUTE)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"

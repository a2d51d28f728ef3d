"""How far a long command has come, on standard error: one line that is rewritten on a terminal, a line now and then elsewhere."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import TextIO

_LIVE_S, _STEADY_S = 0.3, 10.0
_MINUTE_S, _HOUR_MIN = 60, 60

Line = Callable[[int, int, str], str]
"""The words for so many done, of so many, with the time that is left; that is empty while nobody knows it."""


class Progress:
    """Is told how much is done; how long it will take comes from the pace of this run. Less than before is another work.

    `line`: the things that are counted, as `pictures`, or words of one's own.
    """

    def __init__(self, line: str | Line, *, stream: TextIO | None = None) -> None:
        self.done = 0
        self._line = _counting(line) if isinstance(line, str) else line
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._began = self._told = monotonic()
        self._before: int | None = None

    def tell(self, done: int, total: int, *, made: int | None = None) -> None:
        """So many of so many are done; `made` of them in this run, or else what came since the first call."""
        now, before, self.done = monotonic(), self.done, done
        if self._before is None:
            self._before = done
        elif done < before:  # another work begins
            self._before, self._began = done, now
        is_last = done == total and done != before
        if not is_last and now - self._told < (_LIVE_S if self._live else _STEADY_S):
            return
        self._told = now
        fresh = done - self._before if made is None else made
        left = spoken_time((total - done) * (now - self._began) / fresh) if fresh > 0 and done < total else ""
        line = self._line(done, total, left)
        self._stream.write(f"\r\033[K  {line}" if self._live else f"{line}\n")
        self._stream.flush()

    def end(self) -> None:
        """Take the line away; what was written line by line stays."""
        if self._live:
            self._stream.write("\r\033[K")
            self._stream.flush()


def spoken_time(seconds: float) -> str:
    """A time that is left, as a person says it: `40 s`, `3 min`, `2 h 10 min`."""
    if round(seconds) < _MINUTE_S:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / _MINUTE_S), _HOUR_MIN)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _counting(things: str) -> Line:
    return lambda done, total, left: f"{things}: {done:,} of {total:,}{f', {left} left' if left else ''}"

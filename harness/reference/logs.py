"""The log: one JSON object a line on standard error. Whoever writes a line names its fields; nothing personal, no secret."""

import asyncio
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

_TOGETHER_S = 0.05


class Log:
    """Writes lines; failures of the stream never reach a request.

    Within an event loop the lines of a moment are written together, since a system call a line costs more than the line.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._lines: list[str] = []

    def write(self, fields: Mapping[str, Any]) -> None:
        """Write one line."""
        self._lines.append(msgspec.json.encode({"at": datetime.now(UTC), **fields}).decode() + "\n")
        if len(self._lines) > 1:
            return  # the first line of this moment has asked for the flush
        try:
            asyncio.get_running_loop().call_later(_TOGETHER_S, self.flush)
        except RuntimeError:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        lines, self._lines = self._lines, []
        try:
            self._stream.write("".join(lines))
            self._stream.flush()
        except (OSError, ValueError):
            return  # a closed stream: there is nobody to tell

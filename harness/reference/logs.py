"""The log: one JSON object a line on standard error. Whoever writes a line names its fields; nothing personal, no secret."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec


class Log:
    """Writes lines; failures of the stream never reach a request."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def write(self, fields: Mapping[str, Any]) -> None:
        """Write one line."""
        line = msgspec.json.encode({"at": datetime.now(UTC), **fields}).decode()
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            return  # a closed stream: there is nobody to tell

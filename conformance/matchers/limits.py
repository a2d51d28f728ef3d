"""How much of a matcher the harness takes: time for a call, bytes of an answer, starts that fail."""

from dataclasses import dataclass

CALL_S = 5.0
"""From the question to the end of its answer."""
READY_S = 30.0
"""From the start of a process to its first answer, which says who it is."""
ANSWER_BYTES = 65_536
MAX_FAILED_STARTS = 3
"""After so many starts in a row that came to nothing a process is started no more: every later call fails at once."""


@dataclass(frozen=True, kw_only=True)
class CallLimits:
    """The limits of one matcher. *Unit*: seconds, bytes."""

    call_s: float = CALL_S
    ready_s: float = READY_S
    answer_bytes: int = ANSWER_BYTES

"""How much of a target the harness takes: every bound on what a hostile target can make it read, keep or wait for.

The target may be slow, endless or malicious (threats THR-093 and THR-094 of the catalogue, subject `harness`). What goes beyond
a bound ends as a `Lost` reason of one exchange, or is cut with a note; the run goes on. The table in docs/sut-contract.md shows
the same numbers, and a test compares them. `[reach] answer_s` of the target file is the only one that a user sets.
"""

from typing import Final

# -- one exchange

CONNECT_S: Final = 5.0
"""Until a connection stands."""
ANSWER_S: Final = 20.0
"""From the beginning of a request to the end of its answer; `[reach] answer_s` replaces it."""
HEAD_BYTES: Final = 65_536
"""Names and values of the header fields of an answer."""
HEAD_FIELDS: Final = 256
BODY_BYTES: Final = 4_000_000
"""A body after its content coding is undone."""
WIRE_BYTES: Final = 8_000_000
"""Everything that comes over the connection for one body: chunk sizes and extensions, trailers, what is still compressed."""

# -- many exchanges

PATIENCE_S: Final = 120.0
"""What a process waits for answers that come late or never, in sum; after that every answer must be prompt."""
PROMPT_S: Final = 2.0
CONVERSATION_REQUESTS: Final = 1_000
"""Requests of one port call: pages of an audit export."""
CONVERSATION_BYTES: Final = 32_000_000

# -- what is kept

EVIDENCE_BODY: Final = 65_536
"""Characters of one body or text in events.jsonl."""
EVIDENCE_BYTES: Final = 32_000_000
"""What one process writes to events.jsonl before bodies are left out."""
OBSERVED: Final = 2_000
"""Characters of what a target said, in a reason."""

# -- the target's process and files

OUTPUT_BYTES: Final = 16_000_000
"""What is kept of what a started target prints; the rest is read slowly and dropped."""
SCANNED_FILES: Final = 10_000
SCANNED_BYTES: Final = 4_000_000_000
"""Files that `[observe] files` names, in one leak scan."""


def clipped(text: str, most: int = OBSERVED) -> str:
    """The text, or its beginning with a note of how long it was."""
    return text if len(text) <= most else f"{text[:most]}… [{len(text)} characters]"

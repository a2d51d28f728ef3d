"""An audit log whose lines are bound to each other by digests: what is wrong with it, found by our own computation."""

import hashlib
from collections.abc import Sequence

from harness.world.ports import AuditFact, AuditHead


def chain_flaws(records: Sequence[AuditFact], head: AuditHead | None) -> list[str]:
    """What is wrong with a whole log, first flaw first: a line that does not follow from the one before, or a missing tail.

    Each digest must be SHA-256 over the digest of the line before and the line's own material; sequence numbers rise; the last
    line is the one that the target names as its head.
    """
    flaws = []
    digest, sequence = b"", 0
    for record in records:
        if record.material is None or record.digest is None:
            return [f"line {record.sequence} has no digest"]
        if record.sequence <= sequence:
            flaws.append(f"line {record.sequence} comes after line {sequence}")
        if hashlib.sha256(digest + record.material).digest() != record.digest:
            flaws.append(f"line {record.sequence} does not follow from line {sequence}")
        digest, sequence = record.digest, record.sequence
    if head is None:
        flaws.append("no head is named")
    elif (head.sequence, head.digest) != (sequence, digest):
        flaws.append(f"the log ends with line {sequence}, its head is line {head.sequence}")
    return flaws

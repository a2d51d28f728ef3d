"""What a target lets us read (grade O3), and what a leak scan finds."""

import glob
import stat
from itertools import islice
from pathlib import Path

from conformance.output import was_cut
from conformance.session import Session
from conformance.target import filled
from harness.world import limits
from harness.world.ports import Accepted, AuditFact, AuditHead, KeptFact, converse
from simulators.journey import PIN, Applicant, WayBlockedError

_PIECE = 1 << 20


def audited(run: Session, applicant: Applicant, action: str) -> list[AuditFact]:
    """The accepted audit records of an action by the applicant's phone.

    Raises:
        WayBlockedError: the audit export could not be read.
    """
    outcome = converse(run.port.audit(after=0), run.network)
    if not isinstance(outcome, Accepted):
        raise WayBlockedError("audit", outcome)
    device = applicant.phone.key.thumbprint()
    return [
        record
        for record in outcome.facts.audit
        if record.action == action and record.outcome == "accepted" and record.device == device
    ]


def audit_log(run: Session) -> tuple[tuple[AuditFact, ...], AuditHead | None]:
    """The whole audit log, and its last line as the target names it.

    Raises:
        WayBlockedError: the audit export could not be read.
    """
    outcome = converse(run.port.audit(after=0), run.network)
    if not isinstance(outcome, Accepted):
        raise WayBlockedError("audit", outcome)
    return outcome.facts.audit, outcome.facts.audit_head


def kept_of(run: Session, applicant: Applicant) -> tuple[KeptFact, ...]:
    """What the target says that it keeps of a person.

    Raises:
        WayBlockedError: it does not say.
    """
    outcome = converse(run.port.records(civil_number=applicant.person.civil_number), run.network)
    if not isinstance(outcome, Accepted):
        raise WayBlockedError("records", outcome)
    return outcome.facts.kept


def planted_pin(run: Session) -> str:
    """A PIN that only this run knows: leak scans look for it."""
    return f"{PIN}{run.info.run}"


def leaks(run: Session) -> str:
    """What is wrong with the observed files as to the planted PIN; empty where nothing is."""
    paths = [path for pattern in run.target.observe.files for path in observed(run, pattern)]
    if not paths:
        return f"no file fits [observe] files {run.target.observe.files}"
    if len(paths) > limits.SCANNED_FILES:
        return f"TARGET_FILES_TOO_LARGE: [observe] files names more than {limits.SCANNED_FILES} files"
    room = limits.SCANNED_BYTES
    wrong = []
    for path in paths:
        reason, read = _scanned(path, planted_pin(run).encode(), room=room)
        wrong += [reason] if reason else []
        room -= read
        if room < 0:
            wrong.append(f"TARGET_FILES_TOO_LARGE: [observe] files holds more than {limits.SCANNED_BYTES} bytes")
            break
    return limits.clipped("; ".join(wrong))


def observed(run: Session, pattern: str) -> list[Path]:
    """The files that fit a pattern of `[observe] files`; folders are no files."""
    values = {"work": run.info.work, "url": run.info.base_url}
    found = (Path(name) for name in glob.iglob(filled(pattern, values), recursive=True))  # noqa: PTH207 - it is absolute
    return sorted(islice((path for path in found if not path.is_dir()), limits.SCANNED_FILES + 1))


def _scanned(path: Path, secret: bytes, *, room: int) -> tuple[str, int]:
    """What is wrong with a file, and how much of it was read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device could be read for ever
            return f"{path.name} is no file that can be scanned", 0
        found, read = _holds(path, secret, room=room)
        cut = was_cut(path)
    except FileNotFoundError:  # it went away meanwhile, as a journal of a database does
        return "", 0
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror}", 0
    if found:
        return f"the planted PIN stands in {path.name}", read
    return (f"{path.name}: TARGET_OUTPUT_TOO_LARGE, so what was dropped cannot be vouched for" if cut else ""), read


def _holds(path: Path, secret: bytes, *, room: int) -> tuple[bool, int]:
    rest, read = b"", 0
    with path.open("rb") as file:
        while (piece := file.read(_PIECE)) and read <= room:
            if secret in rest + piece:
                return True, read
            rest = piece[-len(secret) :]
            read += len(piece)
    return False, read

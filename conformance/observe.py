"""What a target lets us read (grade O3), and what a leak scan finds."""

import glob
from pathlib import Path

from conformance.session import Session
from conformance.target import filled
from harness.world.ports import Accepted, AuditFact, converse
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


def planted_pin(run: Session) -> str:
    """A PIN that only this run knows: leak scans look for it."""
    return f"{PIN}{run.info.run}"


def leaks(run: Session) -> str:
    """What is wrong with the observed files as to the planted PIN; empty where nothing is."""
    paths = [path for pattern in run.target.observe.files for path in observed(run, pattern)]
    if not paths:
        return f"no file fits [observe] files {run.target.observe.files}"
    wrong = [reason for path in paths if (reason := _wrong_with(path, planted_pin(run).encode()))]
    return "; ".join(wrong)


def observed(run: Session, pattern: str) -> list[Path]:
    """The files that fit a pattern of `[observe] files`; folders are no files."""
    values = {"work": run.info.work, "url": run.info.base_url}
    found = (Path(name) for name in glob.glob(filled(pattern, values), recursive=True))  # noqa: PTH207 - it is absolute
    return sorted(path for path in found if not path.is_dir())


def _wrong_with(path: Path, secret: bytes) -> str:
    try:
        return f"the planted PIN stands in {path.name}" if _holds(path, secret) else ""
    except FileNotFoundError:  # it went away meanwhile, as a journal of a database does
        return ""
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror}"


def _holds(path: Path, secret: bytes) -> bool:
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if secret in rest + piece:
                return True
            rest = piece[-len(secret) :]
    return False

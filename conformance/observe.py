"""What a target lets us read (grade O3), and what a leak scan finds."""

import glob
from pathlib import Path

from conformance.certification.process import filled
from conformance.session import Session
from harness.world.ports import Accepted, AuditFact, converse
from simulators.journey import Applicant, WayBlockedError

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


def files_with(run: Session, secret: str) -> tuple[int, list[str]]:
    """How many observed files were searched, and the names of those that hold `secret`."""
    values = {"work": run.info.work, "url": run.info.base_url}
    paths = [
        Path(name)
        for pattern in run.target.observe.files
        for name in glob.glob(filled(pattern, values))  # noqa: PTH207 - the pattern is absolute
    ]
    return len(paths), [path.name for path in paths if _holds(path, secret.encode())]


def _holds(path: Path, secret: bytes) -> bool:
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if secret in rest + piece:
                return True
            rest = piece[-len(secret) :]
    return False

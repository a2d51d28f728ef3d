"""Nothing can be cut off the audit log, or changed in it, without being seen (THR-059)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.observe import audit_log
from conformance.oracles.audit_chain import chain_flaws
from conformance.session import Session
from harness.world.ports import AuditFact
from simulators.journey import Applicant


@proves("THR-059", case="tail of the log removed", people=["citizen"], grade="O3", needs=["audit", "alone"])
def test_log_is_a_chain_up_to_its_head(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk(to="accept")
    expect.refused(applicant.phone.accept(notice_acknowledged=False), "CONSENT_MISSING")
    records, head = audit_log(run)
    expect.equal(chain_flaws(records, head)[:3], [], what="AUDIT_CHAIN_BROKEN:")


@proves("THR-059", case="log read again later", people=["citizen"], grade="O3", needs=["audit", "alone"])
def test_log_only_grows(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk(to="accept")
    before, _ = audit_log(run)
    expect.accepted(applicant.accept())
    after, _ = audit_log(run)
    added = len(after) - len(before)
    expect.holds(expected="AUDIT_CHAIN_BROKEN: no line lost", observed=f"{added} lines more", so=added > 0)
    kept = _digests(after[: len(before)]) == _digests(before)
    expect.holds(expected="every earlier line as it was", observed="as it was" if kept else "changed", so=kept)


def _digests(records: tuple[AuditFact, ...]) -> list[tuple[int, bytes | None]]:
    return [(record.sequence, record.digest) for record in records]

"""Whoever stands before an officer with the card learns the true reason; who only telephones does not (PRV-015, THR-058)."""

from datetime import datetime, timedelta

from conformance.expect import Expect
from conformance.marks import proves
from conformance.session import Session
from harness.world.ports import OfficerEntry
from simulators.journey import Applicant
from simulators.office import OfficerAtDesk

_A_DAY = timedelta(days=1)


def _now(run: Session) -> datetime:
    return run.world.clock_now()


def _officer(run: Session, expect: Expect, applicant: Applicant) -> OfficerAtDesk:
    """The officer whom this applicant meets, of a roster that is put in force here."""
    operator, officer = run.world.operator(), run.world.officer(f"of-{applicant.person.person_id}")
    expect.accepted(operator.deliver([officer.entry], issued_at=_newest(run), signer=operator.key))
    return officer


def _newest(run: Session) -> datetime:
    """A moment later than that of every roster before: rosters count whole seconds."""
    moment = max(_now(run), _LAST.get(run.info.run, _now(run)) + timedelta(seconds=1))
    _LAST[run.info.run] = moment
    return moment


_LAST: dict[str, datetime] = {}
"""The newest roster of each run; these tests run alone, one after the other in one process."""


@proves(
    "PRV-015",
    "PRV-006",
    case="proven person asks",
    people=["old_passport", "replaced_card", "citizen"],
    grade="O3",
    needs=["desk", "roster", "alone"],
)
def test_proven_person_learns_reason_and_remedy(applicants: list[Applicant], expect: Expect, run: Session) -> None:
    officer = _officer(run, expect, applicants[0])
    old_passport, replaced, mistaken = applicants
    attempts = (
        (old_passport, {"passport_number": old_passport.person.earlier_passport_numbers[0]}, "PASSPORT_MISMATCH"),
        (replaced, {"card_serial": replaced.person.earlier_card_serials[0]}, "SERIAL_STALE"),
    )
    for applicant, changes, reason in attempts:
        applicant.walk(to="submit")
        expect.refused(applicant.prove(**changes), "DATA_MISMATCH")
        _expect_reason(expect, officer, applicant, reason)
    mistaken.walk(to="submit")
    expect.refused(mistaken.prove("stranger"), "DATA_MISMATCH")
    _expect_reason(expect, officer, mistaken, "FACE_MISMATCH")


def _expect_reason(expect: Expect, officer: OfficerAtDesk, applicant: Applicant, reason: str) -> None:
    told = expect.accepted(officer.ask(applicant.person.civil_number, presence="in_person"))
    expect.holds(expected=f"the true reason {reason}", observed=", ".join(told.reasons), so=reason in told.reasons)
    expect.holds(expected="a remedy", observed=told.text or "none", so=bool(told.text))


@proves(
    "PRV-015",
    case="unproven caller asks by telephone",
    people=["old_passport"],
    grade="O3",
    needs=["desk", "roster", "alone"],
)
def test_caller_by_telephone_is_told_nothing(applicant: Applicant, expect: Expect, run: Session) -> None:
    officer = _officer(run, expect, applicant)
    applicant.walk(to="submit")
    wrong = applicant.person.earlier_passport_numbers[0]
    expect.refused(applicant.prove(passport_number=wrong), "DATA_MISMATCH")
    expect.refused(officer.ask(applicant.person.civil_number, presence="telephone"), "PROOF_REQUIRED")
    expect.accepted(officer.ask(applicant.person.civil_number, presence="in_person"))


@proves("PRV-015", case="caller who is no officer", people=["citizen"], grade="O3", needs=["desk", "roster", "alone"])
def test_caller_who_is_no_officer_is_told_nothing(applicant: Applicant, expect: Expect, run: Session) -> None:
    officer = _officer(run, expect, applicant)
    applicant.walk(to="submit")
    expect.refused(applicant.prove("stranger"), "DATA_MISMATCH")
    stranger = run.world.officer(f"no-{applicant.person.person_id}")
    expect.refused(stranger.ask(applicant.person.civil_number, presence="in_person"), "PROOF_REQUIRED")
    expect.accepted(officer.ask(applicant.person.civil_number, presence="in_person"))


@proves("THR-058", case="roster without signature", needs=["roster", "alone"])
def test_unsigned_roster_is_refused(expect: Expect, run: Session) -> None:
    operator, officer = run.world.operator(), run.world.officer("desk-1")
    expect.refused(operator.deliver([officer.entry], issued_at=_newest(run), signer=None), "ROSTER_UNSIGNED")
    expect.accepted(operator.deliver([officer.entry], issued_at=_newest(run), signer=operator.key))


@proves("THR-058", case="roster signed by another key", people=["citizen"], needs=["roster", "desk", "alone"])
def test_roster_of_a_foreign_signer_has_no_effect(applicant: Applicant, expect: Expect, run: Session) -> None:
    officer, intruder = _officer(run, expect, applicant), run.world.officer(f"in-{applicant.person.person_id}")
    entries: list[OfficerEntry] = [officer.entry, intruder.entry]
    foreign = applicant.phone.key
    outcome = run.world.operator().deliver(entries, issued_at=_newest(run), signer=foreign)
    expect.refused(outcome, "ROSTER_UNSIGNED")
    expect.refused(intruder.ask(applicant.person.civil_number, presence="in_person"), "PROOF_REQUIRED")


@proves("THR-058", case="roster older than the last one", needs=["roster", "alone"])
def test_older_roster_is_refused(expect: Expect, run: Session) -> None:
    operator, officer = run.world.operator(), run.world.officer("desk-1")
    newest = _newest(run)
    expect.accepted(operator.deliver([officer.entry], issued_at=newest, signer=operator.key))
    expect.refused(operator.deliver([], issued_at=newest - _A_DAY, signer=operator.key), "ROSTER_STALE")
    expect.accepted(operator.deliver([officer.entry], issued_at=newest, signer=operator.key))

"""Locks: of the person over all sessions, of the source over all persons, of no proven device (THR-032, 033, 043)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.session import Session
from harness.world.policy import Policy
from simulators.journey import Applicant


@proves("THR-032", "PRV-011", case="new sessions do not reset the counters", people=["citizen", "unknown"])
def test_failures_are_counted_per_person_over_all_sessions(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy
) -> None:
    for applicant in applicants:
        applicant.walk(to="selfie")
        for _ in range(policy.face_tries.tries - 1):
            expect.refused(applicant.selfie("stranger"), "DATA_MISMATCH")
        for phone, last in (("B", ("DATA_MISMATCH", "PROOF_LOCKED")), ("C", ("PROOF_LOCKED",))):
            again = run.world.applicant(applicant.person, phone=phone)
            again.walk(to="selfie")
            expect.refused(again.selfie("stranger" if phone == "B" else "good"), *last)


@proves("THR-033", case="deliberate failures against a person who holds an identity", people=["citizen"])
def test_stalker_is_throttled_and_the_device_of_the_victim_keeps_working(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    applicant.walk()
    stalker = run.world.applicant(applicant.person, phone="stalker")
    stalker.walk(to="selfie")
    for _ in range(policy.face_tries.tries * policy.face_tries.persons_per_source):
        expect.refused(stalker.selfie("stranger"), "DATA_MISMATCH", "PROOF_LOCKED")
    refusal = expect.refused(stalker.selfie("stranger"), "THROTTLED")
    told = refusal.facts.retry_after_s or 0
    expect.holds(expected="the seconds to wait", observed=f"{told} s", so=told > 0)
    expect.accepted(applicant.state(), state="ACTIVE")
    expect.accepted(applicant.services())


@proves(
    "THR-043", "ENR-011b", case="serials walked for a known civil number, per person", people=["citizen", "citizen"]
)
def test_walking_the_serials_of_a_person_locks_the_proof(
    applicants: list[Applicant], expect: Expect, run: Session, policy: Policy
) -> None:
    applicant, other = applicants
    guessed = other.data().card_serial
    harvester = run.world.applicant(applicant.person, phone="harvester")
    harvester.walk(to="submit")
    for _ in range(policy.face_tries.tries - 1):
        expect.refused(harvester.prove("stranger", card_serial=guessed), "DATA_MISMATCH")
    expect.refused(harvester.prove("stranger", card_serial=guessed), "DATA_MISMATCH", "PROOF_LOCKED")
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "PROOF_LOCKED")


@proves("THR-043", "PRV-011", case="serials walked for many civil numbers, per source", people=["citizen"] * 5)
def test_walking_from_person_to_person_locks_the_source(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    *victims, harvester = applicants
    guessed, phone = harvester.data().card_serial, harvester.phone
    left = policy.face_tries.tries * policy.face_tries.persons_per_source
    for victim in victims:
        own, victim.phone = victim.phone, phone
        victim.walk(to="submit")
        for _ in range(min(left, policy.face_tries.tries)):
            expect.refused(victim.prove("stranger", card_serial=guessed), "DATA_MISMATCH", "PROOF_LOCKED")
            left -= 1
        victim.phone = own
    harvester.walk(to="submit")
    expect.refused(harvester.prove(), "THROTTLED", "PROOF_LOCKED")

"""A session belongs to the device key that opened it (THR-044, 045, 047, 049, 050)."""

from dataclasses import replace

from conformance.expect import Expect
from conformance.marks import proves
from conformance.wire import to, with_field, with_header
from harness.world.ports import Request
from simulators.journey import Applicant


@proves("THR-047", case="a stolen token with a proof by another key", people=["citizen", "citizen"])
def test_stolen_session_is_of_no_use_to_another_phone(applicants: list[Applicant], expect: Expect) -> None:
    victim, thief = applicants
    victim.walk(to="confirm")
    thief.phone.facts = replace(victim.phone.facts)
    expect.refused(thief.confirm(), "PROOF_KEY_MISMATCH")
    expect.standing(victim, "DATA_ENTERED")
    expect.accepted(victim.confirm())


@proves("THR-050", case="session of another person asked for by id", people=["citizen", "citizen"])
def test_session_of_another_person_is_not_found(applicants: list[Applicant], expect: Expect) -> None:
    victim, thief = applicants
    for applicant in applicants:
        applicant.walk(to="confirm")
    thief.phone.facts = replace(thief.phone.facts, session=victim.phone.facts.session)
    expect.refused(thief.status(), "NOT_FOUND")
    expect.refused(thief.confirm(), "NOT_FOUND")
    expect.standing(victim, "DATA_ENTERED")


@proves("THR-047", case="token of another session with one's own proof", people=["citizen", "citizen"], layer="wire")
def test_proof_is_bound_to_its_token(applicants: list[Applicant], expect: Expect) -> None:
    victim, thief = applicants
    for applicant in applicants:
        applicant.walk(to="confirm")
    victim.phone.network.rewrite_next(with_header("authorization", f"DPoP {thief.phone.facts.access}"))
    expect.refused(victim.confirm(), "PROOF_INVALID")
    expect.standing(victim, "DATA_ENTERED")


@proves("THR-047", case="no proof at all", people=["citizen"], layer="wire")
def test_token_without_proof_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="confirm")
    applicant.phone.network.rewrite_next(with_header("dpop", None))
    expect.refused(applicant.confirm(), "PROOF_MISSING")
    expect.standing(applicant, "DATA_ENTERED")


@proves("THR-044", case="proof with a jti seen before", people=["citizen"], layer="wire")
def test_replayed_proof_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="accept")
    sent: list[Request] = []

    def kept(request: Request) -> Request:
        sent.append(request)
        return request

    applicant.phone.network.rewrite_next(kept)
    expect.accepted(applicant.status())
    applicant.phone.network.rewrite_next(lambda _request: sent[0])
    expect.refused(applicant.status(), "PROOF_REPLAYED")
    expect.standing(applicant, "OPENED")


@proves("THR-045", case="proof made for another URI", people=["citizen"], layer="wire")
def test_proof_for_another_uri_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk()
    applicant.phone.network.rewrite_next(to("/v1/services"))
    expect.refused(applicant.state(), "PROOF_INVALID")
    expect.accepted(applicant.services())


@proves("THR-049", case="level in the body", people=["citizen"], layer="wire")
def test_client_supplied_level_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="accept")
    applicant.phone.network.rewrite_next(with_field("level", "verified"))
    expect.refused(applicant.accept(), "FIELD_NOT_ALLOWED")
    expect.standing(applicant, "OPENED")

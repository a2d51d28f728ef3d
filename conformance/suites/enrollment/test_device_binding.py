"""A session belongs to the device key that opened it (THR-044 to 050, 052)."""

from dataclasses import replace

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from conformance.plugin import TargetClock
from conformance.session import Session
from conformance.wire import to, with_field, with_header
from harness.protocol.encoding import jose
from harness.world.policy import Policy
from harness.world.ports import ExchangeLostError, Outcome, Refused, Request
from simulators.journey import Applicant

_MARGIN_S = 5
_WISHES = {"level": "verified", "state": "ACTIVE", "channel": "kiosk", "officer": "officer-1"}


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


@proves("THR-045", case="proof made for another method", people=["citizen"], layer="wire")
def test_proof_for_another_method_is_refused(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk(to="accept")

    def with_other_method(request: Request) -> Request:
        phone = applicant.phone
        proof = jose.make_dpop(
            phone.key,
            method="PUT",
            uri=run.info.base_url + request.path,
            issued_at=phone.clock.now(),
            proof_id=phone.fresh(),
            access_token=phone.facts.access,
        )
        return with_header("dpop", proof)(request)

    applicant.phone.network.rewrite_next(with_other_method)
    expect.refused(applicant.accept(), "PROOF_INVALID")
    expect.standing(applicant, "OPENED")


@proves(
    "THR-046", "TRB-001", case="proof held back until it is stale", people=["citizen"], layer="wire", needs=["clock"]
)
def test_stale_proof_is_refused(
    applicant: Applicant, expect: Expect, policy: Policy, target_clock: TargetClock
) -> None:
    applicant.walk(to="confirm")
    held = applicant.phone.network.hold_next()
    with pytest.raises(ExchangeLostError):
        applicant.confirm()
    target_clock.advance(policy.clock_skew_s + _MARGIN_S)
    applicant.phone.network.rewrite_next(lambda _request: held[0])
    expect.refused(applicant.confirm(), "CLOCK_SKEW")
    expect.standing(applicant, "DATA_ENTERED")
    expect.accepted(applicant.confirm())


@pytest.mark.parametrize("name", ["level", "state", "channel", "officer"])
@proves("THR-049", case="level, state, channel or officer in the body", people=["citizen"], layer="wire")
def test_client_supplied_fact_is_refused(applicant: Applicant, expect: Expect, name: str) -> None:
    applicant.walk(to="accept")
    applicant.phone.network.rewrite_next(with_field(name, _WISHES[name]))
    expect.refused(applicant.accept(), "FIELD_NOT_ALLOWED")
    expect.standing(applicant, "OPENED")
    expect.accepted(applicant.accept())


@proves("THR-048", "TRB-002", case="another person's idempotency key", people=["citizen", "citizen"])
def test_key_of_another_person_tells_nothing(applicants: list[Applicant], expect: Expect) -> None:
    victim, thief = applicants
    for applicant in applicants:
        applicant.phone.hardware = None  # what the hardware of each phone says would make the two requests differ
    expect.accepted(victim.open())
    _is_own(thief.phone.repeat_wish_of(victim.phone), thief, expect, other=victim)
    thief.walk(to="submit")
    expect.accepted(victim.accept())
    expect.accepted(victim.submit())
    _is_own(thief.phone.repeat_wish_of(victim.phone), thief, expect, other=victim)
    expect.standing(victim, "DATA_ENTERED")
    expect.accepted(victim.confirm())


def _is_own(outcome: Outcome, applicant: Applicant, expect: Expect, *, other: Applicant) -> None:
    """Refused, or answered as if the key had never been used: nothing of the other person is told."""
    if isinstance(outcome, Refused):
        expect.refused(outcome, "KEY_CONFLICT")
        return
    told = expect.accepted(outcome)
    theirs = other.phone.facts
    foreign = told.session == theirs.session or (told.access is not None and told.access == theirs.access)
    observed = "the session of the other person" if foreign else "a session of its own"
    expect.holds(expected="a session of its own", observed=observed, so=not foreign)
    expect.standing(applicant, told.state or "")


@proves("THR-052", case="session planted before the victim begins", people=["citizen", "citizen"])
def test_planted_session_is_of_no_use(applicants: list[Applicant], expect: Expect) -> None:
    attacker, victim = applicants
    expect.accepted(attacker.open())
    victim.phone.facts = replace(attacker.phone.facts)
    expect.refused(victim.accept(), "PROOF_KEY_MISMATCH", "NOT_FOUND")
    planted = attacker.phone.facts
    own = expect.accepted(victim.open())
    again = expect.accepted(victim.open())
    names = [told.session for told in (planted, own, again)]
    tokens = [told.access for told in (planted, own, again)]
    fresh = len(set(names)) == len(set(tokens)) == len(names)
    expect.holds(expected="a new session and token each time", observed="new" if fresh else "used again", so=fresh)
    expect.accepted(victim.accept())
    expect.standing(attacker, "OPENED")


@proves("THR-052", case="token planted in the request that opens", people=["citizen", "citizen"], layer="wire")
def test_planted_token_is_not_taken_over(applicants: list[Applicant], expect: Expect) -> None:
    attacker, victim = applicants
    expect.accepted(attacker.open())
    planted = attacker.phone.facts
    victim.phone.network.rewrite_next(with_header("authorization", f"DPoP {planted.access}"))
    own = expect.accepted(victim.open())
    fresh = planted.session != own.session and planted.access != own.access
    expect.holds(expected="a session and token of its own", observed="own" if fresh else "planted", so=fresh)
    victim.phone.network.rewrite_next(with_field("session_id", planted.session or ""))
    expect.refused(victim.open(), "FIELD_NOT_ALLOWED")

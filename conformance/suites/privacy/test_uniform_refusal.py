"""Before proof nobody learns anything of the registry (PRV-001, 002, 003, 005, 010, 011, 013; THR-037, 038, 039, 041)."""

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.session import Session
from conformance.suites.privacy.causes import PEOPLE, refusals
from harness.protocol.messages.enrollment import Language
from harness.world.policy import Policy
from harness.world.ports import Refused, Response
from harness.world.scenario import SelfieKind
from simulators.journey import Applicant, WayBlockedError

_LANGUAGES: tuple[Language, ...] = ("en", "ar")


def _uniform(policy: Policy) -> None:
    under_policy("early_detail = false", so=not policy.early_detail)


@proves("PRV-001", case="matching data and face", people=["citizen", "resident_18"])
def test_matching_data_and_face_lead_on(applicants: list[Applicant], expect: Expect) -> None:
    for applicant in applicants:
        applicant.walk(to="submit")
        expect.accepted(applicant.prove())


@proves("PRV-001", "ELG-001", "THR-037", case="unknown civil number", people=["unknown"])
def test_unknown_civil_number_is_a_mismatch(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="submit")
    expect.refused(applicant.prove(), "DATA_MISMATCH")
    expect.messages(applicant, exactly=0, after=0)


@proves(
    "PRV-001",
    "THR-037",
    case="wrong serial, wrong passport, stale serial; excluded category, too young, deceased, wrong face",
    people=PEOPLE,
)
def test_every_cause_has_one_code(applicants: list[Applicant], expect: Expect) -> None:
    for _, _, outcome in refusals(applicants):
        expect.refused(outcome, "DATA_MISMATCH")


@pytest.mark.parametrize("language", _LANGUAGES)
@proves("PRV-002", "THR-038", case="refusals of all causes collected", people=PEOPLE)
def test_every_cause_has_one_text(
    applicants: list[Applicant], expect: Expect, policy: Policy, language: Language
) -> None:
    _uniform(policy)
    texts = []
    for name, _, outcome in refusals(_speaking(applicants, language)):
        if not isinstance(outcome, Refused):
            raise WayBlockedError("prove", outcome)
        texts.append((name, outcome.facts.text))
    expect.alike(texts, what="text")


@pytest.mark.parametrize("language", _LANGUAGES)
@proves("PRV-003", "THR-039", case="refusals of all causes", people=PEOPLE)
def test_every_cause_has_one_size_and_header_set(
    applicants: list[Applicant], expect: Expect, policy: Policy, language: Language
) -> None:
    _uniform(policy)
    answers: list[tuple[str, Response]] = []
    for name, applicant, outcome in refusals(_speaking(applicants, language)):
        expect.refused(outcome, "DATA_MISMATCH")
        if (answer := applicant.phone.network.last) is None:
            raise WayBlockedError("prove", None)
        answers.append((name, answer))
    sizes = [(name, _size(answer) // policy.size_class.size) for name, answer in answers]
    expect.alike(sizes, what=f"size in classes of {policy.size_class.size} bytes")
    names = [(name, sorted(header.lower() for header, _ in answer.headers)) for name, answer in answers]
    expect.alike(names, what="header set")
    expect.alike([(name, answer.status) for name, answer in answers], what="status")


def _speaking(applicants: list[Applicant], language: Language) -> list[Applicant]:
    for applicant in applicants:
        applicant.phone.language = language
    return applicants


def _size(answer: Response) -> int:
    return len(answer.body) + sum(len(name) + len(value) + 4 for name, value in answer.headers)


@proves("PRV-005", "THR-041", case="refusal of any cause", people=PEOPLE, grade="O1")
def test_no_cause_has_a_side_effect(applicants: list[Applicant], expect: Expect) -> None:
    for _, applicant, outcome in refusals(applicants):
        expect.refused(outcome, "DATA_MISMATCH")
        expect.messages(applicant, exactly=0, after=0)


@proves("PRV-005", "THR-041", case="nothing in the inbox of strangers", people=["citizen", "citizen"], grade="O1")
def test_refused_attempt_on_a_registered_person_is_seen_by_nobody(
    applicants: list[Applicant], expect: Expect, run: Session
) -> None:
    holder, stranger = applicants
    holder.walk()
    before = holder.inbox.mark()
    attempt = run.world.applicant(holder.person, phone="B")
    attempt.walk(to="submit")
    expect.refused(attempt.prove("stranger", mobile=stranger.person.mobile), "DATA_MISMATCH")
    expect.messages(holder, exactly=0, after=before)
    expect.messages(stranger, exactly=0, after=0)
    expect.accepted(holder.services())


@proves("PRV-010", case="blur fixture for known and unknown person", people=["citizen", "unknown"])
def test_unclear_picture_is_told_alike_for_known_and_unknown(applicants: list[Applicant], expect: Expect) -> None:
    told = []
    for applicant in applicants:
        applicant.walk(to="submit")
        refusal = expect.refused(applicant.prove("blur"), "FACE_QUALITY")
        told.append((applicant.person.role, refusal.facts.text))
    expect.alike(told, what="text")


@proves("PRV-011", case="n failures on known and unknown identifiers", people=["citizen", "unknown"])
def test_failures_count_alike_for_known_and_unknown(
    applicants: list[Applicant], expect: Expect, policy: Policy
) -> None:
    series = []
    for applicant in applicants:
        applicant.walk(to="selfie")
        outcomes = [applicant.selfie("stranger") for _ in range(policy.face_tries.tries + 1)]
        series.append((applicant.person.role, [_counted(one, policy) for one in outcomes if isinstance(one, Refused)]))
    expect.alike(series, what="series of refusals")
    expect.equal(series[0][1][-1][0], "PROOF_LOCKED", what="refusal after the last try")


def _counted(refusal: Refused, policy: Policy) -> tuple[str, int | None]:
    """The refusal as it counts: where details are told early, they are one to whoever counts."""
    locked = refusal.reason == "PROOF_LOCKED"
    return (refusal.reason if locked or not policy.early_detail else "mismatch"), refusal.facts.tries_left


@pytest.mark.parametrize("kind", ["stranger", "good"])
@proves("PRV-013", case="match or no match; score, rank or portrait found in a response", people=["citizen"])
def test_no_score_reaches_the_applicant(applicant: Applicant, expect: Expect, kind: SelfieKind) -> None:
    applicant.walk(to="selfie")
    applicant.selfie(kind)
    answer = applicant.phone.network.last
    if answer is None:
        raise WayBlockedError("selfie", None)
    text = (answer.body + b" " + repr(answer.headers).encode()).decode(errors="replace").lower()
    found = [word for word in ("score", "similarity", "distance", "confidence", "portrait") if word in text]
    expect.equal(found, [], what="words of a matcher in the answer")
    expect.holds(expected="an answer under 8 kB", observed=f"{len(text)} characters", so=len(text) < 8_192)

"""On the booking platform nobody learns who is known: sign-up, login and recovery answer alike (PRV-008, PRV-009, THR-042).

A sign-up tells something only to whoever holds both codes; a login fails in one way.
"""

from dataclasses import dataclass

import pytest

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.session import Session
from conformance.suites.privacy.accounts import WRONG_PASSWORD, open_account
from harness.world.policy import Policy
from harness.world.ports import Accepted, Facts, Outcome, Refused, Response
from simulators.journey import Applicant, WayBlockedError, wrong_code
from simulators.visitor import Visitor

_CAUSES = ("citizen", "citizen", "citizen", "unknown")
"""New, with the serial of somebody else, registered already, and unknown to the registry."""


@pytest.fixture
def visitors(applicants: list[Applicant], run: Session) -> list[Visitor]:
    """The leased people at the booking platform."""
    return [run.world.visitor(applicant.person) for applicant in applicants]


@pytest.fixture
def visitor(visitors: list[Visitor]) -> Visitor:
    """The one leased person."""
    (only,) = visitors
    return only


@dataclass(frozen=True)
class _Told:
    """What somebody was told, as far as it can be compared."""

    outcome: Outcome
    answer: Response

    def compared(self, size: int) -> tuple[object, ...]:
        """Whether accepted or why not, state, text, status, headers, and the size class; an id of its own is masked."""
        facts = self.outcome.facts if isinstance(self.outcome, Accepted | Refused) else Facts()
        text = facts.text.replace(facts.signup, "(id)") if facts.text and facts.signup else facts.text
        headers = sorted(name.lower() for name, _ in self.answer.headers)
        length = len(self.answer.body) + sum(len(name) + len(value) + 4 for name, value in self.answer.headers)
        return self.outcome.__class__.__name__, facts.state, text, self.answer.status, headers, length // size


def _told(visitor: Visitor, outcome: Outcome) -> _Told:
    if visitor.last is None:
        raise WayBlockedError("answer", outcome)
    return _Told(outcome, visitor.last)


# -- sign-up


@proves("PRV-008", case="new civil number", people=["citizen"], needs=["accounts"])
def test_new_person_signs_up_and_logs_in(visitor: Visitor, expect: Expect) -> None:
    expect.accepted(visitor.sign_up())
    expect.accepted(visitor.confirm_codes(*visitor.codes()))
    expect.accepted(visitor.choose_password())
    expect.accepted(visitor.log_in())


@proves("PRV-008", case="new civil number, in Arabic", people=["citizen"], needs=["accounts"])
def test_person_who_reads_arabic_signs_up(applicant: Applicant, expect: Expect, run: Session) -> None:
    visitor = run.world.visitor(applicant.person, language="ar")
    expect.accepted(visitor.sign_up())
    expect.accepted(visitor.confirm_codes(*visitor.codes()))


@proves("PRV-008", "THR-042", case="registered civil number", people=_CAUSES, needs=["accounts"])
def test_sign_up_is_answered_alike_for_everybody(visitors: list[Visitor], expect: Expect, policy: Policy) -> None:
    under_policy("early_detail = false", so=not policy.early_detail)
    new, mistyping, registered, unknown = visitors
    open_account(registered)
    other = new.person.card
    told = [
        ("new", _told(new, new.sign_up())),
        ("serial of another card", _told(mistyping, mistyping.sign_up(card_serial=other.serial if other else None))),
        ("registered", _told(registered, registered.sign_up())),
        ("unknown", _told(unknown, unknown.sign_up())),
    ]
    for _, one in told:
        expect.accepted(one.outcome)
    expect.alike([(name, one.compared(policy.size_class.size)) for name, one in told], what="answer to a sign-up")


@proves(
    "PRV-008", "PRV-005", "THR-042", case="sign-up of a known and an unknown person", people=["citizen", "unknown"],
    needs=["accounts"], grade="O1",
)  # fmt: skip
def test_sign_up_sends_both_codes_whoever_asks(visitors: list[Visitor], expect: Expect) -> None:
    for visitor in visitors:
        expect.accepted(visitor.sign_up())
        sms, mail = visitor.codes()
        expect.holds(
            expected=f"a code by SMS and another one by e-mail for the {visitor.person.role}",
            observed=f"SMS {'came' if sms else 'missing'}, e-mail {'came' if mail else 'missing'}"
            f"{', the same code' if sms == mail else ''}",
            so=bool(sms and mail) and sms != mail,
        )


@proves("PRV-008", case="wrong serial", people=["citizen", "citizen"], needs=["accounts"])
def test_wrong_serial_is_refused_after_both_codes(visitors: list[Visitor], expect: Expect) -> None:
    visitor, other = visitors
    expect.accepted(visitor.sign_up(card_serial=other.person.card.serial if other.person.card else None))
    expect.refused(visitor.confirm_codes(*visitor.codes()), "DATA_MISMATCH")


@proves("PRV-008", case="wrong serial, unknown person", people=["unknown"], needs=["accounts"])
def test_unknown_person_is_refused_after_both_codes(visitor: Visitor, expect: Expect) -> None:
    expect.accepted(visitor.sign_up())
    expect.refused(visitor.confirm_codes(*visitor.codes()), "DATA_MISMATCH")


@proves(
    "PRV-008",
    case="existing civil number, serial matched and both codes proven",
    people=["citizen"],
    needs=["accounts"],
)
def test_existing_account_is_told_after_both_codes(visitor: Visitor, expect: Expect, policy: Policy) -> None:
    under_policy("early_detail = false", so=not policy.early_detail)
    open_account(visitor)
    expect.accepted(visitor.sign_up())
    expect.refused(visitor.confirm_codes(*visitor.codes()), "ALREADY_REGISTERED")


@proves("PRV-008", case="existing civil number, early_detail=true", people=["citizen"], needs=["accounts"])
def test_existing_account_is_told_at_once_with_early_detail(visitor: Visitor, expect: Expect, policy: Policy) -> None:
    under_policy("early_detail = true", so=policy.early_detail)
    open_account(visitor)
    expect.refused(visitor.sign_up(), "ALREADY_REGISTERED")


@proves("PRV-008", "SMS-002", case="codes swapped or wrong", people=["citizen"], needs=["accounts"])
@pytest.mark.parametrize("which", ["sms", "email"])
def test_one_right_code_proves_nothing(visitor: Visitor, expect: Expect, which: str) -> None:
    expect.accepted(visitor.sign_up())
    sms, mail = visitor.codes()
    wrong = (wrong_code(sms), mail) if which == "sms" else (sms, wrong_code(mail))
    expect.refused(visitor.confirm_codes(*wrong), "CODE_INVALID")
    expect.accepted(visitor.confirm_codes(sms, mail))


# -- login and recovery


@proves(
    "PRV-009",
    case="unknown user, wrong password, locked user",
    people=["citizen", "citizen", "unknown"],
    needs=["accounts"],
)
def test_login_fails_alike_for_everybody(visitors: list[Visitor], expect: Expect, policy: Policy) -> None:
    mistaken, locked, unknown = visitors
    open_account(mistaken)
    open_account(locked)
    for _ in range(policy.otp_limits.tries):
        locked.log_in(WRONG_PASSWORD)
    told = [
        ("wrong password", _told(mistaken, mistaken.log_in(WRONG_PASSWORD))),
        ("locked", _told(locked, locked.log_in())),
        ("unknown", _told(unknown, unknown.log_in())),
    ]
    for _, one in told:
        expect.refused(one.outcome, "LOGIN_FAILED")
    expect.alike([(name, one.compared(policy.size_class.size)) for name, one in told], what="answer to a login")


@proves("PRV-009", case="right pair", people=["citizen"], needs=["accounts"])
def test_wrong_password_spoils_no_later_login(visitor: Visitor, expect: Expect) -> None:
    open_account(visitor)
    expect.refused(visitor.log_in(WRONG_PASSWORD), "LOGIN_FAILED")
    expect.accepted(visitor.log_in())


@proves("PRV-009", case="recovery for an unknown user", people=["citizen", "unknown"], needs=["accounts"])
def test_recovery_is_answered_alike_for_everybody(visitors: list[Visitor], expect: Expect, policy: Policy) -> None:
    registered, unknown = visitors
    open_account(registered)
    told = [(visitor.person.role, _told(visitor, visitor.recover())) for visitor in (registered, unknown)]
    for _, one in told:
        expect.accepted(one.outcome)
    expect.alike([(name, one.compared(policy.size_class.size)) for name, one in told], what="answer to a recovery")


@proves("PRV-009", case="recovery by the owner", people=["citizen"], needs=["accounts"])
def test_owner_sets_a_new_password(visitor: Visitor, expect: Expect) -> None:
    open_account(visitor)
    expect.accepted(visitor.recover())
    code = visitor.mailed_code()
    expect.refused(visitor.reset_password(wrong_code(code), "a-new-and-long-password"), "LOGIN_FAILED")
    expect.accepted(visitor.reset_password(code, "a-new-and-long-password"))
    expect.accepted(visitor.log_in("a-new-and-long-password"))
    expect.refused(visitor.log_in(), "LOGIN_FAILED")

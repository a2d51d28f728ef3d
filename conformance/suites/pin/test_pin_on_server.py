"""The server holds the state of the PIN and never the PIN (PIN-003, 004, 007)."""

import re
from http import HTTPStatus

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from conformance.observe import planted_pin
from conformance.session import Session
from conformance.wire import to, with_field
from simulators.journey import PIN, Applicant, WayBlockedError


@proves("PIN-004", case="app killed before confirm", people=["citizen"])
def test_identity_is_pending_until_the_pin_is_confirmed(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="activate")
    expect.accepted(applicant.state(), state="PIN_PENDING")
    expect.refused(applicant.services(), "CERT_NOT_ACTIVE")
    expect.accepted(applicant.activate(), state="ACTIVE")
    expect.accepted(applicant.services())


@proves("PIN-004", case="confirm missing", people=["citizen"])
def test_activation_without_confirm_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="activate")
    expect.refused(applicant.phone.activate(confirmed=False), "CONFIRMATION_REQUIRED")
    expect.accepted(applicant.state(), state="PIN_PENDING")


@proves("PIN-007", case="request that carries a PIN field", people=["citizen"], layer="wire")
def test_pin_field_is_refused(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="activate")
    applicant.phone.network.rewrite_next(with_field("pin", PIN))
    expect.refused(applicant.activate(), "FIELD_NOT_ALLOWED")
    expect.accepted(applicant.state(), state="PIN_PENDING")


@proves("PIN-007", case="state changes pending, set", people=["citizen"])
def test_pin_is_readable_as_a_state(applicant: Applicant, expect: Expect) -> None:
    applicant.walk(to="activate")
    pending = expect.accepted(applicant.state())
    expect.equal(pending.pin_state, "pending", what="PIN state before confirm")
    expect.accepted(applicant.activate())
    expect.equal(expect.accepted(applicant.state()).pin_state, "set", what="PIN state after confirm")


@pytest.mark.parametrize("path", ["/v1/identity/pin", "/v1/pin", "/v1/admin/pin", "/test/pin"])
@proves("PIN-003", case="support operator asks for the PIN", people=["citizen"], layer="wire")
def test_nobody_can_ask_for_the_pin(applicant: Applicant, expect: Expect, path: str) -> None:
    applicant.phone.network.rewrite_next(to(path))
    expect.refused(applicant.services(), "NOT_FOUND")


@proves("PIN-003", case="no operation that returns a PIN is published", people=["citizen"], layer="wire")
def test_published_answers_hold_no_pin(applicant: Applicant, expect: Expect) -> None:
    applicant.phone.network.rewrite_next(to("/openapi.json"))
    applicant.phone.channels()
    answer = applicant.phone.network.last
    if answer is None or answer.status != HTTPStatus.OK:
        raise WayBlockedError("openapi", None)
    named = set(re.findall(r'"(\w*pin\w*)"\s*:', answer.body.decode(), re.IGNORECASE))
    expect.equal(sorted(named - {"pin_state"}), [], what="published fields that hold a PIN")


@proves("PIN-003", case="leak scan for the planted PIN", people=["citizen"], grade="O3", needs=["files", "own-wire"])
def test_planted_pin_is_found_nowhere(applicant: Applicant, expect: Expect, run: Session) -> None:
    applicant.walk(to="activate")
    applicant.phone.network.rewrite_next(with_field("pin", planted_pin(run)))
    applicant.activate()
    expect.accepted(applicant.activate())
    expect.no_leak()

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from harness.reference.refusal import Refusal
from harness.reference.registry.rules import (
    Card,
    Change,
    Claim,
    Difference,
    Record,
    ResidencyRequest,
    changed,
    check_eligible,
    check_request,
    differences,
    may_keep,
    request_differences,
)
from harness.world.policy import Policy

POLICY = Policy(name="t", nation="kuwait", authority_en="A", authority_ar="ا", sms_sender="A")
TODAY = date(2026, 5, 2)
CITIZEN = Record(
    civil_number="290010100003",
    category="citizen",
    status="active",
    nationality="KWT",
    birth_date=date(1990, 1, 1),
    card=Card(serial="current", kind="smart", expires_on=TODAY),
    earlier_serials=("earlier",),
    hawyti_serial="hawyti",
)
RESIDENT = replace(CITIZEN, category="resident", nationality="IND", passport_number="P1234567", residency_article=18)
CLAIM = Claim(
    civil_number="290010100003", card_serial="current", hawyti_serial=None, nationality="KWT", passport_number=None
)


def policy(**changes):
    return msgspec.structs.replace(POLICY, **changes)


def test_a_true_claim_has_no_difference():
    assert differences(CITIZEN, CLAIM) == ()


@pytest.mark.parametrize(
    ("record", "claim", "difference"),
    [
        (None, CLAIM, Difference.UNKNOWN),
        (CITIZEN, replace(CLAIM, card_serial="other"), Difference.SERIAL),
        (CITIZEN, replace(CLAIM, card_serial="earlier"), Difference.STALE),
        (CITIZEN, replace(CLAIM, card_serial=None, hawyti_serial="hawyti"), Difference.STALE),
        (RESIDENT, replace(CLAIM, nationality="IND", passport_number="P0000000"), Difference.PASSPORT),
        (RESIDENT, CLAIM, Difference.NATIONALITY),
        (replace(CITIZEN, birth_date=date(1990, 1, 2)), CLAIM, Difference.BIRTH_DATE),
        (replace(CITIZEN, card=None), CLAIM, Difference.CARD),
        (replace(CITIZEN, card=replace(CITIZEN.card, is_active=False)), CLAIM, Difference.SERIAL),
    ],
)
def test_a_wrong_item_is_found(record, claim, difference):
    assert difference in differences(record, claim)


def test_a_hawyti_serial_holds_for_a_first_issue():
    record = replace(CITIZEN, card=None, first_issue=True)
    assert differences(record, replace(CLAIM, card_serial=None, hawyti_serial="hawyti")) == ()


@pytest.mark.parametrize(
    ("record", "rules", "code"),
    [
        (replace(CITIZEN, status="deceased"), {}, "NOT_ELIGIBLE"),
        (replace(CITIZEN, category="visitor"), {}, "NOT_ELIGIBLE"),
        (replace(CITIZEN, card=replace(CITIZEN.card, kind="legacy")), {}, "SMART_CARD_REQUIRED"),
        (replace(CITIZEN, card=replace(CITIZEN.card, expires_on=date(2026, 5, 1))), {}, "SMART_CARD_REQUIRED"),
        (replace(CITIZEN, birth_date=date(2021, 5, 3)), {}, "TOO_YOUNG"),
        (replace(CITIZEN, birth_date=date(2021, 5, 2)), {}, "TOO_YOUNG"),
        (replace(RESIDENT, residency_article=20), {}, "CATEGORY_EXCLUDED"),
        (replace(RESIDENT, residency_article=20), {"allow_art20_from": date(2026, 5, 3)}, "CATEGORY_EXCLUDED"),
        (replace(RESIDENT, residency_article=None), {}, "DATA_INCOMPLETE"),
    ],
)
def test_who_may_not_register_is_refused(record, rules, code):
    with pytest.raises(Refusal) as refused:
        check_eligible(record, policy(**rules), today=TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("record", "rules"),
    [
        (CITIZEN, {}),
        (RESIDENT, {}),
        (replace(CITIZEN, birth_date=date(2021, 5, 1)), {}),
        (replace(CITIZEN, birth_date=date(2021, 5, 2)), {"age_rule": "ge"}),
        (replace(CITIZEN, card=replace(CITIZEN.card, expires_on=date(2020, 1, 1))), {"expired_card_counts": True}),
        (replace(RESIDENT, residency_article=20), {"allow_art20_from": TODAY}),
    ],
)
def test_who_may_register_is_let_through(record, rules):
    check_eligible(record, policy(**rules), today=TODAY)


REQUEST = ResidencyRequest(reference_number="R1", fee_paid=True, has_portrait=True, civil_number_allocated=False)
REQUESTED = replace(RESIDENT, card=None, hawyti_serial=None, earlier_serials=(), request=REQUEST)
BY_REFERENCE = Claim(
    civil_number="",
    card_serial=None,
    hawyti_serial=None,
    nationality="",
    passport_number="P1234567",
    reference_number="R1",
)
ALLOCATED = replace(REQUESTED, request=replace(REQUEST, civil_number_allocated=True))
BY_CIVIL_NUMBER = replace(BY_REFERENCE, civil_number="290010100003", reference_number=None)
NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(("record", "claim"), [(REQUESTED, BY_REFERENCE), (ALLOCATED, BY_CIVIL_NUMBER)])
def test_a_true_claim_without_a_card_has_no_difference(record, claim):
    assert request_differences(record, claim) == ()


@pytest.mark.parametrize(
    ("record", "claim", "difference"),
    [
        (None, BY_REFERENCE, Difference.UNKNOWN),
        (replace(REQUESTED, request=None), BY_REFERENCE, Difference.REQUEST),
        (replace(REQUESTED, request=replace(REQUEST, fee_paid=False)), BY_REFERENCE, Difference.REQUEST),
        (replace(REQUESTED, card=CITIZEN.card), BY_REFERENCE, Difference.REQUEST),
        (ALLOCATED, BY_REFERENCE, Difference.CONSUMED),
        (replace(REQUESTED, request=replace(REQUEST, has_portrait=False)), BY_REFERENCE, Difference.PORTRAIT),
        (REQUESTED, replace(BY_REFERENCE, passport_number="P0000000"), Difference.PASSPORT),
        (REQUESTED, replace(BY_REFERENCE, nationality="KWT"), Difference.NATIONALITY),
        (replace(ALLOCATED, birth_date=date(1990, 1, 2)), BY_CIVIL_NUMBER, Difference.BIRTH_DATE),
    ],
)
def test_a_wrong_item_without_a_card_is_the_one_that_is_found(record, claim, difference):
    assert difference in request_differences(record, claim)
    assert record is None or request_differences(record, claim) == (difference,)


def test_a_serial_of_a_first_issue_is_of_another_kind_for_a_renewal():
    record = replace(CITIZEN, hawyti_serial=None)
    claim = replace(CLAIM, card_serial=None, hawyti_serial="hawyti")
    assert Difference.KIND in differences(record, claim)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (replace(REQUESTED, category="citizen"), "CHANNEL_NOT_ALLOWED"),
        (replace(REQUESTED, category="visitor"), "NOT_ELIGIBLE"),
        (replace(REQUESTED, residency_article=20), "CATEGORY_EXCLUDED"),
    ],
)
def test_who_may_not_register_without_a_card_is_refused(record, code):
    with pytest.raises(Refusal) as refused:
        check_request(record, POLICY, today=TODAY)
    assert refused.value.code == code


def test_who_has_a_paid_request_may_register_without_a_card():
    check_request(REQUESTED, POLICY, today=TODAY)


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        (RESIDENT, True),
        (replace(RESIDENT, card=None), True),
        (replace(RESIDENT, status="deceased"), False),
        (replace(RESIDENT, status="cancelled"), False),
        (replace(RESIDENT, residency_article=20), False),
    ],
)
def test_who_may_keep_an_identity(record, kept):
    assert may_keep(record, POLICY, NOW) is kept


def test_a_change_leaves_what_it_does_not_name():
    assert changed(RESIDENT, Change()) == RESIDENT
    assert changed(RESIDENT, Change(status="deceased")) == replace(RESIDENT, status="deceased")


def test_a_paid_fee_makes_the_serial_of_a_first_issue():
    unpaid = replace(REQUESTED, request=replace(REQUEST, fee_paid=False))
    paid = changed(unpaid, Change(fee_paid=True, hawyti_serial="H1"))
    assert (paid.request.fee_paid, paid.hawyti_serial, paid.first_issue) == (True, "H1", True)

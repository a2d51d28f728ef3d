from dataclasses import replace
from datetime import date

import msgspec
import pytest

from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Card, Claim, Difference, Record, check_eligible, differences
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

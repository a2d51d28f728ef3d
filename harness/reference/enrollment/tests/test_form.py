import msgspec
import pytest

from harness.protocol.identifiers import card_serial_for, hawyti_serial_for, reference_number_for
from harness.protocol.messages.enrollment import ApplicantData
from harness.reference.enrollment.form import read_form
from harness.reference.enrollment.rules import version_of
from harness.reference.refusal import Refusal
from harness.world.policy import Policy

POLICY = Policy(name="t", nation="kuwait", authority_en="A", authority_ar="ا", sms_sender="A")
CITIZEN = ApplicantData(
    civil_number="290010100003",
    card_serial=card_serial_for(300_000_001),
    nationality="KWT",
    email="a@example.org",
    mobile="50000001",
)


def form(**changes):
    return read_form(msgspec.structs.replace(CITIZEN, **changes), POLICY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"civil_number": None}, "CIVIL_NO_REQUIRED"),
        ({"civil_number": "  "}, "CIVIL_NO_REQUIRED"),
        ({"civil_number": "290010100004"}, "CIVIL_NO_INVALID"),
        ({"civil_number": "29001010000"}, "CIVIL_NO_INVALID"),
        ({"card_serial": None}, "SERIAL_REQUIRED"),
        ({"card_serial": "290010100003"}, "SERIAL_FORMAT"),
        ({"card_serial": "123456"}, "SERIAL_FORMAT"),
        ({"nationality": None}, "NATIONALITY_REQUIRED"),
        ({"nationality": "SAU"}, "PASSPORT_REQUIRED"),
        ({"nationality": "SAU", "passport_number": "1"}, "PASSPORT_FORMAT"),
        ({"email": None}, "EMAIL_REQUIRED"),
        ({"email": "a@"}, "EMAIL_INVALID"),
        ({"mobile": None}, "MOBILE_REQUIRED"),
        ({"mobile": "22222222"}, "MOBILE_INVALID"),
        ({"mobile": "5000000"}, "MOBILE_INVALID"),
    ],
)
def test_one_changed_item_is_refused_by_its_own_code(changes, code):
    with pytest.raises(Refusal) as refused:
        form(**changes)
    assert refused.value.code == code


def test_a_complete_form_is_normalized():
    assert form(mobile="+965 5000 0001").mobile == "+96550000001"


def test_arabic_digits_are_read_as_digits():
    assert form(civil_number="٢٩٠٠١٠١٠٠٠٠٣").claim.civil_number == "290010100003"


def test_a_hawyti_serial_serves_in_place_of_the_card_serial():
    assert form(card_serial=None, hawyti_serial=hawyti_serial_for(1)).claim.hawyti_serial == hawyti_serial_for(1)


def test_a_passport_of_a_citizen_is_neither_read_nor_kept():
    assert form(passport_number="not a passport").claim.passport_number is None


@pytest.mark.parametrize(("low", "high"), [("1.9", "1.10"), ("0.9.9", "1"), ("1.0", "1.0.1")])
def test_versions_are_compared_as_numbers(low, high):
    assert version_of(low) < version_of(high)


def test_trailing_zeros_make_no_other_version():
    assert version_of("1") == version_of("1.0.0")


REFERENCE = reference_number_for(1)


def cardless(policy=POLICY, **changes):
    told = {
        "civil_number": REFERENCE,
        "passport_number": "a1234567",
        "card_serial": None,
        "email": None,
        "mobile": None,
    }
    return read_form(msgspec.structs.replace(CITIZEN, **{**told, **changes}), policy, method="cardless")


def test_a_reference_number_stands_for_the_civil_number_without_a_card():
    claim = cardless().claim
    assert (claim.reference_number, claim.civil_number, claim.number) == (REFERENCE, "", REFERENCE)


def test_the_civil_number_is_taken_without_a_card_too():
    claim = cardless(civil_number="290010100003").claim
    assert (claim.reference_number, claim.number) == (None, "290010100003")


def test_a_passport_of_a_citizen_counts_without_a_card():
    assert cardless(nationality="KWT").claim.passport_number == "A1234567"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"civil_number": None}, "CIVIL_NO_REQUIRED"),
        ({"civil_number": "R12"}, "CIVIL_NO_INVALID"),
        ({"civil_number": "290010100004"}, "CIVIL_NO_INVALID"),
        ({"passport_number": None}, "PASSPORT_REQUIRED"),
        ({"passport_number": "1"}, "PASSPORT_FORMAT"),
        ({"mobile": "22412345"}, "MOBILE_INVALID"),
        ({"email": "a@"}, "EMAIL_INVALID"),
    ],
)
def test_a_wrong_item_without_a_card_is_refused(changes, code):
    with pytest.raises(Refusal) as refused:
        cardless(**changes)
    assert refused.value.code == code


def test_a_mobile_number_is_required_without_a_card_where_a_code_is_sent():
    asking = msgspec.structs.replace(POLICY.otp_by_channel, cardless=True)
    with pytest.raises(Refusal, match="MOBILE_REQUIRED"):
        cardless(msgspec.structs.replace(POLICY, otp_by_channel=asking))


def test_a_reference_number_is_no_civil_number_with_a_card():
    with pytest.raises(Refusal, match="CIVIL_NO_INVALID"):
        form(civil_number=REFERENCE)

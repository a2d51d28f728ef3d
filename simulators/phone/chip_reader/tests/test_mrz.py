"""The machine readable zone: the specimens of ICAO Doc 9303-5 are read, and a wrong character is found."""

from datetime import date

import pytest

from simulators.phone.chip_reader.mrz import check_digit, parse_td1

SPECIMEN = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
LONG_NUMBER = "I<UTOD23145890<7349<<<<<<<<<<<3407127M9507122UTO<<<<<<<<<<<2STEVENSON<<PETER<JOHN<<<<<<<<<"


def test_the_specimen_is_read():
    mrz = parse_td1(SPECIMEN)
    assert (mrz.document_code, mrz.issuer, mrz.document_number) == ("I", "UTO", "D23145890")
    assert (mrz.birth_date, mrz.sex, mrz.expiry_date, mrz.nationality) == ("740812", "F", "120415", "UTO")
    assert (mrz.surname, mrz.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert (mrz.optional_1, mrz.optional_2) == ("", "")


def test_a_number_of_more_than_nine_characters_goes_on_in_the_optional_field():
    assert parse_td1(LONG_NUMBER).document_number == "D23145890734"


@pytest.mark.parametrize("at", [5, 13, 14, 30, 36, 38, 44, 48, 59])
def test_one_wrong_character_under_a_check_digit_is_found(at):
    wrong = "C"  # its value, 12, differs from those of the others even after the division by ten
    with pytest.raises(ValueError, match="check digit"):
        parse_td1(SPECIMEN[:at] + wrong + SPECIMEN[at + 1 :])


def test_a_zone_that_is_cut_is_refused():
    with pytest.raises(ValueError, match="89 characters"):
        parse_td1(SPECIMEN[:-1])


def test_check_digit_refuses_what_cannot_stand_in_a_zone():
    assert check_digit("520727") == "3"
    with pytest.raises(ValueError, match="cannot stand"):
        check_digit("52072a")


def test_a_card_is_valid_on_its_last_day_and_expired_on_the_next():
    mrz = parse_td1(SPECIMEN)
    assert not mrz.expired(date(2012, 4, 15))
    assert mrz.expired(date(2012, 4, 16))
    assert not mrz.expired(date(2002, 4, 16))

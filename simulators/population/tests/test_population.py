"""A population is fixed by its seed, valid in every number, and exact at the age limit; its roster reads back."""

import csv
from collections import Counter
from datetime import date, timedelta

import cv2
import msgspec
import numpy as np
import pytest

from harness.commandline import UsageError
from harness.protocol.identifiers import (
    birth_date_of,
    parse_card_serial,
    parse_civil_number,
    parse_email_address,
    parse_hawyti_serial,
    parse_msisdn,
    parse_passport_number,
    parse_reference_number,
)
from simulators.faces.traits import face_traits
from simulators.population.command import load_spec
from simulators.population.generate import build_population, years_before
from simulators.population.people import PopulationSpec, read_spec
from simulators.population.roster import load_roster, roster_of, write_roster

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def population():
    return build_population(1, today=TODAY, spec=load_spec(None))


def by_role(population, role):
    return [person for person in population.people if person.role == role]


def test_population_repeats_for_its_seed(population):
    assert build_population(1, today=TODAY, spec=load_spec(None)) == population


def test_other_seed_gives_other_people(population):
    other = build_population(2, today=TODAY, spec=load_spec(None))
    assert {p.civil_number for p in other.people}.isdisjoint({p.civil_number for p in population.people})


def test_more_people_of_one_role_leave_the_others_alone():
    small = build_population(1, today=TODAY, spec=PopulationSpec(name="small", counts={"citizen": 1, "visitor": 2}))
    large = build_population(1, today=TODAY, spec=PopulationSpec(name="large", counts={"citizen": 9, "visitor": 2}))
    assert by_role(small, "visitor") == by_role(large, "visitor")


def test_population_has_the_counts_of_its_file(population):
    assert Counter(person.role for person in population.people) == load_spec(None).counts


def test_civil_number_is_valid_and_carries_the_birth_date(population):
    for person in population.people:
        agrees = birth_date_of(parse_civil_number(person.civil_number)) == person.birth_date
        assert agrees == (person.role != "birth_date_differs")


def test_every_other_identifier_is_valid(population):
    for person in population.people:
        given = [(parse_msisdn, person.mobile), (parse_email_address, person.email)]
        given += [(parse_card_serial, serial) for serial in person.earlier_card_serials]
        given += [(parse_passport_number, number) for number in person.earlier_passport_numbers]
        given += [
            (parse_card_serial, person.card.serial if person.card else None),
            (parse_passport_number, person.passport_number),
            (parse_hawyti_serial, person.hawyti_serial),
            (parse_reference_number, person.reference_number),
        ]
        assert [value for parse, value in given if value and parse(value) != value] == []


def test_no_identifier_is_given_twice(population):
    given = [
        value
        for p in population.people
        for value in (
            p.person_id, p.civil_number, p.mobile, p.email, p.card and p.card.serial, p.hawyti_serial,
            p.reference_number, p.passport_number, *p.earlier_card_serials, *p.earlier_passport_numbers,
        )
        if value
    ]  # fmt: skip
    assert len(given) == len(set(given))


def test_mail_goes_to_domains_reserved_for_examples(population):
    assert {person.email.partition("@")[2] for person in population.people} == {"example.org", "example.com"}


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 3, 1), date(2028, 3, 1), date(2027, 12, 31)])
@pytest.mark.parametrize(
    ("role", "years_on"),
    [("child_too_young", {-1: 4, 0: 4, 1: 5}), ("child_fifth_birthday", {-1: 4, 0: 5}), ("child_five_and_a_day", {-1: 5, 0: 5})],
)  # fmt: skip
def test_child_turns_five_on_the_day_its_role_says(today, role, years_on):
    child = build_population(1, today=today, spec=PopulationSpec(name="one", counts={role: 1})).people[0]
    if (today.month, today.day) == (2, 29):
        years_on = {0: years_on[0]}  # no 29 February five years before: the neighbors shift
    born = child.birth_date
    for days, years in years_on.items():
        day = today + timedelta(days=days)
        assert day.year - born.year - ((day.month, day.day) < (born.month, born.day)) == years


def test_birthday_of_a_leap_day_falls_back_where_the_year_has_none():
    assert years_before(date(2028, 2, 29), 5) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("role", "article", "has_card"),
    [
        ("citizen", None, True),
        ("resident_17", 17, True),
        ("resident_18", 18, True),
        ("resident_22", 22, True),
        ("domestic_worker", 20, True),
        ("driver_18", 18, True),
        ("article_missing", None, True),
        ("visitor", None, True),
        ("clerk_20", 20, True),
        ("card_collected", 18, True),
        ("first_issue", 18, False),
        ("fee_unpaid", 18, False),
        ("cardless_resident", 18, False),
        ("cardless_allocated", 18, False),
        ("cardless_citizen", None, False),
    ],
)
def test_role_decides_article_and_card(population, role, article, has_card):
    for person in by_role(population, role):
        assert (person.residency_article, person.card is not None) == (article, has_card)


def test_residents_and_whoever_has_a_request_have_passports(population):
    for person in population.people:
        is_asked_for_one = person.nationality != "KWT" or person.reference_number is not None
        assert (person.passport_number is not None) == is_asked_for_one


def test_category_follows_nationality_and_role(population):
    for person in population.people:
        expected = "citizen" if person.nationality == "KWT" else "visitor" if person.role == "visitor" else "resident"
        assert person.category == expected


@pytest.mark.parametrize(
    ("role", "holds"),
    [
        ("fee_unpaid", lambda p: not p.fee_paid),
        ("cardless_no_portrait", lambda p: p.portrait is None),
        ("replaced_card", lambda p: len(p.earlier_card_serials) == 1),
        ("old_passport", lambda p: len(p.earlier_passport_numbers) == 1),
        ("borrowed_mobile", lambda p: not p.mobile_in_own_name),
        ("deceased", lambda p: p.record_status == "deceased"),
        ("cancelled", lambda p: p.record_status == "cancelled"),
        ("legacy_card", lambda p: p.card.kind == "legacy"),
        ("expired_card", lambda p: p.card.expires_on < TODAY),
        ("driver_18", lambda p: "driver" in p.occupation),
    ],
)
def test_mark_of_a_role_is_on_its_people_and_nobody_else(population, role, holds):
    marked = {p.role for p in population.people if (p.card or role not in {"legacy_card", "expired_card"}) and holds(p)}
    assert marked == {role}


@pytest.mark.parametrize(
    ("roles", "holds"),
    [
        ({"first_issue", "card_collected"}, lambda p: p.hawyti_serial is not None),
        ({"cardless_resident", "cardless_no_portrait", "cardless_citizen"}, lambda p: not p.civil_number_allocated),
    ],
)
def test_mark_of_several_roles_is_on_their_people_and_nobody_else(population, roles, holds):
    assert {p.role for p in population.people if holds(p)} == roles


def test_cards_were_issued_before_today_and_after_birth(population):
    for person in population.people:
        if person.card:
            assert person.birth_date <= person.card.issued_on < TODAY


def test_face_has_the_sex_and_age_of_the_person(population):
    for person in population.people:
        face = face_traits(person.face_seed)
        assert face.sex == person.sex
        assert abs(face.age - max((TODAY - person.birth_date).days / 365.25, 5)) < 9


def test_person_is_found_by_name(population):
    assert population.person("domestic-worker-1").role == "domestic_worker"


def test_name_of_nobody_is_a_key_error(population):
    with pytest.raises(KeyError):
        population.person("nobody-1")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    counts = {"citizen": 2, "first_issue": 1, "replaced_card": 1, "old_passport": 1, "unknown": 1}
    small = build_population(1, today=TODAY, spec=PopulationSpec(name="small", counts=counts))
    return small, write_roster(small, tmp_path_factory.mktemp("roster"))


def test_roster_reads_back_as_it_was_written(written):
    small, path = written
    assert load_roster(path) == roster_of(small)


def test_roster_leaves_out_whom_the_registry_does_not_know(written):
    small, path = written
    unknown = {person.civil_number for person in small.people if person.role == "unknown"}
    assert unknown
    assert unknown.isdisjoint({person.civil_number for person in load_roster(path).people})


def test_roster_says_neither_role_nor_face_seed(written):
    text = written[1].read_text(encoding="utf-8")
    assert "role" not in text
    assert "face_seed" not in text


def test_table_holds_one_row_for_each_person_of_the_roster(written):
    path = written[1]
    with (path.parent / "roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    roster = load_roster(path)
    assert [row["civil_number"] for row in rows] == [person.civil_number for person in roster.people]
    assert [row["card_serial"] for row in rows] == [
        person.card.serial if person.card else "" for person in roster.people
    ]


def test_every_portrait_is_a_picture(written):
    path = written[1]
    for person in load_roster(path).people:
        assert person.portrait
        encoded = np.frombuffer((path.parent / person.portrait).read_bytes(), dtype=np.uint8)
        assert cv2.imdecode(encoded, cv2.IMREAD_COLOR).shape == (450, 360, 3)


@pytest.mark.parametrize(
    "text", [b'name = "x"\n[counts]\nking = 1', b'name = "x"\n[counts]\ncitizen = -1', b"counts = 1"]
)
def test_malformed_population_file_is_refused(text):
    with pytest.raises(msgspec.ValidationError):
        read_spec(text)


def test_missing_population_file_is_named_in_the_error(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.toml"):
        load_spec(tmp_path / "nowhere.toml")

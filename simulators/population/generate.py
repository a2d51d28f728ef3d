"""Builds a population from a seed: everybody's numbers fit their birth date, their role and each other.

Every person has a random stream of their own, so more people of one role leave the others as they are, but for the
rare number or face that was taken. A visitor has neither civil number nor card in reality;
ours has both, so that the refusal after proof can be tested. Whoever has no civil number yet has the one that will be
allocated, so that a person has one for ever.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import get_args

from faker import Faker
from msgspec.structs import replace

from harness.world.roster import CITIZEN_NATIONALITY, Card, CardKind, ResidencyArticle
from simulators.entropy import Entropy
from simulators.faces.traits import Sex
from simulators.population.faces import Faces
from simulators.population.names import name_source
from simulators.population.numbers import Numbers
from simulators.population.people import Person, Population, PopulationSpec, Role

_ADULT_YEARS = (21, 70)
_YOUNGEST_FACE_YEARS = 5
_CARD_YEARS = 5
_NATIONALITIES = ("EGY", "IND", "PHL", "SYR", "JOR", "LBN", "PAK", "BGD", "LKA", "NPL")
_OCCUPATIONS = ("Accountant", "Engineer", "Nurse", "Teacher", "Sales clerk", "Electrician", "Cook", "Designer")
_ARTICLES: dict[Role, ResidencyArticle] = {
    "resident_17": 17,
    "resident_22": 22,
    "domestic_worker": 20,
    "clerk_20": 20,
    "resident_18": 18,
    "driver_18": 18,
    "cardless_resident": 18,
    "cardless_no_portrait": 18,
    "cardless_allocated": 18,
    "fee_unpaid": 18,
    "card_collected": 18,
    "first_issue": 18,
    "old_passport": 18,
}
_FOREIGN: frozenset[Role] = frozenset((*_ARTICLES, "visitor", "article_missing"))
_SIM_AGE_DAYS: dict[Role, int] = {"swapped_sim": 2, "settled_sim": 365}
_NOT_ALLOCATED: frozenset[Role] = frozenset(("cardless_resident", "cardless_no_portrait", "cardless_citizen"))
_CARDLESS: frozenset[Role] = frozenset((*_NOT_ALLOCATED, "cardless_allocated", "first_issue", "fee_unpaid"))
_FIXED_OCCUPATIONS: dict[Role, str] = {
    "driver_18": "Light vehicle driver",
    "domestic_worker": "Domestic worker",
    "resident_22": "",
    "visitor": "",
    "clerk_20": "Office clerk",
}


def build_population(seed: int, *, today: date, spec: PopulationSpec) -> Population:
    """The population of that seed; ages and expiry dates hold on `today`."""
    numbers, names, faces = Numbers(), name_source(), Faces()
    entropy = Entropy(seed)
    people = tuple(
        _person(
            entropy.stream("person", role, place),
            role=role,
            place=place,
            today=today,
            numbers=numbers,
            names=names,
            faces=faces,
        )
        for role in get_args(Role)
        for place in range(1, spec.counts.get(role, 0) + 1)
    )
    return Population(seed=seed, today=today, people=people)


def years_before(today: date, years: int) -> date:
    """The birth date of who is exactly so many years old; on a leap day without one in that year, the day before."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def _person(  # noqa: PLR0913 (one person is made of this much, all by keyword)
    stream: random.Random, *, role: Role, place: int, today: date, numbers: Numbers, names: Faker, faces: Faces
) -> Person:
    sex: Sex = "female" if stream.random() < 0.5 else "male"  # noqa: PLR2004 (half and half)
    names.seed_instance(stream.getrandbits(64))
    name = names.bilingual_name(sex)
    birth_date = _birth_date(stream, role, today)
    person_id = f"{role.replace('_', '-')}-{place}"
    person = Person(
        person_id=person_id,
        role=role,
        name_en=name.en,
        name_ar=name.ar,
        birth_date=birth_date,
        sex=sex,
        nationality=CITIZEN_NATIONALITY,
        civil_number=numbers.civil_number(stream, birth_date),
        card=None if role in _CARDLESS else _card(stream, role=role, today=today, numbers=numbers),
        mobile=numbers.mobile(stream),
        email=numbers.email(stream, name.en),
        portrait=f"portraits/{person_id}.jpg",
        face_seed=faces.fitting(stream, sex=sex, age=_age(birth_date, today)),
    )
    if role in _FOREIGN:
        person = _foreigner(person, stream=stream, numbers=numbers)
    if role in _SIM_AGE_DAYS:
        person = replace(person, sim_changed_on=today - timedelta(days=_SIM_AGE_DAYS[role]))
    change = _CHANGES.get(role)
    return person if change is None else change(person, stream, numbers)


def _birth_date(stream: random.Random, role: Role, today: date) -> date:
    fifth_birthday = years_before(today, 5)
    match role:
        case "child_too_young":
            return fifth_birthday + timedelta(days=1)
        case "child_fifth_birthday":
            return fifth_birthday
        case "child_five_and_a_day":
            return fifth_birthday - timedelta(days=1)
        case "child_six":
            return years_before(today, 6) - timedelta(days=stream.randint(1, 300))
    youngest, oldest = (years_before(today, years) for years in _ADULT_YEARS)
    return oldest + timedelta(days=stream.randint(0, (youngest - oldest).days))


def _card(stream: random.Random, *, role: Role, today: date, numbers: Numbers) -> Card:
    kind: CardKind = "legacy" if role == "legacy_card" else "smart"
    days = -stream.randint(1, 400) if role == "expired_card" else stream.randint(90, 1500)
    expires_on = today + timedelta(days=days)
    issued_on = min(years_before(expires_on, _CARD_YEARS), today - timedelta(days=1))
    if role.startswith("child_"):
        issued_on = today - timedelta(days=stream.randint(1, 300))
    return Card(serial=numbers.card_serial(stream), kind=kind, issued_on=issued_on, expires_on=expires_on)


def _age(birth_date: date, today: date) -> int:
    """Whole years, at least those of the youngest face."""
    years = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    return max(years, _YOUNGEST_FACE_YEARS)


def _foreigner(person: Person, *, stream: random.Random, numbers: Numbers) -> Person:
    return replace(
        person,
        nationality=stream.choice(_NATIONALITIES),
        category="visitor" if person.role == "visitor" else "resident",
        passport_number=numbers.passport_number(stream),
        residency_article=_ARTICLES.get(person.role),
        occupation=_FIXED_OCCUPATIONS.get(person.role, stream.choice(_OCCUPATIONS)),
    )


def _replaced_card(person: Person, stream: random.Random, numbers: Numbers) -> Person:
    return replace(person, earlier_card_serials=(numbers.card_serial(stream),))


def _old_passport(person: Person, stream: random.Random, numbers: Numbers) -> Person:
    return replace(person, earlier_passport_numbers=(numbers.passport_number(stream),))


def _first_issue(person: Person, stream: random.Random, numbers: Numbers) -> Person:
    return replace(person, hawyti_serial=numbers.hawyti_serial(stream))


def _requested(person: Person, stream: random.Random, numbers: Numbers) -> Person:
    """A first residency request; the card-less channel asks for the passport of citizens, too."""
    return replace(
        person,
        reference_number=numbers.reference_number(stream),
        passport_number=person.passport_number or numbers.passport_number(stream),
        civil_number_allocated=person.role not in _NOT_ALLOCATED,
        fee_paid=person.role != "fee_unpaid",
        portrait=None if person.role == "cardless_no_portrait" else person.portrait,
    )


def _birth_date_differs(person: Person, _stream: random.Random, _numbers: Numbers) -> Person:
    return replace(person, birth_date=person.birth_date + timedelta(days=1))


_CHANGES: dict[Role, Callable[[Person, random.Random, Numbers], Person]] = {
    "replaced_card": _replaced_card,
    "old_passport": _old_passport,
    "first_issue": _first_issue,
    "card_collected": _first_issue,
    "birth_date_differs": _birth_date_differs,
    "cardless_resident": _requested,
    "cardless_no_portrait": _requested,
    "cardless_allocated": _requested,
    "cardless_citizen": _requested,
    "fee_unpaid": _requested,
    "unknown": _requested,
    "borrowed_mobile": lambda person, _stream, _numbers: replace(person, mobile_in_own_name=False),
    "deceased": lambda person, _stream, _numbers: replace(person, record_status="deceased"),
    "cancelled": lambda person, _stream, _numbers: replace(person, record_status="cancelled"),
}

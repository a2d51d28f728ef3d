"""The catalogue is whole, strict, quick to read, and speaks of fields and codes that exist."""

import hashlib
import re
import time
from importlib import resources

import msgspec
import pytest
import yaml

from harness.catalogue import (
    MATCHER_FIELDS,
    POLICY_FIELDS,
    CatalogueError,
    load_catalogue,
    policy_field,
    read_catalogue,
)
from harness.catalogue.catalogue import FILES
from harness.protocol.codes import BY_CODE
from harness.world.policy import Policy

FIRST_ISSUE_AREAS = {"eligibility", "enrollment", "sms", "pin", "face", "privacy", "troubleshooting"}


@pytest.fixture
def files():
    folder = resources.files("harness.catalogue")
    return {name: folder.joinpath(name).read_bytes() for name in FILES}


def policy_names():
    catalogue = load_catalogue()
    named = {row.policy for row in catalogue.requirements.values() if row.policy}
    return named | {field for reading in catalogue.readings for field in reading.policy}


def of_the_articles():
    return [row for row in load_catalogue().requirements.values() if row.area not in ("card", "matcher")]


def test_every_row_of_the_files_is_read():
    catalogue, articles = load_catalogue(), of_the_articles()
    cases = sum(len(row.tests) for row in articles)
    assert (len(articles), cases, len(catalogue.threats), len(catalogue.sites)) == (242, 631, 102, 47)


def test_the_levels_and_devices_add_up():
    musts = sum(row.level == "MUST" for row in of_the_articles())
    assert (musts, sum(site.devices.count for site in load_catalogue().sites.values())) == (219, 66)


def test_published_test_cases_lead_to_rows_about_cards():
    catalogue = load_catalogue()
    named = {
        name
        for document in catalogue.test_documents
        for unit in document.units
        for case in unit.cases.values()
        for name in case
    }
    assert named
    assert {catalogue.requirements[name].area for name in named} == {"card"}


def test_published_test_case_of_an_unknown_row_is_refused(files):
    files["card-tests.yaml"] = files["card-tests.yaml"].replace(b"[CRD-013]", b"[CRD-913]", 1)
    with pytest.raises(CatalogueError, match=r"card-tests\.yaml: VE01\.16\.01: names the unknown requirement CRD-913"):
        read_catalogue(files)


def test_every_table_row_of_the_readings_is_read(files):
    rows = [line for line in files["readings.md"].decode().splitlines() if line.startswith("|")]
    heads = sum("Policy field" in line or set(line) <= set("|-") for line in rows)
    assert len(load_catalogue().readings) == len(rows) - heads > 50


def test_a_reading_keeps_its_section_and_all_its_fields():
    alike = next(reading for reading in load_catalogue().readings if "size_class" in reading.policy)
    assert (alike.section, alike.policy) == ("Disclosure", ("size_class", "timing_bound"))


def test_the_digest_is_over_the_bytes_in_the_order_of_the_files(files):
    assert load_catalogue().digest == hashlib.sha256(b"".join(files[name] for name in FILES)).hexdigest()


def test_the_catalogue_is_read_once():
    assert load_catalogue() is load_catalogue()


def test_reading_strictly_costs_at_most_twice_the_bare_parse(files):
    def seconds(read):
        begun = time.process_time()
        read()
        return time.process_time() - begun

    def bare():
        for name in FILES:
            if name.endswith(".yaml"):
                yaml.load(files[name], Loader=yaml.CSafeLoader)

    ours = min(seconds(lambda: read_catalogue(files)) for _ in range(4))
    assert ours < 2 * min(seconds(bare) for _ in range(4))


@pytest.mark.parametrize("name", sorted(policy_names()))
def test_every_policy_of_the_catalogue_is_a_field_of_the_policy(name):
    assert name in MATCHER_FIELDS or policy_field(name) in Policy.__struct_fields__


def test_every_alias_is_used():
    assert POLICY_FIELDS.keys() <= policy_names()


def test_no_alias_hides_a_field():
    assert not POLICY_FIELDS.keys() & set(Policy.__struct_fields__)


def test_outcome_codes_are_spelled_as_in_the_error_table():
    plain = {re.sub(r"[^A-Z0-9]", "", code): code for code in BY_CODE}
    wrong = []
    for row in load_catalogue().requirements.values():
        if row.area in FIRST_ISSUE_AREAS:
            words = {word for case in row.tests for word in re.findall(r"\b[A-Z][A-Z0-9_-]{3,}\b", case.expect)}
            meant = {word: plain.get(re.sub(r"[^A-Z0-9]", "", word), word) for word in words}
            wrong += [(row.id, word, code) for word, code in meant.items() if word != code]
    assert not wrong


def test_the_error_table_names_only_rows_that_exist():
    catalogue = load_catalogue()
    known = catalogue.requirements.keys() | catalogue.threats.keys()
    assert {name for row in BY_CODE.values() for name in row.requirements} <= known


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "requirements.yaml",
            "  actor: registry\n",
            "  actor: registry\n  mood: x\n",
            "requirements.yaml: ELG-001: .*mood",
        ),
        ("requirements.yaml", "- id: ELG-002\n", "- id: ELG-001\n", "requirements.yaml: ELG-001: stands twice"),
        ("requirements.yaml", "area: eligibility\n", "area: elsewhere\n", "requirements.yaml: ELG-001: .*elsewhere"),
        ("requirements.yaml", "derived_from: [ELG-001,", "derived_from: [ELG-999,", "ELG-007: .* ELG-999"),
        ("requirements.yaml", "  level: MUST\n", "  level: MUST\n  level: MUST\n", "'level' stands twice"),
        ("requirements.yaml", "- id: ELG-001\n", "- id: [\n", "requirements.yaml: not readable"),
        ("threats.yaml", "- id: THR-002\n", "- id: THR-001\n", "threats.yaml: THR-001: stands twice"),
        ("threats.yaml", "related: [SMS-002, PRV-011]", "related: [SMS-999]", "threats.yaml: THR-001: .* SMS-999"),
        ("kiosk-sites.yaml", "- id: NBK-02\n", "- id: NBK-01\n", "kiosk-sites.yaml: NBK-01: stands twice"),
        ("kiosk-sites.yaml", "  sites: 47\n", "  sites: 46\n", "sites is 46, counted 47"),
        ("kiosk-sites.yaml", "sites_stated: 5\n", "sites_stated: 6\n", "NBK: 6 sites stated"),
        ("readings.md", "| `age_rule` |", "| age |", "readings.md: line [0-9]+"),
        ("readings.md", "| `age_rule` | `gt` |", "| `age_rule` |", "readings.md: line [0-9]+: a reading has 5 cells"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_row(files, file, old, new, message):
    text = files[file].decode()
    assert old in text
    with pytest.raises(CatalogueError, match=message):
        read_catalogue({**files, file: text.replace(old, new, 1).encode()})


def test_a_file_that_is_no_list_is_refused(files):
    with pytest.raises(CatalogueError, match=r"requirements.yaml: the file must be a list of rows"):
        read_catalogue({**files, "requirements.yaml": b"a: b\n"})


def test_rows_cannot_be_changed():
    with pytest.raises(AttributeError):
        load_catalogue().requirements["ELG-001"].text = "x"


def test_rows_survive_a_round_trip():
    row = load_catalogue().requirements["ELG-007"]
    assert msgspec.json.decode(msgspec.json.encode(row), type=type(row)) == row

"""Packaged files of sites: they say what the directory says, and mark what nobody has said."""

from datetime import date

import pytest

from harness.catalogue.catalogue import load_catalogue
from harness.commandline import UsageError
from harness.world.assumptions import assumptions
from harness.world.opening import hours_on
from harness.world.policy import Policy
from harness.world.sites import SiteFile
from simulators.scenarios import load_sites, names, policy_text, read_toml


def test_the_sites_of_kuwait_are_those_of_the_directory():
    file, catalogue = load_sites("kuwait"), load_catalogue()
    found = {
        site.id: (
            site.name_ar,
            site.name_en,
            site.devices.count,
            site.place.governorate,
            site.place.lat,
            site.place.lon,
        )
        for site in file.sites
    }
    stated = {
        site.id: (
            site.name_ar,
            site.name_en,
            site.devices.count,
            site.place.governorate,
            site.place.lat,
            site.place.lon,
        )
        for site in catalogue.sites.values()
    }
    assert found == stated
    assert len(found) == 47
    assert {one.id: (one.name_ar, one.name_en) for one in file.operators} == {
        one.id: (one.name_ar, one.name_en) for one in catalogue.operators.values()
    }
    assert {one.label_as_written for one in file.operators if one.id == "PACI"} == {"PACE"}


def test_what_the_directory_assumes_is_assumed_here():
    marked = {site.id: (site.devices.assumed, site.place.assumed) for site in load_sites("kuwait").sites}
    assert marked == {site.id: (site.devices.assumed, site.place.assumed) for site in load_catalogue().sites.values()}


@pytest.mark.parametrize("name", names("sites"))
def test_every_packaged_calendar_is_assumed_with_a_reason(name):
    file = load_sites(name)
    keys = {some.key: some.reason for some in assumptions(file, reasons=file.reasons)}
    assert all(keys[f"calendars.{calendar}"] for calendar in file.calendars)


def test_the_year_of_kuwait_has_250_working_days():
    bank = load_sites("kuwait").calendars["bank"]
    days = (date.fromordinal(number) for number in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()))
    assert sum(hours_on(bank, day) is not None for day in days) == 250


def test_a_file_of_sites_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UsageError, match="no file of sites 'oman'; there are kuwait, kuwait-counters"):
        load_sites("oman")


@pytest.mark.parametrize(
    ("spoiled", "kind", "said"),
    [
        (b"nme = 'kuwait'", SiteFile, "f.toml: unknown field `nme`; did you mean `name`?"),
        (b"zzz = 1", SiteFile, "f.toml: unknown field `zzz`; take it out"),
        (b"name = 1", SiteFile, "f.toml: name: write text in quotes, not a whole number"),
        (
            policy_text("kuwait") + b"[otp_limits]\ntrys = 3",
            Policy,
            "f.toml: otp_limits: unknown field `trys`; did you mean",
        ),
    ],
)
def test_what_is_wrong_in_a_scenario_file_is_told_with_its_key_and_a_remedy(spoiled, kind, said):
    with pytest.raises(UsageError) as refused:
        read_toml(spoiled, kind, place="f.toml")
    assert str(refused.value).startswith(said)

"""A model that plays a day in milliseconds: two sites, one of them busy, on four days."""

import os

import pytest

SITES = """
name = "two"
title_en = "Two sites"
title_ar = "موقعان"
[calendars.shop]
[[calendars.shop.open]]
weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday"]
opens = 09:00:00
closes = 12:00:00
[[operators]]
id = "SHOP"
name_en = "Shops"
name_ar = "متاجر"
calendar = "shop"
[[operators.sites]]
id = "BUSY"
name_en = "Busy"
name_ar = "مزدحم"
devices = { count = 1 }
place = { governorate = "Hawally", lat = 29.33, lon = 48.03 }
[[operators.sites]]
id = "QUIET"
name_en = "Quiet"
name_ar = "هادئ"
devices = { count = 1 }
place = { governorate = "Hawally", lat = 29.34, lon = 48.05 }
"""

MODEL = """
name = "small"
title_en = "A small model"
title_ar = "نموذج صغير"
sites = "two.toml"
[reasons]
cohorts = "made for a test"
[period]
first = 2026-02-01
last = 2026-02-04
[[demand.cohorts]]
name = "people"
kind = "visitor"
people = 320
assumed = true
[[demand.profiles]]
weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday"]
first = 09:00:00
half_hours = [1, 2, 3, 3, 2, 1]
[demand.weights]
sites = { BUSY = 4.0 }
[[kinds]]
name = "visitor"
service = "visit"
patience = { mean_s = 1500, cv = 0.8 }
[[services]]
name = "visit"
[[services.legs]]
name = "all"
human = { mean_s = 240, cv = 0.5 }
system = { mean_s = 15, shape = "exponential" }
"""


@pytest.fixture
def small_model(tmp_path):
    """The path of the small model; its sites are in `two.toml` beside it."""
    return written(tmp_path)


@pytest.fixture(scope="module")
def lasting_model(tmp_path_factory):
    """The same for all tests of a module, which do not change it."""
    return written(tmp_path_factory.mktemp("model"))


def written(folder):
    (folder / "two.toml").write_text(SITES, encoding="utf-8")
    path = folder / "small.toml"
    path.write_text(MODEL, encoding="utf-8")
    return path


@pytest.fixture
def hawiya(capsys):
    """Runs a subcommand of `hawiya capacity`: exit code, standard output, standard error."""
    from harness.command import main  # noqa: PLC0415 - tests of formulas need no command

    def told(*words):
        code = main(["capacity", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return told


@pytest.fixture
def letters():
    """Skips where the font of pictures is missing; with CI=true nothing is skipped."""
    from harness.commandline import HarnessError  # noqa: PLC0415 - as above
    from load.capacity.report.files import check_letters  # noqa: PLC0415 - as above

    try:
        check_letters()
    except HarnessError as error:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(error))

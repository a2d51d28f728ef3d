"""Model files: the packaged ones load, and each bad one is refused in one line with file, key and remedy."""

from importlib import resources

import pytest

from harness.commandline import UsageError
from load.capacity.model.file import load_plan
from simulators.scenarios import names


@pytest.fixture
def folder(tmp_path):
    """A small model and its sites, as files that a test may spoil."""
    for kind, name in (("capacity", "kuwait"), ("sites", "kuwait")):
        text = resources.files("scenarios").joinpath(kind, f"{name}.toml").read_text(encoding="utf-8")
        text = text.replace('sites = "kuwait"', 'sites = "sites.toml"')
        (tmp_path / ("model.toml" if kind == "capacity" else "sites.toml")).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", names("capacity"))
def test_every_packaged_model_loads_and_lists_what_it_assumes(name):
    plan = load_plan(name)
    assert plan.sites
    assert all(some.reason for _, some in plan.assumptions)
    assert {place for place, _ in plan.assumptions} == {plan.place, plan.sites_place}


def test_a_model_by_path_takes_the_sites_beside_it(folder):
    plan = load_plan(str(folder / "model.toml"))
    assert plan.sites_place == str(folder / "sites.toml")
    assert len(plan.sites) == 47


MODEL = [
    ("people = 600_000", "peple = 600_000", "demand.cohorts[0]: unknown field `peple`; did you mean `people`?"),
    ("people = 600_000", "zzz = 1", "demand.cohorts[0]: unknown field `zzz`; take it out"),
    ("people = 600_000", "people = 600_000_000_000", "demand.cohorts[0].people: give at most 1"),
    ("people = 600_000", "people = -1", "demand.cohorts[0].people: give at least 0"),
    ("mean_s = 1800", "mean_s = -1800", "kinds[0].patience: mean_s is -1800; give seconds above 0"),
    ("mean_s = 1800", "mean_s = 5", "kinds[0].patience.mean_s: patience is 5 s, which is too short to be plausible"),
    ("mean_s = 1800", "mean_s = 30", "write 1800 if minutes were meant, else at least 60"),
    ("mean_s = 1800", "mean_s = 1_800_000", "write 1800 if milliseconds were meant, else at most 14400"),
    ("PACI-01 = 12.0", "PACI-07 = 12.0", "demand.weights.sites.PACI-07: 'PACI-07' is no site in kuwait; there are: A"),
    ('kind = "renewal"', 'kind = "renewals"', "demand.renewals[0].kind: 'renewals' is no kind; there are: enrollment"),
    ('service = "renewal"', 'service = "rnw"', "kinds[1].service: 'rnw' is no service; there are: enrollment, renewal"),
    ('route = "sms"', 'route = "mail"', "services[0].legs[1].route: 'mail' is no outage of a route; there are: sms"),
    (
        'route = "sms"',
        'shared = "officer"',
        "services[0].legs[1].shared: 'officer' is no shared thing; there are: none",
    ),
    ('name = "renewal"', 'name = "enrollment"', "kinds: 'enrollment' stands twice; make them one, or rename one"),
    ("last = 2026-12-31", "last = 2025-12-31", "period: last is 2025-12-31 and first is 2026-01-01; end later"),
    ('weekdays = ["thursday"]', 'weekdays = ["friday"]', "demand.profiles: none for Thursday, when NBK-01 is open"),
    ("first = 07:30:00", "first = 18:30:00", "nobody comes within the hours of NBK-01; give half hours there"),
    ("cv = 0.8", "cv = 80", "kinds[0].patience: cv is 80; give a number above 0 and at most 3"),
    (", cv = 0.8 }", " }", "kinds[0].patience: a lognormal time needs `cv`"),
    ("waiting = 8", "waiting = 3", "balking: steps: `waiting` must grow from step to step; sort them"),
    ("mean_between_s = 2_592_000", "mean_between_s = 720", "breakdowns.mean_between_s: give at least 3,600"),
    ("repair = { mean_s = 14_400", "repair = { mean_s = 4", "breakdowns.repair.mean_s: a repair is 4 s, which is too"),
    ("duration = { mean_s = 2_400", "duration = { mean_s = 8", "outages[0].duration.mean_s: an outage is 8 s"),
    (
        'kinds = "patience',
        'knds = "patience',
        "kinds[0]: assumed without a reason; give `reason`, or `kinds` in [reaso",
    ),
    (
        "version = 1",
        'preemption = "resume"',
        "preemption: all kinds have one priority, so that nobody gives way; give kinds several, or take it out",
    ),
    ("version = 1", 'preemption = "yes"', "preemption: 'yes' is none of what can be chosen; write resume, restart"),
    ("version = 1", 'lines = "two"', "lines: 'two' is none of what can be chosen; write one, each"),
    (
        "version = 1",
        "jockeying = { from_difference = 2 }",
        'jockeying: there is one line for all devices; write lines = "each", or take jockeying out',
    ),
    (
        "version = 1",
        'lines = "each"\njockeying = { from_difference = 1 }',
        "jockeying.from_difference: give at least 2",
    ),
    (
        "[balking]",
        '[[shared]]\nname = "officer"\ncount = 1\nbreaks = [{ begins = 12:30:00, ends = 12:00:00 }]\n[balking]',
        "shared[0].breaks[0]: begins 12:30:00, ends 12:00:00; end later than you begin",
    ),
    (
        "[balking]",
        (
            '[[shared]]\nname = "officer"\ncount = 1\nbreaks = [{ begins = 12:00:00, ends = 12:30:00 }, '
            "{ begins = 12:30:00, ends = 12:40:00 }]\n[balking]"
        ),
        "shared[0]: breaks: 12:30:00 comes after a break that ends 12:30:00; sort them, or make them one",
    ),
    (
        "[balking]",
        '[[shared]]\nname = "officer"\ncount = 1\n[balking]',
        "shared[0]: no leg needs 'officer'; write `shared = \"officer\"` in one, or take it out",
    ),
    ("version = 1", "version = 2", "version: 2 is none of what can be chosen; write 1"),
    (
        'weekdays = ["thursday"]',
        'weekdays = ["thursdays"]',
        "demand.profiles[1].weekdays[0]: 'thursdays' is none of what can be chosen; write monday, tuesday, wednesday, ",
    ),
    (
        'at_closing = "leave"',
        (
            'at_closing = "leave"\nappointments = { kind = "renewal", late_kind = "renewal", every_s = 900, per_slot = 1001, '
            "booked = 0.5, no_show = 0.1, lateness = { mean_s = 0, deviation_s = 60 }, grace_s = 300 }"
        ),
        "appointments.per_slot: give at most 1,000",
    ),
    ('at_closing = "leave"', 'at_closing = "go"', "at_closing: 'go' is none of what can be chosen; write leave, stay"),
    (
        'shape = "exponential"',
        'shape = "gamma"',
        "system.shape: 'gamma' is none of what can be chosen; write fixed, expo",
    ),
    ("people = 600_000", "people = nan", "demand.cohorts[0].people is no number that has an end; give one"),
    ("PACI-01 = 12.0", "PACI-01 = inf", "demand.weights.sites.PACI-01 is no number that has"),
    ("[period]", "[period", "model.toml: "),
    ('sites = "sites.toml"', 'sites = "nowhere.toml"', "nowhere.toml: cannot be read (No such file or directory)"),
]

SITES = [
    ("count = 19", "count = 0", "operators[9].sites[0].devices: count is 0; a site has at least 1 device: give more"),
    (
        "ends = 12:15:00",
        "ends = 15:15:00",
        "calendars.bank.breaks: 'noon prayer' (11:55:00 to 15:15:00) is outside the o",
    ),
    ("count = 19", "count = 100_000", "operators[9].sites[0].devices: count is 100000; a site has at most 1000"),
    ("last = 2026-03-19", "last = 2026-01-19", "last is 2026-01-19 and first is 2026-02-18; end later than you begin"),
    ("count = 19", "cont = 19", "operators[9].sites[0].devices: unknown field `cont`; did you mean `count`?"),
    ('id = "NBK-02"', 'id = "NBK-01"', "operators: site NBK-01 stands twice; give each its own id"),
    (
        'calendar = "bank"',
        'calendar = "mall"',
        "operators: site NBK-01 keeps calendar 'mall'; there are authority, bank",
    ),
]


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [("model.toml", *row) for row in MODEL] + [("sites.toml", *row) for row in SITES],
)
def test_a_bad_file_is_refused_in_one_line_with_file_key_and_remedy(folder, file, before, after, said):
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_plan(str(folder / "model.toml"))
    line = str(refused.value)
    assert said in line
    assert "\n" not in line
    assert line.startswith(str(folder))


def test_minutes_given_for_seconds_throughout_a_service_are_refused(folder):
    text = (folder / "model.toml").read_text(encoding="utf-8")
    for seconds, minutes in (
        ("190", "3"),
        ("75", "1.2"),
        ("= 14,", "= 0.2,"),
        ("= 10,", "= 0.2,"),
        ("40", "0.7"),
        ("30", "0.5"),
    ):
        text = text.replace(
            f"mean_s {seconds}" if "=" in seconds else f"mean_s = {seconds}",
            f"mean_s {minutes}" if "=" in minutes else f"mean_s = {minutes}",
        )
    (folder / "model.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"services\[0\]: the mean of a whole service is .* if minutes were meant"):
        load_plan(str(folder / "model.toml"))


def test_a_model_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UsageError, match="no capacity model 'nowhere'; there are counter, kuwait"):
        load_plan("nowhere")


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(folder):
    (folder / "model.toml").write_bytes(b'version = 1\nname = "kaf\xe9"\n')
    with pytest.raises(
        UsageError, match=r"model\.toml: line 2 is not UTF-8, as TOML has to be; save the file as UTF-8"
    ):
        load_plan(str(folder / "model.toml"))

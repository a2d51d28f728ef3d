"""Code of a model's own: asked at the door, told of services, refused in one line, the same in every process."""

import re
from datetime import date
from importlib import resources
from pathlib import Path

import msgspec
import pytest

from harness.commandline import UsageError
from load.capacity.draws.draws import Occasion
from load.capacity.model.file import load_plan
from load.capacity.model.hooks import read_hooks
from load.capacity.model.plan import make_plan
from load.capacity.model.variations import with_demand, with_sites
from load.capacity.play.blocks import pack, play_day
from load.capacity.play.columns import CODE_OF
from load.capacity.play.day import Fate
from load.capacity.play.router import Path as Way
from load.capacity.play.router import route
from load.capacity.play.simulate import Simulator
from load.capacity.play.workers import Together

HEAD = "import math\nfrom load.capacity.model.hooks import Hooks\n"
SILENT = "class Own(Hooks):\n    pass\n"
SHY = "class Own(Hooks):\n    def joins(self, seen):\n        return False if seen.waiting else None\n"
LEARNS = """
class Own(Hooks):
    def __init__(self):
        self.longest_s = 0.0
    def served(self, visit):
        self.longest_s = max(self.longest_s, visit.wait_s)
    def joins(self, seen):
        return None if seen.free or self.longest_s < 300 else seen.draw > 0.5
    def patience_s(self, seen):
        return 600 if seen.kind == "visitor" else math.inf
"""


@pytest.fixture
def written(small_model):
    """Writes code beside the small model, has the model name it, and loads it."""
    plain = small_model.read_text(encoding="utf-8")

    def load(code, name="Own", declared=plain):
        (small_model.parent / "rules.py").write_text(HEAD + code, encoding="utf-8")
        small_model.write_text(f'hooks = "rules.py:{name}"\n{declared}', encoding="utf-8")
        return load_plan(str(small_model))

    return load


def played(plan, **more):
    return Simulator(plan=plan, seed=4, **more).play(range(12))


def visits_of(plan):
    occasion = Occasion(seed=4, day=next(iter(plan.visits)), replication=0)
    return [visit for site in play_day(plan, occasion)[1] for visit in site.visits]


def test_hooks_that_say_nothing_change_nothing(written, small_model):
    plain = visits_of(load_plan(str(small_model)))
    assert visits_of(written(SILENT)) == plain


def test_who_does_not_join_balks(written):
    visits = visits_of(written(SHY))
    assert {visit.fate for visit in visits} >= {Fate.SERVED, Fate.BALKED}
    waits = sorted(visit.arrival_s + visit.wait_s for visit in visits if visit.fate is Fate.SERVED)
    assert waits == sorted(set(waits))
    assert all(visit.wait_s == 0 for visit in visits if visit.fate is Fate.BALKED)


def test_what_is_seen_is_what_stands_there(written):
    tell = "class Own(Hooks):\n    def joins(self, seen):\n        assert (seen.waiting == 0) or not seen.free, seen\n"
    tell += "        assert seen.site in {'BUSY', 'QUIET'} and seen.day.year == 2026 and 0 < seen.draw < 1\n"
    assert visits_of(written(tell))


def test_patience_is_what_the_hook_says(written):
    visits = visits_of(written("class Own(Hooks):\n    def patience_s(self, seen):\n        return 77\n"))
    waits = [visit.wait_s for visit in visits if visit.fate is Fate.ABANDONED]
    assert waits
    assert waits == pytest.approx([77] * len(waits))
    everybody = visits_of(written("class Own(Hooks):\n    def patience_s(self, seen):\n        return math.inf\n"))
    assert Fate.ABANDONED not in {visit.fate for visit in everybody}


def test_what_is_remembered_is_of_one_site_and_day_so_that_the_order_of_work_does_not_matter(written):
    plan = written(LEARNS)
    whole = played(plan)
    assert whole.by_replication.fates[:, CODE_OF[Fate.BALKED]].sum() > 0
    alone = played(plan, sites=["BUSY"])
    assert (whole.by_site.fates[:, 0] == alone.by_site.fates[:, 0]).all()
    last = Simulator(plan=plan, seed=4, days=[list(plan.visits)[-1]]).play(range(12))
    assert (last.by_day.fates[0] == whole.by_day.fates[-1]).all()


def test_workers_need_no_file(written, small_model):
    plan = written(LEARNS)
    here = played(plan)
    (small_model.parent / "rules.py").unlink()
    there = Simulator(plan=plan, seed=4, crew=Together(2, alone_s=0.0)).play(range(12))
    assert (here.by_site.fates == there.by_site.fates).all()


def test_hooks_go_to_simpy_and_the_router_names_them(written):
    routes = route(written(SHY)).sites
    assert {some.path for some in routes} == {Way.SIMPY}
    assert routes[0].reasons == ("hooks: rules.py:Own decides about people, and SimPy alone asks it",)


def test_who_goes_on_to_another_site_is_asked_there_too(written, small_model):
    moving = '[moving]\nprobability = 1.0\nwithin_km = 9\ntravel = { mean_s = 600, shape = "fixed" }\n'
    small_model.write_text(small_model.read_text(encoding="utf-8") + moving, encoding="utf-8")
    shy = "class Own(Hooks):\n    def joins(self, seen):\n        return seen.number == 1 and seen.home != seen.site\n"
    visits = visits_of(written(shy, declared=small_model.read_text(encoding="utf-8")))
    first, then = ([visit for visit in visits if visit.number == number] for number in (0, 1))
    assert {visit.fate for visit in first} == {Fate.MOVED_ON}
    assert len(first) == len(then)
    assert Fate.SERVED in {visit.fate for visit in then}


def test_other_code_is_another_plan(written):
    assert pack(written(SHY)) != pack(written(SILENT))
    assert pack(written(SHY)) == pack(written(SHY))


def test_other_sites_and_other_demand_keep_the_hooks(written, small_model):
    plan = written(SHY)
    assert with_demand(plan, 2.0).hooks == with_sites(plan, str(small_model.parent / "two.toml")).hooks == plan.hooks
    model = msgspec.structs.replace(plan.model, hooks=None)
    with pytest.raises(ValueError, match="a model and its hooks go together"):
        make_plan(model, plan.site_file, place="m", sites_place="s", hooks=plan.hooks)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 +\n", "rules.py, line 3: SyntaxError: invalid syntax; mend it"),
        ("1 / 0\n", "rules.py, line 3: ZeroDivisionError: division by zero; mend it"),
        ("class Other(Hooks):\n    pass\n", "rules.py: Own: there is no such class; write class Own(Hooks)"),
        ("class Own:\n    pass\n", "rules.py: Own: it does not derive from Hooks; write class Own(Hooks)"),
        (
            "class Own(Hooks):\n    def join(self, seen):\n        return True\n",
            "there are joins, patience_s, served, and what else a class has begins with _",
        ),
        ("raise SystemExit(3)\n", "rules.py, line 3: SystemExit: 3; mend it"),
    ],
)
def test_a_bad_file_of_hooks_is_refused_in_one_line(written, small_model, code, said):
    with pytest.raises(UsageError) as refused:
        written(code)
    line = str(refused.value)
    assert line.startswith(f"{small_model}: hooks: ")
    assert line.endswith(said)
    assert "\n" not in line


@pytest.mark.parametrize("declared", ["rules.py", "rules:Own", "rules.py:", "rules.py:a b", ":Own"])
def test_hooks_that_name_no_class_in_a_file_are_refused(tmp_path, declared):
    with pytest.raises(UsageError, match=r"names no class in a file; write FILE\.py:NAME"):
        read_hooks(declared, beside=tmp_path)


def test_a_file_of_hooks_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"away\.py: No such file or directory; name a file that is there"):
        read_hooks("away.py:Own", beside=tmp_path)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "class Own(Hooks):\n    def joins(self, seen):\n        return {}[seen.kind]\n",
            r"line 5: KeyError: 'visitor', in Own\.joins for person \d+ at \w+ on 2026-02-0\d at \d\d:\d\d:\d\d; mend it",
        ),
        (
            "class Own(Hooks):\n    def joins(self, seen):\n        return 'yes'\n",
            r"rules\.py: Own\.joins says 'yes' for person \d+ at .*; return True, False or None",
        ),
        (
            "class Own(Hooks):\n    def patience_s(self, seen):\n        return math.nan\n",
            r"rules\.py: Own\.patience_s says nan for person .*; return seconds, 0 or more, or None",
        ),
        (
            "class Own(Hooks):\n    def served(self, visit):\n        raise RuntimeError('two\\nlines')\n",
            r"rules\.py, line 5: RuntimeError: two lines, in Own\.served for person .*; mend it",
        ),
        (
            "class Own(Hooks):\n    def __init__(self):\n        raise RuntimeError\n",
            r"rules\.py, line 5: RuntimeError:?, in Own\.__init__ for (BUSY|QUIET) on 2026-02-0\d; mend it",
        ),
    ],
)
def test_what_breaks_in_a_run_is_one_line_with_the_visit(written, code, said):
    with pytest.raises(UsageError, match=said) as refused:
        played(written(code))
    assert "\n" not in str(refused.value)


def test_what_breaks_in_another_process_is_the_same_line(written, hawiya, small_model):
    plan = written("class Own(Hooks):\n    def joins(self, seen):\n        return 1 / 0\n")
    line = "ZeroDivisionError: division by zero, in Own.joins for person "
    with pytest.raises(UsageError, match=line):
        played(plan, crew=Together(2, alone_s=0.0))
    code, out, said = hawiya("run", small_model, "--replications", 2)
    assert (code, out, said.count(line)) == (2, "", 1)


def test_the_examples_of_the_documentation_run(tmp_path):
    text = (Path(__file__).parents[3] / "docs" / "capacity.md").read_text(encoding="utf-8")
    keys, code = (re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL)[1] for kind in ("toml", "python"))
    above, shared = keys.split("[[shared]]")
    declared = resources.files("scenarios").joinpath("capacity", "counter.toml").read_text(encoding="utf-8")
    leg = 'name = "ticket, card and form"\n'
    declared = declared.replace("[reasons]", f"{above}[reasons]").replace(leg, f'{leg}shared = "officer"\n')
    (tmp_path / "regulars.py").write_text(code, encoding="utf-8")
    (tmp_path / "model.toml").write_text(f"{declared}\n[[shared]]{shared}", encoding="utf-8")
    plan = load_plan(str(tmp_path / "model.toml"))
    reasons = route(plan).sites[0].reasons
    assert [reason.partition(":")[0] for reason in reasons] == [
        "preemption",
        "lines",
        "jockeying",
        "hooks",
        "shared",
        "shared",
    ]
    simulation = Simulator(plan=plan, seed=1, days=[date(2026, 4, 13)]).play(range(4))
    assert simulation.by_replication.fates[:, CODE_OF[Fate.SERVED]].min() > 200

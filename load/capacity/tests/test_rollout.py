"""Rollouts: what money buys first, who withdraws, what is regretted; and files that contradict themselves."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from harness.commandline import ExitCode, UsageError
from load.capacity.rollout.answer import RolloutAnswer
from load.capacity.rollout.file import Uncovered, load_rollout
from load.capacity.rollout.network import Network
from load.capacity.rollout.order import Planner, best_plans
from load.capacity.rollout.response import Response, response
from load.capacity.rollout.trial import minimax, regrets

ROLLOUT = """
name = "small"
title_en = "A small rollout"
title_ar = "نشر صغير"
model = "small.toml"
currency = "KWD"
most_devices = 4
expected = "middle"
[cost]
site = 100
device = 1000
[uncovered]
diverted = 0.5
[standing]
QUIET = 1
[[quarters]]
name = "Q1"
first = 2026-02-01
last = 2026-02-02
budget = 2500
[[quarters]]
name = "Q2"
first = 2026-02-03
last = 2026-02-04
budget = 1000
[[scenarios]]
name = "low"
demand = 0.5
[[scenarios]]
name = "middle"
demand = 1.0
"""


@pytest.fixture
def rollout(small_model):
    path = small_model.with_name("rollout.toml")
    path.write_text(ROLLOUT, encoding="utf-8")
    return path


@pytest.fixture
def network(rollout):
    return Network(load_rollout(str(rollout)))


def with_rollout(network, **changes):
    task = network.task
    return Network(replace(task, rollout=msgspec.structs.replace(task.rollout, **changes)), network.every)


def linear(network):
    """A table by hand: each device serves 40 people a quarter, whatever the demand, as long as there are so many."""
    levels = np.array([0.0, 0.5, 1.0, 2.0, 4.0])
    most = network.task.rollout.most_devices
    capacity = 40 * np.arange(most + 1)[None, None, :, None] / network.people[:, :, None, None]
    return Response(levels, np.minimum(levels, capacity))


def test_people_are_shared_out_by_weight_and_nobody_is_lost(network):
    assert network.people.sum() == pytest.approx(320)
    assert network.people[:, 0] == pytest.approx(4 * network.people[:, 1])


def test_closed_sites_send_a_share_of_their_people_to_the_open_ones(network):
    both, quiet, none = (np.array(some) for some in ([1, 1], [0, 1], [0, 0]))
    assert network.crowding(both, 0) == pytest.approx(1.0)
    # 4 of 5 people lose their site, half of them come to the one that draws 1 of 5
    assert network.crowding(quiet, 0) == pytest.approx(1 + 0.5 * 0.8 / 0.2)
    assert network.crowding(none, 0) == 0


def test_a_response_is_read_between_its_levels_and_flat_beyond_them():
    table = Response(np.array([0.0, 1.0, 2.0]), np.array([[[[0, 0, 0], [0, 1.0, 1.5]]]]))
    ask = [float(table.at(0, np.array([1]), demand)[0]) for demand in (0, 0.5, 1, 1.5, 2, 9)]
    assert ask == pytest.approx([0, 0.5, 1, 1.25, 1.5, 1.5])


def test_more_devices_serve_no_fewer_and_no_more_than_come(network):
    table = response(with_rollout(network, most_devices=2), replications=1, seed=1)
    assert (np.diff(table.served, axis=2) >= 0).all()
    assert (table.served <= table.levels + 1e-12).all()
    assert (table.served[:, :, 0] == 0).all()


def test_money_goes_where_it_serves_most_and_stops_where_it_ends(network):
    middle = tuple(some for some in network.task.rollout.scenarios if some.name == "middle")
    alone = with_rollout(network, uncovered=Uncovered(diverted=0.0))
    first, second = Planner(alone, linear(alone), middle).plan()
    names = [network.sites[some.site] for some in first.purchases]
    # 128 of the 160 people of a quarter are BUSY's: its first two devices serve 40 each, opening costs 100 once
    assert names == ["BUSY", "BUSY"]
    assert [some.opens for some in first.purchases] == [True, False]
    assert first.spent == 2100
    assert first.left == 400
    assert second.spent == 1000
    assert second.left == 400
    assert list(second.devices) == [3, 1]
    assert [network.sites[some.site] for some in second.wishes] == ["BUSY"]  # the last eight people


def test_a_plan_for_a_demand_serves_no_fewer_there_than_a_plan_for_another(network):
    table = linear(network)
    named = {some.name: (some,) for some in network.task.rollout.scenarios}
    plans = best_plans(network, table, named)
    for name, scenarios in named.items():
        judge = Planner(network, table, scenarios)
        assert judge.serves(plans[name]) == max(judge.serves(plan) for plan in plans.values())


def test_people_of_closed_sites_do_not_keep_their_site_closed(network):
    """A greedy planner who sees them at QUIET buys devices there; one who looks away opens BUSY, and serves more."""
    table = linear(network)
    (middle,) = (some for some in network.task.rollout.scenarios if some.name == "middle")
    greedy = Planner(network, table, (middle,))
    best = best_plans(network, table, {"middle": (middle,)})["middle"]
    assert [network.sites[some.site] for some in greedy.plan()[0].purchases] == ["QUIET", "QUIET"]
    assert best[0].purchases[0].opens
    assert greedy.serves(best) > greedy.serves(greedy.plan())
    # gains are told as they truly are, crowds included, and add up to what the plan serves more
    assert sum(some.gain for some in best[1].purchases) == pytest.approx(
        float(greedy._in_quarter(1, best[1].devices, best[1].devices).sum())
        - float(greedy._in_quarter(1, best[0].devices, best[0].devices).sum())
    )


def test_money_that_is_left_is_lost_if_it_cannot_be_carried_over(network):
    plan = Planner(
        with_rollout(network, carry_over=False), linear(network), tuple(network.task.rollout.scenarios)
    ).plan()
    assert plan[1].left == 0


def test_sites_open_in_the_order_that_the_file_gives(network):
    ordered = with_rollout(network, order=["QUIET"], standing={})
    plan = Planner(ordered, linear(network), tuple(network.task.rollout.scenarios)).plan()
    assert plan[1].devices[0] == 0
    assert plan[1].devices[1] > 0


@pytest.fixture
def bank_leaves(rollout):
    """The rollout without diverted people, where QUIET is a bank's and SHOP, who runs BUSY, withdraws in Q2."""
    sites = rollout.with_name("two.toml")
    text = sites.read_text(encoding="utf-8")
    bank = '[[operators]]\nid = "BANK"\nname_en = "Bank"\nname_ar = "بنك"\ncalendar = "shop"\n'
    sites.write_text(text.replace('[[operators.sites]]\nid = "QUIET"', bank + '[[operators.sites]]\nid = "QUIET"'))

    def written(withdrawal, text=ROLLOUT):
        leaves = f'\n[[withdrawals]]\noperator = "SHOP"\nquarter = "Q2"\n{withdrawal}\n'
        rollout.write_text(text + leaves, encoding="utf-8")
        network = Network(load_rollout(str(rollout)))
        return Planner(network, linear(network), tuple(network.task.rollout.scenarios)).plan()

    return written


def test_a_device_is_worth_less_where_a_withdrawal_is_announced(bank_leaves):
    alone = ROLLOUT.replace("diverted = 0.5", "diverted = 0")
    surprise, announced = bank_leaves("", alone), bank_leaves('announced = "Q1"', alone)
    assert surprise[0].purchases[0].gain == pytest.approx(2 * announced[0].purchases[0].gain)
    for plan in (surprise, announced):
        assert plan[1].withdrawn[0] == plan[0].devices[0] > 0
        assert plan[1].devices[0] == 0


def test_devices_that_go_back_to_the_stock_are_installed_again_without_being_bought(bank_leaves):
    standing = ROLLOUT.replace("QUIET = 1", "QUIET = 1\nBUSY = 2").replace("budget = 2500", "budget = 0")
    lost, kept = bank_leaves("", standing), bank_leaves('devices = "stock"', standing)
    assert list(lost[1].devices) == [0, 2]
    assert lost[1].spent == 1000
    assert list(kept[1].devices) == [0, 4]
    assert kept[1].spent == 1000
    assert kept[1].stock == 0
    assert [(some.from_stock, some.cost) for some in kept[1].purchases] == [(True, 0), (True, 0), (False, 1000)]


class _Tried:
    def __init__(self, *lost):
        self.lost = np.array(lost)


def test_the_plan_of_the_least_largest_regret_is_chosen():
    trials = {
        "small": {"low": _Tried(1.0, 3.0), "high": _Tried(90.0, 110.0)},
        "large": {"low": _Tried(11.0, 13.0), "high": _Tried(40.0, 60.0)},
    }
    found = regrets(trials)
    assert found["small"]["low"] == pytest.approx([0, 0])
    assert found["small"]["high"] == pytest.approx([50, 50])
    assert found["large"]["low"] == pytest.approx([10, 10])
    assert minimax(found) == "large"


def test_the_answer_tells_every_quarter_and_every_regret_and_reads_again(hawiya, rollout, tmp_path):
    out = tmp_path / "rollout.json"
    words = ("rollout", rollout, "--every", "1", "--replications", "3", "--table-replications", "1", "--out", out)
    code, text, _ = hawiya(*words)
    assert code == ExitCode.CONFORMANT
    answer = msgspec.json.decode(out.read_bytes(), type=RolloutAnswer)
    assert [quarter.name for quarter in answer.quarters] == ["Q1", "Q2"]
    assert {(some.plan, some.scenario) for some in answer.regrets} == {
        (plan, scenario) for plan in ("low", "middle", "all scenarios") for scenario in ("low", "middle")
    }
    for quarter in answer.quarters:
        assert quarter.cost == sum(step.cost for step in quarter.steps)
        assert quarter.lost.low <= quarter.lost.mean <= quarter.lost.high
    for scenario in ("low", "middle"):
        assert min(some.regret.mean for some in answer.regrets if some.scenario == scenario) == 0
    assert "BUSY opens" in text
    assert "largest" in text


def test_the_packaged_rollout_holds_and_says_what_it_assumes():
    task = load_rollout("kuwait")
    assert {"cost", "uncovered", "withdrawals[0]"} <= {
        some.key for place, some in task.assumptions if place == task.place
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("budget = 2500", "budget = -1", "quarters[0]: budget is -1; give 0 or more"),
        ("device = 1000", "device = 0", "device is 0; give more than 0"),
        ("site = 100", "site = -5", "site is -5; give 0 or more"),
        ("demand = 0.5", "demand = 0", "demand is 0; give a factor of 0.1 to 10"),
        ("diverted = 0.5", "diverted = 1.5", "diverted"),
        ("QUIET = 1", "NOWHERE = 1", "standing: no 'NOWHERE' here; there are: BUSY, QUIET"),
        ("QUIET = 1", "QUIET = 5", "standing.QUIET: more than most_devices"),
        ('expected = "middle"', 'expected = "soon"', "expected: no 'soon' here; there are: low, middle"),
        ("last = 2026-02-04", "last = 2027-02-04", "quarters[1]: not inside the period"),
        ("first = 2026-02-03", "first = 2026-02-02", "put the quarters in order"),
        ('name = "Q2"', 'name = "Q1"', "quarters: 'Q1' stands twice"),
        ('model = "small.toml"', 'model = "none.toml"', "none.toml: cannot be read"),
        ("most_devices = 4", "most_device = 4", "did you mean `most_devices`?"),
        ('name = "low"', 'name = "low"\nprobability = 2', "unknown field `probability`"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_line(rollout, old, new, said):
    assert old in ROLLOUT
    rollout.write_text(ROLLOUT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_rollout(str(rollout))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('operator = "NOBODY"\nquarter = "Q2"', "withdrawals[0].operator: no 'NOBODY' here; there are: SHOP"),
        ('operator = "SHOP"\nquarter = "Q9"', "withdrawals[0].quarter: no 'Q9' here"),
        ('operator = "SHOP"\nquarter = "Q1"\nannounced = "Q2"', "announced in Q2, after Q1; announce it earlier"),
        ('operator = "SHOP"\nquarter = "Q2"\nassumed = true', "withdrawals[0]: assumed without a reason"),
    ],
)
def test_a_withdrawal_that_is_wrong_is_refused_in_one_line(rollout, lines, said):
    rollout.write_text(f"{ROLLOUT}\n[[withdrawals]]\n{lines}\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_rollout(str(rollout))
    assert said in str(refused.value)


def test_a_plan_that_nobody_makes_cannot_be_shown(hawiya, rollout):
    code, _, err = hawiya("rollout", rollout, "--for", "high", "--replications", "2")
    assert code == ExitCode.USAGE
    assert "--for high: no such plan; there are: low, middle, all scenarios, minimax" in err
    assert hawiya("rollout", rollout, "--every", "0")[0] == ExitCode.USAGE

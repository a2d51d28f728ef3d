"""The pool: who is lent, who comes back, who is spent, and what happens when nobody is left."""

import json
import subprocess
import sys
from datetime import date

import pytest

from conformance.certification.pool import RESERVED, Pool
from harness.commandline import HarnessError, UsageError
from simulators.population.generate import build_population
from simulators.population.people import PopulationSpec

CITIZENS = 10
PEOPLE = build_population(
    1, today=date(2026, 5, 1), spec=PopulationSpec(name="ten", counts={"citizen": CITIZENS, "visitor": 2})
).people
WANTED = {"citizen": 3, "visitor": 1}


@pytest.fixture
def pool(tmp_path):
    return Pool(tmp_path, roster=b"roster", people=PEOPLE, journeys="citizen")


def names(people):
    return [person.person_id for person in people]


def forgotten(_people):
    return True


def kept(_people):
    return False


def test_a_run_has_the_first_of_each_role(pool):
    with pool.lease("r1", WANTED, forgotten) as people:
        assert names(people) == ["citizen-1", "citizen-2", "citizen-3", "visitor-1"]


def test_two_runs_at_once_have_nobody_in_common(pool):
    with pool.lease("r1", WANTED, forgotten) as one, pool.lease("r2", WANTED, forgotten) as other:
        assert set(names(one)) & set(names(other)) == set()


def test_people_who_are_given_back_are_lent_again(pool):
    given = []
    with pool.lease("r1", WANTED, lambda people: given.append(names(people)) or True) as people:
        first = names(people)
    assert given == [first]
    with pool.lease("r2", WANTED, forgotten) as people:
        assert names(people) == first


def test_people_whom_the_target_does_not_forget_are_spent(pool):
    with pool.lease("r1", WANTED, kept) as people:
        first = names(people)
    with pool.lease("r2", WANTED, kept) as people:
        assert set(names(people)) & set(first) == set()


def test_people_come_back_from_a_run_that_broke(pool):
    with pytest.raises(RuntimeError), pool.lease("r1", WANTED, forgotten):
        raise RuntimeError
    with pool.lease("r2", WANTED, forgotten) as people:
        assert "citizen-1" in names(people)


def test_an_exhausted_pool_says_who_is_missing_and_what_to_do(pool):
    lendable = CITIZENS - RESERVED
    with pool.lease("r1", {"citizen": lendable - 1}, kept):
        pass
    with pytest.raises(HarnessError) as refused, pool.lease("r2", WANTED, kept):
        pass
    said = str(refused.value)
    assert "too few people are free (1 of 3 citizen): of 12 are 6 spent and 0 with other runs" in said
    assert said.endswith("make the roster larger: hawiya population --people 24")


def test_people_of_a_killed_run_are_given_back_by_the_next(pool, tmp_path):
    script = f"""
import os, signal
from pathlib import Path
from datetime import date
from conformance.certification.pool import Pool
from simulators.population.generate import build_population
from simulators.population.people import PopulationSpec
spec = PopulationSpec(name="ten", counts={{"citizen": {CITIZENS}, "visitor": 2}})
people = build_population(1, today=date(2026, 5, 1), spec=spec).people
pool = Pool(Path({str(tmp_path)!r}), roster=b"roster", people=people, journeys="citizen")
with pool.lease("killed", {WANTED!r}, lambda people: True):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    given = []
    with pool.lease("r2", WANTED, lambda people: given.append(names(people)) or True) as people:
        assert given == [names(people)]


def test_a_new_roster_begins_a_new_ledger(pool, tmp_path):
    with pool.lease("r1", WANTED, kept):
        pass
    other = Pool(tmp_path, roster=b"another", people=PEOPLE, journeys="citizen")
    with other.lease("r2", WANTED, kept) as people:
        assert "citizen-1" in names(people)


def test_a_ledger_that_cannot_be_read_is_refused(pool, tmp_path):
    with pool.lease("r1", WANTED, kept):
        pass
    (file,) = tmp_path.glob("leases-*.json")
    assert json.loads(file.read_text())["spent"]
    file.write_text("{")
    with pytest.raises(UsageError, match="leases-"), pool.lease("r2", WANTED, kept):
        pass


def test_whoever_moves_the_clock_is_alone(pool):
    waited = []
    with pool.clock_turn(alone=False, wait=lambda: waited.append("shared")):
        with pool.clock_turn(alone=False, wait=lambda: waited.append("shared too")):
            pass
        assert waited == []
        with pytest.raises(InterruptedError), pool.clock_turn(alone=True, wait=_give_up):
            pass


def _give_up():
    raise InterruptedError

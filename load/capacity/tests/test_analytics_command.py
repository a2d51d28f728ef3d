"""`hawiya capacity formula`: answers, JSON, the list, and one clear line for what is wrong."""

import argparse
import importlib
import json

import pytest

from harness.commandline import ExitCode, UsageError
from load.capacity.analytics.formulas import FORMULAS
from load.commands import COMMANDS

EXAMPLES = {
    "erlang-b": "servers=10 load=8",
    "erlang-c": "servers=10 load=8 service=60",
    "erlang-a": "servers=50 rate=0.8 service=60 patience=120",
    "m-d-c": "servers=3 rate=0.02 service=120",
    "m-g-1": "rate=0.005 service=120 cv=0.5",
    "allen-cunneen": "servers=3 rate=0.02 service=120 cv=1.4",
    "priority": "servers=3 rates=0.005,0.01 service=120",
    "mt-m-infinity": "rates=0.01,0.02 period=1800 service=120",
    "psa": "rates=0.01,0.02 period=1800 service=120 target_wait=0.2",
    "mol": "rates=0.01,0.02 period=1800 service=120 target_abandonment=0.02 patience=300",
    "mt-m-c": "rates=0.01,0.02 period=1800 servers=3 service=120 patience=300",
}


def ask(*words):
    """Run the command as its table names it; its exit code."""
    (command,) = (command for command in COMMANDS if command.name == "capacity formula")
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return module.run(parser.parse_args(words))


def refusal(*words):
    """The line that the command ends with."""
    with pytest.raises(UsageError) as caught:
        ask(*words)
    assert caught.value.exit_code == ExitCode.USAGE
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_formula_has_an_example_here():
    assert set(EXAMPLES) == {formula.name for formula in FORMULAS}


@pytest.mark.parametrize("name", EXAMPLES)
def test_answer_is_flat_json_of_numbers(name, capsys):
    assert ask(name, *EXAMPLES[name].split(), "--json") == ExitCode.CONFORMANT
    said = capsys.readouterr()
    answers = json.loads(said.out)
    assert answers
    assert all(isinstance(value, (int, float)) for value in answers.values())
    assert said.err == ""


@pytest.mark.parametrize("name", EXAMPLES)
def test_answer_is_a_table_with_units(name, capsys):
    assert ask(name, *EXAMPLES[name].split()) == ExitCode.CONFORMANT
    text = capsys.readouterr().out
    assert text.startswith(f"{name}: ")
    rows = [line.split() for line in text.splitlines()[2:] if line][:3]
    assert all(len(row) >= 3 for row in rows)


def test_one_server_is_no_servers(capsys):
    ask("psa", "rates=0.0001,0.1", "period=600", "service=60", "target_wait=0.2")
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["servers_1", "1", "server"] in rows
    assert all(row[-1] == "servers" for row in rows if row[:1] == ["servers_2"])


def test_erlang_a_gives_the_answers_by_their_names(capsys):
    ask("erlang-a", *EXAMPLES["erlang-a"].split(), "--json")
    answers = json.loads(capsys.readouterr().out)
    expected = {
        "wait_probability": 0.46777406855379045,
        "mean_wait": 3.7094698994631874,
        "p95_wait": 16.659438512880097,
        "p95_virtual_wait": 17.48347433635963,
        "abandonment": 0.030912249162193227,
        "utilisation": 0.9303242408042945,
        "mean_queue": 2.96757591957055,
    }
    assert answers == pytest.approx(expected, rel=1e-12)


def test_erlang_b_gives_blocking_and_utilisation(capsys):
    ask("erlang-b", "servers=1", "load=1", "--json")
    assert json.loads(capsys.readouterr().out) == {"blocking": 0.5, "utilisation": 0.5}


@pytest.mark.parametrize(
    ("written", "meant"), [("M/D/c", "m-d-c"), ("ErlangB", "erlang-b"), ("m-g-c", "allen-cunneen")]
)
def test_name_may_be_written_as_people_write_it(written, meant, capsys):
    ask(written, *EXAMPLES[meant].split())
    assert capsys.readouterr().out.startswith(f"{meant}: ")


@pytest.mark.parametrize("words", [[], ["--list"]])
def test_list_names_formulas_with_keys_assumptions_and_source(words, capsys):
    assert ask(*words) == ExitCode.CONFORMANT
    text = capsys.readouterr().out
    for formula in FORMULAS:
        assert f"\n{formula.name}" in f"\n{text}"
        assert formula.source in text
        assert all(key.name in text for key in formula.keys)
    assert text.count("  assumes: ") == len(FORMULAS)


def test_list_of_one_formula_as_json_names_its_keys(capsys):
    ask("--list", "--json", "erlang-c")
    (listed,) = json.loads(capsys.readouterr().out)
    assert set(listed["keys"]) == {"servers", "load", "service"}
    assert listed["optional"] == ["service"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("erlang-d servers=1", "no formula 'erlang-d'; there are erlang-b, "),
        ("erlang-b servers=10 mu=3", "erlang-b has no key 'mu'; its keys are servers, load"),
        ("erlang-b servers=10", "erlang-b needs load (arrivals in a mean service time, in erlangs); give load=..."),
        ("erlang-b servers=10 8", "'8' is not key=value"),
        ("erlang-b servers=10 servers=11 load=8", "servers is given twice"),
        ("erlang-b servers=ten load=8", "servers=ten is no number"),
        ("erlang-b servers=2.5 load=8", "servers=2.5 is no whole number"),
        ("erlang-b servers=0 load=8", "servers is 0; give a whole number from 1"),
        ("erlang-b servers=3 load=nan", "load=nan is no number"),
        ("erlang-b servers=3 load=1,2", "load=1,2 is no number; it takes one"),
        ("erlang-a servers=5 rate=-1 service=60 patience=60", "rate=-1 is negative"),
        ("erlang-c servers=8 load=8", "the load is 8 erlangs and there are 8 servers"),
        ("m-d-c servers=1 rate=1 service=60", "so the queue grows for ever; give at least 61 servers"),
        ("psa rates=0.1 period=600 service=60", "no target; give target_wait=0.2"),
        ("--list erlang-b servers=1", "--list takes no values"),
    ],
)
def test_wrong_use_is_one_clear_line(words, said):
    assert said in refusal(*words.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "m-g-1 rate=0.05 service=3 cv=1",
            "service=3 is 3 s; is that meant? times are in seconds, so 3 minutes are 180",
        ),
        (
            "m-g-1 rate=30 service=0.02 cv=1",
            "rate=30 is 108000 an hour; is that meant? rates are per second, so 30 an hour is",
        ),
        ("erlang-a servers=9 rate=0.01 service=60 patience=99999", "patience=99999 is 27.8 hours; is that meant?"),
        ("m-g-1 rate=0.0000001 service=60 cv=1", "rate=1e-07 is one in 116 days"),
        ("mt-m-infinity rates=0.1 period=30 service=60", "period=30 is 30 s; is that meant?"),
    ],
)
def test_value_that_looks_like_minutes_or_hours_is_doubted_and_answered(words, said, capsys):
    assert ask(*words.split(), "--json") == ExitCode.CONFORMANT
    found = capsys.readouterr()
    assert said in found.err
    assert json.loads(found.out)

"""`hawiya report` draws every registered report again, and says in one line what is wrong with a folder."""

import argparse
import json
import shutil
import tomllib
from pathlib import Path

import pytest

from harness.commandline import ExitCode, UsageError
from reports import command
from reports.commands import COMMANDS
from reports.run import open_run


def arguments(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args([str(word) for word in words])


@pytest.fixture(autouse=True)
def registered(tmp_path, monkeypatch):
    """The table of pyproject.toml as an installed distribution, so that a stale installation hides nothing."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    folder = tmp_path / "path" / "reports_of_this_tree-0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: reports-of-this-tree\nVersion: 0\n")
    lines = [f"{name} = {value}" for name, value in project["entry-points"][command.GROUP].items()]
    (folder / "entry_points.txt").write_text("\n".join([f"[{command.GROUP}]", *lines]))
    monkeypatch.syspath_prepend(folder.parent)


def test_every_registered_report_is_written(good, capsys):
    assert command.run(arguments(good.path)) == ExitCode.CONFORMANT
    written = {line.split()[1] for line in capsys.readouterr().out.splitlines()}
    assert written >= {str(good.path / name) for name in ("index.html", "junit.xml", "traceability.csv")}


def test_one_report_may_be_asked_for_in_arabic_as_json(good, capsys):
    assert command.run(arguments(good.path, "--only", "html", "--lang", "ar", "--json")) == ExitCode.CONFORMANT
    assert json.loads(capsys.readouterr().out) == {"html": str(good.path / "index.ar.html")}


def test_an_unknown_report_is_named(good):
    with pytest.raises(UsageError, match=r"no report plot; there are .*html"):
        command.run(arguments(good.path, "--only", "plot"))


def test_a_missing_folder_is_an_error_of_use(tmp_path):
    with pytest.raises(UsageError, match="no such folder") as caught:
        command.run(arguments(tmp_path / "nowhere"))
    assert caught.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize("name", ["events.jsonl", "results.json"])
def test_a_folder_without_one_of_the_two_files_is_an_error_of_use(good, name):
    (good.path / name).unlink()
    with pytest.raises(UsageError, match=f"no {name} here"):
        command.run(arguments(good.path))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema":"hawiya-results/2"}', "\udcff"])
def test_bad_results_are_an_error_of_use(good, content):
    (good.path / "results.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(UsageError, match=r"results\.json"):
        command.run(arguments(good.path))


def test_a_bad_event_is_named_by_its_line(good):
    lines = (good.path / "events.jsonl").read_bytes().splitlines(keepends=True)
    (good.path / "events.jsonl").write_bytes(b"".join([*lines[:2], b"{}\n", *lines[3:]]))
    with pytest.raises(UsageError, match=r"events.jsonl: line 3: "):
        command.run(arguments(good.path))


def test_a_last_line_that_was_cut_is_left_out(good):
    whole = (good.path / "events.jsonl").read_bytes()
    (good.path / "events.jsonl").write_bytes(whole[:-30])
    assert len(list(open_run(good.path).events())) == whole.count(b"\n") - 1


def test_events_are_streamed(good):
    number, event = next(good.events())
    assert (number, event.what) == (0, "open the session")


def test_reports_may_be_drawn_from_a_copy(good, tmp_path):
    copy = shutil.copytree(good.path, tmp_path / "copy")
    assert set(command.write_reports(copy).values()) == {
        copy / name for name in ("allure-results", "index.html", "junit.xml", "traceability.csv")
    }


def test_the_command_is_listed():
    assert [(listed.name, listed.module) for listed in COMMANDS] == [("report", "reports.command")]

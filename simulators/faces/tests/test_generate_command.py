"""The command says what it did, and bad wishes end in one line."""

import hashlib
import json
from typing import get_args

import pytest

from harness.commandline import ExitCode
from harness.world.faces import Defect, read_manifest
from simulators.faces import generate_command
from simulators.faces.generate_command import parse_attacks, parse_defects, parse_levels, parse_size
from simulators.faces.order import MOVEMENT_FRAMES
from simulators.faces.tests.stand_in import (
    INSTRUMENTS,
    Full,
    contents,
    run_aside,
)


def test_ctrl_c_ends_in_one_line_and_the_same_command_goes_on(small_command, tmp_path):
    words = ["--captures", "2", "--out", str(tmp_path / "faces")]
    script = f"""
generate_command.studio = PressesKeys
raise SystemExit(main(["faces", "generate", "--identities", "2", "--size", "90x90", "--workers", "2", *{words!r}]))"""
    out, error = run_aside(script, expect=ExitCode.INCOMPLETE)
    assert out == ""
    lines = [line for line in error.splitlines() if not line.startswith("pictures: ")]
    assert len(lines) == 1
    assert lines[0].startswith("hawiya faces generate: interrupted after ")
    assert lines[0].endswith(" of 6 pictures; the same command goes on from there")
    assert small_command(*words) == 0
    assert small_command("--captures", 2, "--out", tmp_path / "other") == 0
    assert contents(tmp_path / "faces") == contents(tmp_path / "other")


def test_command_writes_everything_that_is_asked_for(small_command, tmp_path, capsys):
    words = ["--defects", "dark,tilt:1-2", "--attacks", "mask", "--movement", "--relatives", "--seed", 7, "--first", 3]
    assert small_command(*words, "--captures", 0, "--out", tmp_path / "faces", "--json") == 0
    said = capsys.readouterr()
    pictures = 2 * (1 + 3 + 4 + MOVEMENT_FRAMES + 3)
    assert json.loads(said.out) == {
        "folder": str(tmp_path / "faces"), "seed": 7, "identities": 2, "pictures": pictures, "made": pictures, "kept": 0,
    }  # fmt: skip
    assert said.err.count(f"pictures: {pictures} of {pictures}\n") == 1
    names = {record.file for record in read_manifest((tmp_path / "faces" / "manifest.jsonl").read_bytes())}
    assert {"i00004/dark-5-000.jpg", "i00003/tilt-2-000.jpg", "i00003/mask-mask-two-001.jpg"} <= names
    assert {"i00003-twin/portrait.jpg", "i00004/movement-000.jpg"} <= names
    assert len(names) == pictures


def test_command_says_what_was_there(small_command, tmp_path, capsys):
    assert small_command("--out", tmp_path / "faces") == 0
    assert small_command("--out", tmp_path / "faces") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"4 pictures of 2 people in {tmp_path / 'faces'}",
        f"4 pictures of 2 people in {tmp_path / 'faces'}, 4 were there",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--defects", "blurr"], "there is no defect 'blurr'; --defects takes all, dark, bright, "),
        (["--defects", "blur:7"], "'7' is no level: give `usual`, one from 1 to 6, or a range, as `1-6`"),
        (["--defects", "blur:"], "'' is no level"),
        (["--defects", "blur", "--levels", "4-2"], "'4-2' is no level"),
        (["--levels", "3"], "--levels are those of defects"),
        (["--attacks", "deepfake"], "there is no attack 'deepfake'; --attacks takes all, print, screen, card, mask"),
        (["--identities", "0"], "--identities is 1 to 100000, not 0"),
        (["--identities", "1" + 30 * "0"], "--identities is 1 to 100000, not that many"),
        (["--identities", "100000", "--captures", "1000"], "these are 100100000 pictures, and a folder takes 1000000"),
        (["--identities", "100000", "--captures", "9", "--size", "2000x2000"], "ask for fewer"),
        (["--morphs", "3"], "--morphs is 0 to 2, not 3"),
        (["--identities", "1", "--morphs", "1"], "--morphs are of two people; ask for more --identities"),
        (["--first", "99999"], "--first is 0 to 99998, not 99999"),
        (["--captures", "-1"], "--captures is 0 to 1000, not -1"),
        (["--seed", "-1"], "--seed is 0 to "),
        (["--workers", "0"], "--workers is 1 to 256, not 0"),
        (["--size", "360"], "'360' is no size: give width x height, each 90 to 2000 pixels, as `360x450`"),
        (["--size", "90000x90"], "'90000x90' is no size"),
    ],
)
def test_bad_option_is_one_line_and_writes_nothing(small_command, tmp_path, capsys, words, said):
    assert small_command(*words, "--out", tmp_path / "faces") == ExitCode.USAGE
    error = capsys.readouterr().err
    assert error.startswith("hawiya faces generate: ")
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "case",
    [
        ("notes.txt", ".", " is not empty and holds no faces of ours; give another --out"),
        ("notes.txt", "notes.txt", "notes.txt is a file; give another --out"),
        ("notes.txt", "notes.txt/faces", "cannot write to "),
        ("notes.txt", 300 * "x", ": File name too long; give another --out"),
        ("folder.json", ".", "folder.json is no recipe of faces: "),
    ],
)
def test_bad_place_is_one_line_and_stays_as_it_is(small_command, tmp_path, capsys, case):
    there, out, said = case
    (tmp_path / there).write_text("{}")
    assert small_command("--out", tmp_path / out) == ExitCode.USAGE
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert contents(tmp_path) == {there: hashlib.sha256(b"{}").hexdigest()}


def test_full_disk_is_one_line(small_command, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(generate_command, "studio", Full)
    assert small_command("--captures", 2, "--workers", 1, "--out", tmp_path / "faces") == ExitCode.USAGE
    error = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("pictures: ")]
    assert error == [
        f"hawiya faces generate: cannot write to {tmp_path / 'faces'}: No space left on device; give another --out"
    ]


def test_lists_are_read_in_any_order_to_the_same_recipe():
    assert parse_levels("usual") == (5,)
    assert parse_levels("2-4") == (2, 3, 4)
    assert parse_defects("tilt,blur:3,blur:5", levels=(1,)) == parse_defects("blur:5,tilt,blur:3", levels=(1,))
    assert list(parse_defects("all", levels=(5,))) == list(get_args(Defect))
    assert set(parse_defects("all:2", levels=(5,)).values()) == {(2,)}
    assert parse_defects(None, levels=(5,)) == {}
    assert parse_attacks("all", lambda: INSTRUMENTS) == INSTRUMENTS
    assert parse_size("180x225") == (180, 225)

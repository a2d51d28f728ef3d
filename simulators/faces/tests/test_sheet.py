"""A contact sheet shows the pictures that its seed picks, and bad input ends in one line."""

import json

import cv2
import msgspec
import numpy as np
import pytest

from harness.command import main
from harness.commandline import ExitCode, UsageError
from harness.world.faces import FaceRecord
from simulators.faces.sheet import contact_sheet, pick, read_picture

TILE = 48


def put(folder, name, *, gray=128, size=(TILE, 60), **what):
    """One picture of one gray; a PNG keeps it."""
    width, height = size
    (folder / "i0").mkdir(exist_ok=True)
    cv2.imwrite(str(folder / "i0" / name), np.full((height, width, 3), gray, dtype=np.uint8))
    return FaceRecord(file=f"i0/{name}", identity="i0", **{"kind": "selfie", **what})


def describe(folder, records):
    lines = [msgspec.json.encode(record) for record in records]
    (folder / "manifest.jsonl").write_bytes(b"\n".join(lines))


@pytest.fixture
def folder(tmp_path):
    """Twelve clean selfies, two spoiled ones and a portrait."""
    records = [put(tmp_path, f"selfie-{n:03}.png", gray=10 * n, capture=n) for n in range(12)]
    records += [put(tmp_path, f"blur-{level}-000.png", defect="blur", level=level) for level in (3, 5)]
    records.append(put(tmp_path, "portrait.png", kind="portrait", gray=200))
    describe(tmp_path, records)
    return tmp_path


def files(records):
    return [record.file for record in records]


def test_choice_is_fixed_by_its_seed(folder):
    assert files(pick(folder, tiles=6, seed=1)) == files(pick(folder, tiles=6, seed=1))
    assert files(pick(folder, tiles=6, seed=1)) != files(pick(folder, tiles=6, seed=2))


def test_choice_does_not_depend_on_the_order_of_the_manifest(folder):
    before = files(pick(folder, tiles=6, seed=1))
    lines = (folder / "manifest.jsonl").read_bytes().splitlines()
    (folder / "manifest.jsonl").write_bytes(b"\n".join(reversed(lines)))
    assert files(pick(folder, tiles=6, seed=1)) == before


def test_no_picture_is_shown_twice(folder):
    shown = files(pick(folder, tiles=100, seed=1))
    assert len(shown) == len(set(shown)) == 15


@pytest.mark.parametrize(("kind", "count"), [("selfie", 12), ("defect", 2), ("portrait", 1), (None, 15)])
def test_kind_narrows_the_choice(folder, kind, count):
    assert len(pick(folder, tiles=100, seed=1, kind=kind)) == count


def test_tiles_stand_in_rows_in_the_order_of_the_choice(folder):
    records = pick(folder, tiles=5, seed=1, kind="selfie")
    sheet = contact_sheet(folder, records, columns=3, tile_width=TILE).pixels
    assert sheet.shape == (2 * 66 + 6, 3 * 54 + 6, 3)
    middles = [sheet[6 + 66 * (place // 3) + 30, 6 + 54 * (place % 3) + 24, 0] for place in range(5)]
    assert middles == [10 * record.capture for record in records]
    assert (sheet[6 + 66 :, 6 + 108 :] == 244).all()


def test_label_stands_under_its_tile_alone(folder):
    records = pick(folder, tiles=2, seed=1, kind="selfie")
    plain = contact_sheet(folder, records, columns=2, tile_width=TILE).pixels
    labeled = contact_sheet(folder, records, columns=2, tile_width=TILE, labels=True).pixels
    assert (labeled[:66] == plain[:66]).all()
    assert labeled.shape == (plain.shape[0] + 16, *plain.shape[1:])
    assert (labeled[66:] < 200).any()


def test_picture_of_another_shape_is_shown_whole(folder):
    wide = put(folder, "wide.png", gray=0, size=(200, 50))
    records = [*pick(folder, tiles=1, seed=1, kind="portrait"), wide]
    tile = contact_sheet(folder, records, columns=2, tile_width=TILE).pixels[6:66, 60:108]
    assert (tile[24:36] == 0).all()
    assert (tile[:24] == 244).all()
    assert (tile[36:] == 244).all()


def test_command_writes_the_sheet_into_the_folder(folder, capsys):
    assert main(["faces", "sheet", str(folder), "--tiles", "4", "--columns", "2"]) == 0
    out = folder / "sheet.jpg"
    assert capsys.readouterr().out == f"4 pictures on {out}, 378 x 468 pixels\n"
    assert cv2.imread(str(out)).shape == (468, 378, 3)


def test_command_says_what_is_on_the_sheet_as_json(folder, tmp_path, capsys):
    out = tmp_path / "some.png"
    words = [
        "--tiles",
        "3",
        "--seed",
        "5",
        "--kind",
        "selfie",
        "--width",
        "32",
        "--labels",
        "--out",
        str(out),
        "--json",
    ]
    assert main(["faces", "sheet", str(folder), *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"sheet": str(out), "columns": 8, "files": files(pick(folder, tiles=3, seed=5, kind="selfie"))}
    assert out.read_bytes().startswith(b"\x89PNG")


def test_same_seed_gives_the_same_file(folder, tmp_path):
    for name in ("one.png", "two.png"):
        assert main(["faces", "sheet", str(folder), "--seed", "3", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tiles", "0"], "--tiles is 1 to 2000, not 0"),
        (["--columns", "0"], "--columns is 1 to 200, not 0"),
        (["--width", "5"], "--width is 16 to 1000, not 5"),
        (["--seed", "-1"], "--seed is 0 to "),
        (["--kind", "morph"], "holds no picture of kind morph"),
        (["--out", "sheet.gif"], "cannot write sheet.gif: the sheet is a .jpg or a .png"),
        (["--out", "/nowhere/sheet.jpg"], "cannot write /nowhere/sheet.jpg: No such file or directory"),
        (["--columns", "1", "--width", "1000"], "the sheet would be 1012 x 18846 pixels; take fewer --tiles"),
    ],
)
def test_bad_option_is_one_line_and_writes_nothing(folder, capsys, words, said):
    assert main(["faces", "sheet", str(folder), *words]) == ExitCode.USAGE
    error = capsys.readouterr().err
    assert error.startswith("hawiya faces sheet: ")
    assert said in error
    assert error.count("\n") == 1
    assert not (folder / "sheet.jpg").exists()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("manifest.jsonl", None, "a folder of faces has one when it is finished"),
        ("manifest.jsonl", b"{\n", "manifest.jsonl is not valid: "),
        ("manifest.jsonl", b"", "holds no picture"),
        ("manifest.jsonl", b'{"file":"\xff.jpg"', "manifest.jsonl is not valid: "),
        ("manifest.jsonl", b'{"file":"a\\u0000b","identity":"i0","kind":"selfie"}', "'a\\x00b', which is no path"),
    ],
)
def test_broken_folder_is_one_line(folder, capsys, file, content, said):
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    assert main(["faces", "sheet", str(folder)]) == ExitCode.USAGE
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file or directory"),
        (b"", "is no picture that can be shown"),
        (b"%PDF-1.7", "is no picture that can be shown"),
        (b"\x89PNG\r\n\x1a\n", "is no picture that can be shown"),
    ],
)
def test_file_that_cannot_be_shown_is_crossed_and_named_and_the_others_are_shown(folder, capsys, content, said):
    bad = folder / pick(folder, tiles=1, seed=1)[0].file
    bad.unlink()
    if content is not None:
        bad.write_bytes(content)
    out = folder / "sheet.png"
    words = ["--columns", "5", "--width", str(TILE), "--out", str(out)]
    assert main(["faces", "sheet", str(folder), *words]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("15 pictures on ")
    assert str(bad) in printed.err
    assert said in printed.err
    assert printed.err.endswith("; its tile is crossed\n")
    assert printed.err.count("\n") == 1
    sheet = cv2.imread(str(out))
    assert sheet.shape == (3 * 66 + 6, 5 * 54 + 6, 3)
    tile = sheet[6:66, 6:54, 0]
    assert tile[30, 5] == 160
    assert min(tile[0, 0], tile[0, -1], tile[-1, 0], tile[-1, -1], tile[30, 24]) < 100
    assert 160 not in sheet[6:66, 60:].reshape(-1)


def test_folder_without_a_picture_that_can_be_shown_has_no_sheet(folder, capsys):
    records = pick(folder, tiles=100, seed=1)
    for record in records:
        (folder / record.file).write_bytes(b"")
    assert main(["faces", "sheet", str(folder)]) == ExitCode.USAGE
    error = capsys.readouterr().err
    assert f"{folder / records[0].file} is no picture that can be shown" in error
    assert error.count("\n") == 1
    assert not (folder / "sheet.jpg").exists()


def test_links_that_go_around_in_a_circle_are_one_line(folder, capsys):
    picture = folder / "i0" / "portrait.png"
    picture.unlink()
    picture.symlink_to(picture)
    assert main(["faces", "sheet", str(folder)]) == 0
    error = capsys.readouterr().err
    assert "portrait.png" in error
    assert error.count("\n") == 1


def test_manifest_cannot_show_a_file_outside(folder):
    inner = folder / "inner"
    inner.mkdir()
    with pytest.raises(UsageError, match="which is outside of"):
        read_picture(inner, "../i0/portrait.png")

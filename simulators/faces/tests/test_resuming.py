"""A run that was stopped, killed or cut goes on to the same bytes, and leaves the folder of another recipe alone."""

import shutil
import signal
from pathlib import Path

import msgspec
import pytest

from harness.commandline import HarnessError, UsageError
from simulators.faces.folder import PictureFolder
from simulators.faces.generate import Progress, generate
from simulators.faces.order import Order
from simulators.faces.recipe import (
    Generator,
    Sitter,
)
from simulators.faces.tests.stand_in import Dies, StandIn, contents, recipe, run_aside


def test_finished_folder_is_kept(whole, tmp_path):
    folder = Path(shutil.copytree(whole, tmp_path / "faces"))
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*.jpg")}
    assert generate(recipe(), folder, maker=StandIn) == Progress(15, 0, 15)
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*.jpg")} == before
    assert contents(folder) == contents(whole)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("i00001/selfie-000.jpg", None),
        ("i00001/selfie-000.jpg", b""),
        ("i00001/selfie-000.jpg", b"\xff\xd8 cut"),
        ("i00001/selfie-000.json", None),
        ("i00001/selfie-000.json", b'{"width": 24'),
    ],
)
def test_picture_that_was_lost_is_made_again(whole, tmp_path, file, content):
    folder = Path(shutil.copytree(whole, tmp_path / "faces"))
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    assert generate(recipe(), folder, maker=StandIn) == Progress(15, 1, 15)
    assert contents(folder) == contents(whole)


def test_picture_with_other_pixels_is_made_again(whole, tmp_path):
    folder = Path(shutil.copytree(whole, tmp_path / "faces"))
    shutil.copy(folder / "i00001" / "selfie-001.jpg", folder / "i00001" / "selfie-000.jpg")
    assert generate(recipe(), folder, maker=StandIn).made == 1
    assert contents(folder) == contents(whole)


def test_broken_manifest_costs_time_only(whole, tmp_path):
    folder = Path(shutil.copytree(whole, tmp_path / "faces"))
    (folder / "manifest.jsonl").write_bytes(b"{\n")
    assert generate(recipe(), folder, maker=StandIn).done == 15
    assert contents(folder) == contents(whole)


def test_what_is_no_utf_8_costs_time_only(whole, tmp_path):
    folder = Path(shutil.copytree(whole, tmp_path / "faces"))
    (folder / "manifest.jsonl").write_bytes(b'{"file":"\xff","identity":"i00000","kind":"selfie"}')
    (folder / "i00001" / "portrait.json").write_bytes(b'{"width":24,"height":30,"traits":{"sex":"\xff"}}')
    assert generate(recipe(), folder, maker=StandIn).done == 15
    assert contents(folder) == contents(whole)


@pytest.mark.parametrize("place", [1, 2, 3, 8])
def test_run_killed_between_two_files_leaves_whole_ones_and_goes_on(whole, tmp_path, place):
    folder = tmp_path / "faces"
    script = f"""
count, replace = 0, Path.replace
def replaced(self, target):
    global count
    count += 1
    if count == {place}:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = replaced
generate(recipe(), Path({str(folder)!r}), maker=StandIn)"""
    run_aside(script, expect=-signal.SIGKILL)
    there, wanted = contents(folder), contents(whole)
    whole_files = {file: digest for file, digest in there.items() if not Path(file).name.startswith(".")}
    assert len(whole_files) == place - 1
    assert whole_files.items() <= wanted.items()
    generate(recipe(), folder, maker=StandIn)
    assert contents(folder) == wanted


def test_workers_end_with_a_killed_run_and_the_next_one_goes_on(whole, tmp_path):
    folder = tmp_path / "faces"
    run_aside(f"generate(recipe(), Path({str(folder)!r}), maker=KillsMaster, workers=2)", expect=-signal.SIGKILL)
    assert not (folder / "manifest.jsonl").exists()
    told = generate(recipe(), folder, maker=StandIn)
    assert told.made < told.total
    assert contents(folder) == contents(whole)


def test_torn_line_of_a_journal_costs_one_picture(whole, tmp_path):
    folder = tmp_path / "faces"
    shutil.copytree(whole, folder)
    lines = [line for line in (folder / "manifest.jsonl").read_bytes().splitlines() if b'"i00001"' in line]
    (folder / "manifest.jsonl").unlink()
    (folder / "i00001" / ".records.jsonl").write_bytes(b"\n".join(lines)[:-9])
    for other in ("i00000", "i00002"):
        shutil.rmtree(folder / other)
    assert generate(recipe(), folder, maker=StandIn) == Progress(15, 11, 15)
    assert contents(folder) == contents(whole)


def test_line_after_a_torn_one_can_be_read(tmp_path):
    folder = PictureFolder(tmp_path)
    assert folder.journal("i00000") == []
    (tmp_path / "i00000" / ".records.jsonl").write_bytes(b'{"file":"i00000/portrait.jpg","ident')
    picture = StandIn(Sitter("i00000", b"seed"), (24, 30)).photograph(Order(kind="selfie"))
    wanted = msgspec.structs.replace(picture.record, file="i00000/selfie-000.jpg", identity="i00000")
    kept = folder.add(wanted, jpeg=picture.jpeg, truth=picture.truth)
    assert folder.journal("i00000") == [kept]


def test_worker_that_is_stopped_finishes_the_picture_at_hand_alone(tmp_path):
    folder = tmp_path / "faces"
    script = f"""
asked = recipe(first=1, identities=1, captures=999, defects={{}})
try:
    generate(asked, Path({str(folder)!r}), maker=PressesKeys, workers=1)
except KeyboardInterrupt:
    raise SystemExit(4)"""
    run_aside(script, expect=4)
    assert 1 <= len(list(folder.rglob("*.jpg"))) < 1000


def test_worker_that_dies_ends_the_run_in_one_line(tmp_path):
    with pytest.raises(HarnessError, match=r"^a worker died; the same command goes on from there"):
        generate(recipe(), tmp_path / "faces", maker=Dies, workers=1)


def test_two_runs_do_not_fill_one_folder(tmp_path):
    with PictureFolder(tmp_path / "faces").locked(), pytest.raises(UsageError, match="another run is filling"):
        generate(recipe(), tmp_path / "faces", maker=StandIn)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": 2}, "seed 1, not 2"),
        ({"captures": 3}, "captures 2, not 3"),
        ({"defects": {}}, "defects blur 3/5, not none"),
        ({"movement": True}, "movement false, not true"),
        ({"generator": Generator(version="1", digest="changed")}, "another generator"),
    ],
)
def test_folder_of_another_recipe_is_refused_and_left_alone(whole, tmp_path, changed, said):
    folder = Path(shutil.copytree(whole, tmp_path / "faces"))
    with pytest.raises(UsageError) as refused:
        generate(recipe(**changed), folder, maker=StandIn)
    assert str(refused.value) == f"{folder} holds faces of another recipe: {said}; give another --out"
    assert contents(folder) == contents(whole)

"""A folder of faces holds the same bytes however it came about, and bad wishes end in one line.

The pictures are stand-ins: small noise that is fixed by the seed and the order.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, get_args

import cv2
import msgspec
import numpy as np
import pytest

from harness.command import main
from harness.commandline import ExitCode, HarnessError, UsageError
from harness.world.faces import Defect, FaceRecord, FaceTruth, Species, read_manifest
from simulators.faces import generate_command
from simulators.faces import recipe as recipe_module
from simulators.faces.folder import PictureFolder, pixels_sha256, write_whole
from simulators.faces.generate import Progress, generate
from simulators.faces.generate_command import parse_attacks, parse_defects, parse_levels, parse_size, time_left
from simulators.faces.order import MOVEMENT_FRAMES, Kin, Order
from simulators.faces.recipe import (
    NO_PART_OF_THE_PICTURE,
    FolderRecipe,
    Generator,
    Sitter,
    digest_of,
    orders_of,
    pictures_of,
    sitters_of,
    this_generator,
)
from simulators.faces.stream import stream
from simulators.faces.traits import blended, face_traits, relative_of

HERE = "simulators.faces.tests.test_generate"
INSTRUMENTS = {species: (f"{species}-one", f"{species}-two") for species in get_args(Species)}
SMALL = {"identities": 3, "captures": 2, "defects": {"blur": (3, 5)}}


class Noise(NamedTuple):
    jpeg: bytes
    truth: FaceTruth
    record: FaceRecord


class StandIn:
    """A studio without a face."""

    def __init__(self, sitter, size):
        self.sitter, self.size = sitter, size

    def photograph(self, order):
        width, height = self.size
        noise = stream(self.sitter.seed, order.name).integers(0, 255, (height, width, 3), dtype=np.uint8)
        jpeg = cv2.imencode(".jpg", noise)[1].tobytes()
        groups = {"sex": "female" if self.sitter.seed[-1] % 2 else "male"}
        record = FaceRecord(
            file="", identity="", kind=order.kind, capture=order.capture, defect=order.defect, level=order.level,
            species=order.species, instrument=order.instrument, groups=groups,
        )  # fmt: skip
        return Noise(jpeg, FaceTruth(width=width, height=height, landmarks={"nose_tip": (3.5, 4.25)}), record)


class KillsMaster(StandIn):
    """Ends the run as by `kill -9` while a picture is taken."""

    def photograph(self, order):
        if (self.sitter.name, order.name) == ("i00001", "selfie-001"):
            os.kill(os.getppid(), signal.SIGKILL)
        return super().photograph(order)


class Dies(StandIn):
    def photograph(self, order):
        if (self.sitter.name, order.name) == ("i00001", "selfie-001"):
            os._exit(1)
        return super().photograph(order)


class PressesKeys(StandIn):
    """Presses Ctrl-C, which the whole process group gets."""

    def photograph(self, order):
        if (self.sitter.name, order.name) == ("i00001", "selfie-001"):
            os.killpg(os.getpgid(0), signal.SIGINT)
        return super().photograph(order)


class Full(StandIn):
    def photograph(self, order):
        if order.name == "selfie-001":
            raise OSError(28, "No space left on device")
        return super().photograph(order)


def recipe(**changed):
    generator = Generator(version="1", digest="of a stand-in")
    return FolderRecipe(**{"seed": 1, "width": 24, "height": 30, "generator": generator, **SMALL, **changed})


def contents(folder):
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def run_aside(script, *, expect):
    """Run Python lines in a process group of their own; its end means that no worker is left, for they share its pipes."""
    lines = f"from pathlib import Path\nfrom {HERE} import *\n{script}"
    process = subprocess.Popen(
        [sys.executable, "-c", lines], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    said = process.communicate(timeout=30)
    assert process.returncode == expect, said
    return said


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder that was made without a stop."""
    folder = tmp_path_factory.mktemp("faces") / "whole"
    generate(recipe(), folder, maker=StandIn)
    return folder


@pytest.fixture
def small_command(monkeypatch):
    """The command with the stand-in at work."""
    monkeypatch.setattr(generate_command, "studio", StandIn)
    monkeypatch.setattr(generate_command, "_instruments", lambda: INSTRUMENTS)

    def run(*words):
        return main(["faces", "generate", "--identities", "2", "--size", "90x90", *map(str, words)])

    return run


def test_folder_has_a_portrait_the_selfies_and_the_defects_of_everybody(whole):
    names = {"portrait", "selfie-000", "selfie-001", "blur-3-000", "blur-5-000"}
    files = {
        f"{who}/{name}{end}" for who in ("i00000", "i00001", "i00002") for name in names for end in (".jpg", ".json")
    }
    assert set(contents(whole)) == files | {"folder.json", "manifest.jsonl"}


def test_manifest_tells_files_in_order_with_their_hashes(whole):
    records = list(read_manifest((whole / "manifest.jsonl").read_bytes()))
    assert [record.file for record in records] == sorted(record.file for record in records)
    assert len(records) == 15
    for record in records:
        assert record.sha256 == hashlib.sha256(cv2.imread(str(whole / record.file)).tobytes()).hexdigest()
        assert record.file.startswith(f"{record.identity}/")
    spoiled = next(record for record in records if record.file == "i00002/blur-3-000.jpg")
    assert (spoiled.kind, spoiled.defect, spoiled.level) == ("selfie", "blur", 3)


def test_truth_lies_beside_each_picture(whole):
    truth = msgspec.json.decode((whole / "i00001" / "portrait.json").read_bytes(), type=FaceTruth)
    assert truth.landmarks == {"nose_tip": (3.5, 4.25)}


def test_folder_tells_its_recipe(whole):
    assert msgspec.json.decode((whole / "folder.json").read_bytes(), type=FolderRecipe) == recipe()


def test_two_workers_make_the_same_bytes_as_none(whole, tmp_path):
    told = generate(recipe(), tmp_path / "faces", maker=StandIn, workers=2)
    assert contents(tmp_path / "faces") == contents(whole)
    assert told == Progress(15, 15, 15)


def test_person_is_the_same_in_every_folder_of_the_seed(whole, tmp_path):
    generate(recipe(first=2, identities=1, captures=1), tmp_path / "faces", maker=StandIn)
    for file in ("portrait.jpg", "selfie-000.jpg", "blur-5-000.json"):
        assert (tmp_path / "faces" / "i00002" / file).read_bytes() == (whole / "i00002" / file).read_bytes()


def test_other_seed_gives_other_people(whole, tmp_path):
    generate(recipe(seed=2), tmp_path / "faces", maker=StandIn)
    portrait = Path("i00000/portrait.jpg")
    assert (tmp_path / "faces" / portrait).read_bytes() != (whole / portrait).read_bytes()


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


def test_relatives_have_portrait_and_selfies_and_know_whom_they_take_after():
    asked = recipe(identities=1, relatives=True, movement=True)
    who = list(sitters_of(asked))
    assert [sitter.name for sitter in who] == ["i00000", "i00000-twin", "i00000-sibling", "i00000-parent"]
    assert [sitter.kin and (sitter.kin.kinship, sitter.kin.of) for sitter in who] == [
        None, ("twin", who[0].seed), ("sibling", who[0].seed), ("parent", who[0].seed),
    ]  # fmt: skip
    assert [order.name for order in orders_of(asked, who[2])] == ["portrait", "selfie-000", "selfie-001"]
    assert pictures_of(asked) == sum(1 for sitter in who for _ in orders_of(asked, sitter)) == 5 + MOVEMENT_FRAMES + 9


def test_every_order_of_a_person_has_a_name_of_its_own():
    everything = recipe(defects=dict.fromkeys(get_args(Defect), (1, 2, 3, 4, 5, 6)), attacks=INSTRUMENTS, movement=True)
    names = [order.name for order in orders_of(everything, Sitter("i00000", b"seed"))]
    assert len(names) == len(set(names)) == pictures_of(everything) // 3
    assert {"portrait", "two_faces-6-000", "print-print-one-001", "movement-011"} <= set(names)
    assert Order(kind="morph", capture=2).name == "morph-002"


def test_morph_is_one_picture_of_a_person_and_the_next_one():
    asked = recipe(morphs=3)
    one, two, three, *morphs = sitters_of(asked)
    assert [(morph.name, morph.seed, morph.kin) for morph in morphs] == [
        ("i00000+i00001", two.seed, Kin("morph", one.seed)),
        ("i00001+i00002", three.seed, Kin("morph", two.seed)),
        ("i00002+i00000", one.seed, Kin("morph", three.seed)),
    ]
    assert [order.name for order in orders_of(asked, morphs[0])] == ["morph-000"]
    assert pictures_of(asked) == pictures_of(recipe()) + 3


def test_real_studio_takes_kin_and_morphs_for_what_they_are(tmp_path):
    asked = recipe(identities=2, captures=0, defects={}, relatives=True, morphs=1, width=90, height=112)
    generate(asked, tmp_path / "faces")
    one, two = b"faces:1:0", b"faces:1:1"
    for name, traits in (
        ("i00000/portrait", face_traits(one)),
        ("i00000-twin/portrait", relative_of(face_traits(one), one + b":twin", "twin")),
        ("i00001-parent/portrait", relative_of(face_traits(two), two + b":parent", "parent")),
        ("i00000+i00001/morph-000", blended(face_traits(one), face_traits(two))),
    ):
        truth = msgspec.json.decode((tmp_path / "faces" / f"{name}.json").read_bytes(), type=FaceTruth)
        assert (truth.traits["age"], truth.traits["sex"]) == (traits.age, traits.sex)
        assert truth.traits["nose_width"] == pytest.approx(traits.proportions.nose_width, abs=1e-6)


@pytest.fixture
def sources(tmp_path):
    """A copy of the generator's source files."""
    here = Path(recipe_module.__file__).parent
    return Path(shutil.copytree(here, tmp_path / "copy", ignore=shutil.ignore_patterns("tests", "__pycache__")))


def test_generator_is_known_by_its_sources_and_libraries(sources):
    assert digest_of(Path(recipe_module.__file__).parent) == digest_of(sources)
    assert this_generator().libraries["opencv"] == cv2.__version__


@pytest.mark.parametrize("file", ["traits.py", "render/light.py", "surroundings/rooms.py", "another.py"])
def test_generator_with_another_source_file_is_another_one(sources, file):
    before = digest_of(sources)
    with (sources / file).open("a") as source:
        source.write("\n")
    assert digest_of(sources) != before


@pytest.mark.parametrize("file", NO_PART_OF_THE_PICTURE)
def test_what_is_no_part_of_a_picture_is_there_and_does_not_count(sources, file):
    before = digest_of(sources)
    assert (sources / file).is_file()
    (sources / file).unlink()
    assert digest_of(sources) == before


def test_hash_is_over_pixels_in_rows():
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert pixels_sha256(pixels[:, ::2]) == hashlib.sha256(pixels[:, ::2].tobytes()).hexdigest()


def test_file_that_fails_leaves_the_old_one(tmp_path):
    def broken():
        yield b"new"
        raise OSError("full")

    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(OSError, match="full"):
        write_whole(tmp_path / "file", broken())
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"file": b"old"}


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


@pytest.mark.parametrize(
    ("progress", "elapsed_s", "said"),
    [
        (Progress(0, 0, 10), 5, ""),
        (Progress(10, 10, 10), 5, ""),
        (Progress(5, 5, 10), 5, ", 5 s left"),
        (Progress(50, 10, 100), 60, ", 5 min left"),
        (Progress(10, 10, 1000), 100, ", 2 h 45 min left"),
    ],
)
def test_time_left_comes_from_what_was_made(progress, elapsed_s, said):
    assert time_left(progress, elapsed_s) == said

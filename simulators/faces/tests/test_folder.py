"""A folder of faces holds the same bytes however it came about."""

import hashlib
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from harness.world.faces import FaceTruth, read_manifest
from simulators.faces.folder import pixels_sha256, write_whole
from simulators.faces.generate import Progress, generate
from simulators.faces.recipe import (
    FolderRecipe,
)
from simulators.faces.tests.stand_in import (
    StandIn,
    contents,
    recipe,
)


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

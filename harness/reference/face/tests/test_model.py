"""The committed model is the one that its recipe makes: same options, same code, same pictures; and the same numbers."""

import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from harness.reference.face.model import FILE, FaceModel, read_arrays, write_arrays
from harness.reference.face.training import recipe
from harness.reference.face.training.__main__ import objections
from harness.reference.face.training.answers import answers, unlike
from harness.reference.face.training.parts import FOLDER_OF

MOST_BYTES = 2_000_000
ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def arrays():
    return read_arrays(resources.files("harness.reference.face").joinpath(FILE).read_bytes())


def test_model_is_small():
    assert len(resources.files("harness.reference.face").joinpath(FILE).read_bytes()) <= MOST_BYTES


def test_model_was_made_by_this_recipe(arrays):
    """Else: make models."""
    assert {name: str(arrays[f"recipe/{name}"]) for name in recipe.FOLDERS} == recipe.options()


def test_model_was_trained_by_this_code(arrays):
    """Else: make models. A comment or a docstring is no other code."""
    assert str(arrays["recipe/code"]) == recipe.code_digest()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The folders of the recipe, of their first person alone."""
    made = tmp_path_factory.mktemp("folders")
    for name, options in recipe.options().items():
        words = options.split()
        words[words.index("--identities") + 1] = "1"
        command = [Path(sys.executable).parent / "hawiya", "faces", "generate", *words, "--out", made / name]
        subprocess.run(command, check=True, capture_output=True)
    return made


@pytest.mark.parametrize("folder", recipe.FOLDERS)
def test_generator_still_makes_what_was_learned_from(arrays, folder, folders):
    """Else: make models. Small copies may differ by the last step of rounding on another processor."""
    made = recipe.probe(folders / folder).astype(int)
    assert np.abs(made - arrays[f"recipe/{folder}.probe"]).max() <= 1


@pytest.mark.parametrize("folder", recipe.FOLDERS)
def test_model_says_what_it_said_when_it_was_learned(arrays, folder, folders):
    said = {part: arrays[f"recipe/{folder}.{part}"] for part in FOLDER_OF}
    assert unlike(said, answers(folders / folder, FaceModel.from_arrays(arrays)), FOLDER_OF) == []


def trained(folders, out, *options):
    command = [sys.executable, "-m", "harness.reference.face.training", folders, "--out", out, *options]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_model_of_the_same_answers_gets_the_digest_of_rewritten_code(arrays, folders, tmp_path):
    write_arrays(tmp_path / "before.npz", arrays | {"recipe/code": np.array("of other code")})
    assert trained(folders, tmp_path / FILE, "--from", tmp_path / "before.npz").returncode == 0
    now = read_arrays((tmp_path / FILE).read_bytes())
    assert str(now["recipe/code"]) == recipe.code_digest()
    assert all(np.array_equal(now[name], array) for name, array in FaceModel.from_arrays(arrays).to_arrays().items())


def test_model_of_other_answers_is_not_written(arrays, folders, tmp_path):
    write_arrays(tmp_path / "before.npz", arrays | {"landmarks/mean": arrays["landmarks/mean"] * 1.01})
    ended = trained(folders, tmp_path / FILE, "--from", tmp_path / "before.npz")
    assert ended.returncode == 1
    assert "learn: landmarks does not say what it said" in ended.stderr
    assert not (tmp_path / FILE).exists()


def test_part_alone_needs_the_parts_that_are_kept(tmp_path):
    ended = trained(tmp_path, tmp_path / FILE, "--only", "presentation")
    assert (ended.returncode, "--from" in ended.stderr) == (2, True)


@pytest.mark.parametrize(
    ("changed", "only", "objected"),
    [
        ({}, None, []),
        ({"recipe/learn.likeness": 1.0}, None, ["learn: likeness does not say what it said"]),
        ({"recipe/attacks.presentation": 1.0}, None, ["attacks: presentation does not say what it said"]),
        ({"recipe/attacks.presentation": 1.0, "recipe/learn.presentation": 1.0}, "presentation", []),
        ({"recipe/attacks.probe": 9, "recipe/attacks.quality": 9}, "presentation", []),
        ({"recipe/faults.quality": 9}, "presentation", ["faults: quality does not say what it said"]),
        (
            {"recipe/learn.probe": 9},
            "presentation",
            ["learn: the folder holds other pictures than those that the model was learned from"],
        ),
    ],
)
def test_what_is_kept_must_say_what_it_said_of_the_same_pictures(arrays, changed, only, objected):
    now = arrays | {name: arrays[name] + np.array(step, arrays[name].dtype) for name, step in changed.items()}
    assert list(objections(arrays, now, only)) == objected


def test_model_survives_its_file(arrays, tmp_path):
    model = FaceModel.from_arrays(arrays)
    write_arrays(tmp_path / FILE, model.to_arrays())
    again = read_arrays((tmp_path / FILE).read_bytes())
    assert all(np.array_equal(again[name], array) for name, array in model.to_arrays().items())


def digest_of(monkeypatch, text):
    monkeypatch.setattr(recipe, "_sources", lambda: [("f.py", text)])
    return recipe.code_digest()


def test_digest_of_code_does_not_see_comments(monkeypatch):
    one = digest_of(monkeypatch, 'def f():\n    """One."""\n    return 1\n')
    assert digest_of(monkeypatch, 'def f():  # said\n    """Other."""\n    return 1\n') == one
    assert digest_of(monkeypatch, 'def f():\n    """One."""\n    return 2\n') != one


@pytest.mark.soak
def test_make_models_makes_the_committed_model(arrays, tmp_path):
    """Half an hour to an hour. Eight-bit weights may differ by a step where a library adds in another order."""
    made = tmp_path / FILE
    subprocess.run(["/usr/bin/make", "models", f"MODEL={made}"], check=True, cwd=ROOT)
    again = read_arrays(made.read_bytes())
    assert again.keys() == arrays.keys()
    for name, array in arrays.items():
        if array.dtype.kind == "i":
            assert np.abs(again[name].astype(int) - array.astype(int)).max() <= 1, name
        elif array.dtype.kind == "f":
            assert np.allclose(again[name], array, rtol=1e-2, atol=1e-3, equal_nan=True), name
        else:
            assert np.array_equal(again[name], array), name

"""The committed model is the one that its recipe makes: same options, same code, same pictures; and the same numbers."""

import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from harness.reference.face.model import FILE, FaceModel, read_arrays, write_arrays
from harness.reference.face.training import recipe

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


@pytest.mark.parametrize("folder", recipe.FOLDERS)
def test_generator_still_makes_what_was_learned_from(arrays, folder, tmp_path):
    """Else: make models. Small copies may differ by the last step of rounding on another processor."""
    options = recipe.options()[folder].split()
    options[options.index("--identities") + 1] = "1"
    command = [Path(sys.executable).parent / "hawiya", "faces", "generate", *options, "--out", tmp_path / folder]
    subprocess.run(command, check=True, capture_output=True)
    made = recipe.probe(tmp_path / folder).astype(int)
    assert np.abs(made - arrays[f"recipe/{folder}.probe"]).max() <= 1


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
            assert np.allclose(again[name], array, rtol=1e-2, atol=1e-3), name
        else:
            assert np.array_equal(again[name], array), name

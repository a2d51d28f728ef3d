"""Generated documents are what the code says now."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def documents() -> ModuleType:
    spec = importlib.util.spec_from_file_location("documents", ROOT / ".ci" / "documents.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_documents_are_up_to_date(documents):
    assert documents.stale(ROOT / "docs") == []


def test_stale_document_is_noticed(documents, tmp_path):
    for name in documents.GENERATED:
        shutil.copy(ROOT / "docs" / name, tmp_path)
        with (tmp_path / name).open("a") as file:
            file.write("changed by hand\n")
    assert documents.stale(tmp_path) == list(documents.GENERATED)

"""Where a test that is run again alone puts its results: beside those of the run, never over them."""

from pathlib import Path

import pytest

from conformance.certification.run import beside


@pytest.mark.parametrize(
    ("out", "folder"),
    [("out/cm", "out/cm-alone"), ("/tmp/a b", "/tmp/a b-alone"), ("run.d/", "run.d-alone")],  # noqa: S108 - names alone
)
def test_folder_stands_beside_that_of_the_run(out, folder):
    assert beside(Path(out)) == folder


@pytest.mark.parametrize("out", [".", "..", "a/.."])
def test_folder_without_a_name_of_its_own_gets_one(out, tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a" if out == ".." else tmp_path)
    assert Path(beside(Path(out))) == tmp_path.with_name(f"{tmp_path.name}-alone")

"""The wheel holds what it should, and certifies from a clean environment in another directory.

The clean environment is a new venv with the wheel and, linked from the environment of this test, exactly the distributions
that the wheel's metadata asks for: so a dependency that was not declared is missing there. No network is used; that the
pinned distributions can be had is what the set-up of this project shows.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True, timeout=60)
    return next(folder.glob("*.whl"))


def declared(requirements: list[str], extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for line in requirements:
        requirement = Requirement(line)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield requirement.name, frozenset(requirement.extras)


def closure(wanted: list[tuple[str, frozenset[str]]]) -> set[str]:
    seen: set[tuple[str, frozenset[str]]] = set()
    while wanted:
        found = wanted.pop()
        if found not in seen:
            seen.add(found)
            wanted += declared(metadata.distribution(found[0]).requires or [], found[1])
    return {name for name, _extras in seen}


def clean_environment(folder: Path, wheel: Path, *extras: str) -> Path:
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    place = next(folder.glob("lib/python*/site-packages"))
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*install, str(wheel)], check=True, timeout=60)
    requires = metadata.Distribution.at(next(place.glob("hawiya-*.dist-info"))).requires or []
    for name in sorted(closure(list(declared(requires, frozenset(extras)))) - {"hawiya"}):
        distribution = metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or [] if file.parts[0] not in ("..", "__pycache__")}:
            if not (place / top).exists():
                (place / top).symlink_to(distribution.locate_file(top))
    return folder / "bin" / "hawiya"


def hawiya(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    outside = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        [str(command), *arguments], cwd=folder, env=outside, capture_output=True, text=True, timeout=600, check=False
    )


def test_wheel_holds_data_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if "tests" in Path(name).parts] == []
    present = {
        str(file.relative_to(ROOT))
        for package in ("harness", "simulators", "scenarios", "conformance", "load", "reports")
        for file in (ROOT / package).rglob("*")
        if file.is_file() and not re.search(r"/(tests|__pycache__|\.[^/]*)/", str(file))
    }
    assert present - set(names) == set()


@pytest.mark.parametrize("kept", ["harness/py.typed", "harness/catalogue/requirements.yaml", "conformance/suites.ini"])
def test_file_is_in_the_wheel(kept, wheel):
    assert kept in zipfile.ZipFile(wheel).namelist()


def test_license_is_in_the_wheel(wheel):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_vendor_needs_the_extra_certify_alone_to_reach_a_target(wheel, tmp_path):
    command = clean_environment(tmp_path / "venv", wheel, "certify")
    (tmp_path / "target.toml").write_text('kind = "server"\nnation = "kuwait"\n[reach]\nurl = "http://127.0.0.1:9"\n')
    result = hawiya(command, "certify", "--target", "target.toml", folder=tmp_path)
    assert result.returncode == 3, result.stderr
    assert "no answer from http://127.0.0.1:9" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def certified(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A certification by the installed wheel, and the folder of its results."""
    folder = tmp_path_factory.mktemp("certified")
    command = clean_environment(folder / "venv", wheel, "certify", "reference")
    return hawiya(command, "certify", "--area", "sms", "--out", "out", folder=folder), folder / "out"


def test_installed_wheel_certifies_from_another_directory(certified):
    result, _ = certified
    assert result.returncode == 0, result.stdout + result.stderr
    assert "CONFORMANT (exit 0)" in result.stdout


@pytest.mark.parametrize("name", ["events.jsonl", "results.json", "junit.xml", "traceability.csv", "index.html"])
def test_installed_wheel_writes_a_result(name, certified):
    _, out = certified
    assert (out / name).stat().st_size > 0


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_report_opens_in_a_browser(certified, tmp_path):
    _, out = certified
    words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom"]
    page = subprocess.run(
        [CHROMIUM, *words, (out / "index.html").as_uri()], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert json.loads((out / "results.json").read_text())["run"] in page
    assert "SMS-002" in page

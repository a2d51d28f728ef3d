"""The import contracts hold, and each of them can fail."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("harness", "simulators", "scenarios", "conformance", "load", "reports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# contract -> the module that is made to break it, and the line that does
BREACHES = {
    "rooms": ("harness/world/policy.py", "import harness.adapters.hawiya"),
    "reference-is-a-process": ("conformance/target.py", "import harness.reference.refusal"),
    "reference-knows-the-contract-only": ("harness/reference/refusal.py", "import simulators.clock"),
    "areas": ("harness/reference/registry/rules.py", "import harness.reference.enrollment.rules"),
    "slices": ("harness/reference/identity/rules.py", "import harness.reference.identity.store"),
    "pure": ("harness/reference/pki/rules.py", "import time"),
    "simulators": ("simulators/sms/inbox.py", "import simulators.phone"),
    "cycles": ("harness/commandline.py", "import harness.command"),
    "routes": ("harness/reference/enrollment/store.py", "import harness.reference.identity.routes"),
}


def lint(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def test_every_import_contract_holds():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_every_contract_has_a_breach_here():
    assert {contract["id"] for contract in CONTRACTS} == set(BREACHES)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["id"])
def test_breach_of_a_contract_is_found(contract, tree):
    place, line = BREACHES[contract["id"]]
    module = tree / place
    honest = module.read_text()
    assert lint(tree, "--contract", contract["id"]).returncode == 0
    try:
        module.write_text(f"{honest}\n{line}\n")
        result = lint(tree, "--contract", contract["id"])
    finally:
        module.write_text(honest)
    assert result.returncode == 1
    assert f"{contract['name']} BROKEN" in " ".join(result.stdout.split())

"""The jobs and recipes of docs/ci.md: their syntax, the commands that they call, and the wheelhouse itself."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml

from conformance.gating.command import add_arguments
from conformance.gating.known import read_known
from conformance.gating.profiles import load_profile

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples" / "ci"
PAGE = (DOCS / "ci.md").read_text(encoding="utf-8")


def scripts(name: str) -> list[str]:
    job = yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))
    if "jobs" in job:
        return [step["run"] for step in job["jobs"]["gate"]["steps"] if "run" in step]
    return list(job["hawiya"]["script"])


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_a_job_installs_and_calls_the_gate_with_arguments_that_exist(name):
    import argparse  # noqa: PLC0415 - here alone

    install, gate = scripts(name)
    assert install == "./ci/install-offline.sh wheelhouse .hawiya"
    words = shlex.split(gate)
    assert words[:2] == [".hawiya/bin/hawiya", "gate"]
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_arguments(parser)
    arguments = parser.parse_args(words[2:])
    assert (str(arguments.known), str(arguments.lock), str(arguments.out)) == (
        "ci/known-failures.toml", "ci/hawiya.lock", "out/gate",
    )  # fmt: skip


def test_the_jobs_run_on_changes_and_at_night_and_keep_the_evidence():
    github = yaml.safe_load((EXAMPLES / "github.yml").read_text(encoding="utf-8"))
    assert set(github[True]) == {"pull_request", "schedule"}  # YAML 1.1 reads the key `on` so
    assert github["jobs"]["gate"]["steps"][-1]["with"]["path"] == "out/gate"
    gitlab = yaml.safe_load((EXAMPLES / "gitlab.yml").read_text(encoding="utf-8"))["hawiya"]
    assert [rule["variables"]["PROFILE"] for rule in gitlab["rules"]] == ["full", "quick"]
    assert gitlab["artifacts"]["reports"] == {"junit": "out/gate/junit.xml"}


def test_the_files_of_the_page_can_be_read(tmp_path):
    known, profile = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "known.toml").write_text(known)
    (tmp_path / "ours.toml").write_text(profile)
    assert read_known(tmp_path / "known.toml")
    assert load_profile(str(tmp_path / "ours.toml")).tests == ["privacy::*"]


@pytest.mark.parametrize("name", ["wheelhouse.sh", "install-offline.sh"])
def test_a_recipe_is_a_script_that_the_page_calls(name):
    assert subprocess.run(["bash", "-n", EXAMPLES / name], check=False).returncode == 0  # noqa: S607 - the shell of the recipe
    assert f"docs/examples/ci/{name} wheelhouse" in PAGE
    assert os.access(EXAMPLES / name, os.X_OK)


def test_every_link_of_the_page_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (DOCS / target).exists(), target


@pytest.mark.soak
def test_a_wheelhouse_serves_a_machine_without_an_index(tmp_path):
    environment = {**os.environ, "PYTHON": sys.executable}
    house, venv = tmp_path / "wheelhouse", tmp_path / "venv"
    subprocess.run([EXAMPLES / "wheelhouse.sh", house], cwd=DOCS.parent, env=environment, check=True)
    nowhere = {**environment, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_CACHE_DIR": "1"}
    subprocess.run([EXAMPLES / "install-offline.sh", house, venv], env=nowhere, check=True)
    lock = tmp_path / "hawiya.lock"
    subprocess.run([venv / "bin" / "hawiya", "lock", "--out", lock], cwd=tmp_path, check=True)
    assert len(msgspec.json.decode(lock.read_bytes())["tests"]) > 100

"""The suites under plain pytest with several workers: the workers join the run that the controller made."""

import os
import re
import subprocess
import sys

SUITES = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suites", "-p", "no:cacheprovider", "-q"]


def under_pytest(tmp_path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    return subprocess.run(
        [*SUITES, *words], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120, check=False
    )


def test_workers_join_the_run_and_leave_the_clock_alone(tmp_path):
    ended = under_pytest(tmp_path, "--target", "reference", "--area", "pin,sms", "-n", "2", "-rs")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.search(r"SKIPPED \[\d+\] .*moves the target's clock", ended.stdout), ended.stdout
    assert "run without -n, or by hawiya certify" in ended.stdout
    assert list(tmp_path.glob("hawiya-run-*")) == []


def test_one_test_is_chosen_by_its_id_with_brackets(tmp_path):
    name = "privacy::test_no_score_reaches_the_applicant[good]"
    ended = under_pytest(tmp_path, "--target", "reference", "--select", name)
    assert "1 passed" in ended.stdout, ended.stdout + ended.stderr


def test_a_target_that_cannot_be_tested_is_stopped_again(tmp_path):
    file = tmp_path / "target.toml"
    file.write_text(
        """kind = "server"
nation = "kuwait"
start.command = ["{python}", "-m", "http.server", "--bind", "127.0.0.1", "{port}"]
"""
    )
    ended = under_pytest(tmp_path, "--target", str(file))
    assert ended.returncode == 4
    assert "another protocol" in ended.stderr
    assert list(tmp_path.glob("hawiya-run-*")) == []

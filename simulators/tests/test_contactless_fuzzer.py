"""A coverage-guided fuzzer finds no bytes that the contactless face does not answer, before access or within a session."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).with_name("fuzz_contactless.py")
MOST_MB = 2048
PACE, BAC, PROTECTED = b"\xfe", b"\xfd", b"\xfc"
COMMANDS = [
    bytes.fromhex(each)
    for each in (
        "00A4040C07A0000002471001",
        "00A4020C02011E",
        "00B0000000",
        "00B09C0000",
        "00B1001E0354010000",
        "0084000008",
        "0082000028" + "5A" * 40 + "28",
        "0022C1A40F800A04007F00070202040202830102",
        "10860000027C0000",
        "0088000008010203040506070800",
        "002241A40C800A04007F00070202030202",
    )
]


def fuzzed(runs: int, folder: Path) -> int:
    """Let it run over so many inputs; how many commands they held."""
    pytest.importorskip("atheris", reason="the coverage-guided fuzzer is built for x86-64 only")
    corpus = folder / "corpus"
    corpus.mkdir()
    plain = [bytes([len(command)]) + command for command in COMMANDS]
    within = [PROTECTED + script for script in plain]
    scripts = [*plain, b"".join(plain), PACE + b"".join(within), BAC + b"".join(within), PACE + plain[1]]
    for number, script in enumerate(scripts):
        (corpus / str(number)).write_bytes(script)
    begun_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # the system counts a child's peak from ours
    options = [f"-runs={runs}", "-seed=1", "-max_len=1000", "-len_control=0", "-timeout=60"]
    options += [f"-rss_limit_mb={begun_mb + MOST_MB}"]
    command = [sys.executable, str(FUZZER), *options, str(corpus)]
    counted = folder / "count"
    environment = {**os.environ, "FUZZ_COUNT_FILE": str(counted)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=3600, cwd=folder, env=environment
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {runs} runs" in done.stderr
    return int(counted.read_text())


def test_coverage_guided_fuzzer_finds_nothing(tmp_path):
    assert fuzzed(400, tmp_path) > 1_000


@pytest.mark.soak
def test_coverage_guided_fuzzer_finds_nothing_in_hundred_thousand_commands(tmp_path, record_property):
    sent = fuzzed(15_000, tmp_path)
    record_property("figure", f"contactless face, coverage-guided: {sent:,} commands in 15,000 inputs")
    assert sent >= 100_000

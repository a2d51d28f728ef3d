"""The report in a real browser: its script runs, and nothing that a hostile target sent does."""

import shutil
import subprocess

import pytest

from reports import html

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture
def dom(tmp_path):
    def dump(run) -> str:
        words = ["--headless", "--no-sandbox", "--disable-gpu", *QUIET, f"--user-data-dir={tmp_path / 'profile'}"]
        page = html.write(run).as_uri()
        ended = subprocess.run(
            [CHROMIUM, *words, "--dump-dom", page], capture_output=True, text=True, timeout=60, check=True
        )
        return ended.stdout

    return dump


def test_the_script_of_the_page_runs(dom, good):
    assert '<div class="tools" hidden=""' not in dom(good)
    assert '<div class="tools"' in dom(good)


def test_no_script_of_a_hostile_target_runs(dom, hostile):
    page = dom(hostile)
    assert "&lt;script&gt;alert(1)" in page, "the hostile text is shown as text"
    assert page.count("<script") == 1
    assert "<img" not in page

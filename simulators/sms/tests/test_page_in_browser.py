"""The inbox page in a real browser: a message of a hostile target stays text, and Arabic reads from the right."""

import re
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium")
HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=document.title='owned'><svg onload=document.title='owned'>"
    "</p></li></main><a href=javascript:document.title='owned'>x</a>\u202egnissap\u2066"
)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_hostile_message_stays_text(gateway, inbox, recipient, mark, tmp_path):
    """THR-095: neither markup nor a direction mark of a message does anything."""
    inbox.submit(sender="<b>EVIL", recipient=recipient, text=HOSTILE)
    inbox.wait_for(recipient, mark, 5)
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    words += [
        "--disable-background-networking",
        "--disable-component-update",
        f"--user-data-dir={tmp_path}",
        "--timeout=5000",
    ]
    ended = subprocess.run(
        [CHROMIUM, *words, "--dump-dom", f"{gateway.http_url}/?lang=ar"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "<title>صندوق الرسائل القصيرة</title>" in ended.stdout
    assert "&lt;script&gt;document.title='owned'" in ended.stdout
    assert "[U+202E]gnissap[U+2066]" in ended.stdout
    assert ended.stdout.count("<script") == 1
    assert not re.search(r"<(img|svg|b)\b|<[^<>]*\s(on\w+=|href=.?javascript)", ended.stdout)


def test_an_arabic_page_has_arabic_digits_and_plain_numbers_of_phones(gateway, inbox, recipient, mark):
    import httpx  # noqa: PLC0415 - one request

    inbox.submit(sender="PACI", recipient=recipient, text="x")
    inbox.wait_for(recipient, mark, 5)
    page = httpx.get(f"{gateway.http_url}/?lang=ar", trust_env=False).text
    assert re.search('<dd dir="rtl">[٠-٩]{4}-[٠-٩]{2}-[٠-٩]{2} [٠-٩:]{8} UTC</dd>', page)
    assert f'<dd dir="ltr">{recipient}</dd>' in page

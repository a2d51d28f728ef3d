"""The report in a real browser: its script runs, nothing that a hostile target sent does, and Arabic reads from the right."""

import json
import re
from dataclasses import replace
from html import escape, unescape

import pytest

from reports import html

POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')
SHOWN = "<script>document.title='owned'"
PROBE = """
<script>
const shown = (selector) => getComputedStyle(document.querySelector(selector));
for (const each of document.querySelectorAll("details")) each.open = true;
const probe = {
  direction: shown("body").direction,
  width: innerWidth,
  scrolled: document.documentElement.scrollWidth,
  cut: [...document.querySelectorAll(".scroll")].filter((each) => each.scrollWidth > each.clientWidth).length,
  rerun: shown(".rerun").direction,
  quote: shown("blockquote").direction,
  why: document.querySelector(".why").textContent,
  figures: [...document.querySelectorAll(".figures dd")].map((each) => each.textContent).join(" "),
  counts: [...document.querySelectorAll(".musts td.n")].map((each) => each.textContent).join(" "),
  shown: document.getElementById("shown").textContent,
  ids: [...document.querySelectorAll(".id")].map((each) => each.textContent).join(" "),
  begins: document.querySelector("h1 .sym").getBoundingClientRect().left / innerWidth,
};
parent.document.body.textContent = "PROBE" + JSON.stringify(probe) + "END";
</script>
"""


@pytest.fixture
def opened(chromium):
    return lambda page: chromium(page, "--dump-dom")


@pytest.fixture
def dom(opened):
    return lambda run: opened(html.write(run))


@pytest.fixture
def probed(opened):
    """What the browser makes of a page, measured by a script that its policy of content would not let run."""

    def probe(run, *, width: int = 1280) -> dict:
        page = html.write(run)
        content = POLICY.sub("", page.read_text("utf-8")).replace("</body>", PROBE + "</body>")
        # in a frame, because a window is never narrower than 500 pixels
        frame = f'<iframe width="{width}" height="900" style="border:0" srcdoc="{escape(content)}"></iframe>'
        page.write_text(f'<!doctype html><meta charset="utf-8"><body>{frame}', "utf-8")
        found = re.search("PROBE(.*)END", opened(page), re.DOTALL)
        return json.loads(unescape(found.group(1)))

    return probe


def test_the_script_of_the_page_runs(dom, good):
    page = dom(good)
    assert '<div class="tools" hidden=""' not in page
    assert '<div class="tools"' in page


def test_the_canary_sings_where_text_is_not_escaped(opened, tmp_path):
    page = tmp_path / "bare.html"
    page.write_text(
        "<title>quiet</title><p><img src=x onerror=document.title='owned'></p><script>document.title='owned'</script>"
    )
    assert "<title>owned</title>" in opened(page)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("guarded", [True, False], ids=["policy", "escaping-alone"])
def test_nothing_of_a_hostile_target_runs(opened, hostile, language, guarded):
    """THR-095: script, SVG, handlers, links and frames in every text of a run stand on the page as text."""
    file = html.write(replace(hostile, language=language))
    if not guarded:
        file.write_text(POLICY.sub("", file.read_text("utf-8")), "utf-8")
    page = opened(file)
    title = re.search("<title>(.*?)</title>", page, re.DOTALL).group(1)
    body = page.partition("</head>")[2]
    assert unescape(title).startswith(("Not conformant", "غير مطابق"))
    assert SHOWN in unescape(body), "the hostile text is shown as text"
    assert page.count("<script") == 1
    assert not re.search(
        r"<(img|iframe|object|embed|form|base|math)\b|<[^>]*\s(on\w+|srcdoc)=|<[^<>]*\shref=.?javascript", body
    )
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", page)


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize(
    ("name", "language"), [("failing", "ar"), ("hostile", "ar"), ("failing", "en"), ("card", "ar"), ("card", "en")]
)
def test_no_page_is_wider_than_its_window(probed, request, width, name, language):
    found = probed(replace(request.getfixturevalue(name), language=language), width=width)
    assert found["width"] == width
    assert found["scrolled"] <= width
    assert found["cut"] == 0, "a table hides a column"


def test_an_arabic_page_reads_from_the_right(probed, failing):
    found = probed(replace(failing, language="ar"))
    assert (found["direction"], found["quote"], found["rerun"]) == ("rtl", "rtl", "ltr")
    assert found["begins"] > 0.5


def test_an_english_page_reads_from_the_left(probed, failing):
    found = probed(failing)
    assert found["direction"] == "ltr"
    assert found["begins"] < 0.5


def test_numbers_of_an_arabic_page_are_arabic_and_codes_are_not(probed, failing):
    found = probed(replace(failing, language="ar"))
    assert "عدد الاختبارات التي أخفقت ٢، وهي: sms/SMS-002/neg" in found["why"]
    assert not re.search("[0-9]", found["figures"] + found["counts"] + found["shown"])
    assert re.search("[٠-٩]", found["shown"])
    assert "SMS-002" in found["ids"]
    assert not re.search("[٠-٩]", found["ids"])

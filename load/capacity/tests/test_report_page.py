"""The page in a browser with the network cut: nothing is asked for, no word lies on another, and Arabic reads from the right."""

import json
import re
from dataclasses import replace
from datetime import date
from html import escape, unescape

import pytest
from msgspec.structs import replace as replace_struct

from load.capacity.model.file import load_plan
from load.capacity.report import page
from load.capacity.report.facts import Sample
from load.capacity.report.gather import gather
from load.capacity.rollout.answer import Figure, QuarterAnswer, RolloutAnswer, Step

MOST_BYTES = 2_000_000
POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')
CUT = ("--proxy-server=socks5://127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND")
HOSTILE = "</title><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202e"
RESOURCES = """
<script>
addEventListener("load", () => {
  const asked = performance.getEntriesByType("resource").map((each) => each.name);
  document.body.textContent = "PROBE" + JSON.stringify(asked) + "END";
});
</script>
"""
PROBE = """
<script>
const box = (each) => each.getBoundingClientRect();
const lies = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
  && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1.5;
const clashes = [], beyond = [];
for (const drawing of document.querySelectorAll("svg.drawing")) {
  const sheet = box(drawing), texts = [...drawing.querySelectorAll("text")].map((each) => [each.textContent, box(each)]);
  for (const [said, where] of texts)
    if (where.left < sheet.left - 1 || where.right > sheet.right + 1 || where.bottom > sheet.bottom + 1) beyond.push(said);
  texts.forEach(([said, where], number) => {
    for (const [other, there] of texts.slice(number + 1)) if (lies(where, there)) clashes.push([said, other]);
  });
}
const probe = {
  direction: getComputedStyle(document.body).direction,
  scrolled: document.documentElement.scrollWidth,
  clashes, beyond,
  begins: box(document.querySelector("figure")).left / innerWidth,
  letters: Math.min(...[...document.querySelectorAll("svg.drawing text")].map((each) => box(each).height)),
  figures: [...document.querySelectorAll(".figures dd, td.n")].map((each) => each.textContent).join(" "),
};
parent.document.body.textContent = "PROBE" + JSON.stringify(probe) + "END";
</script>
"""


@pytest.fixture(scope="module")
def kuwait():
    """All of Kuwait on one day; few parts are assumed, for each is played twice."""
    plan = load_plan("kuwait")
    model = plan.model
    known = {name: replace_struct(getattr(model, name), assumed=False) for name in ("balking", "breakdowns")}
    outages = [replace_struct(some, assumed=False) for some in model.outages]
    services = [model.services[0], replace_struct(model.services[1], assumed=False)]
    model = replace_struct(model, **known, outages=outages, services=services)
    sample = Sample(days=(date(2026, 4, 13),), replications=2, seed=5)
    return facts_of(replace(plan, model=model), sample)


def facts_of(plan, sample):
    return gather(
        plan,
        sample,
        device_cost=4500.0,
        rollout=quarters(),
        digests={plan.place: "0" * 64},
        command="hawiya capacity report kuwait --out report",
        tell=lambda *_: None,
    )


def quarter(name, steps, devices):
    """A quarter of a rollout, with figures like those of all others."""
    figure = Figure(mean=620.0, low=600.0, high=640.0)
    return QuarterAnswer(
        name=name,
        first=date(2026, 1, 1),
        last=date(2026, 3, 31),
        budget=90_000.0,
        cost=45_000.0,
        cost_so_far=45_000.0,
        left=45_000.0,
        stock=0,
        steps=steps,
        wishes=[],
        devices=devices,
        people=100_000.0,
        stay_away=0.0,
        lost=figure,
        p95_wait_s=figure,
        abandonment=Figure(mean=0.03, low=0.02, high=0.04),
    )


def quarters():
    """Two quarters; in the second one a bank withdraws."""
    return RolloutAnswer(
        rollout="my-rollout.toml",
        model="kuwait",
        title_en="Two quarters",
        title_ar="ربعان",
        currency="KWD",
        seed=1,
        replications=4,
        days=10,
        expected="as modeled",
        chosen="low",
        minimax="low",
        quarters=[
            quarter("2026-Q1", [Step(site="NBK-04", added=2, devices_after=3)], {"NBK-04": 3, "KFH-01": 4}),
            quarter("2026-Q2", [Step(site="KFH-01", added=-4, devices_after=0)], {"NBK-04": 3, "KFH-01": 0}),
        ],
        regrets=[],
        assumptions=[],
    )


@pytest.fixture
def probed(chromium, tmp_path):
    """What the browser makes of a page, measured by a script that its policy of content would not let run."""

    def probe(text, *, width):
        content = POLICY.sub("", text).replace("</body>", PROBE + "</body>")
        # in a frame, because a window is never narrower than 500 pixels
        frame = f'<iframe width="{width}" height="900" style="border:0" srcdoc="{escape(content)}"></iframe>'
        file = tmp_path / "frame.html"
        file.write_text(f'<!doctype html><meta charset="utf-8"><body>{frame}', "utf-8")
        return json.loads(unescape(re.search("PROBE(.*)END", chromium(file, "--dump-dom", *CUT), re.DOTALL).group(1)))

    return probe


@pytest.fixture
def asked_for(chromium, tmp_path):
    """Every address that a page tries, without the policy that would hold it back."""

    def urls(text):
        file = tmp_path / "page.html"
        file.write_text(POLICY.sub("", text).replace("</body>", RESOURCES + "</body>"), "utf-8")
        return json.loads(unescape(re.search("PROBE(.*)END", chromium(file, "--dump-dom", *CUT)).group(1)))

    return urls


def test_the_network_is_asked_where_a_page_asks(asked_for):
    assert any("hawiya.invalid" in url for url in asked_for("<img src='https://hawiya.invalid/dot.png'></body>"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_of_all_of_kuwait_is_small_and_asks_the_network_for_nothing(kuwait, asked_for, language):
    text = page.render(kuwait, language=language)
    assert len(text.encode()) < MOST_BYTES
    assert asked_for(text) == []
    assert not re.search(
        r"<script|<iframe|<object|<link(?! rel=\"icon\" href=\"data:,\")|\son\w+=|\sstyle=|url\(", text
    )


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_word_of_a_drawing_lies_on_another_and_no_page_is_wider_than_its_window(kuwait, probed, language, width):
    found = probed(page.render(kuwait, language=language), width=width)
    assert found["clashes"] == []
    assert found["beyond"] == []
    assert found["scrolled"] <= width
    assert found["letters"] > 8.0, "the smallest letters can be read"
    assert found["direction"] == ("rtl" if language == "ar" else "ltr")
    assert (found["begins"] > 0.4) == (language == "ar" and width == 1280)


def test_figures_of_an_arabic_page_are_arabic(kuwait, probed):
    found = probed(page.render(kuwait, language="ar"), width=1280)
    told = re.sub("[A-Z]+-[0-9]+", "", found["figures"])  # sites keep their names
    assert not re.search("[0-9]", told)
    assert re.search("[٠-٩]", told)


def test_every_picture_has_a_title_a_description_and_a_table_with_the_same_rows(kuwait):
    text = page.render(kuwait, language="en")
    keys = ["map", "hours", "queue", "pareto", "tornado", "plan"]
    for key in keys:
        section = text.partition(f'<section id="{key}">')[2].partition("</section>")[0]
        assert f'aria-labelledby="{key}-title {key}-about"' in section
        assert re.search(f'<title id="{key}-title">[^<]+</title><desc id="{key}-about">[^<]+</desc>', section)
        assert section.count("<table") == 1
    hours = text.partition('<section id="hours">')[2].partition("</section>")[0]
    assert hours.count('<th scope="row">') == len(kuwait.sites)
    assert text.count('class="drawing"') == len(keys)


def test_the_page_says_what_ran_by_which_engine_with_which_seed_and_lists_every_assumption(kuwait):
    text = page.render(kuwait, language="en")
    assert "FIFO kernel" in text
    assert "hawiya capacity report kuwait --out report" in text
    assert "0" * 64 in text
    assert f"{len(kuwait.plan.assumptions)} parts of the model" in text
    for _, assumed in kuwait.plan.assumptions:
        assert assumed.key in text
        assert str(escape(assumed.reason, quote=False)).replace("&quot;", '"')[:40] in text


def test_the_same_facts_make_the_same_bytes(kuwait):
    assert page.render(kuwait, language="ar") == page.render(kuwait, language="ar")


def test_a_hostile_model_stands_on_the_page_as_text(kuwait, chromium, tmp_path):
    model = replace_struct(kuwait.plan.model, title_en=HOSTILE)
    first = replace_struct(kuwait.sites[0].site, id=HOSTILE, name_en=HOSTILE)
    sites = (replace(kuwait.sites[0], site=first), *kuwait.sites[1:])
    facts = replace(kuwait, plan=replace(kuwait.plan, model=model), sites=sites)
    file = tmp_path / "hostile.html"
    file.write_text(POLICY.sub("", page.render(facts, language="en")), "utf-8")
    shown = chromium(file, "--dump-dom", *CUT)
    assert "owned" not in re.search("<title>(.*?)</title>", shown, re.DOTALL).group(1).partition("&lt;")[0]
    assert "<img" not in shown
    assert "<script" not in shown
    assert "\u202e" not in shown

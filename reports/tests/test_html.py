"""The page is whole, links to itself, fetches nothing and runs nothing but our own script, whatever a target answers."""

import base64
import hashlib
import re
import time
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import msgspec
import pytest

from harness.catalogue import load_catalogue
from harness.page.document import base_style
from harness.world.results import SelftestScore
from reports import html
from reports.sections.timeline import BODY_LIMIT, laid_out
from reports.texts import TEXTS

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """The elements of a page, with the text of script and style apart from what a reader sees."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.raw, self.seen, self.mistakes = [], [], {"script": [], "style": []}, [], []
        self.comments = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)

    def handle_data(self, data):
        (self.raw[self.open[-1]] if self.open and self.open[-1] in self.raw else self.seen).append(data)

    def handle_comment(self, data):
        self.comments.append(data)

    @property
    def text(self):
        return "".join(self.seen)

    def values(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


@pytest.fixture(params=["good", "failing", "hostile", "card"])
def page(request):
    return Page(html.render(request.getfixturevalue(request.param)))


def test_every_element_is_closed(page):
    assert (page.mistakes, page.open) == ([], [])


def test_every_id_is_unique(page):
    ids = page.values("id")
    assert sorted(ids) == sorted(set(ids))


def test_every_link_leads_to_a_place_on_the_page(page):
    targets = {f"#{identity}" for identity in page.values("id")}
    assert {link for link in page.values("href") if link != "data:,"} <= targets


def test_there_is_one_style_and_one_script_and_both_are_ours(page):
    styles, scripts = base_style() + html.asset("page.css"), html.asset("page.js")
    assert ("".join(page.raw["style"]), "".join(page.raw["script"])) == (styles, scripts)


def test_nothing_is_fetched_and_no_attribute_carries_style_or_script(page):
    assert not page.values("src") + page.values("style") + page.values("srcset") + page.values("action")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_no_element_stands_that_the_templates_do_not_write(page):
    assert {"img", "iframe", "object", "embed", "form", "base", "template"}.isdisjoint(tag for tag, _ in page.elements)
    assert page.comments == []


def test_the_policy_of_content_forbids_all_but_the_two_hashes(page):
    policy = next(a["content"] for tag, a in page.elements if tag == "meta" and "http-equiv" in a)
    digests = [
        base64.b64encode(hashlib.sha256("".join(page.raw[kind]).encode()).digest()).decode()
        for kind in ("style", "script")
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_policy_of_content_stands_before_anything_it_governs(page):
    tags = [tag for tag, _ in page.elements]
    assert tags.index("meta") < min(tags.index("style"), tags.index("link"), tags.index("script"))


def test_no_invisible_character_reaches_the_page(hostile):
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", html.render(hostile))


def test_what_a_hostile_target_sent_is_shown_as_it_was(hostile):
    text = Page(html.render(hostile)).text
    assert "<script>document.title='owned'" in text
    assert "{{ 7*7 }}" in text
    assert "[U+202E]gnissap" in text


def test_a_failure_shows_requirement_quote_expected_received_meaning_and_rerun(failing):
    text = Page(html.render(failing)).text
    row = load_catalogue().requirements["SMS-002"]
    for wanted in (
        row.text,
        row.quote,
        "refused with OTP_USED, nothing changed",
        "accepted, session at step issue",
        "The code is not marked as used",
        "--select SMS-002/neg",
    ):
        assert wanted in text


def test_every_quote_is_marked_as_arabic_from_right_to_left(failing):
    quotes = [attributes for tag, attributes in Page(html.render(failing)).elements if tag == "blockquote"]
    assert quotes
    assert all(attributes == {"lang": "ar", "dir": "rtl"} for attributes in quotes)


def test_every_requirement_and_every_test_has_its_place(failing):
    ids = set(Page(html.render(failing)).values("id"))
    assert {f"req-{identity}" for identity in load_catalogue().requirements} <= ids
    assert "test-sms-SMS-002-neg" in ids


def test_passes_that_rest_on_the_vendor_are_printed_as_such(failing):
    text = re.sub(r"\s+", " ", Page(html.render(failing)).text)
    assert "own word: ENR-009 (O4), TRB-002 (O3)" in text


def test_a_pass_by_declaration_is_counted_as_declared_and_not_as_passed(failing):
    total = html.coverage.sum_row(html.coverage.area_rows(failing))
    musts = [row for row in load_catalogue().requirements.values() if row.level == "MUST"]
    assert (total.musts["declared"], total.musts["passed"], total.total) == (1, 19, len(musts))


def test_the_arabic_page_is_arabic_and_stands_beside_the_english_one(failing):
    english = html.write(failing)
    arabic = html.write(replace(failing, language="ar"))
    page = Page(arabic.read_text("utf-8"))
    assert english != arabic
    assert page.elements[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert "غير مطابق" in page.text


def test_no_english_sentence_of_ours_is_left_on_the_arabic_page(failing):
    text = Page(html.render(replace(failing, language="ar"))).text
    ours = [english for english, arabic in TEXTS.values() if len(english) > 24 and "{" not in english and arabic]
    assert not [sentence for sentence in ours if sentence in text]


def test_every_sentence_exists_in_both_languages_with_the_same_facts():
    def facts(text):
        return sorted(re.findall(r"{(\w+)}", text))

    assert not [key for key, (english, arabic) in TEXTS.items() if not arabic or facts(english) != facts(arabic)]


def test_a_page_of_108_tests_with_40_events_each_stays_small_and_quick(large):
    begun = time.process_time()
    size = html.write(large).stat().st_size
    assert (len(large.results.tests), size < 5_000_000, time.process_time() - begun < 5) == (108, True, True)


def test_evidence_beyond_the_room_of_the_page_is_counted_and_not_shown(large, monkeypatch):
    monkeypatch.setattr("reports.sections.tests.EVIDENCE_ROOM", 0)
    assert Page(html.render(large)).text.count("40 more events stand in events.jsonl") == 108


def test_failures_are_served_before_passes_when_room_is_short(failing, monkeypatch):
    monkeypatch.setattr("reports.sections.tests.EVIDENCE_ROOM", 30_000)
    views = html.test_views(failing)
    shown = {view.result.verdict: bool(view.moments) for view in views if view.result.verdict in ("FAIL", "PASS")}
    assert shown == {"FAIL": True, "PASS": False}


def test_a_long_body_is_cut_with_a_note():
    from reports.sections import timeline  # noqa: PLC0415 - one private function

    body = timeline._body("POST /", {}, "a" * 20_000)
    assert (body.cut, body.shown, body.total) == (True, BODY_LIMIT, 20_008)


def test_json_is_spaced_without_being_changed():
    assert laid_out('{"a":1,"a":"\\u0645"}') == '{\n  "a": 1,\n  "a": "\\u0645"\n}'


def test_a_long_string_inside_json_is_shortened():
    assert laid_out('{"selfie":"' + "A" * 5_000 + '"}').endswith('AAAA… [5000 characters]"\n}')


@pytest.mark.parametrize("text", ["{not json", "plain", "", "[" * 100_000, '{"a":"\ud800"}'])
def test_what_is_no_json_stays_as_it_is(text):
    assert laid_out(text) == text


def test_names_that_look_alike_get_links_of_their_own():
    anchors = html.anchors_of("test", ["a/b", "a b", "a-b", "a-b-2"])
    assert len(set(anchors.values())) == 4


def test_events_of_a_test_without_listed_evidence_are_found_by_its_name(failing):
    tests = [test for test in failing.results.tests if test.id == "sms/SMS-002/neg"]
    unlisted = [type(test)(**{**_fields(test), "evidence": []}) for test in tests]
    results = type(failing.results)(**{**_fields(failing.results), "tests": unlisted})
    assert len(html.test_views(replace(failing, results=results))[0].moments) == 9


def _fields(struct):
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


@pytest.mark.parametrize(
    ("of_these", "said"), [(True, "with these suites"), (False, "with another state of the suites")]
)
def test_a_score_of_other_suites_is_told_as_such(good, of_these, said):
    score = SelftestScore(defects=222, caught=222, measured_on=date(2026, 2, 3), of_these_suites=of_these)
    page = html.render(replace(good, results=msgspec.structs.replace(good.results, selftest=score)))
    assert f"measured on 2026-02-03 {said}" in page


def test_day_of_a_score_has_arabic_digits_on_the_arabic_page(good):
    score = SelftestScore(defects=222, caught=222, measured_on=date(2026, 2, 3), of_these_suites=True)
    page = html.render(replace(good, language="ar", results=msgspec.structs.replace(good.results, selftest=score)))
    assert "قيست في ٣ فبراير ٢٠٢٦ بهذه المجموعة" in page
    assert "2026-02-03" not in page

"""The report of a real run on a card: APDUs, the head, what is asked of a card and what is not, in both languages."""

import csv
import re
from dataclasses import replace

import msgspec
import pytest

from harness.catalogue import load_catalogue
from harness.world.events import ApduDetail
from reports import allure, html, published, traceability
from reports.sections import coverage

ROWS = [row for row in load_catalogue().requirements.values() if row.id.startswith(("CRD", "CLS"))]


@pytest.fixture
def english(card):
    return html.render(card)


HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)>\u202e{{ 7*7 }}"


@pytest.fixture
def arabic(card):
    return html.render(replace(card, language="ar"))


def plain(page):
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def article(page, test):
    """What the page says of a failed test."""
    articles = [part.partition("</article>")[0] for part in page.split('<article class="failure">')[1:]]
    return next(text for text in articles if test in text)


def test_a_command_stands_with_its_parts_apart_and_its_answer_named(english):
    assert '<b title="CLA INS P1 P2">00 A4 04 00</b> <i title="Lc">0B</i>' in english
    assert "SELECT → 9000 OK" in plain(english)
    assert "VERIFY → 63C3 tries left: 3" in plain(english)


def test_a_command_without_answer_is_said_in_red(english):
    assert '<span class="lost">no answer: <bdi>the card in' in english


def test_power_is_one_short_line_with_the_answer_to_reset(english):
    assert "Hawiya virtual card power off and on 3B 8C" in plain(english)


def test_zero_bytes_that_were_sent_are_no_power(english):
    assert "— no byte → 6700 wrong length" in plain(english)


def test_apdus_read_from_the_left_in_arabic_and_their_words_are_arabic(arabic):
    assert arabic.count('<div class="parts" dir="ltr">') > 50
    assert '<div class="parts">' not in arabic
    assert "VERIFY ← 63C3 المحاولات الباقية: ٣" in plain(arabic)
    assert "Hawiya virtual card قطع الطاقة ووصلها 3B 8C" in plain(arabic)


def test_no_pin_stands_on_the_page(english):
    verified = re.findall(r"00 20 00 80</b> <(\w+)[^>]*>([^<]*)", english)
    assert verified
    assert [(tag, text) for tag, text in verified if not (tag == "span" and text.startswith("pin:"))] == []


def test_a_failure_shows_the_command_before_the_check_that_did_not_hold(english):
    failed = plain(article(english, "test_wrong_pin_tells_the_tries_left"))
    assert "Sent VERIFY → 63C3 tries left: 3" in failed
    assert "Expected tries left: 2 Received 63C3 (3 tries left)" in failed


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_a_hostile_card_or_reader_says_stands_as_text(card, language):
    """THR-095: also where an APDU is no hexadecimal at all."""
    lines = []
    for _, event in card.events():
        detail = event.detail
        if isinstance(detail, ApduDetail):
            sent = {"command": f"00 A4 04 00 {HOSTILE}"} if detail.command else {}
            detail = msgspec.structs.replace(detail, reader=HOSTILE, response=HOSTILE, lost=HOSTILE, **sent)
        lines.append(msgspec.json.encode(msgspec.structs.replace(event, detail=detail)) + b"\n")
    (card.path / "events.jsonl").write_bytes(b"".join(lines))
    page = html.render(replace(card, language=language))
    assert "&lt;script&gt;document.title" in page
    assert page.count("<script") == 1
    assert "\u202e" not in page
    assert "<img" not in page


def test_the_head_names_profile_reader_and_answer_to_reset(english):
    head = plain(english.partition('<section id="tested">')[2].partition("</section>")[0])
    for said in ("Card A virtual card", "card, kuwait", "Reader Hawiya virtual card", "Answer to reset (ATR) 3B 8C"):
        assert said in head
    assert "Profile of the applet piv" in head
    assert not re.search("Address|Policy|Wire|Implementation|reader Hawiya|ATR 3B", head)


def test_the_head_of_a_server_is_as_it_was(good):
    head = plain(html.render(good).partition('<section id="tested">')[2].partition("</section>")[0])
    for said in ("Target Example Identity Server", "Address https://", "Wire and adapter hawiya/1", "Policy kuwait"):
        assert said in head


def test_each_row_of_a_card_has_its_sentence_in_arabic_and_its_clause_in_english():
    assert len(ROWS) > 50
    assert [row.id for row in ROWS if not re.match("يجب أ", row.text_ar or "")] == []
    assert [row.id for row in ROWS if re.search("[\u0600-\u06ff]", row.quote)] == []


def test_a_row_of_the_articles_has_its_arabic_in_the_quote_alone():
    others = [
        row for row in load_catalogue().requirements.values() if row not in ROWS and not row.id.startswith("MAT-")
    ]
    assert [row.id for row in others if row.text_ar or not re.search("[\u0600-\u06ff]", row.quote)] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_arabic_stands_in_the_quotation_and_an_english_clause_beside_it_from_left_to_right(card, language):
    page = html.render(replace(card, language=language))
    row = load_catalogue().requirements["CRD-005"]
    assert page.count(f'<blockquote lang="ar" dir="rtl">{row.text_ar}</blockquote>') >= 3, "failure, test, catalogue"
    assert page.count(f'<p lang="en" dir="ltr">{row.quote}</p></div>') >= 3
    assert not [quote for quote in re.findall("<blockquote[^>]*>(.*?)</blockquote>", page) if quote.isascii()]


def test_areas_that_ask_nothing_of_a_card_are_one_line_with_a_count(card, english, arabic):
    rows, others = coverage.parted(coverage.area_rows(card), "card")
    count = sum(len(row.squares) for row in others)
    grid = english.partition('<div class="grid">')[2].partition('<h3 class="sub">')[0]
    assert [row.area for row in rows] == ["signing", "card"]
    assert f"{len(others)} other areas" in plain(grid)
    assert f"{count} requirements, none of them asked of a card" in plain(grid)
    assert grid.count("<h3>") == len(rows) + 1
    assert grid.count('class="sq ') == sum(len(row.squares) for row in rows)
    assert "ولا يُطلب أيّ منها من بطاقة" in arabic


def test_the_table_of_musts_folds_them_and_still_adds_up(card, english):
    table = english.partition('<table class="musts">')[2].partition("</table>")[0]
    totals = [
        int(row[-1])
        for row in (re.findall(r'<td class="n[^"]*">(\d+)</td>', line) for line in table.split("</tr>"))
        if row
    ]
    assert len(totals) == 4, "signing, card, the others, all"
    assert sum(totals[:-1]) == totals[-1] == coverage.sum_row(coverage.area_rows(card)).total


def test_every_requirement_still_stands_in_full(english):
    assert [name for name in load_catalogue().requirements if f'id="req-{name}"' not in english] == []


def test_the_page_of_a_server_folds_nothing(good):
    rows = coverage.area_rows(good)
    assert coverage.parted(rows, "server") == (rows, [])
    assert "other areas" not in html.render(good)


def test_an_area_with_a_test_is_not_folded_though_it_does_not_apply(card):
    first, *others = card.results.requirements
    tested = msgspec.structs.replace(first, tests=["card::test_x"])
    rows, _ = coverage.parted(coverage.area_rows(card), "card")
    run = replace(card, results=msgspec.structs.replace(card.results, requirements=[tested, *others]))
    found, _ = coverage.parted(coverage.area_rows(run), "card")
    assert {row.area for row in found} - {row.area for row in rows} == {first.area}


def test_published_tests_have_a_row_a_case_and_say_what_is_not_covered(card):
    with published.write(card).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    units = [unit for document in card.catalogue.test_documents for unit in document.units]
    assert len(rows) == sum(max(1, len(unit.cases)) for unit in units)
    coverages = {row["coverage"] for row in rows}
    assert {"PASS", "FAIL", "UNTESTED", "NOT COVERED"} <= coverages
    assert [row for row in rows if row["coverage"] == "NOT COVERED" and not row["left out"]] == []
    assert [row for row in rows if row["coverage"] in ("PASS", "FAIL") and not row["tests"]] == []


def test_a_case_fails_with_its_requirement(card):
    with published.write(card).open(encoding="utf-8", newline="") as stream:
        found = {row["requirements"]: row["coverage"] for row in csv.DictReader(stream)}
    assert [found[names] for names in found if "CRD-005" in names.split()]
    assert {found[names] for names in found if "CRD-005" in names.split()} == {"FAIL"}


def test_published_tests_are_written_for_a_card_alone(card, good):
    traceability.write(card)
    traceability.write(good)
    assert (card.path / "published-tests.csv").is_file()
    assert not (good.path / "published-tests.csv").exists()


def test_a_lost_command_is_a_broken_step_in_allure(card):
    folder = allure.write(card)
    steps = [step for file in folder.glob("*-result.json") for step in msgspec.json.decode(file.read_bytes())["steps"]]
    lost = [step for step in steps if "no answer" in step["name"]]
    assert lost
    assert {step["status"] for step in lost} == {"broken"}

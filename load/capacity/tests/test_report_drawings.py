"""Drawings: scales with round numbers, mirrored Arabic, words that cannot break out, circles apart, files that need no page."""

import math
import re
from datetime import date
from itertools import combinations
from string import Formatter

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.commandline import HarnessError
from load.capacity.model.file import load_plan
from load.capacity.report import files
from load.capacity.report.colors import paper, picture_style
from load.capacity.report.drawing.canvas import WIDTH, Canvas
from load.capacity.report.drawing.colors import shade
from load.capacity.report.drawing.map import site_map
from load.capacity.report.drawing.scale import scale_between, scale_of
from load.capacity.report.facts import SiteFacts
from load.capacity.report.outline import outline_of
from load.capacity.report.texts import TEXTS
from load.capacity.report.words import Words
from load.capacity.statistics.estimates import Estimate
from simulators.scenarios import load_sites

KUWAIT_KM2 = 17_818
"""Islands included, as it is commonly given."""


def drawn(language, draw, *, is_map=False):
    canvas = Canvas("some", 100.0, language=language, is_map=is_map)
    draw(canvas)
    return str(canvas.sheet(title="Title", about="About"))


def sites_of_kuwait():
    file = load_plan("kuwait").site_file
    return [
        SiteFacts(
            site=site,
            operator=operator,
            devices=site.devices.count,
            people=480.0 if site.devices.count > 2 else 45.0,
            p95_s=Estimate(600.0, 5.0, 3),
            abandonment=None,
            lost=None,
            utilization=0.5,
            path="SimPy",
        )
        for operator in file.operators
        for site in operator.sites
    ]


# -- words


@pytest.mark.parametrize("key", TEXTS)
def test_a_sentence_names_the_same_facts_in_both_languages(key):
    english, arabic = ({field for _, field, _, _ in Formatter().parse(text) if field} for text in TEXTS[key])
    assert english == arabic


def test_numbers_times_and_days_are_in_the_digits_of_the_language():
    english, arabic = Words("en"), Words("ar")
    assert (english.clock(9.5), arabic.clock(9.5)) == ("9:30", "٩:٣٠")
    assert (english.percent(0.123), arabic.percent(0.123)) == ("12.3 %", "١٢٫٣٪")
    assert (english.day(date(2026, 2, 1)), arabic.day(date(2026, 2, 1))) == ("1 February 2026", "١ فبراير ٢٠٢٦")
    assert (english.quarter("2026-Q3"), arabic.quarter("2026-Q3")) == (("Q3", "2026"), ("الربع ٣", "٢٠٢٦"))
    assert english.quarter("the last one") == ("the last one", "")
    assert english.span(Estimate(0.01, 0.05, 4), factor=100) == "0.0 to 9.0", "a share never falls below 0"


# -- the outline


@pytest.mark.parametrize("name", ["kuwait", "kuwait-counters"])
def test_every_packaged_site_stands_on_the_land_of_the_outline(name):
    places = [(site.place.lon, site.place.lat) for site in load_sites(name).sites]
    assert outline_of(places).name == "kuwait"


def test_a_place_at_sea_or_abroad_has_no_outline():
    assert outline_of([(48.2, 29.3)]) is None
    assert outline_of([(46.7, 24.7)]) is None


def test_the_outline_has_about_the_area_of_the_country():
    rings = outline_of([(47.98, 29.37)]).rings
    assert sum(area_km2(ring.points) for ring in rings) == pytest.approx(KUWAIT_KM2, rel=0.04)


def area_km2(points):
    """Shoelace, on a plane that is true at 29.3 degrees north."""
    across, up = 111.2 * math.cos(math.radians(29.3)), 111.2
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum((x * v - u * y) * across * up for (x, y), (u, v) in pairs)) / 2


# -- scales and colors


@given(st.floats(0, 1e7), st.floats(0, 1e7), st.integers(2, 8))
def test_a_scale_holds_its_values_between_few_round_numbers(one, other, most):
    low, high = sorted((one, other))
    scale = scale_between(low, high, begins=0.0, ends=100.0, most_ticks=most)
    assert scale.low <= low * (1 + 1e-6) + 1e-6
    assert scale.high >= high * (1 - 1e-6) - 1e-6
    assert 2 <= len(scale.ticks) <= most + 3
    assert scale.at(scale.low) == 0.0
    assert scale.at(scale.high) == 100.0
    assert scale.at(scale.high + 1e9) == 100.0


def test_a_scale_from_nothing_begins_at_0_and_ends_above_it():
    assert scale_of([], begins=0.0, ends=1.0).ticks[0] == 0.0
    assert scale_of([0.0], begins=0.0, ends=1.0).high >= 1.0


def test_colors_change_at_the_minutes_of_the_key():
    assert [shade(60.0 * minutes) for minutes in (0, 1.99, 2, 5, 12, 30, 500)] == [
        "w0",
        "w0",
        "w1",
        "w2",
        "w3",
        "w6",
        "w6",
    ]
    assert shade(math.nan) == "none"


def test_steps_of_waiting_grow_darker_on_light_paper():
    style = picture_style()
    colors = [re.search(rf"\.w{step} {{ fill: #(\w+);", style).group(1) for step in range(7)]
    lights = [
        sum(part * int(color[at : at + 2], 16) for part, at in zip((0.21, 0.72, 0.07), (0, 2, 4), strict=True))
        for color in colors
    ]
    assert lights[1:] == sorted(lights[1:], reverse=True)
    assert "var(" not in style


# -- the sheet


def test_an_arabic_drawing_is_the_mirror_of_the_english_one_and_a_map_is_not():
    def draw(canvas):
        canvas.rect(10, 0, 30, 5, kind="bar")
        canvas.text((10, 20), "words", anchor="start")
        canvas.line((0, 0), (100, 50), kind="axis")

    english, arabic, there = drawn("en", draw), drawn("ar", draw), drawn("ar", draw, is_map=True)
    assert 'x="10.0" y="0.0" width="30.0"' in english
    assert f'x="{WIDTH - 40:.1f}" y="0.0" width="30.0"' in arabic
    assert 'text-anchor="start"' in english
    assert 'text-anchor="end"' in arabic
    assert f"M{WIDTH:.1f} 0.0 L{WIDTH - 100:.1f} 50.0" in arabic
    assert 'x="10.0" y="0.0" width="30.0"' in there


def test_arabic_words_are_isolated_and_english_ones_are_bare():
    assert ">\u2067من 5 إلى NBK-01\u2069<" in drawn("ar", lambda canvas: canvas.text((0, 0), "من 5 إلى NBK-01"))
    assert ">5 min<" in drawn("en", lambda canvas: canvas.text((0, 0), "5 min"))


def test_hostile_words_stand_in_a_drawing_as_text():
    said = drawn("en", lambda canvas: canvas.rect(0, 0, 1, 1, kind="bar", tip="</title><script>\u202e"))
    assert "<script>" not in said
    assert "&lt;script&gt;[U+202E]" in said


def test_a_drawing_names_itself_to_who_cannot_see_it():
    said = drawn("en", lambda _: None)
    assert 'role="img" aria-labelledby="some-title some-about"' in said
    assert '<title id="some-title">Title</title><desc id="some-about">About</desc>' in said


# -- the map


def test_no_circle_of_the_map_lies_on_another_and_each_keeps_its_size():
    said = str(site_map(sites_of_kuwait(), outline_of([(47.98, 29.37)]), Words("en")).sheet(title="", about=""))
    circles = re.findall(r'<circle class="site w3" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', said)
    spots = [tuple(map(float, circle)) for circle in circles]
    assert len(spots) == 47
    for (x, y, r), (u, v, s) in combinations(spots, 2):
        assert math.hypot(x - u, y - v) >= r + s - 0.2
    assert max(r for *_, r in spots) == pytest.approx(min(r for *_, r in spots) * math.sqrt(480 / 45), rel=0.02)


def test_sites_without_an_outline_are_drawn_all_the_same():
    said = str(site_map(sites_of_kuwait()[:2], None, Words("ar")).sheet(title="", about=""))
    assert said.count('class="site w3"') == 2
    assert 'class="sea"' not in said


# -- files


@pytest.mark.usefixtures("letters")
def test_a_picture_of_its_own_needs_no_page_and_shows_letters_of_both_languages():
    for language, letters in (("en", "Waiting"), ("ar", "الانتظار")):
        canvas = Canvas("some", 60.0, language=language)
        canvas.rect(0, 40, WIDTH, 10, kind="w6")
        svg = canvas.picture(title=letters, about="", style=picture_style(), paper=paper())
        picture = cv2.imdecode(np.frombuffer(files.png_of(str(svg)), np.uint8), cv2.IMREAD_COLOR)
        assert picture.shape == (324, 1272, 3)
        headline = (picture[20:90] != picture[0, 0]).any(axis=2)
        assert 0.003 < headline.mean() < 0.2, "the title is there"
        begins = np.flatnonzero(headline.any(axis=0))
        assert (begins[0] < 60) == (language == "en"), "it begins where the language does"


def test_without_a_font_no_picture_without_letters_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "png_of", lambda _: b"the same")
    with pytest.raises(HarnessError, match="fonts-dejavu-core"):
        files.write_pictures(None, tmp_path)
    assert list(tmp_path.iterdir()) == []

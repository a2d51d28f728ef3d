"""The page of an evaluation: every figure with its interval, no word of a hostile matcher alive, both languages."""

import math
import re
from datetime import UTC, datetime

import msgspec
import pytest

from harness.command import main
from harness.world.evaluation import (
    TITLES,
    Curve,
    DataNamed,
    Dose,
    Evaluation,
    FailureCount,
    GroupRates,
    Histogram,
    MatcherNamed,
    Rate,
)
from harness.world.events import Reason
from reports.evaluation import page
from reports.evaluation.plots import WIDTH, det_plot, dose_plot, group_plot, histogram_plot, path

AT = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\u202e"


def rate(name, value, **facts):
    return Rate(name=name, value=value, low=value / 2, high=min(1, value * 2), attempts=100, errors=3, **facts)


def evaluation(**facts):
    found = {
        "matcher": MatcherNamed(
            spec="exec:x", name=HOSTILE, version="1", score_low=0, score_high=1, threshold=0.5, offers=["compare"]
        ),
        "data": DataNamed(path="faces", digest="ab" * 32, pictures=100, identities=10),
        "seed": 1,
        "limit": 10,
        "started_at": AT,
        "ended_at": AT,
        "calls": {"compare": 1234},
        "answered": 1234,
        "seconds": {"compare": [0.01, 0.02]},
        "rates": [
            rate("eer", 0.0123, method="identity bootstrap", unit="identities", identities=77),
            rate("apcer", 0.2, of="mask"),
        ],
        "groups": [
            GroupRates(name="fmr", attribute=HOSTILE, groups=[rate("fmr", 0.1, of=HOSTILE), rate("fmr", 0.2, of="b")])
        ],
        "det": Curve(fmr=[1.0, 0.1, 0.0], fnmr=[0.0, 0.1, 1.0]),
        "scores": Histogram(edges=[0, 0.5, 1], counts={"genuine": [0, 9], "impostor": [7, 0]}),
        "doses": [
            Dose(defect="blur", component="sharpness", levels=[0, 3], quality=[90, None], refused=[0, 1], fnmr=[0, 0.5])
        ],
        "failures": [FailureCount(operation="compare", cause="REFUSED", reason=HOSTILE, count=4)],
        "flags": [Reason(code="flag.constant", facts={"scores": "12", "score": "0.5"})],
    }
    return Evaluation(**{**found, **facts})


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_words_are_shown_and_never_run(language):
    text = page.render(evaluation(), language=language)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\u202e" not in text
    assert "script-src" not in text, "a page without a script allows none"


def test_every_figure_stands_with_its_interval_and_what_it_was_counted_on():
    text = page.render(evaluation())
    assert "1.23 %" in text
    assert "0.615 %" in text
    assert "2.46 %" in text
    assert "3 of 100, 77 people" in text
    assert "3 of 100</td>" in text


def test_arabic_page_reads_from_the_right_with_its_own_digits():
    text = page.render(evaluation(), language="ar")
    assert '<html lang="ar" dir="rtl">' in text
    assert "١٫٢٣٪" in text
    assert TITLES["eer"][1] in text
    assert "ثابت" in text


def test_flags_stand_before_the_figures():
    text = page.render(evaluation())
    assert text.index("CONSTANT") < text.index('id="comparison"')
    assert "Nothing speaks against" in page.render(evaluation(flags=[]))


BARE = {"rates": [], "groups": [], "det": None, "scores": None, "doses": [], "failures": [], "flags": []}


def sections(text):
    return re.findall(r'<section id="(\w+)"', text), re.findall(r'<a href="#(\w+)">', text)


def test_evaluation_without_any_figure_has_a_page_too():
    text = page.render(evaluation(**BARE))
    assert "Measured, not judged" in text
    assert sections(text) == (["measured", "flags", "tested"], ["flags", "tested"])


def test_nothing_is_said_of_scores_where_nothing_was_compared():
    text = page.render(evaluation(**BARE))
    assert "scores differ" not in text
    assert "Nothing was compared" in text


def test_sections_are_named_above_in_the_order_in_which_they_stand():
    shown, named = sections(page.render(evaluation()))
    assert shown[1:] == named == ["flags", "tested", "comparison", "failures", "doses", "attack", "groups"]


def test_instruments_of_a_species_stand_with_the_attacks():
    found = [rate("apcer", 0.1, of="laser"), rate("apcer", 0.4, of="inkjet")]
    text = page.render(evaluation(groups=[GroupRates(name="apcer", attribute="print", groups=found, worst_to_best=4)]))
    assert text.index('id="attack"') < text.index("inkjet")
    assert "worst to best 4.00" in text
    assert 'id="groups"' not in text


def test_groups_without_an_error_stand_folded_below_the_others():
    clean = GroupRates(name="fta", attribute="sex", groups=[rate("fta", 0.0, of="female"), rate("fta", 0.0, of="male")])
    text = page.render(evaluation(groups=[*evaluation().groups, clean]))
    assert text.index("<details>") < text.index("female")
    assert text.index("worst to best") < text.index("<details>")
    assert "worst to best" not in text[text.index("<details>") :], "there is no worst one"


def test_interval_over_people_is_named_apart_from_one_over_attempts():
    found = [rate("fta", 0.0, method="clopper-pearson", unit=unit) for unit in ("identities", "attempts")]
    text = page.render(evaluation(rates=found))
    assert "Clopper-Pearson over people</td>" in text
    assert "Clopper-Pearson</td>" in text


def test_command_writes_the_page_of_the_folder(tmp_path, capsys):
    (tmp_path / "evaluation.json").write_bytes(msgspec.json.encode(evaluation()))
    assert main(["report", str(tmp_path)]) == 0
    assert main(["report", str(tmp_path), "--lang", "ar"]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {"evaluation.json", "index.html", "index.ar.html"}
    assert "index.ar.html" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "options"), [(b"{}", ()), (b"no", ()), (msgspec.json.encode(evaluation()), ("--only", "junit"))]
)
def test_bad_folder_or_unknown_report_is_refused(tmp_path, content, options):
    (tmp_path / "evaluation.json").write_bytes(content)
    assert main(["report", str(tmp_path), *options]) == 2


def places(drawn):
    return [tuple(map(float, pair)) for pair in re.findall(r"[ML]([\d.]+) ([\d.]+)", drawn)]


def test_det_curve_falls_and_stays_in_its_box():
    plot = det_plot(Curve(fmr=[1.0, 0.3, 0.001, 0.0], fnmr=[0.0, 0.01, 0.2, 1.0]))
    found = places(plot.lines[0].path)
    assert all(plot.left <= across <= plot.right and plot.top <= down <= plot.bottom for across, down in found)
    assert [across for across, _ in found] == sorted((across for across, _ in found), reverse=True)
    assert [down for _, down in found] == sorted((down for _, down in found), reverse=True)


def test_det_curve_allows_an_fmr_only_what_was_measured_below_it():
    plot = det_plot(Curve(fmr=[0.4, 0.1], fnmr=[0.01, 0.2]), at=(0.1, 0.2))
    first, corner, last = places(plot.lines[0].path)
    assert corner == (first[0], last[1]), "up at the higher FMR, then to the lower one"
    assert plot.spot == pytest.approx(last, abs=0.1)


def test_det_curve_of_a_bad_matcher_is_not_cut_off():
    """An FNMR of 70.8 % once stood at the edge of a scale that ends at 60 %."""
    plot = det_plot(Curve(fmr=[1.0, 0.182, 0.0], fnmr=[0.0, 0.708, 1.0]), at=(0.182, 0.708))
    assert plot.is_wide
    assert plot.spot[1] > plot.top + 20
    assert max(tick.value for tick in plot.up) > 0.9
    assert det_plot(Curve(fmr=[1.0, 0.9, 0.0], fnmr=[0.0, 0.8, 1.0])).is_wide, "nothing of it lies on the usual scale"
    usual = det_plot(Curve(fmr=[1.0, 0.1, 0.0], fnmr=[0.0, 0.1, 1.0]), at=(0.1, 0.1))
    assert (usual.is_wide, usual.most, usual.up[-1].value) == (False, 0.6, 0.6)


def test_edges_of_the_det_plot_are_named():
    assert "right and upper: 60 % and up" in page.render(evaluation())
    assert "٦٠٪" in page.render(evaluation(), language="ar")
    found = [rate("fmr", 0.1), rate("fnmr", 0.8)]
    assert "right and upper: 100 %" in page.render(evaluation(rates=found))


def test_normal_deviates_are_symmetric_about_the_diagonal():
    plot = det_plot(Curve(fmr=[0.1], fnmr=[0.1]))
    ((across, down),) = places(plot.lines[0].path)
    share = (across - plot.left) / (plot.right - plot.left)
    assert math.isclose(share, (plot.bottom - down) / (plot.bottom - plot.top), abs_tol=1e-3)


def test_histogram_shows_shares_so_that_few_and_many_compare():
    plot = histogram_plot(Histogram(edges=[0, 1, 2], counts={"few": [1, 1], "many": [500, 500]}), threshold=1.5)
    assert plot.lines[0].path == plot.lines[1].path
    assert [tick.value for tick in plot.up] == [0.01, 0.05, 0.2, 0.5]
    assert plot.mark is not None
    assert histogram_plot(Histogram(edges=[0, 1], counts={"few": [1]}), threshold=9).mark is None
    assert histogram_plot(Histogram(edges=[1, 1], counts={"few": [1]})).across[0].value == 1


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0.197, 0.914, [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]), (-3.2, 41.0, [0, 10, 20, 30, 40])],
)
def test_scores_have_round_numbers_on_their_axis(low, high, ticks):
    plot = histogram_plot(Histogram(edges=[low, high], counts={"few": [1]}))
    assert [tick.value for tick in plot.across] == ticks
    assert plot.left < plot.across[0].at < plot.across[-1].at < plot.right


def test_equal_error_rate_by_convention_is_no_headline():
    found = rate("eer", 1.0, doubt=Reason(code="no_crossing"))
    text = page.render(evaluation(rates=[found]))
    assert "<dd>100 %</dd>" not in text
    assert "100 % is a convention" in text


def test_arabic_flags_and_doubts_have_their_own_digits():
    flag = Reason(code="flag.random", facts={"low": "0.483", "high": "0.685"})
    doubt = Reason(code="rule.3", facts={"independent": "6", "claimed": "1 %", "needed": "300"})
    text = page.render(evaluation(flags=[flag], rates=[rate("fta", 0.1, doubt=doubt)]), language="ar")
    assert "٠٫٤٨٣" in text
    assert "١٪" in text
    assert "١ %" not in text


def test_one_person_is_not_one_people():
    found = rate("fta", 0.1, identities=1)
    assert "3 of 100, 1 person<" in page.render(evaluation(rates=[found]))


def test_level_that_was_not_measured_is_left_out_of_the_line():
    dose = Dose(defect="d", component="c", levels=[0, 1, 2], quality=[90, None, 40], refused=[0, 0, 1], fnmr=[0, 0, 0])
    assert len(places(dose_plot(dose).lines[0].path)) == 2


def test_groups_share_one_scale():
    plot = group_plot(
        GroupRates(name="fmr", attribute="a", groups=[rate("fmr", 0.1, of="x"), rate("fmr", 0.4, of="y")])
    )
    assert plot.rows[0].at < plot.rows[1].at <= plot.rows[1].high <= WIDTH
    assert [row.low for row in plot.rows] == sorted(row.low for row in plot.rows)


def test_scale_of_groups_ends_at_a_round_number_and_groups_stand_in_the_order_of_counting():
    found = [rate("fmr", value, of=name) for name, value in (("18-34", 0.1), ("5-17", 0.21), ("unknown", 0.0))]
    plot = group_plot(GroupRates(name="fmr", attribute="age", groups=found))
    assert [tick.value for tick in plot.across] == [0.0, 0.25, 0.5]
    assert [row.name for row in plot.rows] == ["unknown", "5-17", "18-34"]


def test_no_places_are_no_path():
    assert path([]) == ""

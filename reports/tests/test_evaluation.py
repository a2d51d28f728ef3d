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
    assert "100 attempts, 77 people" in text
    assert "3 of 100" in text


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


def test_evaluation_without_any_figure_has_a_page_too():
    bare = evaluation(rates=[], groups=[], det=None, scores=None, doses=[], failures=[], flags=[])
    assert "Measured, not judged" in page.render(bare)


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


def test_normal_deviates_are_symmetric_about_the_diagonal():
    plot = det_plot(Curve(fmr=[0.1], fnmr=[0.1]))
    ((across, down),) = places(plot.lines[0].path)
    share = (across - plot.left) / (plot.right - plot.left)
    assert math.isclose(share, (plot.bottom - down) / (plot.bottom - plot.top), abs_tol=1e-3)


def test_histogram_shows_shares_so_that_few_and_many_compare():
    plot = histogram_plot(Histogram(edges=[0, 1, 2], counts={"few": [1, 1], "many": [500, 500]}), threshold=1.5)
    assert plot.lines[0].path == plot.lines[1].path
    assert plot.mark is not None
    assert histogram_plot(Histogram(edges=[0, 1], counts={"few": [1]}), threshold=9).mark is None


def test_level_that_was_not_measured_is_left_out_of_the_line():
    dose = Dose(defect="d", component="c", levels=[0, 1, 2], quality=[90, None, 40], refused=[0, 0, 1], fnmr=[0, 0, 0])
    assert len(places(dose_plot(dose).lines[0].path)) == 2


def test_groups_share_one_scale():
    plot = group_plot(
        GroupRates(name="fmr", attribute="a", groups=[rate("fmr", 0.1, of="x"), rate("fmr", 0.4, of="y")])
    )
    assert plot.rows[0].at < plot.rows[1].at <= plot.rows[1].high <= WIDTH
    assert [row.low for row in plot.rows] == sorted(row.low for row in plot.rows)


def test_no_places_are_no_path():
    assert path([]) == ""

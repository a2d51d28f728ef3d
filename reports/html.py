"""index.html: one self-contained page that a manager can read and an engineer can drill into.

Everything on it but our own words is evidence from a target and may be hostile: `harness.page.document` keeps it quiet. An Arabic
page is written beside the English one.
"""

from importlib import resources
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from harness.page.document import NAMES, base_style, policy_of_content
from harness.page.document import environment as page_environment
from reports.sections import coverage, summary
from reports.sections.tests import anchors_of, test_views
from reports.sections.timeline import clipped
from reports.texts import Words

if TYPE_CHECKING:
    from pathlib import Path

    from harness.catalogue import Reading
    from reports.run import RunFolder
    from reports.sections.coverage import AreaRow


def write(run: "RunFolder") -> "Path":
    """Write the page into the run folder, in the language of `run`."""
    file = run.path / NAMES[run.language]
    file.write_text(render(run), encoding="utf-8", newline="\n")
    return file


def render(run: "RunFolder") -> str:
    """The page as text."""
    words = Words(run.language)
    everything = coverage.area_rows(run)
    total = coverage.sum_row(everything)
    rows, others = coverage.parted(everything, run.results.target.kind)
    tests = test_views(run)
    style, script = base_style() + asset("page.css"), asset("page.js")
    return (
        environment()
        .get_template("page.html")
        .render(
            t=words,
            results=run.results,
            figures=summary.figures(run, words, total),
            facts=summary.facts(run, words),
            other_catalogue=run.results.catalogue.digest != run.catalogue.digest,
            rows=rows,
            others=others,
            other=coverage.sum_row(others),
            total=total,
            standings=coverage.STANDINGS,
            grades=coverage.grade_rows(run),
            weak=[square for row in everything for square in row.squares if square.grade],
            tests=tests,
            failures=[view for view in tests if view.result.verdict == "FAIL"],
            undecided=[view for view in tests if view.result.verdict in summary.UNDECIDED],
            verdicts=list(dict.fromkeys(view.result.verdict for view in tests)),
            test_anchors={view.result.id: view.anchor for view in tests},
            requirement_anchors=anchors_of("req", [square.result.id for row in everything for square in row.squares]),
            area_anchors=anchors_of("area", [row.area for row in everything]),
            readings=_readings(run, everything),
            policy_of_content=policy_of_content(style, script),
            style=Markup(style),  # noqa: S704 - our own file, without data
            script=Markup(script),  # noqa: S704 - our own file, without data
        )
    )


def environment() -> jinja2.Environment:
    """The templates of reports, with what they call."""
    found = page_environment("reports")
    found.filters["clipped"] = clipped
    found.filters["standing"] = coverage.standing_of
    return found


def asset(name: str) -> str:
    """A file of ours that stands in the page."""
    return resources.files("reports").joinpath("templates", name).read_text(encoding="utf-8")


def _readings(run: "RunFolder", rows: "list[AreaRow]") -> "list[Reading]":
    fields = {square.policy for row in rows for square in row.squares if square.result.tests}
    return [reading for reading in run.catalogue.readings if fields & set(reading.policy)]

"""Axes: round numbers with fine lines across the sheet, hours along its foot."""

from load.capacity.report.drawing.canvas import Canvas
from load.capacity.report.drawing.scale import Scale
from load.capacity.report.facts import HourFacts
from load.capacity.report.words import Words


def axis_up(canvas: Canvas, up: Scale, *, left: float, right: float, words: Words, title: str) -> None:  # noqa: PLR0913 - an axis
    """The numbers beside, their lines, and above them what they count."""
    for tick in up.ticks:
        canvas.line((left, up.at(tick)), (right, up.at(tick)), kind="grid")
        canvas.text((left - 5, up.at(tick) + 3.5), words.number(f"{tick:,g}"), anchor="end", kind="tick")
    canvas.text((2, up.ends - 12), title, kind="axis-title")


def axis_across(canvas: Canvas, across: Scale, *, top: float, down: float, words: Words, title: str) -> None:  # noqa: PLR0913 - an axis
    """The numbers along the foot, their lines, and below them what they count."""
    for tick in across.ticks:
        canvas.line((across.at(tick), top), (across.at(tick), down), kind="grid")
        canvas.text((across.at(tick), down + 14), words.number(f"{tick:,g}"), anchor="middle", kind="tick")
    canvas.text((across.ends, down + 30), title, anchor="end", kind="axis-title")


def axis_of_hours(canvas: Canvas, hours: HourFacts, across: Scale, *, down: float, words: Words) -> None:
    """The full hours along the foot."""
    canvas.line((across.begins, down), (across.ends, down), kind="axis")
    for half_hour in [*hours.span, hours.span[-1] + 1]:
        if half_hour % 2 == 0:
            where = across.at(hours.hour(half_hour))
            canvas.line((where, down), (where, down + 4), kind="axis")
            canvas.text((where, down + 15), words.clock(hours.hour(half_hour)), anchor="middle", kind="tick")

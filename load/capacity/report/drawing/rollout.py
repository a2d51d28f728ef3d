"""The plan by quarter: how many devices stand, and the long wait that they leave."""

from collections.abc import Sequence

from load.capacity.report.drawing.axes import axis_up
from load.capacity.report.drawing.canvas import WIDTH, Canvas, Point
from load.capacity.report.drawing.scale import scale_of
from load.capacity.report.words import Words
from load.capacity.rollout.answer import QuarterAnswer

_LEFT, _RIGHT = 44.0, 8.0
_WAIT_TOP, _WAIT_FOOT = 26.0, 130.0
_BARS_TOP, _BARS_FOOT = 176.0, 280.0
_HEIGHT = 340.0


def quarter_plan(quarters: Sequence[QuarterAnswer], words: Words) -> Canvas:
    """Two pictures on one line of quarters."""
    canvas = Canvas("plan", _HEIGHT, language=words.language)
    width = (WIDTH - _LEFT - _RIGHT) / len(quarters)
    places = [_LEFT + (number + 0.5) * width for number in range(len(quarters))]
    _draw_waits(canvas, quarters, places, words)
    _draw_devices(canvas, quarters, places, words, width=min(0.62 * width, 46.0))
    for place, quarter in zip(places, quarters, strict=True):
        for line, told in enumerate(words.quarter(quarter.name)):
            canvas.text((place, _BARS_FOOT + 15 + 12 * line), told, anchor="middle", kind="tick")
    _draw_key(canvas, words)
    return canvas


def _draw_waits(canvas: Canvas, quarters: Sequence[QuarterAnswer], places: Sequence[float], words: Words) -> None:
    waits = [quarter.p95_wait_s for quarter in quarters]
    up = scale_of([wait.high / 60 for wait in waits], begins=_WAIT_FOOT, ends=_WAIT_TOP, most_ticks=4)
    axis_up(canvas, up, left=_LEFT, right=WIDTH - _RIGHT, words=words, title=words("pareto.up"))
    points: list[Point] = [(place, up.at(wait.mean / 60)) for place, wait in zip(places, waits, strict=True)]
    canvas.path(points, kind="curve waiting")
    for (across, down), wait in zip(points, waits, strict=True):
        canvas.line((across, up.at(wait.low / 60)), (across, up.at(wait.high / 60)), kind="reach")
        canvas.circle((across, down), 3.2, kind="dot late")
        canvas.text((across + 6, down - 5), words.bare_minutes(wait.mean), kind="value")


def _draw_devices(
    canvas: Canvas, quarters: Sequence[QuarterAnswer], places: Sequence[float], words: Words, *, width: float
) -> None:
    """Bars: what stood before below, what is new on top, and what has been withdrawn above them, empty."""
    totals = [sum(quarter.devices.values()) for quarter in quarters]
    gone = [sum(max(0, -step.added) for step in quarter.steps) for quarter in quarters]
    tops = [float(total + less) for total, less in zip(totals, gone, strict=True)]
    up = scale_of(tops, begins=_BARS_FOOT, ends=_BARS_TOP, most_ticks=4)
    axis_up(canvas, up, left=_LEFT, right=WIDTH - _RIGHT, words=words, title=words("figure.devices"))
    for place, quarter, total, top in zip(places, quarters, totals, tops, strict=True):
        new = min(total, sum(max(0, step.added) for step in quarter.steps))
        canvas.rect(place - width / 2, up.at(total - new), width, _BARS_FOOT - up.at(total - new), kind="old")
        canvas.rect(place - width / 2, up.at(total), width, up.at(total - new) - up.at(total), kind="new")
        if top > total:
            canvas.rect(place - width / 2, up.at(top), width, up.at(total) - up.at(top), kind="gone")
        canvas.text((place, up.at(top) - 4), words.number(total), anchor="middle", kind="value")


def _draw_key(canvas: Canvas, words: Words) -> None:
    for left, kind, key in ((8.0, "old", "plan.old"), (110.0, "new", "plan.new"), (178.0, "gone", "plan.gone")):
        canvas.rect(left, _HEIGHT - 16, 14, 9, kind=kind)
        canvas.text((left + 19, _HEIGHT - 8), words(key), kind="key")
    canvas.line((272, _HEIGHT - 12), (290, _HEIGHT - 12), kind="curve waiting")
    canvas.text((295, _HEIGHT - 8), words("plan.wait"), kind="key")

"""A day of all sites together: how many stand in line, how many at devices, and how many devices there are."""

from load.capacity.play.columns import Doubles
from load.capacity.report.drawing.axes import axis_of_hours, axis_up
from load.capacity.report.drawing.canvas import WIDTH, Canvas, Point
from load.capacity.report.drawing.scale import Scale, scale_of
from load.capacity.report.facts import HourFacts
from load.capacity.report.words import Words

_HEIGHT = 306.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 14.0, 26.0, 82.0


def queue_over_day(hours: HourFacts, devices: int, words: Words) -> Canvas:
    """Lines by half hour with the band of days."""
    canvas = Canvas("queue", _HEIGHT, language=words.language)
    span = hours.span
    across = Scale(low=hours.hour(span[0]), high=hours.hour(span[-1] + 1), begins=_LEFT, ends=WIDTH - _RIGHT, ticks=())
    most = [float(devices), float(hours.waiting_high.max()), float(hours.busy.max())]
    up = scale_of(most, begins=_HEIGHT - _BOTTOM, ends=_TOP)
    axis_up(canvas, up, right=WIDTH - _RIGHT, left=_LEFT, words=words, title=words("queue.up"))
    axis_of_hours(canvas, hours, across, down=_HEIGHT - _BOTTOM, words=words)

    for begins, ends in hours.breaks:
        canvas.rect(
            across.at(begins), _TOP, across.at(ends) - across.at(begins), _HEIGHT - _BOTTOM - _TOP, kind="pause"
        )

    def line(values: Doubles) -> list[Point]:
        return [(across.at(hours.hour(half) + 0.25), up.at(float(values[half]))) for half in span]

    canvas.path([*line(hours.waiting_high), *reversed(line(hours.waiting_low))], kind="band", closed=True)
    canvas.line((_LEFT, up.at(devices)), (WIDTH - _RIGHT, up.at(devices)), kind="devices")
    canvas.path(line(hours.busy), kind="curve busy")
    canvas.path(line(hours.waiting), kind="curve waiting")
    _draw_key(canvas, words)
    return canvas


def _draw_key(canvas: Canvas, words: Words) -> None:
    """Rows of two."""
    for number, (kind, key) in enumerate(
        (
            ("curve waiting", "queue.waiting"),
            ("band", "queue.band"),
            ("curve busy", "queue.busy"),
            ("devices", "queue.devices"),
            ("pause", "queue.pause"),
        )
    ):
        left = 8.0 + (number % 2) * 192.0
        down = _HEIGHT - 40.0 + (number // 2) * 16.0
        if kind in {"band", "pause"}:
            canvas.rect(left, down - 7, 18, 8, kind=kind)
        else:
            canvas.line((left, down - 3), (left + 18, down - 3), kind=kind)
        canvas.text((left + 23, down), words(key), kind="key")

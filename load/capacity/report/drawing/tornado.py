"""The tornado: how far each assumption moves the long wait, the strongest on top."""

from load.capacity.report.drawing.canvas import WIDTH, Canvas, shortened
from load.capacity.report.drawing.scale import Scale, scale_between
from load.capacity.report.facts import Swing, Swings
from load.capacity.report.words import Words

SHOWN = 12
_TOP, _ROW, _BAR = 40.0, 31.0, 11.0
_LEFT, _RIGHT = 34.0, 34.0
_FOOT = 34.0
_LETTERS = 9.5


def tornado(swings: Swings, words: Words) -> Canvas:
    """Bars to both sides of the base."""
    shown = swings.swings[:SHOWN]
    height = _TOP + _ROW * len(shown) + _FOOT
    canvas = Canvas("tornado", height, language=words.language)
    waits = [wait / 60.0 for swing in shown for wait in swing.p95_s]
    base = swings.base.p95_s / 60.0
    across = scale_between(min([base, *waits]), max([base, *waits]), begins=_LEFT, ends=WIDTH - _RIGHT)
    for tick in across.ticks:
        canvas.line((across.at(tick), _TOP - 8), (across.at(tick), height - _FOOT), kind="grid")
        canvas.text((across.at(tick), _TOP - 12), words.number(f"{tick:g}"), anchor="middle", kind="tick")
    canvas.text((4, _TOP - 24), words("pareto.up"), kind="axis-title")
    for number, swing in enumerate(shown):
        _draw_bar(canvas, swing, base, across, top=_TOP + number * _ROW, words=words)
    _draw_key(canvas, down=height - 10, words=words)
    return canvas


def _draw_bar(canvas: Canvas, swing: Swing, base: float, across: Scale, *, top: float, words: Words) -> None:  # noqa: PLR0913 - a bar
    label = shortened(words.lever(swing.lever), size=_LETTERS, width=WIDTH - 8)
    canvas.text((4, top + 9), label, kind="row lever")
    for wait_s, side in zip(swing.p95_s, ("low", "high"), strict=True):
        wait = wait_s / 60.0
        left, right = sorted((across.at(base), across.at(wait)))
        canvas.rect(left, top + 13, right - left, _BAR, kind=f"bar {side}", tip=words.swing_tip(swing, side, wait_s))
    canvas.line((across.at(base), top + 11), (across.at(base), top + 15 + _BAR), kind="base")
    low, high = sorted(swing.p95_s)
    canvas.text((across.at(min(low / 60, base)) - 3, top + 22), words.bare_minutes(low), anchor="end", kind="value")
    canvas.text((across.at(max(high / 60, base)) + 3, top + 22), words.bare_minutes(high), kind="value")


def _draw_key(canvas: Canvas, *, down: float, words: Words) -> None:
    for left, kind, key in ((8.0, "bar low", "tornado.low"), (142.0, "bar high", "tornado.high")):
        canvas.rect(left, down - 8, 14, 9, kind=kind)
        canvas.text((left + 19, down), words(key), kind="key")
    canvas.line((284, down - 9), (284, down + 2), kind="base")
    canvas.text((290, down), words("tornado.base"), kind="key")

"""What devices buy: the long wait against their number, each placed where it helps most; and the plan as it stands."""

from load.capacity.report.drawing.axes import axis_across, axis_up
from load.capacity.report.drawing.canvas import WIDTH, Canvas, Point
from load.capacity.report.drawing.scale import scale_between, scale_of
from load.capacity.report.facts import Frontier, Step
from load.capacity.report.words import Words

_HEIGHT = 310.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 26.0, 26.0, 66.0


def pareto(frontier: Frontier, words: Words) -> Canvas:
    """The line of the best placements."""
    canvas = Canvas("pareto", _HEIGHT, language=words.language)
    steps = [*frontier.steps, frontier.today]
    amounts = [_amount(frontier, step) for step in steps]
    across = scale_between(min(amounts), max(amounts), begins=_LEFT, ends=WIDTH - _RIGHT)
    up = scale_of([step.p95_s / 60.0 for step in steps], begins=_HEIGHT - _BOTTOM, ends=_TOP)
    axis_up(canvas, up, left=_LEFT, right=WIDTH - _RIGHT, words=words, title=words("pareto.up"))
    title = words("pareto.across" if frontier.device_cost is None else "pareto.cost")
    axis_across(canvas, across, top=_TOP, down=_HEIGHT - _BOTTOM, words=words, title=title)

    def at(step: Step) -> Point:
        return across.at(_amount(frontier, step)), up.at(step.p95_s / 60.0)

    canvas.path([at(step) for step in frontier.steps], kind="curve best")
    for step in frontier.steps:
        canvas.circle(at(step), 3.0, kind="dot best", tip=words.step_tip(step, frontier.cost(step)))
    today = at(frontier.today)
    canvas.circle(today, 6.0, kind="dot today", tip=words.step_tip(frontier.today, frontier.cost(frontier.today)))
    _draw_key(canvas, words)
    return canvas


def _amount(frontier: Frontier, step: Step) -> float:
    cost = frontier.cost(step)
    return float(step.devices) if cost is None else cost


def _draw_key(canvas: Canvas, words: Words) -> None:
    down = _HEIGHT - 8.0
    canvas.line((8, down - 3), (26, down - 3), kind="curve best")
    canvas.circle((17, down - 3), 3.0, kind="dot best")
    canvas.text((31, down), words("pareto.best"), kind="key")
    canvas.circle((226, down - 3), 6.0, kind="dot today")
    canvas.text((237, down), words("pareto.today"), kind="key")

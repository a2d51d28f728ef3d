"""The key of the colors of waiting."""

from load.capacity.report.drawing.canvas import WIDTH, Canvas
from load.capacity.report.drawing.colors import STEPS_MIN
from load.capacity.report.words import Words

_SWATCH = 48.0


def color_key(canvas: Canvas, *, top: float, words: Words, title: str) -> None:
    """A row of swatches with the minutes at which the next one begins; `top` is where its title stands."""
    left = (WIDTH - _SWATCH * (len(STEPS_MIN) + 1)) / 2
    canvas.text((left, top), title, kind="key")
    for number in range(len(STEPS_MIN) + 1):
        canvas.rect(left + number * _SWATCH, top + 5, _SWATCH, 9, kind=f"swatch w{number}")
    for number, minutes in enumerate(STEPS_MIN, start=1):
        words_at = left + number * _SWATCH
        canvas.text((words_at, top + 24), words.number(f"{minutes:g}"), anchor="middle", kind="key")
    canvas.text((left, top + 24), words("minutes"), kind="key")

"""Hour by site: a row for each site, the longest waits on top, a cell for each half hour."""

import math
from collections.abc import Sequence

import numpy as np

from load.capacity.report.drawing.canvas import WIDTH, Canvas
from load.capacity.report.drawing.colors import shade
from load.capacity.report.drawing.key import color_key
from load.capacity.report.facts import HourFacts, SiteFacts
from load.capacity.report.words import Words

_LEFT, _TOP, _RIGHT = 92.0, 22.0, 4.0
_ROW = 12.0
_KEY = 46.0


def order(hours: HourFacts) -> list[int]:
    """The places of sites, the longest wait of all who come first."""
    waits = np.nansum(hours.wait_s * hours.came, axis=1) / np.maximum(hours.came.sum(axis=1), 1e-9)
    return [int(place) for place in np.argsort(-waits, kind="stable")]


def heat_map(sites: Sequence[SiteFacts], hours: HourFacts, words: Words) -> Canvas:
    """The cells with their key."""
    canvas = Canvas("hours", _TOP + _ROW * len(sites) + _KEY, language=words.language)
    span = hours.span
    cell = (WIDTH - _LEFT - _RIGHT) / len(span)
    for column, half_hour in enumerate(span):
        if half_hour % 2 == 0:
            where = (_LEFT + column * cell, _TOP - 7)
            canvas.text(where, words.clock(hours.hour(half_hour)), anchor="middle" if column else "start", kind="tick")
            canvas.line((where[0], _TOP - 4), (where[0], _TOP), kind="axis")
    for row, place in enumerate(order(hours)):
        top = _TOP + row * _ROW
        site = sites[place]
        canvas.text((_LEFT - 5, top + _ROW - 3), site.site.id, anchor="end", kind="row")
        for column, half_hour in enumerate(span):
            wait_s = float(hours.wait_s[place, half_hour])
            tip = "" if math.isnan(wait_s) else words.cell_tip(site, hours.hour(half_hour), wait_s)
            canvas.rect(_LEFT + column * cell, top, cell, _ROW, kind=f"cell {shade(wait_s)}", tip=tip)
    color_key(canvas, top=_TOP + _ROW * len(sites) + 16, words=words, title=words("hours.color"))
    return canvas

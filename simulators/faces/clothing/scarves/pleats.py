"""Folds that run as cloth is pulled: along lines, unevenly spaced, each stronger and weaker on its way, one over the next."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hull import Doubles
from simulators.faces.stream import Stream

_ROUNDED = 0.72  # share of the small bumps that is taken from an outline
_STATIONS = 7  # along each fold, where its strength is drawn
_LEAST = -1.1  # of the noise that makes strength: below, the cloth is flat


def pleats(source: Stream, across: Doubles, along: Doubles, *, spacing: float, steep: float = 0.7) -> Doubles:
    """Heights from 0 to 1; `along`: the way along a fold, from 0 to 1; `steep`: where between two folds the crest lies.

    *Shapes*: rows x columns.
    """
    low = float(across.min())
    count = int((float(across.max()) - low) / (0.55 * spacing)) + 3
    knots = low - spacing * source.random() + np.cumsum(spacing * source.uniform(0.55, 1.5, count))
    phase = np.interp(across, knots, np.arange(1.0, count + 1), left=0.0)
    fold = phase.astype(int)
    share = phase - fold
    # round above and sharp below, as cloth lies that is gathered
    crest = np.sin(0.5 * np.pi * np.where(share < steep, share / steep, (1 - share) / (1 - steep)))
    return np.asarray(crest * _strength(source, fold, along, count + 2))


def _strength(source: Stream, fold: NDArray[np.int_], along: Doubles, count: int) -> Doubles:
    """How strong the fold of that number is there, from 0 to 1."""
    table = source.standard_normal((count, _STATIONS)) * 0.7 + source.standard_normal((count, 1)) * 0.6
    at = np.clip(along, 0, 0.999) * (_STATIONS - 1)
    station = at.astype(int)
    part = at - station
    part = part * part * (3 - 2 * part)
    drawn = table[fold, station] * (1 - part) + table[fold, station + 1] * part
    return smooth(drawn, _LEAST, 1.2)


def rays(  # noqa: PLR0913 (where they begin and how they run)
    source: Stream,
    points: Doubles,
    pin: tuple[float, float],
    *,
    reach: float,
    count: float = 11.0,
    blind: tuple[float, float] = (0.0, -1.0),
) -> Doubles:
    """Folds that run out from where the cloth is pinned, as seen from the front, 0 to 1; *Shape*: points rows x columns x 3.

    `blind`: the direction of length 1 in which there is no cloth.
    """
    x, y = points[..., 0] - pin[0], points[..., 1] - pin[1]
    away = np.sqrt(x * x + y * y)
    turn = np.arctan2(x * blind[1] - y * blind[0], -(x * blind[0] + y * blind[1])) * count / (2 * np.pi)
    turn += warp(source, away.shape, 0.25)
    fading = smooth(away, 0.04, 0.24) * np.exp(-((away / reach) ** 2)) * smooth(points[..., 2], 0.0, 0.5)
    return np.asarray(pleats(source, turn, away / (2 * reach), spacing=1.0, steep=0.5) * fading)


def warp(source: Stream, shape: tuple[int, ...], amount: float, *, cells: tuple[int, int] = (5, 4)) -> Doubles:
    """What bends lines a little; *Shape*: rows x columns."""
    return np.asarray(noise(source, cells=cells, size=(shape[1], shape[0])) * amount, dtype=np.float64)


def rounded(height: Doubles, points: Doubles) -> Doubles:
    """The heights, softer at the sides, behind and on the crown: against the background folds are bumps and no thorns.

    *Shapes*: rows x columns, points x 3.
    """
    side = np.maximum(1 - smooth(points[..., 2], 0.1, 0.65), smooth(-points[..., 1], 0.8, 1.05))
    return np.asarray(height + _ROUNDED * side * (cv2.GaussianBlur(height, (0, 0), 5.5) - height))

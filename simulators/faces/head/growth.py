"""Where a beard grows: dense on lip and chin, along the jaw a little less, thin on the cheeks, with edges that nobody drew."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from simulators.faces.head.canvas import PLACE_X, PLACE_Y, SIZE, Area, field_of
from simulators.faces.head.grain import grain
from simulators.faces.head.lips import lip_lines
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

_FROM = int(np.searchsorted(PLACE_Y[:, 0], -0.4))  # the row above which no beard grows
_BOY, _FULL_BEARDED = 18, 27  # years between which it grows in
_MUSTACHE = 0.8  # half its greatest reach, in face units
_REACHES = 0.05, 0.15  # beyond the corners of the mouth, how far the mustaches of people grow; face units
_TALL = 0.86, 1.06  # of the way from lip to nose, how high
_TAPERS = 0.38, 0.62  # by which they are lower at the corners of the mouth
_OFF_LIP = 0.014  # between the lowest roots and the red of the lip, in face units
_NECK = 0.7  # by which it is thinner on the neck than on the chin
_PATCHY = 0.22  # by which it is thinner in a patch of one deviation, at the side


@dataclass(frozen=True, slots=True)
class BeardGround:
    """Where hair grows on a face, 0 to 1: on cheeks and chin, and above the lip; *Shape*: height x width each."""

    cheeks: Floats
    lip: Floats
    clumps: Floats
    """By how many deviations hair leans more to one side there: neighbors lean alike; *Shape*: height x width."""


def beard_ground(shape: HeadShape) -> BeardGround | None:
    """Where a beard grows; None where none does."""
    traits = shape.traits
    if traits.sex == "female" or traits.childhood > 0.25:  # noqa: PLR2004 (about fifteen years)
        return None
    source = stream(traits.seed, "beard ground")
    uneven = 0.6 * field_of(source, cells=70) + 0.8 * field_of(source, cells=18)
    thin = _thinness(traits) * float(source.uniform(0.3, 1))
    cheeks, lip = (np.zeros((SIZE[1], SIZE[0]), dtype=np.float32) for _ in range(2))
    cheeks[_FROM:] = _cheeks(shape, uneven[_FROM:], thin)
    area = _mustache_area(shape)
    lip[area] = _above_lip(shape, uneven[area], area)
    return BeardGround(cheeks, lip, grain(source, "blotch"))


def _thinness(traits: FaceTraits) -> float:
    young = 1 - min(max((traits.age - _BOY) / (_FULL_BEARDED - _BOY), 0.0), 1.0)
    return 0.28 + 0.5 * young


def _mustache_area(shape: HeadShape) -> Area:
    """The part of the canvas beyond which no mustache grows."""
    top, bottom = shape.traits.proportions.nose_y - 0.3, shape.mouth_y + 0.4
    rows = np.searchsorted(PLACE_Y[:, 0], (top, bottom))
    columns = np.searchsorted(PLACE_X[0], (-_MUSTACHE, _MUSTACHE))
    return np.s_[int(rows[0]) : int(rows[1]), int(columns[0]) : int(columns[1])]


def _above_lip(shape: HeadShape, uneven: Floats, area: Area) -> Floats:
    """Thin under the nose and in the groove, dense above the lip; it runs out past the corners of the mouth and down there."""
    p = shape.traits.proportions
    x, y = np.abs(PLACE_X[:1, area[1]]), PLACE_Y[area[0], :1]
    upper, _, _ = lip_lines(shape)
    right = upper[len(upper) // 2 :]
    beyond = np.maximum(x - 0.85 * p.mouth_width, 0)
    low = np.interp(x[0], right[:, 0], right[:, 1])[None, :] - _OFF_LIP + 0.6 * beyond
    gap = low[0, low.shape[1] // 2] - p.nose_y
    source = stream(shape.traits.seed, "mustache")
    reach, tall, taper = (float(source.uniform(*span)) for span in (_REACHES, _TALL, _TAPERS))
    thick = gap * tall * (1.0 - taper * np.minimum(x / p.mouth_width, 1.2) ** 2)
    above = low - y
    grown = expit((thick - above - 0.03 * uneven) / 0.075) * expit((above + 0.01 * uneven) / 0.016)
    across = expit((p.mouth_width + reach - x + 0.03 * uneven) / 0.05)
    groove = 1 - 0.2 * np.exp(-((x / 0.03) ** 2)) * expit((above - 0.3 * gap) / (0.12 * gap))
    beside = np.exp(-(((x - 0.62 * p.mouth_width) / (0.5 * p.mouth_width)) ** 2))
    dense = 0.88 + 0.12 * beside - 0.2 * expit((above - 0.75 * gap) / (0.1 * gap))
    return np.asarray(np.clip(grown * across * groove * dense, 0, 1), dtype=np.float32)


def _cheeks(shape: HeadShape, uneven: Floats, thin: float) -> Floats:
    """A full beard without the mustache; what depends on x or on y alone is a row or a column."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    x, y = np.abs(PLACE_X[:1]), PLACE_Y[_FROM:, :1]
    edge = mouth - 0.15 - 0.85 * np.clip(x - 0.5, 0, 1) + 0.14 * np.exp(-((x / 0.34) ** 4))
    into = y - edge + 0.085 * uneven
    corner = 0.45 * np.exp(-(((x - p.mouth_width - 0.03) / 0.09) ** 2))  # there it meets the mustache
    grown = expit(into / 0.1) * (1 - thin * (1 - corner) * np.exp(-((np.maximum(into, 0) / 0.36) ** 2)))
    grown *= 1 - _NECK * expit((y - p.chin_y - 0.16 + 0.05 * uneven) / 0.06)
    grown *= 1 - _PATCHY * np.maximum(-uneven, 0) * (0.3 + np.minimum(x, 0.7))
    sideburn = np.exp(-(((x - 0.97) / 0.12) ** 2)) * expit((y + 0.1) / 0.05)
    lips = np.exp(-((x / (p.mouth_width + 0.005)) ** 6) - (((y - mouth - 0.012) / (p.lip_lower + 0.036)) ** 4))
    bare = 0.6 * np.exp(-(((x - 0.19) / 0.09) ** 2) - ((y - mouth - p.lip_lower - 0.06) / 0.05) ** 2)
    return np.asarray(np.clip(np.maximum(grown, sideburn * 0.9) * (1 - lips) - bare, 0, 1), dtype=np.float32)

"""The lids: the opening of an eye, almond shaped, with a narrow bay beside the nose.

It is about 31 mm by 10 mm, as in faces at ease: the upper edge covers about a tenth of the iris, the lower one
touches it, and in whoever smiles it rises.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from simulators.faces.head.canvas import Planes, blank, filled
from simulators.faces.head.lashes import draw_lashes
from simulators.faces.head.lid_folds import around_eye, draw_folds
from simulators.faces.head.lid_form import LidForm, lid_form
from simulators.faces.head.shape import BALL, Expression, HeadShape
from simulators.faces.traits import FaceTraits

Line = NDArray[np.float64]
SHUT = 0.85
"""From here on a slit shows no eye."""
_POINTS = 25
_T = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, _POINTS))
"""Along an edge, closer toward the corners."""
_AT = (0, 0.04, 0.1, 0.2, 0.33, 0.46, 0.6, 0.75, 0.88, 0.95, 1)
_UPPER = PchipInterpolator(_AT, (0, 0.17, 0.42, 0.73, 0.94, 1, 0.97, 0.83, 0.56, 0.33, 0))
_LOWER = PchipInterpolator(_AT, (0, 0.12, 0.26, 0.5, 0.78, 0.95, 1, 0.9, 0.6, 0.34, 0))(_T)
"""The edges over the line between the corners, the upper one by the way along it: they run out into a narrow bay."""
_HOODED = 0.17 * np.clip((_T - 0.4) / 0.5, 0, 1)  # of its height the upper edge loses to the fold of the old
_MIDDLE = 0.022  # how far that line lies below the pupil
_USUAL, _USUAL_SHARE = 0.38, 0.316  # the trait, and how high eyes are for their width
_MORE = 0.005  # than that, for eyes that look at a phone are awake
_NARROWEST, _WIDEST = 0.136, 0.163
_HIGH, _LOW = 0.088, 0.055  # of both edges over the line, of an eye as high as these together
_CHILD_WIDER, _CHILD_HIGHER = 0.05, 0.06  # eyes grow little, so in a small face they are large
_FOLLOWED = 0.2  # radians of a gaze
_LEVEL, _OUTWARD, _MOST = 0.09, 3.0, 0.3
"""The usual tilt, how far one beyond it draws the peak of the upper edge outward, as a power of two, and the most of that."""
_OF_FORM = 0.6  # of how far a fold comes down in a person of any age, what the upper edge loses beside that of the old
_OF_UPPER = 0.5  # of what is more or less, the upper lid has so much
_CHEEKS, _SMILES = 0.35, 0.5  # how much a smile beyond that narrows eyes beside the squint of its mood
_RISEN, _FALLEN, _MOST_NARROW = 0.37, 0.06, 0.6
"""What narrowed eyes lose of the lower and the upper half of their openings, as shares, and the most they are narrowed."""


def narrowed(expression: Expression) -> float:
    """How far eyes are narrowed from below by a squint and by cheeks that a smile raises."""
    squint = max(expression.squint, 0.0) + _CHEEKS * max(expression.smile - _SMILES, 0.0)
    return min(squint, _MOST_NARROW)


def lid_edges(traits: FaceTraits, side: int, expression: Expression) -> tuple[Line, Line]:
    """The edges of the upper and the lower lid, from the inner to the outer corner; *Shape*: N x 2 each.

    The upper lid follows eyes that look up or down, and the lower less; nobody's two eyes are open alike.
    """
    p, shut, narrow = traits.proportions, expression.eyes_shut, narrowed(expression)
    half = p.eye_width * (1 + _CHILD_WIDER * traits.childhood)
    x = p.eye_spacing + half * (2 * _T - 1)
    base = _MIDDLE - p.eye_tilt * (2 * _T - 1) * half
    form = lid_form(traits)
    more = _height(traits, form) - _HIGH - _LOW
    down = BALL * float(np.clip(expression.gaze_y, -_FOLLOWED, _FOLLOWED))
    low = (_LOW + (1 - _OF_UPPER) * more + 0.8 * down) * (1 - 0.6 * shut) * (1 - _RISEN * narrow)
    high = (_HIGH + _OF_UPPER * more - 0.8 * down + side * (0.35 * p.unevenness + form.unlike)) * (1 - shut)
    high *= 1 - _FALLEN * narrow
    outward = np.clip(_OUTWARD * (p.eye_tilt - _LEVEL), -_MOST, _MOST)
    peaked = _UPPER(_T ** float(np.exp2(outward + form.shifted))) ** form.almond
    bow = _LOWER**form.bowed
    hooded = _HOODED * min(traits.wear + _OF_FORM * form.hooded, 1.0)
    upper = base - high * peaked * (1 - hooded) + shut * low * 0.9 * bow
    lower = base + low * bow
    upper = np.minimum(upper, lower - 0.002)
    return np.stack([side * x, upper], axis=1), np.stack([side * x, lower], axis=1)


def _height(traits: FaceTraits, form: LidForm) -> float:
    """How high an eye is that is open and at ease; face units."""
    p = traits.proportions
    share = _USUAL_SHARE + 0.6 * (p.eye_openness - _USUAL)
    height = float(np.clip(2 * p.eye_width * share + _MORE + form.opened, _NARROWEST, _WIDEST))
    return height * (1 + _CHILD_HIGHER * traits.childhood)


def draw_lids(planes: Planes, alpha: NDArray[np.uint8], shape: HeadShape, expression: Expression) -> None:
    """Cut the openings of the eyes, and shade the skin about them."""
    edges = {side: lid_edges(shape.traits, side, expression) for side in (-1, 1)}
    narrow = narrowed(expression)
    for side, (upper, lower) in edges.items():
        open_upper, _ = lid_edges(shape.traits, side, Expression())
        draw_folds(planes, shape.traits, around_eye(side, upper, lower, open_upper), narrow=narrow)
    draw_lashes(planes, shape.traits, edges)
    if expression.eyes_shut < SHUT:
        hole = blank()
        for upper, lower in edges.values():
            filled(hole, np.concatenate([upper, lower[::-1]]))
        np.minimum(alpha, 255 - hole, out=alpha)

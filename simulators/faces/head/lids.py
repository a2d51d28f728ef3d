"""The lids: the opening of an eye, almond shaped, with a narrow bay beside the nose.

It is about 31 mm by 10 mm, as in faces at ease: the upper edge covers 1.5 mm of the iris, the lower one touches it.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from simulators.faces.head.canvas import Planes, blank, filled
from simulators.faces.head.lashes import draw_lashes
from simulators.faces.head.lid_folds import around_eye, draw_folds
from simulators.faces.head.shape import BALL, Expression, HeadShape
from simulators.faces.stream import stream
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
_NARROWEST, _WIDEST = 0.128, 0.151
_HIGH, _LOW = 0.078, 0.056  # of both edges over the line, of an eye as high as these together
_FOLLOWED = 0.2  # radians of a gaze
_LEVEL, _OUTWARD, _MOST = 0.09, 3.0, 0.3
"""The usual tilt, how far one beyond it draws the peak of the upper edge outward, as a power of two, and the most of that."""
_SHIFTED, _ALMOND, _BOWED = 0.2, (0.88, 1.16), (0.84, 1.22)
"""How far a person's peak is off the usual, as above, and the powers that make the edges round or pointed."""
_UNLIKE = 0.005  # how much higher or lower than usual either of a person's upper lids is, at most
_OF_UPPER = 0.6  # of what is more or less, the upper lid has so much


def aperture(traits: FaceTraits, *, side: int, shut: float, gaze_y: float = 0.0) -> tuple[Line, Line]:
    """The edges of the upper and the lower lid, from the inner to the outer corner; *Shape*: N x 2 each.

    The upper lid follows eyes that look up or down, and the lower less; nobody's two eyes are open alike.
    """
    p = traits.proportions
    x = p.eye_spacing + p.eye_width * (2 * _T - 1)
    base = _MIDDLE - p.eye_tilt * (2 * _T - 1) * p.eye_width
    share = _USUAL_SHARE + 0.6 * (p.eye_openness - _USUAL)
    height = float(np.clip(2 * p.eye_width * share, _NARROWEST, _WIDEST))
    shifted, almond, bowed, unlike = _own(traits)
    more = height - _HIGH - _LOW
    down = BALL * float(np.clip(gaze_y, -_FOLLOWED, _FOLLOWED))
    low = (_LOW + (1 - _OF_UPPER) * more + 0.75 * down) * (1 - 0.6 * shut)
    high = (_HIGH + _OF_UPPER * more - 0.9 * down + side * (0.35 * p.unevenness + unlike)) * (1 - shut)
    outward = np.clip(_OUTWARD * (p.eye_tilt - _LEVEL), -_MOST, _MOST)
    peaked = _UPPER(_T ** float(np.exp2(outward + shifted))) ** almond
    bow = _LOWER**bowed
    upper = base - high * peaked * (1 - _HOODED * traits.wear) + shut * low * 0.9 * bow
    lower = base + low * bow
    upper = np.minimum(upper, lower - 0.002)
    return np.stack([side * x, upper], axis=1), np.stack([side * x, lower], axis=1)


def _own(traits: FaceTraits) -> tuple[float, float, float, float]:
    """What makes eyes round, almond shaped or drooping: a shift outward, two powers, and what parts the pair."""
    source = stream(traits.seed, "lid form")
    return (
        float(source.uniform(-_SHIFTED, _SHIFTED)),
        float(source.uniform(*_ALMOND)),
        float(source.uniform(*_BOWED)),
        float(source.uniform(-_UNLIKE, _UNLIKE)),
    )


def draw_lids(planes: Planes, alpha: NDArray[np.uint8], shape: HeadShape, expression: Expression) -> None:
    """Cut the openings of the eyes, and shade the skin about them."""
    shut = expression.eyes_shut
    gaze = expression.gaze_y
    edges = {side: aperture(shape.traits, side=side, shut=shut, gaze_y=gaze) for side in (-1, 1)}
    for side, (upper, lower) in edges.items():
        open_upper, _ = aperture(shape.traits, side=side, shut=0.0)
        draw_folds(planes, shape.traits, around_eye(side, upper, lower, open_upper), squint=expression.squint)
    draw_lashes(planes, shape.traits, edges)
    if shut < SHUT:
        hole = blank()
        for upper, lower in edges.values():
            filled(hole, np.concatenate([upper, lower[::-1]]))
        np.minimum(alpha, 255 - hole, out=alpha)

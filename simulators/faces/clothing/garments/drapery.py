"""How a garment hangs: drawn from armpit to neck and chest, falling from there."""

import numpy as np

from simulators.faces.clothing.build import Figure
from simulators.faces.clothing.cloth import folds, smooth
from simulators.faces.clothing.hull import Doubles
from simulators.faces.clothing.wear import Garment, Wear
from simulators.faces.stream import Stream, stream

_DEPTHS: dict[Garment, float] = {
    "suit": 0.04,
    "dishdasha": 0.08,
    "shirt": 0.09,
    "polo": 0.085,
    "jacket": 0.09,
    "hoodie": 0.11,
}
_USUAL_DEPTH = 0.095
_COLLARED: tuple[Garment, ...] = ("shirt", "polo", "dishdasha", "suit")
"""What lies flat under a folded collar."""
_CRISP, _SLACK, _FALL = (0.0, 1.0), (0.7, 1.3), (0.15, 0.75)
"""From soft to stiff cloth, how deep its folds are beside the usual, and how strong those are that hang down."""
_FACED = (-0.4, 0.35)  # from the outline to where cloth faces the camera
_EDGE = 0.25  # of its folds there, what the outline has
_KNOT = (0.2, 0.9)  # from the armpit, between where its folds begin: nearer they are finer than the grid
_RAYS = 26  # folds around an armpit
_CORDED = 0.6  # half the width of where the cords of a hood lie
_UNDER_CORDS = 0.8  # how much flatter folds are there
_BEHIND = (-1.1, -0.5)  # between them, from front to back, the crease beside the arm runs out


def drapery(points: Doubles, figure: Figure, wear: Wear, source: Stream) -> Doubles:
    """How far each place stands off the body for its folds; *Shapes*: rows x columns x 3 to rows x columns."""
    garment, own = wear.garment, stream(round(wear.drape * 1e6), "cloth")
    crisp, slack, fall = (float(own.uniform(*span)) for span in (_CRISP, _SLACK, _FALL))  # of this piece of cloth
    below = points[..., 1] - figure.neck
    drawn = sum(_rays(points, figure, side, source) for side in (-1, 1))
    is_long = garment == "dishdasha"
    slow = folds(source, points.shape[:2], cells=(7, 2) if is_long else (9, 4), sharp=0.2)
    fallen = folds(source, points.shape[:2], cells=(15, 1) if is_long else (23, 2), sharp=0.5 if is_long else 0.7)
    fallen = fallen * smooth(below, 0.7, 1.6)
    strength = smooth(below, 0.35, 1.0) if garment in _COLLARED else smooth(below, 0.02, 0.55)
    drawn = drawn * (_EDGE + (1 - _EDGE) * smooth(points[..., 2], *_FACED))
    fine = folds(source, points.shape[:2], cells=(27, 13), sharp=0.9) * np.clip(np.abs(drawn) + 0.3, 0, 1)
    total = 1.7 * drawn + 0.7 * (1.3 - crisp) * slow + fall * fallen + (0.04 if is_long else 0.3 * crisp) * fine
    if garment == "hoodie":
        strength = strength * (1 - _UNDER_CORDS * np.exp(-((points[..., 0] / _CORDED) ** 2)))
    return np.asarray(_DEPTHS.get(garment, _USUAL_DEPTH) * strength * slack * total)


def _rays(points: Doubles, figure: Figure, side: int, source: Stream) -> Doubles:
    """Folds that run together in one armpit, sharp there and lost at the neck; about -1 to 1."""
    x = side * points[..., 0] - 0.8 * figure.shoulder
    y = points[..., 1] - figure.neck - 1.35
    away = np.hypot(x, y)
    angle = np.arctan2(y, x) + 0.2 * np.sin(2.1 * away + source.uniform(0, 6.3))
    knots = np.cumsum(source.uniform(0.4, 1.6, _RAYS))
    knots = (knots - knots[0]) / (knots[-1] - knots[0]) * 7.6 - 3.8
    ridges = np.interp(angle, knots, source.uniform(-1, 1, _RAYS))
    return np.asarray(ridges * np.exp(-((away / 1.6) ** 2)) * smooth(away, *_KNOT))


def arm_crease(points: Doubles, figure: Figure) -> Doubles:
    """How far the cloth sinks between chest and upper arm and swells over the arm; *Shapes*: ... x 3 to ..."""
    aside = np.abs(points[..., 0]) / figure.shoulder
    low = smooth(points[..., 1] - figure.neck, 0.85, 1.5)
    crease = -0.15 * np.exp(-(((aside - 0.79) / 0.055) ** 2))
    arm = 0.17 * np.exp(-(((aside - 0.93) / 0.1) ** 2))
    return np.asarray(low * (crease + arm) * smooth(points[..., 2], *_BEHIND))

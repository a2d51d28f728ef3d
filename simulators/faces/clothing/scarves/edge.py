"""The front edge of a ghutra: over the forehead, and on each side down to the chest or back over the shoulder."""

import numpy as np

from simulators.faces.clothing.build import torso_body
from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hull import Body, Doubles, curve
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.stream import Stream

_THROWN = 0.3  # of the drape: below, one side lies over the shoulder; above one minus it, the other
_BOTH = 0.42, 0.52  # of the drape: both sides do
_HANGING = (  # of the front edge beside the cheek, before the ear: height, x in half widths of the face there, least z
    (-0.42, 0.84, 0.74),
    (0.1, 0.93, 0.66),
    (0.7, 0.94, 0.64),
    (1.2, 0.89, 0.62),
    (1.7, 0.9, 0.62),
)
_LAID_BACK = (  # the same of a side that is thrown back over the shoulder
    (-0.42, 0.84, 0.72),
    (0.1, 0.97, 0.54),
    (0.7, 1.06, 0.38),
    (1.2, 1.12, 0.22),
    (1.7, 1.16, 0.08),
)
_CHEEK = 0.7  # the height from where on the edge hangs straight down
_ASKEW = 0.09  # how far one side falls in more than the other, as a share
_LOWER = np.array([2.1, 2.4, 2.8, 3.3, 3.9])  # heights of the edge on shoulder and chest
_BEHIND = (95, 116, 134, 148, 158)  # degrees from the front of a side that is thrown back, at those heights


def front_edge(shape: HeadShape, curtain: Body, wear: Wear, source: Stream, *, count: int) -> Doubles:
    """The front edge, from the chest on the left of the picture over the forehead to the right; *Shape*: count x 3."""
    lower = float(source.uniform(-0.1, 0.06))
    peak = float(source.uniform(0.0, 0.045 if wear.cover == "agal" else 0.03))
    brow = np.array([(0.0, -0.77 - peak), (0.2, -0.75), (0.46, -0.69), (0.74, -0.55)]) + np.array([0.0, lower])
    forehead = shape.surface(brow).tolist()
    both = _BOTH[0] < wear.drape < _BOTH[1]
    sides = []
    for side in (-1, 1):
        is_thrown = both or (wear.drape < _THROWN if side < 0 else wear.drape > 1 - _THROWN)
        sides.append(_side(shape, curtain, wear.build, side, source, is_thrown=is_thrown).tolist())
    left = [[-x, y, z] for x, y, z in forehead[1:]]
    points = [*sides[0][::-1], *left[::-1], *forehead, *sides[1]]
    return curve(points, np.linspace(0, 1, count))


def _side(  # noqa: PLR0913 (a side of a cloth, and what it lies on)
    shape: HeadShape, curtain: Body, build: float, side: int, source: Stream, *, is_thrown: bool
) -> Doubles:
    """The edge of one side from the temple down; *Shape*: N x 3."""
    free = np.array(_LAID_BACK if is_thrown else _HANGING)
    sway = float(source.normal(0, 0.03)) + np.cumsum(source.normal(0, 0.03, len(free)))
    beside = np.minimum(free[:, 0], _CHEEK)
    x = free[:, 1] * shape.half_width(beside)
    on_skin = shape.surface(np.stack([np.minimum(x, 0.97 * shape.half_width(beside)), beside], axis=1))[:, 2]
    z = np.where(free[:, 0] < _CHEEK, np.maximum(free[:, 2], on_skin + 0.06), free[:, 2])
    x = x * (1 + float(source.uniform(-_ASKEW, _ASKEW)) * smooth(free[:, 0], 0.0, 1.2))
    upper = np.stack([side * (x + sway * (free[:, 0] > 0)), free[:, 0], z], axis=1)
    if is_thrown:
        body = torso_body(shape, build)  # nothing stands off the shoulder there
        return np.concatenate([upper, body.around(side * np.radians(_BEHIND), _LOWER)])
    inward = np.array([0.95, 0.98, 1.0, 0.98, 0.94]) + sway[-1] + np.cumsum(source.normal(0, 0.03, len(_LOWER)))
    turn = np.arcsin(inward / curtain.layers(_LOWER)[0])
    return np.concatenate([upper, curtain.around(side * turn, _LOWER)])

"""A scarf that lies on the head and hangs down around the neck."""

from dataclasses import dataclass

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hull import Body, Doubles, Hull, Sheet, lengths, sheet, unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Hanging:
    """A grid whose first row is the front edge, from its left end over the forehead to its right.

    *Shapes*: points and out rows x columns x 3, the rest rows x columns.
    """

    points: Doubles
    out: Doubles
    """Away from the head."""
    along: Doubles
    """Length from the front edge."""
    across: Doubles
    """Length along it from above the forehead."""

    def raised(self, height: Doubles | float) -> Doubles:
        """The places, so far further out."""
        return np.asarray(self.points + self.out * np.asarray(height)[..., None])


def hang(hull: Hull, curtain: Body, hem: Doubles, *, rows: int) -> Hanging:
    """From the front edge backward: over the crown above, around the neck below; *Shape*: hem N x 3."""
    over = _over_the_head(hull, hem, rows)
    low = smooth(hem[:, 1], -0.7, 0.1)[None]
    points, out = _around_the_neck(curtain, hem, rows)
    share = low[..., None]
    points = over.places(hull, 0.0) * (1 - share) + points * share
    hem_length = lengths(hem[:, None])[:, 0]
    return Hanging(
        points=points,
        out=unit(over.directions * (1 - share) + out * share),
        along=lengths(points),
        across=over.across * (1 - low) + (hem_length - hem_length[len(hem) // 2]) * low,
    )


def _over_the_head(hull: Hull, hem: Doubles, rows: int) -> Sheet:
    """What goes from the forehead over the crown to the back of the head, bowed to its side."""
    sides = np.sign(hem[:, 0])
    height = np.clip(hem[:, 1], -1.0, 0.6)
    behind = np.interp(height, [-1.0, -0.8, -0.4, 0.6], [-1.15, -0.9, -0.3, 0.8])
    far = unit(np.stack([0.02 * sides, behind, np.full(len(hem), -1.5)], axis=1) - hull.middle)
    pull = sides * np.interp(height, [-1.0, -0.8, -0.4, 0.6], [0.0, 0.3, 0.75, 1.0])
    top = smooth(-height, 0.3, 1.0)
    via = np.stack([pull + 0.25 * hem[:, 0], 0.5 * (height + behind) - 1.5 * top, 0.1 - 0.2 * top], axis=1)
    return sheet(hull, hem=hull.toward(hem), far=far, rows=rows, via=unit(via - hull.middle))


def _around_the_neck(curtain: Body, hem: Doubles, rows: int) -> tuple[Doubles, Doubles]:
    """What hangs around the neck and on the shoulders, and its outward directions; *Shapes*: rows x columns x 3."""
    width, front, middle, _ = curtain.layers(hem[:, 1])
    turn = np.arctan2(hem[:, 0] / width, (hem[:, 2] - middle) / (front - middle))
    t = np.linspace(0, 1, rows)[:, None]
    around = turn + (np.sign(hem[:, 0]) * np.pi - turn) * t
    points = curtain.around(around, hem[:, 1] + 0 * t)
    out = unit(points * np.array([1.0, 0.0, 1.0]) - np.array([0.0, 0.0, -0.2]))
    lying = smooth(points[..., 1], 1.9, 2.3)[..., None] * np.clip(np.abs(points[..., :1]) - 0.8, 0, 1)
    return points, unit(out - lying * np.array([0.0, 1.2, 0.0]))

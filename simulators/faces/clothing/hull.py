"""What cloth and hair lie on: an ellipse at every height, met by rays from a point inside.

Seen from that point every place of the surface is seen once, so a place is a direction, and a sheet of
cloth is a grid of directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator

from simulators.faces.head.shape import HeadShape

Doubles = NDArray[np.float64]

_LAYERS = 1200
_HEAD_STEPS = 17
_FARTHEST = 6.0
_HALVINGS = 14
_CHART = (85, 57)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """Ellipses at every height; *Shape*: table layers x 4 (half width, front, middle, back)."""

    table: Doubles
    top: float
    spacing: float

    def layers(self, y: Doubles) -> Doubles:
        """Half width, front, middle, back at heights; *Shapes*: ... to 4 x ..."""
        at = np.clip((y - self.top) / self.spacing, 0, len(self.table) - 1.001)
        low = at.astype(int)
        share = (at - low)[..., None]
        return np.moveaxis(self.table[low] * (1 - share) + self.table[low + 1] * share, -1, 0)

    def around(self, turn: Doubles, y: Doubles) -> Doubles:
        """Places by azimuth from the front and height; *Shape*: ... x 3."""
        turn, y = np.broadcast_arrays(turn, y)
        width, front, middle, back = self.layers(y)
        cosine = np.cos(turn)
        z = middle + np.where(cosine > 0, front - middle, middle - back) * cosine
        return np.stack([width * np.sin(turn), y, z], axis=-1)

    def reach(self, directions: Doubles, middle: Doubles) -> Doubles:
        """How far the surface is along directions of length 1: halve what lies between inside and outside.

        *Shapes*: N x 3 to N.
        """
        low, high = np.full(len(directions), 0.05), np.full(len(directions), _FARTHEST)
        for _ in range(_HALVINGS):
            half = 0.5 * (low + high)
            is_inside = self._is_inside(middle + directions * half[:, None])
            low, high = np.where(is_inside, half, low), np.where(is_inside, high, half)
        return np.asarray(0.5 * (low + high))

    def _is_inside(self, places: Doubles) -> NDArray[np.bool_]:
        at = ((places[:, 1] - self.top) / self.spacing).astype(int)
        last = len(self.table) - 1
        # layers lie close enough to take the next one
        width, front, middle, back = self.table.take(np.clip(at, 0, last), axis=0).T
        x, z = places[:, 0] / width, places[:, 2] - middle
        z /= np.where(z > 0, front - middle, middle - back)
        return np.asarray((at > 0) & (at <= last) & (x * x + z * z < 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Hull:
    """Bodies grown together, seen from a place inside all of them."""

    middle: Doubles
    body: Body
    """The first of them."""
    chart: Doubles
    """How far the surface is, by the angle from above (rows) and from the front (columns); left and right are alike."""

    def reach(self, directions: Doubles) -> Doubles:
        """How far the surface is from the middle along directions of length 1; *Shapes*: ... x 3 to ..."""
        rows, columns = self.chart.shape
        v = np.arccos(np.clip(-directions[..., 1], -1, 1)) * ((rows - 1) / np.pi)
        u = np.arctan2(np.abs(directions[..., 0]), directions[..., 2]) * ((columns - 1) / np.pi)
        i, j = np.minimum(v.astype(int), rows - 2), np.minimum(u.astype(int), columns - 2)
        fv, fu = v - i, u - j
        flat, at = self.chart.reshape(-1), i * columns + j
        upper = flat[at] * (1 - fu) + flat[at + 1] * fu
        lower = flat[at + columns] * (1 - fu) + flat[at + columns + 1] * fu
        return np.asarray(upper * (1 - fv) + lower * fv)

    def toward(self, points: Doubles) -> Doubles:
        """The directions of places."""
        return unit(points - self.middle)

    def at(self, directions: Doubles, height: Doubles | float = 0.0) -> Doubles:
        """The places in directions, so far above the surface."""
        return np.asarray(self.middle + directions * (self.reach(directions) + height)[..., None])


def hull_of(*bodies: Body, middle: Sequence[float], seam: float) -> Hull:
    """The hull of bodies; `seam`: how far the edges between them are rounded."""
    above, turn = np.meshgrid(np.linspace(0, np.pi, _CHART[0]), np.linspace(0, np.pi, _CHART[1]), indexing="ij")
    directions = np.stack([np.sin(above) * np.sin(turn), -np.cos(above), np.sin(above) * np.cos(turn)], axis=-1)
    inside = np.array(middle, dtype=np.float64)
    total = np.zeros(above.size)
    for body in bodies:
        reach = body.reach(directions.reshape(-1, 3), inside)
        near = np.maximum(seam - np.abs(total - reach), 0)
        total = np.maximum(total, reach) + near * near / (4 * seam)
    return Hull(middle=inside, body=bodies[0], chart=total.reshape(above.shape))


def unit(vectors: Doubles) -> Doubles:
    """Vectors brought to length 1."""
    return np.asarray(vectors / np.maximum(np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True)), 1e-12))


def body_of(rows: Sequence[Sequence[float]]) -> Body:
    """A body through rows of height, half width, front, middle, back, from the top down."""
    given = np.array(rows)
    y = np.linspace(given[0, 0], given[-1, 0], _LAYERS)
    table = PchipInterpolator(given[:, 0], given[:, 1:])(y)
    return Body(table=np.ascontiguousarray(table), top=float(y[0]), spacing=float(y[1] - y[0]))


def head_rows(shape: HeadShape, *, to_y: float) -> list[list[float]]:
    """The rows of the skull from the crown down to a height."""
    steps = np.concatenate([[0, 0.15, 0.4, 0.7], np.arange(1, _HEAD_STEPS - 1)])
    rows = shape.section(steps).T
    return [row for row in rows.tolist() if row[0] < to_y]


def curve(points: Sequence[Sequence[float]], at: Doubles, *, is_closed: bool = False) -> Doubles:
    """A smooth curve through places, taken at shares of its length; *Shapes*: N to N x 3."""
    given = np.array(points, dtype=np.float64)
    if is_closed:
        given = np.concatenate([given, given[:1]])
    way = np.concatenate([[0], np.cumsum(np.sqrt((np.diff(given, axis=0) ** 2).sum(axis=1)))])
    spline = CubicSpline(way, given, bc_type="periodic" if is_closed else "natural")
    fine = spline(np.linspace(0, way[-1], 400))
    walked = np.concatenate([[0], np.cumsum(np.sqrt((np.diff(fine, axis=0) ** 2).sum(axis=1)))])
    return np.stack([np.interp(at * walked[-1], walked, fine[:, axis]) for axis in range(3)], axis=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A grid of places of a hull: each column goes from the hem to the far edge.

    *Shapes*: directions rows x columns x 3, the rest rows x columns.
    """

    directions: Doubles
    reach: Doubles
    along: Doubles
    """Length from the hem."""
    across: Doubles
    """Length along the row from the middle column, which has 0."""

    def places(self, hull: Hull, height: Doubles | float) -> Doubles:
        """The places, so far above the hull."""
        return np.asarray(hull.middle + self.directions * (self.reach + height)[..., None])


def sheet(hull: Hull, *, hem: Doubles, far: Doubles, rows: int, via: Doubles | None = None) -> Sheet:
    """The sheet between two curves of directions; rows are evenly spaced along each column; *Shapes*: N x 3.

    A column is a great circle, or the bow that `via` draws to its side.
    """
    angle = np.arccos(np.clip((hem * far).sum(axis=1), -1, 1))

    def between(share: Doubles) -> Doubles:
        t = share[..., None]
        if via is not None:
            return unit((1 - t) ** 2 * hem + 2 * t * (1 - t) * via + t**2 * far)
        first = np.sin((1 - share) * angle) / np.sin(angle)
        second = np.sin(share * angle) / np.sin(angle)
        return unit(first[..., None] * hem + second[..., None] * far)

    coarse = np.repeat(np.linspace(0, 1, rows)[:, None], len(hem), axis=1)
    points = hull.at(between(coarse))
    walked = lengths(points)
    total = walked[-1]
    even = np.linspace(0, 1, rows)
    share = np.stack([np.interp(even * total[n], walked[:, n], coarse[:, n]) for n in range(len(hem))], axis=1)
    directions = between(share)
    reach = hull.reach(directions)
    places = hull.middle + directions * reach[..., None]
    across = lengths(places.transpose(1, 0, 2)).T
    return Sheet(
        directions=directions,
        reach=reach,
        along=lengths(places),
        across=across - across[:, len(hem) // 2 : len(hem) // 2 + 1],
    )


def lengths(points: Doubles) -> Doubles:
    """The way along each column of points; *Shapes*: rows x columns x 3 to rows x columns."""
    steps = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=-1))
    return np.concatenate([np.zeros_like(steps[:1]), np.cumsum(steps, axis=0)])

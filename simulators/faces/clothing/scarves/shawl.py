"""The end of a hijab: from one side it passes under the chin and lies over the other shoulder."""

from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulators.faces.clothing.build import torso_body, torso_rows
from simulators.faces.clothing.cloth import PER_UNIT, SIZE, bounced, cloth, fold_openness, smooth
from simulators.faces.clothing.hull import Body, Doubles, body_of, lengths, unit
from simulators.faces.clothing.scarves.manner import Manner
from simulators.faces.clothing.scarves.pleats import pleats, rays, rounded, warp
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_COLUMNS, _ROWS = 105, 58
_END = 4.4  # height of its lower edge, below any picture
_FULL_ENOUGH = 0.14  # how far it stands off at least, for the garment would show through
_CLEAR = 0.15  # of the garment below it
_ABOVE, _BESIDE = 0.05, 0.1  # the least that it keeps from shoulders that rise steeply
_TUCKED = 0.08  # how far its upper edge is drawn in all around: standing off, it would be a step in the outline
_FARTHER = 1.3  # how much farther the end strays over the chest than the first layer does before the throat
_OVER = 0.1  # what the end lies above the first layer
_DEGREES = (-180, -110, -82, -58, -38, -18, 0, 25, 55, 85, 130, 180)  # from the front to the side where the end goes
_EDGES = {  # heights of the upper edge there
    # pinned under the chin
    "square": (0.9, 0.5, 0.65, 1.1, 1.53, 1.76, 1.86, 1.7, 1.15, 0.63, 0.6, 0.9),
    # from one cheek to the other shoulder
    "wrap": (0.9, 0.35, 0.6, 1.15, 1.5, 1.7, 1.83, 1.95, 1.98, 1.86, 1.4, 0.9),
    # hanging lower before the throat
    "shayla": (0.9, 0.5, 0.93, 1.45, 1.74, 1.89, 1.97, 2.02, 1.98, 1.82, 1.4, 0.9),
    # back from that shoulder over the chest
    "over": (3.3, 3.5, 3.26, 2.98, 2.72, 2.48, 2.32, 2.13, 1.92, 1.79, 1.6, 2.4),
}


def shawl(shape: HeadShape, wear: Wear, manner: Manner, source: Stream) -> list[Mesh]:
    """What lies around throat and shoulders; mostly the end comes back over it."""
    body = _shoulders(shape, wear, max(manner.full, _FULL_ENOUGH))
    lower = shape.traits.proportions.chin_y - 1.58
    beside = np.exp(-(((manner.mirror * _turn() + 1.45) / 0.75) ** 2))
    first = lower + manner.sunk * beside - manner.drawn_up * np.exp(-((_turn() / 0.9) ** 2))
    way = "wrap" if manner.way == "crinkle" else manner.way
    layers = [_layer(body, wear, manner, source, edge=_edge(way, manner.mirror) + first, lift=0.0)]
    if manner.has_layer:
        second = lower + _FARTHER * manner.drawn_up * np.cos(_turn())
        layers.append(_layer(body, wear, manner, source, edge=_edge("over", manner.mirror) + second, lift=_OVER))
    return layers


@lru_cache(1)
def _turn() -> Doubles:
    even = np.linspace(-1, 1, _COLUMNS)
    return np.asarray(np.pi * (0.72 * even + 0.28 * even**3)[None])


@lru_cache(8)
def _edge(way: str, mirror: float) -> Doubles:
    """Where the upper edge is around the body of a chin of middle height; *Shape*: 1 x columns."""
    return np.asarray(PchipInterpolator(np.radians(_DEGREES), _EDGES[way])(mirror * _turn()))


def _layer(  # noqa: PLR0913 (a piece of cloth and where it lies)
    body: Body, wear: Wear, manner: Manner, source: Stream, *, edge: Doubles, lift: float
) -> Mesh:
    """A piece of cloth from its upper edge down."""
    edge = edge + warp(source, edge.shape, 0.02, cells=(9, 1))
    t = np.linspace(0, 1, _ROWS)[:, None]
    down = np.maximum(_END - edge, 0.5) * (0.5 * t + 0.5 * t**2)
    points = body.around(_turn(), edge + down)
    height = _relief(points, down, manner, source, is_over=lift > 0) + lift
    out = unit(points * np.array([1.0, 0.25, 1.0]) - np.array([0.0, 0.5, -0.25]))
    points = points + out * height[..., None]
    openness = bounced(fold_openness(height, depth=16.0, least=0.1, reach=4.5), wear.cover_color)
    openness[0] *= 0.5
    across = lengths(points.transpose(1, 0, 2)).T
    across += manner.shift - across[:, _COLUMNS // 2 : _COLUMNS // 2 + 1]
    texels = np.stack([across * PER_UNIT + SIZE[0] / 2, lengths(points) * PER_UNIT], axis=-1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=cloth(wear.cover_color, wear.cover_print, wear.print_color, fabric=manner.fabric),
        openness=openness.astype(np.float32),
    )


def _relief(points: Doubles, down: Doubles, manner: Manner, source: Stream, *, is_over: bool) -> Doubles:
    """Folds that come together where the cloth is gathered, and hang in bows between there and the other shoulder."""
    way = manner.mirror * _turn() + 0 * down
    if manner.way == "square":
        gathered = np.exp(-((way / 0.35) ** 2))
        pin = (0.0, 1.95)
    else:
        gathered = np.exp(-(((way + 1.55) / 0.75) ** 2))
        pin = (-0.8 * manner.mirror, 1.25)
    spread = 1.35 - 0.5 * gathered
    across = down / spread + warp(source, down.shape, 0.09) - 0.16 * way
    strong = 0.08 if manner.way == "square" else 0.14  # around a pin they would lie like steps
    bow = strong * pleats(source, across, 0.5 + way / (2 * np.pi), spacing=manner.spacing * 1.4, steep=0.66)
    if is_over:
        bow += 0.03 * pleats(source, across + 0.2 * way, 0.5 + way / 4, spacing=manner.spacing * 0.55, steep=0.5)
    else:
        bow += 0.08 * rays(source, points, pin, reach=1.1)
    slack = warp(source, down.shape, 0.014, cells=(8, 6))
    rise = smooth(down, 0.0, 0.16)
    fading = 1 - 0.3 * smooth(down, 0.7, 1.8)
    height = _CLEAR + rise * (0.05 + manner.deep * fading * bow + slack)
    height += 0.024 * np.exp(-(((down - 0.035) / 0.035) ** 2))
    # on the far side the edge is drawn in to the throat
    far = smooth(way, 0.1, 0.9) * (1 - smooth(way, 2.0, 2.6))
    free = 1 - smooth(points[..., 1], 1.9, 2.25)  # above the shoulders
    height -= 0.22 * far * free * (1 - smooth(down, 0.0, 0.3))
    height = rounded(height, points)
    height -= _TUCKED * free * (1 - smooth(down, 0.0, 0.28))
    height[0] -= 0.05
    return height


def _shoulders(shape: HeadShape, wear: Wear, full: float) -> Body:
    """What the end lies on."""
    rows = [
        [0.2, 1.12 + full, 0.72, -0.2, -1.5],
        [1.0, 1.1 + 1.2 * full, 0.8, -0.2, -1.4],
        [1.5, 1.1 + 1.5 * full, 0.82, -0.2, -1.35],
        [1.9, 1.22 + 1.7 * full, 0.84, -0.22, -1.35],
        [2.15, 1.4 + 1.7 * full, 0.9, -0.25, -1.35],
    ]
    beneath = torso_body(shape, wear.build).layers(np.array([row[0] + _ABOVE for row in rows]))[0]
    for row, width in zip(rows, beneath.tolist(), strict=True):
        row[1] = max(row[1], width + _BESIDE)
    for y, width, front, middle, back in torso_rows(shape, wear.build):
        if y > 2.35:  # noqa: PLR2004 (where it reaches the shoulders)
            rows.append([y - 0.19, max(width + 0.23, rows[-1][1] + 0.02), max(front + 0.24, 0.97), middle, back - 0.18])
    return body_of(rows)

"""The first hairs before long hair: fine, short and faint, so that hair does not end at once at the forehead."""

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.locks import Growth, grown
from simulators.faces.clothing.hair.scalp import between, rim
from simulators.faces.clothing.hair.strands import Tint
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Doubles, Hull, unit
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_COUNT, _STEPS = 80, 5
_AT, _OFF = 1.005, 0.014  # of the way from the crown to the hairline, where they grow, and its deviation
_HALF = 1.2  # radians from the front over which they grow
_FAINT = 0.7  # of the way from the color of hair to that of skin: what single fine hairs look like
_IN_STEPS = 8  # of a channel
_GRAY, _LEFT = (
    150,
    0.3,
)  # how light gray hair is of which some is mixed in, and the share of it that is still seen alone
_FLAT = 0.01  # face units above the skin: under what is dense, so that they are seen only where it is not


def downy(  # noqa: PLR0913 (a head and what lies on it)
    shape: HeadShape, hull: Hull, crown: Doubles, tint: Tint, source: Stream, *, part: float
) -> Mesh:
    """Short hairs across the hairline, combed off a parting at that x in face units; `crown` is a direction; *Shape*: 3."""
    turn = source.uniform(-_HALF, _HALF, _COUNT)
    edge = rim(shape, hull, turn)
    roots = between(np.broadcast_to(crown, edge.shape), edge, source.normal(_AT, _OFF, _COUNT))
    growth = Growth(
        roots=roots,
        length=source.uniform(0.12, 0.34, _COUNT),
        layer=source.uniform(0.5, 1.6, _COUNT),
        height=lambda place: np.full(len(place), _FLAT),
        comb=lambda place: _aside(place, part),
        scatter=0.3,
        bend=0.06,
        steps=_STEPS,
    )
    paths = grown(hull, growth, source)
    width, light = source.uniform(0.006, 0.011, _COUNT), np.full(paths.shape[:2], 0.9)
    strands = Tresses(path=paths, width=width, openness=light, shown=0.12, ends=0.2, is_matte=True)
    return tresses(strands, faint(shape, tint, _FAINT), source, gloss=0.4)


def _aside(place: Doubles, part: float) -> Doubles:
    """The way off the parting and back, and down at the temples; *Shape*: N x 3."""
    x, low = place[:, 0], smooth(place[:, 1], -1.0, -0.4)
    off = np.tanh(5 * (x - part)) * (1 - 0.6 * low)
    return unit(np.stack([off, 1.1 * low - 0.35, 0 * x - 0.6], axis=1))


def faint(shape: HeadShape, tint: Tint, share: float) -> Tint:
    """The color of hairs so fine that skin is seen through them; in steps, so that pictures of hairs can be kept.

    `share`: of the way from the color of hair to that of skin.
    """
    own, skin = np.array(tint.color) * (1 - tint.gray) + _GRAY * tint.gray, tone_of(shape.traits)
    blue, green, red = (int(_IN_STEPS * round(float(channel) / _IN_STEPS)) for channel in own + share * (skin - own))
    return Tint((blue, green, red), round(_LEFT * tint.gray, 1))

"""Cuts of short hair: cropped, faded, parted, brushed back, curly; how high hair stands where, and where it is combed to."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.scalp import WHORL, lost
from simulators.faces.clothing.hull import Doubles
from simulators.faces.clothing.wear import Wear
from simulators.faces.traits import FaceTraits

_FRINGE, _LOW = 0.11, 0.85  # of a child: in face units; how high hair stands, beside that of a man
_PARTED = 0.75  # how far it hangs off a parting, as a share
_ASWEEP = 0.7  # how far the hair of a child goes to the side that a man would brush back

Grain = Literal["straight", "curled"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A cut; lengths in face units."""

    top: float
    """How far hair stands above the skull on top, at the sides, and more above the forehead."""
    side: float
    front: float = 0.0
    fade: float = 0.2
    length: float
    """Of a hair on top; those at the sides are shorter."""
    way: tuple[float, float, float]
    """Where hair on top is combed to."""
    parting: float | None = None
    """The x of a parting, from where hair goes to both sides."""
    whorl: tuple[float, float, float] = (float(WHORL[0]), float(WHORL[1]), float(WHORL[2]))
    """From where hair lies outward."""
    grain: Grain = "straight"
    relief: float = 0.13
    """How uneven its height is, as a share."""
    reach: float = 0.4
    """How far within the hairline it has its height."""
    fringe: float = 0.0
    """How far it hangs over the forehead, further to the side of its sign."""
    scatter: float = 0.32
    """How far hairs go their own way, in radians."""

    def lift(self, place: Doubles) -> Doubles:
        """How far hair stands off at places; *Shapes*: ... x 3 to ..."""
        above = smooth(-place[..., 1], 0.5, 1.3)
        fore = smooth(-place[..., 1], 0.75, 1.15) * smooth(place[..., 2], -0.1, 0.6)
        high = self.side + (self.top - self.side) * above + self.front * fore
        if self.parting is not None:  # there it lies flat
            high = high * (0.8 + 0.2 * smooth(np.abs(place[..., 0] - self.parting), 0.0, 0.5))
        return np.asarray(high)

    def comb(self, place: Doubles) -> Doubles:
        """Where hair at places is combed to."""
        x = place[:, :1]
        top = smooth(-place[:, 1:2], 0.75, 1.3)
        way = np.broadcast_to(np.array(self.way), place.shape)
        if self.parting is not None:
            away = np.tanh((x - self.parting) * 9)
            way = np.concatenate([away, np.full_like(x, 0.1), np.full_like(x, 0.45)], axis=1)
        down = np.concatenate([0 * x, 0 * x + 1.0, 0 * x - 0.45], axis=1)
        return np.asarray(way * top + down * (1 - top))


def cut_of(wear: Wear) -> Cut:
    """The cut that someone wears; its length and side differ by moment."""
    side, long = wear.side, wear.hair_length
    if wear.hair == "parted":
        return _parted(side, long)
    if wear.hair == "brushed_back":
        return _brushed_back(side, long)
    if wear.hair == "curly":
        return _curly(side, long)
    if wear.hair == "fade":
        return Cut(top=0.11 + 0.09 * long, side=0.015, fade=1.0, length=0.25, way=(0.5 * side, 0, 0.8), reach=0.28)
    return Cut(
        top=0.07 + 0.11 * long, side=0.02 + 0.03 * long, fade=0.9, length=0.12 + 0.14 * long, way=(0.3 * side, 0.1, 1)
    )


def _parted(side: float, long: float) -> Cut:
    """Combed to one side from a parting on the other."""
    return Cut(
        top=0.2 + 0.1 * long,
        side=0.05,
        front=0.04,
        fade=0.6,
        length=0.5,
        way=(side, 0, 0.3),
        parting=-0.42 * side,
        whorl=(-0.42 * side, -1.6, -0.25),
        reach=0.44,
    )


def _brushed_back(side: float, long: float) -> Cut:
    """Off the forehead, and nearly straight back."""
    way = (0.3 * side, -0.4, -1)
    return Cut(top=0.17, side=0.04, front=0.02 + 0.06 * long, fade=0.8, length=0.45, way=way, reach=0.34)


def _curly(side: float, long: float) -> Cut:
    """Curls all over, higher on top."""
    return Cut(
        top=0.17 + 0.14 * long,
        side=0.06 + 0.04 * long,
        fade=0.6,
        length=0.16,
        way=(0.2 * side, 0.2, 0.8),
        grain="curled",
        relief=0.12,
        reach=0.3,
        scatter=1.2,
    )


def of_age(cut: Cut, traits: FaceTraits) -> Cut:
    """The cut as someone of that age wears it: on a child nothing is shaved or swept up, and thin hair lies low."""
    if traits.childhood > 0.3:  # noqa: PLR2004 (about fourteen years)
        if cut.parting is None and cut.way[2] < 0:
            cut = replace(cut, way=(float(np.copysign(_ASWEEP, cut.way[0])), 0.1, 0.6))
        return replace(
            cut,
            top=_LOW * cut.top,
            fade=min(cut.fade, 0.8),
            side=min(max(cut.side, 0.03), 0.05),
            front=0.02,
            fringe=_fringe(cut),
        )
    gone = lost(traits)
    left = 1 - 1.5 * gone
    return replace(cut, top=cut.top * left, front=cut.front * left, reach=cut.reach + 0.6 * gone)


def _fringe(cut: Cut) -> float:
    """How far the hair of a child hangs over the forehead, to the side it is combed to; less far off a parting."""
    sideways, _, ahead = cut.way
    is_forward = cut.grain == "straight" and ahead > 0
    share = 1.0 if cut.parting is None else _PARTED
    return float(np.copysign(share * _FRINGE, sideways)) if is_forward else 0.0

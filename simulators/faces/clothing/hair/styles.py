"""Styles of long hair: how it is cut and parted, and how it lies this time."""

from dataclasses import dataclass, replace

import numpy as np

from simulators.faces.clothing.hair.mantle import SPREAD
from simulators.faces.clothing.hair.strands import Tint
from simulators.faces.clothing.wear import Wear
from simulators.faces.stream import Stream

_PARTED_IN_THE_MIDDLE = 0.35  # of those whose length is below
_CURLY = 0.6  # of the length: wavy hair above is curly
_BEHIND = 0.3  # of the drape: below, hair lies behind the shoulders
_CALM = 0.45  # how much less volume and waves hair has that is all gray
_NEAT = 0.82  # of tresses that are cut blunt, as gray hair is
_FULLNESS = (0.7, 1.4)  # shares of the volume of a style, as the moment has it
_CURTAIN, _UNEVEN = (0.75, 1.2), (0.8, 1.15)  # how far its curtain falls, and the share of that on the narrow side
_SWINGS = (-0.05, 0.3)  # how far hair swings out beside the face
_WAVES = (0.8, 1.5)  # shares of the waves of a style
_BEHIND_ONE_EAR, _EAR = 0.4, 0.45  # share of bobs that lie behind one ear, and how much farther back that is
_TURNED, _WAVY = (0.1, 1.1), (0.4, 1.8)  # shares of the way in that the ends of a bob turn, and of its waves
_OFF_THE_MIDDLE = (0.07, 0.26)  # how far aside a parting lies that is none at the side, in face units


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How long hair is worn; lengths in face units."""

    end: float
    """Height of its ends."""
    volume: float
    """How far it stands off at the sides."""
    kept: float = 0.62
    """The share that is left of how far it swings out beside the face."""
    fan: float = 0.34
    """How far it opens before the shoulder, to either side."""
    wave: float = 0.065
    wavelength: float = 2.2
    inward: float = 0.0
    """How far its ends turn to the neck."""
    spread: float = SPREAD
    """How far what falls before the shoulder spreads toward the middle."""
    loose: float = 0.5
    """How far waves differ from those beside them, in radians."""
    steps: int = 15
    tips: float = 0.6
    """The width of the tips of its locks, as a share."""
    cut: float = 0.9
    """How blunt its ends are, as of tresses."""
    layered: float = 0.3
    """How much shorter the shortest locks are."""
    part: float
    """The x of the parting."""
    swept: float
    """How far the wide side sweeps over the forehead, 0 to 1."""
    curtain: float = 0.5
    """How far hair falls over the corners of the forehead on its way aside: 0 not at all, 1 as most does."""
    uneven: float = 1.0
    """The same on the narrow side of the parting, as a share."""
    back: float = 0.0
    """How much farther than other hair it keeps off the cheek, as a share of the half width of the face."""
    tucked: tuple[float, float] = (0.0, 0.0)
    """How far back it lies beside the cheek, left and right in the picture, in face units."""
    before: tuple[float, float]
    """The share of hair that falls before the shoulder, left and right in the picture."""


def style_of(wear: Wear, tint: Tint, source: Stream) -> Style:
    """How somebody's long hair of that color lies this time."""
    return _neat(_of_the_moment(_laid(wear, source), source), tint)


def _laid(wear: Wear, source: Stream) -> Style:
    """The style that is worn this time: its cut, and where it is parted and falls."""
    side = wear.side
    swept = 0.0 if wear.hair_length < _PARTED_IN_THE_MIDDLE else wear.hair_length
    is_behind = wear.drape % 0.5 < _BEHIND / 2
    one, other = (0.0, 1.0) if 0.2 < wear.drape % 0.5 < 0.35 else (1.0, 1.0)  # noqa: PLR2004 (a third over one only)
    laid = Style(
        end=2.8 + 1.3 * wear.hair_length,
        volume=0.3,
        part=0.34 * side * min(1.5 * swept, 1.0),
        swept=swept,
        before=(0.0, 0.0) if is_behind else ((one, other) if side > 0 else (other, one)),
    )
    if wear.hair == "bob":
        return _bob(laid, wear.hair_length, source)
    if wear.hair == "long":
        return laid
    if wear.hair_length < _CURLY:
        return replace(laid, volume=0.4, kept=0.8, wave=0.12, wavelength=1.8, steps=20, loose=0.8)
    return replace(
        laid, end=laid.end - 0.5, volume=0.5, kept=0.85, wave=0.11, wavelength=1.15, steps=26, loose=1.0, layered=0.5
    )


def _bob(laid: Style, length: float, source: Stream) -> Style:
    """That style cut somewhere between chin and shoulder, some of it behind one ear."""
    behind = _EAR * np.eye(2)[source.integers(2)] * (source.random() < _BEHIND_ONE_EAR)
    return replace(
        laid,
        end=1.25 + 1.1 * length,
        volume=0.32,
        kept=0.74,
        layered=0.34,
        back=0.1,
        tucked=(0.4 + behind[0], 0.4 + behind[1]),
        inward=0.75 * source.uniform(*_TURNED),
        wave=0.075 * source.uniform(*_WAVY),
        spread=0.2,
        fan=0.0,
        cut=0.96,
        before=(0.5, 0.5),
    )


def _of_the_moment(style: Style, source: Stream) -> Style:
    """That style as it lies this time."""
    part = style.part or source.uniform(*_OFF_THE_MIDDLE) * (1.0 if source.random() < 0.5 else -1.0)  # noqa: PLR2004 (half)
    return replace(
        style,
        part=part,
        curtain=source.uniform(*_CURTAIN),
        uneven=source.uniform(*_UNEVEN),
        volume=style.volume * source.uniform(*_FULLNESS),
        kept=min(style.kept + source.uniform(*_SWINGS), 1.0),
        wave=style.wave * source.uniform(*_WAVES),
        wavelength=style.wavelength * source.uniform(*_WAVES),
    )


def _neat(style: Style, tint: Tint) -> Style:
    """Gray hair is trimmed: its ends are even and blunt, its waves calm."""
    cut = style.cut + tint.gray / 0.6 * min(_NEAT - style.cut, 0.0)
    calm = 1 - _CALM * tint.gray
    return replace(
        style,
        cut=cut,
        layered=style.layered * calm,
        wave=style.wave * calm,
        volume=style.volume * calm,
        tucked=(style.tucked[0] * (2 - calm), style.tucked[1] * (2 - calm)),
    )

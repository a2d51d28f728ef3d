"""How a hijab is worn at one moment: drawn from the stream of the clothes, so that it tells nothing about who it is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulators.faces.clothing.cloth import Bgr, Fabric
from simulators.faces.clothing.wear import Wear
from simulators.faces.stream import Stream

Way = Literal["wrap", "shayla", "square", "crinkle"]

_FREE = 0.28  # of those without a band, who let the hair above the forehead be seen
_SHIFTED = 1.6  # the most that another part of the cloth lies before the face
_SUNK = -0.15, 0.85  # how much deeper the end lies on its side than in the closest wrap
_DRAWN_UP = -0.16, 0.16  # how much higher the end lies before the throat
_PILED = 0.02, 0.34  # how far hair that is tied up stands off
_TONES: tuple[Bgr, ...] = (
    (44, 42, 43),
    (44, 43, 43),
    (46, 44, 44),
    (44, 44, 47),
    (51, 47, 43),
    (44, 46, 52),
    (53, 52, 51),
    (60, 58, 58),
    (47, 42, 46),
)
"""Of black cloth: deep, charcoal, with some blue, brown or plum, washed."""
_DARK = 76  # the brightest channel of what counts as black


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """A way of wearing; lengths in face units."""

    way: Way
    fabric: Fabric
    mirror: float
    """1 where the end comes from the left of the picture, else -1."""
    full: float
    """How far the cloth stands off beside cheeks and throat."""
    deep: float
    """Depth of its folds."""
    spacing: float
    """From fold to fold beside the face."""
    low: float
    """How far the opening begins below the hairline."""
    bare: float
    """The share of the half width of the face that the opening shows."""
    loose: float
    """How far the rim hangs below the chin."""
    sunk: float
    """How much deeper the end lies on the side that it comes from."""
    drawn_up: float
    """How much higher it lies before the throat."""
    peak: float
    """How far the opening rises to a point above the forehead."""
    lean: float
    """How far the opening is shifted to one side."""
    shows_hair: bool
    """It begins behind the hairline, as many wear it in Kuwait."""
    has_layer: bool
    """The end goes once more over the head."""
    shift: float
    """Which part of the cloth lies before the face: how far along its hem."""
    piled: float
    """How far the hair under it stands off behind and lifts the crown."""
    black: Bgr
    """What a black scarf looks like: each is dyed, worn and washed its own way."""


def is_black(wear: Wear) -> bool:
    """Whether people call the scarf black."""
    return max(wear.cover_color) < _DARK


def manner_of(wear: Wear, source: Stream) -> Manner:
    """The way that somebody wears the scarf this time."""
    is_dark = is_black(wear)
    odds = (0.4, 0.42, 0.1, 0.08) if is_dark else (0.45, 0.15, 0.2, 0.2)
    ways: tuple[Way, ...] = ("wrap", "shayla", "square", "crinkle")
    way = ways[int(np.searchsorted(np.cumsum(odds), source.random()))]
    fabrics: dict[Way, tuple[Fabric, ...]] = {
        "wrap": ("cotton", "jersey", "jersey", "satin"),
        "shayla": ("cotton", "cotton", "satin", "jersey"),
        "square": ("cotton", "satin"),
        "crinkle": ("chiffon",),
    }
    chosen = (*fabrics[way], "chiffon", "satin") if is_dark else fabrics[way]
    shows_hair = way in ("wrap", "shayla") and not wear.has_under_scarf and bool(source.random() < _FREE)
    full = {"wrap": 0.16, "shayla": 0.27, "square": 0.12, "crinkle": 0.18}[way]
    return Manner(
        way=way,
        fabric=chosen[int(source.integers(len(chosen)))],
        mirror=wear.side,
        full=full * float(source.uniform(0.45, 1.5)),
        deep=float(source.uniform(0.85, 1.25)) * (0.65 if way == "crinkle" else 1.0),
        spacing=(0.17 if way == "crinkle" else 0.2) * float(source.uniform(0.85, 1.25)),
        low=float(source.uniform(-0.3, -0.12) if shows_hair else source.uniform(-0.06, 0.22)),
        bare=float(source.uniform(0.88, 1.0)),
        loose=float(source.uniform(0.0, 1.0)) ** 2 * (0.26 if way == "shayla" else 0.14),
        sunk=float(source.uniform(*_SUNK)),
        drawn_up=float(source.uniform(*_DRAWN_UP)),
        peak=float(source.uniform(-0.02, 0.1)),
        lean=float(source.uniform(-0.045, 0.045)),
        shows_hair=shows_hair,
        has_layer=way in ("wrap", "crinkle") or (way == "shayla" and bool(source.random() < 0.6)),  # noqa: PLR2004 (a share)
        shift=float(source.uniform(-_SHIFTED, _SHIFTED)),
        piled=float(source.uniform(*_PILED)),
        black=_TONES[int(source.integers(len(_TONES)))],
    )

"""How a hijab is worn at one moment: drawn from the stream of the clothes, so that it tells nothing about who it is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulators.faces.clothing.cloth import Fabric
from simulators.faces.clothing.wear import Wear
from simulators.faces.stream import Stream

Way = Literal["wrap", "shayla", "square", "crinkle"]

_DARK = 60  # the brightest channel of what counts as black


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
    peak: float
    """How far the opening rises to a point above the forehead."""
    lean: float
    """How far the opening is shifted to one side."""
    has_layer: bool
    """The end goes once more over the head."""


def manner_of(wear: Wear, source: Stream) -> Manner:
    """The way that somebody wears the scarf today."""
    is_dark = max(wear.cover_color) < _DARK
    odds = (0.4, 0.42, 0.1, 0.08) if is_dark else (0.45, 0.15, 0.2, 0.2)
    ways: tuple[Way, ...] = ("wrap", "shayla", "square", "crinkle")
    way = ways[int(np.searchsorted(np.cumsum(odds), source.random()))]
    fabrics: dict[Way, tuple[Fabric, ...]] = {
        "wrap": ("cotton", "jersey", "jersey", "satin"),
        "shayla": ("cotton", "cotton", "satin", "jersey"),
        "square": ("cotton", "satin"),
        "crinkle": ("chiffon",),
    }
    chosen = fabrics[way]
    loose = {"wrap": 0.16, "shayla": 0.27, "square": 0.12, "crinkle": 0.18}[way]
    return Manner(
        way=way,
        fabric=chosen[int(source.integers(len(chosen)))],
        mirror=1.0 if wear.drape > 0.5 else -1.0,  # noqa: PLR2004 (left or right)
        full=loose * (0.8, 1.0, 1.25)[int(source.integers(3))],
        deep=float(source.uniform(0.85, 1.25)) * (0.8 if way == "crinkle" else 1.0),
        spacing=(0.13 if way == "crinkle" else 0.2) * float(source.uniform(0.85, 1.25)),
        peak=float(source.uniform(0.0, 0.07)),
        lean=float(source.uniform(-0.03, 0.03)),
        has_layer=way in ("wrap", "crinkle") or (way == "shayla" and bool(source.random() < 0.6)),  # noqa: PLR2004 (a share)
    )

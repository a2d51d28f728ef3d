"""What makes one person's lids unlike another's: hooded or bare, almond shaped, round or tired, and never two alike."""

from typing import NamedTuple

from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

_MOST_HOODED, _CHILD_HOODED = 0.85, 0.4  # the farthest a fold comes down, and by what share less in a child


class LidForm(NamedTuple):
    """How the lids of one person lie."""

    shifted: float
    """How far the peak of the upper edge is off the usual, outward, as a power of two."""
    almond: float
    """The power that makes the upper edge round, below 1, or pointed."""
    bowed: float
    """The same of the lower edge."""
    unlike: float
    """How much the eye at the right of the picture is more open than usual, and the other less; face units."""
    opened: float
    """How much higher than their proportions say the eyes are; face units."""
    hooded: float
    """How far the fold comes down over the plate of the lid: 0 not at all, 1 down to the edge."""
    crease: float
    """How high the crease lies, 1 is usual."""
    deep: float
    """How dark it is, 1 is usual."""
    uneven: float
    """By what share the crease at the right of the picture lies higher, and the other lower."""


def lid_form(traits: FaceTraits) -> LidForm:
    """The lids of that person."""
    source = stream(traits.seed, "lid form")
    return LidForm(
        shifted=float(source.uniform(-0.2, 0.2)),
        almond=float(source.uniform(0.88, 1.2)),
        bowed=float(source.uniform(0.84, 1.22)),
        unlike=float(source.uniform(-0.006, 0.006)),
        opened=float(source.uniform(-0.012, 0.01)),
        hooded=_hooded(traits, float(source.uniform(-0.9, 0.95))),
        crease=float(source.uniform(0.65, 1.45)),
        deep=float(source.uniform(0.45, 1.1)),
        uneven=float(source.uniform(-0.14, 0.14)),
    )


def _hooded(traits: FaceTraits, down: float) -> float:
    """How far a fold comes down in that person; below 0 nothing hangs over."""
    return min(max(down, 0.0), _MOST_HOODED) * (1 - _CHILD_HOODED * traits.childhood)

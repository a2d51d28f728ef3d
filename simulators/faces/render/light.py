"""The light of a scene: one key light that casts shadows, a fill light, and what comes from all around."""

from dataclasses import dataclass

Bgr = tuple[float, float, float]
Direction = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lights:
    """Directions point from the surface to the light, of any length; colors are linear."""

    key: Direction = (-0.4, -0.6, 0.8)
    key_color: Bgr = (0.9, 0.95, 1.0)
    fill: Direction = (0.8, -0.1, 0.6)
    fill_color: Bgr = (0.25, 0.25, 0.25)
    sky: Bgr = (0.45, 0.42, 0.4)
    """What comes from above where nothing is in the way."""
    ground: Bgr = (0.2, 0.22, 0.25)
    shadow_softness: float = 2.0
    """Half the width of the edge of a cast shadow, in texels of the shadow map."""
    hollows: float = 0.0
    """How dark hollows and the neighborhood of what stands out are: 0 not at all, 1 as under an even sky."""

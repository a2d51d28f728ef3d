"""The flesh of the very young and the old: what rounds off the form of a child's face, and what sinks and hangs with age.

It lies over the relief of the features. Lengths are face units.
"""

from dataclasses import dataclass, field

import numpy as np

from simulators.faces.head.masses import Mass
from simulators.faces.head.relief import Doubles, bell
from simulators.faces.traits import FaceTraits

_LATE = 1.2  # above 1: most of what hangs comes late
_SOFT = 0.385  # how far the flesh of the oldest hangs and sinks, of the farthest that is met


@dataclass(frozen=True, eq=False)
class Flesh:
    """What age adds to the relief of one face, and takes from it; nothing between about 18 and 30."""

    traits: FaceTraits
    _masses: tuple[Mass, ...] = field(init=False)

    def __post_init__(self) -> None:
        masses = [*_young(self.traits), *_old(self.traits)]
        object.__setattr__(self, "_masses", tuple(mass for mass in masses if mass.height))

    def height(self, x: Doubles, y: Doubles) -> Doubles:
        """How far it rises toward the camera; *Shapes*: N, or rows x columns."""
        total = np.zeros(np.broadcast_shapes(x.shape, y.shape))
        if not self._masses:
            return total
        across = np.abs(x)
        for mass in self._masses:
            level = bell((y - mass.y) / mass.spread_y)
            both = bell((across - mass.x) / mass.spread_x) + bell((across + mass.x) / mass.spread_x) * (mass.x > 0)
            total += mass.height * level * both
        if self.traits.wear:
            total += hung(self.traits) * _hanging(self.traits, across, y)
        return total


def hung(traits: FaceTraits) -> float:
    """How far flesh hangs, 0 up to 30 years, most at 85."""
    return float(_SOFT * traits.wear**_LATE)


def _young(traits: FaceTraits) -> list[Mass]:
    """A child's teeth are small and its fat is even: no muzzle, no groove beside nose and mouth, no deep sockets."""
    p, young = traits.proportions, traits.childhood
    mouth, eye = p.nose_y + p.mouth_drop, p.eye_spacing
    return [
        Mass(0.0, mouth - 0.07, 0.34, 0.2, -0.04 * young),
        Mass(p.nose_width + 0.15, p.nose_y + 0.02, 0.13, 0.18, 0.045 * young),
        Mass(p.mouth_width + 0.14, mouth + 0.04, 0.15, 0.19, 0.03 * young),
        Mass(0.62, mouth + 0.06, 0.22, 0.24, 0.02 * young),
        Mass(eye, -0.17, 0.24, 0.09, 0.018 * young),
        Mass(0.0, p.chin_y - 0.16, 0.16, 0.12, -0.012 * young),
    ]


def _old(traits: FaceTraits) -> list[Mass]:
    """Temples, sockets and cheeks hollow out; brows, bags and the cheeks' fat come down; lips sink in where teeth are short."""
    p, worn = traits.proportions, hung(traits)
    mouth, eye, chin = p.nose_y + p.mouth_drop, p.eye_spacing, p.chin_y
    return [
        Mass(0.9, -0.42, 0.19, 0.28, -0.04 * worn),
        Mass(0.0, -0.62, 0.3, 0.22, 0.012 * worn),
        Mass(eye - 0.1, -0.14, 0.12, 0.07, -0.03 * worn),
        Mass(eye + 0.15, -0.13, 0.13, 0.06, 0.03 * worn),
        Mass(eye + 0.01, 0.17, 0.15, 0.055, 0.022 * worn * (0.4 + max(p.eye_bag, 0.0))),
        Mass(eye - 0.02, 0.28, 0.2, 0.05, -0.03 * worn),
        Mass(0.5, 0.5, 0.17, 0.14, 0.025 * worn),
        Mass(0.72, 0.7, 0.2, 0.24, -0.03 * worn),
        Mass(0.0, mouth - 0.02, 0.3, 0.13, -0.03 * worn),
        Mass(0.36, chin - 0.14, 0.12, 0.14, -0.025 * worn),
        Mass(0.62, chin - 0.24, 0.17, 0.17, 0.035 * worn),
    ]


def _hanging(traits: FaceTraits, across: Doubles, down: Doubles) -> Doubles:
    """The cheek over the fold from the nose past the mouth, and the jowl over the one from the corner to the jaw."""
    p = traits.proportions
    mouth = p.nose_y + p.mouth_drop
    wing, corner = p.nose_width + 0.05, p.mouth_width
    cheek = (p.nose_y - 0.1, wing), (p.nose_y, wing + 0.09), (mouth + 0.06, corner + 0.17)
    jowl = (mouth, corner + 0.03), (mouth + 0.16, corner + 0.07), (p.chin_y - 0.16, corner + 0.15)
    return _draped(cheek, across, down, depth=0.025) + _draped(jowl, across, down, depth=0.024)


def _draped(path: tuple[tuple[float, float], ...], across: Doubles, down: Doubles, *, depth: float) -> Doubles:
    """A groove along a path of heights and distances from the middle, deepest halfway, and the flesh that hangs over it."""
    heights, aside = zip(*path, strict=True)
    away = across - np.interp(down, heights, aside)
    course = np.sin(np.pi * np.clip((down - heights[0]) / (heights[-1] - heights[0]), 0, 1)) ** 2
    return np.asarray(depth * course * (1.2 * bell((away - 0.13) / 0.11) - bell(away / 0.055)))

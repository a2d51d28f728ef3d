"""The colors of a person: skin and hair, as the root of the reflected share times 255, blue first.

The skins at the six types were set in CIELAB: lightness 70, 67, 64, 58, 50 and 41, chroma 16 in the dark to 20 in the light,
hue angle 52 to 55 degrees; blood and scattered light lower the hue, and bright light washes the light ones out. Between peoples
skin differs in lightness and yellowness, hardly in redness.

Source: K. Xiao et al., Characterising the variations in ethnic skin colours, Skin Research and Technology 2017, abstract;
"Comparing skin colours between different skin groups" (47 subjects, spectrophotometer), abstract.
"""

import numpy as np

from simulators.faces.render.arrays import Floats
from simulators.faces.traits import FaceTraits

_TYPES = np.array(
    [(132, 154, 196), (127, 146, 187), (121, 138, 176), (109, 124, 156), (88, 103, 134), (68, 81, 110)],
    dtype=np.float32,
)
_UNDERTONE = np.array([-0.022, 0.001, 0.006])
_PALED = 0.14  # share of its color that the skin of the oldest has lost
_BLACK, _BROWN, _GRAY = (np.array(color, dtype=np.float32) for color in ((24, 26, 31), (46, 70, 106), (176, 179, 182)))


def tone_of(traits: FaceTraits) -> Floats:
    """The color of the skin; *Shape*: 3."""
    at = min(max(traits.skin_tone, 0.0), 5.0)
    low = min(int(at), 4)
    color = _TYPES[low] + (_TYPES[low + 1] - _TYPES[low]) * (at - low)
    color = color + _PALED * traits.wear * (color.mean() - color)
    return np.asarray(color * (1 + traits.undertone * _UNDERTONE), dtype=np.float32)


def shaded(traits: FaceTraits, shares: tuple[float, float, float]) -> Floats:
    """The color of the skin by shares of blue, green and red; *Shape*: 3."""
    return np.asarray(tone_of(traits) * np.array(shares, dtype=np.float32), dtype=np.float32)


def hair_color(traits: FaceTraits, *, dye: float = 0.0) -> Floats:
    """Black to brown by trait, gray with age; a dye of 1 hides all gray; *Shape*: 3."""
    own = _BLACK + (_BROWN - _BLACK) * traits.hair_tone
    return np.asarray(own + (_GRAY - own) * traits.gray * (1 - dye) * 0.85, dtype=np.float32)

"""The colors of a person: skin and hair, as the root of the reflected share times 255, blue first.

The skins at the six types were set in CIELAB: lightness 69, 67, 64, 59, 52 and 42, chroma 15 in the dark to 18 in the light,
hue angle 53 degrees in the dark to 60 in the light, olive as in the Levant and the Gulf; blood and scattered light lower it,
and bright light washes the light ones out. Between peoples skin differs in lightness and yellowness, hardly in redness.

Source: K. Xiao et al., Characterising the variations in ethnic skin colours, Skin Research and Technology 2017, abstract;
"Comparing skin colours between different skin groups" (47 subjects, spectrophotometer), abstract.
"""

import numpy as np

from simulators.faces.render.arrays import Floats
from simulators.faces.traits import FaceTraits

_TYPES = np.array(
    [(132, 154, 190), (126, 148, 184), (119, 140, 176), (107, 126, 161), (92, 108, 140), (72, 85, 112)],
    dtype=np.float32,
)
_UNDERTONE = np.array([-0.024, 0.004, 0.002])
_PALED = 0.005  # share of its color that the skin of the oldest has lost
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

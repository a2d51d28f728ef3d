"""The colors of a person: skin and hair, as the root of the reflected share times 255, blue first.

The skins at the six types were set in CIELAB: lightness 76, 72, 66.5, 58, 46.5 and 35.5, chroma 15 to 20, hue angle 57 to 62
degrees, of which blood and scattered light take some. Between peoples skin differs in lightness and yellowness, hardly in
redness.

Source: K. Xiao et al., Characterising the variations in ethnic skin colours, Skin Research and Technology 2017, abstract.
"""

import numpy as np

from simulators.faces.render.arrays import Floats
from simulators.faces.traits import FaceTraits

_TYPES = np.array(
    [(155, 174, 206), (140, 162, 196), (122, 146, 182), (100, 123, 158), (76, 95, 125), (58, 71, 94)], dtype=np.float32
)
_UNDERTONE = np.array([-0.02, 0.002, 0.007])
_BLACK, _BROWN, _GRAY = (np.array(color, dtype=np.float32) for color in ((24, 26, 31), (46, 70, 106), (176, 179, 182)))


def tone_of(traits: FaceTraits) -> Floats:
    """The color of the skin; *Shape*: 3."""
    at = min(max(traits.skin_tone, 0.0), 5.0)
    low = min(int(at), 4)
    color = _TYPES[low] + (_TYPES[low + 1] - _TYPES[low]) * (at - low)
    return np.asarray(color * (1 + traits.undertone * _UNDERTONE), dtype=np.float32)


def shaded(traits: FaceTraits, shares: tuple[float, float, float]) -> Floats:
    """The color of the skin by shares of blue, green and red; *Shape*: 3."""
    return np.asarray(tone_of(traits) * np.array(shares, dtype=np.float32), dtype=np.float32)


def hair_color(traits: FaceTraits, *, dye: float = 0.0) -> Floats:
    """Black to brown by trait, gray with age; a dye of 1 hides all gray; *Shape*: 3."""
    own = _BLACK + (_BROWN - _BLACK) * traits.hair_tone
    return np.asarray(own + (_GRAY - own) * traits.gray * (1 - dye) * 0.85, dtype=np.float32)

"""How much light each place of a face mirrors: most where glands keep it oily, on forehead, nose, upper cheeks and chin.

It is kept in the alpha of the skin's picture: what is opaque mirrors all that the material may, what is half so nothing.
"""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import SIZE, raised
from simulators.faces.head.grain import grain
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

SKIN_WRAP = (0.11, 0.13, 0.17)
"""How far light of each color reaches around the edge of shadow."""
FACE_SHINE = 5
"""How narrow highlights on a face are."""
_GLOSS = 0.042  # of the oiliest skin
_DARKER = 0.12  # share that each darker type mirrors less
_DRY, _LEAST = 0.26, 0.1  # share of the most that dry skin mirrors, and that any does
_FRESH = 0.2  # share that the skin of a child mirrors less everywhere
_HALF, _FULL = 128, 255  # of alpha


def face_gloss(traits: FaceTraits) -> float:
    """What the oiliest places mirror; the camera opens for dark skin, so its highlights would be too bright."""
    return _GLOSS * (1 - _DARKER * traits.skin_tone)


def sheen_of(shape: HeadShape) -> NDArray[np.uint8]:
    """The alpha of a skin without holes, 128 where it is dull to 255; *Shape*: height x width."""
    source = stream(shape.traits.seed, "sheen")
    oily = _oily_zones(shape, source) * np.float32(_oiliness(shape.traits, float(source.uniform(0.6, 1.15))))
    uneven = np.float32(0.34) * grain(source, "blotch") + np.float32(0.24) * grain(source, "fine")
    shine = (np.float32(_DRY) + oily) * (1 + uneven) * np.float32(1 - _FRESH * shape.traits.childhood)
    return np.asarray(_HALF + (_FULL - _HALF) * np.clip(shine, _LEAST, 1), dtype=np.uint8)


def _oiliness(traits: FaceTraits, own: float) -> float:
    """How oily this skin is: that of a man more, that of children and the old less."""
    return own * (1.1 if traits.sex == "male" else 0.9) * (1 - 0.35 * traits.childhood) * (1 - 0.3 * traits.wear)


def _oily_zones(shape: HeadShape, source: Stream) -> Floats:
    """Where glands are many, 0 to about 1; lips and lids are moist."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    oily = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)
    raised(oily, (0.0, -0.2), (0.16, 0.2), 0.2)
    raised(oily, (0.0, p.nose_y - 0.3), (0.1, 0.32), 0.4)
    raised(oily, (0.0, p.nose_y - 0.08), (0.16, 0.12), 0.3)
    raised(oily, (0.0, mouth), (0.8 * p.mouth_width, 0.1), 0.18)
    raised(oily, (0.0, p.chin_y - 0.17), (0.18, 0.12), 0.16)
    for side in (-1, 1):
        raised(oily, (side * 0.27, -0.58), (0.3, 0.26), 0.24 * float(source.uniform(0.7, 1.2)))
        raised(oily, (side * 0.52, 0.24), (0.26, 0.17), 0.17)
        raised(oily, (side * (p.mouth_width + 0.16), mouth + 0.03), (0.18, 0.24), -0.2)
        raised(oily, (side * p.eye_spacing, -0.05), (0.24, 0.12), 0.25)
    return oily

"""The relief of a face: how far brow, eyes, nose, cheeks, lips and chin rise from the outline of the head.

Everything is a sum of bells: those of a face between woman and man, each carried and stretched by the feature that it
belongs to, and those by which this person differs. Left and right are one half and its mirror, shifted by how uneven the
person is. All lengths are face units.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.masses import CHIN, EYE, MOUTH, NOSE, NOSE_WIDTH, SKULL, Mass
from simulators.faces.traits import MEAN, FaceTraits, Proportions

Doubles = NDArray[np.float64]

_FADED = 2.8  # spreads from its middle, where a bell is 0 to the eye
_HALF = 0.2  # from here on outward a half of the face is shifted in full
_THINNEST = 0.65  # share of the mean lips: thinner ones would stand out as a ridge
_FLATTEST = 0.7  # share of the mean height: the nose of a small child stands ahead of its lips
_SWAY = 0.95  # power of a trait's share: the sides of a nose, which belong to the cheeks, follow it less
_WINGED = 1.2  # power of the width of a nose, that its wings follow, for what is about them hides a part of it
_WIDEST_TIP = 1.2  # of its wings, how much wider than usual a tip may be
_EASED, _ROUND = 0.012, 0.024  # how far the skin below a nose fills the corner of nose and lip, and more in a child
_TIP_FROM = 0.4  # below the eyes, from where on a mass is of the tip and the wings
_BUTTON, _SHALLOW = 0.22, 0.45  # how much wider the masses of a child's tip are, and how much less deep its hollows
_BROAD = 0.016  # how far the fat of a woman fills the hollows beside her chin
_WORN = 0.84  # how far the form of the oldest has sunk and hangs, of the farthest that is met
_CHIN = 0.35  # below where the lips meet, from where on the chin is
_SIDE, _WING, _CHEEK = 0.1, 0.26, 0.4
"""How far aside the mean nose has its side and its wing, and where the cheek is no longer moved by it."""
_STEP = 0.05  # to both sides of what is stretched


@dataclass(frozen=True, eq=False)
class Relief:
    """The relief of one face at rest."""

    traits: FaceTraits
    _masses: Doubles = field(init=False)
    """A row for each, as `Mass` has it, those that reach over the middle also mirrored."""

    def __post_init__(self) -> None:
        own = [*_carried(self.traits), *_upper_face(self.traits), *_nose(self.traits), *_lower_face(self.traits)]
        mirrored = [mass._replace(x=-mass.x) for mass in own if 0 < mass.x < _FADED * mass.spread_x]
        object.__setattr__(self, "_masses", np.array([mass for mass in own + mirrored if mass.height]))

    def height(self, x: Doubles, y: Doubles) -> Doubles:
        """How far the features rise toward the camera; *Shapes*: N, or rows x columns."""
        p = self.traits.proportions
        half = np.clip(x / _HALF, -1, 1)
        across = np.abs(x) - p.unevenness * np.maximum(half, 0)
        down = y - 0.5 * p.unevenness * half
        lines = zip(np.atleast_2d(across), np.atleast_2d(down), strict=True)
        total = np.stack([self._raised(*line) for line in lines]).reshape(across.shape)
        mouth = p.nose_y + p.mouth_drop
        rows = _rows(down, mouth - 0.1, mouth + 0.1)
        total[rows] -= _seam(p, across[rows], down[rows])
        rows = _rows(down, p.nose_y - 0.1, p.chin_y)
        total[rows] += _sagging(self.traits, across[rows], down[rows])
        return total

    def _raised(self, across: Doubles, down: Doubles) -> Doubles:
        """What all masses that reach them raise the places by; *Shapes*: N."""
        _, y, _, spread, _ = self._masses.T
        near = (y + _FADED * spread > down.min()) & (y - _FADED * spread < down.max())
        x, y, spread_x, spread_y, height = self._masses[near].T[..., None]
        bells = np.exp(-(((across - x) / spread_x) ** 2) - ((down - y) / spread_y) ** 2)
        return np.asarray(height[:, 0] @ bells)


def _rows(down: Doubles, top: float, bottom: float) -> slice:
    """The part of the places, from the first to the last one, that lies between two heights."""
    heights = down if down.ndim == 1 else down[:, down.shape[1] // 2]
    found = np.flatnonzero((heights > top) & (heights < bottom))
    return slice(found[0], found[-1] + 1) if len(found) else slice(0)


def bell(value: Doubles) -> Doubles:
    """1 in the middle, nearly 0 from 2 on."""
    return np.asarray(np.exp(-(value**2)))


def nose_tip_y(p: Proportions) -> float:
    """Where the nose is farthest ahead."""
    return max(p.nose_y - 0.11 + p.nose_tip_turn, 0.27)


def lip_seam(p: Proportions, across: Doubles) -> Doubles:
    """The height at which the lips meet: a drop in the middle, a rise beside it, and the corners up or down."""
    share = np.minimum(np.abs(across) / p.mouth_width, 1)
    return np.asarray(p.nose_y + p.mouth_drop + lip_wave(share) - p.lip_corner * share**4)


def lip_wave(share: Doubles) -> Doubles:
    """How far the upper lip hangs over the line where the lips meet, from the middle, 0, to a corner, 1."""
    return np.asarray(0.008 * bell(share / 0.26) - 0.006 * bell((share - 0.52) / 0.22))


def _seam(p: Proportions, across: Doubles, down: Doubles) -> Doubles:
    """The groove in which the lips meet."""
    run_out = np.maximum(1 - (across / p.mouth_width) ** 2, 0)
    return np.asarray(0.03 * bell((down - lip_seam(p, across)) / 0.022) * np.sqrt(run_out))


def _carried(traits: FaceTraits) -> Iterator[Mass]:
    """The masses of the face between woman and man where this person has their features."""
    p = traits.proportions
    usual, own = ((-2.0, 0.0, of.nose_y + of.mouth_drop, of.chin_y, of.chin_y + 1.0) for of in (MEAN, p))
    for mass in SKULL:
        yield mass._replace(y=float(np.interp(mass.y, usual, own)))
    for mass in EYE:
        yield mass._replace(x=p.eye_spacing + mass.x)
    for mass in NOSE:
        yield _of_nose(p, _of_a_child(mass, traits.childhood) if mass.y > _TIP_FROM else mass)
    for mass in MOUTH:
        yield _of_mouth(p, mass)
    for mass in CHIN:
        yield mass._replace(y=p.chin_y + mass.y)


def _of_a_child(mass: Mass, childhood: float) -> Mass:
    """A mass about the tip of a nose as it is before the nose has its edges: wider, and its hollows shallower."""
    if mass.height < 0:
        return mass._replace(height=mass.height * (1 - _SHALLOW * childhood))
    wider = 1 + _BUTTON * childhood
    return mass._replace(spread_x=wider * mass.spread_x, spread_y=wider * mass.spread_y, height=mass.height / wider)


def _of_nose(p: Proportions, mass: Mass) -> Mass:
    """A mass of the nose, as wide, long and high as this one is."""
    back = (p.nose_bridge_width / MEAN.nose_bridge_width) ** _SWAY
    wings = (p.nose_width / NOSE_WIDTH) ** _WINGED
    tip = min((p.nose_tip_width / MEAN.nose_tip_width) ** _SWAY, _WIDEST_TIP * wings)
    tall = max(p.nose_height / MEAN.nose_height, _FLATTEST)
    inner = _SIDE * float(np.interp(mass.y, (-0.25, 0.05, 0.15, 0.42), (1.0, back, back, tip)))
    outer = _WING * float(np.interp(mass.y, (0.1, 0.42), (1.0, wings)))
    x = float(np.interp(mass.x, (0.0, _SIDE, _WING, _CHEEK), (0.0, inner, outer, _CHEEK)))
    heights = (-1.0, 0.0, nose_tip_y(MEAN), MEAN.nose_y, 1.0)
    tip_y = float(np.interp(mass.y, heights, (-1.0, 0.0, nose_tip_y(p), p.nose_y, 0.36 + p.nose_y)))
    wing_y = p.nose_y / MEAN.nose_y * mass.y
    return Mass(
        x=x,
        y=float(np.interp(mass.x, (0.1, 0.2), (tip_y, wing_y))),
        spread_x=mass.spread_x * (x / mass.x if mass.x else inner / _SIDE),
        spread_y=mass.spread_y,
        height=mass.height * tall ** float(np.interp(mass.y, (-0.1, 0.36), (0, 1))),
    )


def _of_mouth(p: Proportions, mass: Mass) -> Mass:
    """A mass of the mouth, as wide as this one is, and where this person's lips and nose end."""
    wide = p.mouth_width / MEAN.mouth_width
    upper, lower = max(p.lip_upper, _THINNEST * MEAN.lip_upper), max(p.lip_lower, _THINNEST * MEAN.lip_lower)
    usual, own = (
        (-MEAN.mouth_drop, -MEAN.lip_upper, 0.0, MEAN.lip_lower, _CHIN),
        (-p.mouth_drop, -upper, 0.0, lower, _CHIN),
    )
    top, y, bottom = np.interp((mass.y - _STEP, mass.y, mass.y + _STEP), usual, own)
    return Mass(
        x=wide * mass.x,
        y=p.nose_y + p.mouth_drop + float(y),
        spread_x=wide * mass.spread_x,
        spread_y=mass.spread_y * float(bottom - top) / (2 * _STEP),
        height=mass.height,
    )


def _more(traits: FaceTraits, name: str) -> float:
    """How much more of a trait this person has than the mean."""
    return float(getattr(traits.proportions, name) - getattr(MEAN, name))


def _upper_face(traits: FaceTraits) -> list[Mass]:
    """By what forehead, brow, socket and cheekbone differ."""
    p, worn = traits.proportions, _WORN * traits.wear
    eye, brow, ridge, deep = p.eye_spacing, p.brow_y + 0.05, _more(traits, "brow_ridge"), _more(traits, "eye_depth")
    return [
        Mass(0.3, -0.74, 0.42, 0.36, 0.02 * traits.childhood),  # the two rises of the forehead
        Mass(0.0, brow + 0.02, 0.17, 0.15, 0.3 * ridge),  # between the brows
        Mass(0.26, brow + 0.01, 0.2, 0.12, 0.7 * ridge),
        Mass(0.54, brow - 0.01, 0.2, 0.15, 0.3 * ridge),
        Mass(0.88, -0.45, 0.15, 0.3, -0.06 * worn),  # temple
        Mass(eye - 0.04, -0.06, 0.25, 0.17, -deep),  # socket
        Mass(eye + 0.07, -0.15, 0.18, 0.055, 0.03 * worn - 0.4 * deep),  # the fold above the upper lid
        Mass(eye - 0.13, 0.2, 0.13, 0.07, -0.02 * worn),  # groove from the inner corner
        Mass(eye + 0.02, 0.19, 0.17, 0.07, 0.04 * p.eye_bag * worn),
        Mass(eye + 0.06, 0.3, 0.24, 0.07, -0.018 * worn),  # below the bag
        Mass(0.64, 0.3, 0.26, 0.21, _more(traits, "cheekbone")),
    ]


def _nose(traits: FaceTraits) -> list[Mass]:
    """By what the back of the nose differs, and the nostrils."""
    p = traits.proportions
    bridge, wide, tip = _more(traits, "nose_bridge_height"), 2.0 * p.nose_bridge_width, nose_tip_y(p)
    return [
        Mass(0.0, -0.02, wide, 0.17, 0.8 * bridge),
        Mass(0.0, 0.42 * tip + 0.04, wide, 0.13, _more(traits, "nose_hump") + 0.4 * bridge),
        Mass(0.47 * p.nose_width, p.nose_y - 0.002, 0.045, 0.026, -0.036 + 0.026 * traits.childhood),
        Mass(0.0, p.nose_y + 0.055, 0.13, 0.06, _EASED + _ROUND * traits.childhood),  # the slope from tip to lip
        Mass(0.7 * p.nose_width, p.nose_y + 0.06, 0.12, 0.06, 0.6 * _EASED + _ROUND * traits.childhood),
    ]


def _lower_face(traits: FaceTraits) -> list[Mass]:
    """By what cheeks, lips and chin differ; cheeks sink with age."""
    p, worn = traits.proportions, _WORN * traits.wear
    mouth, chin, full = p.nose_y + p.mouth_drop, p.chin_y, _more(traits, "cheek_fullness")
    corner, lips = p.mouth_width, _more(traits, "lip_forward")
    return [
        Mass(0.47, 0.44 + 0.1 * worn, 0.24, 0.24, 0.45 * full),  # the apple of the cheek
        Mass(0.68, 0.78, 0.22, 0.26, 0.9 * full - 0.085 * worn),  # below the cheekbone
        Mass(corner + 0.2, mouth - 0.12, 0.18, 0.24, 0.3 * full + 0.01 * worn),  # beside the mouth
        Mass(0.0, mouth - 0.1, 0.38, 0.28, -0.02 * traits.childhood - 0.022 * worn),  # teeth
        Mass(0.0, mouth - 0.05, 0.25, 0.07, 0.65 * lips),
        Mass(0.0, mouth + 0.06, 0.22, 0.08, 0.75 * lips),
        Mass(0.0, chin - 0.19, 0.2, 0.17, 0.5 * max(p.chin_forward, 0)),
        Mass(0.0, chin - 0.17, 0.035, 0.1, -0.3 * max(p.chin_cleft, 0)),
        Mass(0.31, chin - 0.17, 0.15, 0.13, _BROAD * (1 - worn) * (traits.sex == "female")),
        Mass(0.32, chin - 0.2, 0.12, 0.16, -0.04 * worn),
        Mass(0.58, chin - 0.3, 0.16, 0.16, 0.06 * worn),  # jowl
    ]


def _sagging(traits: FaceTraits, across: Doubles, down: Doubles) -> Doubles:
    """What hangs with age: the cheek over the fold from the nose past the mouth, and the jowl over the one to the chin."""
    p, worn = traits.proportions, _WORN * traits.wear
    mouth, wing, corner = p.nose_y + p.mouth_drop, p.nose_width + 0.05, p.mouth_width
    high, low, end = p.nose_y - 0.1, mouth + 0.02, p.chin_y - 0.16
    aside = across - np.interp(down, (high, p.nose_y, low, end), (wing, wing + 0.1, corner + 0.12, corner + 0.1))
    share = (down - high) / (end - high)
    upper = np.sin(np.pi * np.clip(share / 0.62, 0, 1)) ** 2
    lower = np.sin(np.pi * np.clip((share - 0.42) / 0.58, 0, 1)) ** 2
    groove = -0.025 * worn * bell(aside / 0.07) * upper - 0.014 * worn * bell(aside / 0.1) * lower
    hanging = worn * bell((aside - 0.16) / 0.15) * (0.04 * upper + 0.02 * lower)
    return np.asarray(groove + hanging)

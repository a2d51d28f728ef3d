"""What colors a skin: melanin, which takes blue most and red least, blood, which takes green and blue and no red, and depth.

Every stain of a skin is more or less of these, so that its color is always one that skin has. Melanin absorbs as the
wavelength to the power of -3.48; blood's bands lie in green and in blue. What lies deep in the skin, veins below an eye or the
roots of a beard, looks cool: red light gets down to it and is lost there, blue is sent back before.

Source: S. Jacques, Melanosome absorption coefficient, Oregon Medical Laser Center, 1998.
"""

from dataclasses import dataclass

import numpy as np

from simulators.faces.head.canvas import SIZE, Gray, Planes, field_of, raised, softly
from simulators.faces.head.grain import grain
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

_MELANIN, _BLOOD, _DEPTH = (1.0, 0.55, 0.36), (0.8, 1.0, 0.05), (0.45, 0.8, 1.0)
"""Absorption in blue, green and red."""
_PATCHES = 13  # spots of a coin's size to the width of the canvas, as sun and flesh leave them
_FORMED = 0.9  # how far the soft shade of bones and hollows lies on a grown face
_FEW = 1.5  # a skin type up to which blood shows well
_EVEN_DARK = 0.45  # share of the stains of light skin that dark skin does not show
_LIPS = 0.27  # blood that shows through the thin skin of light lips
_PALE_NOSE = 0.7  # share of its red that the nose of a child has not yet
_UNDER_NOSE = 0.045  # blood that the underside of a nose has less: the light that gets there is red from skin nearby
_ROOTED = 0.137  # depth that the roots of a beard add to light skin: they look cool through it
_BOY, _GROWING = 16, 9  # years from which, and over how many, a beard gets its roots


@dataclass(frozen=True, slots=True)
class Pigments:
    """More or less of each than the person's average, as a share of the color that it takes; *Shape*: height x width."""

    melanin: Floats
    blood: Floats
    depth: Floats
    """Of what lies deep."""

    def laid_on(self, tone: Floats) -> Planes:
        """The skin of that tone with these pigments."""
        planes = np.empty((3, SIZE[1], SIZE[0]), dtype=np.float32)
        for plane, color, melanin, blood, depth in zip(planes, tone, _MELANIN, _BLOOD, _DEPTH, strict=True):
            np.multiply(self.melanin, np.float32(-melanin), out=plane)
            np.subtract(plane, np.float32(blood) * self.blood, out=plane)
            np.subtract(plane, np.float32(depth) * self.depth, out=plane)
            np.multiply(np.exp(plane, out=plane), color, out=plane)
        return planes

    def stained(self, mask: Gray, *, melanin: float = 0.0, blood: float = 0.0, blur_px: float) -> None:
        """Add pigment where a mask is."""
        found = softly(mask, blur_px)
        if found is None:
            return
        area, weight = found
        if melanin:
            self.melanin[area] += np.float32(melanin) * weight
        if blood:
            self.blood[area] += np.float32(blood) * weight


def pigments_of(shape: HeadShape) -> Pigments:
    """How they lie in a face: zones, and mottling within them at the sizes of a pore, of a pea and of a coin."""
    source = stream(shape.traits.seed, "pigments")
    zones = _blood_zones(shape, source)
    melanin, blood, depth = _melanin_zones(shape, source), zones, _depth_zones(shape, source)
    rough = np.float32(_roughness(shape.traits))
    light = 1 - _EVEN_DARK * _darkness(shape.traits)
    # sun and flesh mark everybody, also a child
    patched = np.float32((0.75 + 0.45 * rough) * (1 - 0.45 * shape.traits.wear) * light)
    melanin += np.float32(0.014) * rough * grain(source, "fine")
    melanin += np.float32(0.016 * light) * rough * grain(source, "blotch")
    melanin += np.float32(0.022) * patched * field_of(source, cells=_PATCHES)
    mottling = np.float32(0.022) * rough * grain(source, "blotch")
    mottling += np.float32(0.009) * rough * grain(source, "flecks")
    mottling += np.float32(0.016) * patched * field_of(source, cells=_PATCHES)
    blood += mottling * np.clip(np.float32(0.84) + zones, 0.76, 0.93)
    return Pigments(melanin, blood, depth)


def _darkness(traits: FaceTraits) -> float:
    """How far a skin is one whose melanin hides what lies below, 0 to 1."""
    return min(max((traits.skin_tone - _FEW) / 2.5, 0.0), 1.0)


def _roughness(traits: FaceTraits) -> float:
    even = min(max(traits.proportions.skin_evenness, 0), 1)
    return (0.8 + 0.5 * (1 - even) - 0.35 * traits.wear) * (1 - 0.2 * traits.childhood)


def _blood_zones(shape: HeadShape, source: Stream) -> Floats:
    """Redder cheeks, nose, chin and lids, each side its own; a yellower forehead, and temples and jaw with less."""
    traits, p, mouth = shape.traits, shape.traits.proportions, shape.mouth_y
    red = (0.52 + 0.46 * min(max(p.skin_redness, 0), 1)) * min(1.0, 1.3 - traits.skin_tone / 7)
    nose = 1 - _PALE_NOSE * traits.childhood
    blood = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)
    for side in (-1, 1):
        own = red * float(source.uniform(0.8, 1.2))
        x, y = 0.53 + 0.05 * float(source.normal()), 0.4 + 0.05 * float(source.normal())
        raised(blood, (side * x, y), (0.44, 0.36), (0.032 + 0.032 * traits.childhood) * own)
        raised(blood, (side * (x - 0.12), y - 0.05), (0.28, 0.22), 0.012 * own)
        raised(blood, (side * p.nose_width, p.nose_y - 0.04), (0.16, 0.15), 0.02 * own * nose)
        raised(blood, (side * p.eye_spacing, -0.1), (0.22, 0.09), 0.04 + 0.03 * own)
        raised(blood, (side * (p.mouth_width + 0.02), mouth + 0.01), (0.07, 0.07), 0.025 * own)
        raised(blood, (side * 0.95, 0.1), (0.2, 0.6), -0.03)
    raised(blood, (0.0, p.nose_y - 0.12), (0.24, 0.24), 0.026 * red * nose)
    raised(blood, (0.0, p.nose_y - 0.01), (0.8 * p.nose_width, 0.075), -_UNDER_NOSE * (0.5 + 0.5 * traits.childhood))
    raised(blood, (0.0, -0.22), (0.16, 0.18), 0.02 * red)
    raised(blood, (0.0, p.chin_y - 0.15), (0.3, 0.18), 0.03 * red)
    raised(blood, (0.0, mouth + 0.01), (0.72 * p.mouth_width, 0.075), _LIPS * min(1.0, 1.4 - traits.skin_tone / 5))
    raised(blood, (0.0, -0.66), (0.75, 0.34), -0.055)
    return blood


def _depth_zones(shape: HeadShape, source: Stream) -> Floats:
    """Cool below the eyes and at their inner corners, at the temples, and where a grown man's beard has its roots."""
    traits, p, mouth = shape.traits, shape.traits.proportions, shape.mouth_y
    shown = (0.55 + 0.45 * float(source.uniform()) + 0.4 * max(p.eye_bag, 0)) * (1 - 0.5 * traits.childhood)
    depth = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)
    for side in (-1, 1):
        raised(depth, (side * (p.eye_spacing - 0.04), 0.17), (0.2, 0.08), 0.085 * shown)
        raised(depth, (side * (p.eye_spacing - 0.19), 0.1), (0.08, 0.11), 0.06 * shown)
        raised(depth, (side * 0.92, -0.3), (0.16, 0.3), 0.025)
    if traits.sex == "male":
        grown = min(max((traits.age - _BOY) / _GROWING, 0.0), 1.0)
        rooted = _ROOTED * (1 - 0.1 * traits.skin_tone) * (1 - 0.6 * traits.gray) * grown
        raised(depth, (0.0, mouth - 0.14), (0.34, 0.1), rooted)
        raised(depth, (0.0, mouth + 0.32), (0.75, 0.28), rooted)
    return depth


def _melanin_zones(shape: HeadShape, source: Stream) -> Floats:
    """Dark about the eyes, and on darker skin about the mouth and toward the edge of the face; paler cheeks."""
    traits, p, mouth = shape.traits, shape.traits.proportions, shape.mouth_y
    brown = _darkness(traits) * (1 - 0.4 * traits.wear) * (1 - 0.65 * traits.childhood)
    bag = max(p.eye_bag, 0) * (0.6 + 0.7 * traits.wear) * (1 - 0.6 * traits.childhood)
    formed = _FORMED * (1 - 0.7 * traits.childhood)
    melanin = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)
    for side in (-1, 1):
        own = float(source.uniform(0.85, 1.15))
        raised(melanin, (side * p.eye_spacing, -0.08), (0.27, 0.12), (0.06 + 0.08 * brown + 0.03 * formed) * own)
        raised(melanin, (side * (p.eye_spacing - 0.2), 0.03), (0.09, 0.13), (0.05 + 0.08 * brown) * own)
        raised(melanin, (side * (p.eye_spacing - 0.05), 0.16), (0.22, 0.085), (0.035 + 0.03 * brown + 0.09 * bag) * own)
        raised(melanin, (side * (p.eye_spacing - 0.17), 0.15), (0.1, 0.06), 0.07 * bag * own)
        raised(melanin, (side * 0.5, 0.35), (0.26, 0.22), (-0.1 * brown - 0.03 * formed) * own)
        raised(melanin, (side * 0.95, -0.35), (0.25, 0.5), (0.13 * brown + 0.06 * formed) * own)
        raised(melanin, (side * 0.9, 0.75), (0.25, 0.4), (0.1 * brown + 0.1 * formed) * own)
        raised(melanin, (side * 0.68, 0.68), (0.17, 0.2), 0.07 * formed)
        raised(melanin, (side * (0.6 * p.nose_width + 0.05), p.nose_y - 0.32), (0.07, 0.2), 0.07 * formed)
        raised(melanin, (side * (p.mouth_width + 0.05), mouth + 0.02), (0.13, 0.16), 0.12 * brown * own)
    raised(melanin, (0.0, mouth - p.lip_upper - 0.06), (0.3, 0.08), 0.08 * brown)
    raised(melanin, (0.0, mouth + p.lip_lower + 0.07), (0.2, 0.08), 0.08 * brown)
    raised(melanin, (0.0, p.nose_y - 0.35), (0.12, 0.25), -0.04 * brown)
    raised(melanin, (0.0, -0.8), (0.7, 0.22), 0.06 * brown)
    raised(melanin, (0.0, -0.55), (0.4, 0.22), 0.02 - 0.07 * brown)
    return melanin

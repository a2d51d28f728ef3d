"""The skin of the front of a head at rest: its own color, the blood under it, pores, marks, nostrils."""

import numpy as np

from simulators.faces.head.age import draw_age
from simulators.faces.head.brows import draw_brows
from simulators.faces.head.canvas import SIZE, Planes, blank, dot, filled, lighten, raised, spot, stain
from simulators.faces.head.grain import grain
from simulators.faces.head.lips import draw_lips
from simulators.faces.head.marks import mark
from simulators.faces.head.pigments import pigments_of
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import shaded, tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import stream
from simulators.faces.traits import MEAN, FaceTraits

_LUMPY = 0.012  # spread of the shade of small lumps
_RUDDY = (1.0, 0.95, 0.72)  # how far pits and furrows darken blue, green and red: light comes out of skin red
_CREPED = 0.3  # of wear, from where the skin loses its hold


def draw_skin(shape: HeadShape) -> Planes:
    """The skin at rest, without eyes and beard; BGR 0 to 255."""
    traits = shape.traits
    pigments = pigments_of(shape)
    mark(pigments, traits)
    planes = pigments.laid_on(tone_of(traits))
    _draw_relief(planes, shape)
    _draw_hollows(planes, shape)
    draw_age(planes, shape)
    _draw_moles(planes, traits)
    _draw_nostrils(planes, shape)
    draw_lips(planes, shape)
    draw_brows(planes, traits)
    return planes


def _draw_relief(planes: Planes, shape: HeadShape) -> None:
    """Small lumps, fine furrows and pores; a child has few of them."""
    traits = shape.traits
    source = stream(traits.seed, "relief")
    relief, pores = grain(source, "relief"), grain(source, "pores")
    coarse = (0.88 + 0.28 * traits.wear + 0.14 * (traits.sex == "male")) * (1 - 0.35 * traits.childhood)
    light = grain(source, "lumps") * np.float32(_LUMPY * coarse)
    light += relief * np.float32(0.009 * coarse) - pores * (np.float32(0.011 * coarse) * _pored(shape))
    if traits.wear > _CREPED:
        light += np.float32(0.02 * (traits.wear - _CREPED) / (1 - _CREPED)) * _creped(shape) * grain(source, "crepe")
    lighten(planes, np.s_[:, :], light, _RUDDY)


def _pored(shape: HeadShape) -> Floats:
    """How large the pores are: most on the nose and beside it, then between the brows and on the chin."""
    p = shape.traits.proportions
    pored = np.full((SIZE[1], SIZE[0]), 0.5, dtype=np.float32)
    raised(pored, (0.0, p.nose_y - 0.1), (0.3, 0.25), 1.0)
    for side in (-1, 1):
        raised(pored, (side * 0.38, 0.4), (0.24, 0.25), 1.1)
    raised(pored, (0.0, -0.5), (0.4, 0.3), 0.5)
    raised(pored, (0.0, p.chin_y - 0.2), (0.3, 0.15), 0.5)
    return pored


def _creped(shape: HeadShape) -> Floats:
    """How far old skin is crumpled: most about the eyes and the mouth and down the cheeks, least on nose and forehead."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    creped = np.full((SIZE[1], SIZE[0]), 0.3, dtype=np.float32)
    for side in (-1, 1):
        raised(creped, (side * p.eye_spacing, 0.17), (0.26, 0.1), 0.8)
        raised(creped, (side * (p.eye_spacing + 0.33), 0.02), (0.16, 0.2), 0.9)
        raised(creped, (side * 0.62, 0.7), (0.25, 0.4), 0.7)
        raised(creped, (side * 0.4, mouth + 0.1), (0.2, 0.25), 0.6)
    raised(creped, (0.0, mouth), (0.35, 0.2), 0.5)
    raised(creped, (0.0, p.nose_y - 0.2), (0.2, 0.35), -0.3)
    return np.maximum(creped, 0)


def _draw_hollows(planes: Planes, shape: HeadShape) -> None:
    """Where little light comes in it is darker, and the tip of a nose, which blood reddens, is a little less red."""
    p, mouth, young = shape.traits.proportions, shape.mouth_y, 0.07 * shape.traits.childhood
    paler = 0.6 * young
    spot(planes, (p.nose_width + 0.045, p.nose_y - 0.035), (0.05, 0.09), (0.955 + paler, 0.95 + paler, 0.955 + paler))
    spot(planes, (0.0, p.nose_y - 0.06), (0.95 * p.nose_width, 0.075), (0.955, 0.95, 0.95 + 0.4 * paler))
    spot(planes, (0.0, p.nose_y - 0.13), (0.2, 0.15), (1.02, 1.01, 0.985))
    spot(planes, (0.0, p.nose_y + 0.03), (p.nose_width * 0.8, 0.035), (0.92 + young, 0.92 + young, 0.95 + paler))
    spot(planes, (p.mouth_width + 0.02, mouth + 0.012), (0.05, 0.055), (0.97, 0.96, 0.98))
    spot(planes, (0.0, mouth + p.lip_lower + 0.045), (0.22, 0.045), (0.93, 0.92, 0.94))


def _draw_moles(planes: Planes, traits: FaceTraits) -> None:
    """Few of them are dark, and none has a hard edge."""
    mask = blank()
    for mole in traits.moles:
        share = mole.depth * (1 - 0.5 * traits.childhood)
        dot(mask, (mole.x, mole.y), mole.radius * 0.62, strength=round(255 * share))
    stain(planes, mask, shaded(traits, (0.5, 0.54, 0.62)), blur_px=1.3)


def _draw_nostrils(planes: Planes, shape: HeadShape) -> None:
    """Dark openings, less so in a child."""
    p, mask, share = shape.traits.proportions, blank(), 0.8 - 0.32 * shape.traits.childhood
    turn = np.linspace(0, 2 * np.pi, 24)
    upturned = MEAN.nose_tip_turn - p.nose_tip_turn  # shows more of them
    high = min(max(0.019 * (1 + 7 * upturned), 0.013), 0.025)
    slope = min(max(0.24 + 4.5 * (MEAN.nose_width - p.nose_width), 0.06), 0.5)  # they are upright in a narrow nose
    for side in (-1, 1):
        along = np.cos(turn) * p.nose_width * (0.23 + side * p.unevenness)
        across = np.sin(turn) * high * (1 - 0.3 * np.cos(turn))  # rounder at the inner end
        x = p.nose_width * 0.5 + along
        filled(mask, np.stack([side * x, p.nose_y - 0.006 + across - slope * along], axis=1))
    stain(planes, mask, shaded(shape.traits, (0.2, 0.18, 0.3)), share=share, blur_px=2.4)

"""The skin of the front of a head at rest: its own color, the blood under it, pores, marks, nostrils."""

import cv2
import numpy as np

from simulators.faces.head.age import draw_age
from simulators.faces.head.brows import draw_brows
from simulators.faces.head.canvas import (
    PLACE_X,
    PLACE_Y,
    SIZE,
    Planes,
    blank,
    canvas_of,
    dot,
    field_of,
    filled,
    spot,
    stain,
)
from simulators.faces.head.lips import draw_lips
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import shaded, tone_of
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits, Mole

_SLOW = ((5, 0.014), (11, 0.012), (26, 0.009), (60, 0.007), (120, 0.005))
"""Cells to the width, and how far the light that comes back varies."""
_FRECKLES, _SPOTS, _BLEMISHES = 260, 26, 9
_OLD = 0.5  # of wear, from where spots of age appear


def draw_skin(shape: HeadShape) -> Planes:
    """The skin at rest, without eyes and beard; BGR 0 to 255."""
    traits = shape.traits
    planes = canvas_of(tone_of(traits))
    _draw_pattern(planes, traits)
    _draw_pores(planes, shape)
    _draw_blood(planes, shape)
    _draw_hollows(planes, shape)
    _draw_sheen(planes, shape)
    draw_age(planes, shape)
    _draw_blemishes(planes, traits)
    _draw_freckles(planes, traits)
    _draw_moles(planes, traits)
    _draw_nostrils(planes, shape)
    draw_lips(planes, shape)
    draw_brows(planes, traits)
    return planes


def _draw_pattern(planes: Planes, traits: FaceTraits) -> None:
    """Slow variations of the color."""
    source = stream(traits.seed, "skin")
    rough = 0.55 + 0.7 * (1 - traits.proportions.skin_evenness) + 0.3 * traits.wear
    light = np.ones((SIZE[1], SIZE[0]), dtype=np.float32)
    for cells, amount in _SLOW:
        light += np.float32(rough * amount) * field_of(source, cells=cells)
    red = field_of(source, cells=9) * 0.011 + field_of(source, cells=30) * 0.01 + field_of(source, cells=75) * 0.008
    planes *= light * (1 + np.float32(rough) * red * np.array([-1.0, -1.0, 0.5], dtype=np.float32)[:, None, None])


def _draw_pores(planes: Planes, shape: HeadShape) -> None:
    """Dark points that only just show, most on the nose and beside it; a child has none."""
    traits = shape.traits
    grain = stream(traits.seed, "pores").standard_normal((SIZE[1], SIZE[0]), dtype=np.float32)
    points = cv2.GaussianBlur(np.maximum(grain - np.float32(1.2), 0), (5, 5), 0.75)
    across = np.exp(-((PLACE_X[:1] / 0.62) ** 2))
    down = np.exp(-(((PLACE_Y[:, :1] - 0.4) / 0.42) ** 2)) + 0.5 * np.exp(-(((PLACE_Y[:, :1] + 0.6) / 0.3) ** 2))
    amount = 0.17 * (1 - 0.8 * traits.childhood) * (0.7 + 0.5 * traits.wear + 0.25 * (traits.sex == "male"))
    planes *= 1 - np.float32(amount) * points * (0.3 + across * down)


def _draw_blood(planes: Planes, shape: HeadShape) -> None:
    """Redder nose, cheeks and chin, a paler forehead, a cooler shade under the eyes."""
    traits = shape.traits
    p = traits.proportions
    red = (0.45 + 0.4 * max(p.skin_redness, 0)) * (1 - traits.skin_tone / 8)
    spot(planes, (0.56, 0.42), (0.33, 0.3), (1 - 0.08 * red, 1 - 0.095 * red, 1 + 0.005 * red))
    spot(planes, (0.0, p.nose_y - 0.09), (0.2, 0.17), (1 - 0.11 * red, 1 - 0.135 * red, 1 - 0.012 * red))
    spot(planes, (p.nose_width, p.nose_y - 0.05), (0.11, 0.11), (1 - 0.05 * red, 1 - 0.065 * red, 1 - 0.01 * red))
    spot(planes, (0.0, p.chin_y - 0.14), (0.24, 0.14), (1 - 0.06 * red, 1 - 0.07 * red, 1.0))
    spot(planes, (0.0, shape.mouth_y), (0.5, 0.24), (1 - 0.03 * red, 1 - 0.04 * red, 1.0))
    spot(planes, (0.0, -0.68), (0.75, 0.33), (1.02, 1.022, 1.01))
    _draw_orbits(planes, traits)


def _draw_orbits(planes: Planes, traits: FaceTraits) -> None:
    """What is thin and dark about the eyes."""
    p = traits.proportions
    spot(planes, (p.eye_spacing, -0.09), (0.27, 0.13), (0.935, 0.915, 0.95))
    spot(planes, (p.eye_spacing - 0.21, 0.0), (0.09, 0.13), (0.9, 0.87, 0.91))
    bag = max(p.eye_bag, 0) * (0.55 + 0.7 * traits.wear)
    spot(planes, (p.eye_spacing - 0.09, 0.16), (0.2, 0.085), (1 - 0.07 * bag, 1 - 0.115 * bag, 1 - 0.12 * bag))
    spot(planes, (p.eye_spacing - 0.2, 0.13), (0.09, 0.06), (1 - 0.06 * bag, 1 - 0.1 * bag, 1 - 0.1 * bag))


def _draw_hollows(planes: Planes, shape: HeadShape) -> None:
    """Where little light comes in, what comes out has gone through the skin and is red."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    spot(planes, (p.nose_width + 0.045, p.nose_y - 0.035), (0.045, 0.09), (0.84, 0.83, 0.89))
    spot(planes, (0.0, p.nose_y + 0.03), (p.nose_width * 0.8, 0.035), (0.88, 0.87, 0.92))
    spot(planes, (p.mouth_width + 0.02, mouth + 0.012), (0.05, 0.055), (0.84, 0.82, 0.87))
    spot(planes, (0.0, mouth + p.lip_lower + 0.045), (0.22, 0.038), (0.9, 0.89, 0.92))


def _draw_sheen(planes: Planes, shape: HeadShape) -> None:
    """Where skin is tight or greasy it looks lighter."""
    p = shape.traits.proportions
    spot(planes, (0.0, p.nose_y - 0.11), (0.055, 0.05), (1.07, 1.06, 1.04))
    spot(planes, (0.0, 0.2), (0.045, 0.2), (1.05, 1.05, 1.03))
    spot(planes, (0.55, 0.22), (0.17, 0.1), (1.035, 1.03, 1.02))
    spot(planes, (0.0, p.chin_y - 0.17), (0.1, 0.06), (1.03, 1.03, 1.02))


def _draw_blemishes(planes: Planes, traits: FaceTraits) -> None:
    """Small red places as everybody has some."""
    source, spots = stream(traits.seed, "blemishes"), blank()
    uneven = 1 - min(max(traits.proportions.skin_evenness, 0), 1)
    for _ in range(round(_BLEMISHES * (0.3 + uneven) * (1 - 0.7 * traits.childhood))):
        at = float(source.normal(0, 0.55)), float(source.uniform(-0.85, 1.35))
        dot(spots, at, float(source.uniform(0.006, 0.024)), strength=int(source.integers(30, 140)))
    stain(planes, spots, shaded(traits, (0.76, 0.74, 0.94)), share=0.55, blur_px=1.8)


def _draw_freckles(planes: Planes, traits: FaceTraits) -> None:
    """Freckles on light skin, and flat brown spots on old skin."""
    source, spots, stains = stream(traits.seed, "freckles"), blank(), blank()
    freckled = max(traits.proportions.freckles, 0) * max(1 - traits.skin_tone / 3, 0)
    for _ in range(round(_FRECKLES * freckled)):
        at = float(source.normal(0, 0.5)), float(source.normal(0.25, 0.33))
        dot(spots, at, float(source.uniform(0.003, 0.011)), strength=int(source.integers(40, 150)))
    for _ in range(round(_SPOTS * max(traits.wear - _OLD, 0) / (1 - _OLD))):
        at = float(source.uniform(-0.95, 0.95)), float(source.uniform(-0.95, 0.7))
        dot(stains, at, float(source.uniform(0.008, 0.035)), strength=int(source.integers(30, 130)))
    brown = shaded(traits, (0.6, 0.7, 0.82))
    stain(planes, spots, brown, share=0.6, blur_px=0.9)
    stain(planes, stains, brown, share=0.55, blur_px=2.2)


def _draw_moles(planes: Planes, traits: FaceTraits) -> None:
    """Few of them are dark, and none has a hard edge."""
    for mole in traits.moles:
        _draw_mole(planes, traits, mole)


def _draw_mole(planes: Planes, traits: FaceTraits, mole: Mole) -> None:
    mask = blank()
    dot(mask, (mole.x, mole.y), mole.radius * 0.62)
    share = mole.depth * (1 - 0.5 * traits.childhood)
    stain(planes, mask, shaded(traits, (0.5, 0.54, 0.62)), share=share, blur_px=1.3)


def _draw_nostrils(planes: Planes, shape: HeadShape) -> None:
    p, mask = shape.traits.proportions, blank()
    turn = np.linspace(0, 2 * np.pi, 24)
    for side in (-1, 1):
        along, across = np.cos(turn) * p.nose_width * 0.24, np.sin(turn) * 0.019
        x = p.nose_width * 0.5 + along
        filled(mask, np.stack([side * x, p.nose_y - 0.006 + across - 0.22 * along], axis=1))
    stain(planes, mask, shaded(shape.traits, (0.2, 0.2, 0.28)), share=0.8, blur_px=2.4)

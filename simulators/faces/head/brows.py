"""Eyebrows of single hairs: upright at the nose, lying outward, those above and below leaning to the middle of the brow."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Planes, blank, hairs, stain
from simulators.faces.head.tone import hair_color, tone_of
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import MEAN, FaceTraits

Line = NDArray[np.float64]
_HAIRS = 760  # of a brow as dense as they come
_STRAYS = 34
_THINNEST = 0.06
_SPARSEST, _DENSEST = 0.74, 1.1  # of the trait; those of the old and the fair are seen too
_BUSHY = 0.105  # from here on thicker brows are less so than the trait says
_FAIR = 0.02  # by how much fainter brows of the fairest are
_RAISED, _CHILD_RAISED = (-0.003, 0.006), 0.006
"""How much higher the inner end is than the arch would have it, and so much more in children, who else would scowl."""
_INNER = 0.35  # up to where that is
_ROOTS = 44
_SUNK, _MAN_SUNK = 0.017, 0.004  # how much lower upright hairs begin, for they reach up; in children they do not
_SPARSE = 0.55  # how much fainter hairs are where a brow grows thin
_DARKER = np.float32(0.54)  # share of the skin's light that hairs give back at most, else gray ones would not be seen
_DULLED = np.float32(0.45)  # of their color gray hairs have lost, for skin shows between them
_SLANTED = 0.1  # how much farther from the nose a brow begins at its upper edge
_LONGER = 0.305  # than the trait says, which ends where the bone does
_FLATTEST, _HIGHEST = 0.012, 0.05
_TILT, _STEEPEST = -0.002, 0.014  # how far brows rise outward as a rule, and how much more or less by the trait at most
_SPREAD = 0.06  # deviation of the trait, as `brow_tilt` has it among traits
_MAN_TILT = 0.006  # by so much less those of a man rise outward: heavy brows that do look angry
_CHILD_TILT = 0.01  # by so much less those of a child do
_UPPERMOST, _LOWEST, _CHILD_LOWEST = -0.31, -0.2, -0.3  # brows beyond look surprised or cross


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """What makes one person's brows arched, straight, angled or bushy beside their proportions."""

    peak: float
    """Where along it the brow is highest."""
    rise: float
    """How much higher than the trait says."""
    angle: float
    """0 for a round arch, 1 for a bent one."""
    tail: float
    """How far the outer end falls."""
    taper: float
    """Width of the outer end as a share of the widest."""
    head: float
    """Width of the inner end."""
    wild: float
    """How far the hairs stray from each other's way."""
    gaps: tuple[float, float, float]
    """Where along it fewer hairs grow, in turns of slow waves, and how much fewer, 0 to 1."""
    raised: float
    """How much higher the inner end is than the arch would have it; face units."""


def _form(traits: FaceTraits) -> _Form:
    source = stream(traits.seed, "brow form")
    return _Form(
        peak=float(source.uniform(0.56, 0.74)),
        rise=float(source.normal(0, 0.013)),
        angle=float(source.uniform(0, 0.8)),
        tail=float(source.uniform(0.25, 0.75)),
        taper=float(source.uniform(0.2, 0.38)),
        head=float(source.uniform(0.4, 0.75)),
        wild=float(source.uniform(0.8, 1.9)),
        gaps=(float(source.uniform()), float(source.uniform()), float(source.uniform(0.25, 1))),
        raised=float(source.uniform(*_RAISED)),
    )


def _grown(t: Line, off: Line | float, traits: FaceTraits) -> Line:
    """How strong hairs are there, for brows grow in patches; 1 is full."""
    first, second, most = _form(traits).gaps
    waves = np.sin(2 * np.pi * (2.3 * t + first) + 0.9 * off) + np.sin(2 * np.pi * (5.1 * t + second) - 1.6 * off)
    return np.asarray(1 - _SPARSE * most * np.clip(0.5 * waves, 0, 1))


def brow_line(t: Line, traits: FaceTraits) -> Line:
    """The middle of the right brow of the picture from the inner end, 0, to the outer, 1; *Shape*: N x 2."""
    p, form = traits.proportions, _form(traits)
    up = np.clip(t / form.peak, 0, 1)
    down = np.clip((t - form.peak) / (1 - form.peak), 0, 1)
    # straight up to the peak, bent over it, and down again outside
    arch = np.sin(0.5 * np.pi * up) ** (1.1 + 0.25 * form.angle) - (0.35 + form.tail) * down ** (1.7 - 0.4 * form.angle)
    tilt = _TILT + _STEEPEST * np.tanh((p.brow_tilt - MEAN.brow_tilt) / _SPREAD)
    if traits.sex == "male":
        tilt -= _MAN_TILT
    tilt -= _CHILD_TILT * traits.childhood
    height = float(np.clip(0.9 * p.brow_arch + form.rise, _FLATTEST, _HIGHEST)) * (1 - 0.35 * traits.childhood)
    raised = (form.raised + _CHILD_RAISED * traits.childhood) * np.clip(1 - t / _INNER, 0, 1) ** 1.5
    lowest = _LOWEST + (_CHILD_LOWEST - _LOWEST) * traits.childhood
    y = min(max(p.brow_y, _UPPERMOST), lowest) + 0.03 - tilt * (t - 0.3) - height * arch - raised
    return np.stack([p.brow_inner + (p.brow_length + _LONGER) * t, y], axis=1)


def draw_brows(planes: Planes, traits: FaceTraits) -> None:
    """The shade of the fine hairs at the roots, then the strong ones in two depths, and a few that stray."""
    source, young = stream(traits.seed, "brows"), traits.childhood
    skin = tone_of(traits)
    gray = np.float32(traits.gray)
    hair = np.minimum(hair_color(traits, dye=0.62), skin * _DARKER)
    hair += (hair.mean() - hair) * _DULLED * gray
    hair[1] *= 1 - np.float32(0.03) * gray  # beside the red of skin, gray looks green
    faint = 1 - _FAIR * max(1 - traits.skin_tone / 2, 0.0)
    shade, under, over = blank(), blank(), blank()
    for side in (-1, 1):
        turned = np.array([side, 1.0])
        _shade(shade, traits, turned)
        for mask in (under, over):
            strokes, strengths = _strokes(traits, source)
            hairs(mask, strokes * turned, strengths)
        strokes, strengths = _strays(traits, source)
        hairs(under, strokes * turned, strengths)
    density = _density(traits) * (1 - 0.1 * young)
    stain(planes, shade, hair + (skin - hair) * np.float32(0.22), share=0.36 * density * faint, blur_px=4.2)
    stain(planes, under, hair + (skin - hair) * np.float32(0.12), share=(0.58 - 0.12 * young) * faint, blur_px=1.1)
    lit = hair * (np.float32(0.88) + np.float32(0.08) * gray) + skin * np.float32(0.07)
    stain(planes, over, lit, share=(0.78 - 0.16 * young) * faint, blur_px=0.6)


def _density(traits: FaceTraits) -> float:
    """How densely the brows grow, 1 is full."""
    return min(max(traits.proportions.brow_density, _SPARSEST), _DENSEST)


def _shade(mask: NDArray[np.uint8], traits: FaceTraits, turned: Line) -> None:
    """Upright strokes that are faint at both ends of the brow; the blur makes one soft body of them."""
    t = np.linspace(0.02, 0.96, _ROOTS)
    middle = brow_line(t, traits)
    half = np.stack([np.full(_ROOTS, 0.004), 0.36 * _body(t, traits)], axis=1)
    strengths = 235 * np.interp(t, (0, 0.14, 0.4, 0.72, 1), (0.0, 0.12, 0.72, 1.0, 0.25)) * _grown(t, 0.0, traits)
    for shift in (-0.004, 0.004):
        moved = middle + np.array([shift, 0.0])
        hairs(mask, np.stack([moved - half, moved + half], axis=1) * turned, strengths)


def _body(t: Line, traits: FaceTraits) -> Line:
    """How wide the brow is there: most at a third of its way, running out to the tail."""
    form = _form(traits)
    thickness = 1.5 * max(traits.proportions.brow_thickness, _THINNEST) + 0.012 * traits.childhood
    thickness -= 0.6 * max(thickness - _BUSHY, 0)
    wide = np.interp(t, (0, 0.12, 0.3, form.peak + 0.04, 1), (form.head, 0.9, 1.05, 0.84, form.taper))
    return np.asarray(thickness * wide)


def _strokes(traits: FaceTraits, source: Stream) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Root, bend and tip of each hair of the right brow, and how strong it is; *Shapes*: N x 3 x 2, and N."""
    count = round(_HAIRS / 2 * _density(traits))
    t = source.beta(1.2, 1.2, count)
    off = np.clip(source.normal(0, 0.55, count), -1.3, 1.3)
    begun = t + _SLANTED * np.minimum(off, 0)
    along = np.interp(begun, (0, 0.06, 0.16, 0.36, 0.85, 1), (0.06, 0.25, 0.5, 0.95, 0.9, 0.35))
    strength = source.uniform(40, 225, count) * along * _grown(t, off, traits)
    return _laid(traits, source, t, off), strength * (1 - 0.55 * np.abs(off))


def _strays(traits: FaceTraits, source: Stream) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Thin hairs below and above the body of the brow; *Shapes*: N x 3 x 2, and N."""
    t = source.uniform(0.0, 0.95, _STRAYS)
    off = source.choice(np.array([-1.0, 1.0]), _STRAYS) * source.uniform(1.0, 1.6, _STRAYS)
    return _laid(traits, source, t, off), source.uniform(20, 90, _STRAYS)


def _laid(traits: FaceTraits, source: Stream, t: Line, off: Line) -> NDArray[np.float64]:
    """Hairs that grow along the brow at `t`, `off` the middle of it, -1 to 1; *Shape*: N x 3 x 2."""
    body, count = _body(t, traits), len(t)
    root = brow_line(t, traits) + np.stack([np.zeros(count), 0.6 * off * body], axis=1)
    upright = np.interp(t, (0, 0.1, 0.35, 1), (1.45, 1.0, 0.4, -0.3))
    sunk = _MAN_SUNK if traits.sex == "male" else _SUNK
    root[:, 1] += sunk * (1 - traits.childhood) * np.sin(np.maximum(upright, 0))
    lean = upright + off * np.interp(t, (0, 0.3, 1), (0.1, 0.5, 0.35))
    lean = lean + source.normal(0, 0.2 * _form(traits).wild, count)
    length = (0.04 + 0.48 * body) * source.uniform(0.6, 1.15, count)
    bend = root + 0.55 * length[:, None] * _towards(lean)
    tip = bend + 0.45 * length[:, None] * _towards(lean - 0.4)
    return np.stack([root, bend, tip], axis=1)


def _towards(lean: Line) -> Line:
    return np.stack([np.cos(lean), -np.sin(lean)], axis=1)

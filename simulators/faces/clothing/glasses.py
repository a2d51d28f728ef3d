"""Glasses: rims before the eyes, a bridge on the nose, temples to the ears; what the lenses mirror is in `lenses`."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.clothing.lenses import lenses
from simulators.faces.clothing.scarves.contact import contact
from simulators.faces.clothing.tube import merged, tube
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.arrays import Texture
from simulators.faces.render.mesh import Material, Mesh
from simulators.faces.stream import stream

_RADIUS = {"thin": 0.0133, "thick": 0.0205, "rimless": 0.0118}
_THINNEST = 0.0125  # of what bears the weight
_PLASTIC = 50  # the brightest color of a heavy frame; nobody here wears white
_METAL, _GLINT = 0.24, 0.5  # of the color of a wire: all around, and how much more along its light edge
_EAR_STEP, _EAR_Z = 8.4, -0.35  # of the ear: the step of the head, and how far behind
_AHEAD = np.array([0.0, 0.0, 1.0])
_MIDDLE = 0.055  # of a lens, at most so low
_TOP_HIGHEST, _TOP_LOWEST, _UNDER_BROW = -0.285, -0.21, 0.04  # of the upper rim: its limits, and from the brow
_SHADED, _SHADE_WIDE, _SHADE_LOW = 0.32, 0.13, 0.062  # what a frame darkens below it: how much, how far, from where
_SHADED_BARE = 0.4  # of that, what a lens does without a rim below
_WIDEST, _WIDEST_IN_CLOTH = 0.85, 0.75  # shares of the half width of the head, at which lenses end at most
_SMALLEST = 0.84  # the least share of itself that an outline is made smaller to
_BESIDE_NOSE, _BESIDE_EYE = 0.11, 0.03  # where a lens begins at least, and how far outside of the eye its middle lies
_BEFORE_SKIN = np.array([0.05, 0.16, 0.075, 0.06, 0.11, 0.14])
"""How far a frame lies before the bridge of the nose, the eye, the brow, and three places of the cheek, going out."""
_FLESH = 0.045  # that cheeks may stand out farther than the bare form of the head


class _Cut(NamedTuple):
    """The outline of a lens, as opticians name it."""

    half_x: float
    half_y: float
    square: float
    """2 is round."""
    taper: float
    """How much narrower it is toward the cheek."""
    lift: float
    """How much higher the outer end is than the inner one."""


_RECTANGLE = _Cut(0.37, 0.25, 4.4, 0.05, 0.0)
_SOFT = _Cut(0.36, 0.262, 3.2, 0.08, 0.01)
_OVAL = _Cut(0.36, 0.255, 2.25, 0.0, 0.0)
_PANTO = _Cut(0.34, 0.285, 2.5, 0.13, 0.01)
_ROUND = _Cut(0.33, 0.29, 2.1, 0.04, 0.0)
_BROAD = _Cut(0.37, 0.268, 3.5, 0.13, 0.02)
_PILOT = _Cut(0.38, 0.3, 2.7, 0.2, 0.0)
_CAT = _Cut(0.36, 0.258, 2.9, 0.13, 0.045)
_WIRES = (_RECTANGLE, _RECTANGLE, _SOFT, _SOFT, _OVAL, _PANTO, _ROUND, _PILOT)
_HEAVY = (_RECTANGLE, _RECTANGLE, _SOFT, _SOFT, _BROAD, _BROAD, _PANTO, _CAT)
_HALF_RIMMED = 0.15  # share of the lightest frames without a rim below the lens
_NONE = 0.02  # of a rim: too thin to be seen
_EDGE, _EDGE_SHARE = 0.008, 0.5  # of a bare lens: half its width, and how much it hides


@lru_cache(maxsize=1)
def _ground() -> Material:
    """Ground glass, through which skin is seen darker."""
    picture = np.full((32, 160, 4), (62, 66, 74, round(255 * _EDGE_SHARE)), dtype=np.uint8)
    return Material(texture=picture, gloss=0.02, wrap=(0.5, 0.5, 0.5), is_soft=True, casts_shadow=False)


@lru_cache(maxsize=16)
def _paint(color: tuple[int, int, int], *, is_heavy: bool) -> Texture:
    """Horn or plastic is clouded along its way, a wire is light and dark around it."""
    way, around = np.arange(160)[None, :, None], np.linspace(0, 2 * np.pi, 32)[:, None, None]
    if is_heavy:
        share = min(1.0, _PLASTIC / max(color)) * (
            1 + 0.1 * np.sin(way / 7.0) * np.sin(way / 3.1 + 2 * np.sin(around)) - 0.12 * np.sin(around)
        )
    else:
        share = _METAL + _GLINT * np.clip(np.cos(around + 0.8), 0, 1) ** 24
    picture = np.full((32, 160, 4), 255, dtype=np.uint8)
    picture[..., :3] = np.clip(np.array(color) * share, 0, 255).astype(np.uint8)
    return picture


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """Where the rims are and what they are made of."""

    x: float
    y: float
    cut: _Cut
    front: float
    radius: float
    low: float
    """Of the radius, below the lens."""
    is_heavy: bool
    material: Material

    def depth(self, x: Doubles) -> Doubles:
        """How far forward the frame is: it bends back to the sides."""
        return np.asarray(self.front - 0.16 * np.maximum(np.abs(x) - 0.1, 0) ** 1.6)


def _frame(shape: HeadShape, wear: Wear) -> _Frame:
    """The frame worn, as it sits on that nose."""
    p = shape.traits.proportions
    eye = p.eye_spacing
    is_heavy = wear.glasses == "thick"
    cut, heavier, low = _chosen(wear)
    widest = (_WIDEST_IN_CLOTH if wear.cover == "hijab" else _WIDEST) * float(shape.half_width(np.array([_MIDDLE]))[0])
    cut = _fitted(cut, _middle(cut, eye), widest)
    radius = _RADIUS[wear.glasses] * heavier
    # the eye is in the upper middle of the lens, the bar just under the brow
    top = float(np.clip(p.brow_y + _UNDER_BROW, _TOP_HIGHEST, _TOP_LOWEST)) - radius
    y = min(_MIDDLE, top + cut.half_y)
    cheek = [(x, y + cut.half_y) for x in (eye - 0.22, eye - 0.1, eye + 0.15)]
    skin = shape.surface(np.array([(0.0, -0.02), (eye, 0.0), (eye, p.brow_y + 0.05), *cheek]))[:, 2]
    return _Frame(
        x=_middle(cut, eye),
        y=y,
        cut=cut,
        front=float(np.max(skin + _BEFORE_SKIN)),
        radius=radius,
        low=low,
        is_heavy=is_heavy,
        material=_rim_material(wear.frame_color, is_heavy=is_heavy),
    )


def _rim_material(color: tuple[int, int, int], *, is_heavy: bool) -> Material:
    """Plastic, or wire."""
    return Material(
        texture=_paint(color, is_heavy=is_heavy),
        gloss=0.035 if is_heavy else 0.012,
        shine=4,
        wrap=(0.2, 0.2, 0.2) if is_heavy else (0.25, 0.25, 0.25),  # a wire is too thin to show its lit side alone
        is_soft=True,
        is_whole=True,
        casts_shadow=False,  # as coarse as shadows are, that of a rim would tint the whole lens
    )


def _chosen(wear: Wear) -> tuple[_Cut, float, float]:
    """The outline of the glasses worn, how much heavier than their kind, and the share of that below the lens."""
    source = stream(round(wear.drape * 1e6), "frame", round(wear.hair_length * 1e6))
    is_heavy = wear.glasses == "thick"
    cuts = _HEAVY if is_heavy else _WIRES
    cut = cuts[int(source.integers(len(cuts)))]
    size, heavier = float(source.uniform(0.96, 1.04)), float(source.uniform(1.0, 1.35))
    is_half = float(source.random()) < _HALF_RIMMED and wear.glasses == "rimless"
    cut = cut._replace(half_x=cut.half_x * size, half_y=cut.half_y * size * float(source.uniform(0.97, 1.06)))
    return cut, heavier if is_heavy or is_half else 1.0, _NONE if is_half else 1.0


def _middle(cut: _Cut, eye: float) -> float:
    """The x of the middle of a lens before an eye at that x: it keeps off the nose."""
    return max(eye + _BESIDE_EYE, cut.half_x + _BESIDE_NOSE)


def _fitted(cut: _Cut, middle: float, widest: float) -> _Cut:
    """The outline so small that a lens about that middle ends where the face does; all in face units."""
    share = min(max((widest - _BESIDE_NOSE) / (middle + cut.half_x - _BESIDE_NOSE), _SMALLEST), 1.0)
    return cut._replace(half_x=cut.half_x * share, half_y=cut.half_y * share)


def glasses(shape: HeadShape, wear: Wear) -> list[Mesh]:
    """The shade of the frame on the skin, the frame, and what the clear lenses mirror."""
    frame = _frame(shape, wear)
    sides = [
        part
        for side in (-1, 1)
        for part in (_rim(frame, side), _temple(shape, frame, side, is_covered=wear.cover == "hijab"))
    ]
    edges = [_edge(frame, side) for side in (-1, 1)]
    bare = [merged([_bare_edge(edge) for edge in edges])] if frame.low < 1 else []
    rims = merged([*sides, _bridge(frame)])
    return [_shade(shape, frame), rims, lenses(edges, wear, skin=tone_of(shape.traits)), *bare]


def _bare_edge(edge: Doubles) -> Mesh:
    """The ground edge of a lens that no rim holds from below."""
    return tube(edge[:29], radius=_EDGE, material=_ground(), outward=_AHEAD, stiffness=1.0)


def _shade(shape: HeadShape, frame: _Frame) -> Mesh:
    """The faint shade of both rims on cheeks and nose, below them."""
    darkest = _SHADED * (_SHADED_BARE + (1 - _SHADED_BARE) * frame.low)
    shades = []
    for side in (-1, 1):
        rim = _edge(frame, side)[:29]  # its lower half
        off = (rim[:, :2] - np.array([side * frame.x, frame.y])) / np.array([frame.cut.half_x, frame.cut.half_y])
        low = rim + np.array([0.0, _SHADE_LOW, 0.0])
        inward = unit(off + np.array([0.0, 0.6]))
        wide = _SHADE_WIDE * np.sqrt(np.clip(off[:, 1], 0.02, 1))
        shades.append(contact(shape, low, inward=inward, wide=wide, darkest=darkest, lift=_FLESH))
    return merged(shades)


def _edge(frame: _Frame, side: int) -> Doubles:
    """The outline of a lens; *Shape*: N x 3."""
    turn = np.linspace(0, 2 * np.pi, 56, endpoint=False)
    cosine, sine = np.cos(turn), np.sin(turn)
    cut = frame.cut
    across = np.sign(cosine) * np.abs(cosine) ** (2 / cut.square)
    down = np.sign(sine) * np.abs(sine) ** (2 / cut.square)
    # a lens is narrower toward the cheek, and keeps off the nose
    x = side * (frame.x + cut.half_x * across * (1 - 0.5 * cut.taper * (down + 1)))
    y = frame.y + cut.half_y * down - cut.lift * (across + 0.6) * np.clip(0.4 - down, 0, 1)
    return np.stack([x, y, frame.depth(x)], axis=1)


def _rim(frame: _Frame, side: int) -> Mesh:
    rim = _edge(frame, side)
    down = (rim[:, 1] - frame.y) / frame.cut.half_y
    heavier = 1 + (0.45 if frame.is_heavy else 0.1) * np.clip(-down, 0, 1)
    heavier *= frame.low + (1 - frame.low) * np.clip(0.5 - 4 * down, 0, 1)
    return tube(
        rim, radius=frame.radius * heavier, material=frame.material, outward=_AHEAD, is_closed=True, stiffness=1.0
    )


def _bridge(frame: _Frame) -> Mesh:
    inner = frame.x - frame.cut.half_x
    x = np.linspace(-inner, inner, 14)
    y = frame.y - 0.45 * frame.cut.half_y - 0.04 * (1 - (x / inner) ** 2)
    path = np.stack([x, y, frame.depth(x) + 0.01], axis=1)
    return tube(path, radius=max(frame.radius, _THINNEST), material=frame.material, outward=_AHEAD, stiffness=1.0)


def _temple(shape: HeadShape, frame: _Frame, side: int, *, is_covered: bool) -> Mesh:
    """The arm to the ear; a hijab lies over it, so there it clings to the head and ends soon."""
    edge = frame.x + frame.cut.half_x
    start = float(frame.depth(np.array([edge]))[0])
    width = float(shape.section(np.array([_EAR_STEP]))[1, 0])
    z = np.linspace(start, 0.3 if is_covered else _EAR_Z, 20)
    share = (start - z) / (start - _EAR_Z)
    aim = 0.93 * width if is_covered else max(width + 0.06, edge)
    beside = edge + 0.02 + (aim - edge) * np.minimum(share * 1.7, 1)
    path = np.stack(
        [side * beside, frame.y - 0.45 * frame.cut.half_y - 1.3 * frame.cut.lift + 0.12 * share**3, z], axis=1
    )
    outward = np.array([float(side), 0.0, 0.0])
    thickness = max(frame.radius, _THINNEST) * (1.5 if frame.is_heavy else 1.0)
    return tube(path, radius=thickness, material=frame.material, outward=outward, flat=0.5, stiffness=1.0)

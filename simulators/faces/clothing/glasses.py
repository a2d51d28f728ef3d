"""Glasses: rims before the eyes, a bridge on the nose, temples to the ears; what the lenses mirror is in `lenses`."""

from dataclasses import dataclass
from functools import lru_cache

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

_RADIUS = {"thin": 0.0115, "thick": 0.02, "rimless": 0.0095}
_THINNEST = 0.011  # of what bears the weight
_PLASTIC = 88  # the brightest color of a heavy frame; nobody here wears white
_METAL = 0.62  # of the color of a wire: what it mirrors comes on top
_EAR_STEP, _EAR_Z = 8.4, -0.35  # of the ear: the step of the head, and how far behind
_AHEAD = np.array([0.0, 0.0, 1.0])
_SHADED, _SHADE_WIDE, _SHADE_LOW = 0.34, 0.11, 0.012  # what a frame darkens below it: how much, how far, from where


@lru_cache(maxsize=16)
def _paint(color: tuple[int, int, int], *, is_heavy: bool) -> Texture:
    """Horn or plastic is clouded along its way, a wire is light and dark around it."""
    way, around = np.arange(160)[None, :, None], np.linspace(0, 2 * np.pi, 32)[:, None, None]
    if is_heavy:
        share = min(1.0, _PLASTIC / max(color)) * (
            1 + 0.22 * np.sin(way / 7.0) * np.sin(way / 3.1 + 2 * np.sin(around)) - 0.12 * np.sin(around)
        )
    else:
        share = _METAL * (1 + 0.15 * np.cos(around + 0.6))
    picture = np.full((32, 160, 4), 255, dtype=np.uint8)
    picture[..., :3] = np.clip(np.array(color) * share, 0, 255).astype(np.uint8)
    return picture


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """Where the rims are and what they are made of."""

    x: float
    y: float
    half_x: float
    half_y: float
    square: float
    """2 is round."""
    front: float
    radius: float
    is_heavy: bool
    material: Material

    def depth(self, x: Doubles) -> Doubles:
        """How far forward the frame is: it bends back to the sides."""
        return np.asarray(self.front - 0.16 * np.maximum(np.abs(x) - 0.1, 0) ** 1.6)


def _frame(shape: HeadShape, wear: Wear) -> _Frame:
    p = shape.traits.proportions
    eye = p.eye_spacing
    half_x, is_heavy = 0.34 + 0.045 * wear.drape, wear.glasses == "thick"
    half_y = 0.23 + 0.08 * wear.hair_length
    cheek = [(x, 0.055 + half_y) for x in (eye - 0.22, eye - 0.1, eye + 0.15)]
    skin = shape.surface(np.array([(0.0, -0.02), (eye, 0.0), (eye, p.brow_y + 0.05), *cheek]))[:, 2]
    return _Frame(
        x=max(eye + 0.03, half_x + 0.11),
        y=0.055,
        half_x=half_x,
        half_y=half_y,
        square=2.2 + 1.6 * wear.drape,
        front=float(np.max(skin + np.array([0.035, 0.14, 0.05, 0.04, 0.09, 0.12]))),
        radius=_RADIUS[wear.glasses],
        is_heavy=is_heavy,
        material=Material(
            texture=_paint(wear.frame_color, is_heavy=is_heavy),
            gloss=0.035 if is_heavy else 0.07,
            shine=5,
            wrap=(0.1, 0.1, 0.1),
            is_whole=True,
        ),
    )


def glasses(shape: HeadShape, wear: Wear) -> list[Mesh]:
    """The frame, and what the clear lenses mirror."""
    frame = _frame(shape, wear)
    sides = [
        part
        for side in (-1, 1)
        for part in (_rim(frame, side), _temple(shape, frame, side, is_covered=wear.cover == "hijab"))
    ]
    edges = [_edge(frame, side) for side in (-1, 1)]
    return [merged([*sides, _bridge(frame)]), lenses(edges, wear, skin=tone_of(shape.traits))]


def frame_shade(shape: HeadShape, wear: Wear) -> Mesh:
    """The faint shade of both rims on cheeks and nose, below them."""
    frame = _frame(shape, wear)
    shades = []
    for side in (-1, 1):
        rim = _edge(frame, side)[:29]  # its lower half
        off = (rim[:, :2] - np.array([side * frame.x, frame.y])) / np.array([frame.half_x, frame.half_y])
        low = rim + np.array([0.0, _SHADE_LOW, 0.0])
        inward = unit(off + np.array([0.0, 0.6]))
        wide = _SHADE_WIDE * np.sqrt(np.clip(off[:, 1], 0.02, 1))
        shades.append(contact(shape, low, inward=inward, wide=wide, darkest=_SHADED))
    return merged(shades)


def _edge(frame: _Frame, side: int) -> Doubles:
    """The outline of a lens; *Shape*: N x 3."""
    turn = np.linspace(0, 2 * np.pi, 56, endpoint=False)
    cosine, sine = np.cos(turn), np.sin(turn)
    x = side * (frame.x + frame.half_x * np.sign(cosine) * np.abs(cosine) ** (2 / frame.square))
    down = np.sign(sine) * np.abs(sine) ** (2 / frame.square)
    # a lens is narrower toward the cheek, and keeps off the nose
    x = x - side * 0.08 * np.clip(down, 0, 1) * (side * x / frame.x - 1)
    return np.stack([x, frame.y + frame.half_y * down, frame.depth(x)], axis=1)


def _rim(frame: _Frame, side: int) -> Mesh:
    rim = _edge(frame, side)
    down = (rim[:, 1] - frame.y) / frame.half_y
    heavier = 1 + (0.45 if frame.is_heavy else 0.1) * np.clip(-down, 0, 1)
    return tube(
        rim, radius=frame.radius * heavier, material=frame.material, outward=_AHEAD, is_closed=True, stiffness=1.0
    )


def _bridge(frame: _Frame) -> Mesh:
    inner = frame.x - frame.half_x
    x = np.linspace(-inner, inner, 14)
    y = frame.y - 0.45 * frame.half_y - 0.04 * (1 - (x / inner) ** 2)
    path = np.stack([x, y, frame.depth(x) + 0.01], axis=1)
    return tube(path, radius=max(frame.radius, _THINNEST), material=frame.material, outward=_AHEAD, stiffness=1.0)


def _temple(shape: HeadShape, frame: _Frame, side: int, *, is_covered: bool) -> Mesh:
    """The arm to the ear; a hijab lies over it, so there it clings to the head and ends soon."""
    edge = frame.x + frame.half_x
    start = float(frame.depth(np.array([edge]))[0])
    width = float(shape.section(np.array([_EAR_STEP]))[1, 0])
    z = np.linspace(start, 0.3 if is_covered else _EAR_Z, 20)
    share = (start - z) / (start - _EAR_Z)
    aim = 0.93 * width if is_covered else max(width + 0.06, edge)
    beside = edge + 0.02 + (aim - edge) * np.minimum(share * 1.7, 1)
    path = np.stack([side * beside, frame.y - 0.35 * frame.half_y + 0.12 * share**3, z], axis=1)
    outward = np.array([float(side), 0.0, 0.0])
    thickness = max(frame.radius, _THINNEST)
    return tube(path, radius=thickness, material=frame.material, outward=outward, flat=0.5, stiffness=1.0)

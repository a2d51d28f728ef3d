"""The mouth: the opening between the lips, the teeth and the dark behind it."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Planes, blank, dot, filled, hairs, stain
from simulators.faces.head.lips import lip_lines
from simulators.faces.head.relief import Doubles, lip_wave
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.smile import draw_smile
from simulators.faces.head.tone import tone_of
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream

_LEAST_OPEN = 0.03
_TEETH_SIZE = (160, 48)
_DEEP = np.array([0.22, 0.2, 0.31], dtype=np.float32)
"""What of the color of the skin is left where lips meet."""
_SHADE = np.array([0.45, 0.42, 0.56], dtype=np.float32)
Line = Doubles


def draw_opening(planes: Planes, alpha: NDArray[np.uint8], shape: HeadShape, expression: Expression) -> None:
    """Draw the line where the lips meet and the folds of a smile, and cut the opening where the lips part."""
    draw_smile(planes, shape, expression)
    _, middle, _ = lip_lines(shape)
    parted = expression.mouth_open > _LEAST_OPEN
    _draw_seam(planes, shape, middle, 0.45 if parted else 1.0)
    corners = blank()
    for end in (middle[0], middle[-1]):
        dot(corners, (float(end[0]), float(end[1])), 0.017)
    stain(planes, corners, tone_of(shape.traits) * _DEEP, share=0.24, blur_px=2.6)
    if parted:
        hole = blank()
        filled(hole, _opening(middle, expression.mouth_open))
        np.minimum(alpha, 255 - hole, out=alpha)


def _opening(middle: Line, mouth_open: float) -> Line:
    """The edge of what is cut out: smoother than the line where the lips meet, for parted lips are drawn tight."""
    s = np.linspace(-1, 1, len(middle))
    half = min(0.016, 0.16 * mouth_open) * np.clip(1 - (s / 0.94) ** 2, 0, 1) ** 0.7
    tight = middle[:, 1] - lip_wave(np.abs(s))
    x, tight, half = (values[half > 0] for values in (middle[:, 0], tight, half))
    upper = np.stack([x, tight - half], axis=1)
    lower = np.stack([x, tight + half * (1 + 2.2 * mouth_open)], axis=1)
    return np.concatenate([upper, lower[::-1]])


def _draw_seam(planes: Planes, shape: HeadShape, middle: Line, strength: float) -> None:
    """A line of changing depth, strongest beside the middle, in the soft shade of the upper lip."""
    source = stream(shape.traits.seed, "seam")
    s = np.abs(np.linspace(-1, 1, len(middle) - 1))
    uneven = 1 + 0.16 * source.standard_normal(len(s))
    depth = 205 * np.interp(s, (0, 0.15, 0.3, 0.75, 1), (0.8, 0.95, 1, 0.8, 0.45)) * uneven
    pieces = np.stack([middle[:-1], middle[1:]], axis=1)
    seam, soft = blank(), blank()
    hairs(seam, pieces, depth)
    for low in (0.004, 0.012):
        hairs(soft, pieces + np.array([0.0, low]), depth)
    tone = tone_of(shape.traits)
    stain(planes, soft, tone * _SHADE, share=0.6 * strength, blur_px=2.6)
    stain(planes, seam, tone * _DEEP, share=strength, blur_px=0.9)


def mouth_meshes(shape: HeadShape, expression: Expression) -> list[Mesh]:
    """Upper teeth, and the dark behind them; none while the lips are closed."""
    if expression.mouth_open <= _LEAST_OPEN:
        return []
    s, t = np.meshgrid(np.linspace(-1, 1, 25), np.linspace(0, 1, 6))
    smile = max(expression.smile, 0.0)
    x = s * (shape.traits.proportions.mouth_width + 0.11 * smile)
    rise = 0.05 * smile * s**2
    teeth = _inside(shape, x, shape.mouth_y - 0.09 - rise + t * 0.142, depth=0.09)
    cave = _inside(shape, 1.1 * x, shape.mouth_y - 0.12 - rise + t * (0.2 + 0.36 * expression.mouth_open), depth=0.2)
    texels = np.stack([(s + 1) / 2 * (_TEETH_SIZE[0] - 1), t * (_TEETH_SIZE[1] - 1)], axis=-1).astype(np.float32)
    white = Material(texture=_teeth_picture(shape), gloss=0.05, shine=6)
    black = Material(texture=_cave_picture(), gloss=0.0)
    opened = (0.35 + 0.3 * np.clip(1 - s**2, 0, 1)).astype(np.float32)
    return [
        grid_mesh(teeth.astype(np.float32), texels=texels, material=white, openness=opened),
        grid_mesh(cave.astype(np.float32), texels=texels, material=black, openness=0.25),
    ]


def _inside(shape: HeadShape, x: Doubles, y: Doubles, *, depth: float) -> Doubles:
    """An arch behind the lips, which a smile draws back at their corners; *Shape*: ... x 3."""
    across = x[0] / np.abs(x[0]).max()
    skin = shape.surface(np.stack([x[0], np.full_like(x[0], shape.mouth_y)], axis=1))[:, 2]
    z = np.minimum(skin.max() - depth - 0.25 * across**2, skin - depth - 0.05 * across**2)
    return np.stack([x, y, np.broadcast_to(z, x.shape)], axis=-1)


def _teeth_picture(shape: HeadShape) -> NDArray[np.uint8]:
    width, height = _TEETH_SIZE
    x = (np.arange(width) / (width - 1) - 0.5) * 11
    gaps = np.exp(-(((x - np.round(x)) / 0.09) ** 2)) * 0.27
    down = np.linspace(0, 1, height)[:, None]
    ends = 0.9 + 0.06 * np.abs(np.sin(x * np.pi)) ** 0.5 - 0.1 * (np.abs(x) / 6)
    bright = np.float32(1 - 0.055 * shape.traits.skin_tone)  # the camera opens for dark skin
    tone = (
        bright * np.array([178, 198, 210], dtype=np.float32)
        - np.array([34, 22, 14], dtype=np.float32) * shape.traits.wear
    )
    inward = 1 - 0.55 * np.clip(np.abs(x) / 5.5, 0, 1) ** 2
    shade = ((1 - gaps) * inward)[None, :] * (0.7 + 0.3 * down)
    picture = np.concatenate([shade[..., None] * tone, np.where(down < ends, 255.0, 0.0)[..., None]], axis=2)
    return np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))


def _cave_picture() -> NDArray[np.uint8]:
    picture = np.empty((_TEETH_SIZE[1], _TEETH_SIZE[0], 4), dtype=np.uint8)
    picture[:] = (30, 26, 62, 255)
    return picture

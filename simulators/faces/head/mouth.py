"""The mouth: the line or the opening between the lips, the teeth and the dark behind it."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Planes, blank, dot, filled, hairs, stain
from simulators.faces.head.lips import lip_lines
from simulators.faces.head.muscles import muscles
from simulators.faces.head.relief import Doubles, lip_wave
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.smile import draw_smile
from simulators.faces.head.tone import tone_of
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream

_LEAST_OPEN = 0.03  # lips less open are ajar: nothing is seen between them
_PARTED = 0.2  # of the line between closed lips, what is left on parted ones
_SEAM_LINES, _SHADE_LINES = (-0.003, 0.003, 0.008), (-0.006, 0.004, 0.012)
"""How far below where the lips meet their line, and the soft shade about it, are drawn; face units."""
_TEETH_SIZE = (160, 48)
_DEEP = np.array([0.4, 0.37, 0.45], dtype=np.float32)
"""What of the color of the skin is left where lips meet."""
_SHADE = np.array([0.58, 0.53, 0.66], dtype=np.float32)
_TEETH = np.array([164, 182, 197], dtype=np.float32)
_UNDER_LIP = 0.42  # of their light that teeth get right under the upper lip
_REDDENED = np.array([1.14, 1.08, 1.0])
"""The power that light of each color in a mouth is raised to: gums and lips throw it back red."""
_CAVE = (52, 46, 100)  # the dark red of a mouth's inside
_STAINED = np.array([12, 10, 8], dtype=np.float32)
_TIGHTENED = 0.95  # of an opening, by how much a full smile makes it higher
_TOOTH_EDGE, _TOOTH_ARC = 0.93, 0.42  # of their picture, where teeth end in the middle, and how much higher at its side
_TOOTH_ENDS = np.array([0.0, 0.27, 0.48, 0.66, 0.8, 0.92, 1.1])
"""Of their picture's half width, where a tooth meets the next one: those in front are widest, those aside seen from the edge."""
_TOOTH_LENGTHS = np.array([0.0, -0.035, 0.0, -0.02, -0.03, -0.04])
"""Of their picture's height, how much longer each one is than the arc."""
_TEETH_HIGH = 0.25  # of their picture, most of it behind the upper lip; face units
_EDGE_SOFT = 0.08  # of their picture's height, over which the edge of a tooth turns dark
_GAP = 0.36  # of their light that is lost where one tooth meets the next
_UNEVEN_TEETH = 0.008, 0.04  # of their lengths and of their light
_OPENED = 0.84  # of the way to the corners, how far lips part
Line = Doubles


def draw_opening(planes: Planes, alpha: NDArray[np.uint8], shape: HeadShape, expression: Expression) -> None:
    """Draw the folds of a smile and the line where the lips meet; cut where they part, or darken where they are ajar."""
    draw_smile(planes, shape, expression)
    _, middle, _ = lip_lines(shape)
    is_parted = expression.mouth_open > _LEAST_OPEN
    _draw_seam(planes, shape, middle, _PARTED if is_parted else 1.0)
    corners = blank()
    for end in (middle[0], middle[-1]):
        dot(corners, (float(end[0]), float(end[1])), 0.014)
    stain(planes, corners, tone_of(shape.traits) * _SHADE, share=0.22, blur_px=3.0)
    if expression.mouth_open <= 0:
        return
    hole = blank()
    filled(hole, _opening(middle, expression))
    if is_parted:
        np.minimum(alpha, 255 - hole, out=alpha)
    else:
        stain(planes, hole, tone_of(shape.traits) * _DEEP, share=0.9, blur_px=1.3)


def _opening(middle: Line, expression: Expression) -> Line:
    """The edge of what is cut out: smoother than the line where the lips meet, for a smile draws them tight and thin."""
    mouth_open, tightened = expression.mouth_open, 1 + _TIGHTENED * max(expression.smile, 0.0)
    s = np.linspace(-1, 1, len(middle))
    half = min(0.022, 0.25 * mouth_open) * tightened * np.clip(1 - (s / _OPENED) ** 2, 0, 1) ** 0.75
    tight = middle[:, 1] - 0.6 * lip_wave(np.abs(s))
    x, tight, half = (values[half > 0] for values in (middle[:, 0], tight, half))
    upper = np.stack([x, tight - (0.2 + 0.2 * max(expression.smile, 0.0)) * half], axis=1)
    lower = np.stack([x, tight + half * (1.8 + 2.2 * mouth_open)], axis=1)
    return np.concatenate([upper, lower[::-1]])


def _draw_seam(planes: Planes, shape: HeadShape, middle: Line, strength: float) -> None:
    """A soft line of changing depth, in the shade of the upper lip."""
    source = stream(shape.traits.seed, "seam")
    s = np.abs(np.linspace(-1, 1, len(middle) - 1))
    uneven = 1 + 0.16 * source.standard_normal(len(s))
    depth = 180 * np.interp(s, (0, 0.12, 0.3, 0.6, 0.85, 1), (0.82, 1, 0.9, 0.72, 0.6, 0.3)) * uneven
    pieces = np.stack([middle[:-1], middle[1:]], axis=1)
    seam, soft = blank(), blank()
    for low in _SEAM_LINES:
        hairs(seam, pieces + np.array([0.0, low]), depth)
    for low in _SHADE_LINES:
        hairs(soft, pieces + np.array([0.0, low]), depth)
    tone = tone_of(shape.traits)
    stain(planes, soft, tone * _SHADE, share=0.5 * strength, blur_px=2.4)
    stain(planes, seam, tone * _DEEP, share=0.8 * strength, blur_px=1.2)


def mouth_meshes(shape: HeadShape, expression: Expression) -> list[Mesh]:
    """Upper teeth, and the dark behind them; none while the lips are closed."""
    if expression.mouth_open <= _LEAST_OPEN:
        return []
    s, t = np.linspace(-1, 1, 25), np.linspace(0, 1, 6)
    lip = _upper_lip(shape, expression, s)
    teeth = _behind(lip, t[:, None] * _TEETH_HIGH - 0.125, depth=0.05)
    cave = _behind(lip, t[:, None] * (0.2 + 0.36 * expression.mouth_open) - 0.12, depth=0.16)
    across, down = np.meshgrid(s, t)
    texels = np.stack([(across + 1) / 2 * (_TEETH_SIZE[0] - 1), down * (_TEETH_SIZE[1] - 1)], axis=-1)
    white = Material(texture=_teeth_picture(shape), wrap=(0.3, 0.35, 0.42), gloss=0.03, shine=6)
    black = Material(texture=_cave_picture(), gloss=0.0)
    opened = (0.5 + 0.5 * np.clip(1 - across**2, 0, 1)).astype(np.float32)
    return [
        grid_mesh(teeth, texels=texels.astype(np.float32), material=white, openness=opened),
        grid_mesh(cave, texels=texels.astype(np.float32), material=black, openness=0.32),
    ]


def _upper_lip(shape: HeadShape, expression: Expression, s: Doubles) -> Doubles:
    """Where the edge of the upper lip is with that expression, level over the jaw that drops; *Shape*: N x 3."""
    x = s * shape.traits.proportions.mouth_width
    rest = shape.surface(np.stack([x, np.full_like(x, shape.mouth_y)], axis=1))
    smile = Expression(smile=max(expression.smile, 0.0), lean=expression.lean)
    return muscles(rest, shape).moved(smile).astype(np.float64)


def _behind(lip: Doubles, low: Doubles, *, depth: float) -> NDArray[np.float32]:
    """An arch behind the lip, from above it to below; *Shape*: rows x N x 3."""
    across = np.linspace(-1, 1, len(lip))
    x, y, z = lip.T
    arch = np.minimum(z, z.max() - 0.1 * across**2) - depth - 0.06 * across**2
    rows = np.broadcast_arrays(1.04 * x, y + low, arch)
    return np.stack(rows, axis=-1).astype(np.float32)


def _teeth_picture(shape: HeadShape) -> NDArray[np.uint8]:
    """The upper teeth, each a body of its own, ever darker toward the corners of the mouth; BGR and where they are."""
    width, height = _TEETH_SIZE
    source = stream(shape.traits.seed, "teeth")
    across, down = np.linspace(-1, 1, width), np.linspace(0, 1, height)[:, None]
    aside = np.abs(across)
    tooth = np.searchsorted(_TOOTH_ENDS, aside, side="right") - 1
    start, end = _TOOTH_ENDS[tooth], _TOOTH_ENDS[tooth + 1]
    within = (aside - start) / (end - start)  # of one tooth
    number = np.where(across < 0, tooth, tooth + len(_TOOTH_LENGTHS))
    longer, lighter = (spread * source.standard_normal(2 * len(_TOOTH_LENGTHS))[number] for spread in _UNEVEN_TEETH)
    rounded = np.abs(2 * within - 1) ** 4
    ends = _TOOTH_EDGE - _TOOTH_ARC * aside**2 + _TOOTH_LENGTHS[tooth] + longer - 0.06 * rounded
    parted = 1 - _GAP * np.abs(2 * within - 1) ** 5
    inward = 0.12 + 0.88 * np.exp(-((np.maximum(aside - 0.16, 0) / 0.42) ** 2))
    lit = np.interp(down, (0.36, 0.48, 0.6, 0.72, 0.82), (_UNDER_LIP, 0.72, 0.96, 1.0, 0.9))
    light = (parted * inward * (1 + lighter))[None, :] * lit
    bright = np.float32(1.08 - 0.07 * shape.traits.skin_tone)  # the camera opens for dark skin
    tone = bright * _TEETH - _STAINED * np.float32(shape.traits.wear)
    covered = np.clip((ends - down) / _EDGE_SOFT, 0, 1)[..., None]
    shown = np.asarray(_CAVE) + covered * (light[..., None] ** _REDDENED * tone - np.asarray(_CAVE))
    picture = np.concatenate([shown, np.where(down < ends, 255.0, 0.0)[..., None]], axis=2)
    return np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))


def _cave_picture() -> NDArray[np.uint8]:
    """The dark red of a mouth's inside; BGR and opaque."""
    picture = np.empty((_TEETH_SIZE[1], _TEETH_SIZE[0], 4), dtype=np.uint8)
    picture[:] = (*_CAVE, 255)
    return picture

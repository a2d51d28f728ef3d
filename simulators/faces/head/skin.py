"""The skin of the front of a head, drawn on a flat canvas: color, brows, lips, marks of age.

The canvas shows x from -WIDE to WIDE and y from TOP to BOTTOM, in face units, `PER_UNIT` pixels to a unit.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Floats
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

PER_UNIT = 150.0
WIDE, TOP, BOTTOM = 1.6, -1.85, 1.95
SIZE = (round(2 * WIDE * PER_UNIT), round((BOTTOM - TOP) * PER_UNIT))  # width, height

Gray = NDArray[np.uint8]
Planes = NDArray[np.float32]
"""Three colors one after another, which numpy computes faster than side by side; *Shape*: 3 x height x width."""
Area = tuple[slice, slice]
SHIFT = 4
_FITZPATRICK = np.array(  # BGR at the six types
    [(188, 205, 235), (168, 192, 226), (142, 171, 209), (110, 139, 180), (80, 102, 141), (60, 72, 100)],
    dtype=np.float32,
)
_CORNER = np.array([WIDE, -TOP])


def place(x: float, y: float) -> tuple[float, float]:
    """The pixel of a place of the face."""
    return (x + WIDE) * PER_UNIT - 0.5, (y - TOP) * PER_UNIT - 0.5


def texels(skin: NDArray[np.float64]) -> Floats:
    """The pixels of places of the face; *Shapes*: ... x 2 to ... x 2."""
    return np.stack([(skin[..., 0] + WIDE) * PER_UNIT - 0.5, (skin[..., 1] - TOP) * PER_UNIT - 0.5], axis=-1).astype(
        np.float32
    )


def tone_of(traits: FaceTraits) -> Floats:
    """The color of the skin, BGR 0 to 255; *Shape*: 3."""
    at = min(max(traits.skin_tone, 0.0), 5.0)
    low = min(int(at), 4)
    color = _FITZPATRICK[low] + (_FITZPATRICK[low + 1] - _FITZPATRICK[low]) * (at - low)
    return np.asarray(color * (1 + traits.undertone * np.array([-0.02, 0.002, 0.007])), dtype=np.float32)


def hair_color(traits: FaceTraits, *, dye: float = 0.0) -> Floats:
    """BGR 0 to 255; gray with age, black to brown by trait; *Shape*: 3."""
    dark = np.array([22, 24, 28], dtype=np.float32)
    brown = np.array([48, 74, 112], dtype=np.float32)
    own = dark + (brown - dark) * traits.hair_tone
    return np.asarray(own + (np.array([178, 180, 182]) - own) * traits.gray * (1 - dye) * 0.85, dtype=np.float32)


def field_of(source: Stream, *, cells: int, size: tuple[int, int] = SIZE) -> Floats:
    """Smooth noise of about unit spread, with so many cells to the width."""
    rows = max(2, round(cells * size[1] / size[0]))
    small = source.standard_normal((rows, cells), dtype=np.float32)
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), dtype=np.float32)


PLACE_Y, PLACE_X = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
PLACE_X, PLACE_Y = (PLACE_X + 0.5) / PER_UNIT - WIDE, (PLACE_Y + 0.5) / PER_UNIT + TOP
"""Where each pixel of the canvas is on the face."""


class _Canvas:
    """Colors as numbers from 0 to 255, and the strokes that are laid on them."""

    def __init__(self, color: Floats) -> None:
        self.planes = np.empty((3, SIZE[1], SIZE[0]), dtype=np.float32)
        self.planes[:] = color[:, None, None]

    def spot(
        self, x: float, y: float, spread: tuple[float, float], tint: Sequence[float], *, mirrored: bool = True
    ) -> None:
        """Multiply a soft spot of the color by the tint, on both sides of the face."""
        for side in (-1, 1) if mirrored and x else (1,):
            self._spot(side * x, y, spread, tint)

    def _spot(self, x: float, y: float, spread: tuple[float, float], tint: Sequence[float]) -> None:
        left, top = (round(value) for value in place(x - 2.2 * spread[0], y - 2.2 * spread[1]))
        right, bottom = (round(value) for value in place(x + 2.2 * spread[0], y + 2.2 * spread[1]))
        area = np.s_[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        weight = np.exp(-(((PLACE_X[area] - x) / spread[0]) ** 2) - ((PLACE_Y[area] - y) / spread[1]) ** 2)
        for plane, share in zip(self.planes, np.asarray(tint, dtype=np.float32) - 1, strict=True):
            plane[area] *= 1 + weight * share

    def stain(self, mask: Gray, color: Floats, *, share: float = 1.0, blur_px: float = 0.0) -> None:
        """Lay a color where the mask is."""
        stain(self.planes, mask, color, share=share, blur_px=blur_px)


def stain(planes: Planes, mask: Gray, color: Floats, *, share: float = 1.0, blur_px: float = 0.0) -> None:
    """Lay a color on planes of colors where the mask is."""
    area = around(mask, math.ceil(3 * blur_px) + 1)
    if area is None:
        return
    part = mask[area]
    if blur_px:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), blur_px), dtype=np.uint8)
    lay(planes, area, part.astype(np.float32) * (share / 255), color)


def lay(planes: Planes, area: Area, weight: Floats, color: Floats) -> None:
    """Bring an area of planes of colors nearer to one color; *Shape*: weight as the area."""
    for plane, own in zip(planes, color, strict=True):
        part = plane[area]
        part += weight * (own - part)


def around(mask: Gray, reach: int) -> Area | None:
    """The rows and columns where a mask is, and `reach` pixels more; None of an empty one."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    top, left = max(int(rows[0]) - reach, 0), max(int(columns[0]) - reach, 0)
    return np.s_[top : int(rows[-1]) + reach + 1, left : int(columns[-1]) + reach + 1]


def blank() -> Gray:
    """An empty mask of the canvas."""
    return np.zeros((SIZE[1], SIZE[0]), dtype=np.uint8)


def outline(points: Sequence[tuple[float, float]] | NDArray[np.floating]) -> NDArray[np.int32]:
    """Places of the face as OpenCV's numbers with a shift; *Shapes*: ... x 2 to ... x 2."""
    pixels = (np.asarray(points, dtype=np.float64) + _CORNER) * PER_UNIT - 0.5
    return np.asarray(np.round(pixels * (1 << SHIFT)), dtype=np.int32)


def line(
    mask: Gray, points: NDArray[np.floating] | Sequence[tuple[float, float]], *, strength: int, width: int = 1
) -> None:
    """A stroke with soft edges."""
    cv2.polylines(
        mask, [outline(points)], isClosed=False, color=strength, thickness=width, lineType=cv2.LINE_AA, shift=SHIFT
    )


def filled(mask: Gray, points: NDArray[np.floating] | Sequence[tuple[float, float]], *, strength: int = 255) -> None:
    """A surface with soft edges."""
    cv2.fillPoly(mask, [outline(points)], strength, lineType=cv2.LINE_AA, shift=SHIFT)


def draw_skin(shape: HeadShape) -> Planes:
    """The skin at rest, without eyes and beard; BGR 0 to 255."""
    traits = shape.traits
    canvas = _Canvas(tone_of(traits))
    _draw_pattern(canvas, traits)
    _draw_blood(canvas, shape)
    _draw_age(canvas, shape)
    _draw_marks(canvas, traits)
    _draw_nostrils(canvas, shape)
    _draw_lips(canvas, shape)
    _draw_brows(canvas, traits)
    return canvas.planes


def _draw_pattern(canvas: _Canvas, traits: FaceTraits) -> None:
    """Slow and fine variations of the skin."""
    source = stream(traits.seed, "skin")
    rough = 0.6 + 0.8 * (1 - traits.proportions.skin_evenness) + 0.5 * traits.wear
    light = np.ones((SIZE[1], SIZE[0]), dtype=np.float32)
    for cells, amount in ((5, 0.012), (11, 0.012), (24, 0.012), (70, 0.011), (150, 0.014), (SIZE[0], 0.012)):
        light += np.float32(rough * amount) * field_of(source, cells=cells)
    red = field_of(source, cells=16) * 0.012 + field_of(source, cells=50) * 0.008
    canvas.planes *= light * (1 + red * np.array([-1.0, -1.0, 0.5], dtype=np.float32)[:, None, None])


def _draw_blood(canvas: _Canvas, shape: HeadShape) -> None:
    p = shape.traits.proportions
    red = (0.5 + p.skin_redness) * (1 - shape.traits.skin_tone / 9)
    canvas.spot(0.55, 0.45, (0.3, 0.28), (1 - 0.07 * red, 1 - 0.08 * red, 1 + 0.012 * red))
    canvas.spot(0.0, p.nose_y - 0.08, (0.2, 0.16), (1 - 0.07 * red, 1 - 0.09 * red, 1.0))
    canvas.spot(0.0, p.chin_y - 0.12, (0.2, 0.14), (1 - 0.04 * red, 1 - 0.05 * red, 1.0))
    canvas.spot(0.0, -0.7, (0.7, 0.3), (0.985, 1.01, 1.01))
    canvas.spot(p.eye_spacing, -0.05, (0.27, 0.16), (0.93, 0.9, 0.93))
    bag = max(p.eye_bag, 0) * (0.6 + 0.6 * shape.traits.wear)
    canvas.spot(p.eye_spacing - 0.06, 0.15, (0.2, 0.075), (1 - 0.07 * bag, 1 - 0.13 * bag, 1 - 0.12 * bag))
    canvas.spot(p.eye_spacing - 0.2, 0.03, (0.07, 0.1), (0.9, 0.86, 0.9))
    canvas.spot(0.0, shape.mouth_y, (0.45, 0.2), (0.98, 0.975, 0.99))
    canvas.spot(p.mouth_width + 0.03, shape.mouth_y + 0.015, (0.06, 0.06), (0.86, 0.84, 0.87))
    canvas.spot(p.nose_width + 0.05, p.nose_y - 0.04, (0.05, 0.09), (0.87, 0.85, 0.9))


def _draw_age(canvas: _Canvas, shape: HeadShape) -> None:
    """Folds and wrinkles, each a dark line with a lighter one below."""
    source, folds = stream(shape.traits.seed, "age"), blank()
    for side in (-1, 1):
        _draw_folds(folds, shape, side=side, source=source)
    _draw_forehead(folds, shape.traits.wear, source)
    dark = np.asarray(cv2.GaussianBlur(folds, (0, 0), 2.6), dtype=np.float32) / 255
    lighter = np.roll(dark, 4, axis=0)
    canvas.planes *= 1 - 0.75 * dark + 0.28 * lighter


def _draw_folds(folds: Gray, shape: HeadShape, *, side: int, source: Stream) -> None:
    """From the nose to the mouth, about the eye, and beside the root of the nose."""
    p, worn = shape.traits.proportions, shape.traits.wear
    t = np.linspace(0, 1, 8)
    across = p.nose_width + 0.03 + (p.mouth_width + 0.12 - p.nose_width) * t**1.2
    down = p.nose_y - 0.08 + (shape.mouth_y + 0.02 - p.nose_y + 0.08) * t
    line(folds, np.stack([side * across, down], axis=1), strength=round(105 * (0.14 + 0.86 * worn)), width=3)
    for fold in range(3):
        begin, y = p.eye_spacing + 0.25 + 0.02 * fold, 0.02 + 0.05 * (fold - 1)
        length = 0.1 + 0.1 * float(source.random())
        end = (side * (begin + length), y + length * math.sin((fold - 1) * 0.35))
        line(folds, [(side * begin, y), end], strength=round(110 * worn), width=2)
    x = side * (0.06 + 0.01 * float(source.normal()))
    line(folds, [(x, -0.36), (x * 1.1, -0.2)], strength=round(100 * worn), width=2)


def _draw_forehead(folds: Gray, worn: float, source: Stream) -> None:
    for row in range(4):
        middle = -0.5 - 0.12 * row + 0.02 * float(source.normal())
        across = np.linspace(-0.55, 0.55, 9) + 0.03 * float(source.normal())
        down = middle - 0.03 * np.cos(across * 2.5) + 0.008 * source.standard_normal(9)
        strength = round(95 * worn * float(source.uniform(0.5, 1)))
        line(folds, np.stack([across, down], axis=1), strength=strength, width=2)


def _draw_marks(canvas: _Canvas, traits: FaceTraits) -> None:
    source = stream(traits.seed, "marks")
    dark = tone_of(traits) * np.array([0.42, 0.45, 0.5], dtype=np.float32)
    for mole in traits.moles:
        mask = blank()
        x, y = place(mole.x, mole.y)
        cv2.circle(
            mask, (round(x * 16), round(y * 16)), round(mole.radius * PER_UNIT * 16), 255, -1, cv2.LINE_AA, SHIFT
        )
        canvas.stain(mask, dark, share=mole.depth, blur_px=1.0)
    freckled = max(traits.proportions.freckles, 0) * max(1 - traits.skin_tone / 3, 0)
    spots = blank()
    for _ in range(round(220 * freckled) + round(40 * traits.wear)):
        x, y = place(float(source.normal(0, 0.5)), float(source.normal(0.25, 0.35)))
        radius = source.uniform(0.6, 1.7 + 2.0 * traits.wear)
        strength = int(source.integers(50, 140))
        cv2.circle(spots, (round(x * 16), round(y * 16)), round(radius * 16), strength, -1, cv2.LINE_AA, SHIFT)
    canvas.stain(spots, tone_of(traits) * np.array([0.55, 0.66, 0.8], dtype=np.float32), share=0.6, blur_px=0.7)


def _draw_nostrils(canvas: _Canvas, shape: HeadShape) -> None:
    p, mask = shape.traits.proportions, blank()
    for side in (-1, 1):
        x, y = place(side * p.nose_width * 0.5, p.nose_y - 0.005)
        axes = (round(p.nose_width * 0.23 * PER_UNIT * 16), round(0.02 * PER_UNIT * 16))
        cv2.ellipse(mask, (round(x * 16), round(y * 16)), axes, -side * 14, 0, 360, 255, -1, cv2.LINE_AA, SHIFT)
    canvas.stain(mask, tone_of(shape.traits) * np.array([0.2, 0.2, 0.26], dtype=np.float32), share=0.8, blur_px=2.2)


def lip_lines(shape: HeadShape) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The upper edge of the upper lip, where the lips meet, and the lower edge of the lower lip; *Shape*: N x 2 each."""
    p = shape.traits.proportions
    s = np.linspace(-1, 1, 25)
    x = s * p.mouth_width
    corner = -p.lip_corner * s**4
    middle = shape.mouth_y + corner + 0.008 * np.cos(s * 7) * (1 - s**2)
    bow = p.lip_bow * np.exp(-(((np.abs(s) - 0.2) / 0.14) ** 2)) - p.lip_bow * np.exp(-((s / 0.12) ** 2)) * 0.7
    upper = middle - np.maximum(p.lip_upper, 0.03) * (1 - np.abs(s) ** 1.7) - bow * (1 - s**2)
    lower = middle + np.maximum(p.lip_lower, 0.05) * (1 - np.abs(s) ** 2.6) ** 0.9
    return np.stack([x, upper], 1), np.stack([x, middle], 1), np.stack([x, lower], 1)


def _draw_lips(canvas: _Canvas, shape: HeadShape) -> None:
    traits = shape.traits
    upper, middle, lower = lip_lines(shape)
    red = 0.35 + 0.5 * traits.proportions.lip_redness
    tone = tone_of(traits)
    rosy = tone * np.array([0.70, 0.62, 0.88], dtype=np.float32) + np.array([6, 2, 8], dtype=np.float32)
    lips = tone + (rosy - tone) * np.float32(min(max(red + 0.25, 0.2), 1.0))
    source = stream(traits.seed, "lips")
    for edge, shade in ((upper, 0.9), (lower, 1.0)):
        mask = blank()
        filled(mask, np.concatenate([edge, middle[::-1]]))
        canvas.stain(mask, lips * np.float32(shade), share=0.9, blur_px=1.6)
    grooves = blank()
    for _ in range(46):
        at = float(source.uniform(-0.85, 0.85))
        i = round((at + 1) * 12)
        bottom = lower if source.random() < 0.6 else upper  # noqa: PLR2004 (the fuller lip has more)
        start, end = middle[i], middle[i] + (bottom[i] - middle[i]) * float(source.uniform(0.5, 0.95))
        line(grooves, [tuple(start), tuple(end)], strength=int(source.integers(30, 90)))
    canvas.stain(grooves, lips * np.float32(0.66), share=0.6, blur_px=0.7)
    canvas.spot(0.0, shape.mouth_y + traits.proportions.lip_lower + 0.035, (0.2, 0.03), (0.9, 0.9, 0.91))


def _draw_brows(canvas: _Canvas, traits: FaceTraits) -> None:
    """Many hairs, upright at the nose and lying down outward."""
    p, source = traits.proportions, stream(traits.seed, "brows")
    hair = hair_color(traits, dye=0.85) * np.float32(0.8) + tone_of(traits) * np.float32(0.06)
    under, hairs = blank(), blank()
    along = np.linspace(0, 1, 12)
    thickness = max(p.brow_thickness, 0.03)
    body = np.sin(np.clip(along * 1.15 + 0.18, 0, 1) * np.pi) ** 0.6 * thickness * 0.5
    middle, high = _brow_line(along, traits), np.stack([0 * body, body], 1)
    edge = np.concatenate([middle + high, (middle - high)[::-1]])
    for side in (-1, 1):
        filled(under, edge * np.array([side, 1.0]), strength=150)
        hair_lines, strengths = _brow_hairs(traits, source, along=along, body=body)
        for ends, strength in zip(outline(hair_lines * np.array([side, 1.0])), strengths, strict=True):
            cv2.polylines(hairs, [ends], isClosed=False, color=strength, lineType=cv2.LINE_AA, shift=SHIFT)
    canvas.stain(under, hair, share=0.55 * min(max(p.brow_density, 0.2), 1.1), blur_px=3.0)
    canvas.stain(hairs, hair, share=0.85, blur_px=0.55)


def _brow_hairs(
    traits: FaceTraits, source: Stream, *, along: NDArray[np.float64], body: NDArray[np.float64]
) -> tuple[NDArray[np.float64], list[int]]:
    """Root and tip of each hair on the right of the picture, and how strong it is; *Shape*: N x 2 x 2."""
    p = traits.proportions
    count = round(330 * max(p.brow_density, 0.3))
    thickness = max(p.brow_thickness, 0.03)
    draws, strengths = np.empty((count, 4)), []
    for row in draws:
        row[:] = source.uniform(0, 1), source.normal(0, 0.42), source.normal(0, 0.16), source.random()
        strengths.append(int(source.integers(90, 220)))
    t = draws[:, 0] ** 1.1
    across = draws[:, 1] * np.interp(t, along, body) * 1.15
    lean = 1.0 - 1.25 * t - 0.6 * across / thickness + draws[:, 2]
    length = (0.06 + 0.025 * draws[:, 3]) * (1 - 0.3 * t) * (0.7 + 5 * thickness)
    root = _brow_line(t, traits) + np.stack([0 * across, across], axis=1)
    tip = root + np.stack([length * np.cos(lean), -length * np.sin(lean)], axis=1)
    return np.stack([root, tip], axis=1), strengths


def _brow_line(t: NDArray[np.float64], traits: FaceTraits) -> NDArray[np.float64]:
    """From the inner end, 0, to the outer, 1, on the right of the picture; *Shape*: N x 2."""
    p = traits.proportions
    x = p.brow_inner + (p.brow_length + 0.28) * t
    y = (
        p.brow_y
        + 0.03
        - p.brow_tilt * (t - 0.3)
        - p.brow_arch * np.sin(np.clip(t * 1.25, 0, 1.25) * np.pi * 0.72)
        + 0.085 * t**3
    )
    return np.stack([x, y], axis=1)

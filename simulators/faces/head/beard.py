"""Beards: where hair grows on a face, the shade of a shaven one, stubble, and strands."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from simulators.faces.head.canvas import (
    PLACE_X,
    PLACE_Y,
    SIZE,
    Planes,
    around,
    blank,
    field_of,
    hairs,
    lay,
    texels,
)
from simulators.faces.head.lips import lip_lines
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import hair_color, tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

_NOTHING = 1e-3  # of a mask: nobody sees less
_FROM = int(np.searchsorted(PLACE_Y[:, 0], -0.4))  # the row above which no beard grows
_STUBBLE = 0.2  # of length; shorter hair is dots
_GRAY = np.array([186, 190, 193], dtype=np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beard:
    """What grows on a man's face at this moment; 0 is shaven, 1 full."""

    length: float = 0.0
    mustache: float = 0.0


@dataclass(frozen=True, slots=True)
class _Patch:
    """How a part of a beard grows."""

    bounds: tuple[tuple[float, float], tuple[float, float]]
    """Least and greatest place of a root, in face units."""

    hairs: int
    length: float
    """Of the longest, in face units."""
    spread: float
    """Radians by which hairs at the side lean outward."""


@dataclass(frozen=True, slots=True)
class _Strands:
    """Hairs from root to tip, and how dense the beard is there; *Shapes*: N x 4 x 2, and N."""

    strokes: NDArray[np.float64]
    strong: Floats

    def some(self, which: NDArray[np.bool_]) -> "_Strands":
        """Those of them."""
        return _Strands(self.strokes[which], self.strong[which])


_CHEEKS = _Patch(((-1.25, 0.0), (1.25, 1.95)), 12000, 0.085, 0.35)
_LIP = _Patch(((-0.55, 0.55), (0.55, 1.2)), 3400, 0.06, 1.0)
_LAYERS = ((0.5, 0.0, 0.45), (0.8, 9.0, 0.62), (1.15, 22.0, 0.8))
"""Share of the own color, what is added to it, and share of gray."""


@dataclass(frozen=True, slots=True)
class BeardGround:
    """Where hair grows on a face, 0 to 1: on cheeks and chin, and above the lip; *Shape*: height x width each."""

    cheeks: Floats
    lip: Floats


def beard_ground(shape: HeadShape) -> BeardGround | None:
    """Where a beard grows; None where none does."""
    traits = shape.traits
    if traits.sex == "female" or traits.childhood > 0.25:  # noqa: PLR2004 (about fifteen years)
        return None
    uneven = field_of(stream(traits.seed, "beard ground"), cells=90)[_FROM:]
    cheeks, lip = (np.pad(part(shape, uneven), ((_FROM, 0), (0, 0))) for part in (_cheeks, _above_lip))
    return BeardGround(cheeks, lip)


def _above_lip(shape: HeadShape, uneven: Floats) -> Floats:
    """From under the nose to just above the lip, thin in the middle, down past the corners of the mouth."""
    p = shape.traits.proportions
    x, y = np.abs(PLACE_X[:1]), PLACE_Y[_FROM:, :1]
    upper, _, _ = lip_lines(shape)
    right = upper[len(upper) // 2 :]
    low = np.interp(x[0], right[:, 0], right[:, 1])[None, :] - 0.05 + 0.25 * np.maximum(x - p.mouth_width, 0)
    high = p.nose_y + 0.07 + 0.11 * (x / p.mouth_width) ** 2
    grown = expit((y - high + 0.008 * uneven) / 0.03) * expit((low - y) / 0.018)
    across = expit((p.mouth_width + 0.02 - x + 0.02 * uneven) / 0.03) * (1 - 0.2 * np.exp(-((x / 0.03) ** 2)))
    return np.asarray(grown * across, dtype=np.float32)


def _cheeks(shape: HeadShape, uneven: Floats) -> Floats:
    """A full beard without the mustache; what depends on x or on y alone is a row or a column."""
    p, mouth = shape.traits.proportions, shape.mouth_y
    x, y = np.abs(PLACE_X[:1]), PLACE_Y[_FROM:, :1]
    edge = mouth - 0.2 - 0.95 * np.clip(x - 0.5, 0, 1) + 0.2 * np.exp(-((x / 0.46) ** 4))
    grown = expit((y - edge + 0.03 * uneven) / 0.05)
    sideburn = np.exp(-(((x - 0.97) / 0.12) ** 2)) * expit((y + 0.1) / 0.05)
    lips = np.exp(-((x / (p.mouth_width + 0.02)) ** 6) - (((y - mouth - 0.015) / (p.lip_lower + 0.035)) ** 4))
    bare = np.exp(-(((x - 0.17) / 0.1) ** 2) - ((y - mouth - p.lip_lower - 0.06) / 0.05) ** 2) * 0.75
    return np.asarray(np.clip(np.maximum(grown, sideburn * 0.9) * (1 - lips) - bare, 0, 1), dtype=np.float32)


def draw_stubble(planes: Planes, ground: BeardGround, traits: FaceTraits) -> None:
    """The cool shade that a shaven face still shows."""
    shadow = tone_of(traits) * np.array([0.88, 0.84, 0.79], dtype=np.float32)
    where = np.asarray(cv2.GaussianBlur(np.maximum(ground.cheeks, ground.lip), (0, 0), 5.0), dtype=np.float32)
    share = 0.42 * (1 - traits.skin_tone / 8) * (1 - 0.7 * traits.gray) * (1 - traits.childhood)
    lay(planes, np.s_[:, :], np.float32(share) * where, shadow)


def draw_beard(planes: Planes, ground: BeardGround, traits: FaceTraits, beard: Beard, source: Stream) -> None:
    """Grow hair on cheeks, chin and lip."""
    for amount, mask, patch in ((beard.length, ground.cheeks, _CHEEKS), (beard.mustache, ground.lip, _LIP)):
        if amount > _STUBBLE:
            _lay_roots(planes, mask, traits, amount)
            _lay_strands(planes, traits, _strands(mask, patch, amount, source), source)
        elif amount > 0:
            _dot(planes, mask, traits, amount=amount / _STUBBLE, source=source)


def _dot(planes: Planes, mask: Floats, traits: FaceTraits, *, amount: float, source: Stream) -> None:
    """Stubble: a shade and many dots, each a hair cut short."""
    area = around((mask > _NOTHING).view(np.uint8), 2)
    if area is None:
        return
    part, hair = mask[area], hair_color(traits)
    lay(planes, area, part * np.float32(0.16 + 0.2 * amount), hair + (tone_of(traits) - hair) * np.float32(0.3))
    grain = source.standard_normal(part.shape, dtype=np.float32)
    dots = cv2.GaussianBlur(np.maximum(grain - np.float32(0.9), 0), (3, 3), 0.6)
    lay(planes, area, np.minimum(part * dots * np.float32(0.5 + 0.6 * amount), np.float32(0.8)), hair)


def _lay_roots(planes: Planes, mask: Floats, traits: FaceTraits, amount: float) -> None:
    """The shade between the strands."""
    area = around((mask > _NOTHING).view(np.uint8), 0)
    if area is None:
        return
    own = hair_color(traits, dye=1.0)
    root = own * np.float32(0.7) + (_GRAY - own) * np.float32(0.55 * traits.gray**1.5)
    lay(planes, area, mask[area] ** 2 * np.float32(min(0.12 + 0.95 * amount, 0.88)), root)


def _lay_strands(planes: Planes, traits: FaceTraits, strands: _Strands, source: Stream) -> None:
    """From deep and dark to high and light, and gray ones among them."""
    own = hair_color(traits, dye=1.0)
    gray = (_GRAY - own) * np.float32(0.6 + 0.65 * traits.gray)
    is_gray = source.random(len(strands.strong)) < min(traits.gray**1.3 * 1.1, 0.95)
    layer = np.arange(len(is_gray)) % len(_LAYERS)
    for number, (shade, lift, light) in enumerate(_LAYERS):
        _lay(planes, strands.some((layer == number) & ~is_gray), own * np.float32(shade) + np.float32(lift))
        _lay(planes, strands.some((layer == number) & is_gray), own + gray * np.float32(light))


def _lay(planes: Planes, strands: _Strands, color: Floats) -> None:
    """Strands thin toward their tips; where the beard ends they are fainter."""
    drawn, strengths = blank(), 50 + 130 * strands.strong**2
    hairs(drawn, strands.strokes[:, 2:], 0.35 * strengths)
    hairs(drawn, strands.strokes[:, :3], strengths)
    area = around(drawn, 1)
    if area is not None:
        soft = cv2.GaussianBlur(drawn[area], (3, 3), 0.7).astype(np.float32)
        lay(planes, area, soft * np.float32(0.85 / 255), color)


def _strands(mask: Floats, patch: _Patch, amount: float, source: Stream) -> _Strands:
    """Short bent hairs that grow down and away from the middle, where the mask lets them."""
    count, length = round(patch.hairs * (0.8 + 0.2 * amount)), patch.length * (0.35 + 0.65 * amount)
    root = source.uniform(*patch.bounds, (count, 2))
    strong = mask[_pixels(root)]
    kept = strong**1.5 > source.uniform(0.04, 1, count)
    root, strong = root[kept], strong[kept]
    many, side = len(root), np.sign(root[:, 0])
    lean = patch.spread * np.tanh(3 * root[:, 0]) + source.normal(0, 0.25, many)
    size = length * source.uniform(0.5, 1.15, many) * (0.3 + 0.7 * strong)
    bend = source.normal(0, 0.35, many) - 0.25 * side
    points = [root]
    for step in range(3):
        turn = lean + bend * step / 2
        points.append(points[-1] + (size / 3)[:, None] * np.stack([np.sin(turn), np.cos(turn)], axis=1))
    return _Strands(np.stack(points, axis=1), strong * np.float32(0.6 + 0.4 * amount))


def _pixels(points: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows and columns of places of the face; *Shape*: N x 2."""
    column, row = np.round(texels(points)).astype(np.int64).T
    return np.clip(row, 0, SIZE[1] - 1), np.clip(column, 0, SIZE[0] - 1)

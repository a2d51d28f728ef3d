"""Beards: the shade of a shaven face, stubble, and strands."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import SIZE, Area, Planes, around, blank, hairs, lay, lighten, texels
from simulators.faces.head.grain import grain
from simulators.faces.head.growth import BeardGround, beard_ground
from simulators.faces.head.tone import hair_color, tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

__all__ = ["Beard", "BeardGround", "beard_ground", "draw_beard", "draw_stubble"]

_NOTHING = 1e-3  # of a mask: nobody sees less
_THICKEST = 2.7  # of a point of stubble, where 1 is usual
_UNEVEN = 0.5  # of stubble by deviations of spots of a few hairs
_FADES_PX = 41, 61  # across and down, over which the shade of shaven cheeks fades
_STUBBLE = 0.2  # of length; shorter hair is dots
_BESIDE = 0.5  # of stubble beside a mustache alone
_GRAYEST = 0.74  # of hairs; some stay dark
_BRIGHTEST = 0.96  # of the color of skin, which gray hair is darker than: each throws a shade on the next
_ON_DARK = 132.0  # so light gray hair is on the darkest skin
_GRAY_SHADE = 0.68  # of the light of gray hair, what is left between the hairs
_WARM = 0.22  # of the color of the skin that shines through gray hair
_FADED = 0.1  # by which dark hair among gray is nearer to it
_SHADE = 0.145, 0.155, 0.155
"""How much of blue, green and red skin loses over roots cut short: nearly alike, so that no patch looks cold."""
_GRAY = np.array([170, 175, 179], dtype=np.float32)


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
    soft_px: int
    """Over which the shade between the hairs ends."""
    close: float
    """How deep that shade is, where 1 is that of a beard."""


@dataclass(frozen=True, slots=True)
class _Strands:
    """Hairs from root to tip, and how dense the beard is there; *Shapes*: N x 4 x 2, and N."""

    strokes: NDArray[np.float64]
    strong: Floats

    def some(self, which: NDArray[np.bool_]) -> "_Strands":
        """Those of them."""
        return _Strands(self.strokes[which], self.strong[which])


_CHEEKS = _Patch(((-1.25, 0.0), (1.25, 1.95)), 8600, 0.115, 0.4, 15, 1.0)
_LIP = _Patch(((-0.6, 0.55), (0.6, 1.25)), 8000, 0.085, 0.8, 9, 1.22)
_LAYERS = ((0.55, 0.0, 0.2), (0.8, 3.0, 0.55), (1.2, 13.0, 1.06))
"""Share of the own color, what is added to it, and share of gray: in the shade of others, among them, in the light."""
_LIGHT = np.array([0.72, 0.88, 1.1], dtype=np.float32)  # of what is added: lit hair is warm
_PATCHY = 0.2  # of hairs that more or fewer grow by a deviation of the patches


def draw_stubble(planes: Planes, ground: BeardGround, traits: FaceTraits) -> None:
    """What a shaven face still shows: a shade, and in it the points where hair was cut."""
    grown = np.maximum(ground.cheeks, ground.lip)
    area = around((grown > _NOTHING).view(np.uint8), 2)
    if area is None:
        return
    where = np.asarray(cv2.blur(grown[area], _FADES_PX), dtype=np.float32)
    shows = (1 - 0.75 * traits.gray) * (1 - 3 * traits.childhood)
    _shade(planes, area, where * np.float32(1.1 * (1 - traits.skin_tone / 9) * shows))
    points = _points(stream(traits.seed, "stubble"), area)
    lay(planes, area, where * points * np.float32(0.085 * shows), hair_color(traits))


def draw_beard(planes: Planes, ground: BeardGround, traits: FaceTraits, beard: Beard, source: Stream) -> None:
    """Grow hair on cheeks, chin and lip."""
    if beard.mustache > _STUBBLE > beard.length:  # nobody shaves so well beside it that nothing shows
        _dot(planes, ground.cheeks, traits, amount=_BESIDE, source=source)
    for amount, mask, patch in ((beard.length, ground.cheeks, _CHEEKS), (beard.mustache, ground.lip, _LIP)):
        if amount > _STUBBLE:
            _lay_roots(planes, mask, traits, amount, patch)
            _lay_strands(planes, traits, _strands(mask, ground.clumps, patch, amount, source), source)
        elif amount > 0:
            _dot(planes, mask, traits, amount=amount / _STUBBLE, source=source)


def _shade(planes: Planes, area: Area, weight: Floats) -> None:
    """Darken an area of the skin by the roots in it; the weight is 1 where they are usual; *Shape*: weight as the area."""
    lighten(planes, area, -weight, _SHADE)


def _points(source: Stream, area: Area) -> Floats:
    """Points of which some are strong, as hair stands in skin; none so strong that it is seen alone."""
    single, together = grain(source, "bristles")[area], grain(source, "fine")[area]
    return np.asarray(
        np.clip(single + np.float32(_UNEVEN) * together + np.float32(0.6), 0, _THICKEST), dtype=np.float32
    )


def _dot(planes: Planes, mask: Floats, traits: FaceTraits, *, amount: float, source: Stream) -> None:
    """Stubble: a soft shade and many points, each a hair cut short; some are gray before others."""
    area = around((mask > _NOTHING).view(np.uint8), 2)
    if area is None:
        return
    part, hair = mask[area], hair_color(traits, dye=1.0)
    soft = np.asarray(cv2.blur(part, (9, 9)), dtype=np.float32)
    dark, light = (0.1 + 0.34 * amount) * (1 - 0.7 * traits.gray), (0.03 + 0.06 * amount) * traits.gray
    _shade(planes, area, soft * soft * np.float32(2.0 * dark))
    lay(planes, area, np.minimum(part * _points(source, area) * np.float32(0.76 * dark), np.float32(0.7)), hair)
    if light > _NOTHING:
        weight = np.minimum(part * _points(source, area) * np.float32(light), np.float32(0.8))
        lay(planes, area, weight, _gray_of(traits))


def _gray_of(traits: FaceTraits) -> Floats:
    """The color of gray hair in the light of this skin; *Shape*: 3."""
    skin = tone_of(traits)
    bright = max(_BRIGHTEST * float(skin.mean()), _ON_DARK)
    gray = _GRAY * np.float32(min(bright / float(_GRAY.mean()), 1))
    return np.asarray(gray + (skin - gray) * np.float32(_WARM), dtype=np.float32)


def _lay_roots(planes: Planes, mask: Floats, traits: FaceTraits, amount: float, patch: _Patch) -> None:
    """The shade between the strands, softer than they."""
    area = around((mask > _NOTHING).view(np.uint8), 4)
    if area is None:
        return
    own = hair_color(traits, dye=1.0)
    root = own + (tone_of(traits) * np.float32(0.72) - own) * np.float32(0.3)
    root += (_gray_of(traits) * np.float32(_GRAY_SHADE) - root) * np.float32(0.85 * traits.gray)
    soft = np.asarray(cv2.blur(mask[area], (patch.soft_px, patch.soft_px)), dtype=np.float32)
    share = np.float32(patch.close * min(0.22 + 0.4 * amount, 0.52) * (1 - 0.05 * traits.gray))
    lay(planes, area, soft * np.sqrt(mask[area]) * share, root)


def _lay_strands(planes: Planes, traits: FaceTraits, strands: _Strands, source: Stream) -> None:
    """From deep and dark to high and light, and gray ones among them."""
    own = hair_color(traits, dye=1.0)
    gray = (_gray_of(traits) - own) * np.float32(0.6 + 0.4 * traits.gray)
    dark = own + gray * np.float32(_FADED * traits.gray)
    x, y = strands.strokes[:, 0].T
    chin = np.exp(-((x / 0.3) ** 2)) * np.clip((y - traits.proportions.nose_y - 0.2) / 0.3, 0, 1)  # it is gray first
    likely = traits.gray**1.3 * (0.75 + 0.6 * chin)
    is_gray = source.random(len(likely)) < np.minimum(likely, _GRAYEST)
    layer = np.arange(len(is_gray)) % len(_LAYERS)
    for number, (shade, lift, light) in enumerate(_LAYERS):
        _lay(planes, strands.some((layer == number) & ~is_gray), dark * np.float32(shade) + _LIGHT * np.float32(lift))
        _lay(planes, strands.some((layer == number) & is_gray), own + gray * np.float32(light))


def _lay(planes: Planes, strands: _Strands, color: Floats) -> None:
    """Strands thin toward their tips; where the beard ends they are fainter."""
    drawn, strengths = blank(), 65 + 150 * strands.strong**1.5
    hairs(drawn, strands.strokes[:, 2:], 0.35 * strengths)
    hairs(drawn, strands.strokes[:, :3], strengths)
    area = around(drawn, 1)
    if area is not None:
        soft = cv2.GaussianBlur(drawn[area], (3, 3), 0.58).astype(np.float32)
        lay(planes, area, soft * np.float32(0.95 / 255), color)


def _strands(mask: Floats, clumps: Floats, patch: _Patch, amount: float, source: Stream) -> _Strands:
    """Short bent hairs that grow down and away from the middle, where the mask lets them; neighbors lean alike."""
    count, length = round(patch.hairs * (0.8 + 0.2 * amount)), patch.length * (0.35 + 0.65 * amount)
    root = source.uniform(*patch.bounds, (count, 2))
    strong = mask[_pixels(root)]
    kept = strong**1.2 * (1 + _PATCHY * clumps[_pixels(root)]) > source.uniform(0.012, 1, count)
    root, strong = root[kept], strong[kept]
    many, side = len(root), np.sign(root[:, 0])
    together = clumps[_pixels(root)]
    lean = patch.spread * np.tanh(3 * root[:, 0]) + 0.17 * together + source.normal(0, 0.19, many)
    size = length * source.uniform(0.45, 1.2, many) * (0.45 + 0.55 * strong)
    way = np.stack([np.sin(lean), np.cos(lean)], axis=1)
    size *= 0.25 + 0.75 * np.minimum(mask[_pixels(root + size[:, None] * way)] / strong, 1)  # they end where none grow
    bend = source.normal(0, 0.35, many) - 0.25 * side - 0.2 * together
    shown = (strong * (0.6 + 0.4 * amount) * source.uniform(0.55, 1.25, many)).astype(np.float32)
    points = [root]
    for step in range(3):
        turn = lean + bend * step / 2
        points.append(points[-1] + (size / 3)[:, None] * np.stack([np.sin(turn), np.cos(turn)], axis=1))
    return _Strands(np.stack(points, axis=1), shown)


def _pixels(points: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows and columns of places of the face; *Shape*: N x 2."""
    column, row = np.round(texels(points)).astype(np.int64).T
    return np.clip(row, 0, SIZE[1] - 1), np.clip(column, 0, SIZE[0] - 1)

"""How garments look from the front: pattern, seams, buttons, lapels, ties; drawn on a flat picture."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.build import Figure
from simulators.faces.clothing.cloth import Bgr, noise, opaque, weave
from simulators.faces.clothing.garments.creases import PIECES, creases
from simulators.faces.clothing.garments.drawing import LEFT, PER_UNIT, SIZE, TOP, fill, ink, stroke
from simulators.faces.clothing.hull import Doubles
from simulators.faces.clothing.wear import Garment, GarmentPrint, Wear
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Material
from simulators.faces.stream import stream

SHIRT_WHITE: Bgr = (190, 192, 193)
_SHADED = 0.86  # of the light of what is under a jacket
_DRAWN_FOR = 2.85  # the shoulder of the picture
_KNITTED = 9
"""The style of parts of a knit garment."""
_RIBBED = 8
"""The style of the band around the neck of a T-shirt."""
_RIB, _RIB_DEPTH = 0.05, 0.09  # from rib to rib, and how much darker it is between them
_SHIRT_CREASES = ((-0.34, 2.5, 0.1), (0.3, 2.62, -0.12), (-0.2, 2.95, 0.2), (0.24, 3.1, -0.06), (-0.06, 3.4, 0.14))
"""Of the shirt in a jacket: the middle of each, and how much farther down its right end lies."""
_CREASED: dict[Garment, float] = {
    "suit": 0.45,
    "jacket": 0.7,
    "hoodie": 0.6,
    "polo": 0.6,
    "blouse": 0.6,
    "t_shirt": 0.5,
}
"""How deep the creases of a garment are beside those of a shirt; its sleeves have those of a shirt."""
_DRAPES = 997  # that are told apart when a piece of cloth is chosen
_KNIT: tuple[Garment, ...] = ("t_shirt", "hoodie", "polo")


def under_color(color: Bgr) -> Bgr:
    """What is worn under a jacket, a little in its shade."""
    return round(_SHADED * color[0]), round(_SHADED * color[1]), round(_SHADED * color[2])


def placed(points: Doubles, figure: Figure, *, sunk: Doubles | float = 0.0) -> Floats:
    """Where places of the body are in the picture: seams meet any shoulder; `sunk`: cloth taken up by folds; *Shape*: ... x 2."""
    x, y = points[..., 0], points[..., 1] - figure.neck + 2.1
    beyond = np.maximum(np.abs(x) - 1, 0) * ((_DRAWN_FOR - 1) / (figure.shoulder - 1))
    x = np.sign(x) * (np.minimum(np.abs(x), 1) + beyond)
    return np.stack([(x + 0.6 * sunk - LEFT) * PER_UNIT, (y + sunk - TOP) * PER_UNIT], axis=-1).astype(np.float32)


def garment_material(wear: Wear) -> Material:
    """The material of the garment itself."""
    style = int(wear.has_tie) if wear.garment == "suit" else int(wear.drape * 2.999)
    colors = wear.garment_color, wear.accent_color
    return _material(_picture(wear.garment, *colors, wear.garment_print, style, piece=_piece(wear)))


def plain_material(color: Bgr) -> Material:
    """The material of parts in one color."""
    return _material(_picture("abaya", color, color, "plain", 0))


def sleeve_material(wear: Wear) -> Material:
    """The material of the garment without what is drawn on its front."""
    return _cloth(wear, piece=_piece(wear))


def _cloth(wear: Wear, piece: int | None = None) -> Material:
    """What the garment is made of, smooth or creased like a piece of cloth."""
    style = _KNITTED if wear.garment in _KNIT else 0
    colors = wear.garment_color, wear.accent_color
    return _material(_picture("abaya", *colors, wear.garment_print, style, piece=piece))


def _piece(wear: Wear) -> int:
    """The way in which the cloth is creased at this moment."""
    return int(wear.drape * _DRAPES) % PIECES


def collar_material(wear: Wear) -> Material:
    """The material of its collar."""
    if wear.garment == "suit":
        return plain_material(SHIRT_WHITE)
    if wear.garment in ("shirt", "blouse"):
        return _cloth(wear)
    style = _RIBBED if wear.garment == "t_shirt" else _KNITTED
    return _material(_picture("abaya", wear.garment_color, wear.accent_color, "plain", style))


def _material(texture: Texture) -> Material:
    return Material(texture=texture, wrap=(0.2, 0.2, 0.2), gloss=0.004, shine=3, is_thin=True, is_whole=True)


@lru_cache(maxsize=64)
def _picture(  # noqa: PLR0913 (all that a picture differs by)
    garment: Garment, color: Bgr, accent: Bgr, pattern: GarmentPrint, style: int, *, piece: int | None = None
) -> Texture:
    """The garment, creased like that piece of cloth; *Shape*: height x width x 4."""
    canvas = np.empty((3, SIZE[1], SIZE[0]), dtype=np.float32)
    canvas[:] = np.array(color)[:, None, None]
    share = _pattern(pattern)
    if share is not None:
        canvas += share * (np.array(accent, dtype=np.float32)[:, None, None] - canvas)
    is_knit = garment in _KNIT or style in (_KNITTED, _RIBBED)
    if garment == "suit":
        _draw_suit(canvas, color, accent, has_tie=style != 0)
    elif garment != "abaya":
        _draw_seams(canvas, color, lower=garment in ("t_shirt", "hoodie"))
    if garment == "jacket":
        _draw_zip(canvas, color, accent)
    elif garment in ("shirt", "dishdasha") or (garment == "blouse" and style == 1):
        _draw_front(canvas, color, style=style, is_long=garment != "dishdasha")
    elif garment == "polo":
        _draw_placket(canvas, color)
    threads = _melange() if is_knit else weave(SIZE)
    if style == _RIBBED:
        threads = threads * _ribs()
    if piece is not None:
        threads = threads * (1 + np.float32(_CREASED.get(garment, 1.0)) * creases(piece))
    return opaque([plane * threads for plane in canvas])


@lru_cache(maxsize=1)
def _ribs() -> Floats:
    """The light and dark of ribs side by side, about 1; *Shape*: 1 x width."""
    x = np.arange(SIZE[0], dtype=np.float32)[None] / np.float32(PER_UNIT)
    return np.asarray(1 + _RIB_DEPTH * (np.cos(x * np.float32(2 * np.pi / _RIB)) - 0.5), dtype=np.float32)


@lru_cache(maxsize=1)
def _melange() -> Floats:
    """The light and dark of knitted yarn, about 1; *Shape*: height x width."""
    source = stream(77, "melange")
    width, height = SIZE
    fine = noise(source, cells=(width, height // 2), size=SIZE)
    slow = noise(source, cells=(60, 30), size=SIZE)
    return np.asarray(1 + 0.03 * fine + 0.012 * slow, dtype=np.float32)


@lru_cache(maxsize=8)
def _pattern(pattern: GarmentPrint) -> Floats | None:
    """The share of the second color; *Shape*: height x width, or nothing where there is one color only."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32) / np.float32(PER_UNIT)
    match pattern:
        case "pinstripe":
            return _lines(x, every=0.16, share=0.22)
        case "hoops":
            return 0.7 * _lines(y, every=0.3, share=0.35)
        case "plaid":
            wide = 0.3 * (_lines(x, every=0.62, share=0.45) + _lines(y, every=0.62, share=0.45))
            return np.asarray(wide + 0.1 * _lines(x + 0.14, every=0.62, share=0.08), dtype=np.float32)
        case "checks":
            return np.asarray(0.3 * (_lines(x, every=0.2, share=0.2) + _lines(y, every=0.2, share=0.2)), np.float32)
    return None


def _lines(way: Floats, *, every: float, share: float) -> Floats:
    """Stripes with soft edges, from 0 to 1."""
    off = np.abs((way / np.float32(every)) % 1 - 0.5)
    return np.asarray(np.clip((share / 2 - off) * every * PER_UNIT + 0.5, 0, 1), dtype=np.float32)


def _draw_seams(canvas: Floats, color: Bgr, *, lower: bool) -> None:
    """Over the shoulder and around the arm."""
    drop = 0.12 if lower else 0.0
    for side in (-1, 1):
        armhole = [
            (side * (2.3 + drop), 2.3),
            (side * (2.22 + drop), 2.7),
            (side * (2.12 + drop), 3.2),
            (side * 2.2, 3.9),
        ]
        stroke(canvas, ink(color, 1.08, share=0.5, blur_px=1.4), *[(x - side * 0.03, y) for x, y in armhole], width=2)
        stroke(canvas, ink(color, 0.6, share=0.75), *armhole)


def _draw_front(canvas: Floats, color: Bgr, *, style: int, is_long: bool) -> None:
    """A placket with buttons; that of a dishdasha ends on the chest beside a pocket."""
    end = 5.2 if is_long else 3.65
    fill(canvas, ink(color, 1.03), (-0.12, 2.2), (-0.12, end), (0.12, end), (0.12, 2.2))
    stroke(canvas, ink(color, 0.58, share=0.5, blur_px=1.4), (0.13, 2.2), (0.13, end), width=2)
    for x in (-0.12, -0.085, 0.085):
        stroke(canvas, ink(color, 0.72, share=0.5), (x, 2.2), (x, end))
    if not is_long:
        stroke(canvas, ink(color, 0.7, share=0.6), (-0.12, end), (0.12, end))
    pocket = [(0.62, 3.25), (0.62, 3.95), (0.9, 4.06), (1.18, 3.95), (1.18, 3.25)]
    stroke(canvas, ink(color, 0.78, share=0.6), *pocket)
    stroke(canvas, ink(color, 0.74, share=0.7), (0.62, 3.25), (1.18, 3.25), width=2)
    if is_long or style:
        for y in np.arange(2.48, end, 0.36):
            _draw_button(canvas, (0.0, float(y)), color)


def _draw_placket(canvas: Floats, color: Bgr) -> None:
    """The short opening of a polo shirt."""
    fill(canvas, ink(color, 1.05), (-0.13, 2.2), (-0.13, 3.5), (0.13, 3.5), (0.13, 2.2))
    stroke(canvas, ink(color, 0.5, share=0.8, blur_px=1.2), (0.14, 2.2), (0.14, 3.5), width=2)
    stroke(canvas, ink(color, 0.65, share=0.7), (-0.13, 2.2), (-0.13, 3.5), (0.13, 3.5))
    for y in (2.95, 3.25):
        _draw_button(canvas, (0.0, y), color)


def _draw_button(canvas: Floats, at: tuple[float, float], color: Bgr) -> None:
    x, y = at
    turn = np.linspace(0, 2 * np.pi, 13)
    for radius, shade, down in ((0.048, 0.5, 0.016), (0.04, 0.88, 0.0)):
        ring = [(x + radius * float(np.cos(a)), y + down + radius * float(np.sin(a))) for a in turn]
        fill(canvas, ink(color, shade, share=0.9), *ring)


def _draw_zip(canvas: Floats, color: Bgr, accent: Bgr) -> None:
    """A jacket open at the top over what is under it."""
    opening = [(-0.66, 1.7), (-0.5, 2.3), (-0.06, 3.7), (0.06, 3.7), (0.5, 2.3), (0.66, 1.7)]
    fill(canvas, ink(color, 0.35, share=0.7, blur_px=3), *[(1.08 * x, y + 0.04) for x, y in opening])
    under = under_color(accent)
    fill(canvas, ink(under), *opening)
    fill(canvas, ink(under, 0.5, share=0.2, blur_px=8.0), (-0.66, 1.7), (-0.56, 2.3), (0.56, 2.3), (0.66, 1.7))
    for x, y, lean in _SHIRT_CREASES:
        stroke(canvas, ink(under, 0.72, share=0.5, blur_px=2.6), (x - 0.2, y - lean), (x + 0.2, y + lean), width=4)
    for side in (-1, 1):
        edge = [(side * x, y) for x, y in ((0.66, 1.7), (0.5, 2.3), (0.04, 3.7), (0.02, 5.2))]
        shadow = [(x - side * 0.07, y) for x, y in edge]
        stroke(canvas, ink(under, 0.45, share=0.6, blur_px=4), *shadow, width=8)
        stroke(canvas, ink((70, 70, 72)), *edge, width=3)
        stroke(canvas, ink((170, 172, 175), share=0.7), *edge)
        stroke(canvas, ink(color, 0.6, share=0.6), *[(x + side * 0.16, y) for x, y in edge])


_OPENING = ((-0.62, 1.7), (-0.52, 2.35), (0.0, 3.95), (0.52, 2.35), (0.62, 1.7))
_LAPEL = (
    (-0.62, 1.7),
    (-0.78, 2.2),
    (-1.05, 2.55),
    (-0.9, 2.72),
    (-1.12, 2.78),
    (0.03, 4.05),
    (0.0, 3.9),
    (-0.52, 2.35),
)
_TIE = ((-0.21, 2.16), (-0.13, 2.52), (-0.25, 3.3), (-0.32, 4.0), (0.32, 4.0), (0.25, 3.3), (0.13, 2.52), (0.21, 2.16))


def _draw_shirt(canvas: Floats) -> None:
    """Shade on a shirt below the chin and beside the lapels, its placket and a few creases."""
    shade = ink(SHIRT_WHITE, 0.5, share=0.22, blur_px=8.0)
    fill(canvas, shade, (-0.62, 1.7), (-0.56, 2.3), (0.56, 2.3), (0.62, 1.7))
    for side in (-1, 1):
        edge = [(side * x, y) for x, y in ((0.6, 2.0), (0.5, 2.4), (0.02, 3.9))]
        stroke(canvas, ink(SHIRT_WHITE, 0.42, share=0.6, blur_px=5.0), *edge, width=9)
        stroke(canvas, ink(SHIRT_WHITE, 0.7, share=0.5, blur_px=0.8), (side * 0.11, 2.3), (side * 0.11, 4.0))
    for x, y, lean in _SHIRT_CREASES:
        places = (x - 0.15, y - lean), (x, y + 0.02), (x + 0.15, y + lean)
        stroke(canvas, ink(SHIRT_WHITE, 0.72, share=0.5, blur_px=2.2), *places, width=3)
        stroke(canvas, ink(SHIRT_WHITE, 1.08, share=0.4, blur_px=1.6), *[(a, b - 0.045) for a, b in places], width=2)


def _draw_suit(canvas: Floats, color: Bgr, accent: Bgr, *, has_tie: bool) -> None:
    """A white shirt in the opening, lapels, perhaps a tie."""
    fill(canvas, ink(SHIRT_WHITE), *_OPENING)
    _draw_shirt(canvas)
    if has_tie:
        shadow = ink(SHIRT_WHITE, 0.55, share=0.35, blur_px=3)
        fill(canvas, shadow, (-0.24, 2.2), (-0.33, 4.0), (0.33, 4.0), (0.24, 2.2))
        fill(canvas, ink(accent), *_TIE)
        stroke(canvas, ink(accent, 0.55, share=0.8), (-0.13, 2.51), (0.13, 2.51), width=2)
    else:
        for y in (2.6, 2.95, 3.3):
            _draw_button(canvas, (0.0, y), SHIRT_WHITE)
    for side in (-1, 1):
        lapel = [(side * x, y) for x, y in _LAPEL]
        fill(canvas, ink(color, 0.45, share=0.85, blur_px=3.0), *[(x + side * 0.03, y + 0.04) for x, y in lapel])
        fill(canvas, ink(color, 1.12), *lapel)
        stroke(canvas, ink(color, 0.6, share=0.8), *lapel[2:5])
        stroke(canvas, ink(color, 0.5, share=0.7), *lapel[5:], width=2)

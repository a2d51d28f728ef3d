"""What garments end in at the neck: bands, folded collars, lapels, hoods."""

import numpy as np

from simulators.faces.clothing.build import Figure
from simulators.faces.clothing.cloth import Bgr, smooth
from simulators.faces.clothing.garments.tailoring import collar_material, placed, plain_material, under_color
from simulators.faces.clothing.hull import Body, Doubles, unit
from simulators.faces.clothing.tube import merged, tube
from simulators.faces.clothing.wear import Wear
from simulators.faces.render.mesh import Material, Mesh, grid_mesh

_FLAT = np.array([1.0, 0.0, 1.0])
_SPINE = np.array([0.0, 0.0, -0.3])
_SLOPING, _RISING = np.array([1.0, 0.25, 1.0]), np.array([0.0, 0.55, -0.3])  # off a body whose shoulders slope
_CUT_TURN, _CUT_Y = 0.6, 1.2  # how the cloth of a collar is turned on its piece, in radians, and where it lies
_LAPEL_TURN = 0.62
_CORNER = 0.2  # radians over which the ends of a standing collar are cut off
_COLLARLESS = 0.08  # how much higher a dishdasha without a folded collar ends
_UPRIGHT = 3.0  # above 1: a band that stands rises straight from where it meets the shoulders
_STAND = 0.28  # how high the collar of a shirt rises beside the neck
_CLOSE = 0.17  # how much higher a garment ends under a folded collar that is small
_HIDDEN = 0.8  # of the light that a folded collar loses beside the neck, under a jacket
_TUCKED_IN = 0.07  # how far the neck of a shirt lies within the collar of a jacket
_FOLDED = 0.667  # of the drape: from here on a dishdasha has a folded collar


def neck_circle(figure: Figure, turn: Doubles) -> Doubles:
    """The height by azimuth of where a close garment ends; lower in front."""
    return figure.neck + 0.16 * np.cos(turn)


def neckline(wear: Wear, figure: Figure, turn: Doubles) -> Doubles:
    """The height by azimuth of the opening."""
    away = np.abs(turn)
    lower = -0.06 * np.exp(-((turn / 0.3) ** 2))
    match wear.garment:
        case "suit":
            lower = lower - _CLOSE * smooth(away, 0.12, 0.6)
        case "dishdasha" if wear.drape >= _FOLDED:
            lower = lower - _CLOSE * smooth(away, 0.3, 0.9)
        case "dishdasha":
            lower = lower - _COLLARLESS
        case "hoodie":
            lower = 0.14 * np.exp(-((turn / 0.5) ** 2)) - 0.02
        case "t_shirt":
            lower = 0.04 + (0.09 + 0.12 * wear.drape) * np.exp(-((turn / 0.6) ** 2))
        case "blouse":
            lower = 0.02 + (0.1 + 0.35 * wear.drape) * np.exp(-((away / 0.5) ** 1.4))
        case "jacket":
            lower = 0.04 + 0.1 * np.exp(-((turn / 0.6) ** 2))
        case "shirt" | "polo" if is_open(wear):
            lower = 0.53 * np.exp(-away / 0.14) - 0.09
    return np.asarray(neck_circle(figure, turn) + lower)


def is_open(wear: Wear) -> bool:
    """Whether the top button of a shirt is open."""
    return wear.garment == "polo" or wear.drape > 0.4  # noqa: PLR2004 (most are)


def collar(body: Body, wear: Wear, figure: Figure) -> list[Mesh]:
    """The collar of a garment, over its edge."""
    parts: list[Mesh] = []
    match wear.garment:
        case "t_shirt":
            parts = [_band(body, wear, figure, high=0.1, lean=0.015)]
        case "dishdasha" if wear.drape < _FOLDED:
            stands = wear.drape >= _FOLDED / 2
            high, lean, bend = (0.2, 0.03, _UPRIGHT) if stands else (0.04, 0.01, 1.0)
            parts = [_band(body, wear, figure, high=high, lean=lean, bend=bend)]
        case "shirt" | "polo" | "dishdasha":
            parts = _folded(body, wear, figure)
        case "suit":
            parts = [*_folded(body, wear, figure), _jacket_collar(body, wear, figure)]
        case "jacket":
            parts = [_inner_band(body, wear, figure), _standing(body, wear, figure)]
        case "hoodie":
            parts = _hood(body, wear, figure)
    return parts


def collar_shadow(points: Doubles, turn: Doubles, wear: Wear, figure: Figure) -> Doubles:
    """How much light is left on a garment beside its collar; *Shape*: rows x columns."""
    below = points[..., 1] - neckline(wear, figure, turn)
    if wear.garment in ("shirt", "polo", "suit"):
        below = points[..., 1] - _flap_end(np.abs(turn), 0.5) - figure.neck + 2.1
        return np.asarray(1 - 0.75 * np.exp(-((np.maximum(below, 0) / 0.11) ** 2)))
    return np.asarray(1 - 0.4 * np.exp(-((below / 0.12) ** 2)))


def off_the_body(points: Doubles) -> Doubles:
    """The directions in which a garment, and what lies on it, stand off their places; *Shapes*: ... x 3."""
    return unit(points * _SLOPING - _RISING)


def _lifted(points: Doubles, out: Doubles) -> Doubles:
    """The places, so far out from the spine."""
    return np.asarray(points + unit(points * _FLAT - _SPINE) * out[..., None])


def _piece(
    points: Doubles, figure: Figure, material: Material, shade: Doubles, *, cut_from: Doubles | None = None
) -> Mesh:
    """A piece of cloth; `cut_from`: the places on the garment whose threads it has, if not its own; *Shapes*: ... x 3."""
    return grid_mesh(
        points.astype(np.float32),
        texels=placed(points if cut_from is None else cut_from, figure),
        material=material,
        openness=shade.astype(np.float32),
    )


def _band(  # noqa: PLR0913 (a body and the form of a strip)
    body: Body, wear: Wear, figure: Figure, *, high: float, lean: float, bend: float = 1.0
) -> Mesh:
    """A strip around the neck, folded over at its top: it has thickness and a shadow within; `bend`: above 1 it is upright."""
    turn = np.linspace(-np.pi, np.pi, 73)[None]
    rows = np.linspace(0, 1, 6)[:, None]
    low = neckline(wear, figure, turn)
    top = low - high
    y = top + (low + 0.02 - top) * rows
    points = body.around(turn, top + (low + 0.02 - top) * rows**bend)
    points[..., 1] = y
    points = _lifted(points, lean + 0.03 * np.sin(np.pi * rows) + 0.025 * rows + 0 * turn)
    inner = points[:1] - 0.03 * unit(points[:1] * _FLAT) + np.array([0, 0.05, 0])
    shade = np.array([0.3, 0.95, 1.0, 0.95, 0.85, 0.72, 0.5])[:, None] + 0 * turn
    return _piece(np.concatenate([inner, points]), figure, collar_material(wear), shade)


def _inner_band(body: Body, wear: Wear, figure: Figure) -> Mesh:
    """The neck of the shirt under an open jacket, within its collar."""
    gap = _zip_gap(wear)
    turn = np.linspace(-np.pi, np.pi, 49)[None]
    rows = np.linspace(0, 1, 5)[:, None]
    low = neckline(wear, figure, turn)
    out = 0.01 + 0.02 * rows - _TUCKED_IN * smooth(np.abs(turn), gap, gap + 0.15)
    points = _lifted(body.around(turn, low - 0.08 + 0.1 * rows), out)
    shade = np.array([0.4, 0.7, 0.8, 0.7, 0.45])[:, None] * (1 - 0.5 * smooth(np.abs(turn), 0.3, 1.2))
    return _piece(points, figure, plain_material(under_color(wear.accent_color)), shade)


def _knee(gap: float) -> float:
    """The azimuth where the lower edge of a folded collar bends from its point to the collarbone."""
    return gap + 0.45 * (0.95 - gap) + 0.2


def _flap_end(turn: Doubles, gap: float) -> Doubles:
    """The height of a folded collar's lower edge by azimuth, above a neck that ends at 2.1."""
    return np.interp(turn, [gap, _knee(gap), 1.15, 1.5, 2.0, np.pi], [2.66, 2.45, 2.3, 2.2, 2.12, 2.06])


def _flap_low(wear: Wear, figure: Figure, turn: Doubles, gap: float) -> Doubles:
    """The height of its lower edge: most of it is under the collar of a jacket, and that of a dishdasha is small."""
    low = _flap_end(turn, gap) + figure.neck - 2.1
    if wear.garment == "suit":
        return low - 0.06 - 0.1 * smooth(turn, 0.7, 1.2)
    if wear.garment == "dishdasha":
        return low - 0.12 - 0.09 * smooth(turn, 0.7, 1.2)
    return low


def _folded(body: Body, wear: Wear, figure: Figure) -> list[Mesh]:
    """A shirt's collar: a flap with two points that lies over its stand; one piece for each side."""
    open_ = wear.garment in ("shirt", "polo") and is_open(wear)
    gap = 0.62 if open_ else 0.01
    turn = np.concatenate([np.linspace(gap, 0.95, 12), np.linspace(1.0, np.pi, 24)])
    tip = 0.36 + 0.3 * (wear.build - 0.9) + 0.1 * open_ - 0.05 * (wear.garment == "suit")
    # the lower edge runs from the point over the collarbone to the neck
    lean = {"suit": 0.72, "dishdasha": 0.86}.get(wear.garment, 0.94)
    x = np.interp(turn, [gap, _knee(gap), 1.15, 1.5], [tip, 0.62 * lean, 0.82 * lean, 0.9 * lean])
    low = _flap_low(wear, figure, turn, gap)
    top = neck_circle(figure, turn) - _STAND + 0.16 * np.exp(-(((turn - gap) / 0.3) ** 2))
    rows = np.linspace(0, 1, 9)[:, None]
    y = top + (low - top) * rows
    start = np.sin(turn) * body.layers(top)[0]
    leaning = np.arcsin(np.clip((start + (x - start) * rows) / body.layers(y)[0], 0, 1))
    behind = smooth(turn, 1.0, 1.57)
    around = leaning * (1 - behind) + turn * behind
    out = 0.035 + 0.055 * np.sin(np.pi * np.clip(rows * 0.8, 0, 1)) + 0.045 * rows + 0 * y
    material = collar_material(wear)
    shade = np.array([0.25, 0.85, 0.95, 1.0, 0.98, 0.95, 0.93, 0.93, 0.98, 0.9, 0.35])[:, None] + 0 * turn
    # between neck and shoulder, and under a jacket, little light comes to it
    shade = shade * (1 - (_HIDDEN if wear.garment == "suit" else 0.5 * _HIDDEN) * smooth(turn, 0.3, 1.1))
    meshes = []
    for side in (-1, 1):
        points = _lifted(body.around(side * around, y), out)
        inner = points[:1] - 0.06 * unit(points[:1] * _FLAT) + np.array([0, 0.12, 0])
        under = points[-1:] - 0.05 * unit(points[-1:] * _FLAT - _SPINE)  # the thickness of the edge
        order = slice(None, None, side)
        flap = np.concatenate([inner, points, under])[:, order]
        meshes.append(_piece(flap, figure, material, shade[:, order], cut_from=_cut(flap, side)))
    return [merged(meshes)]


def _cut(points: Doubles, side: int) -> Doubles:
    """Where a collar is cut out of its cloth, whose threads run another way than those of the garment; *Shapes*: ... x 3."""
    x, y = points[..., 0], points[..., 1]
    sine, cosine = side * np.sin(_CUT_TURN), np.cos(_CUT_TURN)
    return np.stack([cosine * x - sine * y, cosine * y + sine * x + _CUT_Y, points[..., 2]], axis=-1)


def _jacket_collar(body: Body, wear: Wear, figure: Figure) -> Mesh:
    """The collar of a jacket, over that of the shirt, down to the lapels on both sides."""
    even = np.linspace(1, -1, 61)
    back = np.abs(even)  # 0 behind, 1 at the lapels
    turn = np.pi - back * (np.pi - _LAPEL_TURN)
    line = neck_circle(figure, turn)
    top = line - 0.13 + 0.2 * back**3
    # on top of the shoulders, which are nearly level, it ends hardly below the neck
    low = line + 0.09 + 0.11 * smooth(turn, 1.6, 2.6) + 0.34 * (1 - smooth(turn, _LAPEL_TURN, 1.5))
    rows = np.linspace(0, 1, 7)[:, None]
    # in front it stays as narrow as the lapels
    narrow = np.arcsin(np.clip((1.16 - 0.36 * back**6) / body.layers(low)[0], 0, 1))
    ends = np.where(turn < np.pi / 2, np.minimum(turn, narrow), turn)
    side = np.where(even > 0, -1.0, 1.0)
    points = body.around(side * (turn + (ends - turn) * rows), top + (low - top) * rows)
    out = 0.15 + 0.06 * np.sin(np.pi * rows * 0.8) - 0.04 * rows + 0 * turn
    points = points + off_the_body(points) * out[..., None]
    inner = points[:1] - 0.08 * unit(points[:1] * _FLAT) + np.array([0, 0.1, 0])
    shade = np.concatenate([[0.25], np.linspace(0.8, 1.0, 7)])[:, None] + 0 * turn
    return _piece(np.concatenate([inner, points]), figure, plain_material(wear.garment_color), shade)


def _zip_gap(wear: Wear) -> float:
    """The azimuth from which on the collar of a jacket stands."""
    return 0.2 + 0.2 * wear.drape


def _standing(body: Body, wear: Wear, figure: Figure) -> Mesh:
    """The collar of a jacket with a zip: it stands off the neck and is open in front."""
    gap = _zip_gap(wear)
    turn = np.linspace(gap, 2 * np.pi - gap, 61)[None]
    front = np.abs(np.cos(turn / 2)) ** 6
    rows = np.linspace(0, 1, 8)[:, None]
    line = neck_circle(figure, turn)
    low = line + 0.16 + 0.2 * front
    ends = np.exp(-(((np.minimum(turn, 2 * np.pi - turn) - gap) / _CORNER) ** 2))
    top = line - 0.25 + 0.1 * front + 0.1 * ends
    y = top + (low - top) * rows
    points = body.around(turn, line + 0.03 + front * np.maximum(y - line - 0.03, 0))
    points[..., 1] = y
    points = _lifted(points, 0.045 + 0.05 * np.sin(np.pi * rows) + 0.06 * rows + 0.12 * rows**4 + 0 * turn)
    within = 1 - 0.9 * ends[..., None]
    inner = points[:1] + within * (np.array([0, 0.2, 0]) - 0.12 * unit(points[:1] * _FLAT))
    shade = np.array([0.42, 0.95, 1.0, 0.85, 0.95, 0.85, 0.95, 0.8, 0.5])[:, None] + 0 * turn
    return _piece(np.concatenate([inner, points]), figure, plain_material(_darker(wear.garment_color)), shade)


def _hood(body: Body, wear: Wear, figure: Figure) -> list[Mesh]:
    """A hood that lies on the shoulders and behind the neck, the close edge within it and its two cords."""
    edge = _band(body, wear, figure, high=0.07, lean=0.01)
    cloth = collar_material(wear)
    sides = [_hood_side(body, wear, figure, side) for side in (-1, 1)]
    white = plain_material(_lighter(wear.garment_color))
    cords = []
    for side in (-1, 1):
        length = np.linspace(0, 1, 12)
        hanging = body.around(side * (0.2 + 0.03 * np.sin(3 * length)), figure.neck + 0.4 + 1.0 * length)
        hanging = _lifted(hanging, 0.17 + 0 * length)
        cords.append(tube(hanging, radius=0.034, material=white, outward=unit(hanging * _FLAT - _SPINE)))
    return [edge, *(_piece(points, figure, cloth, shade) for points, shade in sides), *cords]


def _hood_side(body: Body, wear: Wear, figure: Figure, side: int) -> tuple[Doubles, Doubles]:
    """One half of a hood, from its crossing in front to the nape, and its light; *Shapes*: 12 x 37 x 3 and 12 x 37."""
    turn = np.linspace(-0.12, np.pi, 37)
    behind = smooth(turn, 0.15, 1.7)
    slack = 0.03 * np.sin(9 * wear.drape + 2.3 * turn + side) * behind
    line = neck_circle(figure, turn) + 0.13 * np.exp(-((turn / 0.45) ** 2))
    top, end = line - 0.05 - (0.17 + slack) * behind, line + 0.13 + (0.2 + slack) * behind
    rows = np.linspace(0, 1, 10)[:, None]
    fold = 0.035 * np.sin(2 * np.pi * (1.6 * rows + 0.35 * turn + wear.drape)) * np.sin(np.pi * rows) * behind
    points = _lifted(
        body.around(side * turn, top + (end - top) * rows),
        0.015 + (0.05 + 0.13 * behind) * np.sin(np.pi * np.clip(0.12 + 0.8 * rows, 0, 1)) + fold + 0.03 * rows,
    )
    inner = points[:1] - 0.05 * unit(points[:1] * _FLAT) + np.array([0, 0.14, 0])
    under = points[-1:] - 0.06 * unit(points[-1:] * _FLAT - _SPINE) + np.array([0, 0.02, 0])
    light = np.array([0.3, 0.8, 0.95, 1.0, 1.0, 0.98, 0.96, 0.94, 0.92, 0.88, 0.7, 0.3])[:, None]
    shade = light * np.concatenate([np.ones_like(fold[:1]), 1 + 4 * fold, np.ones_like(fold[:1])])
    points = np.concatenate([inner, points, under])
    return points[:, ::side], np.clip(shade, 0, 1)[:, ::side]


def _lighter(color: Bgr) -> Bgr:
    return round(1.1 * color[0]), round(1.1 * color[1]), round(1.1 * color[2])


def _darker(color: Bgr) -> Bgr:
    return round(0.82 * color[0]), round(0.82 * color[1]), round(0.82 * color[2])

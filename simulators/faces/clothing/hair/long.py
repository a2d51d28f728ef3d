"""Long hair: it falls from a parting over both sides of the head, in layers, before or behind the shoulders."""

from dataclasses import dataclass, replace

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.downy import downy
from simulators.faces.clothing.hair.fading import undercoat
from simulators.faces.clothing.hair.falling import Locks, backward, closer, drawn, fallen, fanned, refined, waved
from simulators.faces.clothing.hair.fringe import fringe
from simulators.faces.clothing.hair.locks import strayed
from simulators.faces.clothing.hair.mantle import BEHIND_THE_EDGE, FANNED, SPREAD, Fall, guides, mantle
from simulators.faces.clothing.hair.parting import parting
from simulators.faces.clothing.hair.scalp import between, rim, scalp
from simulators.faces.clothing.hair.strands import Tint, faded, tint_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Body, Doubles, Hull, body_of, head_rows, hull_of, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_CROWN = np.array([0.0, -1.35, -1.0])
_COUNTS = (78, 106, 34)  # of locks from the parting, from the hairline, and from anywhere
_STRAY = 90
_SINGLE = 0.72  # share of the way of locks on which hairs are seen one by one: before clothes they would be dots
_MIDDLE = np.array([0.0, -0.3, -0.1])  # of the head
_LEAST_SWEEP = 0.62  # of the forehead, that stays free
_FINE, _FINE_LOCKS = 27, 21  # steps of the mass and of locks once they are smooth
_PARTED_IN_THE_MIDDLE = 0.35  # of those whose length is below
_CURLY = 0.6  # of the length: wavy hair above is curly
_UNDER_DEPTH = 1.18  # of the color of the undercoat: little light gets there, but it shows beside the parting
_GRAY = 150  # of hair that has turned gray
_BLUNT = 0.9  # share of the length of the picture of tresses: ends cut shorter are blunt
_LEAVING = 0.24  # share of locks from the hairline that leave the others
_LEFT = (0.08, 0.3)  # how far they do, toward the face
_LIT = (0.72, 1.12)  # of the light on locks side by side
_NARROW = 0.3  # of a band of hairs, that locks from the hairline show
_BODY = 0.09  # share of its height by which the mass is longer than locks, since it thins out before its end
_NEAT = 0.82  # of tresses that are cut blunt, as gray hair is
_OPEN, _OPEN_MASS, _GLOSS = 1.0, 0.88, 0.5  # the share of light that reaches locks and the mass, and how they shine
_SHEEN, _SHEEN_AT, _SHEEN_WIDE = 0.55, -1.12, 0.26  # how much more it gleams, at which height, and how far around it
_FULLNESS, _CURTAIN = (0.5, 1.2), (0.0, 0.5)
"""Shares of the volume of a style, and how far its curtain falls, as the moment has it."""
_FRINGED = 0.12  # share of young women with a fringe
_BEHIND = 0.3  # of the drape: below, hair lies behind the shoulders


@dataclass(frozen=True, kw_only=True, slots=True)
class _Style:
    """How long hair is worn; lengths in face units."""

    end: float
    """Height of its ends."""
    volume: float
    """How far it stands off at the sides."""
    kept: float = 0.62
    """The share that is left of how far it swings out beside the face."""
    fan: float = 0.34
    """How far it opens before the shoulder, to either side."""
    wave: float = 0.05
    wavelength: float = 2.2
    inward: float = 0.0
    """How far its ends turn to the neck."""
    spread: float = SPREAD
    """How far what falls before the shoulder spreads toward the middle."""
    loose: float = 0.5
    """How far waves differ from those beside them, in radians."""
    steps: int = 15
    tips: float = 1.0
    """The width of the tips of its locks, as a share."""
    cut: float = 0.9
    """How blunt its ends are, as of tresses."""
    layered: float = 0.3
    """How much shorter the shortest locks are."""
    part: float
    """The x of the parting."""
    swept: float
    """How far the wide side sweeps over the forehead, 0 to 1."""
    curtain: float = 0.5
    """How far hair falls over the corners of the forehead on its way aside, 0 to 1."""
    back: float = 0.0
    """How much farther than other hair it keeps off the cheek, as a share of the half width of the face."""
    tucked: float = 0.0
    """How far back it lies beside the cheek, in face units."""
    before: tuple[float, float]
    """The share of hair that falls before the shoulder, left and right in the picture."""


def _style(wear: Wear) -> _Style:
    side = wear.side
    swept = 0.0 if wear.hair_length < _PARTED_IN_THE_MIDDLE else wear.hair_length
    is_behind = wear.drape % 0.5 < _BEHIND / 2
    one, other = (0.0, 1.0) if 0.2 < wear.drape % 0.5 < 0.35 else (1.0, 1.0)  # noqa: PLR2004 (a third over one only)
    laid = _Style(
        end=2.8 + 1.3 * wear.hair_length,
        volume=0.14,
        part=0.34 * side * min(1.5 * swept, 1.0),
        swept=swept,
        before=(0.0, 0.0) if is_behind else ((one, other) if side > 0 else (other, one)),
    )
    if wear.hair == "bob":
        return replace(
            laid,
            end=1.45 + 0.7 * wear.hair_length,
            volume=0.19,
            kept=0.74,
            wave=0.075,
            layered=0.34,
            inward=0.75,
            back=0.1,
            tucked=0.4,
            spread=0.2,
            fan=0.0,
            tips=0.6,
            cut=0.96,
            before=(0.5, 0.5),
        )
    if wear.hair == "long":
        return laid
    if wear.hair_length < _CURLY:
        return replace(laid, volume=0.28, kept=0.8, wave=0.12, wavelength=1.8, steps=20, loose=0.8)
    return replace(
        laid, end=laid.end - 0.5, volume=0.36, kept=0.85, wave=0.11, wavelength=1.15, steps=26, loose=1.0, layered=0.5
    )


def _neat(style: _Style, tint: Tint) -> _Style:
    """Gray hair is trimmed: its ends are even and blunt, its waves calm."""
    cut = style.cut + tint.gray / 0.6 * min(_NEAT - style.cut, 0.0)
    calm = 1 - tint.gray
    return replace(
        style,
        cut=cut,
        layered=style.layered * calm,
        wave=style.wave * calm,
        volume=style.volume * calm,
        tucked=style.tucked * (2 - calm),
    )


def _even(tint: Tint) -> Tint:
    """That color with its gray in every hair alike: what is seen of the undercoat is too narrow for streaks."""
    blue, green, red = (4 * round((own + tint.gray * (_GRAY - own)) / 4) for own in tint.color)
    return Tint((blue, green, red), 0.0)


def long_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """A woman's or a girl's open hair."""
    bare, tint = scalp(shape), faded(tint_of(shape))
    worn = _style(wear)
    worn = replace(worn, curtain=source.uniform(*_CURTAIN), volume=worn.volume * source.uniform(*_FULLNESS))
    style = _neat(worn, tint)
    hull = hull_of(_raised(shape, style.volume), middle=bare.middle.tolist(), seam=0.1)
    has_fringe = source.random() < _likely_fringe(shape, style) * (1 - tint.gray)
    front, crown = _parting(shape, style, bare)
    paths = fallen(shape, wear, bare, hull, _locks(shape, style, bare, source), steps=style.steps)
    mass = fallen(shape, wear, bare, hull, guides(front, crown, bare.middle, _fall(style)), steps=style.steps)
    leaving = _leaving(paths, source)
    mass = closer(backward(mass, style.tucked), style.kept)
    paths = drawn(closer(backward(paths, np.where(leaving > 0, 0.0, style.tucked)), style.kept), leaving)
    mass, paths = (
        fanned(shape, wear, way, across, style.fan) for way, across in ((mass, FANNED), (paths, _order(paths)))
    )
    mass = refined(_waved(mass, replace(style, loose=0.0), source, spread=0.0), _FINE)
    paths = refined(_waved(paths, style, source), max(_FINE_LOCKS, style.steps))
    if has_fringe:
        laid = fringe(shape, bare, crown, tint, source, raised=hull)
    else:
        laid = parting(shape, bare, (front, crown), tint, source)
    return [  # what lies above comes first: what it hides need not be drawn
        *_upper(paths, style, tint, source),
        laid,
        downy(shape, bare, crown, tint, source, part=style.part),
        *mantle(mass, _openness(mass, _OPEN_MASS, tint.lightness), tint, cut=style.cut),
        undercoat(shape, bare, _even(tint_of(shape)), source, depth=_UNDER_DEPTH),
    ]


def _raised(shape: HeadShape, volume: float) -> Body:
    """The skull under hair that stands off it: higher at the crown, wider below it."""
    given = head_rows(shape, to_y=1.2)
    crown = given[0][0]
    rows = []
    for y, width, front, middle, back in given:
        higher = 0.03 + (0.07 + 0.3 * volume) * float(smooth(np.array(-y), 0.9, 1.75))
        wider = (0.03 + 0.5 * volume) * min((y - crown) / 0.8, 1.0) ** 0.7
        rows.append([y - higher, width + wider, front + 0.01, middle, back - 0.1])
    return body_of(rows)


def _parting(shape: HeadShape, style: _Style, bare: Hull) -> tuple[Doubles, Doubles]:
    """The directions of the ends of the parting, before and behind; *Shapes*: 3."""
    front = bare.toward(shape.surface(np.array([[style.part, shape.traits.proportions.hairline_y - 0.03]])))
    crown = bare.toward(_CROWN + np.array([[0.4 * style.part, 0, 0]]))
    return front[0], crown[0]


def _roots(shape: HeadShape, style: _Style, bare: Hull, source: Stream) -> tuple[Doubles, Doubles]:
    """Directions of roots along the parting, along the hairline and anywhere, and to which side each falls."""
    parted, hairline, anywhere = _COUNTS
    front, crown = _parting(shape, style, bare)
    along = BEHIND_THE_EDGE + (1 - BEHIND_THE_EDGE) * source.uniform(0, 1, parted) ** 1.5
    temples = np.sign(source.uniform(-1, 1, hairline)) * source.uniform(0.0, 1.0, hairline) ** 1.6 * 1.35
    turn = np.concatenate([temples, source.uniform(-np.pi, np.pi, anywhere)])
    edge = rim(shape, bare, turn)
    near = 1.0 - 0.1 * style.curtain - 0.3 * source.uniform(0, 1, hairline) ** 1.5
    share = np.concatenate([near, source.uniform(0.1, 0.9, anywhere)])
    first, last = (np.broadcast_to(end, (parted, 3)) for end in (front, crown))
    roots = np.concatenate([between(first, last, along), between(np.broadcast_to(crown, edge.shape), edge, share)])
    beside = roots[:, 0] - style.part * np.clip(roots[:, 2] + 0.8, 0, 1)
    beside[:parted] = source.uniform(-1, 1, parted)
    side = np.where(beside > 0, 1.0, -1.0)
    roots[:parted, 0] += side[:parted] * (0.015 - 0.09 * smooth(along, 0.25, 0.6))  # behind, no parting is seen
    return unit(roots), side


def _locks(shape: HeadShape, style: _Style, bare: Hull, source: Stream) -> Locks:
    """The locks that are seen one by one."""
    roots, side = _roots(shape, style, bare, source)
    count, start = len(roots), bare.at(roots)
    is_wide = side * np.sign(style.part or 1.0) < 0
    wide, narrow = _sides(style)
    end = style.end - style.layered * source.uniform(0, 1, count) ** 1.3
    angle = np.arccos(np.clip(np.abs(roots[:, 0]), 0, 1))
    before = np.where(side < 0, *style.before)
    is_front = np.where((start[:, 2] > -0.75) & (source.random(count) < before), 1.0, 0.0)  # noqa: PLR2004 (not the back)
    return Locks(
        roots=roots,
        side=side,
        length=end + 1.4 * angle * smooth(-start[:, 1], -0.2, 0.8) + 0.6,
        end=end,
        layer=0.02 + source.uniform(0.0, 0.08, count) * np.where(start[:, 2] < -0.1, 0.4, 1.0),  # noqa: PLR2004 (behind)
        frame=source.normal(0.95 - 0.09 * style.curtain, 0.03, count).clip(0.82, 1.0) + style.back,
        sweep=np.where(is_wide, wide[0], narrow[0]) + source.normal(0, 0.03, count),
        slant=np.where(is_wide, wide[1], narrow[1]) * source.uniform(0.65, 1.0, count),
        inward=style.inward * source.uniform(0.45, 1.2, count)
        + source.uniform(0.1, 0.6, count) * np.where(is_front > 0, style.spread, -0.1),
        is_front=is_front,
    )


def _sides(style: _Style) -> tuple[tuple[float, float], tuple[float, float]]:
    """The sweep and the slant of the wide and of the narrow side of the parting."""
    wide = max(0.9 - 0.3 * style.curtain - 0.2 * style.swept, _LEAST_SWEEP), 0.6 + 6.0 * style.curtain + style.swept
    return wide, (0.9 - 0.22 * style.curtain, 0.6 + 5.5 * style.curtain)


def _fall(style: _Style) -> Fall:
    """How the mass under them falls."""
    wide, narrow = _sides(style)
    left, right = (wide, narrow) if style.part > 0 else (narrow, wide)
    return Fall(
        end=style.end + _BODY * (style.end + 1.8),
        inward=style.inward + 0.1,
        frame=0.97 - 0.08 * style.curtain + style.back,
        sweep=(left[0], right[0]),
        slant=(left[1], right[1]),
        before=style.before,
    )


def _leaving(paths: Doubles, source: Stream) -> Doubles:
    """How far each lock leaves the others toward the face, as a share: a few from the hairline do; *Shape*: N."""
    count = len(paths)
    leaves = (paths[:, 0, 2] > 0.2) & (source.random(count) < _LEAVING)  # noqa: PLR2004 (before the ears)
    return np.where(leaves, source.uniform(*_LEFT, count), 0.0)


def _order(paths: Doubles) -> Doubles:
    """How far outside locks come to lie, -1 to 1: the farther back, the farther outside; *Shape*: N."""
    return np.asarray(np.clip(-0.9 * paths[:, 0, 2] - 0.1, -1, 1))


def _likely_fringe(shape: HeadShape, style: _Style) -> float:
    """How many of those have a fringe: only who part their hair in the middle."""
    return 0.0 if style.swept else _FRINGED * (1 - shape.traits.wear) ** 2


def _waved(paths: Doubles, style: _Style, source: Stream, *, spread: float = 1.0) -> Doubles:
    """Waves that those side by side have in common, as far as they do."""
    count = len(paths)
    azimuth = np.arctan2(paths[:, -1, 0], paths[:, -1, 2])
    return waved(
        paths,
        amount=style.wave * (0.9 + spread * source.uniform(-0.3, 0.3, count)),
        length=style.wavelength * (1.0 + spread * source.uniform(-0.2, 0.2, count)),
        phase=2.5 * np.sin(3 * azimuth + source.uniform(0, 6)) + source.normal(0, style.loose, count),
    )


def _upper(paths: Doubles, style: _Style, tint: Tint, source: Stream) -> list[Mesh]:
    """Bands of hairs on those paths, the nearest first, and single hairs off them."""
    paths = paths[np.argsort(-paths[:, paths.shape[1] // 2, 2])]
    count = len(paths)
    is_hairline = (paths[:, 0, 2] > 0.2) & (np.abs(paths[:, 0, 0]) > 0.1)  # noqa: PLR2004 (before the ears, beside the parting)
    width = source.uniform(0.14, 0.32, count) * np.where(is_hairline, 0.36, 0.9) * (0.8 if style.cut < _BLUNT else 1.0)
    loose = _loose(paths[:, : round(_SINGLE * paths.shape[1])], style, source)
    openness = _openness(loose, _OPEN, tint.lightness)
    single = Tresses(path=loose, width=np.full(_STRAY, 0.014), openness=openness, ends=0.2, cut=1.0, shown=0.15)
    open_to = np.minimum(_openness(paths, _OPEN, tint.lightness) * source.uniform(*_LIT, (count, 1)), 1.0)
    shown = np.where(is_hairline, _NARROW, 1.0)
    bands = Tresses(path=paths, width=width, openness=open_to, ends=style.tips, roots=0.35, cut=style.cut, shown=shown)
    return [tresses(bands, tint, source, gloss=_GLOSS), tresses(single, tint, source, gloss=_GLOSS)]


def _loose(paths: Doubles, style: _Style, source: Stream) -> Doubles:
    """Single hairs off those paths: some fly away above the crown, some fall nearer to the face; *Shape*: N x steps x 3."""
    stray = source.integers(0, len(paths), _STRAY)
    near = np.flatnonzero(paths[:, 0, 2] > 0.3)  # noqa: PLR2004 (from the front)
    stray[: len(stray) // 2] = near[source.integers(0, len(near), len(stray) // 2)]
    loose = strayed(paths[stray], _MIDDLE, source, count=_STRAY, off=0.05 + 0.4 * style.wave)
    away = unit(loose - _MIDDLE) * (0.09 * source.random((_STRAY, 1, 1)) ** 1.5)
    loose = loose + away * (0.4 + 0.6 * smooth(-loose[..., 1:2], -0.4, 0.9))
    nearer = 0.2 * source.random((_STRAY, 1)) ** 1.5
    nearer = nearer * smooth(loose[..., 1], -1.2, -0.3) * smooth(loose[..., 2], -0.3, 0.3)
    loose[..., 0] *= 1 - nearer
    return np.asarray(loose)


def _openness(paths: Doubles, most: float, lightness: float) -> Doubles:
    """Less light gets to the roots, to the neck and behind it, more is seen where hair bends down; *Shape*: N x steps."""
    x, y, z = np.moveaxis(paths, -1, 0)
    hidden = smooth(y, 0.2, 1.0) * smooth(-z, -0.1, 0.6) * smooth(-np.abs(x), -1.15, -0.7)
    root = np.minimum(0.7 + np.linspace(0, 1.2, paths.shape[1]), 1.0)[None]
    beside = smooth(y, -0.5, 0.6) * smooth(-np.abs(x), -1.12, -0.9)
    more = _SHEEN * (1 - lightness)
    sheen = np.exp(-(((y - _SHEEN_AT) / _SHEEN_WIDE) ** 2)) * smooth(np.abs(x), 0.05, 0.5) * smooth(z, -0.9, -0.2)
    return np.asarray(most * (1 - 0.65 * hidden) * (1 - 0.3 * beside) * root * (1 + more * sheen) / (1 + more))

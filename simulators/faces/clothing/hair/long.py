"""Long hair: it falls from a parting over both sides of the head, in layers, before or behind the shoulders."""

from dataclasses import replace

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.downy import downy
from simulators.faces.clothing.hair.fading import undercoat
from simulators.faces.clothing.hair.falling import (
    Locks,
    backward,
    beside_the_cheeks,
    closer,
    crossed,
    drawn,
    fallen,
    fanned,
    gathered,
    refined,
    rounded,
    swayed,
    waved,
)
from simulators.faces.clothing.hair.fringe import fringe
from simulators.faces.clothing.hair.locks import strayed
from simulators.faces.clothing.hair.mantle import FANNED, Fall, guides, mantle
from simulators.faces.clothing.hair.parting import parting
from simulators.faces.clothing.hair.scalp import between, rim, scalp
from simulators.faces.clothing.hair.shade import shade
from simulators.faces.clothing.hair.strands import Tint, faded, tint_of
from simulators.faces.clothing.hair.styles import Style, style_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Body, Doubles, Hull, body_of, head_rows, hull_of, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_CROWN = np.array([0.0, -1.35, -1.0])
_COUNTS = (78, 106, 34)  # of locks from the parting, from the hairline, and from anywhere
_STRAY, _THIN = 190, 0.017  # single hairs off the locks, and their width in face units
_ROUNDED = 2  # how often paths are averaged with themselves, so that none is bent like wire
_GATHERED, _TIGHT = 64, 0.66  # locks to which hairs gather below, and how near they come
_AWAY = 0.12  # how far single hairs stand off at most, in face units
_BENT = 0.05, 0.18  # and how far they bend off their way, beside the face and elsewhere
_SINGLE = 0.72  # share of the way of locks on which hairs are seen one by one: before clothes they would be dots
_MIDDLE = np.array([0.0, -0.3, -0.1])  # of the head
_LEAST_SWEEP = 0.62  # of the forehead, that stays free
_MOST_SLANT = 6.8  # with which it falls there
_WIDER = (-0.03, 0.09)  # how much wider hair lies on one side of the head, as a share
_FINE, _FINE_LOCKS = 27, 21  # steps of the mass and of locks once they are smooth
_UNDER_DEPTH = 1.18  # of the color of the undercoat: little light gets there, but it shows beside the parting
_UNDER_GRAY = 0.42  # how much darker it is under gray hair, whose lightest roots would be white slits
_GRAY = (138, 148, 157)  # of hair that has turned gray
_BLUNT = 0.9  # share of the length of the picture of tresses: ends cut shorter are blunt
_LEAVING = 0.24  # share of locks from the hairline that leave the others
_LEFT = (0.06, 0.36)  # how far they do, toward the face
_LIT = (0.66, 1.1)  # of the light on locks side by side
_NARROW = 0.3  # of a band of hairs, that locks from the hairline show
_BODY = 0.09  # share of its height by which the mass is longer than locks, since it thins out before its end
_OPEN, _OPEN_MASS, _GLOSS = 1.0, 0.74, 0.5  # the share of light that reaches locks and the mass, and how they shine
_LIGHT_MASS = 0.2  # how much more light reaches a mass of gray hair, which lets it through
_GLEAMS, _LOWER = (0.3, 1.7), 0.16  # how much the gleam of locks differs, and how far its height does
_GLEAMS_ALIKE = np.array([[1.0], [0.0]])  # what does not differ so
_BRIGHT = 0.7  # share of the gleam that the rest is darker, so that the brightest takes all light
_SHEEN, _SHEEN_AT, _SHEEN_WIDE = 1.3, -1.1, 0.2  # how much more it gleams, at which height, and how far around it
_WITHIN = 0.045  # how much narrower the mass is than its locks, of which the outline is
_WIDTHS, _MOSTLY_NARROW = (0.11, 0.32), 1.2  # of bands, in face units, and the power by which most are narrow
_AT_THE_FACE, _ELSEWHERE = 0.5, 0.9  # shares of that width, which bands from the hairline and all others have
_FEWEST = 0.4  # the least share of the hairs of the widest band, that narrow ones show as fine
_FIRST = 0.1  # share of the parting before its first locks
_CROOKED = 0.01  # how far roots deviate from the parting behind its beginning, as directions
_ROOT_SHADE, _LIGHTENS = 0.56, 1.5  # the share of light at roots, and how fast it grows on the way
_AT_THE_EDGE = 0.24  # how much more light reaches roots at the hairline, where skin shines between them
_FRINGED = 0.12  # share of young women with a fringe


def _even(tint: Tint) -> Tint:
    """That color with its gray in every hair alike: what is seen of the undercoat is too narrow for streaks."""
    blue, green, red = (
        4 * round((own + tint.gray * (light - own)) / 4) for own, light in zip(tint.color, _GRAY, strict=True)
    )
    return Tint((blue, green, red), 0.0)


def long_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """A woman's or a girl's open hair."""
    bare, tint = scalp(shape), faded(tint_of(shape))
    style = style_of(wear, tint, source)
    hull = hull_of(_raised(shape, style.volume), middle=bare.middle.tolist(), seam=0.1)
    has_fringe = source.random() < _likely_fringe(shape, style) * (1 - tint.gray)
    front, crown = _parting(shape, style, bare)
    paths = fallen(shape, wear, bare, hull, _locks(shape, style, bare, source), steps=style.steps)
    mass = fallen(shape, wear, bare, hull, guides(front, crown, bare.middle, _fall(style)), steps=style.steps)
    leaving = _leaving(paths, source)
    mass = closer(backward(mass, _tucked(mass, style)), style.kept)
    paths = drawn(closer(backward(paths, np.where(leaving > 0, 0.0, _tucked(paths, style))), style.kept), leaving)
    mass, paths = (
        fanned(shape, wear, way, across, style.fan) for way, across in ((mass, FANNED), (paths, _order(paths)))
    )
    mass = refined(_waved(mass, replace(style, loose=0.0), source, spread=0.0), _FINE)
    paths = rounded(gathered(paths, source, locks=_GATHERED, share=_TIGHT), times=_ROUNDED)
    paths = refined(_waved(paths, style, source), max(_FINE_LOCKS, style.steps))
    wider, phase = source.uniform(*_WIDER, 2), source.uniform(0, 2 * np.pi, 2)
    mass, paths = swayed(mass, wider - _WITHIN, phase), swayed(crossed(paths, source), wider, phase)
    paths = rounded(beside_the_cheeks(shape, paths, source), times=1)
    if has_fringe:
        laid = fringe(shape, bare, crown, tint, source, raised=hull)
    else:
        laid = parting(shape, bare, (front, crown), tint, source)
    under = _UNDER_DEPTH - _UNDER_GRAY * min(2.5 * tint.gray, 1.0)
    return [  # what lies above comes first: what it hides need not be drawn
        *_upper(shape, paths, style, tint, source),
        laid,
        downy(shape, bare, crown, tint, source, part=style.part),
        *mantle(mass, _openness(mass, _OPEN_MASS + _LIGHT_MASS * tint.gray, tint.lightness), tint, cut=style.cut),
        undercoat(shape, bare, _even(tint_of(shape)), source, depth=under),
        shade(shape, paths),
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


def _parting(shape: HeadShape, style: Style, bare: Hull) -> tuple[Doubles, Doubles]:
    """The directions of the ends of the parting, before and behind; *Shapes*: 3."""
    front = bare.toward(shape.surface(np.array([[style.part, shape.traits.proportions.hairline_y - 0.03]])))
    crown = bare.toward(_CROWN + np.array([[0.4 * style.part, 0, 0]]))
    return front[0], crown[0]


def _roots(shape: HeadShape, style: Style, bare: Hull, source: Stream) -> tuple[Doubles, Doubles]:
    """Directions of roots along the parting, along the hairline and anywhere, and to which side each falls."""
    parted, hairline, anywhere = _COUNTS
    front, crown = _parting(shape, style, bare)
    along = _FIRST + (1 - _FIRST) * source.uniform(0, 1, parted) ** 1.5
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
    roots[:parted, 0] += source.normal(0, _CROOKED, parted).clip(-_CROOKED, _CROOKED) * smooth(along, 0.12, 0.4)
    return unit(roots), side


def _locks(shape: HeadShape, style: Style, bare: Hull, source: Stream) -> Locks:
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
        sweep=np.where(is_wide, wide[0], narrow[0]) + source.normal(0.02, 0.025, count).clip(0.0),
        slant=np.where(is_wide, wide[1], narrow[1]) * source.uniform(0.55, 0.85, count),
        inward=style.inward * source.uniform(0.45, 1.2, count)
        + source.uniform(0.1, 0.6, count) * np.where(is_front > 0, style.spread, -0.1),
        is_front=is_front,
    )


def _sides(style: Style) -> tuple[tuple[float, float], tuple[float, float]]:
    """The sweep and the slant of the wide and of the narrow side of the parting."""
    slant = min(0.6 + 6.0 * style.curtain + style.swept, _MOST_SLANT)
    wide = max(0.9 - 0.3 * style.curtain - 0.2 * style.swept, _LEAST_SWEEP), slant
    narrow = style.curtain * style.uneven
    return wide, (0.9 - 0.22 * narrow, 0.6 + 5.5 * narrow)


def _fall(style: Style) -> Fall:
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


def _tucked(paths: Doubles, style: Style) -> Doubles:
    """How far back each lies beside the cheek; *Shape*: N."""
    return np.where(paths[:, -1, 0] < 0, *style.tucked)


def _order(paths: Doubles) -> Doubles:
    """How far outside locks come to lie, -1 to 1: the farther back, the farther outside; *Shape*: N."""
    return np.asarray(np.clip(-0.9 * paths[:, 0, 2] - 0.1, -1, 1))


def _likely_fringe(shape: HeadShape, style: Style) -> float:
    """How many of those have a fringe: only who part their hair in the middle."""
    return 0.0 if style.swept else _FRINGED * (1 - shape.traits.wear) ** 2


def _waved(paths: Doubles, style: Style, source: Stream, *, spread: float = 1.0) -> Doubles:
    """Waves that those side by side have in common, as far as they do."""
    count = len(paths)
    azimuth = np.arctan2(paths[:, -1, 0], paths[:, -1, 2])
    return waved(
        paths,
        amount=style.wave * (0.9 + spread * source.uniform(-0.3, 0.3, count)),
        length=style.wavelength * (1.0 + spread * source.uniform(-0.2, 0.2, count)),
        phase=2.5 * np.sin(3 * azimuth + source.uniform(0, 6)) + source.normal(0, style.loose, count),
    )


def _upper(shape: HeadShape, paths: Doubles, style: Style, tint: Tint, source: Stream) -> list[Mesh]:
    """Bands of hairs on those paths, the nearest first, and single hairs off them."""
    paths = paths[np.argsort(-paths[:, paths.shape[1] // 2, 2])]
    count = len(paths)
    is_hairline = (paths[:, 0, 2] > 0.2) & (np.abs(paths[:, 0, 0]) > 0.1)  # noqa: PLR2004 (before the ears, beside the parting)
    width = _WIDTHS[0] + (_WIDTHS[1] - _WIDTHS[0]) * source.random(count) ** _MOSTLY_NARROW
    width = width * np.where(is_hairline, _AT_THE_FACE, _ELSEWHERE) * (0.8 if style.cut < _BLUNT else 1.0)
    single = _single_hairs(shape, paths, style, tint, source)
    gleam = np.stack([source.uniform(*_GLEAMS, count), source.normal(0, _LOWER, count)])
    differ = (1 - 0.6 * tint.gray) * (source.uniform(*_LIT, (count, 1)) - 1)
    open_to = np.minimum(_openness(paths, _OPEN, tint.lightness, gleam) * (1 + differ), 1.0)
    shown = np.where(is_hairline, _NARROW, np.clip(width / (_ELSEWHERE * _WIDTHS[1]), _FEWEST, 1.0))
    bands = Tresses(path=paths, width=width, openness=open_to, ends=style.tips, roots=0.35, cut=style.cut, shown=shown)
    return [tresses(bands, tint, source, gloss=_GLOSS), tresses(single, tint, source, gloss=_GLOSS)]


def _single_hairs(shape: HeadShape, paths: Doubles, style: Style, tint: Tint, source: Stream) -> Tresses:
    """Hairs off those paths that are seen one by one."""
    loose = _loose(paths[:, : round(_SINGLE * paths.shape[1])], style, source)
    loose = rounded(beside_the_cheeks(shape, loose, source), times=_ROUNDED)
    openness = _openness(loose, _OPEN, tint.lightness)
    return Tresses(path=loose, width=np.full(_STRAY, _THIN), openness=openness, ends=0.2, cut=1.0, shown=0.15)


def _loose(paths: Doubles, style: Style, source: Stream) -> Doubles:
    """Single hairs off those paths: some fly away above the crown, some fall nearer to the face; *Shape*: N x steps x 3."""
    stray = source.integers(0, len(paths), _STRAY)
    near = np.flatnonzero(paths[:, 0, 2] > 0.3)  # noqa: PLR2004 (from the front)
    stray[: len(stray) // 2] = near[source.integers(0, len(near), len(stray) // 2)]
    loose = strayed(paths[stray], _MIDDLE, source, count=_STRAY, off=0.05 + 0.4 * style.wave)
    away = unit(loose - _MIDDLE) * (_AWAY * source.random((_STRAY, 1, 1)) ** 1.6)
    loose = loose + away * (0.4 + 0.6 * smooth(-loose[..., 1:2], -0.4, 0.9))
    nearer = 0.2 * source.random((_STRAY, 1)) ** 1.5
    nearer = nearer * smooth(loose[..., 1], -1.2, -0.3) * smooth(loose[..., 2], -0.3, 0.3)
    loose[..., 0] *= 1 - nearer
    return loose + _bends(loose.shape[1], source)


def _bends(steps: int, source: Stream) -> Doubles:
    """How single hairs bend off their way, the first half of them beside the face; *Shape*: N x steps x 3."""
    share = np.linspace(0, 1, steps)
    turn = share * source.uniform(2, 7, (_STRAY, 1)) + source.uniform(0, 6, (_STRAY, 1))
    amount = np.where(np.arange(_STRAY) < _STRAY // 2, *_BENT)[:, None]
    bent = amount * source.random((_STRAY, 1)) * share * np.sin(turn)
    return np.asarray(bent[..., None] * unit(source.normal(0, 1, (_STRAY, 1, 3))))


def _openness(paths: Doubles, most: float, lightness: float, gleam: Doubles = _GLEAMS_ALIKE) -> Doubles:
    """Less light gets to the roots, to the neck and behind it, more is seen where hair bends down; *Shape*: N x steps.

    `gleam`: how much each gleams there, and how much lower; *Shape*: 2 x N, or 2 x 1 of all alike.
    """
    x, y, z = np.moveaxis(paths, -1, 0)
    hidden = smooth(y, 0.2, 1.0) * smooth(-z, -0.1, 0.6) * smooth(-np.abs(x), -1.15, -0.7)
    at_root = _ROOT_SHADE + _AT_THE_EDGE * smooth(z[:, :1], 0.2, 0.6)
    root = np.minimum(at_root + np.linspace(0, _LIGHTENS, paths.shape[1]), 1.0)
    beside = smooth(y, -0.5, 0.6) * smooth(-np.abs(x), -1.12, -0.9)
    more = _SHEEN * (1 - lightness)
    amount, lower = gleam[..., None]
    sheen = amount * np.exp(-(((y - _SHEEN_AT - lower) / _SHEEN_WIDE) ** 2))
    sheen = sheen * smooth(np.abs(x), 0.05, 0.5) * smooth(z, -0.9, -0.2)
    light = most * (1 - 0.65 * hidden) * (1 - 0.3 * beside) * root * (1 + more * sheen) / (1 + _BRIGHT * more)
    return np.asarray(np.minimum(light, 1.0))

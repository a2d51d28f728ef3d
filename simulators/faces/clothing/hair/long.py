"""Long hair: it falls from a parting over both sides of the head, in layers, before or behind the shoulders."""

from dataclasses import dataclass, replace

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hair.falling import Locks, fallen, waved
from simulators.faces.clothing.hair.fringe import fringe
from simulators.faces.clothing.hair.locks import strayed
from simulators.faces.clothing.hair.mantle import SPREAD, Fall, guides, mantle
from simulators.faces.clothing.hair.scalp import between, cap, rim, scalp
from simulators.faces.clothing.hair.strands import Tint, tint_of
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.hull import Body, Doubles, Hull, body_of, head_rows, hull_of, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_CROWN = np.array([0.0, -1.35, -1.0])
_COUNTS = (100, 170, 40)  # of locks from the parting, from the hairline, and from anywhere
_STRAY = 120
_PARTED_IN_THE_MIDDLE = 0.35  # of those whose length is below
_CURLY = 0.6  # of the length: wavy hair above is curly
_BEHIND = 0.3  # of the drape: below, hair lies behind the shoulders


@dataclass(frozen=True, kw_only=True, slots=True)
class _Style:
    """How long hair is worn; lengths in face units."""

    end: float
    """Height of its ends."""
    volume: float
    """How far it stands off at the sides."""
    wave: float = 0.035
    wavelength: float = 2.2
    inward: float = 0.0
    """How far its ends turn to the neck."""
    loose: float = 0.5
    """How far waves differ from those beside them, in radians."""
    steps: int = 15
    layered: float = 0.65
    """How much shorter the shortest locks are."""
    part: float
    """The x of the parting."""
    swept: float
    """How far the wide side sweeps over the forehead, 0 to 1."""
    before: tuple[float, float]
    """The share of hair that falls before the shoulder, left and right in the picture."""


def _style(wear: Wear) -> _Style:
    side = wear.side
    swept = 0.0 if wear.hair_length < _PARTED_IN_THE_MIDDLE else wear.hair_length
    is_behind = wear.drape % 0.5 < _BEHIND / 2
    one, other = (0.0, 1.0) if 0.2 < wear.drape % 0.5 < 0.35 else (1.0, 1.0)  # noqa: PLR2004 (a third over one only)
    laid = _Style(
        end=2.5 + 1.1 * wear.hair_length,
        volume=0.17,
        part=0.34 * side * min(1.5 * swept, 1.0),
        swept=swept,
        before=(0.0, 0.0) if is_behind else ((one, other) if side > 0 else (other, one)),
    )
    if wear.hair == "bob":
        return replace(laid, end=1.3 + 0.45 * wear.hair_length, volume=0.16, layered=0.2, inward=0.3, before=(0.5, 0.5))
    if wear.hair == "long":
        return laid
    if wear.hair_length < _CURLY:
        return replace(laid, volume=0.26, wave=0.11, wavelength=1.3, steps=20)
    return replace(laid, end=laid.end - 0.5, volume=0.36, wave=0.09, wavelength=0.75, steps=26, loose=2.0, layered=0.9)


def long_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """A woman's or a girl's open hair."""
    bare, style, tint = scalp(shape), _style(wear), tint_of(shape)
    hull = hull_of(_raised(shape, style.volume), middle=bare.middle.tolist(), seam=0.1)
    has_fringe = source.random() < _likely_fringe(shape, style)
    front, crown = _parting(shape, style, bare)
    paths = fallen(shape, wear, bare, hull, _locks(shape, style, bare, source), steps=style.steps)
    mass = fallen(shape, wear, bare, hull, guides(front, crown, bare.middle, _fall(style)), steps=style.steps)
    mass = _waved(mass, replace(style, loose=0.0), source, spread=0.0)
    return [  # what lies above comes first: what it hides need not be drawn
        *_upper(_waved(paths, style, source), style, tint, source),
        *([fringe(shape, bare, crown, tint, source)] if has_fringe else []),
        *mantle(mass, _openness(mass, 0.5 + 0.2 * tint.lightness), tint),
        cap(shape, bare, source, thickness=lambda place: np.full(place.shape[:-1], 0.03), fade=0.0),
    ]


def _raised(shape: HeadShape, volume: float) -> Body:
    """The skull under hair that stands off it: higher at the crown, wider below it."""
    given = head_rows(shape, to_y=1.2)
    crown = given[0][0]
    rows = []
    for y, width, front, middle, back in given:
        higher = 0.04 + (0.14 + 0.3 * volume) * float(smooth(np.array(-y), 0.9, 1.75))
        wider = (0.04 + 0.6 * volume) * min((y - crown) / 0.8, 1.0) ** 0.7
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
    along = source.uniform(0, 1, parted) ** 0.9
    turn = np.concatenate([source.uniform(-1.35, 1.35, hairline), source.uniform(-np.pi, np.pi, anywhere)])
    edge = rim(shape, bare, turn)
    near = 0.98 - 0.3 * source.uniform(0, 1, hairline) ** 1.5
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
        frame=source.normal(0.92, 0.03, count).clip(0.84, 1.0),
        sweep=np.where(is_wide, 0.85 - 0.4 * style.swept, 0.85) + source.normal(0, 0.05, count),
        slant=np.where(is_wide, 0.5 + 0.5 * style.swept, 0.6) * source.uniform(0.5, 1.0, count),
        inward=style.inward + source.uniform(-0.3, 0.9, count) * np.where(is_front > 0, SPREAD, -0.1),
        is_front=is_front,
    )


def _fall(style: _Style) -> Fall:
    """How the mass under them falls."""
    wide, narrow = (0.9 - 0.4 * style.swept, 0.4 + 0.4 * style.swept), (0.9, 0.45)
    left, right = (wide, narrow) if style.part > 0 else (narrow, wide)
    return Fall(
        end=style.end - 0.08 * style.layered,
        inward=style.inward + 0.1,
        frame=0.97,
        sweep=(left[0], right[0]),
        slant=(left[1], right[1]),
        before=style.before,
    )


def _likely_fringe(shape: HeadShape, style: _Style) -> float:
    """How many of those have a fringe: only who part their hair in the middle."""
    return 0.0 if style.swept else 0.3 * (1 - shape.traits.wear) + 0.2 * shape.traits.childhood


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
    width = source.uniform(0.1, 0.22, count) * np.where(is_hairline, 0.33, 1.0)
    stray = source.integers(0, count, _STRAY)
    loose = strayed(paths[stray], np.array([0.0, -0.3, -0.1]), source, count=_STRAY, off=0.08 + 0.5 * style.wave)
    single = Tresses(path=loose, width=np.full(_STRAY, 0.018), openness=_openness(loose, 0.75), shown=0.15)
    bands = Tresses(path=paths, width=width, openness=_openness(paths, 0.75), ends=0.7)
    return [tresses(bands, tint, source), tresses(single, tint, source)]


def _openness(paths: Doubles, most: float) -> Doubles:
    """Less light gets to the roots, to the neck and behind it; *Shape*: N x steps."""
    x, y, z = np.moveaxis(paths, -1, 0)
    hidden = smooth(y, 0.2, 1.0) * smooth(-z, -0.1, 0.6) * smooth(-np.abs(x), -1.15, -0.7)
    root = np.minimum(0.7 + np.linspace(0, 1.2, paths.shape[1]), 1.0)[None]
    return np.asarray(most * (1 - 0.65 * hidden) * root)

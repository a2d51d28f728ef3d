"""Falling hair: a lock leaves its root the way it is combed, lies on the head, and hangs beside face and neck."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.clothing.build import torso_body
from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hull import Body, Doubles, Hull, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.stream import Stream

_FALLS_FROM, _FALLS_AT = -1.35, -0.55  # heights between which weight takes over from the comb
_HANGS = (-0.7, -0.1)  # heights between which it leaves the head
_RISEN = 3  # steps after which a lock has its full height
_AT_ROOTS = 0.22  # of its full height: above what lies on the skull
_INERTIA = 0.62  # how much of its way a lock keeps with each step
_LIFTED = np.array([0.0, -1.0, -0.9])  # how hair leaves the front hairline before it turns aside
_OFF_THE_SKIN = 0.035  # the least height of hair before the forehead
_WITHIN = 0.97  # of the half width of the face, up to where hair is kept off the skin: beyond, skin turns back
_SKIN_FROM, _FOREHEAD_TO = -1.3, 0.4  # heights from which on it is, and to which before the forehead and the temples
_FACE = (-0.5, 1.0)  # heights between which the width of the face counts for hair beside it
_BESIDE = 1.04  # of the middle: hair that hangs straight lies there, on ears and cheeks
_CLOSES, _OPENS = (-1.2, -0.2), (1.5, 2.6)  # heights over which it comes so near, and leaves again
_TUCKED = (-0.6, 0.15)  # heights over which hair goes back from the cheek
_OPENING = (0.8, 2.3)  # heights over which hair opens before the shoulder
_LEAVES, _RETURNS = (-1.15, -0.2), (0.9, 2.0)  # heights over which single locks leave the others, and come back
_CHEEKS = (0.86, 0.99)  # share of the half width of the face beside which locks fall, the nearest and the farthest
_CHEEKS_FROM, _CHEEKS_TO, _BEHIND_CHEEKS = (-1.15, -0.15), (1.1, 2.2), -0.6  # heights and depth to which they do
_OFF_THE_EYES = 0.8  # of the middle: nearer, no lock is drawn
_EASES = (1.0, 0.97, 0.8, 0.55, 0.3, 0.12)  # shares of its rise over the skin that a path keeps so many steps on
_ROUNDED = 3  # how often what it rises is averaged with the steps beside it
_CLEAR = 0.24  # of the body: clothes are in between
_SWAY, _SWAYS, _SWAYS_FROM = 0.05, 1.7, (-1.3, 0.2)  # how far an outline sways, how fast, and over which heights
_GATHERS = (-0.9, 1.3)  # heights over which hairs that lie side by side gather to a lock
_CROSSES, _TURNED, _MOST_TURNED = (-1.0, 0.6), 0.06, 0.14  # heights over which locks cross others, how far, in radians
_BESIDE_THE_FACE = (0.1, 0.6)  # depths over which they stop doing so: before the forehead they keep their way
_OPPOSITE = 9  # what is added to the way between locks left and right, which never gather
_ASIDE = 0.09  # how far locks stand off the others, in face units


@dataclass(frozen=True, kw_only=True, slots=True)
class Locks:
    """Where locks begin and how they are laid; *Shapes*: N each, roots N x 3 directions from the middle of the hull."""

    roots: Doubles
    side: Doubles
    """-1 to the left of the picture, 1 to the right."""
    length: Doubles
    """As long as they grow before they are cut."""
    end: Doubles
    """Height at which they are cut."""
    layer: Doubles
    """How high above the head each lies."""
    frame: Doubles
    """How near to the middle of the face each may fall, as a share of its half width."""
    sweep: Doubles
    """The same on the forehead."""
    slant: Doubles
    """How far hair before the forehead falls on its way aside: 0 keeps its height."""
    inward: Doubles
    """How far hair that hangs turns to the neck, or below 0 away from it."""
    is_front: Doubles
    """1 for what falls before the shoulder, 0 for behind it."""


def fallen(  # noqa: PLR0913 (a head and what lies on it)
    shape: HeadShape, wear: Wear, bare: Hull, hull: Hull, locks: Locks, *, steps: int
) -> Doubles:
    """The paths of locks from their roots on the bare head over the hull of hair, cut at their ends; *Shape*: N x steps x 3."""
    torso = torso_body(shape, wear.build)
    stride = (locks.length / (steps - 1))[:, None]
    bare_place = bare.at(locks.roots)
    risen = smooth(-bare_place[:, 2], -0.4, 0.2)
    place = _on_the_head(bare, hull, bare_place, locks.layer, np.maximum(_AT_ROOTS, risen))
    lifted = smooth(place[:, 2], 0.0, 0.5) / (1 + 0.5 * locks.slant)
    way = unit(_combed(place, locks) + _LIFTED * lifted[:, None])
    places = [place]
    for step in range(1, steps):
        way = unit(_INERTIA * way + (1 - _INERTIA) * _combed(place, locks))
        moved = _beside_the_face(shape, place + way * stride, locks, stride[:, 0])
        moved = _on_the_head(bare, hull, moved, locks.layer, np.maximum(min(step / _RISEN, 1.0), risen))
        moved = _off_the_shoulders(torso, moved, locks)
        way = unit(moved - place)
        place = moved
        places.append(place)
    return _cut(before_the_forehead(shape, np.stack(places, axis=1)), locks.end)


def _combed(place: Doubles, locks: Locks) -> Doubles:
    """Where a lock would go: off the parting above, straight down below."""
    x, y, z = place.T
    before_the_face = smooth(z, -0.2, 0.4) * smooth(-np.abs(x), -0.85, -0.6)
    low = smooth(y, _FALLS_FROM, _FALLS_AT) * (1 - 0.85 * before_the_face)
    back = np.clip(0.9 * z, -0.5, 0.5) * (1 - low)
    hanging = np.clip(np.abs(x) - 0.95, -0.2, 0.3) * smooth(y, 0.6, 1.6)
    inward = locks.inward * smooth(y, 0.1, 1.2) * smooth(np.abs(x), 0.6, 0.9)  # not over the throat
    aside = (1 - low) * (1 - 0.45 * smooth(-z, 0.2, 0.9)) - 0.16 * hanging - inward
    down = 0.25 * (1 - before_the_face * (1 - locks.slant)) + 0.9 * low
    return unit(np.stack([locks.side * aside, down, -back], axis=1))


def _beside_the_face(shape: HeadShape, place: Doubles, locks: Locks, stride: Doubles) -> Doubles:
    """What would fall over the face goes aside, by half a stride at most."""
    x, y, z = place.T
    top = shape.traits.proportions.hairline_y
    width = shape.half_width(np.clip(y, *_FACE))
    share = np.interp(y, [top, top + 0.12, top + 0.32, top + 0.6, 2.2, 3.0], [0, 0.3, 0.62, 0.92, 1, 0.7])
    free = width * share * (locks.sweep + (locks.frame - locks.sweep) * smooth(y, -0.9, -0.45))
    lacking = np.clip(free - np.abs(x), 0, 0.75 * stride) * smooth(z, -0.3, 0.15)
    return np.stack([x + locks.side * lacking, y, z], axis=1)


def before_the_forehead(shape: HeadShape, paths: Doubles) -> Doubles:
    """Nothing lies under the skin of the forehead and the temples, which bulge out of the hull."""
    x, y, z = np.moveaxis(paths, -1, 0)
    is_near = (z > 0) & (np.abs(x) < _WITHIN) & (y > _SKIN_FROM) & (y < _FOREHEAD_TO)
    if not is_near.any():
        return paths
    skin = shape.surface(np.stack([x[is_near], y[is_near]], axis=1))[:, 2]
    lifted = paths.copy()
    lifted[is_near, 2] = np.maximum(z[is_near], skin + _OFF_THE_SKIN)
    return lifted


def _eased(rise: Doubles) -> Doubles:
    """What rises at some steps of paths, and beside them ever less, so that no path jumps; *Shape*: N x steps."""
    eased = rise.copy()
    for off, share in enumerate(_EASES, start=1):
        eased[:, off:] = np.maximum(eased[:, off:], share * rise[:, :-off])
        eased[:, :-off] = np.maximum(eased[:, :-off], share * rise[:, off:])
    return rounded(eased, times=_ROUNDED)


def rounded(paths: Doubles, *, times: int) -> Doubles:
    """Paths, or what belongs to their steps, averaged so often with the steps beside; *Shapes*: N x steps, or x 3."""
    for _ in range(times):
        paths = np.concatenate(
            [paths[:, :1], 0.25 * paths[:, :-2] + 0.5 * paths[:, 1:-1] + 0.25 * paths[:, 2:], paths[:, -1:]], axis=1
        )
    return paths


def beside_the_cheeks(shape: HeadShape, paths: Doubles, source: Stream) -> Doubles:
    """Paths that come no nearer than to the edge of the face, and lie on its skin there; *Shape*: N x steps x 3."""
    x, y, z = np.moveaxis(paths, -1, 0)
    share = source.uniform(*_CHEEKS, (len(paths), 1)) * smooth(y, *_CHEEKS_FROM) * (1 - smooth(y, *_CHEEKS_TO))
    heights = np.linspace(*_FACE, 16)
    widths = shape.half_width(heights)
    width, hanging = np.interp(y, heights, widths), np.interp(y, heights, np.maximum.accumulate(widths))
    free = np.where(z > _BEHIND_CHEEKS, share * hanging, 0.0)
    moved = paths.copy()
    moved[..., 0] = np.where(x < 0, -1.0, 1.0) * (np.abs(x) + _eased(np.maximum(free - np.abs(x), 0.0)))
    is_near = (np.abs(moved[..., 0]) < _WITHIN * width) & (free > 0) & (y > _SKIN_FROM) & (y < _FACE[1])
    if is_near.any():
        skin = shape.surface(moved[is_near][:, :2])[:, 2]
        rise = np.zeros_like(z)
        rise[is_near] = np.maximum(skin + _OFF_THE_SKIN - z[is_near], 0)
        moved[..., 2] = z + _eased(rise)
    return moved


def _on_the_head(bare: Hull, hull: Hull, place: Doubles, layer: Doubles, risen: Doubles) -> Doubles:
    """Hair lies close to the head down to where it hangs free; below, it only cannot be inside."""
    away = place - hull.middle
    distance = np.sqrt((away * away).sum(axis=1))
    direction = away / distance[:, None]
    skin = bare.reach(direction)
    least = skin + (hull.reach(direction) + layer - skin) * risen
    free = smooth(place[:, 1], *_HANGS)
    return np.asarray(hull.middle + direction * (least + free * np.maximum(distance - least, 0))[:, None])


def _off_the_shoulders(torso: Body, place: Doubles, locks: Locks) -> Doubles:
    """Before or behind the shoulders, and already on the way there above them."""
    before = before_the_body(torso, place, locks.layer)
    _, _, middle, back = torso.layers(np.maximum(place[:, 1], torso.top))
    behind = np.minimum(place[:, 2], middle - (middle - back) * _across(torso, place) - 0.3 * _CLEAR)
    near = smooth(place[:, 1], torso.top - 0.7, torso.top + 0.15)
    wanted = locks.is_front * before + (1 - locks.is_front) * behind
    return np.stack([place[:, 0], place[:, 1], place[:, 2] + near * (wanted - place[:, 2])], axis=1)


def before_the_body(torso: Body, place: Doubles, layer: Doubles | float = 0.0) -> Doubles:
    """How far forward places are once they are clear of what the body wears; *Shapes*: N x 3, N or none, to N."""
    _, front, middle, _ = torso.layers(np.maximum(place[:, 1], torso.top))
    return np.asarray(np.maximum(place[:, 2], middle + (front - middle) * _across(torso, place) + _CLEAR + layer))


def _across(torso: Body, place: Doubles) -> Doubles:
    """The share of its depth that a body has at places, by how far aside they are; *Shapes*: N x 3 to N."""
    width = torso.layers(np.maximum(place[:, 1], torso.top))[0]
    return np.asarray(np.sqrt(np.clip(1 - (place[:, 0] / width) ** 2, 0, 1)))


def _cut(paths: Doubles, end: Doubles) -> Doubles:
    """As many steps, to where a path first comes down to its end; *Shapes*: N x steps x 3 and N."""
    count, steps = paths.shape[:2]
    is_below = paths[..., 1] > end[:, None]
    after = np.where(is_below.any(axis=1), np.argmax(is_below, axis=1), steps - 1).clip(1)
    row = np.arange(count)
    above, below = paths[row, after - 1, 1], paths[row, after, 1]
    last = after - 1 + np.clip((end - above) / np.maximum(below - above, 1e-6), 0, 1)
    at = np.minimum(np.linspace(0, 1, steps)[None] * last[:, None], steps - 1.001)
    low = at.astype(int)
    share = (at - low)[..., None]
    return np.asarray(paths[row[:, None], low] * (1 - share) + paths[row[:, None], low + 1] * share)


def waved(paths: Doubles, *, amount: Doubles, length: Doubles, phase: Doubles) -> Doubles:
    """Paths with waves that grow on the way down, to the side and toward the front in turn; *Shapes*: N x steps x 3, N each."""
    stride = np.sqrt((np.diff(paths, axis=1) ** 2).sum(axis=-1))
    walked = np.concatenate([np.zeros_like(stride[:, :1]), np.cumsum(stride, axis=1)], axis=1)
    turn = 2 * np.pi * walked / length[:, None] + phase[:, None]
    grown = amount[:, None] * smooth(paths[..., 1], -0.9, 0.9)
    offset = np.stack([grown * np.sin(turn), 0 * turn, 0.5 * grown * (1 + np.cos(turn))], axis=-1)
    return np.asarray(paths + offset)


def closer(paths: Doubles, kept: float) -> Doubles:
    """Paths whose distance beside the head is that share of what it was, from the temples to the neck; *Shape*: N x steps x 3."""
    x, y = paths[..., 0], paths[..., 1]
    beyond = np.maximum(np.abs(x) - _BESIDE, 0) * (1 - kept) * smooth(y, *_CLOSES) * (1 - smooth(y, *_OPENS))
    moved = paths.copy()
    moved[..., 0] = x - np.sign(x) * beyond
    return moved


def backward(paths: Doubles, back: Doubles) -> Doubles:
    """Paths that leave the cheek and the jaw free: so far back from the temples down; *Shapes*: N x steps x 3 and N."""
    x, y, z = np.moveaxis(paths, -1, 0)
    moved = paths.copy()
    moved[..., 2] = z - back[:, None] * smooth(y, *_TUCKED) * smooth(z, -0.6, 0.1) * smooth(np.abs(x), 0.6, 0.9)
    return moved


def drawn(paths: Doubles, share: Doubles) -> Doubles:
    """Paths drawn toward the middle beside the face, by that share of their distance; *Shapes*: N x steps x 3 and N."""
    x, y = paths[..., 0], paths[..., 1]
    nearer = np.abs(x) * (1 - share[:, None] * smooth(y, *_LEAVES) * (1 - smooth(y, *_RETURNS)))
    moved = paths.copy()
    moved[..., 0] = np.sign(x) * np.maximum(nearer, np.minimum(np.abs(x), _OFF_THE_EYES))
    return moved


def gathered(paths: Doubles, source: Stream, *, locks: int, share: float) -> Doubles:
    """Paths that draw near to so many of them on the way down, and leave gaps between; *Shape*: N x steps x 3."""
    count, steps = paths.shape[:2]
    middle = steps * 2 // 3
    leaders = source.choice(count, min(locks, count), replace=False)
    off = paths[:, None, middle] - paths[None, leaders, middle]
    off[..., 0] += _OPPOSITE * (np.sign(paths[:, None, middle, 0]) != np.sign(paths[None, leaders, middle, 0]))
    whose = (off * off).sum(axis=-1).argmin(axis=1)
    grown = smooth(paths[..., 1], *_GATHERS)[..., None]
    aside = source.normal(0, _ASIDE, (len(leaders), 1, 3)) * np.array([1.0, 0.0, 0.7])
    tight = share * source.uniform(0.25, 1.0, (len(leaders), 1, 1))
    pulled = tight[whose] * (paths[leaders][whose] - paths) + aside[whose]
    return np.asarray(paths + grown * pulled * np.array([1.0, 0.3, 1.0]))


def crossed(paths: Doubles, source: Stream) -> Doubles:
    """Paths that turn a little around the head on the way down, each for itself, so that some cross; *Shape*: N x steps x 3."""
    angle = source.normal(0, _TURNED, (len(paths), 1)).clip(-_MOST_TURNED, _MOST_TURNED)
    x, y, z = np.moveaxis(paths, -1, 0)
    angle = angle * smooth(y, *_CROSSES) * (1 - smooth(z, *_BESIDE_THE_FACE))
    return np.stack([x * np.cos(angle) + z * np.sin(angle), y, z * np.cos(angle) - x * np.sin(angle)], axis=-1)


def fanned(shape: HeadShape, wear: Wear, paths: Doubles, across: Doubles, amount: float) -> Doubles:
    """Paths that open before the shoulder; `across`: -1 toward the middle to 1 outside; *Shapes*: N x steps x 3 and N."""
    if not amount:
        return paths
    x, y, z = np.moveaxis(paths, -1, 0)
    torso = torso_body(shape, wear.build)
    is_front = smooth(z[:, -1], 0.2, 0.8)[:, None]
    opened = amount * across[:, None] * smooth(y, *_OPENING) * is_front
    moved = np.stack([x + np.sign(x) * opened, y, z], axis=-1)
    clear = before_the_body(torso, moved.reshape(-1, 3)).reshape(z.shape)
    moved[..., 2] += is_front * smooth(y, torso.top, torso.top + 0.3) * np.maximum(clear - z, 0)
    return moved


def swayed(paths: Doubles, wider: Doubles, phase: Doubles) -> Doubles:
    """Paths whose outline is not the same left and right; *Shapes*: N x steps x 3, and 2: how much wider, in radians."""
    x, y = paths[..., 0], paths[..., 1]
    one, other = (
        wide + _SWAY * np.sin(_SWAYS * y + start) for wide, start in zip(wider.tolist(), phase.tolist(), strict=True)
    )
    moved = paths.copy()
    moved[..., 0] = x + x * np.where(x < 0, one, other) * smooth(y, *_SWAYS_FROM) * smooth(np.abs(x), 0.8, 1.15)
    return moved


def refined(paths: Doubles, steps: int) -> Doubles:
    """Paths as smooth curves through the same places, with so many steps; *Shapes*: N x M x 3 to N x steps x 3."""
    return np.asarray(np.einsum("sm,nmc->nsc", _smoothing(paths.shape[1], steps), paths))


@lru_cache(maxsize=16)
def _smoothing(given: int, steps: int) -> Doubles:
    """The shares of given places in each step of a Catmull-Rom spline through them; *Shape*: steps x given."""
    at = np.linspace(0, given - 1, steps)
    low = np.minimum(at.astype(int), given - 2)
    t = at - low
    shares = np.zeros((steps, given))
    weights = (
        (-0.5 * t + t**2 - 0.5 * t**3),
        (1 - 2.5 * t**2 + 1.5 * t**3),
        (0.5 * t + 2 * t**2 - 1.5 * t**3),
        (-0.5 * t**2 + 0.5 * t**3),
    )
    for place, weight in enumerate(weights):
        np.add.at(shares, (np.arange(steps), np.clip(low + place - 1, 0, given - 1)), weight)
    return shares

"""The light on a person: from where it comes, and how the place colors it."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulators.faces.render.light import Bgr, Direction, Lights
from simulators.faces.stream import Range, Stream, drawn_by_share
from simulators.faces.surroundings import Surroundings

Doubles = NDArray[np.float64]

_COLORED = 0.45  # how far light takes the color of what it comes from
_BALANCED = 0.85  # how much of the color of the light a phone takes out; the power of its gains
_DIMMEST, _BRIGHTEST = 0.75, 1.35
_SKY = (1.5, 1.4, 1.32)  # BGR, beside a room of middle brightness
_MIDDLE = 0.5  # brightness of what changes nothing
_EVERY = 4  # pixels of a place, to one by which its light is told
_BESIDE = 6  # part of the picture's width at each side that lights the rim of a head from behind
_RIM, _RIM_MOST = 0.52, 0.78  # strength for each unit of light there above the middle's, and its most
_BEHIND = (0.82, -0.3, -0.6)  # where that comes from
_FACING_SKY = 0.55  # share of the sky in what comes from all around to an upright face
_SOFT_INDOORS = 3.6  # the least softness of shadows where no sky is
_BURNED, _DIMMED = 1.0, 0.15  # light that is white to the camera, and the share it takes from a face if all is
_ASKEW = 0.5  # the difference between the sides of a place, as a share of their sum, from which it is wholly one-sided
_SWING_DEG, _WIDEST_DEG = 14.0, 54.0  # how much farther to the side its key light is then, and where it is at most
_SHADED = 0.24  # share of the light from above and below that is missing then
_FROM_SIDE = 0.35  # how far the key light takes the color of the brighter side
_DARK = 0.05  # added to what is seen: nothing dark colors the light much
_SCREEN, _SCREEN_FROM = (1.35, 1.03, 0.8), (0.0, 0.2, 1.0)  # BGR of the screen of a phone in the dark, and from where
_SCREEN_TIMES = 4.5  # how strong it is beside the fill light
_KEY_BESIDE = 0.85  # what is left beside it of the key light, of lamps of a street
_REST_BESIDE = 0.55  # and of the light from above and below
_DUSK = 0.15  # the share that a camera lets a face be darker that only a screen lights


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What lights a person; ranges of angles in degrees."""

    share: float
    """Of selfies."""
    turn: Range
    """From the camera to the side."""
    rise: Range
    hard: Range
    """How much of the light is the source's, and not what the place gives back."""
    softness: Range
    """As `Lights` has it."""
    warmth: float


_WINDOW = _Source(share=0.32, turn=(28, 50), rise=(14, 36), hard=(0.46, 0.6), softness=(4.5, 8), warmth=-0.03)
_CEILING = _Source(share=0.1, turn=(8, 40), rise=(46, 66), hard=(0.48, 0.66), softness=(4.2, 7.5), warmth=0.03)
_LAMP = _Source(share=0.14, turn=(24, 44), rise=(26, 48), hard=(0.42, 0.57), softness=(3, 6), warmth=0.07)
_WHITE_SKY = _Source(share=0.14, turn=(14, 46), rise=(48, 66), hard=(0.25, 0.45), softness=(6, 9), warmth=-0.02)
_SUN = _Source(share=0.08, turn=(14, 34), rise=(28, 48), hard=(0.46, 0.62), softness=(1.2, 2.6), warmth=0.05)
_FACING = _Source(share=0.22, turn=(8, 26), rise=(-2, 20), hard=(0.4, 0.58), softness=(6, 9), warmth=-0.04)
_SOURCES = (_WINDOW, _CEILING, _LAMP, _WHITE_SKY, _SUN, _FACING)
_SHARES = np.array([source.share for source in _SOURCES])


def portrait_lights(stream: Stream) -> Lights:
    """Two large lamps of an office, which leave hardly a shadow."""
    sun = float(stream.normal(0, 0.12))
    return Lights(
        key=(-0.35 + sun, -0.45, 0.85),
        key_color=(0.55, 0.56, 0.58),
        fill=(0.5 + sun, -0.25, 0.8),
        fill_color=(0.42, 0.43, 0.44),
        sky=(0.5, 0.5, 0.5),
        ground=(0.36, 0.37, 0.38),
        shadow_softness=5.0,
        hollows=0.8,
    )


def selfie_lights(stream: Stream) -> Lights:
    """A window at the side or before, lamps overhead or beside, a white sky or the sun, and what the place gives back."""
    source = drawn_by_share(stream, _SOURCES, _SHARES)
    side = 1.0 if stream.random() < 0.5 else -1.0  # noqa: PLR2004 (either side)
    turn, rise = side * math.radians(stream.uniform(*source.turn)), math.radians(stream.uniform(*source.rise))
    hard = float(stream.uniform(*source.hard))
    warm = source.warmth + float(stream.normal(0, 0.04))
    tint = np.array([1 - 1.6 * warm, 1.0, 1 + 1.4 * warm])
    cast = np.array([1 + 0.8 * warm, 1.0, 1 - 0.8 * warm])
    fill_turn = float(stream.uniform(-1, 1))
    return Lights(
        key=(math.sin(turn) * math.cos(rise), -math.sin(rise), math.cos(turn) * math.cos(rise)),
        key_color=_bgr(tint * (0.5 + 1.1 * hard)),
        fill=(-side * 0.55 + 0.4 * fill_turn, -0.1, 0.9),
        fill_color=_bgr(cast * (0.32 - 0.19 * hard)),
        sky=_bgr(cast * (0.88 - 0.62 * hard)),
        ground=_bgr((2 - tint) * np.array([0.9, 0.98, 1.06]) * (0.5 - 0.2 * hard)),
        shadow_softness=float(stream.uniform(*source.softness)),
        hollows=1.1 - 0.2 * hard,
    )


def within(lights: Lights, place: Surroundings) -> Lights:
    """The lights in that place.

    What is painted above and below the horizon colors the light from there, its brighter side is where the key light is,
    under the open sky more comes from above and the key light is higher, and what is bright behind the person at a side of
    the picture lights the rim of the head. The more one side outshines the other, the more the face is lit from there, in
    that side's color. In the dark a screen lights it from before. A face before much that is white is darker: the camera
    splits the difference.
    """
    sides = _sides(place)
    brighter = _brighter_side(place, sides)
    askew = min(abs(brighter) / _ASKEW, 1.0)
    unshaded = 1 - _SHADED * askew
    turn = -1.0 if brighter * lights.key[0] < 0 else 1.0
    third = place.image.shape[0] // 3
    above, below = _tint(place, place.image[:third]), _tint(place, place.image[-third:])
    sky = above + place.sky * (np.array(_SKY) - above)
    fill, fill_color = _rim(sides)
    if max(fill_color) < max(lights.fill_color):
        fill = turn * lights.fill[0], lights.fill[1], lights.fill[2]
        fill_color = _product(lights.fill_color, 0.5 * (above + below))
    lit = replace(
        lights,
        key=_raised(_swung((turn * lights.key[0], lights.key[1], lights.key[2]), askew), place.sky),
        key_color=_product(lights.key_color, _of_side(place, sides[int(brighter > 0)])),
        fill=fill,
        fill_color=fill_color,
        sky=_product(lights.sky, sky * unshaded),
        ground=_product(lights.ground, below * ((1 + 0.2 * place.sky) * unshaded)),
        shadow_softness=max(lights.shadow_softness, _SOFT_INDOORS * (1 - place.sky)),
    )
    lit = _by_screen(lit, place.screen)
    burned = float((place.image[::_EVERY, ::_EVERY].min(axis=2) > _BURNED).mean())
    return _scaled(_balanced(lit), (1 - _DIMMED * burned) * (1 - _DUSK * place.screen))


def _by_screen(lights: Lights, share: float) -> Lights:
    """The lights with this share, 0 to 1, of the screen that the person looks at: it is cool and takes the fill's place."""
    if not share:
        return lights
    rest = 1 - share * (1 - _REST_BESIDE)
    return replace(
        lights,
        key_color=_product(lights.key_color, 1 - share * (1 - _KEY_BESIDE)),
        fill=_SCREEN_FROM,
        fill_color=_product(lights.fill_color, share * _SCREEN_TIMES * np.array(_SCREEN)),
        sky=_product(lights.sky, rest),
        ground=_product(lights.ground, rest),
    )


def _swung(key: Direction, askew: float) -> Direction:
    """The key light farther to its side, by how far a place is bright at one side only, 0 to 1."""
    x, y, z = key
    turn = math.degrees(math.atan2(abs(x), z))
    swung = math.radians(max(turn, min(turn + _SWING_DEG * askew, _WIDEST_DEG)))
    level = math.hypot(x, z)
    return math.copysign(level * math.sin(swung), x), y, level * math.cos(swung)


def _of_side(place: Surroundings, side: Doubles) -> Doubles:
    """Blue, green, red of the light of a place that comes from a side of that color; about 1. *Shapes*: 3."""
    return _hue(side + _DARK, _FROM_SIDE) * _ambient(place)


def _brighter_side(place: Surroundings, sides: tuple[Doubles, Doubles]) -> float:
    """Where more light comes from, below 0 the left: what the place says of it, and what is seen of windows there."""
    left, right = sides
    return place.side + float((right.mean() - left.mean()) / (right.mean() + left.mean() + 1e-3))


def _sides(place: Surroundings) -> tuple[Doubles, Doubles]:
    """The light of the upper left and of the upper right edge of the picture; *Shape*: 3 each, blue, green, red."""
    rows, columns = place.image.shape[0] * 2 // 3, place.image.shape[1] // _BESIDE
    return _mean(place.image[:rows, :columns]), _mean(place.image[:rows, -columns:])


def _on_face(lights: Lights) -> Doubles:
    """The light that falls on an upright surface turned to the camera; *Shape*: 3, blue, green, red."""
    light = _FACING_SKY * np.array(lights.sky) + (1 - _FACING_SKY) * np.array(lights.ground)
    for toward, color in ((lights.key, lights.key_color), (lights.fill, lights.fill_color)):
        light += np.array(color) * max(toward[2], 0.0) / math.hypot(*toward)
    return np.asarray(light)


def _rim(sides: tuple[Doubles, Doubles]) -> tuple[Direction, Bgr]:
    """The light of a window or a sky behind the person: from where, and its color."""
    left, right = sides
    color, side = (left, -1.0) if left.sum() > right.sum() else (right, 1.0)
    strength = min(_RIM * max(float(color.mean()) - _MIDDLE, 0.0), _RIM_MOST)
    x, y, z = _BEHIND
    return (side * x, y, z), _bgr(color * (strength / (color.mean() + 1e-3)))


def _balanced(lights: Lights) -> Lights:
    """The lights as a phone shows them, which takes most of their color out of a face."""
    total = _on_face(lights)
    return _scaled(lights, (total.mean() / total) ** _BALANCED)


def _scaled(lights: Lights, gains: Doubles | float) -> Lights:
    key, fill, sky, ground = (
        _product(color, gains) for color in (lights.key_color, lights.fill_color, lights.sky, lights.ground)
    )
    return replace(lights, key_color=key, fill_color=fill, sky=sky, ground=ground)


def _tint(place: Surroundings, part: NDArray[np.float32]) -> Doubles:
    """Blue, green, red of the light that a part of the picture gives back; about 1."""
    color = _mean(part) + _DARK
    bright = np.clip((float(color.mean()) / _MIDDLE) ** 0.35, _DIMMEST, _BRIGHTEST)
    return np.asarray(_hue(color, _COLORED) * bright * _ambient(place))


def _hue(color: Doubles, share: float) -> Doubles:
    """Gains that give light this share of that color; about 1. *Shapes*: 3."""
    return np.asarray(1 + share * (color / color.mean() - 1))


def _ambient(place: Surroundings) -> Doubles:
    """Gains by half of the color of a place's own light; *Shape*: 3."""
    return np.asarray(0.5 + 0.5 * np.array(place.ambient))


def _mean(part: NDArray[np.float32]) -> Doubles:
    """Blue, green, red of a part of a picture, all in all."""
    return np.asarray(part[::_EVERY, ::_EVERY].mean(axis=(0, 1)), dtype=np.float64)


def _raised(key: Direction, sky: float) -> Direction:
    x, y, z = key
    return x, y - 0.35 * sky, z


def _product(color: Bgr, tint: Doubles | float) -> Bgr:
    return _bgr(np.array(color) * tint)


def _bgr(color: Doubles) -> Bgr:
    return float(color[0]), float(color[1]), float(color[2])

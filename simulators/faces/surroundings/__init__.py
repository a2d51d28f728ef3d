"""What stands behind a person in a picture: rooms, shops, cars, streets, skies, always out of focus.

A place is a small scene in meters, painted at half the size in linear light and blurred; it is fixed by its stream, at
any size of picture. Whatever shows a person, be it a live face or a photograph held before the lens, takes its
surroundings from here, so that nothing about them tells the two apart.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from simulators.faces.stream import Stream
from simulators.faces.surroundings.car import car
from simulators.faces.surroundings.desert import desert
from simulators.faces.surroundings.garden import garden
from simulators.faces.surroundings.halls import bank, mall
from simulators.faces.surroundings.kitchen import kitchen
from simulators.faces.surroundings.majlis import majlis
from simulators.faces.surroundings.office import corridor, office
from simulators.faces.surroundings.rooms import bookshelf, living_room, plain_wall, window_room
from simulators.faces.surroundings.scene import Scene
from simulators.faces.surroundings.sea import sea
from simulators.faces.surroundings.shop import shop
from simulators.faces.surroundings.soft import Picture, Tint, chance, like, pick, ramp, tinted
from simulators.faces.surroundings.stone import stone_wall
from simulators.faces.surroundings.streets import evening, street

__all__ = ["KINDS", "Surroundings", "portrait_backdrop", "surroundings"]

_Painter = Callable[[Stream, tuple[int, int]], Scene]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    paint: _Painter
    weight: float
    sky: float = 0.0
    night: float = 0.0
    """Share of selfies there in which nothing but the screen lights the face much."""


_KINDS: dict[str, _Kind] = {
    "plain_wall": _Kind(paint=plain_wall, weight=3, night=0.07),
    "living_room": _Kind(paint=living_room, weight=3, night=0.07),
    "window": _Kind(paint=window_room, weight=1.5, sky=0.4),
    "bookshelf": _Kind(paint=bookshelf, weight=1.5),
    "kitchen": _Kind(paint=kitchen, weight=1.5),
    "majlis": _Kind(paint=majlis, weight=2),
    "office": _Kind(paint=office, weight=2),
    "corridor": _Kind(paint=corridor, weight=1.5),
    "bank": _Kind(paint=bank, weight=1.5),
    "mall": _Kind(paint=mall, weight=1.5),
    "shop": _Kind(paint=shop, weight=1),
    "car": _Kind(paint=car, weight=2, sky=0.5),
    "street": _Kind(paint=street, weight=1.5, sky=1.0),
    "evening_street": _Kind(paint=evening, weight=0.7, sky=0.3, night=0.5),
    "stone_wall": _Kind(paint=stone_wall, weight=1.5, sky=0.8),
    "garden": _Kind(paint=garden, weight=1.5, sky=1.0),
    "sea": _Kind(paint=sea, weight=1, sky=1.0),
    "desert": _Kind(paint=desert, weight=1, sky=1.0),
}

KINDS: tuple[str, ...] = tuple(_KINDS)
"""Every kind of surroundings."""

_WEIGHTS = np.array([kind.weight for kind in _KINDS.values()])

_SCREEN = (0.7, 1.0)  # how far a screen lights a face in the dark
_UNLIT = (0.16, 0.4)  # what is left of the light of a room whose lamps are off
_BACKDROPS = ((40, 0.01, 0.90), (40, 0.05, 0.92), (210, 0.03, 0.84), (212, 0.12, 0.88), (210, 0.02, 0.78))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A background and the light of its place.

    Shape: `image` is height x width x 3 of float32, BGR, linear light, 0 to 1.5.
    """

    image: Picture
    ambient: Tint
    """Blue, green, red of the light that reaches the person; their mean is 1."""
    side: float
    """Where more light comes from: -1 the left of the picture, 1 the right, 0 neither."""
    sky: float = 0.0
    """How much of its light is that of the open sky, 0 to 1."""
    screen: float = 0.0
    """How far the screen of the phone lights the person, 0 to 1."""


def surroundings(stream: Stream, *, width: int, height: int, kind: str | None = None) -> Surroundings:
    """A place out of focus; its kind is drawn unless it is given.

    Raises:
        KeyError: a kind that is not in `KINDS`.
    """
    drawn = KINDS[int(stream.choice(len(KINDS), p=_WEIGHTS / _WEIGHTS.sum()))]
    chosen = _KINDS[drawn if kind is None else kind]
    scene = chosen.paint(stream, (height, width))
    scene.weather(stream, sky=chosen.sky)
    screen = stream.uniform(*_SCREEN) if chance(stream, chosen.night) else 0.0
    image = scene.image((height, width))
    if screen and not chosen.sky:
        image *= np.float32(stream.uniform(*_UNLIT))
    return Surroundings(image=image, ambient=scene.tint, side=scene.side, sky=chosen.sky, screen=screen)


def portrait_backdrop(stream: Stream, *, width: int, height: int) -> Surroundings:
    """The light, even wall behind a portrait at an office, with a slight gradient and the softest of shadows."""
    color = like(stream, *pick(stream, _BACKDROPS))
    across, down = np.linspace(-1, 1, 24)[None, :], np.linspace(-1, 1, 30)[:, None]
    side = stream.uniform(-0.05, 0.05)
    light = 1 + side * across + stream.uniform(-0.07, 0.01) * down - stream.uniform(0.0, 0.06) * (across**2 + down**2)
    shadow = ramp(0.2, 1.3, np.hypot(across - 4 * side, (down - 0.35) * 0.7).astype(np.float32))
    light *= 1 - stream.uniform(0.0, 0.05) * (1 - shadow)
    image = cv2.resize(light.astype(np.float32)[..., None] * color, (width, height), interpolation=cv2.INTER_CUBIC)
    ambient = tinted(stream.uniform(0.97, 1.03), stream.uniform(0.97, 1.03))
    return Surroundings(image=np.asarray(image, dtype=np.float32), ambient=ambient, side=side * 2)

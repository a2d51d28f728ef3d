"""Eyes: balls with an iris behind openings that are cut into the skin."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from simulators.faces.head.lids import SHUT, lid_edges
from simulators.faces.head.shape import BALL, Expression, HeadShape
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

_IRIS, _PUPIL = 0.088, 0.029
_PALE = 0.5  # tones beyond it are hazel and lighter
_SIDE = 96  # of the picture of a ball, which shows it from the front
_CORNEA, _AHEAD = 0.12, 0.075
"""Radius of the clear front of a ball, which is rounder, and how far its middle lies before that of the ball."""
_ASIDE, _NEAREST, _FARTHEST = 0.35, 0.014, 0.033
"""How far aside of the pupil a turned ball mirrors the window, at least and at most."""
_CHILD_IRIS = 0.11  # how much wider, in faces that are smaller about eyes as large as those of the grown
_SKIES, _LIGHT = 0.12, 0.0225  # of captures in which the eyes mirror all that is above, and half the width of a window
_LID, _DEEPEST = 0.01, 0.055  # thickness, and how far behind the skin flesh fills the corners
_GLOSS, _SHINE = 0.3, 9

_Y, _X = ((axis - _SIDE / 2 + 0.5) * (2 * BALL / _SIDE) for axis in np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32))
_FRONT = np.stack([_X, _Y, np.sqrt(np.maximum(BALL**2 - _X**2 - _Y**2, 0))], axis=-1) / BALL
"""Where on a ball of radius 1 each pixel of its picture is."""


def _widened(ball: NDArray[np.floating]) -> NDArray[np.floating]:
    """A ball of radius 1, drawn out to the sides where the lids would hide its edge; *Shape*: ... x 3."""
    wide = ball.copy()
    beyond = np.maximum(np.abs(ball[..., 0]) - 0.6, 0)
    wide[..., 0] += 0.8 * np.sign(ball[..., 0]) * beyond
    wide[..., 2] -= 1.3 * beyond  # the face falls back there
    return wide


def _grid() -> tuple[NDArray[np.float64], Floats]:
    """A ball of radius 1 with its cornea, from the middle outward and around, and where its points are in its picture."""
    polar, turn = np.meshgrid(np.linspace(0, 1.5, 15), np.linspace(0, 2 * np.pi, 25), indexing="ij")
    flat = np.stack([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn)], axis=-1)
    cap = _AHEAD * np.cos(polar) + np.sqrt(np.maximum(_CORNEA**2 - (_AHEAD * np.sin(polar)) ** 2, 0))
    ball = np.concatenate([flat, np.cos(polar)[..., None]], axis=-1) * np.maximum(cap / BALL, 1)[..., None]
    return np.asarray(_widened(ball), dtype=np.float64), (flat * _SIDE / 2 + _SIDE / 2 - 0.5).astype(np.float32)


_WIDENED = _widened(_FRONT)
_WIDENED_BALL, _TEXELS = _grid()
_SIDES = (-1, 1)
_WHITE = np.array((167, 175, 185), dtype=np.float32)
_LID_PINK = np.array((136, 142, 172), dtype=np.float32)
_FLESH = np.array((118, 126, 158), dtype=np.float32)
_DAYLIGHT = np.array((255, 253, 250), dtype=np.float32)
_IRISES = tuple(np.array(color, dtype=np.float32) for color in ((23, 34, 51), (37, 57, 84), (70, 89, 95)))


def eye_picture(traits: FaceTraits) -> NDArray[np.uint8]:
    """An eyeball from the front, without what the lids do to it: white, iris, pupil; *Shape*: side x side x 4."""
    radius = np.hypot(_X, _Y) / np.float32(1 + _CHILD_IRIS * traits.childhood)
    white = _WHITE * np.float32(1.0 - 0.06 * traits.wear - 0.062 * traits.skin_tone)
    yellow = 0.05 * traits.wear + 0.011 * traits.skin_tone
    white = white * np.array([1 - yellow, 1 - 0.4 * yellow, 1], dtype=np.float32)
    pink = np.clip((np.abs(_X) - 0.12) / 0.075, 0, 1)[..., None] * np.float32(0.1)
    ball = white + pink * (_LID_PINK * np.float32(1 - 0.04 * traits.skin_tone) - white)
    ball = ball + expit((_IRIS - radius) / 0.0052)[..., None] * (_iris(traits, radius) - ball)
    alpha = np.full((_SIDE, _SIDE, 1), 255.0, dtype=np.float32)
    return np.ascontiguousarray(np.clip(np.concatenate([ball, alpha], axis=2), 0, 255).astype(np.uint8))


def _iris(traits: FaceTraits, radius: Floats) -> Floats:
    """Fibers about the pupil, a dark ring at the rim; below the middle the light that entered above comes out again."""
    source = stream(traits.seed, "iris")
    dark, brown, light = _IRISES
    tone = traits.iris_tone
    own = dark + (brown - dark) * min(tone * 2.5, 1) + (light - brown) * max(tone - _PALE, 0) / (1 - _PALE)
    own = own * np.float32(1 - 0.045 * traits.skin_tone)  # the camera opens for dark skin
    angle = np.arctan2(_Y, _X) + 0.8 * radius
    fibers = np.zeros_like(radius)
    for waves in (7, 13, 23, 37, 51):
        fibers += float(source.uniform(0.4, 1)) * np.sin(angle * waves + float(source.uniform(0, 2 * np.pi)))
    within = np.clip(radius / _IRIS, 0, 1)
    bright = 0.95 + 0.1 * fibers * (0.3 + within) + 0.2 * np.exp(-(((within - 0.6) / 0.2) ** 2))
    bright *= 1 + 0.4 * np.clip(_Y / _IRIS + 0.05, -0.5, 0.9)
    bright *= 1 - 0.75 * np.clip((within - 0.72) / 0.28, 0, 1) ** 1.2
    iris = own * bright[..., None] * (1 - expit((_PUPIL - radius) / 0.0028))[..., None] + 4
    return np.asarray(iris, dtype=np.float32)


def eye_meshes(shape: HeadShape, expression: Expression, picture: NDArray[np.uint8]) -> list[Mesh]:
    """The two balls, looking where the expression says; none behind shut lids."""
    if expression.eyes_shut >= SHUT:
        return []
    turns = {side: _gaze(expression, side) for side in _SIDES}
    balls = np.stack([_WIDENED_BALL @ turns[side] * BALL + np.array(shape.eye_middle(side)) for side in _SIDES])
    return [
        # the grid runs from the middle outward and around, so its columns are turned to face the camera
        grid_mesh(
            ball[:, ::-1].astype(np.float32),
            texels=_TEXELS[:, ::-1],
            material=Material(
                texture=_between_lids(shape, side, expression, picture, turns[side]),
                wrap=(0.45, 0.45, 0.45),
                gloss=_GLOSS * (1 - 0.13 * shape.traits.skin_tone),
                shine=_SHINE,
                is_whole=True,
            ),
            openness=0.92,
        )
        for ball, side in zip(_behind(balls, shape), _SIDES, strict=True)
    ]


def _behind(points: NDArray[np.float64], shape: HeadShape) -> NDArray[np.float64]:
    """The balls, nowhere ahead of the skin that lids would cover them with, nor far behind it; *Shape*: as given."""
    skin = shape.surface(points[..., :2].reshape(-1, 2))[:, 2].reshape(points.shape[:-1])
    points[..., 2] = np.clip(points[..., 2], skin - _DEEPEST, skin - _LID)
    return points


def _gaze(expression: Expression, side: int) -> NDArray[np.float64]:
    """The turn of the balls as a matrix for rows; *Shape*: 3 x 3."""
    ax, ay = expression.gaze_x - side * expression.vergence, expression.gaze_y
    across = np.array([[math.cos(ax), 0, math.sin(ax)], [0, 1, 0], [-math.sin(ax), 0, math.cos(ax)]])
    down = np.array([[1, 0, 0], [0, math.cos(ay), math.sin(ay)], [0, -math.sin(ay), math.cos(ay)]])
    return np.asarray((across @ down).T)


def _between_lids(
    shape: HeadShape, side: int, expression: Expression, picture: NDArray[np.uint8], turned: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """The picture in the shade of the upper lid, with flesh at the inner corner and tears along the lower lid."""
    middle_x, middle_y, _ = shape.eye_middle(side)
    there = _WIDENED @ turned[:, :2].astype(np.float32) * np.float32(BALL)
    x, y = (there[..., 0] + np.float32(middle_x)) * side, there[..., 1] + np.float32(middle_y)
    upper, lower = lid_edges(shape.traits, side, expression)
    top, bottom = (np.interp(x, edge[:, 0] * side, edge[:, 1]).astype(np.float32) for edge in (upper, lower))
    inner, outer = upper[0, 0] * side, upper[-1, 0] * side
    below_lid = 0.53 * np.exp(-((np.maximum(y - top, 0) / 0.034) ** 1.3))
    shade = 1 - below_lid - 0.05 * np.exp(-np.maximum(bottom - y, 0) / 0.01)
    shade *= 1 - 0.2 * np.exp(-(((x - inner) / 0.1) ** 2)) - 0.25 * np.exp(-(((x - outer) / 0.1) ** 2))
    flesh = expit((inner + 0.062 - x) / 0.011)[..., None]
    tears = 52 * np.exp(-(((bottom - y - 0.006) / 0.0045) ** 2)) * np.clip((x - inner) / 0.1, 0, 1)
    colors = picture[..., :3].astype(np.float32)
    colors += flesh * (_FLESH * np.float32(1 - 0.09 * shape.traits.skin_tone) - colors)
    colors = colors * shade[..., None] + (tears * (1 - 0.1 * shape.traits.skin_tone))[..., None]
    light = _window(there, turned, _light(expression))
    colors += light[..., None] * (_DAYLIGHT * np.float32(1 - 0.03 * shape.traits.skin_tone) - colors)
    return np.ascontiguousarray(np.dstack([np.clip(colors, 0, 255).astype(np.uint8), picture[..., 3]]))


class _Light(NamedTuple):
    """What of the room an eye mirrors in one capture."""

    right: float
    up: float
    """Of the middle of the cornea."""
    wide: float
    high: float
    strength: float


def _light(expression: Expression) -> _Light:
    """A window, a lamp or a wide pale sky, the same in both eyes and as long as the face is held so."""
    source = stream(round(abs(expression.squint) * 1e6), "light in the eyes")
    is_sky = float(source.random()) < _SKIES
    size = float(source.uniform(0.72, 1.0))
    right, up = float(source.normal(0, 0.022)), float(source.uniform(0.029, 0.037))
    right = math.copysign(min(max(abs(right), _NEAREST), _FARTHEST), right)
    wide, high = (1.25, 0.8) if is_sky else (size, size * float(source.uniform(0.85, 1.15)))
    strength = float(source.uniform(0.75, 0.9)) if is_sky else float(source.uniform(0.92, 1.0))
    return _Light(right, up, wide * _LIGHT, high * _LIGHT, strength)


def _window(there: Floats, turned: NDArray[np.float64], light: _Light) -> Floats:
    """How much of each place shows the bright of the room, mirrored above the middle of the cornea; *Shape*: of the picture."""
    x, y = (there[..., axis] - np.float32(_AHEAD * turned[2, axis]) for axis in (0, 1))
    aside = np.clip(_ASIDE * turned[2, 0] + light.right, -_FARTHEST, _FARTHEST)
    x = x - np.float32(aside)
    reach = np.sqrt((x / light.wide) ** 2 + ((y + light.up - 3.0 * x * x) / light.high) ** 2)
    return np.asarray(light.strength * expit((1 - reach) / 0.18), dtype=np.float32)

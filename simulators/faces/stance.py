"""How a body stands before a camera: turned, tilted and leaned against the head, one shoulder raised by a stretched arm."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.stream import Stream

Doubles = NDArray[np.float64]

PIVOT = np.array([0.0, 1.15, -0.25])
"""Where the skull turns on the neck."""
_COLLAR = 0.45  # how far to the side a shoulder begins to move, in face units
_SHOULDER = 2.5
_NAPE, _CHEST = 1.75, 2.6  # heights between which the neck passes the movement on
_RISE, _ADVANCE, _CLOSE = 0.52, 0.75, 0.12
_ASIDE, _MOST_ASIDE = 0.1, 0.2  # how far a head is off the middle of its shoulders: usually, and at most


@dataclass(frozen=True, kw_only=True, slots=True)
class Stance:
    """The pose of a body; a head turns by itself."""

    yaw: float = 0.0
    """Degrees; positive turns the chest to the right of the picture."""
    pitch: float = 0.0
    """Degrees; positive where the camera is above: what is lower lies farther away."""
    roll: float = 0.0
    """Degrees; positive lowers the shoulder at the right of the picture."""
    left: float = 0.0
    """How far the shoulder at the left of the picture is raised and forward: 0 at rest, 1 with the arm that holds the camera."""
    right: float = 0.0
    """The same of the other."""
    aside: float = 0.0
    """How far the body lies to the right of its head in the picture, in face units."""


def selfie_stance(stream: Stream) -> Stance:
    """Most hold the camera with one arm, a little above their eyes, and turn that shoulder to it."""
    side = 1.0 if stream.random() < 0.5 else -1.0  # noqa: PLR2004 (either arm)
    is_held = stream.random() < 0.75  # noqa: PLR2004 (the others lean the phone on something)
    reach = float(stream.uniform(0.45, 1.0)) if is_held else 0.0
    rest = float(stream.uniform(-0.45, 0.15))
    turn = float(stream.normal(13 * reach, 9.0))
    return Stance(
        yaw=-side * float(np.clip(turn, -18, 27)),
        pitch=float(np.clip(stream.normal(5, 6), -9, 16)),
        roll=-side * float(np.clip(stream.normal(3 * reach, 4), -8, 10)),
        left=reach if side < 0 else rest,
        right=reach if side > 0 else rest,
        aside=float(np.clip(stream.normal(0, _ASIDE), -_MOST_ASIDE, _MOST_ASIDE)),
    )


def portrait_stance(stream: Stream) -> Stance:
    """Straight before the camera, as far as people sit straight."""
    return Stance(yaw=float(stream.normal(0, 2.0)), roll=float(stream.normal(0, 1.2)))


def turn_of(*, yaw: float, pitch: float, roll: float) -> Doubles:
    """A turn by three angles in degrees as a matrix for columns; *Shape*: 3 x 3."""
    y, x, z = math.radians(yaw), math.radians(pitch), math.radians(roll)
    about_y = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(x), math.sin(x)], [0, -math.sin(x), math.cos(x)]])
    about_z = np.array([[math.cos(z), -math.sin(z), 0], [math.sin(z), math.cos(z), 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)


def body_turn(stance: Stance) -> Doubles:
    """The turn of the body as a matrix for columns; *Shape*: 3 x 3."""
    return turn_of(yaw=stance.yaw, pitch=stance.pitch, roll=stance.roll)


def with_shoulders(points: Doubles, stance: Stance) -> Doubles:
    """The places of a body at rest after its shoulders have moved; the head stays; *Shapes*: N x 3."""
    reach = np.where(points[:, 0] < 0, stance.left, stance.right)
    out = np.clip((np.abs(points[:, 0]) - _COLLAR) / (_SHOULDER - _COLLAR), 0, 1.3)
    low = np.clip((points[:, 1] - _NAPE) / (_CHEST - _NAPE), 0, 1)
    moved = reach * out * out * (3 - 2 * np.minimum(out, 1)) * low * low * (3 - 2 * low)
    away = np.sign(points[:, 0])
    step = np.stack([-_CLOSE * away, np.full_like(away, -_RISE), np.full_like(away, _ADVANCE)], axis=1)
    return np.asarray(points + moved[:, None] * step)

"""One moment before a camera: everything of a picture that does not belong to the identity, drawn from a stream."""

import math
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulators.faces.camera import Camera, office_camera, phone_camera
from simulators.faces.clothing import Wear, wear_for
from simulators.faces.head.beard import Beard
from simulators.faces.head.shape import Expression
from simulators.faces.lighting import portrait_lights, selfie_lights
from simulators.faces.mood import gaze, portrait_look, selfie_look
from simulators.faces.order import MOVEMENT_FRAMES, Size
from simulators.faces.render import Lights, View
from simulators.faces.stance import Stance, portrait_stance, selfie_stance, turn_of
from simulators.faces.stream import Stream
from simulators.faces.traits import FaceTraits

Backdrop = Literal["surroundings", "office"]

_NOMINAL_WIDTH, _NOMINAL_HEIGHT = 360, 450
_SELFIE_SCALE = (71.0, 98.0)  # pixels of half a face at the nominal size
_ARM = (8.4, 12.5)  # how far it holds a phone from the head, in half faces
_PORTRAIT_SCALE = 88.0
_TURN_DEG = 24.0
_FACED = 0.12  # a phone exposes for the face: the power of e by which it opens up for skin of dark and middle tone
_FAIR, _SPARED = 2.6, 0.022  # the skin tone below which it opens up less, so that none burns, and how far for each tone


@dataclass(frozen=True, kw_only=True, slots=True)
class Shot:
    """One moment."""

    view: View
    yaw: float = 0.0
    """Degrees; positive turns the nose to the right of the picture."""
    pitch: float = 0.0
    """Degrees; positive lowers the nose."""
    roll: float = 0.0
    """Degrees; positive turns the head clockwise in the picture."""
    stance: Stance = field(default_factory=Stance)
    expression: Expression
    beard: Beard
    wear: Wear
    lights: Lights
    backdrop: Backdrop
    camera: Camera
    exposure: float = 1.0
    """What the exposure differs by from the one that suits the face."""
    second_scale: float = 0.0
    """Size of a second face as a share of the first; 0 for none."""
    is_empty: bool = False
    """Nobody is there."""
    veil_y: float | None = None
    """From here down the face is covered, in face units."""


def portrait_shot(traits: FaceTraits, stream: Stream, size: Size) -> Shot:
    """The registry's photograph: frontal, at rest, even light."""
    zoom = _zoom(size)
    scale = _PORTRAIT_SCALE * zoom * (0.88 if traits.childhood > 0.5 else 1.0)  # noqa: PLR2004 (a child's head is smaller)
    view = View(width=size[0], height=size[1], distance=18.0, scale=scale, x=size[0] / 2, y=size[1] * 0.46)
    lights = portrait_lights(stream)
    return Shot(
        view=view,
        yaw=float(stream.normal(0, 1.2)),
        pitch=float(stream.normal(0, 1.0)),
        roll=float(stream.normal(0, 0.7)),
        expression=portrait_look(stream),
        beard=_beard(traits, stream),
        wear=replace(wear_for(traits, stream), glasses=""),
        lights=lights,
        backdrop="office",
        camera=office_camera(stream),
        stance=portrait_stance(stream),
    )


def selfie_shot(traits: FaceTraits, stream: Stream, size: Size) -> Shot:
    """A picture at arm's length, somewhere."""
    view = _selfie_view(traits, stream, size)
    yaw, pitch, roll = _cut(stream, 6.0, 9.0), _cut(stream, 4.6, 9.5), _cut(stream, 3.8, 6.5)
    return Shot(
        view=view,
        yaw=yaw,
        pitch=pitch,
        roll=roll,
        expression=selfie_look(stream, yaw=yaw, pitch=pitch),
        beard=_beard(traits, stream),
        wear=wear_for(traits, stream),
        lights=selfie_lights(stream),
        backdrop="surroundings",
        camera=phone_camera(stream),
        exposure=math.exp(_cut(stream, 0.1, 0.16) + _FACED - _SPARED * max(_FAIR - traits.skin_tone, 0.0)),
        stance=selfie_stance(stream),
    )


def _selfie_view(traits: FaceTraits, stream: Stream, size: Size) -> View:
    """Where a phone is held: nearer and farther, and never quite before the face."""
    distance = float(stream.uniform(*_ARM))
    scale = float(stream.uniform(*_SELFIE_SCALE)) * _zoom(size)
    aside, down = _cut(stream, 0.042, 0.058), _cut(stream, 0.04, 0.065)
    return View(
        width=size[0],
        height=size[1],
        distance=distance,
        scale=scale * (0.91 if traits.childhood > 0.5 else 1.0),  # noqa: PLR2004 (a child's head is smaller)
        x=size[0] * (0.5 + aside),
        y=size[1] * (0.455 + down),
    )


def movement_shot(still: Shot, frame: int, stream: Stream) -> Shot:
    """One frame of turning the head: from the front to one side, back and to the other; `stream` is the movement's own."""
    first = 1.0 if stream.random() < 0.5 else -1.0  # noqa: PLR2004 (either side)
    reach = float(stream.uniform(0.85, 1.1)) * _TURN_DEG
    phase = 2 * math.pi * frame / (MOVEMENT_FRAMES - 1)
    blink = 1.0 if frame == int(stream.integers(2, MOVEMENT_FRAMES - 1)) else 0.0
    yaw, pitch = first * reach * math.sin(phase), still.pitch * 0.5 + 2.5 * math.sin(phase * 2)
    gaze_x, gaze_y = gaze(yaw=yaw, pitch=pitch)
    return replace(
        still,
        yaw=yaw,
        pitch=pitch,
        roll=still.roll * 0.5,
        expression=replace(
            still.expression, eyes_shut=max(blink, still.expression.eyes_shut), gaze_x=gaze_x, gaze_y=gaze_y
        ),
    )


def head_turn(shot: Shot) -> NDArray[np.float64]:
    """The turn of the head as a matrix for columns; *Shape*: 3 x 3."""
    return turn_of(yaw=shot.yaw, pitch=shot.pitch, roll=shot.roll)


def _zoom(size: Size) -> float:
    return min(size[0] / _NOMINAL_WIDTH, size[1] / _NOMINAL_HEIGHT)


def _cut(stream: Stream, deviation: float, most: float) -> float:
    return float(np.clip(stream.normal(0, deviation), -most, most))


def _beard(traits: FaceTraits, stream: Stream) -> Beard:
    kind, amount = stream.random(), float(stream.uniform(0.1, 1.0))
    if traits.sex == "female" or traits.childhood > 0.2 or kind < 0.4:  # noqa: PLR2004 (shares of looks)
        return Beard()
    if kind < 0.55:  # noqa: PLR2004 (as above)
        return Beard(mustache=0.4 + 0.5 * amount)
    if kind < 0.8:  # noqa: PLR2004 (as above)
        return Beard(length=0.18 * amount, mustache=0.22 * amount)
    return Beard(length=amount, mustache=min(amount + 0.2, 1.0))

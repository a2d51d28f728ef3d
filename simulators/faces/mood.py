"""The look on a face at one moment: most people who take their own picture are calm or pleased, and look at the camera."""

import math

import numpy as np

from simulators.faces.head.shape import Expression
from simulators.faces.stream import Stream

_MOODS = (  # share, mean of smile, brow knit
    (0.18, 0.0, 0.15),  # earnest
    (0.38, 0.06, 0.03),  # calm
    (0.29, 0.25, 0.0),  # content
    (0.15, 0.55, -0.05),  # cheerful
)
_FARTHEST_DEG = 18.0
_NEAR_CAMERA, _FAR_CAMERA = 0.055, 0.025  # half the distance of the eyes over that of the camera


def portrait_look(stream: Stream) -> Expression:
    """At rest before an official camera, which no face is in full."""
    return Expression(
        smile=max(float(stream.normal(0.06, 0.06)), 0.0),
        squint=float(stream.uniform(0, 0.2)),
        vergence=_FAR_CAMERA,
        brow_raise=float(stream.normal(0.03, 0.06)),
    )


def selfie_look(stream: Stream, *, yaw: float, pitch: float) -> Expression:
    """Somewhere, at ease; the eyes meet the camera however the head is turned; *Unit*: degrees."""
    shares = [share for share, _, _ in _MOODS]
    _, smile, knit = _MOODS[int(stream.choice(len(_MOODS), p=shares))]
    smile = float(np.clip(stream.normal(smile, 0.08), -0.25, 1.0))
    gaze_x, gaze_y = gaze(yaw=yaw, pitch=pitch)
    return Expression(
        smile=smile,
        lean=float(np.clip(stream.normal(0, 0.15), -0.4, 0.4)),
        eyes_shut=float(np.clip(stream.normal(0.03, 0.06), 0, 0.16)),
        squint=float(stream.uniform(0, 0.35)) + 0.45 * max(smile, 0),
        brow_raise=float(np.clip(stream.normal(0.1, 0.25), -0.4, 0.7)),
        brow_knit=float(np.clip(stream.normal(knit, 0.15), -0.3, 1.0)),
        gaze_x=gaze_x + float(stream.normal(0, 0.035)),
        gaze_y=gaze_y + float(stream.normal(0.02, 0.03)),
        vergence=_NEAR_CAMERA,
    )


def gaze(*, yaw: float, pitch: float) -> tuple[float, float]:
    """How eyes that look at the camera are turned in a head turned so, as far as they like to; right and down, in radians."""
    reach = math.radians(_FARTHEST_DEG)
    right, down = (reach * math.tanh(-math.radians(angle) / reach) for angle in (yaw, pitch))
    return right, down

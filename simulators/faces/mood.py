"""The look on a face at one moment: most people who take their own picture are calm or pleased, and look at the camera."""

import math
from dataclasses import dataclass

import numpy as np

from simulators.faces.head.shape import Expression
from simulators.faces.stream import Stream, drawn_by_share


@dataclass(frozen=True, kw_only=True, slots=True)
class _Mood:
    """Means of an expression, and how often it is met."""

    share: float
    smile: float = 0.0
    lean: float = 0.0
    """To either side."""
    squint: float = 0.1
    eyes_shut: float = 0.0
    brow_raise: float = 0.03
    brow_knit: float = 0.0
    parted: float = 0.0
    """How far the lips part, where the smile is as broad as it should be."""


_MOODS = (
    _Mood(share=0.16, smile=0.22, squint=0.0, brow_knit=-0.01),  # earnest
    _Mood(share=0.2, smile=0.36, squint=0.0, brow_knit=-0.01),  # calm
    _Mood(share=0.03, smile=0.42, squint=0.02, brow_raise=0.22, lean=0.15),  # attentive, one brow higher
    _Mood(share=0.3, smile=0.62, squint=0.1, brow_knit=-0.01),  # pleased
    _Mood(share=0.14, smile=0.79, squint=0.22),  # beaming, the lips closed
    _Mood(share=0.08, smile=0.95, squint=0.36, parted=0.084),  # laughing eyes, upper teeth between the lips
    _Mood(share=0.08, smile=0.54, lean=0.22, squint=0.08),  # amused, on one side
    _Mood(share=0.01, smile=0.2, eyes_shut=0.08, brow_raise=-0.1),  # tired
)
_WIDEST_PARTED = 0.085  # well below the slightest defect of an open mouth
_LEAST_PARTED = 0.9  # the smile that parts the lips
_WIDENED = 0.03  # how much wider such lips part for each unit that the smile is broader than in its mood
_AJAR = 0.028  # the most that relaxed lips part; below `_LEAST_OPEN` of the mouth, so nothing is seen between them
_EASE = 0.1  # by how much less than in its mood a face that is at ease smiles, with the lips just ajar
_UNEVEN = 0.075  # by which a smile differs between the sides
_SOFTEST, _BROADEST = 0.1, 1.0  # a smile before a camera; a face wholly slack would look sad
_FARTHEST_DEG = 18.0
_NEAR_CAMERA, _FAR_CAMERA = 0.038, 0.018  # how far each eye turns in; all that the distance asks would look crossed


def portrait_look(stream: Stream) -> Expression:
    """At rest before an official camera, which no face is in full."""
    return Expression(
        smile=float(stream.normal(0.14, 0.06)),
        squint=float(stream.uniform(0, 0.15)),
        vergence=_FAR_CAMERA,
        brow_raise=float(stream.normal(0.05, 0.06)),
    )


def selfie_look(stream: Stream, *, yaw: float, pitch: float) -> Expression:
    """Somewhere, at ease; the eyes meet the camera however the head is turned; *Unit*: degrees."""
    mood = drawn_by_share(stream, _MOODS, [mood.share for mood in _MOODS])
    off = float(stream.normal(0, 0.085))
    lean = float(stream.normal(0, _UNEVEN))
    least = _LEAST_PARTED if mood.parted else _SOFTEST
    ajar = _AJAR * min(max(-off / _EASE, 0.0), 1.0)
    gaze_x, gaze_y = gaze(yaw=yaw, pitch=pitch)
    return Expression(
        smile=float(np.clip(mood.smile + off * (1 + 0.6 * mood.smile), least, _BROADEST)),
        lean=float(np.clip(lean + math.copysign(mood.lean, lean), -0.6, 0.6)),
        mouth_open=float(np.clip(mood.parted + _WIDENED * off, 0, _WIDEST_PARTED)) if mood.parted else ajar,
        eyes_shut=float(np.clip(mood.eyes_shut + stream.normal(0, 0.015), 0, 0.1)),
        squint=mood.squint + float(stream.uniform(0, 0.12)),
        brow_raise=float(np.clip(mood.brow_raise + stream.normal(0, 0.12), -0.2, 0.9)),
        brow_knit=float(np.clip(mood.brow_knit + stream.normal(0, 0.06), -0.03, 1.0)),
        gaze_x=gaze_x + float(stream.normal(0, 0.022)),
        gaze_y=gaze_y + float(stream.normal(0.015, 0.02)),
        vergence=_NEAR_CAMERA,
    )


def gaze(*, yaw: float, pitch: float) -> tuple[float, float]:
    """How eyes that look at the camera are turned in a head turned so, as far as they like to; right and down, in radians."""
    reach = math.radians(_FARTHEST_DEG)
    right, down = (reach * math.tanh(-math.radians(angle) / reach) for angle in (yaw, pitch))
    return right, down

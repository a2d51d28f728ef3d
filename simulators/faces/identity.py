"""What makes one drawn face another person's: the scalars of an identity, fixed by its seed.

Unit of length: half the width of the face. The origin lies between the eyes, y grows downwards. Clothing, light, pose
and background belong to the capture, never to the identity.
"""

import hashlib
import random
from dataclasses import dataclass
from typing import Literal

Sex = Literal["female", "male"]

_CHILD_SHARE = 0.15
_BEARD_SHARE = 0.5
_SKIN_PATTERN_SIDE = 15
_MOST_MOLES = 5


@dataclass(frozen=True, slots=True)
class Mole:
    """A dark spot of the skin at a place of the face."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class FaceIdentity:
    """All that a portrait and every later selfie of one person share."""

    sex: Sex
    child: bool
    skin_tone: float  # 0 dark to 1 light
    skin_warmth: float
    hair_tone: float
    face_length: float
    jaw_squareness: float
    chin_width: float
    eye_spacing: float  # from the middle to one eye
    eye_width: float
    eye_openness: float
    eye_tilt: float
    iris_tone: float
    brow_height: float
    brow_thickness: float
    brow_arch: float
    brow_tilt: float
    brow_length: float
    nose_length: float
    nose_width: float
    nose_bridge: float
    mouth_height: float
    mouth_width: float
    lip_upper: float
    lip_lower: float
    lip_tone: float
    cheek_shade: float
    fold_depth: float
    chin_cleft: float
    beard: float  # 0 shaven to 1 full
    mustache: float
    moles: tuple[Mole, ...]
    skin_pattern: tuple[float, ...]  # a square of slow light and dark variations, row by row


def face_identity(seed: int | bytes) -> FaceIdentity:
    """The identity of that seed; the same seed is the same face for ever."""
    material = seed if isinstance(seed, bytes) else b"int:%d" % seed
    stream = random.Random(hashlib.sha256(b"face" + material).digest())  # noqa: S311 (a simulation must repeat)
    sex: Sex = "male" if stream.random() < 0.5 else "female"  # noqa: PLR2004 (half and half)
    child = stream.random() < _CHILD_SHARE
    beard = stream.random() if sex == "male" and not child and stream.random() < _BEARD_SHARE else 0.0
    return FaceIdentity(
        sex=sex,
        child=child,
        beard=beard,
        mustache=beard or float(sex == "male" and not child and stream.random() < _BEARD_SHARE),
        moles=_moles(stream),
        skin_pattern=tuple(stream.gauss(0, 1) for _ in range(_SKIN_PATTERN_SIDE**2)),
        **_tones(stream),
        **_shape(stream, child=child),
        **_eyes_and_brows(stream, child=child),
        **_nose_and_mouth(stream, child=child),
    )


def _tones(stream: random.Random) -> dict[str, float]:
    return {
        "skin_tone": stream.uniform(0.15, 1),
        "skin_warmth": stream.uniform(-1, 1),
        "hair_tone": stream.uniform(0, 0.5),
        "iris_tone": stream.uniform(0, 1),
        "lip_tone": stream.uniform(0, 1),
    }


def _shape(stream: random.Random, *, child: bool) -> dict[str, float]:
    return {
        "face_length": stream.uniform(1.38, 1.52) if child else stream.uniform(1.45, 1.78),
        "jaw_squareness": stream.uniform(1.85, 2.7),
        "chin_width": stream.uniform(0.2, 0.5),
        "cheek_shade": stream.uniform(0, 1),
        "fold_depth": 0.0 if child else stream.uniform(0, 1),
        "chin_cleft": max(0.0, stream.uniform(-1, 1)),
    }


def _eyes_and_brows(stream: random.Random, *, child: bool) -> dict[str, float]:
    return {
        "eye_spacing": stream.uniform(0.37, 0.53),
        "eye_width": stream.uniform(0.155, 0.235) + (0.02 if child else 0),
        "eye_openness": stream.uniform(0.32, 0.68) + (0.06 if child else 0),
        "eye_tilt": stream.uniform(-0.12, 0.16),
        "brow_height": stream.uniform(0.24, 0.44),
        "brow_thickness": stream.uniform(0.045, 0.085) if child else stream.uniform(0.04, 0.16),
        "brow_arch": stream.uniform(-0.02, 0.14),
        "brow_tilt": stream.uniform(-0.14, 0.2),
        "brow_length": stream.uniform(0.24, 0.34),
    }


def _nose_and_mouth(stream: random.Random, *, child: bool) -> dict[str, float]:
    nose_length = stream.uniform(0.44, 0.62) if child else stream.uniform(0.48, 0.76)
    return {
        "nose_length": nose_length,
        "nose_width": stream.uniform(0.17, 0.36),
        "nose_bridge": stream.uniform(0.06, 0.14),
        "mouth_height": nose_length + stream.uniform(0.26, 0.46),
        "mouth_width": stream.uniform(0.24, 0.5),
        "lip_upper": stream.uniform(0.03, 0.12),
        "lip_lower": stream.uniform(0.05, 0.16),
    }


def _moles(stream: random.Random) -> tuple[Mole, ...]:
    return tuple(
        Mole(x=stream.uniform(-0.75, 0.75), y=stream.uniform(-0.8, 1.2), radius=stream.uniform(0.018, 0.04))
        for _ in range(stream.randint(0, _MOST_MOLES))
    )

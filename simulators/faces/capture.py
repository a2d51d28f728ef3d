"""Takes a picture of a drawn face: the office's portrait, or a selfie with its light, pose, background and defects."""

import hashlib
import math
import random
from typing import Literal

import cv2
import numpy as np

from simulators.faces.attack import photographed_card, photographed_screen
from simulators.faces.drawing import Look, draw_head
from simulators.faces.identity import FaceIdentity, face_identity
from simulators.faces.pen import Color, Image, Pose

Defect = Literal["blur", "dark", "no_face", "two_faces", "card", "screen"]
_ATTACKS = {"card": photographed_card, "screen": photographed_screen}

WIDTH = 320
HEIGHT = 400
_FACE_SCALE = 72.0  # pixels for half the width of a face
_EYES_Y = 178.0
_BLUR_PX = 5.0
_DARK_SHARE = 0.12
_JPEG_QUALITY = 88
_CLOTHES: tuple[Color, ...] = ((60, 50, 45), (225, 225, 222), (120, 80, 50), (70, 60, 120), (90, 110, 80), (40, 40, 42))
_SCARVES: tuple[Color, ...] = ((50, 45, 45), (90, 68, 56), (60, 72, 54), (70, 56, 96), (84, 60, 70))
_WHITE: Color = (232, 233, 234)


def draw_portrait(identity: int | bytes) -> Image:
    """The registry's photo: frontal, even light, light background.

    Shape: HEIGHT x WIDTH x 3, BGR, uint8.
    """
    face = face_identity(identity)
    stream = _stream(identity, "portrait")
    image = np.full((HEIGHT, WIDTH, 3), (225, 221, 216), dtype=np.uint8)
    draw_head(image, face, pose=Pose(WIDTH / 2, _EYES_Y, _FACE_SCALE), look=_look(face, stream, smile=0.0))
    return _through_camera(image, stream, gain=1.0, slope=0.0, noise=1.5)


def draw_selfie(identity: int | bytes, capture: int = 0, *, defect: Defect | None = None) -> Image:
    """A selfie; every `capture` number is another moment: pose, light, background, clothes.

    Shape: HEIGHT x WIDTH x 3, BGR, uint8.
    """
    stream = _stream(identity, f"selfie:{capture}")
    image = _background(stream)
    if defect == "two_faces":
        for who, x in ((identity, 0.26), (_stranger(identity), 0.74)):
            _place(image, who, stream=stream, pose=Pose(WIDTH * x, _EYES_Y, _FACE_SCALE * 0.7))
    elif defect in _ATTACKS:
        image = _ATTACKS[defect](draw_portrait(identity), image, stream)
    elif defect != "no_face":
        _place(image, identity, stream=stream, pose=_pose(stream))
    taken = _through_camera(
        image, stream, gain=stream.uniform(0.85, 1.12), slope=stream.uniform(-0.18, 0.18), noise=stream.uniform(2, 5)
    )
    return _spoiled(taken, defect)


def to_jpeg(image: Image) -> bytes:
    """The image as a JPEG file of at most about 40 kB."""
    done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise ValueError("OpenCV cannot encode this image as JPEG; pass height x width x 3 of uint8")
    return encoded.tobytes()


def _stream(identity: int | bytes, label: str) -> random.Random:
    material = identity if isinstance(identity, bytes) else b"int:%d" % identity
    digest = hashlib.sha256(label.encode() + b"\0" + material).digest()
    return random.Random(digest)  # noqa: S311 (a simulation must repeat)


def _stranger(identity: int | bytes) -> bytes:
    return b"stranger to " + (identity if isinstance(identity, bytes) else b"%d" % identity)


def _pose(stream: random.Random) -> Pose:
    return Pose(
        x=WIDTH / 2 + stream.uniform(-12, 12),
        y=_EYES_Y + stream.uniform(-10, 10),
        scale=_FACE_SCALE * stream.uniform(0.95, 1.08),
        roll=math.radians(stream.uniform(-2.5, 2.5)),
        yaw=stream.uniform(-0.04, 0.04),
        pitch=stream.uniform(-0.03, 0.03),
    )


def _place(image: Image, identity: int | bytes, *, stream: random.Random, pose: Pose) -> None:
    face = face_identity(identity)
    draw_head(image, face, pose=pose, look=_look(face, stream, smile=stream.uniform(-0.01, 0.05)))


def _look(face: FaceIdentity, stream: random.Random, *, smile: float) -> Look:
    clothes = stream.choice(_CLOTHES)
    if face.child or stream.random() < 0.4:  # noqa: PLR2004 (a share of looks)
        return Look(cover="hair", cover_color=clothes, clothes_color=clothes, smile=smile)
    if face.sex == "female":
        return Look(cover="hijab", cover_color=stream.choice(_SCARVES), clothes_color=clothes, smile=smile)
    return Look(cover="ghutra", cover_color=_WHITE, clothes_color=_WHITE, smile=smile)


def _background(stream: random.Random) -> Image:
    """A room: a wall of two tones, a few soft pieces of furniture."""
    light = stream.uniform(120, 215)
    wall = [light + stream.uniform(-18, 18) for _ in range(3)]
    image = np.empty((HEIGHT, WIDTH, 3), dtype=np.uint8)
    image[:] = wall
    for _ in range(stream.randint(2, 5)):
        left, top = stream.randint(-60, WIDTH - 20), stream.randint(-60, HEIGHT - 20)
        corner = (left + stream.randint(40, 160), top + stream.randint(40, 260))
        shade = stream.uniform(-60, 30)
        color = tuple(channel + shade + stream.uniform(-15, 15) for channel in wall)
        cv2.rectangle(image, (left, top), corner, color, cv2.FILLED)
    return np.asarray(cv2.blur(image, (9, 9)), dtype=np.uint8)


def _through_camera(image: Image, stream: random.Random, *, gain: float, slope: float, noise: float) -> Image:
    """Lens, sideways light, exposure and sensor noise."""
    soft = cv2.GaussianBlur(image, (3, 3), 0.7).astype(np.float32)
    light = gain * (1 + slope * np.linspace(-1, 1, image.shape[1], dtype=np.float32))
    grain = np.random.Generator(np.random.PCG64(stream.getrandbits(64)))
    soft *= light[None, :, None]
    soft += noise * grain.standard_normal((*image.shape[:2], 1), dtype=np.float32)
    return np.clip(soft, 0, 255).astype(np.uint8)


def _spoiled(image: Image, defect: Defect | None) -> Image:
    if defect == "blur":
        return np.asarray(cv2.GaussianBlur(image, (0, 0), _BLUR_PX), dtype=np.uint8)
    if defect == "dark":
        return np.asarray(cv2.convertScaleAbs(image, alpha=_DARK_SHARE), dtype=np.uint8)
    return image


def altered(picture: bytes) -> bytes:
    """A picture as a file that somebody altered a little: cropped by a pixel at every side, brightened, compressed again."""
    image = np.asarray(cv2.imdecode(np.frombuffer(picture, dtype=np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)
    brighter = cv2.convertScaleAbs(image[1:-1, 1:-1], alpha=1.03, beta=2)
    return to_jpeg(np.asarray(brighter, dtype=np.uint8))

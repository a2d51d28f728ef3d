"""Makes, of a living face's picture, what a camera would see of a copy of it: a stand-in for attacks of kinds not yet known.

Rules: nothing of a certain instrument is imitated, no pattern, no frame; only what every copy has gone through: kept as a file,
shown in fewer tones, lit again, and taken by a second camera with a lens and noise of its own.
"""

import cv2
import numpy as np

from harness.reference.face.landmarks import Floats, Points
from harness.reference.face.picture import Color

TAKEN_QUALITY = (80, 95)
"""Of JPEG files, as cameras write them."""
_KEPT_QUALITY = (55, 93)
_GRAY_SHARE = 0.12  # of copies without color
_ZOOM, _TURN_DEG = 0.16, 3.0
_DULL = 0.3  # px; a smaller blur is not computed


def recaptured(color: Color, points: Points, stream: np.random.Generator) -> tuple[Color, Points]:
    """The copy as taken, and where the landmarks are on it."""
    placed, there = _placed(_kept(color, stream), points, stream)
    shown = _shown(placed, stream)
    return _taken(_lit(shown, stream), stream), there


def softened(color: Color, stream: np.random.Generator) -> Color:
    """A living face through a worse lens or in worse light: a little blur, or a little noise."""
    if stream.random() < 0.5:  # noqa: PLR2004 (either)
        worse = cv2.GaussianBlur(color, (0, 0), float(stream.uniform(0.5, 1.1))).astype(np.float32)
    else:
        worse = color + _noise(color.shape[:2], stream) * np.float32(stream.uniform(2, 6))
    return filed(worse, TAKEN_QUALITY, stream)


def _kept(color: Color, stream: np.random.Generator) -> Color:
    """Sharpened by software and compressed, as an album or a messenger keeps it."""
    strength = float(stream.uniform(0.0, 0.9))
    soft = cv2.GaussianBlur(color, (0, 0), 1.2)
    sharp = cv2.addWeighted(color, 1 + strength, soft, -strength, 0)
    return filed(np.asarray(sharp, dtype=np.uint8), _KEPT_QUALITY, stream)


def _placed(color: Color, points: Points, stream: np.random.Generator) -> tuple[Color, Points]:
    """At another size, a little turned: its pixels are no longer those of the camera that took it."""
    x, y = (float(value) for value in points.mean(axis=0))
    there = cv2.getRotationMatrix2D(
        (x, y), float(stream.normal(0, _TURN_DEG)), float(np.exp(stream.uniform(-_ZOOM, _ZOOM)))
    )
    there[:, 2] = there[:, 2] + stream.uniform(-0.5, 0.5, 2)
    high, wide = color.shape[:2]
    placed = cv2.warpAffine(color, there, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(placed, dtype=np.uint8), np.asarray(points @ there[:, :2].T + there[:, 2], dtype=np.float32)


def _shown(color: Color, stream: np.random.Generator) -> Floats:
    """In the tones that a copy reaches: black is not quite black, white not quite white, colors are others.

    Shape: as the color; the square root of light, 1 is white.
    """
    copy = _blurred(color.astype(np.float32) / np.float32(255), float(stream.uniform(0.0, 0.8)))
    gray = cv2.cvtColor(copy, cv2.COLOR_BGR2GRAY)[..., None]
    share = 0.0 if stream.random() < _GRAY_SHARE else float(stream.uniform(0.6, 1.1))
    slope = np.float32(stream.uniform(0.95, 1.3))
    copy = np.clip((gray + (copy - gray) * np.float32(share) - np.float32(0.5)) * slope + np.float32(0.5), 0, 1)
    white = stream.uniform(0.85, 1.02) * (1 + np.clip(stream.normal(0, 0.025, 3), -0.06, 0.06) * (share > 0))
    black = float(stream.uniform(0.03, 0.28))
    return np.asarray(black + copy * (white - black).astype(np.float32), dtype=np.float32)


def _lit(shown: Floats, stream: np.random.Generator) -> Floats:
    """As light, brighter at one side; of the picture's shape."""
    high, wide = shown.shape[:2]
    angle, slope = float(stream.uniform(0, 2 * np.pi)), float(stream.uniform(0, 0.25))
    x, y = np.linspace(-0.5, 0.5, wide), np.linspace(-0.5, 0.5, high)
    falls = 1 + slope * (x[None, :] * np.cos(angle) + y[:, None] * np.sin(angle))
    color = stream.uniform(0.8, 1.2) * (1 + stream.normal(0, 0.03, 3))
    haze = np.float32(max(float(stream.normal(0.005, 0.01)), 0.0))
    return np.asarray(
        shown * shown * falls[..., None].astype(np.float32) * color.astype(np.float32) + haze, dtype=np.float32
    )


def _taken(light: Floats, stream: np.random.Generator) -> Color:
    """By the second camera: lens, noise, sharpening, curve, file."""
    light = _blurred(light, float(stream.uniform(0.3, 0.8)))
    by_light, dark = np.float32(stream.uniform(0.00005, 0.0006)), np.float32(stream.uniform(0.001, 0.006))
    light = light + _noise(light.shape[:2], stream) * np.sqrt(np.maximum(light, 0) * by_light + dark * dark)
    tones = np.sqrt(np.maximum(light, 0))
    sharpening = float(stream.uniform(0.15, 0.75))
    tones = cv2.addWeighted(tones, 1 + sharpening, cv2.GaussianBlur(tones, (0, 0), 1.1), -sharpening, 0)
    curve = np.clip(tones, 0, 1)
    tones = tones + np.float32(2 * stream.uniform(-0.05, 0.35)) * curve * (1 - curve) * (curve - np.float32(0.5))
    return filed(tones * np.float32(255), TAKEN_QUALITY, stream)


def _blurred(picture: Floats, spread: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), spread), dtype=np.float32) if spread > _DULL else picture


def _noise(shape: tuple[int, ...], stream: np.random.Generator) -> Floats:
    """Gray grain with blotches of color; *Shape*: that and 3, of standard deviation 1."""
    gray = cv2.GaussianBlur(stream.standard_normal(shape, dtype=np.float32), (0, 0), float(stream.uniform(0.4, 0.8)))
    color = cv2.GaussianBlur(stream.standard_normal((*shape, 3), dtype=np.float32), (0, 0), 1.7)
    both = gray[..., None] / gray.std() + np.float32(stream.uniform(0.3, 0.7)) * color / color.std()
    return np.asarray(both / both.std(), dtype=np.float32)


def filed(tones: Floats | Color, quality: tuple[int, int], stream: np.random.Generator) -> Color:
    """Through a JPEG file."""
    pixels = np.clip(tones + np.float32(0.5), 0, 255).astype(np.uint8) if tones.dtype != np.uint8 else tones
    _, file = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(stream.integers(*quality))])
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR), dtype=np.uint8)

"""Cameras: from light to the file that a phone or an office keeps.

`develop` takes light through lens, exposure, sensor and the phone's own processing; `to_jpeg` compresses. The noise comes
from one large tile that is the same for all time, cut, turned and scaled by the stream: cheap, and it repeats.
"""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulators.faces.detail import detailed
from simulators.faces.stream import Range, Stream, drawn_by_share, stream
from simulators.faces.tones import clarify, keep_highlights, saturate, warm_skin

Light = NDArray[np.float32]
Image = NDArray[np.uint8]

_TILE = 704  # pixels at each side of the tile of noise
_NOISE_SEED = 21
_CHROMA = 0.5  # colored noise beside gray noise
_GLARE_CELL, _GLARE_REACH = 6, 2.0  # pixels to a cell, at half the size; deviation in cells
_BLOOM_REACH = 1.6  # deviation of what a lens spreads near by, at half the size
_BLACK = 0.65  # how far the software of phones lowers the darkest tones
_SEEN = 0.3  # px; a shorter motion or a smaller blur is not computed
_SMEARED = 0.12  # share of phones whose lens has the prints of fingers
_PRINTS = 0.036  # haze that they add at most
_SKIN_WARMTH = 0.04  # how far the software of phones turns skin from pink toward yellow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Software:
    """How a maker's phones process selfies: ranges of what `Camera` has."""

    share: float
    """Of phones."""
    smearing: Range
    clarity: Range
    contrast: Range
    shoulder: Range
    saturation: Range
    sharpening: Range
    vignette: Range
    jpeg: Range


_VIVID = _Software(
    share=0.34,
    smearing=(0.15, 0.4),
    clarity=(0.02, 0.06),
    contrast=(0.26, 0.42),
    shoulder=(0.42, 0.6),
    saturation=(1.0, 1.09),
    sharpening=(0.4, 0.7),
    vignette=(0.0, 0.05),
    jpeg=(82, 95),
)
_NATURAL = _Software(
    share=0.34,
    smearing=(0.05, 0.3),
    clarity=(0.0, 0.0),
    contrast=(0.16, 0.32),
    shoulder=(0.4, 0.64),
    saturation=(0.95, 1.04),
    sharpening=(0.2, 0.45),
    vignette=(0.0, 0.06),
    jpeg=(84, 95),
)
_FLATTERING = _Software(
    share=0.16,
    smearing=(0.35, 0.6),
    clarity=(0.0, 0.0),
    contrast=(0.12, 0.26),
    shoulder=(0.36, 0.56),
    saturation=(0.95, 1.03),
    sharpening=(0.15, 0.35),
    vignette=(0.0, 0.05),
    jpeg=(78, 92),
)
_CHEAP = _Software(
    share=0.16,
    smearing=(0.2, 0.5),
    clarity=(0.0, 0.0),
    contrast=(0.22, 0.42),
    shoulder=(0.3, 0.46),
    saturation=(0.9, 1.02),
    sharpening=(0.6, 1.0),
    vignette=(0.04, 0.12),
    jpeg=(66, 82),
)
_SOFTWARE = (_VIVID, _NATURAL, _FLATTERING, _CHEAP)
_SHARES = np.array([software.share for software in _SOFTWARE])


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One capture's camera. Lengths in pixels of the picture; noise in linear light, where 1 is white."""

    exposure: float = 1.0
    """Gain."""
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Gains of blue, green, red."""
    lens_blur_px: float = 0.6
    """Standard deviation."""
    motion_px: float = 0.0
    """Length of the streak that a point becomes."""
    motion_angle_deg: float = 0.0
    read_noise: float = 0.003
    """Standard deviation in the dark."""
    shot_noise: float = 0.0002
    """Variance for each unit of light: the variance of a pixel is read_noise² + shot_noise · light."""
    vignette: float = 0.0
    """Share of light that is lost in the corners."""
    haze: float = 0.0
    """Share of the light that a smeared lens spreads, half of it over the whole picture, half around where it falls."""
    bloom: float = 0.0
    """Share of the light that falls a few pixels beside its place: bright walls wrap around what stands before them."""
    smearing: float = 0.0
    """Share of the faint fine detail that is lost to the software against noise."""
    clarity: float = 0.0
    """Share of the difference from the tones of a wide neighborhood that is added again."""
    contrast: float = 0.0
    """Strength of the S-shaped tone curve, -1 to 1."""
    black: float = 0.0
    """How far the darkest tones of the picture are lowered to black; 1 lowers them all the way."""
    shoulder: float = 0.0
    """How much highlights are compressed instead of clipped; 1 keeps nearly all."""
    saturation: float = 1.0
    skin_warmth: float = 0.0
    """How far reddish colors are turned from pink toward yellow; gray stays."""
    sharpening: float = 0.0
    """Share of the fine detail that is added again."""
    jpeg_quality: int = 90
    """Of the file, 1 to 100."""


def phone_camera(stream: Stream) -> Camera:
    """The front camera of some phone in some hand, and what its software makes of it."""
    software = drawn_by_share(stream, _SOFTWARE, _SHARES)
    warmth = float(np.clip(stream.normal(0.006, 0.02), -0.035, 0.045))
    green = float(np.clip(stream.normal(-0.002, 0.007), -0.015, 0.012))
    gain = math.exp(stream.uniform(math.log(0.28), math.log(1.04)))  # of the sensor: more in dim places
    moved = stream.random() < 0.35  # noqa: PLR2004 (a share of hands)
    prints = stream.uniform(0.3, 1.0) * _PRINTS if stream.random() < _SMEARED else 0.0
    return Camera(
        exposure=math.exp(float(np.clip(stream.normal(0.08, 0.07), -0.06, 0.2))),
        white_balance=(1 - warmth, 1 + green, 1 + warmth),
        lens_blur_px=stream.uniform(0.46, 0.68),
        motion_px=stream.uniform(0.8, 1.5) if moved else 0.0,
        motion_angle_deg=stream.uniform(0, 180),
        read_noise=0.003 * gain,
        shot_noise=0.00025 * gain**2,
        vignette=stream.uniform(*software.vignette),
        haze=max(stream.normal(0.006, 0.008), 0.002) + prints,
        bloom=stream.uniform(0.03, 0.09),
        smearing=stream.uniform(*software.smearing),
        clarity=stream.uniform(*software.clarity),
        contrast=stream.uniform(*software.contrast),
        black=_BLACK,
        shoulder=stream.uniform(*software.shoulder),
        saturation=stream.uniform(*software.saturation),
        skin_warmth=_SKIN_WARMTH,
        sharpening=stream.uniform(*software.sharpening),
        jpeg_quality=round(stream.uniform(*software.jpeg)),
    )


def office_camera(stream: Stream) -> Camera:
    """The camera of an office on its stand: even, neutral, little noise."""
    warmth = stream.uniform(-0.015, 0.015)
    return Camera(
        exposure=stream.uniform(0.96, 1.05),
        white_balance=(1 - warmth, 1.0, 1 + warmth),
        lens_blur_px=stream.uniform(0.65, 0.85),
        read_noise=stream.uniform(0.0006, 0.0012),
        shot_noise=stream.uniform(0.000006, 0.000028),
        vignette=stream.uniform(0.0, 0.05),
        contrast=stream.uniform(0.0, 0.15),
        shoulder=stream.uniform(0.2, 0.35),
        sharpening=stream.uniform(0.1, 0.3),
        jpeg_quality=int(stream.integers(90, 96)),
    )


def develop(linear: Light, camera: Camera, stream: Stream) -> Image:
    """The picture that the camera makes of this light; the light is left as it is.

    Shape: height x width x 3, BGR; light of float32, where 1 is white, becomes uint8.
    """
    light = _through_lens(linear, camera)
    light += _noise(light, camera, stream)
    tones = np.sqrt(np.maximum(light, 0, out=light), out=light)
    warm_skin(tones, camera.skin_warmth)
    clarify(tones, camera.clarity)
    saturate(tones, saturation=camera.saturation, contrast=camera.contrast, black=camera.black)
    keep_highlights(tones, camera.shoulder)
    detailed(tones, smearing=camera.smearing, sharpening=camera.sharpening)
    np.maximum(tones, 0, out=tones)
    return np.asarray(cv2.convertScaleAbs(tones, alpha=255), dtype=np.uint8)


def to_jpeg(image: Image, quality: int) -> bytes:
    """The image as a JPEG file.

    Raises:
        ValueError: no height x width x 3 of uint8.
    """
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:  # noqa: PLR2004 (height, width, colors)
        raise ValueError(f"no picture for JPEG: {image.dtype} of shape {image.shape}; pass height x width x 3 of uint8")
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return encoded.tobytes()


def _through_lens(linear: Light, camera: Camera) -> Light:
    """A copy of the light after blur, motion, haze, vignette, exposure and white balance."""
    light = linear
    if camera.lens_blur_px > _SEEN:
        reach, border = 2 * math.ceil(2.6 * camera.lens_blur_px) + 1, cv2.BORDER_REPLICATE
        light = _light(cv2.GaussianBlur(light, (reach, reach), camera.lens_blur_px, borderType=border))
    if camera.motion_px > _SEEN:
        streak = _streak(camera.motion_px, camera.motion_angle_deg)
        light = _light(cv2.filter2D(light, -1, streak, borderType=cv2.BORDER_REPLICATE))
    height, width = light.shape[:2]
    gains = [camera.exposure * gain for gain in camera.white_balance]
    light = _light(cv2.multiply(light, _falloff(height, width, camera.vignette, gains)))
    return _spread(light, camera) if camera.haze or camera.bloom else light


def _spread(light: Light, camera: Camera) -> Light:
    """The light with what a lens spreads of it: beside its place, around it, and over the whole picture."""
    height, width = light.shape[:2]
    size = max(width // 2, 1), max(height // 2, 1)
    small = _light(cv2.resize(light, size, interpolation=cv2.INTER_AREA))
    stray = np.float32(0.5 * camera.haze) * (_glare(small) + small.mean(axis=(0, 1)))
    if camera.bloom:
        stray += np.float32(camera.bloom) * _light(cv2.GaussianBlur(small, (9, 9), _BLOOM_REACH))
    wide = cv2.resize(stray, (width, height), interpolation=cv2.INTER_LINEAR)
    return _light(cv2.addWeighted(light, 1 - camera.bloom, wide, 1, 0))


def _glare(light: Light) -> Light:
    """Light that a lens spreads around where it falls: a window veils the hair before it."""
    height, width = light.shape[:2]
    size = max(width // _GLARE_CELL, 2), max(height // _GLARE_CELL, 2)
    small = cv2.GaussianBlur(cv2.resize(light, size, interpolation=cv2.INTER_AREA), (0, 0), _GLARE_REACH)
    return _light(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def _light(picture: ArrayLike) -> Light:
    return np.asarray(picture, dtype=np.float32)


def _streak(length: float, angle_deg: float) -> Light:
    """The kernel of a motion in a straight line: it adds up to 1."""
    half = math.ceil(length / 2)
    across, down = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    kernel = np.zeros((2 * half + 3, 2 * half + 3), dtype=np.float32)
    for step in np.linspace(-length / 2, length / 2, 4 * half + 3):
        x, y = half + 1 + step * across, half + 1 + step * down
        left, top = int(x), int(y)
        part = np.outer((top + 1 - y, y - top), (left + 1 - x, x - left))
        kernel[top : top + 2, left : left + 2] += part.astype(np.float32)
    return _light(kernel / kernel.sum())


def _falloff(height: int, width: int, vignette: float, gains: list[float]) -> Light:
    rows, columns = np.linspace(-1, 1, height, dtype=np.float32), np.linspace(-1, 1, width, dtype=np.float32)
    gray = 1 - np.float32(vignette / 2) * (rows[:, None] ** 2 + columns[None, :] ** 2)
    return _light(cv2.merge([gray * np.float32(gain) for gain in gains]))


def _noise(light: Light, camera: Camera, stream: Stream) -> Light:
    """Noise for this light, of which the variance grows with the light."""
    height, width = light.shape[:2]
    tile, room = _tile(), (max(_TILE - height, 0), max(_TILE - width, 0))
    top, left = (int(stream.integers(0, space + 1)) for space in room)
    turn = int(stream.integers(0, 4))
    sign = 1.0 if stream.random() < 0.5 else -1.0  # noqa: PLR2004 (a coin)
    if min(room) == 0:
        below, right = max(height - _TILE, 0), max(width - _TILE, 0)
        tile = _light(cv2.copyMakeBorder(tile, 0, below, 0, right, cv2.BORDER_WRAP))
    part = tile[top : top + height, left : left + width]
    if turn:
        part = _light(cv2.flip(part, turn - 2))
    deviation = np.maximum(light, 0)
    deviation *= np.float32(camera.shot_noise)
    deviation += np.float32(camera.read_noise**2)
    np.sqrt(deviation, out=deviation)
    return _light(cv2.multiply(deviation, part, deviation, scale=sign))


@cache
def _tile() -> Light:
    """Noise as a phone leaves it: gray grain a little soft, colors in larger blotches.

    Shape: _TILE x _TILE x 3, each color with deviation 1.
    """
    source = stream(_NOISE_SEED, "sensor")
    gray = cv2.GaussianBlur(source.standard_normal((_TILE, _TILE, 1), dtype=np.float32), (0, 0), 0.6)[..., None]
    color = cv2.GaussianBlur(source.standard_normal((_TILE, _TILE, 3), dtype=np.float32), (0, 0), 1.7)
    color *= np.array((1.3, 0.7, 1.1), dtype=np.float32) / color.std(axis=(0, 1))
    both = gray / gray.std() + np.float32(_CHROMA) * color
    return np.ascontiguousarray(both / both.std(axis=(0, 1)), dtype=np.float32)

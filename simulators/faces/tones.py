"""What the software of a phone does to tones, the roots of light, in place. *Shapes*: height x width x 3, BGR."""

import cv2
import numpy as np
from numpy.typing import NDArray

Tones = NDArray[np.float32]

_WIDE = 8  # pixels to one of the picture that is compared with
_WIDE_REACH = 2.2  # deviation of its blur, in its own pixels
_MIDDLE = 0.38  # of the scale, where the tone curve leaves tones as they are
_FILM = 0.28  # how far each color has a curve of its own, as film has: shadows on skin are richer
_DEEPEST = 0.01  # share of the picture that is black after its black point is set
_SAMPLED = 8  # pixels to one by which the darkest tones are told
_LIFTED_MOST = 0.17  # of the scale; what is brighter is no lifted black, it is a bright picture
_KNEE = 0.7  # of the scale, where the shoulder of highlights begins
_BEND = 4.0  # how fast it bends
_HUED = 0.65  # how far highlights keep the ratio of their colors: skin shines, but not white
_FULL = 1.25  # of the scale, where a sensor is full: what is brighter in all colors is white
_YELLOWED, _UNREDDENED = 1.0, 0.4  # shares of the warmth by which blue is lowered and green nears red


def clarify(tones: Tones, share: float) -> None:
    """Lift what is brighter than its wide neighborhood and lower what is darker, by a share of the difference."""
    if not share:
        return
    height, width = tones.shape[:2]
    small = (max(width // _WIDE, 1), max(height // _WIDE, 1))
    gray = cv2.cvtColor(cv2.resize(tones, small, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    around = cv2.resize(cv2.GaussianBlur(gray, (0, 0), _WIDE_REACH), (width, height), interpolation=cv2.INTER_LINEAR)
    own = cv2.cvtColor(tones, cv2.COLOR_BGR2GRAY)
    factor = 1 + np.float32(share) * (own - around) / np.maximum(own + around, np.float32(0.1))
    cv2.multiply(tones, cv2.merge([factor] * 3), tones)


def saturate(tones: Tones, *, saturation: float, contrast: float, black: float = 0.0) -> None:
    """Saturation, and the S of the tone curve; it nearly keeps the ratio of the colors, so that it makes no skin orange.

    `black` is the share of its darkest tones by which the picture is lowered toward a true black; white stays.
    """
    if saturation == 1 and not contrast and not black:
        return
    gray = np.asarray(cv2.cvtColor(tones, cv2.COLOR_BGR2GRAY), dtype=np.float32)
    grays = cv2.merge([gray] * 3)
    if saturation != 1:
        cv2.addWeighted(tones, saturation, grays, 1 - saturation, 0, tones)
    if contrast or black:
        own = cv2.addWeighted(tones, _FILM, grays, 1 - _FILM, 0)
        bend = np.float32(1) - np.minimum(own, 1)
        lift = np.float32(2 * contrast) * (own - np.float32(_MIDDLE))
        if black:
            lowest = np.float32(black * _darkest(gray))
            lift -= lowest * bend / np.maximum(own, lowest + np.float32(1e-3))
        bend *= lift
        bend += 1
        cv2.multiply(tones, bend, tones)


def _darkest(gray: Tones) -> float:
    """The tone of the darkest parts of a picture; *Shape* of `gray`: height x width."""
    return min(float(np.quantile(gray[::_SAMPLED, ::_SAMPLED], _DEEPEST)), _LIFTED_MOST)


def keep_highlights(tones: Tones, share: float) -> None:
    """Compress highlights, so that they fade toward white but keep most of their color; a share of 1 keeps nearly all."""
    if share:
        blue, green, red = cv2.split(tones)
        brightest = np.asarray(cv2.max(np.maximum(blue, np.float32(_KNEE)), cv2.max(green, red)), dtype=np.float32)
        factor = _held(brightest, share) / np.minimum(brightest, np.float32(_FULL))
        own = _held(tones, share)
        hued = cv2.multiply(cv2.threshold(tones, _FULL, 0, cv2.THRESH_TRUNC)[1], cv2.merge([factor] * 3), tones)
        cv2.scaleAdd(cv2.subtract(hued, own), _HUED, own, tones)


def _held(tones: Tones, share: float) -> Tones:
    """The tones, compressed above the knee; *Shape*: any."""
    over = cv2.threshold(tones - np.float32(_KNEE), 0, 0, cv2.THRESH_TOZERO)[1]
    return np.asarray(tones - (over - over / (1 + np.float32(_BEND * share) * over)), dtype=np.float32)


def warm_skin(tones: Tones, share: float) -> None:
    """Turn what is redder than blue from pink toward yellow, by a share of that difference; gray stays as it is."""
    if share:
        blue, green, red = cv2.split(tones)
        reddish = np.maximum(red - blue, 0)
        blue -= np.float32(_YELLOWED * share) * reddish
        green += np.float32(_UNREDDENED * share) * np.maximum(np.minimum(red - green, reddish), 0)
        cv2.merge([blue, green, red], tones)

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
_FINE_REACH = 1.5  # deviation in pixels
_GRAIN = 0.02  # of the scale; detail fainter than this is taken for noise


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


def smear(tones: Tones, share: float) -> None:
    """Take this share of the faint fine detail away, as software against noise does: edges stay, pores and threads go."""
    if not share:
        return
    gray = cv2.cvtColor(tones, cv2.COLOR_BGR2GRAY)
    fine = gray - cv2.GaussianBlur(gray, (7, 7), _FINE_REACH)
    lost = fine * np.float32(-share)
    lost /= 1 + np.square(fine * np.float32(1 / _GRAIN))
    tones += lost[..., None]


def saturate(tones: Tones, *, saturation: float, contrast: float, black: float = 0.0) -> None:
    """Saturation, and the S of the tone curve; it nearly keeps the ratio of the colors, so that it makes no skin orange.

    `black` is the share of its darkest tones by which the picture is lowered toward a true black; white stays.
    """
    if saturation == 1 and not contrast and not black:
        return
    gray = np.asarray(cv2.cvtColor(tones, cv2.COLOR_BGR2GRAY), dtype=np.float32)
    if saturation != 1:
        cv2.addWeighted(tones, saturation, cv2.merge([gray] * 3), 1 - saturation, 0, tones)
    if contrast or black:
        own = cv2.addWeighted(tones, _FILM, cv2.merge([gray] * 3), 1 - _FILM, 0)
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
    """Compress highlights, so that they fade toward white; a share of 1 keeps nearly all."""
    if share:
        over = cv2.threshold(tones - np.float32(_KNEE), 0, 0, cv2.THRESH_TOZERO)[1]
        tones -= over - over / (1 + np.float32(_BEND * share) * over)


def sharpen(tones: Tones, share: float) -> None:
    """Add a share of the fine detail again: edges get thin halos."""
    if share:
        soft = cv2.GaussianBlur(tones, (7, 7), _FINE_REACH)
        cv2.addWeighted(tones, 1 + share, soft, -share, 0, tones)

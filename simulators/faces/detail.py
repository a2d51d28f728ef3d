"""What the software of a phone does to fine detail: it takes faint grain away and makes what is left of it crisper."""

import cv2
import numpy as np

from simulators.faces.tones import Tones

_REACH = 1.0  # deviation in pixels: halos are no wider than an edge
_GRAIN = 0.02  # of the scale; detail fainter than this is taken for noise
_STRONG = 0.05  # of the scale; at a stronger edge the halo grows no more, as software holds it


def detailed(tones: Tones, *, smearing: float, sharpening: float) -> None:
    """Take a share of the faint fine detail away and add a share of the other again, in place; *Shape*: H x W x 3, BGR.

    Edges get thin, weak halos that have no color of their own.
    """
    if not smearing and not sharpening:
        return
    gray = cv2.cvtColor(tones, cv2.COLOR_BGR2GRAY)
    fine = gray - cv2.GaussianBlur(gray, (5, 5), _REACH)
    size = np.abs(fine)
    change = np.float32(sharpening) / (1 + size * np.float32(1 / _STRONG))
    size *= np.float32(1 / _GRAIN)
    change -= np.float32(smearing) / (1 + size * size)
    change *= fine
    cv2.add(tones, cv2.merge([change] * 3), tones)

"""What light does at the size of a face: it spreads below the skin, and finds less of a way into hollows.

Both are computed on the finished picture. Skin scatters red farther than green and blue, so edges of shadows and of small
forms on it are soft and reddish; the light that entered is blurred by color and takes the place of what fell on each pixel.

Source: J. Jimenez, V. Sundstedt, D. Gutierrez, "Screen-space perceptual rendering of human skin", ACM TAP 6(4), 2009;
T. Luft, C. Colditz, O. Deussen, "Image enhancement by unsharp masking the depth buffer", ACM TOG 25(3), 2006.
"""

import math

import cv2
import numpy as np

from simulators.faces.render.arrays import Doubles, Floats

_NEAR_REACH, _FAR_REACH = 0.014, 0.045  # how far light spreads below skin, as deviations in face units
_FAR_SHARE = (0.16, 0.24, 0.4)  # of blue, green and red spread by the far reach
_MOST = 2.5
_STEP = 4  # samples of the picture to one of the depth
_EMPTY_Z = -1.2  # depth of what no mesh covers
_HOLLOWS = ((0.07, 1.5), (0.26, 0.6))  # reach in face units, and darkness for each unit of depth
_OUTLINE = 0.11  # how far from the background hollows begin, as a deviation in face units
_EVEN = 0.8  # blur of the finished map, in its own pixels: no stairs at edges
_DARKEST = 0.4
_REDNESS = (1.0, 0.98, 0.91)  # share of the darkness by color: between two surfaces of skin light turns red


def scattered(color: Floats, entered: Floats, *, scale: float, cells: float) -> None:
    """Spread the light of skin, in place; `scale`: pixels of color to a face unit, `cells`: cells of entered to a pixel.

    *Shapes*: color H x W x 3; entered rows x columns x 4: sums of light by color and the number of samples of each cell.
    """
    rows, columns = np.flatnonzero(entered[..., 3].any(axis=1)), np.flatnonzero(entered[..., 3].any(axis=0))
    if not len(rows):
        return
    top, left = int(rows[0]), int(columns[0])
    ratio = _spread(np.ascontiguousarray(entered[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]), scale * cells)
    area = color[int(top / cells) : int(rows[-1] / cells) + 1, int(left / cells) : int(columns[-1] / cells) + 1]
    shift = [(int(start / cells) + 0.5) * cells - 0.5 - start for start in (left, top)]
    matrix = np.array([[cells, 0, shift[0]], [0, cells, shift[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    area *= cv2.warpAffine(ratio, matrix, area.shape[1::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _spread(light: Floats, scale: float) -> Floats:
    """By how much light that spreads below skin exceeds what fell on each cell; *Shapes*: H x W x 4 to H x W x 3."""
    near, far = (_blurred(light, reach * scale) for reach in (_NEAR_REACH, _FAR_REACH))
    share = np.minimum(light[..., 3] * np.float32(0.25), 1)
    planes = []
    for channel, part in enumerate(_FAR_SHARE):
        total = near[..., channel] + np.float32(part) * (far[..., channel] - near[..., channel])
        count = near[..., 3] + np.float32(part) * (far[..., 3] - near[..., 3])
        ratio = total * light[..., 3] / np.maximum(count * light[..., channel], np.float32(1e-4))
        planes.append(1 + share * (np.minimum(ratio, np.float32(_MOST)) - 1))
    return np.asarray(cv2.merge(planes), dtype=np.float32)


def _blurred(light: Floats, deviation: float) -> Floats:
    size = 2 * math.ceil(2.3 * deviation) + 1
    return np.asarray(
        cv2.GaussianBlur(light, (size, size), deviation, borderType=cv2.BORDER_REPLICATE), dtype=np.float32
    )


def hollows(near: Doubles, *, size: tuple[int, int], distance: float, scale: float) -> Floats:
    """How dark each pixel is because it lies deeper than its neighbors, 0 to 1; `size`: width and height.

    *Shapes*: near, the samples of the picture: 1 / distance from the camera, or 0; `scale`: samples to a face unit.
    To H x W x 3.
    """
    part = near[::_STEP, ::_STEP]
    is_seen = part > 0
    depth = np.where(is_seen, distance - 1 / np.where(is_seen, part, 1), _EMPTY_Z).astype(np.float32)
    dark = np.zeros_like(depth)
    for reach, amount in _HOLLOWS:
        deeper = _blurred(depth, reach * scale / _STEP) - depth
        dark += np.float32(amount) * np.clip(deeper, 0, np.float32(1.5 * reach))
    inside = np.clip(3 * _blurred(is_seen.astype(np.float32), _OUTLINE * scale / _STEP) - 2, 0, 1)
    dark = np.minimum(dark, np.float32(_DARKEST)) * inside  # what turns away before the background is no hollow
    large = cv2.resize(_blurred(dark, _EVEN), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.merge([large * np.float32(share) for share in _REDNESS]), dtype=np.float32)

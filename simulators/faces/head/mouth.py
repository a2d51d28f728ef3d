"""The mouth: the opening between the lips, the teeth and the dark behind it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.canvas import Planes, around, blank, filled, lay, line
from simulators.faces.head.lips import lip_lines
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.mesh import Material, Mesh, grid_mesh

_LEAST_OPEN = 0.03
_TEETH_SIZE = (160, 48)


def draw_opening(planes: Planes, alpha: NDArray[np.uint8], shape: HeadShape, expression: Expression) -> None:
    """Draw the line where the lips meet, and cut the opening where they part."""
    _, middle, _ = lip_lines(shape)
    seam = blank()
    line(seam, middle, strength=230, width=2)
    area = around(seam, 6)
    if area is not None:
        soft = np.asarray(cv2.GaussianBlur(seam[area], (0, 0), 1.4), dtype=np.float32)
        soft = np.asarray(soft / 255 * np.float32(0.95), dtype=np.float32)
        lay(planes, area, soft, tone_of(shape.traits) * np.array([0.2, 0.2, 0.3], dtype=np.float32))
    if expression.mouth_open > _LEAST_OPEN:
        hole = blank()
        half = 0.013
        inner = middle[1:-1]
        edge = np.stack([np.zeros(len(inner)), half * (1 - np.linspace(-1, 1, len(inner)) ** 4)], axis=1)
        filled(hole, np.concatenate([inner - edge, (inner + edge)[::-1]]))
        np.minimum(alpha, 255 - hole, out=alpha)


def mouth_meshes(shape: HeadShape, expression: Expression) -> list[Mesh]:
    """Upper teeth, and the dark behind them; none while the lips are closed."""
    if expression.mouth_open <= _LEAST_OPEN:
        return []
    p = shape.traits.proportions
    front = float(shape.surface(np.array([[0.0, shape.mouth_y]]))[0, 2])
    s, t = np.meshgrid(np.linspace(-1, 1, 25), np.linspace(0, 1, 6))
    width = p.mouth_width * 1.15
    arch = front - 0.1 - 0.25 * s**2
    teeth = np.stack([s * width * 0.85, shape.mouth_y - 0.09 + t * 0.13, arch], axis=-1)
    cave = np.stack(
        [s * width * 1.2, shape.mouth_y - 0.2 + t * (0.3 + 0.36 * expression.mouth_open), front - 0.24 - 0.3 * s**2],
        axis=-1,
    )
    texels = np.stack([(s + 1) / 2 * (_TEETH_SIZE[0] - 1), t * (_TEETH_SIZE[1] - 1)], axis=-1).astype(np.float32)
    white = Material(texture=_teeth_picture(shape), gloss=0.05, shine=6)
    black = Material(texture=_cave_picture(), gloss=0.0)
    opened = (0.35 + 0.3 * np.clip(1 - s**2, 0, 1)).astype(np.float32)
    return [
        grid_mesh(teeth.astype(np.float32), texels=texels, material=white, openness=opened),
        grid_mesh(cave.astype(np.float32), texels=texels, material=black, openness=0.25),
    ]


def _teeth_picture(shape: HeadShape) -> NDArray[np.uint8]:
    width, height = _TEETH_SIZE
    x = (np.arange(width) / (width - 1) - 0.5) * 12
    gaps = np.exp(-(((x - np.round(x)) / 0.06) ** 2)) * 0.16
    down = np.linspace(0, 1, height)[:, None]
    ends = 0.93 + 0.05 * np.abs(np.sin(x * np.pi)) ** 0.5 - 0.03 * (np.abs(x) / 6)
    tone = np.array([182, 206, 218], dtype=np.float32) - np.array([34, 22, 14], dtype=np.float32) * shape.traits.wear
    shade = (1 - gaps)[None, :] * (0.8 + 0.2 * down)
    picture = np.concatenate([shade[..., None] * tone, np.where(down < ends, 255.0, 0.0)[..., None]], axis=2)
    return np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))


def _cave_picture() -> NDArray[np.uint8]:
    picture = np.empty((_TEETH_SIZE[1], _TEETH_SIZE[0], 4), dtype=np.uint8)
    picture[:] = (30, 26, 62, 255)
    return picture

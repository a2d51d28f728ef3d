"""The dark seam where cloth lies on skin: light does not reach the skin beside a rim."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Texture
from simulators.faces.render.mesh import Material, Mesh, grid_mesh

_ROWS = 6
_LIFT = 0.012  # above the skin
_DARKEST = 0.74
_START, _TEXELS = 6, 30  # rows of the texture where the seam begins, and from there to where it is lost
_CHEEKS = 0.048  # what a smile lifts the cheeks by
_SHADE = (20, 26, 46)
"""Blue, green, red as a texture has them: what little light there is went through skin."""


def contact(  # noqa: PLR0913 (a rim and its shadow, by keyword)
    shape: HeadShape,
    rim: Doubles,
    *,
    inward: Doubles,
    wide: Doubles | float = 0.19,
    darkest: float = _DARKEST,
    lift: Doubles | float = 0.0,
) -> Mesh:
    """The seam along a rim, `darkest` at it and lost `wide` from it; skin may swell by `lift`.

    Where it is narrower than at its widest it is fainter too. *Shapes*: rim N x 3, inward N x 2 of length 1.
    """
    step = np.linspace(-0.2, 1, _ROWS)[:, None]
    reach = step * np.broadcast_to(wide, (len(rim),))
    flat = rim[None, :, :2] + reach[..., None] * inward[None]
    points = shape.surface(flat.reshape(-1, 2)).reshape(_ROWS, len(rim), 3)
    points += np.asarray(lift)[..., None] * unit(points * np.array([1.0, 0.0, 1.0]))
    points[..., 2] += _LIFT
    across = np.broadcast_to(np.linspace(0, 7, len(rim)), reach.shape)
    fainter = _TEXELS * (1 - reach[-1] / max(float(reach[-1].max()), 1e-6))
    texels = np.stack([across, _TEXELS * step + _START + fainter], axis=-1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=_material(darkest),
        openness=0.5,
        stiffness=np.ones(points.shape[:2], dtype=np.float32),
    )


def swell(shape: HeadShape, y: Doubles) -> Doubles:
    """How far cheeks may rise above their place at rest, at heights; cloth and its shadow give way to them."""
    chin = shape.traits.proportions.chin_y
    return _CHEEKS * smooth(y, -0.2, 0.3) * (1 - smooth(y, chin - 0.4, chin - 0.1))


@lru_cache(4)
def _material(darkest: float) -> Material:
    return Material(texture=_texture(darkest), gloss=0.0, is_soft=True, casts_shadow=False)


def _texture(darkest: float) -> Texture:
    """Darkness by row; *Shape*: 40 x 9 x 4."""
    away = np.clip((np.arange(40) - _START) / _TEXELS, 0, 1)
    alpha = 255 * darkest * (0.6 * (1 - away) ** 4 + 0.4 * (1 - away) ** 1.5)
    picture = np.empty((40, 9, 4), dtype=np.uint8)
    picture[..., :3] = _SHADE
    picture[..., 3] = alpha.round().astype(np.uint8)[:, None]
    return picture

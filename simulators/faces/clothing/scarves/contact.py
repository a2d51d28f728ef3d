"""The dark seam where cloth lies on skin: light does not reach the skin beside a rim."""

from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import smooth
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Texture
from simulators.faces.render.mesh import Material, Mesh, grid_mesh

_ROWS = 7
_LIFT = 0.012  # above the skin
_DARKEST = 0.7
_START, _TEXELS = 6, 30  # rows of the texture where the seam begins, and from there to where it is lost
_BROWS = 0.012  # what brows that are raised lift the temples by
_CHEEKS = 0.048  # what a smile lifts the cheeks by
_ON_PALE, _ON_DARK = np.array([68.0, 82.0, 118.0]), np.array([20.0, 27.0, 52.0])
"""On the palest and the darkest skin, blue, green, red: what little light there is went through skin."""
_PALEST, _DARKEST_SKIN = 1.0, 4.5  # tones of skin
_TONES = 5  # steps between them, so that few materials are needed


def contact(  # noqa: PLR0913 (a rim and its shadow, by keyword)
    shape: HeadShape,
    rim: Doubles,
    *,
    inward: Doubles,
    wide: Doubles | float,
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
    fainter = _TEXELS * (1 - reach[-1] / max(float(reach[-1].max()), 1e-6)) ** 2
    texels = np.stack([across, _TEXELS * step + _START + fainter], axis=-1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=_material(darkest, _tone(shape.traits.skin_tone)),
        openness=0.5,
        stiffness=np.ones(points.shape[:2], dtype=np.float32),
    )


def swell(shape: HeadShape, y: Doubles) -> Doubles:
    """How far cheeks and temples may rise above their place at rest, at heights; cloth and its shadow give way to them."""
    chin = shape.traits.proportions.chin_y
    cheeks = _CHEEKS * smooth(y, -0.2, 0.3) * (1 - smooth(y, chin - 0.4, chin - 0.1))
    return np.asarray(cheeks + _BROWS * np.exp(-(((y + 0.35) / 0.3) ** 2)))


def _tone(skin_tone: float) -> float:
    """From 0 on the palest skin to 1 on the darkest, in steps."""
    share = min(max((skin_tone - _PALEST) / (_DARKEST_SKIN - _PALEST), 0.0), 1.0)
    return round(share * _TONES) / _TONES


@lru_cache(24)
def _material(darkest: float, tone: float) -> Material:
    return Material(texture=_texture(darkest, tone), gloss=0.0, is_soft=True, casts_shadow=False)


def _texture(darkest: float, tone: float) -> Texture:
    """Darkness by row, in the color for a tone of skin; *Shape*: 40 x 9 x 4."""
    away = np.clip((np.arange(40) - _START) / _TEXELS, 0, 1)
    alpha = 255 * darkest * (0.42 * (1 - away) ** 6 + 0.58 * (1 - away) ** 2)
    picture = np.empty((40, 9, 4), dtype=np.uint8)
    picture[..., :3] = np.round(_ON_PALE * (1 - tone) + _ON_DARK * tone)
    picture[..., 3] = alpha.round().astype(np.uint8)[:, None]
    return picture

"""What tied hair ends in: a bun, high or low, or a tail over the shoulder."""

import numpy as np

from simulators.faces.clothing.cloth import noise
from simulators.faces.clothing.hair.locks import Gathering, gathered
from simulators.faces.clothing.hair.strands import Ribbons, full_texture, hair_material, ribbons, tint_of
from simulators.faces.clothing.hull import curve
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_TAIL, _HIGH = 0.45, 0.75  # of the length: below, a tail; above, a high bun


def knot(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The end of tied hair."""
    if wear.hair_length < _TAIL:
        return [_tail(shape, wear, source)]
    high = wear.hair_length > _HIGH
    middle = np.array([0.06, -1.95, -0.6]) if high else np.array([0.0, -0.7, -1.55])
    return [_bun(shape, wear, middle, source)]


def _bun(shape: HeadShape, wear: Wear, middle: np.ndarray, source: Stream) -> Mesh:
    polar, turn = np.meshgrid(np.linspace(0.05, np.pi - 0.05, 20), np.linspace(-np.pi, np.pi, 41), indexing="ij")
    size = 0.36 + 0.08 * wear.build
    wound = noise(source, cells=(7, 8), size=(41, 20)) * 0.03
    radius = size * (1 + 0.07 * np.sin(turn * 3 + polar * 5)) + wound
    points = middle + np.stack(
        [radius * np.sin(polar) * np.sin(turn), -radius * np.cos(polar) * 0.85, radius * np.sin(polar) * np.cos(turn)],
        axis=-1,
    )
    texels = np.stack([(polar / np.pi) * 260 + 60 * np.sin(turn), (turn + np.pi) * 28], axis=-1)
    openness = 0.55 + 0.4 * np.clip(-np.cos(np.pi - polar), -1, 1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=hair_material(full_texture(tint_of(shape))),
        openness=np.clip(openness, 0.3, 1).astype(np.float32),
    )


def _tail(shape: HeadShape, wear: Wear, source: Stream) -> Mesh:
    """A tail that comes forward over one shoulder."""
    side = 1.0 if wear.drape > 0.5 else -1.0  # noqa: PLR2004 (left or right)
    spots = [(0.05, -0.1, -1.5), (0.5, 0.9, -1.3), (0.95, 1.9, -0.6), (0.95, 2.45, 0.35), (0.85, 3.3, 0.85)]
    axis = curve([(side * x, y, z) for x, y, z in spots], np.linspace(0, 1, 12))
    guides = (
        axis[None]
        + source.normal(0, 0.1, (26, 1, 3))
        * np.interp(np.linspace(0, 1, 12), [0, 0.6, 1], [0.6, 1.2, 0.5])[None, :, None]
    )
    paths = gathered(
        guides, np.array([0.0, 1.5, -0.9]), Gathering(strands=6, spread=0.05, clump=0.3, curl=0.03), source
    )
    strands = Ribbons(
        path=paths, width=source.uniform(0.04, 0.08, len(paths)), middle=np.array([0.0, 1.5, -0.9]), deep=0.8
    )
    return ribbons(strands, tint_of(shape), source, casts_shadow=True)

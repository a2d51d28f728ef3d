"""The sleeve of the arm that holds the camera: from the shoulder past the lower corner of the picture."""

import numpy as np

from simulators.faces.clothing.build import Figure
from simulators.faces.clothing.cloth import fold_openness, folds, smooth
from simulators.faces.clothing.garments.tailoring import sleeve_material
from simulators.faces.clothing.hull import Doubles, unit
from simulators.faces.clothing.wear import Wear
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_LENGTH = 4.2  # to the elbow
_RINGS, _SIDES = 22, 25
_PER_UNIT = 60.0


def sleeve(figure: Figure, wear: Wear, side: int, source: Stream) -> Mesh:
    """The stretched arm at that side, at the left of the picture for -1, before the shoulder is raised."""
    toward = unit(np.array([0.3 * side, 0.22, 0.93]))
    along, turn = np.meshgrid(np.linspace(0, 1, _RINGS) ** 1.3, np.linspace(-np.pi, np.pi, _SIDES), indexing="ij")
    is_under = wear.has_scarf  # it comes out from under it
    start = np.array([side * (figure.shoulder - 0.68), figure.neck + (1.2 if is_under else 1.02), -0.25])
    across, up = _axes(toward)
    fold = folds(source, along.shape, cells=(3, 8), sharp=0.6)
    radius = (0.78 - 0.16 * along + 0.08 * figure.weight) * (0.72 + 0.28 * smooth(along, 0, 0.12)) + 0.05 * fold
    radius = radius * (1 - 0.12 * is_under * (1 - smooth(along, 0.2, 0.35)))
    ring = np.cos(turn)[..., None] * up + np.sin(turn)[..., None] * across
    points = start + toward * (_LENGTH * along)[..., None] + ring * radius[..., None]
    texels = np.stack([turn * radius * _PER_UNIT + 240, along * _LENGTH * _PER_UNIT], axis=-1)
    return grid_mesh(
        points.astype(np.float32),
        texels=texels.astype(np.float32),
        material=sleeve_material(wear),
        openness=fold_openness(0.05 * fold).astype(np.float32),
    )


def _axes(toward: Doubles) -> tuple[Doubles, Doubles]:
    """Across and upward of a limb."""
    across = unit(np.cross(toward, np.array([0.0, 1.0, 0.0])))
    return across, np.cross(across, toward)

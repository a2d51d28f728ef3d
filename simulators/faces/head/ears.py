"""Ears: a rim, the bowl inside it, a lobe."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.neck import SKIN_SHINE, skin_gloss
from simulators.faces.head.relief import bell
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

_DENSITY = 150  # pixels of a face unit, as on the face
_HIGH, _DEEP = 0.62, 0.4  # of the picture of an ear, from its middle
_GROOVE = 0.75  # of the way to the edge, where the groove inside the rim runs
_RINGS = np.concatenate([np.linspace(0.02, 0.7, 9), np.linspace(0.76, 1, 7)])


def ear_meshes(shape: HeadShape) -> list[Mesh]:
    """Both ears: a rim, the bowl inside it, a lobe."""
    material = Material(
        texture=_skin(shape.traits),
        wrap=(0.24, 0.29, 0.46),
        gloss=skin_gloss(shape.traits),
        shine=SKIN_SHINE,
        is_whole=True,
    )
    radius, turn = np.meshgrid(_RINGS, np.linspace(0, 2 * np.pi, 41), indexing="ij")
    height, depth, out, openness = _form(radius, turn, shape.traits)
    grid = np.stack([(depth + _DEEP) * _DENSITY, (_HIGH - height) * _DENSITY], axis=-1).astype(np.float32)
    _, width, *_ = shape.section(np.array([8.6]))[:, 0]
    meshes = []
    for side in (-1, 1):
        points = np.stack(
            [side * (width - 0.035 + out), 0.13 - height + 0.12 * depth, -0.13 - depth - 0.22 * height], axis=-1
        )
        order = slice(None, None, 1 if side > 0 else -1)
        meshes.append(
            grid_mesh(
                points[:, order].astype(np.float32),
                texels=grid[:, order],
                material=material,
                openness=openness[:, order],
            )
        )
    return meshes


def _skin(traits: FaceTraits) -> NDArray[np.uint8]:
    """Thin skin, as fine as that of the face: redder toward rim and lobe, dark in the bowl; *Shape*: rows x columns x 4."""
    size = traits.proportions.ear_size
    rows, columns = round(2 * _HIGH * _DENSITY), round(2 * _DEEP * _DENSITY)
    height = _HIGH - np.arange(rows)[:, None] / _DENSITY
    depth = np.arange(columns)[None, :] / _DENSITY - _DEEP
    thin = np.minimum(np.hypot(depth / 0.25, height / 0.45) / size, 1.0) ** 2
    bowl = bell(np.hypot(height + 0.02, depth + 0.03) / (0.15 * size))
    grain = stream(traits.seed, "plain", "ear").standard_normal((rows, columns)) * 0.025
    ring = np.hypot(depth / (0.225 * size + 0.05 * height / 0.45), height / (0.45 * size))
    upper = np.clip(0.6 + 1.5 * height / size + 1.2 * depth / size, 0, 1)
    groove = bell((ring - _GROOVE) / 0.1) * upper
    front = np.clip((-depth / size - 0.1) / 0.12, 0, 1)
    light = (0.97 + grain) * (1 - 0.45 * bowl) * (1 - 0.3 * groove) * (1 - 0.18 * front)
    light *= 1 + 0.07 * bell((ring - 0.9) / 0.06) * upper
    planes = [
        tone * light * (1 - red * (0.4 + 0.6 * thin) - blood * (bowl + groove))
        for tone, red, blood in zip(tone_of(traits), (0.07, 0.08, 0.0), (0.12, 0.12, 0.0), strict=True)
    ]
    colors = np.clip(np.stack([*planes, np.full_like(light, 255.0)], axis=-1), 0, 255)
    return np.ascontiguousarray(colors.astype(np.uint8))


def _form(
    radius: NDArray[np.float64], turn: NDArray[np.float64], traits: FaceTraits
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], Floats]:
    """How far up, back and out each place of an ear lies from its middle, and how much light reaches it."""
    size, flare = traits.proportions.ear_size, traits.proportions.ear_flare
    up, back = np.sin(turn), np.cos(turn)
    height = 0.45 * size * radius * up
    depth = size * radius * back * (0.225 + 0.05 * up)
    upper = np.clip(0.75 + 0.7 * back + 0.9 * up, 0, 1)  # the rolled rim ends above the lobe
    rim = 0.12 * bell((radius - 0.9) / 0.08) * upper - 0.05 * bell((radius - _GROOVE) / 0.09) * upper
    fold = 0.1 * bell((radius - 0.56) / 0.13) * np.clip(0.35 + back + 0.4 * up, 0, 1)
    bowl = -0.2 * bell(np.hypot(height + 0.02, depth + 0.03) / (0.13 * size))
    tragus = 0.07 * bell((depth + 0.17 * size) / 0.05) * bell((height + 0.05) / 0.07)
    lobe = 0.05 * bell((height + 0.33 * size) / 0.11)
    edge = -0.09 * np.clip((radius - 0.93) / 0.07, 0, 1) ** 2
    lean = (0.28 + 0.7 * flare) * np.clip(depth + 0.22 * size, 0, 2) * (0.9 + 0.5 * radius * up)
    form = rim + fold + bowl + tragus + lobe
    inside = 0.58 + 0.42 * np.clip((form + edge + lean) / 0.2, 0, 1)  # between ear and head it is dark
    openness = (0.82 + 0.6 * np.clip(form / 0.12, -0.8, 0.5)) * inside
    return height, depth, form + edge + lean, openness.astype(np.float32)

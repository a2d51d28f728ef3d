"""Puts a head and what it wears into the pose of a shot."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from harness.world.faces import Point
from simulators.faces.render import Mesh
from simulators.faces.render.arrays import Floats
from simulators.faces.shot import Shot, head_turn
from simulators.faces.stance import PIVOT, body_turn, with_shoulders

_STIFF_Y, _LOOSE_Y = 1.3, 2.5


def posed(mesh: Mesh, shot: Shot) -> Mesh:
    """The mesh after head and body have turned; what is stiff goes with the head."""
    points = mesh.vertices.astype(np.float64) - PIVOT
    stiff = mesh.stiffness
    if stiff is None:
        stiff = np.clip((_LOOSE_Y - mesh.vertices[:, 1]) / (_LOOSE_Y - _STIFF_Y), 0, 1)
        stiff = stiff * stiff * (3 - 2 * stiff)
    head = points @ head_turn(shot).T
    if stiff.min() >= 1:
        return replace(mesh, vertices=(head + PIVOT).astype(np.float32))
    body = (with_shoulders(points + PIVOT, shot.stance) - PIVOT) @ body_turn(shot.stance).T
    body[:, 0] += shot.stance.aside
    return replace(mesh, vertices=(body + stiff[:, None] * (head - body) + PIVOT).astype(np.float32))


def rigid(mesh: Mesh) -> Mesh:
    """The mesh as a part of the head."""
    return replace(mesh, stiffness=np.ones(len(mesh.vertices), dtype=np.float32))


def seen(points: Mapping[str, Floats], shot: Shot, turn: NDArray[np.float64]) -> dict[str, Point]:
    """Where points of the head are in the picture after it has turned."""
    turned = (np.array(list(points.values()), dtype=np.float64) - PIVOT) @ turn.T + PIVOT
    return {name: (float(x), float(y)) for name, (x, y) in zip(points, shot.view.projected(turned), strict=True)}

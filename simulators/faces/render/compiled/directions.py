"""The direction of a surface at its vertices."""

import numpy as np

from simulators.faces.render.arrays import Doubles, Floats, Indices
from simulators.faces.render.compiled.jit import compiled, inlined


@inlined
def _cross(first: Doubles, second: Doubles, cross: Doubles) -> None:
    cross[0] = first[1] * second[2] - first[2] * second[1]
    cross[1] = first[2] * second[0] - first[0] * second[2]
    cross[2] = first[0] * second[1] - first[1] * second[0]


@compiled
def normals(vertices: Floats, triangles: Indices) -> Floats:
    """The direction of a surface at each vertex, of length 1; *Shape*: N x 3."""
    total = np.zeros((3, vertices.shape[0], 3))
    first, second, cross = np.empty(3), np.empty(3), np.empty(3)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        for axis in range(3):
            first[axis] = np.float64(vertices[b, axis]) - np.float64(vertices[a, axis])
            second[axis] = np.float64(vertices[c, axis]) - np.float64(vertices[a, axis])
        _cross(first, second, cross)
        for axis in range(3):
            total[0, a, axis] += cross[axis]
            total[1, b, axis] += cross[axis]
            total[2, c, axis] += cross[axis]
    found = np.empty((vertices.shape[0], 3), dtype=np.float32)
    for vertex in range(vertices.shape[0]):
        for axis in range(3):
            cross[axis] = total[0, vertex, axis] + total[1, vertex, axis] + total[2, vertex, axis]
        length = max(np.sqrt(cross[0] * cross[0] + cross[1] * cross[1] + cross[2] * cross[2]), 1e-12)
        for axis in range(3):
            found[vertex, axis] = cross[axis] / length
    return found

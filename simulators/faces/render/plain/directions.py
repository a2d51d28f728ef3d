"""The direction of a surface at its vertices."""

import numpy as np

from simulators.faces.render.arrays import Floats, Indices


def normals(vertices: Floats, triangles: Indices) -> Floats:
    """The direction of a surface at each vertex, of length 1; *Shape*: N x 3."""
    corners = vertices.astype(np.float64)[triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    count = len(vertices)
    total = np.stack(
        [
            sum(np.bincount(triangles[:, corner], weights=cross[:, axis], minlength=count) for corner in range(3))
            for axis in range(3)
        ],
        axis=1,
    )
    x, y, z = total.T
    length = np.maximum(np.sqrt(x * x + y * y + z * z), 1e-12)
    return np.asarray(total / length[:, None], dtype=np.float32)

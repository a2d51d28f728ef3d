"""The arrays that meshes, buffers and pictures are kept in."""

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Indices = NDArray[np.int32]
Texture = NDArray[np.uint8]
Owners = NDArray[np.int16]
"""The number of the mesh that each sample of a picture shows, or -1."""

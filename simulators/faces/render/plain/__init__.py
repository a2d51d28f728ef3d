"""The inner loops with numpy alone, where numba is not installed: slower, and the same pixels to the last bit.

`compiled` has the same functions and says what they do; every formula here is written in the order of the one there.
Pixels of triangles are handled in chunks: what a chunk needs stays below 100 MB.
"""

from simulators.faces.render.plain.directions import normals
from simulators.faces.render.plain.rasterizing import rasterize, rasterize_depth
from simulators.faces.render.plain.shading import shade

__all__ = ["normals", "rasterize", "rasterize_depth", "shade"]

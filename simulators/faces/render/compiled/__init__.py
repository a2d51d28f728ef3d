"""The inner loops, compiled by numba; `plain` has the same ones without it.

All arithmetic is in double precision, in the order in which numpy does it there: both make the same pixels. Whoever changes a
formula here changes it there. Import `engine`, which picks one of the two.

What numba keeps of a function on disk is thrown away when the function's own file changes, whatever it calls elsewhere. So a
loop stands in one file with all that is compiled into it, constants too.
"""

from simulators.faces.render.compiled.directions import normals
from simulators.faces.render.compiled.rasterizing import rasterize, rasterize_depth
from simulators.faces.render.compiled.shading import shade

__all__ = ["normals", "rasterize", "rasterize_depth", "shade"]

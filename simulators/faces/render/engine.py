"""Picks who fills the pixels: loops compiled by numba, or numpy alone; the pixels are the same.

numba is taken where it can be imported, unless the environment variable HAWIYA_NUMBA is 0. A first run compiles for some
seconds. What was compiled is kept beside the module, or among the user's caches where that folder cannot be written.
"""

import os
from importlib import import_module
from typing import Literal

__all__ = ["ENGINE", "normals", "rasterize", "rasterize_depth", "shade"]


def _choice() -> Literal["numba", "numpy"]:
    if os.environ.get("HAWIYA_NUMBA") == "0":
        return "numpy"
    try:
        import_module("numba")
    except ImportError:
        return "numpy"
    return "numba"


ENGINE = _choice()

if ENGINE == "numba":
    from simulators.faces.render.compiled import normals, rasterize, rasterize_depth, shade
else:
    from simulators.faces.render.plain import normals, rasterize, rasterize_depth, shade

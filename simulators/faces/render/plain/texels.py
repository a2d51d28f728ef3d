"""Pictures between their pixels."""

import numpy as np

from simulators.faces.render.arrays import Doubles, Texture


def between_texels(picture: Texture, u: Doubles, v: Doubles) -> Doubles:
    """What a picture of one channel shows at places; *Shapes*: H x W, N and N to N."""
    i, j = v.astype(np.int64), u.astype(np.int64)
    fv, fu = v - i, u - j
    upper = picture[i, j] * (1.0 - fu) + picture[i, j + 1] * fu
    lower = picture[i + 1, j] * (1.0 - fu) + picture[i + 1, j + 1] * fu
    return np.asarray(upper * (1.0 - fv) + lower * fv)

"""Places of the face by name, from which the truth of a picture is made; left and right are the person's own."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.brows import brow_line
from simulators.faces.head.lids import lid_edges
from simulators.faces.head.lips import lip_lines
from simulators.faces.head.muscles import muscles
from simulators.faces.head.relief import nose_tip_y
from simulators.faces.head.shape import Expression, HeadShape

_LEFT, _RIGHT = 1, -1  # the person's left is at the right of the picture
_BROW_ENDS = np.array([0.0, 0.93])
_ON_JAW = 0.9  # of its half width, where a camera before the face still sees skin


def landmarks(shape: HeadShape, expression: Expression) -> dict[str, NDArray[np.float32]]:
    """Points of an unturned head; *Shape*: 3 each."""
    places = _on_skin(shape, expression)
    points = shape.surface(np.array(list(places.values()), dtype=np.float64))
    found = dict(zip(places, muscles(points, shape).moved(expression), strict=True))
    for name, side in (("left_eye", _LEFT), ("right_eye", _RIGHT)):
        x, y, z = shape.eye_middle(side)
        found[name] = np.array([x, y, z + 0.18], dtype=np.float32)
    return found


def _on_skin(shape: HeadShape, expression: Expression) -> dict[str, tuple[float, float]]:
    p, mouth = shape.traits.proportions, shape.mouth_y
    upper, middle, lower = lip_lines(shape)
    between = len(middle) // 2  # the corners
    found = {
        "nose_tip": (0.0, nose_tip_y(p)),
        "subnasale": (0.0, p.nose_y + 0.03),
        "mouth_top": (0.0, float(upper[between, 1])),
        "mouth_inner_top": (0.0, float(middle[between, 1]) - 0.014),
        "mouth_inner_bottom": (0.0, float(middle[between, 1]) + 0.02),
        "mouth_bottom": (0.0, float(lower[between, 1])),
        "chin": (0.0, p.chin_y - 0.04),
    }
    jaw_y = 0.5 * (mouth + p.chin_y)
    jaw_x = _ON_JAW * float(shape.half_width(np.array([jaw_y]))[0])
    for name, side in (("left", _LEFT), ("right", _RIGHT)):
        top, bottom = lid_edges(shape.traits, side, expression)
        half = len(top) // 2
        found[f"{name}_eye_inner"] = (float(top[0, 0]), float(top[0, 1]))
        found[f"{name}_eye_outer"] = (float(top[-1, 0]), float(top[-1, 1]))
        found[f"{name}_eye_top"] = (float(top[half, 0]), float(top[half, 1]))
        found[f"{name}_eye_bottom"] = (float(bottom[half, 0]), float(bottom[half, 1]))
        for end, (x, y) in zip(("inner", "outer"), brow_line(_BROW_ENDS, shape.traits), strict=True):
            found[f"{name}_brow_{end}"] = (side * float(x), float(y))
        found[f"nose_{name}"] = (side * (p.nose_width + 0.02), p.nose_y - 0.05)
        found[f"mouth_{name}"] = (float(side * abs(middle[0, 0])), float(middle[0, 1]))
        found[f"jaw_{name}"] = (side * jaw_x, jaw_y)
    return found

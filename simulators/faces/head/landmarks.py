"""Places of the face by name, from which the truth of a picture is made; left and right are the person's own."""

import numpy as np
from numpy.typing import NDArray

from simulators.faces.head.eyes import aperture
from simulators.faces.head.shape import Expression, HeadShape, moved
from simulators.faces.head.skin import lip_lines

_LEFT, _RIGHT = 1, -1  # the person's left is at the right of the picture


def landmarks(shape: HeadShape, expression: Expression) -> dict[str, NDArray[np.float32]]:
    """Points of an unturned head; *Shape*: 3 each."""
    places = _on_skin(shape, expression)
    points = shape.surface(np.array(list(places.values()), dtype=np.float64))
    found = dict(zip(places, moved(points, shape=shape, expression=expression), strict=True))
    for name, side in (("left_eye", _LEFT), ("right_eye", _RIGHT)):
        x, y, z = shape.eye_middle(side)
        found[name] = np.array([x, y, z + 0.18], dtype=np.float32)
    return found


def _on_skin(shape: HeadShape, expression: Expression) -> dict[str, tuple[float, float]]:
    p, mouth = shape.traits.proportions, shape.mouth_y
    upper, middle, lower = lip_lines(shape)
    found = {
        "nose_tip": (0.0, p.nose_y - 0.09 + p.nose_tip_turn),
        "subnasale": (0.0, p.nose_y + 0.03),
        "mouth_top": (0.0, float(upper[12, 1])),
        "mouth_inner_top": (0.0, float(middle[12, 1]) - 0.014),
        "mouth_inner_bottom": (0.0, float(middle[12, 1]) + 0.02),
        "mouth_bottom": (0.0, float(lower[12, 1])),
        "chin": (0.0, p.chin_y - 0.04),
    }
    jaw_y = 0.5 * (mouth + p.chin_y)
    for name, side in (("left", _LEFT), ("right", _RIGHT)):
        top, bottom = aperture(shape.traits, side=side, shut=expression.eyes_shut)
        found[f"{name}_eye_inner"] = (float(top[0, 0]), float(top[0, 1]))
        found[f"{name}_eye_outer"] = (float(top[-1, 0]), float(top[-1, 1]))
        found[f"{name}_eye_top"] = (float(top[12, 0]), float(top[12, 1]))
        found[f"{name}_eye_bottom"] = (float(bottom[12, 0]), float(bottom[12, 1]))
        found[f"{name}_brow_inner"] = (side * p.brow_inner, p.brow_y + 0.03)
        found[f"{name}_brow_outer"] = (
            side * (p.brow_inner + p.brow_length + 0.24),
            p.brow_y + 0.05 - 0.6 * p.brow_tilt,
        )
        found[f"nose_{name}"] = (side * (p.nose_width + 0.02), p.nose_y - 0.05)
        found[f"mouth_{name}"] = (float(side * abs(middle[0, 0])), float(middle[0, 1]))
        found[f"jaw_{name}"] = (side * 0.62, jaw_y)
    return found

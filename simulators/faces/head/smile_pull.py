"""How a smile draws the skin of a mean face: bells of movement, of which each place adds up those that reach it.

They were fitted to the mean head's own smile with raised cheeks, to 0.5 mm (root mean square) of up to 13 mm.

Source: R. Li et al., Learning Formation of Physically-Based Face Attributes, CVPR 2020 (the expressions of ICT-FaceKit).
"""

from typing import NamedTuple

SEAM_Y = 1.02
"""How far below its eyes the lips of the mean face meet."""


class Pull(NamedTuple):
    """A bell of both halves, from where the lips meet in the middle, and how far its middle is drawn; face units."""

    x: float
    y: float
    spread_x: float
    spread_y: float
    out: float
    down: float
    ahead: float


PULLS = tuple(
    Pull(*row)
    for row in (
        (0.0, 0.0, 0.12, 0.1, 0.0, -0.001, 0.025),
        (0.1, -0.55, 0.12, 0.25, -0.001, 0.012, 0.001),
        (0.1, 0.1, 0.2, 0.36, 0.043, -0.013, -0.024),
        (0.1, 0.1, 0.3, 0.1, -0.026, 0.006, 0.012),
        (0.1, 0.5, 0.3, 0.36, -0.018, -0.020, 0.020),
        (0.3, 0.2, 0.3, 0.1, -0.022, 0.004, 0.009),
        (0.37, 0.5, 0.2, 0.25, 0.013, -0.015, 0.008),
        (0.45, 0.0, 0.25, 0.36, 0.082, -0.102, -0.120),
        (0.55, -0.7, 0.3, 0.25, -0.007, -0.059, 0.012),
        (0.55, -0.42, 0.3, 0.16, 0.018, -0.003, 0.027),
        (0.55, -0.2, 0.12, 0.36, -0.012, 0.021, 0.043),
        (0.65, -1.0, 0.2, 0.25, -0.002, 0.018, 0.006),
        (0.65, 0.35, 0.3, 0.36, -0.018, -0.032, 0.033),
        (0.8, -0.42, 0.3, 0.36, 0.033, -0.076, 0.024),
        (0.8, 0.0, 0.2, 0.36, 0.037, -0.028, 0.028),
        (0.95, -0.85, 0.3, 0.25, -0.006, -0.012, 0.017),
    )
)

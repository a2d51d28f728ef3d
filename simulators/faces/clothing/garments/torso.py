"""What is worn on the shoulders: the garment, its collar, and the sleeve of a stretched arm."""

import numpy as np

from simulators.faces.clothing.build import figure_of, torso_body
from simulators.faces.clothing.cloth import bounced, fold_openness, smooth
from simulators.faces.clothing.garments.collars import collar, collar_shadow, neckline, off_the_body
from simulators.faces.clothing.garments.drapery import arm_crease, drapery
from simulators.faces.clothing.garments.sleeve import sleeve
from simulators.faces.clothing.garments.tailoring import garment_material, placed
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stance import Stance
from simulators.faces.stream import Stream

_COLUMNS, _ROWS = 101, 44
_BOTTOM = 5.9
_OVER_SKIN = (0.75, 1.1)  # below the neck, from where to where the skin ends that folds must not sink into
_SUNK = 0.5  # how far they sink below that at most
_STRETCHED = 0.3  # from here on a raised shoulder shows its arm


def torso(shape: HeadShape, wear: Wear, source: Stream, stance: Stance) -> list[Mesh]:
    """The garment, at rest."""
    figure = figure_of(shape.traits)
    body = torso_body(shape, wear.build)
    even = np.linspace(-1, 1, _COLUMNS)
    turn = np.pi * (0.58 * even + 0.42 * even**3)[None]  # closer in front
    t = np.linspace(0, 1, _ROWS)[:, None]
    neck = neckline(wear, figure, turn)
    flat = body.around(turn, neck + (_BOTTOM - neck) * t**1.9)
    fold = drapery(flat, figure, wear, source)
    thick = 0.02 * smooth(t, 0.0, 0.02) - wear.has_scarf * 0.1 * smooth(np.abs(flat[..., 0]), 0.9, 1.5)
    least = -_SUNK * smooth(flat[..., 1] - figure.neck, *_OVER_SKIN)
    height = np.maximum(0.02 + fold + arm_crease(flat, figure), least)
    points = flat + off_the_body(flat) * (height + thick)[..., None]
    shade = fold_openness(height, depth=14.0, least=0.1) * collar_shadow(flat, turn, wear, figure)
    garment = grid_mesh(
        points.astype(np.float32),
        texels=placed(flat, figure, sunk=0.9 * fold),
        material=garment_material(wear),
        openness=bounced(shade, wear.garment_color).astype(np.float32),
    )
    arms = [
        sleeve(figure, wear, side, source)
        for side, reach in ((-1, stance.left), (1, stance.right))
        if reach > _STRETCHED
    ]
    return [garment, *collar(body, wear, figure), *arms]

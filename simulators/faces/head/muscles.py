"""What an expression does to a face: each muscle draws the skin a certain way, and a smile is a share of that.

Everything is linear, so the ways are worked out once for a head, and a capture adds them up.
"""

from dataclasses import dataclass

import numpy as np

from simulators.faces.head.relief import Doubles, bell, lip_seam
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.smile_pull import PULLS, SEAM_Y
from simulators.faces.render.arrays import Floats
from simulators.faces.traits import MEAN, Proportions

_FACED_FROM = 0.3  # from here on ahead the skin moves, and under the edge of a scarf hardly
_SMILE_REACH = 1.15
_PRESSED, _PRESSED_HIGH = 0.05, 0.24  # how far lips are pressed to the teeth, and about where they meet; face units
_CORNER, _CORNER_WIDE, _CORNER_HIGH = 0.42, 0.24, 0.3  # how far aside the corners of a smiling mouth are; face units
_WIDER, _LOWER = 0.026, 0.016  # how much farther aside, and less far up, those corners go than the mean ones
_FULLER = 0.6  # of what lips stand ahead of usual ones, how much of it a smile takes
_THINNER = 0.22  # of their height, what lips that are drawn tight lose
_APPLE_X, _APPLE_Y = 0.52, -0.56  # the middle of the apple of a cheek, from where lips meet; face units
_APPLE_WIDE, _APPLE_HIGH = 0.26, 0.24
_RISEN, _ROUNDER = 0.03, 0.035  # how much farther it rises and comes ahead than that of the mean face; face units
_SMALLER = (0.25, 0.25, 0.55)
"""Of the ways out, down and ahead, what a small child's smile, over softer flesh and smaller teeth, has less."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Muscles:
    """Points at rest, and how far a full expression moves each; *Shape*: ... x 3 each."""

    rest: Doubles
    smile: Doubles
    lean: Doubles
    """What the right of the picture has of a smile more, and the left less."""
    jaw: Doubles
    squint: Doubles
    raised: Doubles
    cocked: Doubles
    """How far the brow at the right of the picture rises, and the other sinks."""
    knit: Doubles

    def moved(self, expression: Expression) -> Floats:
        """The points with that expression."""
        points = self.rest + expression.smile * self.smile
        for amount, way in (
            (expression.smile * expression.lean, self.lean),
            (expression.mouth_open, self.jaw),
            (expression.squint, self.squint),
            (expression.brow_raise, self.raised),
            (expression.brow_raise * expression.lean, self.cocked),
            (expression.brow_knit, self.knit),
        ):
            if amount:
                points += amount * way
        return points.astype(np.float32)


def muscles(points: Doubles, shape: HeadShape) -> Muscles:
    """The muscles at points of the skin at rest."""
    p = shape.traits.proportions
    faced = np.clip((points[..., 2] - _FACED_FROM) / 0.6, 0, 1)  # the back of the head does not smile
    much = 1 - shape.traits.childhood * np.array(_SMALLER)
    smile = _smile(points, shape) * much * faced[..., None]
    across, y = np.abs(points[..., 0]), points[..., 1]
    brow = bell((y - p.brow_y + 0.04) / np.where(y > p.brow_y, 0.15, 0.3)) * faced
    lid = bell((across - p.eye_spacing) / 0.22) * bell((y - 0.12) / 0.07) * faced
    still = np.zeros_like(y)
    raised = np.stack([still, -0.08 * brow, still], axis=-1)
    return Muscles(
        rest=points,
        smile=smile,
        lean=smile * np.clip(points[..., :1] / 0.3, -1, 1),
        jaw=_jaw(points, p),
        squint=np.stack([still, -0.032 * lid, still], axis=-1),
        raised=raised,
        cocked=raised * np.clip(points[..., :1] / 0.2, -1, 1),
        knit=_knit(points, p) * brow[..., None],
    )


def _smile(points: Doubles, shape: HeadShape) -> Doubles:
    """Lips and corners go out, up and back around the teeth; the cheeks rise ahead of them up to the lower lids."""
    moved = np.zeros(points.shape)
    near = (points[..., 2] > _FACED_FROM) & (np.abs(points[..., 1] - shape.mouth_y) < _SMILE_REACH)
    x, y = points[near, 0], points[near, 1] - shape.mouth_y
    y = np.where(y < 0, y * SEAM_Y / shape.mouth_y, y)
    out, down, ahead = np.zeros((3, len(x)))
    for pull in PULLS:
        level = bell((y - pull.y) / pull.spread_y)
        right, left = (level * bell((x - side * pull.x) / pull.spread_x) for side in (1, -1))
        both = right + left if pull.x else right
        out += pull.out * (right - left)
        down += pull.down * both
        ahead += pull.ahead * both
    p, aside = shape.traits.proportions, np.abs(x)
    lips = bell(y / _PRESSED_HIGH) * bell(x / p.mouth_width)
    cheek = bell((aside - _APPLE_X) / _APPLE_WIDE) * bell((y - _APPLE_Y) / _APPLE_HIGH)
    corner = bell((aside - _CORNER) / _CORNER_WIDE) * bell(y / _CORNER_HIGH)
    out += _WIDER * np.sign(x) * corner
    down += _LOWER * corner - _THINNER * lips * y - _RISEN * cheek
    pressed = _PRESSED + _FULLER * max(p.lip_forward - MEAN.lip_forward, 0.0)
    ahead += _ROUNDER * cheek - pressed * lips
    moved[near] = np.stack([out, down, ahead], axis=-1)
    return moved


def _jaw(points: Doubles, p: Proportions) -> Doubles:
    """It turns about the ears: below the lips everything goes down, above nothing does, and the corners of the mouth hold."""
    across, y, z = np.abs(points[..., 0]), points[..., 1], points[..., 2]
    held = 1 - np.sqrt(1 - np.minimum(across / p.mouth_width, 1) ** 2)
    below = y - lip_seam(p, across)
    loose = np.clip((below + 0.012) / 0.05, 0, 1) * np.clip((z - 0.1) / 0.5, 0, 1)
    drop = loose * (1 - held * (1 - np.clip(below / 0.4, 0, 1)))
    return np.stack([np.zeros_like(drop), 0.34 * drop, -0.1 * drop], axis=-1)


def _knit(points: Doubles, p: Proportions) -> Doubles:
    """The inner ends of the brows come down and together, the outer ones rise a little."""
    x, across = points[..., 0], np.abs(points[..., 0])
    inner = bell((across - p.brow_inner) / 0.16)
    outer = bell((across - p.eye_spacing - 0.2) / 0.2)
    return np.stack([-np.sign(x) * 0.03 * inner, 0.055 * inner - 0.02 * outer, np.zeros_like(x)], axis=-1)

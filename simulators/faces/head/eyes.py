"""Eyes: balls with an iris behind openings that are cut into the skin, and the lids around them."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from simulators.faces.head.shape import BALL, Expression, HeadShape
from simulators.faces.head.skin import Planes, blank, filled, hair_color, line, stain, tone_of
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.stream import stream
from simulators.faces.traits import FaceTraits

_IRIS = 0.089
_SIDE = 128  # of the picture of a ball, which shows it from the front
_POINTS = 25
_SHUT = 0.85  # beyond, a slit shows no eye


def aperture(traits: FaceTraits, *, side: int, shut: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The edges of the upper and the lower lid, from the inner to the outer corner; *Shape*: N x 2 each."""
    p = traits.proportions
    t = np.linspace(0, 1, _POINTS)
    inner, outer = p.eye_spacing - p.eye_width, p.eye_spacing + p.eye_width
    x = inner + (outer - inner) * t
    base = 0.02 - p.eye_tilt * (t - 0.5) * p.eye_width * 2
    height = p.eye_width * 2 * max(p.eye_openness, 0.27)
    high = (height * 0.52 - 0.012 * traits.wear) * (1 - shut)
    low = height * 0.42 * (1 - 0.6 * shut)
    upper = base - high * np.sin(np.pi * t**0.86) ** 0.72 + shut * low * 0.9 * np.sin(np.pi * t)
    lower = base + low * np.sin(np.pi * t**1.18).clip(0) ** 0.85
    upper = np.minimum(upper, lower - 0.002)
    return np.stack([side * x, upper], axis=1), np.stack([side * x, lower], axis=1)


def draw_lids(planes: Planes, alpha: NDArray[np.uint8], shape: HeadShape, expression: Expression) -> None:
    """Cut the openings of the eyes and draw lids and lashes around them."""
    traits = shape.traits
    tone = tone_of(traits)
    crease, rim, hole, fringe, shadow = blank(), blank(), blank(), blank(), blank()
    for side in (-1, 1):
        upper, lower = aperture(traits, side=side, shut=expression.eyes_shut)
        lift = traits.proportions.lid_crease * (1 + 0.5 * expression.eyes_shut) + 0.012
        rise = lift * np.sin(np.pi * np.linspace(0.06, 0.97, _POINTS)) ** 0.6
        fold = upper - np.stack([np.zeros(_POINTS), rise], axis=1)
        line(crease, fold, strength=200, width=2)
        filled(shadow, np.concatenate([fold, upper[::-1]]))
        line(rim, lower, strength=200, width=3)
        if expression.eyes_shut < _SHUT:
            filled(hole, np.concatenate([upper, lower[::-1]]))
        line(fringe, upper[2:], strength=255, width=3 if traits.sex == "female" else 2)
        _draw_lashes(fringe, upper, side=side, traits=traits)
        line(fringe, lower[6:], strength=70)
    stain(planes, shadow, tone * np.array([0.82, 0.8, 0.84], dtype=np.float32), share=0.4, blur_px=1.6)
    stain(planes, crease, tone * np.array([0.42, 0.42, 0.5], dtype=np.float32), share=0.75, blur_px=1.5)
    stain(planes, rim, tone * np.array([0.82, 0.78, 0.92], dtype=np.float32), share=0.6, blur_px=1.0)
    stain(planes, fringe, hair_color(traits, dye=1.0) * np.float32(0.45), share=0.92, blur_px=0.8)
    np.minimum(alpha, 255 - hole, out=alpha)


def _draw_lashes(mask: NDArray[np.uint8], upper: NDArray[np.float64], *, side: int, traits: FaceTraits) -> None:
    source = stream(traits.seed, "lashes", side)
    reach = 0.055 if traits.sex == "female" else 0.035
    for at in np.linspace(3, _POINTS - 1, 26):
        share = at / (_POINTS - 1)
        lean = (share - 0.35) * 1.5 + float(source.normal(0, 0.12))
        size = reach * (0.5 + 0.6 * share)
        x, y = upper[int(at)]
        line(mask, [(x, y), (x + side * math.sin(lean) * size, y - math.cos(lean) * size * 0.55)], strength=130)


def eye_picture(traits: FaceTraits) -> NDArray[np.uint8]:
    """An eyeball from the front: white, iris, pupil; *Shape*: side x side x 4."""
    source = stream(traits.seed, "iris")
    y, x = (np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32) - _SIDE / 2 + 0.5) * np.float32(2 * BALL / _SIDE)
    radius = np.hypot(x, y)
    white = np.empty((_SIDE, _SIDE, 3), dtype=np.float32)
    white[:] = np.array([192, 195, 203], dtype=np.float32) * np.float32(
        0.97 - 0.05 * traits.wear - 0.035 * traits.skin_tone
    )
    pink = np.clip((np.abs(x) - 0.09) / 0.1, 0, 1)[..., None]
    white += pink * (np.array([150, 152, 192], dtype=np.float32) - white) * 0.6
    dark, brown, light = (np.array(color, np.float32) for color in ((14, 26, 48), (22, 50, 92), (108, 128, 112)))
    own = (
        dark + (brown - dark) * min(traits.iris_tone * 2.5, 1) + (light - brown) * max(traits.iris_tone - 0.4, 0) * 1.4
    )
    angle = np.arctan2(y, x) + 0.8 * radius
    fibers = np.zeros_like(radius)
    for waves in (7, 13, 23, 37, 51):
        fibers += float(source.uniform(0.4, 1)) * np.sin(angle * waves + float(source.uniform(0, 2 * np.pi)))
    within = np.clip(radius / _IRIS, 0, 1)
    iris = own * (0.92 + 0.11 * fibers * (0.3 + within) + 0.35 * np.exp(-(((within - 0.5) / 0.16) ** 2)))[..., None]
    iris *= (1 - 0.62 * np.clip((within - 0.78) / 0.22, 0, 1) ** 1.4)[..., None]
    iris = iris * (1 - expit((0.033 - radius) / 0.0022))[..., None] + 5
    picture = white + expit((_IRIS - radius) / 0.0035)[..., None] * (iris - white)
    alpha = np.full((_SIDE, _SIDE, 1), 255.0, dtype=np.float32)
    return np.ascontiguousarray(np.clip(np.concatenate([picture, alpha], axis=2), 0, 255).astype(np.uint8))


def eye_meshes(shape: HeadShape, expression: Expression, picture: NDArray[np.uint8]) -> list[Mesh]:
    """The two balls, looking where the expression says; none behind shut lids."""
    if expression.eyes_shut >= _SHUT:
        return []
    gloss = 0.13 * (1 - 0.12 * shape.traits.skin_tone)
    material = Material(texture=picture, wrap=(0.25, 0.25, 0.3), gloss=gloss, shine=7)
    return [_ball(shape, side, expression, material) for side in (-1, 1)]


def _ball(shape: HeadShape, side: int, expression: Expression, material: Material) -> Mesh:
    polar, turn = np.meshgrid(np.linspace(0, 1.35, 22), np.linspace(0, 2 * np.pi, 33), indexing="ij")
    flat = np.stack([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn)], axis=-1)
    cornea = (1 + 0.045 * np.exp(-((polar / 0.42) ** 4)))[..., None]
    local = np.concatenate([flat, np.cos(polar)[..., None]], axis=-1) * cornea
    ax, ay = expression.gaze_x, expression.gaze_y
    across = np.array([[math.cos(ax), 0, math.sin(ax)], [0, 1, 0], [-math.sin(ax), 0, math.cos(ax)]])
    down = np.array([[1, 0, 0], [0, math.cos(ay), math.sin(ay)], [0, -math.sin(ay), math.cos(ay)]])
    points = local @ (across @ down).T * BALL + np.array(shape.eye_middle(side))
    upper, lower = aperture(shape.traits, side=side, shut=expression.eyes_shut)
    top, bottom = (np.interp(points[..., 0] * side, edge[:, 0] * side, edge[:, 1]) for edge in (upper, lower))
    under_lid = np.clip((points[..., 1] - top) / 0.085, 0, 1)
    over_lid = np.clip((bottom - points[..., 1]) / 0.03, 0, 1)
    openness = 0.28 + 0.66 * under_lid * (0.75 + 0.25 * over_lid)
    texels = (flat * _SIDE / 2 + _SIDE / 2 - 0.5).astype(np.float32)
    # the grid runs from the middle outward and around, so its columns are turned to face the camera
    return grid_mesh(
        points[:, ::-1].astype(np.float32),
        texels=texels[:, ::-1],
        material=material,
        openness=openness[:, ::-1].astype(np.float32),
    )

"""A coat of short hair: a dense ground, and thinner layers above it up to the tips, so that its outline is soft."""

import numpy as np

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hair.cuts import Cut
from simulators.faces.clothing.hair.pelt import depths, knotted, pelt, tips
from simulators.faces.clothing.hair.scalp import (
    SEEN,
    Ground,
    density,
    full_texels,
    ground,
    over_picture,
    over_scalp,
    rising,
    single_hairs,
)
from simulators.faces.clothing.hair.strands import hair_material, tint_of
from simulators.faces.clothing.hull import Doubles, Hull
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream

_LAYERS = ((1.2, 0.26), (1.05, 0.55))
"""Of layers above the ground: their height as a share of the hair's, and how much of them is hair."""
_GROUND = 0.92
_GLOSS = {"straight": 0.22, "curled": 0.18}
_LOCKED = {"straight": 0.12, "curled": 0.4}  # how far hair begins in locks, and not in single hairs
_SOFT = {"straight": 0.33, "curled": 0.27}  # in face units, within which way it gets dense
_ROUGH = 1.35  # how uneven its line is, beside that of a cap
_SKIN = 0.0164  # the least height above the skin
_ROOTS_DARK = 0.14  # how much darker gray hair is where it begins
_CALM = 0.6  # how much more even gray hair lies: of light hair each shade is seen
_THROUGH = 0.7  # the light that gray hair at the outline passes on from behind
_FAR = (-0.1, 0.35)  # how far behind the middle of the head it does
_PARTED, _PARTING = 0.022, 0.42  # half the width of a parting in face units, and how much skin is seen in it
_ASIDE, _MOST_ASIDE = 130.0, 75.0  # pixels of its picture that hair is combed aside toward the forehead; the most of it
_STRAY, _SWEPT = 9.0, 18.0  # of those pixels, how far hair goes astray, and how far whole tufts do toward their tips
_TUFTED = 15  # tufts around the head
_FRONT = 0.75  # radians to either side of the face where it is
_SHADE, _SCALP = 0.85, 0.62  # how far hair shades the scalp between single hairs, and the light of its skin there
_FALLEN, _FAR_FALLEN = 0.24, (-0.3, 0.4)  # the shade that falls on the skin before hair, and over which density it does
_SHADED_FROM = (0.2, 0.55)  # heights above the eyes, from where it does
_LAST = (0.0, 0.08)  # of the way before the end of the grid, over which it ends
_KNOTS = (56, 160)  # across the picture of the relief of curls, and its pixels


def coat(shape: HeadShape, hull: Hull, cut: Cut, source: Stream, *, thin: float) -> list[Mesh]:
    """The layers of a cut, the outermost first; `thin`: how bare the top is."""
    grown = ground(shape, hull, np.array(cut.whorl))
    tufts = _tufts(grown, cut, source)
    tint = tint_of(shape)
    relief = cut.relief * (1 - _CALM * tint.gray)
    uneven = 1 + relief * tufts * smooth(grown.share, 0.0, 0.25)  # around the whorl it would be a heap of crumbs
    dense = density(grown, source, fade=cut.fade, thin=thin, soft=_SOFT[cut.grain], fringe=cut.fringe, rough=_ROUGH)
    height = _SKIN + cut.lift(grown.places) * rising(grown.inside, cut.reach) * uneven * np.clip(dense, 0, 1)
    wide = over_picture(dense * smooth(1 - grown.share, *_LAST))
    covered = np.float32(255) * single_hairs(wide, source, depths(cut.grain), _LOCKED[cut.grain])
    if cut.parting is not None:
        covered = covered * _beside(grown, cut.parting)
    ground_cover, through_hair = _scalp_seen(grown, wide, covered)
    inner = covered * over_picture(smooth(dense, 0.55, 1.05))  # single hairs at the edge lie on the skin
    texels = _flowing(grown, cut, source).astype(np.float32)
    light = _light(grown, tufts, tint.gray)
    through = 1 + _THROUGH * tint.gray * smooth(-grown.places[..., 2], *_FAR)
    picture = pelt(tint, cut.grain)
    lowest = over_scalp(picture, through_hair, shape, _SCALP)

    def layer(share: float, alpha: Floats, openness: Doubles, picture: Texture = picture) -> Mesh:
        texture = picture.copy()
        texture[..., 3] = alpha
        return grid_mesh(
            hull.at(grown.directions, share * height).astype(np.float32),
            texels=texels,
            material=hair_material(texture, gloss=_GLOSS[cut.grain]),
            openness=openness.astype(np.float32),
        )

    filled = tips(cut.grain, tuple(filled for _, filled in _LAYERS))
    outer, deeper = np.clip(1.05 * light, 0.2, 1) * through, np.clip(0.8 * light, 0.2, 1)
    above = [layer(share, inner * tip, outer) for (share, _), tip in zip(_LAYERS, filled, strict=True)]
    return [*above, layer(_GROUND, ground_cover, deeper, lowest)]


def _scalp_seen(grown: Ground, wide: Floats, hairs: Floats) -> tuple[Floats, Floats]:
    """How much the ground covers, 0 to 255, with the shade of hair on the skin; and how much of it is skin, 0 to 1."""
    before = over_picture(_FALLEN * smooth(-grown.places[..., 1], *_SHADED_FROM) * smooth(1 - grown.share, *_LAST))
    dense = np.clip(wide, 0, 1)
    near = np.clip((wide - np.float32(_FAR_FALLEN[0])) / np.float32(_FAR_FALLEN[1] - _FAR_FALLEN[0]), 0, 1)
    shade = np.maximum(np.float32(_SHADE) * dense * np.sqrt(dense), near * near * before)
    covered = np.maximum(hairs, np.float32(255) * shade)
    return covered, np.asarray(1 - hairs / np.maximum(covered, 1), dtype=np.float32)


def _light(grown: Ground, tufts: Doubles, gray: float) -> Doubles:
    """The share of the surrounding light that reaches hair: less at the sides and between tufts; *Shape*: rows x columns."""
    light = 0.7 + 0.27 * smooth(-grown.places[..., 1], 0.2, 1.2) + 0.06 * tufts
    return np.asarray(light * (1 - _ROOTS_DARK * gray * (1 - smooth(grown.inside, 0.0, 0.35))))


def _beside(grown: Ground, parting: float) -> Floats:
    """How much of the skin hair covers beside a parting at that x, 0 to 1; *Shape*: height x width."""
    ahead = smooth(grown.places[..., 2], -0.1, 0.3) * smooth(grown.inside, 0.0, 0.25)
    x, seen = over_picture(grown.places[..., 0]), over_picture(ahead)
    bare = np.exp(-(((x - np.float32(parting)) / np.float32(_PARTED)) ** 2)) * seen
    return np.asarray(1 - np.float32(_PARTING) * bare, dtype=np.float32)


def _tufts(grown: Ground, cut: Cut, source: Stream) -> Doubles:
    """How far hair stands out, -1.5 to 1.5; *Shape*: rows x columns."""
    rows, columns = grown.share.shape
    waves = noise(source, cells=(columns // 9, 5), size=(columns, rows))
    if cut.grain == "straight":
        fine = 0.5 * noise(source, cells=(columns // 3, rows // 6), size=(columns, rows))
    else:
        knots, side = _KNOTS
        fine = knotted(noise(source, cells=(knots, knots), size=(side, side)), grown.directions)
    return np.asarray(np.clip(0.8 * fine + 0.6 * waves, -1.5, 1.5), dtype=np.float64)


def _flowing(grown: Ground, cut: Cut, source: Stream) -> Doubles:
    """Where hair is in its picture; it does not flow quite straight, and in front to the side it is combed to."""
    rows, columns = grown.share.shape
    texels = full_texels(grown)
    texels[..., 0] += _STRAY * noise(source, cells=(7, 4), size=(columns, rows))
    swept = noise(source, cells=(_TUFTED, 2), size=(columns, rows))
    texels[..., 0] += _SWEPT * swept * smooth(grown.share, 0.2, 1.0)
    turn = np.linspace(-np.pi, np.pi, columns) * SEEN
    aside = np.clip(_ASIDE * cut.way[0], -_MOST_ASIDE, _MOST_ASIDE) * np.exp(-((turn / _FRONT) ** 2))
    texels[..., 0] -= aside * smooth(grown.share, 0.35, 1.0)
    return texels

"""Short hair: what covers the scalp up to an uneven hairline, and strands over it by the cut."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulators.faces.clothing.cloth import noise, smooth
from simulators.faces.clothing.hull import Doubles, Hull, body_of, head_rows, hull_of, unit
from simulators.faces.clothing.strands import Growth, full_texture, grow, hair_material, lightness
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import KEPT_SHAPES, HeadShape
from simulators.faces.head.tone import hair_color
from simulators.faces.render.arrays import Floats
from simulators.faces.render.mesh import Mesh, grid_mesh
from simulators.faces.stream import Stream
from simulators.faces.traits import FaceTraits

_COLUMNS, _ROWS = 145, 30
_WHORL = np.array([0.08, -1.5, -0.75])
_KNOT = np.array([0.0, -0.9, -1.4])


@lru_cache(KEPT_SHAPES)
def scalp(shape: HeadShape) -> Hull:
    """The bare head."""
    rows = head_rows(shape, to_y=9)
    neck = [[0.3, 0.7, 0.3, -0.3, -1.2], [1.0, 0.66, 0.3, -0.3, -1.02], [1.6, 0.62, 0.25, -0.3, -0.95]]
    return hull_of(body_of(rows), body_of(neck), middle=(0.0, -0.35, -0.1), seam=0.1)


def hairline(traits: FaceTraits, turn: Doubles) -> Doubles:
    """The height down to which hair grows, by azimuth from the front."""
    top = traits.proportions.hairline_y + (0.09 if traits.sex == "female" else 0.12)  # its last hairs stand apart
    lost = max(traits.balding - 0.45, 0) * min(max(traits.age - 22, 0) / 25, 1.0) * (traits.sex == "male")
    is_man = traits.sex == "male" and traits.childhood < 0.3  # noqa: PLR2004 (about fourteen years)
    burn = 0.3 if is_man else 0.0
    corner, full = (0.08, 0.0) if is_man else (-0.03, 0.1)
    at = [0.0, 0.28, 0.52, 0.72, 0.87, 1.02, 1.13, 1.22, 1.45, 1.6, 1.95, 2.1, 2.45, np.pi]
    heights = [
        top - 0.25 * lost,
        top - 0.02 - 0.4 * lost,
        top - corner - 0.7 * lost,
        -0.82 + full - 0.5 * lost,
        -0.62 + full - 0.15 * lost,
        -0.4 + 0.5 * full,
        -0.2,
        burn - 0.08,
        burn,
        -0.12,
        -0.1,
        0.4,
        0.8,
        0.85,
    ]
    return np.asarray(PchipInterpolator(at, heights)(np.abs(turn)))


def _rim(shape: HeadShape, hull: Hull, turn: Doubles) -> Doubles:
    """Directions of the hairline."""
    y = np.maximum(hairline(shape.traits, turn), shape.traits.proportions.crown_y + 0.12)
    return hull.toward(hull.body.around(turn, np.minimum(y, 1.2)))


def _between(first: Doubles, second: Doubles, share: Doubles) -> Doubles:
    angle = np.arccos(np.clip((first * second).sum(axis=-1), -1, 1))[..., None]
    share = share[..., None]
    return unit(np.sin((1 - share) * angle) * first + np.sin(share * angle) * second)


def hair_tint(shape: HeadShape) -> tuple[int, int, int]:
    """The color of the hair of the head, blue first."""
    color = hair_color(shape.traits)
    own = color * (1 - 0.2 * lightness((int(color[0]), int(color[1]), int(color[2]))))
    return round(float(own[0])), round(float(own[1])), round(float(own[2]))


def cap(  # noqa: PLR0913 (a surface and how it grows)
    shape: HeadShape,
    hull: Hull,
    source: Stream,
    *,
    thickness: Callable[[Doubles], Doubles],
    fade: float,
    whorl: Doubles = _WHORL,
    ragged: float = 0.45,
) -> Mesh:
    """Hair as a surface; its edge is uneven, and thins out toward the neck by the fade."""
    turn = np.linspace(-np.pi, np.pi, _COLUMNS)
    rim = _rim(shape, hull, turn)
    share = np.broadcast_to(np.linspace(0, 1.03, _ROWS)[:, None] ** 0.85, (_ROWS, _COLUMNS))
    middle = np.broadcast_to(unit(whorl - hull.middle), (_ROWS, _COLUMNS, 3))
    directions = _between(middle, np.broadcast_to(rim[None], middle.shape), share)
    place = hull.at(directions)
    height = 0.012 + thickness(place) * _rising(share)
    points = hull.at(directions, height)
    texture = full_texture(hair_tint(shape)).copy()
    rows, columns = texture.shape[:2]
    texture[..., 3] = _edge(source, size=(columns, rows), rim_y=hull.at(rim)[:, 1], fade=fade, ragged=ragged)
    u = np.broadcast_to(np.linspace(0, columns - 2, _COLUMNS)[None], share.shape)
    openness = 0.6 + 0.35 * smooth(height, 0.01, 0.08)
    return grid_mesh(
        points.astype(np.float32),
        texels=np.stack([u, share / 1.03 * (rows - 2)], axis=-1).astype(np.float32),
        material=hair_material(texture),
        openness=openness.astype(np.float32),
    )


def _rising(share: Doubles) -> Doubles:
    """How much of its thickness hair has, from the whorl, 0, to the hairline, 1."""
    return np.asarray(smooth(1 - share, 0.0, 0.32))


def _edge(source: Stream, *, size: tuple[int, int], rim_y: Doubles, fade: float, ragged: float) -> Floats:
    """How much hair covers, 0 to 255: toward the rim hairs stand apart, each ending where it will; *Shape*: height x width."""
    columns, rows = size
    down = np.linspace(0, 1.03, rows, dtype=np.float32)[:, None]
    fine, clumps = (noise(source, cells=cells, size=size) for cells in ((columns // 2, 30), (columns // 5, 9)))
    tufts, waves = (noise(source, cells=cells, size=size) for cells in ((columns // 16, 3), (columns // 60, 2)))
    low = np.interp(np.arange(columns), np.linspace(0, columns - 1, len(rim_y)), rim_y).astype(np.float32)[None]
    lower = smooth(low, -0.85, 0.1).astype(np.float32)
    soft = 0.12 + 0.14 * ragged + (0.04 + 0.22 * fade) * lower
    inside = np.clip((1.0 + 0.055 * ragged * (0.6 * tufts + waves) - down) / soft, 0, 1.5)
    apart = np.clip(1.2 - inside, 0, 1) * np.clip(3 * inside, 0, 1) * (1 - 0.6 * lower)
    share = 1.1 * inside**1.2 + apart * (0.04 * fine + 0.07 * clumps)
    return np.asarray(np.clip(255 * share, 0, 255), dtype=np.float32)


_HEIGHT: dict[str, tuple[float, float]] = {  # of hair on top and at the sides
    "crop": (0.12, 0.045),
    "fade": (0.15, 0.025),
    "parted": (0.22, 0.075),
    "brushed_back": (0.24, 0.07),
    "curly": (0.26, 0.12),
    "tied": (0.1, 0.05),
}


def short_hair(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """Hair that shows the ears: short, or tied behind."""
    hull = scalp(shape)
    top, side = _HEIGHT.get(wear.hair, _HEIGHT["crop"])
    top *= 0.75 + 0.5 * wear.hair_length

    def thickness(place: Doubles) -> Doubles:
        above = smooth(-place[..., 1], 0.55, 1.3)
        return np.asarray(side + (top - side) * above + 0.08 * above * np.exp(-((place[..., 0] / 0.6) ** 2)))

    is_tied = wear.hair == "tied"
    whorl = _KNOT if is_tied else _WHORL
    fade = {"fade": 1.0, "crop": 0.6, "tied": 0.0}.get(wear.hair, 0.3)
    share = 1.0 if is_tied else 0.8
    meshes = [
        cap(
            shape,
            hull,
            source,
            thickness=lambda place: share * thickness(place),
            fade=fade,
            whorl=whorl,
            ragged=0.15 if is_tied else 0.45,
        )
    ]
    if is_tied:
        return [*meshes, *_knot(shape, wear, source)]
    return [*meshes, _locks(shape, wear, hull, thickness, source)]


def _locks(shape: HeadShape, wear: Wear, hull: Hull, thickness: Callable[[Doubles], Doubles], source: Stream) -> Mesh:
    """The strands over the surface."""
    is_fine = wear.hair in ("crop", "fade")
    count = 1200 if is_fine else 950
    turn = source.uniform(-np.pi, np.pi, count) * 0.82
    rim = _rim(shape, hull, turn)
    share = (0.8 if is_fine else 0.88) * source.uniform(0.05, 1.0, count) ** 0.6
    roots = _between(np.broadcast_to(unit(_WHORL - hull.middle), rim.shape), rim, share)
    lift = 0.01 + thickness(hull.at(roots)) * _rising(share)
    thin = 1 - 0.75 * smooth(share, 0.5, 0.85)  # toward the hairline
    is_kept = source.random(count) < np.clip(lift / 0.05, 0.0, 1) * thin
    roots, lift = roots[is_kept], lift[is_kept]
    kept = len(roots)
    growth = Growth(
        roots=roots,
        length=(0.06 + 1.5 * lift) * source.uniform(0.6, 1.25, kept) * _shorter(share[is_kept], is_fine=is_fine),
        lift=lift,
        width=source.uniform(0.4, 1.0, kept) * (0.026 if is_fine else 0.045) * (0.4 + 0.6 * thin[is_kept]),
        scatter=0.35,
        curl=0.9 if wear.hair == "curly" else 0.0,
        comb=_comb(wear),
        steps=4 if is_fine else 5,
    )
    return grow(hull, growth, color=hair_tint(shape), source=source)


def _shorter(share: Doubles, *, is_fine: bool) -> Doubles:
    """Cropped hair does not hang over the hairline."""
    return np.asarray(1 - (0.8 if is_fine else 0.5) * smooth(share, 0.55, 0.88))


def _knot(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The bun of tied hair, high or low."""
    high = wear.hair_length > 0.5  # noqa: PLR2004 (half of them)
    middle = np.array([0.0, -1.62, -0.75]) if high else np.array([0.0, -0.7, -1.55])
    polar, turn = np.meshgrid(np.linspace(0.05, np.pi - 0.05, 20), np.linspace(-np.pi, np.pi, 41), indexing="ij")
    size = 0.36 + 0.08 * wear.build
    wound = noise(source, cells=(5, 8), size=(41, 20)) * 0.02
    radius = size * (1 + 0.05 * np.sin(turn * 3 + polar * 5)) + wound
    points = middle + np.stack(
        [radius * np.sin(polar) * np.sin(turn), -radius * np.cos(polar) * 0.85, radius * np.sin(polar) * np.cos(turn)],
        axis=-1,
    )
    texels = np.stack([(polar / np.pi) * 260 + 60 * np.sin(turn), (turn + np.pi) * 28], axis=-1)
    openness = 0.55 + 0.4 * np.clip(-np.cos(np.pi - polar), -1, 1)
    return [
        grid_mesh(
            points.astype(np.float32),
            texels=texels.astype(np.float32),
            material=hair_material(full_texture(hair_tint(shape))),
            openness=np.clip(openness, 0.3, 1).astype(np.float32),
        )
    ]


def _comb(wear: Wear) -> Callable[[Doubles], Doubles]:
    """The direction of hair by the cut."""
    part = 0.42 if wear.drape > 0.5 else -0.42  # noqa: PLR2004 (left or right)

    def radial(place: Doubles) -> Doubles:
        return np.asarray(place - _WHORL + np.array([0.0, 0.3, 0.25]))

    def parted(place: Doubles) -> Doubles:
        away = np.where(place[:, :1] > part, 1.0, -1.0)
        return np.asarray(np.concatenate([away, np.full_like(away, 0.25), np.full_like(away, 0.1)], axis=1))

    def back(place: Doubles) -> Doubles:
        x = place[:, :1] * 0.35
        return np.asarray(np.concatenate([x, 0 * x + 0.25 * np.abs(x), 0 * x - 1.0], axis=1))

    return {"parted": parted, "brushed_back": back, "tied": back}.get(wear.hair, radial)

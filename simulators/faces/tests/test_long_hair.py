"""Long hair falls beside the face and the shoulders, ends where it is cut, and tied hair is drawn back to its tail or bun."""

import numpy as np
import pytest

from simulators.faces.clothing.build import torso_body
from simulators.faces.clothing.hair.downy import downy
from simulators.faces.clothing.hair.fading import undercoat
from simulators.faces.clothing.hair.falling import (
    before_the_body,
    before_the_forehead,
    beside_the_cheeks,
    crossed,
    fallen,
    gathered,
    refined,
    rounded,
    swayed,
    waved,
)
from simulators.faces.clothing.hair.fringe import fringe
from simulators.faces.clothing.hair.knot import knot
from simulators.faces.clothing.hair.long import long_hair
from simulators.faces.clothing.hair.mantle import GUIDES, Fall, guides, mantle
from simulators.faces.clothing.hair.parting import parting
from simulators.faces.clothing.hair.scalp import inside, scalp
from simulators.faces.clothing.hair.shade import shade
from simulators.faces.clothing.hair.strands import Tint
from simulators.faces.clothing.hair.styles import style_of
from simulators.faces.clothing.hair.tied import tied_hair
from simulators.faces.clothing.hair.tresses import Tresses, tresses
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

WOMAN = HeadShape(face_traits(6, sex="female", age=30))
MANTLE_OF = Fall(end=3.0, inward=0.0, frame=0.97, sweep=(0.9, 0.9), slant=(0.4, 0.4), before=(1.0, 1.0))
BLACK, GRAY = Tint((28, 28, 32), 0.0), Tint((28, 28, 32), 0.8)


def bands(style, *, length=0.5, drape=0.9):
    wear = Wear(cover="hair", hair=style, hair_length=length, drape=drape)
    return long_hair(WOMAN, wear, stream(1, "hair"))[0].vertices


def surfaces(fall):
    bare = scalp(WOMAN)
    front, crown = bare.toward(np.array([[0.0, -1.0, 1.1], [0.0, -1.35, -1.0]]))
    paths = fallen(
        WOMAN, Wear(cover="hair", hair="long"), bare, bare, guides(front, crown, bare.middle, fall), steps=15
    )
    return mantle(paths, np.ones(paths.shape[:2]), BLACK)


def band(path, *, is_matte=False, tint=BLACK):
    count, steps = path.shape[:2]
    strands = Tresses(
        path=path, width=np.full(count, 0.1), openness=np.ones((count, steps)), tilt=0.0, is_matte=is_matte
    )
    return tresses(strands, tint, stream(1, "band"))


@pytest.mark.parametrize(("style", "least", "most"), [("bob", 1.2, 2.0), ("long", 3.0, 3.6), ("wavy", 3.0, 3.6)])
def test_hair_ends_where_its_style_is_cut(style, least, most):
    assert least < bands(style)[:, 1].max() < most


def test_hair_lies_before_the_shoulders_or_behind_them_as_the_moment_has_it():
    torso = torso_body(WOMAN, 1.0)
    shares = []
    for drape in (0.51, 0.99):
        low = bands("long", drape=drape).astype(np.float64)
        low = low[low[:, 1] > 2.4]
        shares.append(float((low[:, 2] > torso.layers(low[:, 1])[2]).mean()))
    behind, before = shares
    assert behind < 0.05
    assert before > 0.8


def test_hair_before_the_shoulders_is_clear_of_the_body():
    torso = torso_body(WOMAN, 1.0)
    place = np.array([[0.8, 2.8, 0.0], [0.8, 2.8, 5.0]])
    within, clear = before_the_body(torso, place)
    assert within > torso.layers(np.array([2.8]))[2][0] + 0.2
    assert clear == pytest.approx(5.0)


def test_mass_of_hair_is_closed_above_and_thins_out_at_its_ends():
    left, right = surfaces(MANTLE_OF)
    alpha = left.material.texture[..., 3].astype(float)
    within = alpha[:, alpha.shape[1] // 8 :].mean(axis=1)
    assert within[: len(within) * 2 // 3].min() > 254.5
    assert within[-1] < 1
    assert left.vertices[:, 0].min() < -1.1
    assert right.vertices[:, 0].max() > 1.1


def test_mass_of_hair_reaches_lower_behind_where_it_is_farther_away():
    ends = surfaces(MANTLE_OF)[0].vertices.reshape(GUIDES, -1, 3)[:, -1, 1]
    assert ends[-1] > ends[0] + 0.5


def test_fringe_ends_unevenly_above_the_eyes_and_before_the_skin():
    hull = scalp(WOMAN)
    crown = hull.toward(np.array([[0.0, -1.35, -1.0]]))[0]
    hair = fringe(WOMAN, hull, crown, BLACK, stream(1, "fringe")).vertices.reshape(-1, 9, 2, 3).mean(axis=2)
    tips = hair[:, -1].astype(np.float64)
    middle = tips[np.abs(tips[:, 0]) < 0.4]
    brow = WOMAN.traits.proportions.brow_y
    assert middle[:, 1].max() < brow + 0.1
    assert middle[:, 1].std() > 0.04
    assert (middle[:, 2] > WOMAN.surface(middle[:, :2])[:, 2]).all()


def test_parting_goes_with_the_moment_to_either_side():
    left, right = (bands("long", length=0.9, drape=drape) for drape in (0.2, 0.8))
    forehead = [points[(points[:, 2] > 0.7) & (points[:, 1] < -0.8)][:, 0].mean() for points in (left, right)]
    assert forehead[0] * forehead[1] < 0


def test_parting_is_a_thin_line_on_the_head_that_gray_hair_hardly_shows():
    hull = scalp(WOMAN)
    ends = tuple(hull.toward(np.array([place]))[0] for place in ([0.2, -1.2, 0.9], [0.1, -1.5, -0.6]))
    dark, gray = (parting(WOMAN, hull, ends, tint, stream(1, "parting")) for tint in (BLACK, GRAY))
    left, right = dark.vertices.reshape(-1, 2, 3).transpose(1, 0, 2)
    assert np.linalg.norm(left - right, axis=1).max() < 0.15
    assert np.linalg.norm(left[0] - left[-1]) > 0.5
    contrast = [np.ptp(mesh.material.texture[..., :3].astype(float).mean(axis=2)) for mesh in (dark, gray)]
    assert contrast[1] < 0.5 * contrast[0]


def test_undercoat_lies_on_the_skull_and_fades_out_at_the_hairline():
    hull = scalp(WOMAN)
    mesh = undercoat(WOMAN, hull, BLACK, stream(1, "undercoat"), depth=0.8)
    places = mesh.vertices.astype(np.float64)
    u, v = np.round(mesh.texels).astype(int).T
    alpha, within = mesh.material.texture[v, u, 3], inside(WOMAN, hull, places)
    assert alpha[within > 0.4].min() > 250
    assert alpha[within < -0.15].max() < 5
    assert np.linalg.norm(places - hull.at(hull.toward(places)), axis=1).max() < 0.1


def test_undercoat_is_darker_in_the_shade():
    lit, shaded = (
        undercoat(WOMAN, scalp(WOMAN), BLACK, stream(1, "undercoat"), depth=depth).material.texture[..., :3].mean()
        for depth in (1.0, 0.6)
    )
    assert shaded < 0.8 * lit


def test_first_hairs_begin_at_the_hairline_and_are_combed_off_the_parting():
    hull = scalp(WOMAN)
    crown = hull.toward(np.array([[0.0, -1.35, -1.0]]))[0]
    mesh = downy(WOMAN, hull, crown, BLACK, stream(1, "downy"), part=0.2)
    hair = mesh.vertices.reshape(-1, 5, 2, 3).mean(axis=2).astype(np.float64)
    roots, tips = hair[:, 0], hair[:, -1]
    assert np.abs(inside(WOMAN, hull, roots)).max() < 0.15
    off = (tips - roots)[:, 0] * np.sign(roots[:, 0] - 0.2)
    assert (off > 0).mean() > 0.8
    assert np.linalg.norm(hair - hull.at(hull.toward(hair)), axis=2).max() < 0.1


def test_first_hairs_are_fainter_than_hair_and_darker_than_skin():
    hull = scalp(WOMAN)
    crown = hull.toward(np.array([[0.0, -1.35, -1.0]]))[0]
    first = downy(WOMAN, hull, crown, BLACK, stream(1, "downy"), part=0.0).material.texture[..., :3].mean()
    path = np.linspace([0.0, 0.0, 1.0], [0.0, 1.0, 1.0], 11)[None]
    hair = band(path).material.texture[..., :3].mean()
    assert 1.5 * hair < first < tone_of(WOMAN.traits).mean()


def test_refined_paths_keep_their_ends_and_bend_without_corners():
    turn = np.linspace(0, np.pi, 7)
    coarse = np.stack([np.cos(turn), np.sin(turn), 0 * turn], axis=1)[None]
    fine = refined(coarse, 25)
    np.testing.assert_allclose(fine[:, ::4], coarse, atol=1e-12)
    assert np.linalg.norm(fine[0], axis=1)[4:-4].min() > 0.99


def test_waves_grow_on_the_way_down_and_come_forward():
    straight = np.linspace([0.9, -1.0, 0.0], [0.9, 3.0, 0.0], 60)[None]
    wavy = waved(straight, amount=np.array([0.1]), length=np.array([0.8]), phase=np.zeros(1))
    aside = np.abs(wavy - straight)[0, :, 0]
    assert aside[:8].max() < 0.1 * aside.max()
    assert aside.max() == pytest.approx(0.1, abs=0.01)
    assert (wavy[..., 2] >= straight[..., 2]).all()


def test_hair_gleams_where_it_bends_and_not_where_it_hangs_from_its_root():
    down = np.linspace([0.0, -1.0, 1.0], [0.0, 2.0, 1.0], 12)
    bent = np.concatenate([np.linspace([-0.8, -1.6, 0.9], [0.0, -1.5, 1.0], 6, endpoint=False), down[:6]])
    hanging, bending = (band(np.repeat(path[None], 20, axis=0)) for path in (down, bent))

    def lightness(mesh):
        u, v = np.round(mesh.texels.reshape(20, 12, 2, 2).mean(axis=2)).astype(int).transpose(2, 0, 1)
        return mesh.material.texture[v, u, :3].mean(axis=(0, 2))

    assert lightness(bending).argmax() in (5, 6, 7)
    assert lightness(bending).max() > 1.15 * lightness(hanging)[:6].mean()


def test_bands_are_as_wide_as_asked_and_thin_out_at_their_ends():
    mesh = band(np.linspace([0.0, 0.0, 1.0], [0.0, 1.0, 1.0], 11)[None])
    edges = mesh.vertices.reshape(11, 2, 3)
    width = np.linalg.norm(edges[:, 0] - edges[:, 1], axis=1)
    assert width[4] == pytest.approx(0.1, rel=0.05)
    assert width[-1] < 0.6 * width[4]
    alpha = mesh.material.texture[..., 3].mean(axis=1)
    assert alpha[-1] < 0.2 * alpha[len(alpha) // 2]


def test_gray_hair_is_lighter_in_every_band():
    path = np.linspace([0.0, 0.0, 1.0], [0.0, 1.0, 1.0], 11)[None]
    dark, light = (band(path, tint=tint).material.texture[..., :3].mean() for tint in (BLACK, GRAY))
    assert light > 2 * dark


def test_tied_hair_ends_in_a_tail_or_a_bun():
    tail, bun = (
        knot(WOMAN, Wear(cover="hair", hair="tied", hair_length=length), stream(1, "knot"))[0].vertices
        for length in (0.2, 0.9)
    )
    assert tail[:, 1].max() > 2.5
    assert bun[:, 1].min() < WOMAN.grid()[0][..., 1].min() - 0.3


@pytest.mark.parametrize("length", [0.2, 0.9])
def test_tied_hair_leaves_the_cheeks_and_is_drawn_back(length):
    wear = Wear(cover="hair", hair="tied", hair_length=length)
    paths = tied_hair(WOMAN, wear, stream(1, "tied"))[0].vertices.reshape(-1, 11, 2, 3).mean(axis=2)
    assert (paths[:, -1, 2] < paths[:, 0, 2] + 0.01).mean() > 0.95
    x, y, z = paths.reshape(-1, 3).T
    assert not ((np.abs(x) < 0.9) & (y > 0.1) & (z > 0.3)).any()


@pytest.mark.parametrize("count", [0, 3])
def test_hair_behind_the_head_stays_where_it_is(count):
    behind = np.tile([0.2, 0.0, -1.2], (count, 5, 1))
    assert np.array_equal(before_the_forehead(WOMAN, behind), behind)


def test_hair_gathers_to_locks_on_the_way_down_and_not_at_its_roots():
    source = stream(1, "gathered")
    x = source.uniform(0.9, 1.4, 80)
    straight = np.stack([np.broadcast_to(x[:, None], (80, 12)), np.tile(np.linspace(-1.2, 2.5, 12), (80, 1))], axis=-1)
    straight = np.concatenate([straight, np.zeros((80, 12, 1))], axis=-1)
    locks = gathered(straight, source, locks=6, share=1.0)
    assert np.array_equal(locks[:, 0], straight[:, 0])
    near = [np.abs(np.diff(np.sort(paths[:, -1, 0]))) for paths in (straight, locks)]
    assert np.median(near[1]) < 0.8 * np.median(near[0])


def test_hair_beside_the_face_leaves_eyes_and_mouth_free_and_lies_before_the_skin():
    down = np.linspace([0.5, -1.3, 0.9], [0.5, 1.0, 0.2], 14)
    paths = beside_the_cheeks(WOMAN, np.repeat(down[None], 20, axis=0), stream(1, "cheeks"))
    low = paths[(paths[..., 1] > -0.1) & (paths[..., 1] < 0.9)]
    assert low[:, 0].min() > 0.75
    on_skin = low[low[:, 0] < 0.95 * WOMAN.half_width(low[:, 1])]
    assert len(on_skin) > 10
    assert (on_skin[:, 2] > WOMAN.surface(on_skin[:, :2])[:, 2]).all()


def test_hair_behind_the_head_does_not_make_way_for_the_face():
    behind = np.tile([0.2, 0.0, -1.2], (3, 5, 1))
    assert np.array_equal(beside_the_cheeks(WOMAN, behind, stream(1, "cheeks")), behind)


def test_outline_of_hair_is_not_the_same_left_and_right():
    down = np.linspace([1.2, -1.4, 0.0], [1.2, 2.0, 0.0], 9)
    sides = np.stack([down * [-1, 1, 1], down])
    left, right = np.abs(swayed(sides, np.array([0.0, 0.08]), np.array([0.0, 1.0]))[..., 0])
    assert left[0] == right[0] == pytest.approx(1.2)
    assert np.abs(left - right).max() > 0.05
    assert min(left.min(), right.min()) > 1.1


def test_hair_lays_a_soft_shade_on_the_skin_beside_it():
    heights = np.linspace(-1.2, 0.6, 40)
    beside = [np.stack([0 * heights + side, heights, 0 * heights + 0.6], axis=1) for side in (-0.7, 0.7)]
    mesh = shade(WOMAN, np.repeat(np.stack(beside), 8, axis=0))
    places = mesh.vertices.astype(np.float64)
    u, v = np.round(mesh.texels).astype(int).T
    cover = mesh.material.texture[v, u, 3].astype(float)
    assert np.abs(places[:, 2] - WOMAN.surface(places[:, :2])[:, 2]).max() < 0.1
    assert cover[np.abs(places[:, 0]) > 0.6].max() > 100
    assert cover[np.abs(places[:, 0]) < 0.35].max() < 30
    assert cover[places[:, 1] > 0.0].max() < 30


def test_paths_are_rounded_between_their_ends():
    path = np.zeros((1, 9, 3))
    path[0, 4, 2] = 1.0
    smooth = rounded(path, times=2)
    assert smooth[0, :, 2].max() < 0.5
    assert smooth[0, [0, -1]].tolist() == path[0, [0, -1]].tolist()


def test_locks_turn_around_the_head_each_its_own_way_but_not_at_their_roots_nor_before_the_face():
    down = np.linspace([0.9, -1.2, -0.5], [0.9, 2.0, -0.5], 9)
    behind, before = (np.repeat((down * [1, 1, deep])[None], 400, axis=0) for deep in (1, -1.4))
    turned = crossed(behind, stream(1, "crossed"))
    np.testing.assert_array_equal(turned[:, 0], behind[:, 0])
    np.testing.assert_array_equal(turned[..., 1], behind[..., 1])
    np.testing.assert_allclose(np.hypot(turned[..., 0], turned[..., 2]), np.hypot(0.9, 0.5))
    angle = np.arctan2(turned[:, -1, 0], turned[:, -1, 2]) - np.arctan2(0.9, -0.5)
    assert angle.min() < -0.05 < 0.05 < angle.max()
    assert np.abs(angle).max() < 0.15
    np.testing.assert_array_equal(crossed(before, stream(1, "crossed")), before)


@pytest.mark.parametrize("hair", ["long", "wavy", "bob"])
def test_gray_hair_is_calmer_and_only_bobs_are_tucked_back(hair):
    wear = Wear(cover="hair", hair=hair)
    tucked = set()
    for number in range(20):
        dark, gray = (style_of(wear, tint, stream(number, "style")) for tint in (BLACK, GRAY))
        assert gray.wave < 0.7 * dark.wave
        assert gray.volume < 0.7 * dark.volume
        assert gray.layered < 0.7 * dark.layered
        assert gray.cut <= dark.cut
        assert gray.part == dark.part
        tucked.add(tuple(np.round(dark.tucked, 6).tolist()))
    assert tucked == ({(0.4, 0.4), (0.85, 0.4), (0.4, 0.85)} if hair == "bob" else {(0.0, 0.0)})

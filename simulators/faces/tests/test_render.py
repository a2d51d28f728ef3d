import math
import sys

import cv2
import numpy as np
import pytest

from simulators.faces.head.beard import Beard
from simulators.faces.head.parts import Head
from simulators.faces.head.shape import Expression
from simulators.faces.render import Layer, Lights, Material, Mesh, View, engine, grid_mesh, plain, render
from simulators.faces.render.plain import rasterizing, shading
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

SIDE = 64
VIEW = View(width=SIDE, height=SIDE, distance=8.0, scale=20.0, x=32.0, y=32.0)
KEY_ONLY = Lights(
    key=(0.0, 0.0, 1.0),
    key_color=(1.0, 1.0, 1.0),
    fill_color=(0.0, 0.0, 0.0),
    sky=(0.0, 0.0, 0.0),
    ground=(0.0, 0.0, 0.0),
)
NO_LIGHT = Lights(key_color=(0.0, 0.0, 0.0), fill_color=(0.0, 0.0, 0.0), sky=(0.0, 0.0, 0.0), ground=(0.0, 0.0, 0.0))


def fields(thing):
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__}


def plain_material(color=(255, 255, 255), *, alpha=255, **answer):
    texture = np.empty((4, 4, 4), dtype=np.uint8)
    texture[...] = (*color, alpha)
    return Material(texture=texture, **{"wrap": (0.0, 0.0, 0.0), "gloss": 0.0, **answer})


def wall(z, *, half=1.0, material, size=3, tilt=0.0):
    """A square before the camera; tilted: its right side comes nearer."""
    y, x = np.meshgrid(np.linspace(-half, half, size), np.linspace(-half, half, size), indexing="ij")
    rows, columns = material.texture.shape[:2]
    texels = np.stack([(x + half) / (2 * half) * (columns - 1), (y + half) / (2 * half) * (rows - 1)], axis=-1)
    return grid_mesh(np.stack([x, y, z + tilt * x], axis=-1), texels=texels, material=material)


def ball(radius, material):
    high, turn = np.meshgrid(np.linspace(0, math.pi, 49), np.linspace(0, 2 * math.pi, 97), indexing="ij")
    points = np.stack([np.sin(high) * np.cos(turn), -np.cos(high), -np.sin(high) * np.sin(turn)], axis=-1)
    return grid_mesh(radius * points, texels=np.ones((49, 97, 2)), material=material)


def random_mesh(source, *, count, reach, holes, **kind):
    """Triangles in all directions, some of them without area, most of them hidden by others."""
    points = source.uniform(-reach, reach, (count, 3)).astype(np.float32)
    points[: count // 4] = np.round(points[: count // 4] * 20.0) / 20.0
    texture = source.integers(0, 256, (17, 23, 4), dtype=np.uint8)
    texture[..., 3] = texture[..., 3] if holes else 255
    return Mesh(
        vertices=points,
        triangles=source.integers(0, count, (2 * count, 3), dtype=np.int32),
        texels=source.uniform(-3.0, 30.0, (count, 2)).astype(np.float32),
        openness=source.uniform(0.0, 1.0, count).astype(np.float32),
        material=Material(
            texture=texture,
            wrap=(0.1, 0.2, 0.1 + 0.3 * holes),
            glow=0.1,
            gloss=0.3,
            shine=int(source.integers(0, 6)),
            **kind,
        ),
    )


def random_scene(seed):
    source = stream(seed, "scene")
    return [
        random_mesh(source, count=60, reach=0.5, holes=True),
        random_mesh(source, count=20, reach=3.0, holes=False, is_thin=True),
        wall(0.3, material=plain_material(), size=9),
        wall(0.3, material=plain_material((9, 9, 9)), size=5),
        random_mesh(source, count=12, reach=12.0, holes=True, is_thin=True),
        random_mesh(source, count=30, reach=1.0, holes=True, is_soft=True),
    ]


def drawn_by(functions, monkeypatch, meshes, **asked):
    for name in ("normals", "rasterize", "rasterize_depth", "shade"):
        monkeypatch.setattr(engine, name, getattr(functions, name))
    return render(meshes, **asked)


def assert_same(one: Layer, other: Layer) -> None:
    np.testing.assert_array_equal(one.color, other.color)
    np.testing.assert_array_equal(one.coverage, other.coverage)


@pytest.mark.parametrize("seed", range(6))
def test_both_engines_make_the_same_pixels_of_any_scene(seed, monkeypatch):
    numba = pytest.importorskip("simulators.faces.render.compiled", exc_type=ImportError)
    meshes, samples = random_scene(seed), (1.0, 1.5, 2.0)[seed % 3]
    lights = Lights(key=(0.3 * seed - 1.0, -0.4, 0.5), shadow_softness=0.7 * seed, hollows=0.2 * seed)
    compiled = drawn_by(numba, monkeypatch, meshes, view=VIEW, lights=lights, samples=samples)
    interpreted = drawn_by(plain, monkeypatch, meshes, view=VIEW, lights=lights, samples=samples)
    assert_same(compiled, interpreted)
    assert compiled.coverage.mean() > 0.5
    assert np.isfinite(compiled.color).all()


def test_both_engines_make_the_same_pixels_of_a_head(monkeypatch):
    numba = pytest.importorskip("simulators.faces.render.compiled", exc_type=ImportError)
    meshes = Head(face_traits(5)).meshes(Expression(smile=0.5), Beard(), stream(5, "beard"))
    view = View(width=90, height=112, distance=8.0, scale=22.0, x=45.0, y=48.0)
    compiled, interpreted = (
        drawn_by(functions, monkeypatch, meshes, view=view, lights=Lights()) for functions in (numba, plain)
    )
    assert_same(compiled, interpreted)
    assert compiled.coverage.mean() > 0.3


def test_small_chunks_change_no_pixel(monkeypatch):
    meshes = random_scene(7)
    at_once = drawn_by(plain, monkeypatch, meshes, view=VIEW, lights=Lights())
    monkeypatch.setattr(rasterizing, "CHUNK", 100)
    monkeypatch.setattr(shading, "CHUNK", 50)
    assert_same(at_once, drawn_by(plain, monkeypatch, meshes, view=VIEW, lights=Lights()))


@pytest.mark.parametrize("name", ["directions", "rasterizing", "shading"])
def test_a_compiled_loop_stands_in_one_file_with_all_that_is_compiled_into_it(name):
    module = pytest.importorskip(f"simulators.faces.render.compiled.{name}", exc_type=ImportError)
    parts = [part.py_func.__module__ for part in vars(module).values() if hasattr(part, "py_func")]
    assert len(parts) > 1
    assert set(parts) == {module.__name__}


@pytest.mark.parametrize("functions", ["compiled", "plain"])
def test_of_equally_near_surfaces_the_first_is_seen(functions, monkeypatch):
    functions = pytest.importorskip(f"simulators.faces.render.{functions}", exc_type=ImportError)
    first, second = (wall(0.0, material=plain_material(color, glow=1.0)) for color in ((255, 0, 0), (0, 0, 255)))
    seen = drawn_by(functions, monkeypatch, [first, second], view=VIEW, lights=NO_LIGHT)
    assert seen.color[32, 32].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("order", [1, -1])
def test_nearer_hides_farther_in_any_order(order):
    near, far = (
        wall(z, half=half, material=plain_material(color, glow=1.0))
        for z, half, color in ((0.5, 0.5, (255, 0, 0)), (-0.5, 1.5, (0, 255, 0)))
    )
    seen = render([near, far][::order], view=VIEW, lights=NO_LIGHT)
    assert seen.color[32, 32].tolist() == [1.0, 0.0, 0.0]
    assert seen.color[32, 50].tolist() == [0.0, 1.0, 0.0]


def test_surfaces_that_cut_each_other_change_places_at_the_cut():
    upright = wall(0.0, material=plain_material((255, 0, 0), glow=1.0))
    tilted = wall(0.0, material=plain_material((0, 255, 0), glow=1.0), tilt=0.5)
    seen = render([upright, tilted], view=VIEW, lights=NO_LIGHT)
    assert (seen.color[32, 20:31, 0] == 1.0).all()
    assert (seen.color[32, 34:44, 1] == 1.0).all()


def test_what_lies_behind_the_camera_or_beside_the_picture_is_left_out():
    behind = wall(9.0, material=plain_material())
    across = wall(7.9, material=plain_material(), tilt=3.0, size=2)
    beside = wall(0.0, material=plain_material())
    seen = render(
        [behind, across, Mesh(**{**fields(beside), "vertices": beside.vertices + np.float32(9.0)})],
        view=VIEW,
        lights=Lights(),
    )
    assert not seen.coverage.any()


def test_no_gap_opens_between_triangles_whose_edges_run_through_pixels():
    view = View(width=SIDE, height=SIDE, distance=8.0, scale=17.0, x=32.0, y=32.0)
    seen = render([wall(0.0, half=2.5, size=33, material=plain_material())], view=view, lights=Lights())
    assert (seen.coverage == 1.0).all()


def test_a_texel_of_little_alpha_is_a_hole():
    pierced = plain_material((255, 0, 0), glow=1.0)
    pierced.texture[:, :2, 3] = 0
    behind = wall(-0.5, half=1.5, material=plain_material((0, 255, 0), glow=1.0))
    seen = render([wall(0.0, material=pierced), behind], view=VIEW, lights=NO_LIGHT)
    assert seen.color[32, 22].tolist() == [0.0, 1.0, 0.0]
    assert seen.color[32, 42].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("alpha", [40, 128, 215])
def test_alpha_of_a_soft_surface_is_the_share_that_covers(alpha):
    veil = wall(0.0, half=2.5, material=plain_material(alpha=alpha, is_soft=True))
    seen = render([veil], view=VIEW, lights=Lights())
    assert seen.coverage.mean() == pytest.approx(alpha / 255, abs=0.02)
    assert cv2.blur(seen.coverage, (5, 5))[8:-8, 8:-8].std() < 0.05


def test_hollows_darken_what_lies_behind_the_edge_of_a_nearer_surface():
    screen = wall(0.2, half=0.4, material=plain_material())
    behind = wall(0.0, half=1.5, material=plain_material(), size=9)
    even, dark = (
        render([screen, behind], view=VIEW, lights=Lights(hollows=hollows), samples=1.4).color[32, :, 1]
        for hollows in (0.0, 1.0)
    )
    assert (dark[[21, 43]] < 0.98 * even[[21, 43]]).all()
    assert dark[32] == pytest.approx(even[32], rel=0.01)


def test_coverage_is_the_area_that_the_mesh_takes():
    seen = render([wall(0.0, material=plain_material())], view=VIEW, lights=Lights())
    side = 2.0 * VIEW.focal_px() / 8.0
    assert seen.coverage.sum() == pytest.approx(side * side, rel=0.05)
    assert seen.over(np.ones((SIDE, SIDE, 3), dtype=np.float32))[0, 0].tolist() == [1.0, 1.0, 1.0]


def test_texture_is_drawn_in_perspective():
    picture = np.full((64, 256, 4), 255, dtype=np.uint8)
    picture[..., :3] = np.arange(256, dtype=np.uint8)[None, :, None]
    view = View(width=SIDE, height=SIDE, distance=4.0, scale=20.0, x=32.0, y=32.0)
    tilted = wall(0.0, material=Material(texture=picture, wrap=(0.0, 0.0, 0.0), gloss=0.0, glow=1.0), tilt=1.5, size=2)
    seen = render([tilted], view=view, lights=NO_LIGHT, samples=1.0)
    columns = np.array([26, 32, 38])
    across = (columns - 32.0) / view.focal_px()
    x = 4.0 * across / (1.0 + 1.5 * across)
    expected = ((x + 1.0) / 2.0) ** 2
    np.testing.assert_allclose(seen.color[32, columns, 0], expected, atol=0.004)


@pytest.mark.parametrize("across", [-0.8, -0.6, -0.3, 0.0, 0.3, 0.6, 0.8])
def test_a_ball_lit_from_the_camera_shows_the_cosine(across):
    view = View(width=128, height=128, distance=40.0, scale=50.0, x=64.0, y=64.0)
    seen = render([ball(1.0, plain_material())], view=view, lights=KEY_ONLY)
    column = 64 + across * view.focal_px() / 40.0
    assert seen.color[64, round(column), 1] == pytest.approx(math.sqrt(1 - across * across), abs=0.05)


def test_a_ball_lit_from_one_side_is_dark_on_the_other():
    lights = Lights(**{**fields(KEY_ONLY), "key": (-1.0, 0.0, 0.0)})
    seen = render([ball(1.0, plain_material())], view=VIEW, lights=lights)
    assert seen.color[32, 18, 1] > 0.6
    assert seen.color[32, 36:50].max() == 0.0
    assert seen.coverage[32, 36:48].min() == 1.0


def test_wrap_lets_red_reach_around_the_edge_of_shadow():
    lights = Lights(**{**fields(KEY_ONLY), "key": (-1.0, 0.0, 0.2)})
    seen = render([ball(1.0, plain_material(wrap=(0.0, 0.0, 0.4)))], view=VIEW, lights=lights)
    row = seen.color[32, 33:44]
    assert (row[:, 2] > row[:, 0]).any()


def test_a_surface_before_another_casts_its_shadow_away_from_the_light():
    lights = Lights(**{**fields(KEY_ONLY), "key": (-0.6, 0.0, 0.8)})
    screen = wall(0.8, half=0.3, material=plain_material())
    behind = wall(0.0, half=1.5, material=plain_material(), size=9)
    seen = render([screen, behind], view=VIEW, lights=lights)
    shadowed, lit = seen.color[32, 44, 0], seen.color[32, 14, 0]
    assert shadowed < 0.05
    assert lit == pytest.approx(0.8, abs=0.02)


def test_a_surface_that_casts_no_shadow_leaves_what_is_behind_it_lit():
    lights = Lights(**{**fields(KEY_ONLY), "key": (-0.6, 0.0, 0.8)})
    screen = wall(0.8, half=0.3, material=plain_material(casts_shadow=False))
    behind = wall(0.0, half=1.5, material=plain_material(), size=9)
    seen = render([screen, behind], view=VIEW, lights=lights)
    assert seen.color[32, 44, 0] == pytest.approx(0.8, abs=0.02)


def test_what_lies_beyond_the_map_of_shadows_is_lit():
    view = View(width=SIDE, height=SIDE, distance=8.0, scale=6.0, x=32.0, y=32.0)
    screen = wall(1.0, half=0.5, material=plain_material())
    screen = Mesh(**{**fields(screen), "vertices": screen.vertices + np.array([3.0, 0.0, 0.0], dtype=np.float32)})
    behind = wall(0.0, half=6.0, material=plain_material(), size=9)
    row = render([screen, behind], view=view, lights=KEY_ONLY, samples=1.4).color[32, :, 0]
    assert row[56:62] == pytest.approx(row[2:8][::-1], abs=0.01)
    assert row[56:62].min() > 0.9


@pytest.mark.parametrize(
    ("kind", "is_broken"), [({"wrap": (0.1, 0.2, 0.3)}, True), ({"is_thin": True}, True), ({}, False)]
)
def test_highlights_of_skin_and_cloth_are_broken_up_and_those_of_smooth_things_are_not(kind, is_broken):
    texture = np.full((200, 200, 4), 255, dtype=np.uint8)
    texture[..., :3] = 120
    smooth = {"wrap": (0.0, 0.0, 0.0), **kind}
    seen = render(
        [wall(0.0, half=1.5, material=Material(texture=texture, gloss=0.04, shine=0, **smooth))],
        view=VIEW,
        lights=KEY_ONLY,
    )
    rows = seen.color[20:44, 20:44, 1]
    assert (np.abs(np.diff(rows, axis=1)).mean() > 0.005) == is_broken


def test_hair_on_skin_mirrors_less_than_skin():
    shown = []
    for tone in (20, 120):
        skin = [plain_material((tone,) * 3, gloss=gloss, shine=0, wrap=(0.1, 0.2, 0.3)) for gloss in (0.05, 0.0)]
        glossy, matt = (
            render([wall(0.0, material=kind)], view=VIEW, lights=KEY_ONLY).color[20:44, 20:44] for kind in skin
        )
        shown.append((glossy - matt).mean())
    assert 0 < shown[0] < 0.3 * shown[1]


def test_a_thin_surface_is_lit_alike_from_both_sides():
    shown = {}
    for is_thin in (True, False):
        square = wall(0.0, material=plain_material(is_thin=is_thin))
        turned = Mesh(**{**fields(square), "triangles": np.ascontiguousarray(square.triangles[:, ::-1])})
        shown[is_thin] = [render([mesh], view=VIEW, lights=KEY_ONLY).color[32, 32, 0] for mesh in (square, turned)]
    assert shown[True][0] == pytest.approx(shown[True][1])
    assert min(shown[False]) == 0.0 < max(shown[False])


def test_numba_is_left_alone_where_it_is_switched_off(monkeypatch):
    monkeypatch.setenv("HAWIYA_NUMBA", "0")
    assert engine._choice() == "numpy"


def test_numpy_draws_where_numba_is_missing(monkeypatch):
    monkeypatch.delenv("HAWIYA_NUMBA", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    assert engine._choice() == "numpy"

"""Faces have the proportions of people, and expressions move what they should."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulators.faces.head.ears import ear_meshes
from simulators.faces.head.landmarks import landmarks
from simulators.faces.head.muscles import muscles
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.mood import gaze, selfie_look
from simulators.faces.stream import stream
from simulators.faces.traits import MEAN, face_traits

AT_REST = Expression()
ADULTS = [HeadShape(face_traits(seed, age=30)) for seed in range(150)]


def mean_of(measure):
    return float(np.mean([measure(landmarks(shape, AT_REST)) for shape in ADULTS]))


def across(found, first, second):
    return abs(float(found[first][0] - found[second][0]))


def test_adults_have_the_proportions_measured_of_people_in_basrah():
    """Source: Fathallah et al., Iraqi Postgraduate Medical Journal 15 (2016) 4, abstract: 1000 adults."""
    nose = mean_of(lambda found: across(found, "nose_left", "nose_right"))
    mouth = mean_of(lambda found: across(found, "mouth_left", "mouth_right"))
    eye = mean_of(lambda found: across(found, "left_eye_inner", "left_eye_outer"))
    between = mean_of(lambda found: across(found, "left_eye_inner", "right_eye_inner"))
    face = 2 * float(np.mean([shape.half_width(np.array([0.2]))[0] for shape in ADULTS]))
    assert mouth / nose == pytest.approx(1.4, rel=0.08)
    assert face / nose == pytest.approx(3.4, rel=0.08)
    assert eye / between == pytest.approx(1.0, rel=0.08)


DEPTHS = {
    (0.0, -0.8): 1.26,
    (0.0, -0.45): 1.38,
    (0.0, -0.1): 1.39,
    (0.0, 0.48): 1.73,
    (0.0, 0.68): 1.51,
    (0.0, 0.87): 1.56,
    (0.0, 1.08): 1.53,
    (0.0, 1.24): 1.43,
    (0.0, 1.42): 1.44,
    (0.2, 0.3): 1.37,
    (0.3, -0.6): 1.29,
    (0.45, -0.2): 1.29,
    (0.5, 0.75): 1.28,
    (0.62, 0.28): 1.17,
    (0.7, -0.5): 1.07,
    (0.8, 0.2): 1.0,
}
"""How far ahead a place of the mean head lies: forehead, root and tip of the nose, lips, chin, socket, cheek, temple."""


def test_the_mean_face_is_as_deep_as_the_mean_of_scans():
    """Source: measured on the mean shape of ICT-FaceKit, half of its cheeks' width to the unit; see ADR 0017."""
    mean = HeadShape(replace(face_traits(5, sex="female", age=30), proportions=MEAN))
    z = mean.surface(np.array(list(DEPTHS)))[:, 2]
    assert z == pytest.approx(np.array(list(DEPTHS.values())), abs=0.03)  # 2 mm; a person's two halves differ


def test_the_skull_is_widest_above_the_ears_and_narrows_to_the_chin():
    heights = np.array([-0.6, 0.2, 0.8, 1.2])
    widths = np.mean([shape.half_width(heights) for shape in ADULTS], axis=0)
    assert list(widths) == sorted(widths, reverse=True)


def test_a_child_has_more_skull_and_less_nose_and_chin():
    child, adult = (HeadShape(face_traits(8, sex="female", age=age)) for age in (5, 30))
    young, old = (landmarks(shape, AT_REST) for shape in (child, adult))
    assert child.half_width(np.array([-0.6]))[0] > adult.half_width(np.array([-0.6]))[0]
    assert young["chin"][1] < old["chin"][1]
    assert young["nose_tip"][2] - young["nose_left"][2] < old["nose_tip"][2] - old["nose_left"][2]


def test_eyes_lie_half_way_down_the_head():
    shares = [-p.crown_y / (p.chin_y - p.crown_y) for p in (shape.traits.proportions for shape in ADULTS)]
    assert np.mean(shares) == pytest.approx(0.51, abs=0.025)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), age=st.integers(5, 90))
def test_no_jaw_is_wider_than_its_cheeks_and_no_chin_is_a_point(seed, age):
    shape = HeadShape(face_traits(seed, age=age))
    p = shape.traits.proportions
    cheek, jaw, chin = shape.half_width(np.array([0.33, 0.5 * (shape.mouth_y + p.chin_y), p.chin_y - 0.05]))
    assert chin < jaw < cheek
    assert chin > 0.2 * cheek


def test_a_fold_from_nose_to_mouth_comes_with_age():
    def depth(age):
        shape = HeadShape(face_traits(4, sex="male", age=age))
        x = np.arange(0.3, 0.8, 0.02)
        z = shape.surface(np.stack([x, np.full(len(x), shape.mouth_y - 0.14)], axis=1))[:, 2]
        return float((0.5 * (z[:-10] + z[10:]) - z[5:-5]).max())  # below what lies 0.1 to both sides

    assert depth(85) > depth(30) + 0.015


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_ears_reach_from_the_brows_to_the_nose(seed):
    shape = HeadShape(face_traits(seed, age=30))
    for mesh in ear_meshes(shape):
        top, bottom = float(mesh.vertices[:, 1].min()), float(mesh.vertices[:, 1].max())
        assert -0.6 < top < -0.1
        assert 0.35 < bottom < 0.9
        assert np.abs(mesh.vertices[:, 0]).max() < 1.6


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_landmarks_lie_on_the_surface_that_is_drawn(seed):
    shape = HeadShape(face_traits(seed))
    expression = selfie_look(stream(seed, "look"), yaw=0, pitch=0)
    rows = muscles(shape.grid()[0], shape).moved(expression)
    between = np.concatenate(
        [rows[:-1] * (1 - share) + rows[1:] * share for share in (0, 0.25, 0.5, 0.75)]
    )  # below the nose rows lie apart, and on the side of a nose columns do
    drawn = np.concatenate([between, (between[:, :-1] + between[:, 1:]) / 2], axis=1).reshape(-1, 3)
    assert np.isfinite(drawn).all()
    for name, place in landmarks(shape, expression).items():
        if name not in {"left_eye", "right_eye"}:  # they lie on the balls
            assert np.sqrt(((drawn - place) ** 2).sum(axis=1).min()) < 0.035


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
@example(seed=3584)
def test_the_tip_of_the_nose_is_farthest_ahead(seed):
    shape = HeadShape(face_traits(seed))
    points = shape.grid()[0]
    row, column = np.unravel_index(np.argmax(points[..., 2]), points.shape[:2])
    assert np.hypot(*(points[row, column, :2] - landmarks(shape, AT_REST)["nose_tip"][:2])) < 0.1


def test_a_smile_lifts_the_corners_of_the_mouth_and_leaves_the_forehead():
    shape = ADULTS[0]
    rest, smiling = (landmarks(shape, Expression(smile=smile)) for smile in (0.0, 1.0))
    assert smiling["mouth_left"][1] < rest["mouth_left"][1] - 0.05
    assert across(smiling, "mouth_left", "mouth_right") > across(rest, "mouth_left", "mouth_right") + 0.08
    assert smiling["left_brow_inner"] == pytest.approx(rest["left_brow_inner"], abs=0.005)


def test_a_leaning_smile_is_higher_on_its_side():
    found = landmarks(HeadShape(face_traits(3)), Expression(smile=0.8, lean=0.6))
    even = landmarks(HeadShape(face_traits(3)), Expression(smile=0.8))
    assert found["mouth_left"][1] < even["mouth_left"][1]
    assert found["mouth_right"][1] > even["mouth_right"][1]


def test_the_jaw_drops_while_upper_lip_and_corners_hold():
    shape = ADULTS[1]
    rest, opened = (landmarks(shape, Expression(mouth_open=share)) for share in (0.0, 1.0))
    assert opened["mouth_bottom"][1] > rest["mouth_bottom"][1] + 0.2
    assert opened["chin"][1] > rest["chin"][1] + 0.2
    assert opened["mouth_top"] == pytest.approx(rest["mouth_top"], abs=0.01)
    assert opened["mouth_left"][1] == pytest.approx(rest["mouth_left"][1], abs=0.05)


@pytest.mark.parametrize("degrees", [-30.0, -8.0, 8.0, 30.0])
def test_the_eyes_turn_back_to_the_camera_and_no_farther_than_eyes_do(degrees):
    right, down = gaze(yaw=degrees, pitch=degrees)
    assert right == down
    assert np.sign(right) == -np.sign(degrees)
    assert abs(right) < np.radians(18)

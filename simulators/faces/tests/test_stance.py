"""Bodies stand apart from their heads: turned, tilted, with a shoulder raised; a face stays where it is."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.faces.order import Order
from simulators.faces.posing import posed
from simulators.faces.render import render
from simulators.faces.shot import portrait_shot, selfie_shot
from simulators.faces.stance import Stance, body_turn, selfie_stance, turn_of, with_shoulders
from simulators.faces.stream import stream
from simulators.faces.studio import Studio
from simulators.faces.traits import face_traits

SIZE = (180, 225)
SHOULDERS = np.array([[-2.5, 2.8, 0.0], [2.5, 2.8, 0.0]])


def stances():
    return [selfie_stance(stream(seed, "stance")) for seed in range(200)]


def test_turn_by_nothing_changes_nothing():
    np.testing.assert_array_equal(turn_of(yaw=0, pitch=0, roll=0), np.eye(3))


@pytest.mark.parametrize("stance", [Stance(yaw=20), Stance(pitch=-7), Stance(roll=5), Stance(yaw=9, pitch=9, roll=9)])
def test_turned_body_keeps_its_measures(stance):
    turn = body_turn(stance)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)


def test_stretched_arm_raises_its_shoulder_and_brings_it_nearer():
    moved = with_shoulders(SHOULDERS, Stance(right=1.0))
    np.testing.assert_array_equal(moved[0], SHOULDERS[0])
    assert moved[1, 1] < SHOULDERS[1, 1] - 0.3
    assert moved[1, 2] > SHOULDERS[1, 2] + 0.5


def test_raised_shoulders_leave_the_head_alone():
    skull = np.array([[0.0, 0.0, 1.2], [0.9, 0.4, 0.0], [0.0, 1.5, 0.8], [-0.7, 1.7, 0.0]])
    np.testing.assert_array_equal(with_shoulders(skull, Stance(left=1.0, right=1.0)), skull)


def test_one_arm_holds_the_camera_at_most_and_either_may():
    raised = np.array([(stance.left > 0.3, stance.right > 0.3) for stance in stances()])
    assert not raised.all(axis=1).any()
    assert 0.2 < raised[:, 0].mean() < 0.6
    assert 0.2 < raised[:, 1].mean() < 0.6


def test_heads_are_seldom_in_the_very_middle_of_their_shoulders():
    aside = np.array([stance.aside for stance in stances()])
    assert np.abs(aside).max() <= 0.2
    assert aside.std() > 0.05
    assert abs(aside.mean()) < 0.03


def test_selfies_stand_otherwise_than_portraits():
    traits = face_traits(3)
    selfies = [selfie_shot(traits, stream(seed, "s"), SIZE).stance for seed in range(60)]
    portraits = [portrait_shot(traits, stream(seed, "p"), SIZE).stance for seed in range(60)]
    assert np.std([stance.yaw for stance in selfies]) > 3 * np.std([stance.yaw for stance in portraits])
    assert all(stance.pitch == stance.left == stance.right == 0 for stance in portraits)


def moved_by(stance):
    """How far each mesh of a selfie is moved at most by that stance, beside a body at rest; the face is the first."""
    studio = Studio(4, size=SIZE)
    shot = replace(studio.shot(Order(kind="selfie")), stance=Stance())
    return [
        np.abs(posed(mesh, shot).vertices - posed(mesh, replace(shot, stance=stance)).vertices).max()
        for mesh in studio.meshes(shot, "selfie:0")
    ]


def test_face_stays_in_its_place_when_the_body_turns():
    face, *others = moved_by(Stance(yaw=25, roll=6, pitch=12, left=1.0))
    assert face == 0
    assert max(others) > 0.3


def test_body_lies_as_far_aside_of_its_head_as_the_stance_says():
    face, *others = moved_by(Stance(aside=0.2))
    assert face == 0
    assert max(others) == pytest.approx(0.2, abs=1e-5)


@pytest.mark.parametrize("level", [1, 6])
@pytest.mark.parametrize("pitch", [-9.0, 15.0])
def test_body_reaches_below_a_picture_taken_from_afar(level, pitch):
    studio = Studio(12, size=SIZE)
    shot = studio.shot(Order(kind="selfie", defect="too_small", level=level))
    shot = replace(shot, stance=Stance(pitch=pitch))
    meshes = [posed(mesh, shot) for mesh in studio.meshes(shot, "selfie:0")]
    layer = render(meshes, view=shot.view, lights=shot.lights)
    middle = round(shot.view.x)
    assert layer.coverage[-1, middle - 5 : middle + 6].min() > 0.9

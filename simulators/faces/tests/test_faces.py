"""Drawn faces repeat for their seed, differ between captures, and are small files."""

import numpy as np
import pytest

from simulators.faces import draw_portrait, draw_selfie, face_identity, to_jpeg


def test_portrait_repeats_for_its_seed():
    assert to_jpeg(draw_portrait(7)) == to_jpeg(draw_portrait(7))


def test_selfie_repeats_for_its_seed_and_capture():
    assert np.array_equal(draw_selfie(7, 3), draw_selfie(7, 3))


def test_captures_of_one_person_differ():
    assert not np.array_equal(draw_selfie(7, 1), draw_selfie(7, 2))


def test_seeds_may_be_numbers_or_bytes_and_do_not_collide():
    assert face_identity(7) != face_identity(b"7")


def test_identities_are_of_both_sexes_and_ages():
    kinds = {(face.sex, face.child) for face in map(face_identity, range(200))}
    assert kinds == {("male", True), ("male", False), ("female", True), ("female", False)}


def test_children_wear_no_beard():
    assert not any(face.beard or face.mustache for face in map(face_identity, range(500)) if face.child)


@pytest.mark.parametrize("defect", [None, "blur", "dark", "no_face", "two_faces", "card", "screen"])
def test_every_picture_is_a_small_portrait_format_file(defect):
    image = draw_selfie(11, 1, defect=defect)
    assert image.shape == (400, 320, 3)
    assert image.dtype == np.uint8
    assert len(to_jpeg(image)) <= 40_000


@pytest.mark.parametrize("defect", ["blur", "dark", "no_face", "two_faces", "card", "screen"])
def test_defect_changes_the_picture(defect):
    assert not np.array_equal(draw_selfie(11, 1), draw_selfie(11, 1, defect=defect))

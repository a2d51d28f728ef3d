"""The regressor learns where landmarks are, from drawings whose landmarks are known, and keeps it in eight bits."""

import cv2
import numpy as np
import pytest

from harness.reference.face.detector import FoundFace
from harness.reference.face.landmarks import CROP_PX, LANDMARKS, LandmarkFinder, LandmarkModel, cropped, similarity
from harness.reference.face.picture import Picture
from harness.reference.face.training.landmarks import sample, train
from harness.reference.face.training.pictures import KnownFace
from harness.world.faces import FaceRecord, FaceTruth

HALF = {  # of a plain face, about the point between the eyes; the eyes are one apart
    "left_eye": (0.5, 0.0),
    "left_eye_outer": (0.68, 0.0),
    "left_eye_inner": (0.32, 0.0),
    "left_eye_top": (0.5, -0.08),
    "left_eye_bottom": (0.5, 0.08),
    "left_brow_outer": (0.75, -0.3),
    "left_brow_inner": (0.25, -0.3),
    "nose_left": (0.2, 0.6),
    "mouth_left": (0.35, 1.05),
    "jaw_left": (0.9, 1.0),
}
MIDDLE = {
    "nose_tip": (0.0, 0.5),
    "subnasale": (0.0, 0.66),
    "mouth_top": (0.0, 0.97),
    "mouth_bottom": (0.0, 1.15),
    "mouth_inner_top": (0.0, 1.03),
    "mouth_inner_bottom": (0.0, 1.07),
    "chin": (0.0, 1.75),
}
PLAIN = {
    **HALF,
    **{name.replace("left", "right"): (-x, y) for name, (x, y) in HALF.items()},
    **MIDDLE,
}
WIDTH, HEIGHT = 240, 300


def drawn(number: int, *, roll: float = 0.0) -> KnownFace:
    """A plain face, each with other proportions, and a box that is a little off."""
    stream = np.random.Generator(np.random.PCG64(number))
    apart, turn = stream.uniform(45, 65), np.deg2rad(roll + stream.normal(0, 3))
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array([WIDTH / 2, HEIGHT * 0.4]) + stream.normal(0, 8, 2)
    stretch = stream.uniform(0.93, 1.07, 2)
    points = np.array([PLAIN[name] for name in LANDMARKS]) * stretch @ spin.T * apart + middle
    where = dict(zip(LANDMARKS, points, strict=True))
    gray = np.full((HEIGHT, WIDTH), stream.uniform(150, 220), np.float32)

    def dab(name, size, shade):
        at = tuple(round(length * 16) for length in where[name])
        axes = tuple(int(apart * 16 * length) for length in size)
        cv2.ellipse(gray, at, axes, float(np.rad2deg(turn)), 0, 360, shade, cv2.FILLED, cv2.LINE_AA, 4)

    for side in ("left", "right"):
        dab(f"{side}_eye", (0.18, 0.08), 240)
        dab(f"{side}_eye", (0.07, 0.07), 40)
        dab(f"nose_{side}", (0.06, 0.04), 110)
        cv2.line(gray, *(where[f"{side}_brow_{end}"].round().astype(int) for end in ("outer", "inner")), 70, 4)
    cv2.line(gray, *(where[f"mouth_{side}"].round().astype(int) for side in ("left", "right")), 80, 5)
    cv2.ellipse(
        gray, middle.round().astype(int), (int(apart * 0.95), int(apart * 1.75)), float(np.rad2deg(turn)), 0, 180, 90, 3
    )
    gray = np.clip(gray + stream.normal(0, 3, gray.shape), 0, 255).astype(np.uint8)
    wide = apart * 2.4 * stream.uniform(0.93, 1.07)
    left, top = middle + spin @ [0, 0.28 * apart] - wide / 2 + stream.normal(0, 3, 2)
    return KnownFace(
        record=FaceRecord(file="", identity=str(number), kind="selfie"),
        picture=Picture(color=np.dstack([gray] * 3), gray=gray),
        truth=FaceTruth(width=WIDTH, height=HEIGHT),
        points=points.astype(np.float32),
        found=FoundFace(box=(float(left), float(top), wide, wide), trust=9.0, roll_deg=roll),
    )


def errors(finder, faces):
    """Mean distance of the landmarks, as a share of the eyes' distance."""
    return [
        float(np.hypot(*(finder.find(face.picture.gray, face.found) - face.points).T).mean())
        / float(np.hypot(*(face.points[1] - face.points[0])))
        for face in faces
    ]


@pytest.fixture(scope="module")
def samples():
    return [sample(drawn(number, roll=25.0 * (number % 3 - 1))) for number in range(90)]


@pytest.fixture(scope="module")
def model(samples):
    return train(samples, np.random.Generator(np.random.PCG64(1)))


@pytest.mark.parametrize("roll", [-25.0, 0.0, 25.0])
def test_landmarks_of_other_drawings_are_found(model, roll):
    assert np.mean(errors(LandmarkFinder(model), [drawn(number, roll=roll) for number in range(500, 520)])) < 0.03


def test_a_stored_model_is_the_same(model):
    stored = LandmarkModel.from_arrays(model.to_arrays())
    face = drawn(600)
    first, second = (LandmarkFinder(one).find(face.picture.gray, face.found) for one in (model, stored))
    assert np.array_equal(first, second)
    assert all(steps.dtype == np.int8 for steps in stored.maps)


def test_training_repeats(samples, model):
    again = train(samples, np.random.Generator(np.random.PCG64(1)))
    assert all(np.array_equal(again.to_arrays()[name], values) for name, values in model.to_arrays().items())


def test_a_mirrored_sample_mirrors_names_too():
    one = sample(drawn(7))
    twice = one.mirrored().mirrored()
    assert np.allclose(twice.points, one.points)
    assert np.array_equal(twice.crop.levels[0], one.crop.levels[0])
    other = one.mirrored().points
    assert other[LANDMARKS.index("right_eye"), 0] < other[LANDMARKS.index("left_eye"), 0]


def test_similarity_finds_turn_size_and_shift():
    source = np.array([PLAIN[name] for name in LANDMARKS], dtype=np.float32)
    known = np.array([[1.2, -0.5, 7.0], [0.5, 1.2, -3.0]])
    target = (source @ known[:, :2].T + known[:, 2]).astype(np.float32)
    assert np.allclose(similarity(source, target), known, atol=1e-5)


@pytest.mark.parametrize("box", [(-60.0, -80.0, 150.0, 150.0), (200.0, 250.0, 90.0, 90.0), (10.0, 10.0, 1.5, 1.5)])
def test_a_box_over_the_edge_is_no_trouble(model, box):
    gray = drawn(7).picture.gray
    found = LandmarkFinder(model).find(gray, FoundFace(box=box, trust=0.0))
    assert found.shape == (len(LANDMARKS), 2)
    assert np.isfinite(found).all()


def test_beyond_the_edge_a_crop_repeats_the_edge():
    gray = np.tile(np.arange(240, dtype=np.uint8), (300, 1))
    fine = cropped(gray, (-136.0, 60.0, 136.0, 136.0)).levels[0]
    assert (fine[:, :200] == 0).all()
    assert np.array_equal(fine[0, -60:], np.arange(fine[0, -60], fine[0, -60] + 60))


def test_a_crop_knows_its_place_in_the_picture():
    crop = cropped(np.zeros((900, 700), np.uint8), (100.0, 200.0, 272.0, 272.0))
    middle = crop.to_picture @ [(CROP_PX - 1) / 2, (CROP_PX - 1) / 2, 1.0]
    assert np.allclose(middle, (100 + 136 - 0.5, 200 + 136 - 0.5), atol=1.0)
    assert np.isclose(crop.to_picture[0, 0], 2.0, atol=0.01)

"""The gate measures what it names, learns its thresholds from made-up faults, and names the cause first."""

import cv2
import numpy as np
import pytest

from harness.reference.face import measures
from harness.reference.face.detector import FoundFace
from harness.reference.face.landmarks import LANDMARKS
from harness.reference.face.quality import (
    CAUSES,
    COMPONENTS,
    SEEN,
    TOLD,
    Observation,
    QualityModel,
    judged,
)
from harness.reference.face.sighting import Sighting, Watch
from harness.reference.face.training.quality import Example, trained
from harness.world.faces import COMPONENT_OF, REASON_OF, FaceRecord, FaceTruth

FACE = FoundFace(box=(90.0, 90.0, 180.0, 180.0), trust=20.0)
LEVELS = (2, 4, 5, 6)


def stream(number=1):
    return np.random.Generator(np.random.PCG64(number))


def scene(*, contrast=1.0, noise=0.0, blur=0.0):
    """An area full of edges of every size."""
    light = np.full((120, 120), 120.0, np.float32)
    random = stream(7)
    for _ in range(60):
        x, y, size = (int(length) for length in random.integers((0, 0, 3), (120, 120, 25)))
        cv2.circle(light, (x, y), size, float(random.uniform(60, 180)), cv2.FILLED, cv2.LINE_AA)
    light = (light - 120) * contrast + 120
    if blur:
        light = cv2.GaussianBlur(light, (0, 0), blur)
    return np.clip(light + stream(8).normal(0, noise, light.shape) + 0.5, 0, 255).astype(np.uint8)


def placed(*, x=180.0, y=200.0, apart=80.0, roll=0.0):
    """Landmarks of a plain face with its eyes at that place."""
    points = np.zeros((len(LANDMARKS), 2), np.float32)
    for name, place in {
        "right_eye": (-0.5, 0.0),
        "left_eye": (0.5, 0.0),
        "nose_tip": (0.0, 0.55),
        "mouth_right": (-0.39, 1.08),
        "mouth_left": (0.39, 1.08),
    }.items():
        points[LANDMARKS.index(name)] = place
    turn = np.deg2rad(roll)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(points @ spin.T * apart + (x, y), dtype=np.float32)


class TestMeasures:
    def test_the_spread_of_noise_is_told_in_gray_levels(self):
        area = np.clip(128 + stream().normal(0, 9.0, (90, 110)), 0, 255).astype(np.uint8)

        assert measures.grain(area) == pytest.approx(9.0, rel=0.1)

    @pytest.mark.parametrize("clipped", [0, 20, 118])
    def test_grain_is_the_median_of_what_is_not_clipped(self, clipped):
        area = stream().integers(7, 249, (120, 121)).astype(np.uint8)
        area[:clipped] = 255
        mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6
        rest = np.abs(cv2.filter2D(area.astype(np.float64), -1, mask))
        counted = rest[clipped:] if clipped < 100 else rest

        assert measures.grain(area) == pytest.approx(1.4826 * np.median(counted), abs=1e-6)

    def test_a_slope_of_light_is_no_noise(self):
        slope = np.tile(np.linspace(40, 210, 110), (90, 1)).astype(np.uint8)

        assert measures.grain(slope) < 1.0

    def test_blur_takes_away_fine_detail_before_coarse(self):
        sharp, soft = measures.detail(scene()), measures.detail(scene(blur=2.5))
        lost = (sharp - soft)[: measures.RINGS]

        assert lost[0] > lost[1] > lost[2] > 1.0

    def test_noise_does_not_pass_for_detail(self):
        clean, noisy = measures.detail(scene(blur=2.5)), measures.detail(scene(blur=2.5, noise=12.0))

        assert noisy[2] - clean[2] < 0.5

    def test_weak_light_is_no_blur(self):
        full, weak = measures.detail(scene()), measures.detail(scene(contrast=0.4))

        assert weak[1 : measures.RINGS] == pytest.approx(full[1 : measures.RINGS], abs=0.2)

    def test_movement_in_one_direction_shows_in_the_weakest_slope(self):
        moved = cv2.blur(scene(), (13, 1))
        fine = measures.RINGS + 1

        assert measures.detail(moved)[fine] < measures.detail(scene())[fine] - 0.8

    def test_light_from_a_side_is_told_alike_from_either(self):
        face = np.tile(np.linspace(40, 210, 96), (112, 1)).astype(np.uint8)
        from_left, from_right = measures.sides(face), measures.sides(np.ascontiguousarray(face[:, ::-1]))

        assert from_left[0] > 1.0
        assert from_right == pytest.approx(from_left, abs=0.02)

    def test_even_light_has_no_side(self):
        assert measures.sides(np.full((112, 96), 130, np.uint8)) == pytest.approx(0.0, abs=1e-5)

    def test_light_tells_what_is_clipped(self):
        area = np.full((50, 50), 120, np.uint8)
        area[:10] = 255

        told = measures.lightness(area)

        assert told[3] == pytest.approx(120 / 255)
        assert told[-2] == pytest.approx(0.2)

    def test_size_and_tilt_are_those_of_the_landmarks(self):
        points = placed(apart=64.0, roll=17.0)

        assert measures.face_scale(points) == pytest.approx(64.0, rel=1e-4)
        assert measures.roll_of(points) == pytest.approx(17.0, abs=1e-3)

    def test_a_head_over_the_edge_lacks_room(self):
        inside, outside = placed(), placed(x=40.0)

        assert measures.room_about(inside, width=360, height=450) > 0.5
        assert measures.room_about(outside, width=360, height=450) < -0.5

    def test_a_small_face_is_not_enlarged(self):
        area = measures.around_eyes(np.zeros((300, 300), np.uint8), placed(apart=20.0, x=150, y=120))

        assert area.shape[1] == round(1.7 * 20)

    def test_nobody_is_seen_in_an_even_picture(self):
        assert Watch().look(np.full((225, 180), 128, np.uint8)) == Sighting(faces=(), profile=0.0)


class TestGate:
    def test_clean_pictures_of_unseen_people_pass(self, model):
        said = [judged(model, made_up(person, None, 0).seen) for person in range(100, 140)]

        assert sum(bool(one.reasons) for one in said) <= 1
        assert all(score >= 50 for score in said[0].components.values())

    @pytest.mark.parametrize("defect", [one for one in COMPONENT_OF if one not in {"no_face", "two_faces"}])
    def test_the_fault_is_named_first(self, model, defect):
        said = [judged(model, made_up(person, defect, 5).seen) for person in range(100, 120)]

        assert sum(one.reasons[:1] == (REASON_OF[defect],) for one in said) >= 18

    def test_a_second_face_is_a_reason(self, model):
        said = judged(model, made_up(100, "two_faces", 5).seen)

        assert said.reasons[0] == "TWO_FACES"
        assert said.components["single_face_present"] < 5

    def test_scores_fall_with_the_dose(self, model):
        means = [
            np.mean(
                [judged(model, made_up(person, "blur", level).seen).components["sharpness"] for person in range(20)]
            )
            for level in (0, *LEVELS)
        ]

        assert means == sorted(means, reverse=True)
        assert means[0] > 80
        assert means[-1] < 20

    def test_where_nobody_is_found_nothing_of_a_face_is_assessed(self, model):
        said = judged(model, made_up(100, "no_face", 5).seen)

        assert said.reasons == ("NO_FACE",)
        assert said.face is None
        assert said.components == {**dict.fromkeys(COMPONENTS, -1), "single_face_present": 0}

    def test_a_face_seen_rather_from_the_side_is_turned_away(self, model):
        seen = made_up(100, None, 0).seen
        aside = Observation(
            sighting=Sighting(faces=(FoundFace(box=FACE.box, trust=2.0),), profile=12.0),
            whole=seen.whole,
            scene=seen.scene,
            face=seen.face,
            points=seen.points,
            numbers=seen.numbers,
            parts=seen.parts,
        )

        assert judged(model, aside).components["head_pose_yaw"] < 50

    def test_what_is_no_face_is_not_judged_as_one(self, model):
        told = made_up(100, "no_face", 5).seen
        mistaken = Observation(
            sighting=Sighting(faces=(FACE,)),
            whole=told.whole,
            scene=told.scene,
            face=FACE,
            numbers=made_up(100, None, 0).seen.numbers,
            parts={**made_up(100, None, 0).seen.parts, "seen": nothing(3)},
        )

        assert judged(model, mistaken).reasons == ("NO_FACE",)

    def test_fifty_is_the_threshold(self, model):
        seen = made_up(100, None, 0).seen
        threshold = float(model.mapping[COMPONENTS.index("head_pose_roll"), 0])
        at = Observation(
            sighting=seen.sighting,
            whole=seen.whole,
            scene=seen.scene,
            face=seen.face,
            numbers={**seen.numbers, "head_pose_roll": threshold},
            parts=seen.parts,
        )

        said = judged(model, at)

        assert said.components["head_pose_roll"] == 50
        assert "TILTED" not in said.reasons

    def test_a_model_survives_its_arrays(self, model):
        arrays = model.to_arrays()
        again = QualityModel.from_arrays(arrays)

        for defect in ("blur", "no_face", None):
            seen = made_up(101, defect, 5 if defect else 0).seen
            assert judged(again, seen) == judged(model, seen)
        assert sum(array.nbytes for array in arrays.values()) <= 200_000

    def test_the_same_examples_give_the_same_model(self, model):
        again = trained(examples(), [made_up_nothing(number) for number in range(30)]).to_arrays()

        assert all(np.array_equal(array, again[name]) for name, array in model.to_arrays().items())


def nothing(number):
    return stream((9, number)).normal(0, 0.1, SEEN).astype(np.float32)


def made_up_nothing(number):
    return Observation(sighting=Sighting(faces=(FACE,)), whole=NONE, scene=NONE, parts={"seen": nothing(number)})


NONE = np.zeros(0, np.float32)
OUTLINES = measures.SCENE.getDescriptorSize()
DIRECTIONS = stream(5).normal(0, 1, (5, SEEN)).astype(np.float32) / np.float32(SEEN**0.5)
SHOWN = {
    "profile": ("yaw", 9.0),
    "closed_eyes": ("expression.eyes_shut", 0.18),
    "mouth_open": ("expression.mouth_open", 0.15),
}
HEADS = ("profile", "closed_eyes", "mouth_open", "occlusion")
NUMBERS = {
    "noise": "noise_prevention",
    "low_resolution": "inter_eye_distance",
    "off_center": "crop_prevention",
    "too_small": "head_size",
    "tilt": "head_pose_roll",
}
PARTS = {
    "dark": ("light", 2),
    "bright": ("light", 3),
    "uneven_light": ("sides", 0),
    "blur": ("detail", 1),
    "motion": ("detail", 7),
}


def made_up(person, defect, level):
    """What would be seen of such a picture: every fault moves one number by its dose."""
    random = stream((person, level, 0 if defect is None else 1 + list(COMPONENT_OF).index(defect)))
    name, step = SHOWN.get(defect, ("", 0.0))
    truth = FaceTruth(width=360, height=450, shot={name: step * level} if name else {})
    record = FaceRecord(
        file="", identity=f"i{person:03}", kind="selfie", defect=defect, level=level if defect is not None else None
    )
    whole = random.normal(0, 0.1, measures.WHOLE).astype(np.float32)
    scene = random.normal(0, 0.1, OUTLINES).astype(np.float32)
    if defect == "no_face":
        whole[0] += 3
        seen = Observation(sighting=Sighting(faces=()), whole=whole, scene=scene)
        return Example(record=record, truth=truth, seen=seen)
    pose = np.array([level if defect == head else 0.0 for head in HEADS] + [20.0], np.float32)
    parts = {
        "light": random.normal(0, 0.05, measures.LIGHTNESS).astype(np.float32),
        "sides": random.normal(0, 0.05, measures.SIDES).astype(np.float32),
        "detail": random.normal(0, 0.05, measures.DETAILS).astype(np.float32),
        "seen": (pose @ DIRECTIONS + random.normal(0, 0.01, SEEN)).astype(np.float32),
    }
    if defect in PARTS:
        part, column = PARTS[defect]
        parts[part][column] -= level * 0.3
    numbers = {component: float(random.normal(0, 0.1)) for component in NUMBERS.values()}
    numbers["single_face_present"] = -0.8 if defect == "two_faces" else 0.0
    if defect in NUMBERS:
        numbers[NUMBERS[defect]] -= level * 0.4
    faces = (FACE, FACE) if defect == "two_faces" else (FACE,)
    seen = Observation(
        sighting=Sighting(faces=faces),
        whole=whole,
        scene=scene,
        face=FACE,
        points=placed(),
        numbers=numbers,
        parts=parts,
    )
    return Example(record=record, truth=truth, seen=seen)


def examples():
    made = [made_up(person, None, capture) for person in range(24) for capture in range(6)]
    made += [made_up(person, defect, LEVELS[person % len(LEVELS)]) for person in range(24) for defect in COMPONENT_OF]
    return made


@pytest.fixture(scope="module")
def model():
    assert len(TOLD) == len(HEADS)
    assert len(CAUSES) == len(set(REASON_OF.values()))
    return trained(examples(), [made_up_nothing(number) for number in range(30)])

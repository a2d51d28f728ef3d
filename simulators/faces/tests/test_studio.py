"""Pictures: what is ordered is what is seen, and the same order is the same file."""

import cv2
import numpy as np
import pytest

from harness.world.faces import COMPONENT_OF
from simulators.faces.attacks import STILLS
from simulators.faces.order import MOVEMENT_FRAMES, Kin, Order
from simulators.faces.studio import STILLS_FROM, Studio

SIZE = (180, 225)
LANDMARKS = 27


@pytest.fixture(scope="module")
def studio():
    return Studio(4, size=SIZE)


def gray(image):
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)


def test_same_order_is_the_same_file_whatever_came_before(studio):
    order = Order(kind="selfie", capture=3)
    first = studio.photograph(order)
    studio.photograph(Order(kind="selfie", capture=4))
    assert studio.photograph(order) == first
    assert Studio(4, size=SIZE).photograph(order) == first


def test_captures_and_people_differ(studio):
    one, other = (studio.take(Order(kind="selfie", capture=capture)).image for capture in (0, 1))
    stranger = Studio(5, size=SIZE).take(Order(kind="selfie", capture=0)).image
    assert np.abs(one.astype(int) - other).mean() > 5
    assert np.abs(one.astype(int) - stranger).mean() > 5


def test_truth_has_every_landmark_inside_the_picture(studio):
    made = studio.photograph(Order(kind="portrait"))
    assert (made.truth.width, made.truth.height) == SIZE
    assert len(made.truth.landmarks) == LANDMARKS
    assert all(0 <= x < SIZE[0] and 0 <= y < SIZE[1] for x, y in made.truth.landmarks.values())
    assert made.truth.traits["sex"] == made.record.groups["sex"]
    assert "lights.key" in made.truth.shot


@pytest.mark.parametrize("seed", [1, 2, 3, 6])
def test_eyes_are_dark_where_the_truth_says_they_are(seed):
    taken = Studio(seed, size=SIZE).take(Order(kind="portrait"))
    light = cv2.GaussianBlur(gray(taken.image), (0, 0), 1.0)
    (rx, ry), (lx, ly) = taken.places["right_eye"], taken.places["left_eye"]
    apart = lx - rx
    between = light[round(ry), round((rx + lx) / 2)]
    for x, y in ((rx, ry), (lx, ly)):
        assert light[round(y), round(x)] < between
        assert light[round(y), round(x)] < light[round(y + 0.45 * apart), round(x)]


@pytest.mark.parametrize("defect", sorted(COMPONENT_OF))
def test_defect_changes_the_picture_more_with_its_dose(studio, defect):
    clean = studio.take(Order(kind="selfie", capture=0))
    weak, strong = (studio.take(Order(kind="selfie", capture=0, defect=defect, level=level)) for level in (1, 6))
    if defect == "low_resolution":
        assert SIZE[0] > weak.image.shape[1] > strong.image.shape[1]
        return
    changes = [np.abs(gray(taken.image) - gray(clean.image)).mean() for taken in (weak, strong)]
    assert changes[1] > 0.3
    # a veil also changes how the camera exposes, who has company steps aside, and nobody is nobody at any dose
    assert changes[0] < changes[1] or defect in {"no_face", "occlusion", "two_faces"}


def test_nobody_has_no_landmarks(studio):
    assert studio.take(Order(kind="selfie", defect="no_face", level=5)).places == {}


def test_profile_turns_the_nose_away_from_the_middle(studio):
    def offset(order):
        places = studio.take(order).places
        middle = (places["right_eye"][0] + places["left_eye"][0]) / 2
        return abs(places["nose_tip"][0] - middle) / abs(places["left_eye"][0] - places["right_eye"][0])

    levels = [offset(Order(kind="selfie", defect="profile", level=level)) for level in (1, 3, 5)]
    assert levels == sorted(levels)
    assert levels[-1] > 0.4


def test_movement_goes_to_one_side_and_to_the_other(studio):
    yaws = [studio.shot(Order(kind="movement", frame=frame)).yaw for frame in range(MOVEMENT_FRAMES)]
    assert max(yaws) > 15
    assert min(yaws) < -15
    assert abs(yaws[0]) < 2
    assert abs(yaws[-1]) < 2


def face_of(taken):
    """The inner face, brought to one place by three landmarks, without its mean and at one contrast."""
    there = np.float32([(10, 14), (50, 14), (30, 56)])
    here = np.float32([taken.places[name] for name in ("right_eye", "left_eye", "mouth_top")])
    seen = cv2.warpAffine(gray(taken.image), cv2.getAffineTransform(here, there), (60, 62))
    seen = cv2.GaussianBlur(seen, (0, 0), 1.5)
    return (seen - seen.mean()) / seen.std()


@pytest.mark.parametrize("species", ["print", "screen", "card"])
def test_attack_shows_the_face_of_the_victim(studio, species):
    def likeness(person):
        stills = [person.take(Order(kind=kind, capture=STILLS_FROM)) for kind in STILLS[species]]
        return max(float((face_of(still) * shown).mean()) for still in stills)

    shown = face_of(studio.take(Order(kind="attack", species=species)))
    own = likeness(studio)
    assert own > 0.7
    assert all(own > likeness(Studio(seed, size=SIZE)) for seed in range(5, 13))


@pytest.mark.parametrize("species", STILLS)
def test_truth_of_an_attack_is_that_of_the_face_seen_and_the_attacker_stands_apart(studio, species):
    made = studio.photograph(Order(kind="attack", species=species))
    stills = [studio.photograph(Order(kind=kind, capture=STILLS_FROM)) for kind in STILLS[species]]
    face = {
        name: value for name, value in made.truth.shot.items() if name.startswith(("wear.", "beard.", "expression."))
    }
    assert any(
        face.items() <= still.truth.shot.items() and made.record.groups == still.record.groups for still in stills
    )
    assert made.truth.traits == stills[0].truth.traits
    assert made.truth.shot["attacker.age"] != made.truth.traits["age"]
    assert {"attacker.wear.cover", "attacker.yaw", "lights.key"} <= made.truth.shot.keys()


def test_nobody_has_neither_groups_nor_traits_nor_clothes(studio):
    made = studio.photograph(Order(kind="selfie", defect="no_face", level=5))
    assert made.record.groups == {}
    assert made.truth.traits == {}
    assert not [name for name in made.truth.shot if name.startswith(("wear.", "beard.", "expression."))]


def test_kin_are_told_apart_by_their_traits():
    twin = Studio(b"twin", size=SIZE, kin=Kin("twin", 4))
    assert twin.traits.sex == Studio(4).traits.sex
    assert twin.traits.moles != Studio(4).traits.moles

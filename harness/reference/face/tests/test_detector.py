"""The detector finds a face upright, tilted, in the dark and at the edge, in the picture's own pixels, from any thread."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from harness.reference.face.detector import SURE, FaceDetector
from simulators.faces.order import Order
from simulators.faces.studio import Studio

PEOPLE = tuple(b"detector %d" % number for number in range(8))


@pytest.fixture(scope="module")
def detector():
    return FaceDetector()


@pytest.fixture(scope="module")
def studios():
    return [Studio(who) for who in PEOPLE]


def taken(studio, **order):
    """A picture in gray and the point between the eyes."""
    picture = studio.take(Order(**order))
    eyes = np.mean([picture.places["right_eye"], picture.places["left_eye"]], axis=0) if picture.places else None
    return cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY), eyes


@pytest.fixture(scope="module")
def portraits(studios):
    return [taken(studio, kind="portrait") for studio in studios]


def holds(box, point) -> bool:
    """Whether the point lies where the eyes are in a box of a face: in the middle, in the upper half."""
    left, top, width, height = box
    return abs(point[0] - left - width / 2) < 0.2 * width and abs(point[1] - top - 0.38 * height) < 0.25 * height


def test_everybody_is_found_once_and_surely(detector, portraits):
    for gray, eyes in portraits:
        (face,) = detector.find(gray)
        assert face.trust >= SURE
        assert face.roll_deg == 0
        assert holds(face.box, eyes)


@pytest.mark.parametrize("scale", [0.25, 0.5, 2.0, 4.0])
def test_box_is_given_in_pixels_of_the_picture(detector, portraits, scale):
    for gray, eyes in portraits[:4]:
        (face,) = detector.find(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        assert holds(face.box, eyes * scale)


@pytest.mark.parametrize("roll", [-30, -20, 20, 30])
def test_tilted_head_is_found_with_its_tilt(detector, portraits, roll):
    turn = cv2.getRotationMatrix2D((180, 210), -roll, 1.0)  # OpenCV turns against the clock
    for gray, eyes in portraits[:6]:
        found = detector.find(cv2.warpAffine(gray, turn, (360, 450), borderMode=cv2.BORDER_REPLICATE))
        assert found[0].roll_deg in {0.0, np.copysign(25.0, roll)}
        assert holds(found[0].box, turn @ np.array([*eyes, 1.0]))


def test_face_in_the_dark_is_found(detector, portraits):
    for gray, eyes in portraits:
        (face,) = detector.find(cv2.convertScaleAbs(gray, alpha=0.2))
        assert holds(face.box, eyes)


def test_face_cut_by_the_edge_is_found(detector, portraits):
    found = [(detector.find(np.ascontiguousarray(gray[:, 110:])), eyes) for gray, eyes in portraits]
    assert sum(bool(faces) and holds(faces[0].box, eyes - (110, 0)) for faces, eyes in found) >= len(found) - 1


def test_two_faces_are_two_boxes(detector, studios):
    found = [detector.find(taken(one, kind="selfie", defect="two_faces", level=5)[0]) for one in studios[:4]]
    assert [len(faces) for faces in found] == [2] * len(found)
    assert all(first.trust >= second.trust for first, second in found)


def test_no_face_is_not_found_surely(detector, studios):
    empty = [taken(one, kind="selfie", defect="no_face", level=5)[0] for one in studios[:4]]
    assert all(face.trust < SURE for gray in empty for face in detector.find(gray))


@pytest.mark.parametrize("shape", [(48, 80_000), (25_000, 160), (48, 48), (2000, 2000)])
def test_any_shape_is_searched(detector, shape):
    assert detector.find(np.full(shape, 128, np.uint8)) == []


def test_threads_agree_with_one_thread(detector, portraits):
    pictures = [gray for gray, _ in portraits] * 2
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(detector.find, pictures)) == [detector.find(gray) for gray in pictures]

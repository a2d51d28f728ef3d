"""Readers of a folder: single faces with known landmarks and the detector's box of them; living faces, attacks, turned heads."""

import json
from collections import Counter

import msgspec
import numpy as np
import pytest

from harness.reference.face.detector import FaceDetector, FoundFace
from harness.reference.face.landmarks import LANDMARKS
from harness.reference.face.picture import UnusableImageError
from harness.reference.face.training.landmarks import sample
from harness.reference.face.training.pictures import known_faces
from harness.reference.face.training.presentation import CUT, MADE, living_in, seen_in
from harness.world.faces import MANIFEST_FILE
from simulators.faces.order import MOVEMENT_FRAMES, Order
from simulators.faces.studio import Studio


class _Blind(FaceDetector):
    """Sees a face where none is."""

    def find(self, gray):
        assert gray.size
        return [FoundFace(box=(0.0, 0.0, 20.0, 20.0), trust=9.0)]


@pytest.fixture(scope="module")
def photographs():
    studio = Studio(b"training pictures")
    orders = {
        "good": Order(kind="selfie"),
        "two": Order(kind="selfie", defect="two_faces", level=5),
        "none": Order(kind="selfie", defect="no_face", level=5),
    }
    return {name: studio.photograph(order) for name, order in orders.items()}


def folder_of(tmp_path, photographs, **changed):
    lines = []
    for name, photograph in photographs.items():
        record = msgspec.structs.replace(photograph.record, file=f"{name}.jpg", identity="i", **changed)
        lines.append(msgspec.json.encode(record))
        (tmp_path / f"{name}.jpg").write_bytes(photograph.jpeg)
        (tmp_path / f"{name}.json").write_bytes(msgspec.json.encode(photograph.truth))
    (tmp_path / MANIFEST_FILE).write_bytes(b"\n".join(lines))
    return tmp_path


def test_single_faces_are_taken(tmp_path, photographs):
    (known,) = known_faces(folder_of(tmp_path, photographs), FaceDetector())
    assert known.record.file == "good.jpg"
    assert known.points.shape == (len(LANDMARKS), 2)
    assert known.found is not None


def test_attacks_are_not(tmp_path, photographs):
    assert list(known_faces(folder_of(tmp_path, photographs, kind="attack"), FaceDetector())) == []


def test_pictures_without_their_truth_are_left_out(tmp_path, photographs):
    folder = folder_of(tmp_path, photographs)
    (folder / "good.json").unlink()
    assert list(known_faces(folder, FaceDetector())) == []


def test_pictures_without_all_landmarks_are_left_out(tmp_path, photographs):
    folder = folder_of(tmp_path, photographs)
    truth = json.loads((folder / "good.json").read_bytes())
    del truth["landmarks"]["chin"]
    (folder / "good.json").write_text(json.dumps(truth))
    assert list(known_faces(folder, FaceDetector())) == []


def test_a_picture_that_is_cut_off_is_an_error(tmp_path, photographs):
    folder = folder_of(tmp_path, photographs)
    (folder / "good.jpg").write_bytes(photographs["good"].jpeg[:-99])
    with pytest.raises(UnusableImageError):
        list(known_faces(folder, FaceDetector()))


def test_a_face_that_is_not_seen_is_learned_from_where_its_box_should_be(tmp_path, photographs):
    folder = folder_of(tmp_path, photographs)
    (seen,), (unseen,) = (list(known_faces(folder, detector)) for detector in (FaceDetector(), _Blind()))
    assert unseen.found is None
    eyes = [sample(known).points[:2].mean(axis=0) for known in (seen, unseen)]
    assert abs(eyes[0] - eyes[1]).max() < 20


def finder_of(known):
    """Finds the landmarks that are known, as long as they are asked for."""
    return lambda record, _picture: known.points if record.file == known.record.file else None


def test_living_faces_are_selfies_without_a_defect(tmp_path, photographs):
    folder = folder_of(tmp_path, photographs)
    (known,) = known_faces(folder, FaceDetector())
    (seen,) = living_in(folder, finder_of(known))
    assert (seen.person, seen.species) == (f"{folder.name}/i", "")


@pytest.mark.parametrize("changed", [{"kind": "attack"}, {"kind": "portrait"}, {"capture": 2}])
def test_attacks_portraits_and_later_moments_are_no_living_faces(tmp_path, photographs, changed):
    folder = folder_of(tmp_path, photographs)
    (known,) = known_faces(folder, FaceDetector())
    assert list(living_in(folder_of(tmp_path, photographs, **changed), finder_of(known))) == []


@pytest.fixture(scope="module")
def movement(tmp_path_factory):
    """A folder with the movement of one head, and the landmarks of its frames."""
    folder, studio = tmp_path_factory.mktemp("movement"), Studio(b"turned heads")
    frames = [studio.photograph(Order(kind="movement", frame=frame)) for frame in range(MOVEMENT_FRAMES)]
    return folder_of(folder, {f"movement-{number:03}": frame for number, frame in enumerate(frames)})


def test_of_a_movement_one_frame_to_each_side_is_learned_and_copied(movement):
    known = {each.record.file: each for each in known_faces(movement, FaceDetector())}
    asked = []

    def find(record, _picture):
        asked.append(known[record.file])
        return known[record.file].points

    seen = list(seen_in(movement, find, np.random.Generator(np.random.PCG64(1))))
    turns = [float(face.truth.shot["yaw"]) for face in asked]
    assert len(turns) == 2
    assert min(turns) < -10 < 10 < max(turns)
    assert Counter(each.species for each in seen) == {"": 4, MADE: 4, CUT: 4}

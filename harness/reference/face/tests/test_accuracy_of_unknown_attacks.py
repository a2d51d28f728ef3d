"""The attack detector catches most of a species that it was taught nothing of; figures with their identity-bootstrap 95 % bounds.

Taught and tried are people of this test alone: fewer are taught than the recipe has, so that the recipe does no worse. What was
left out is left out of everything: judges, experts and threshold. Copies that training makes of living faces stay.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from conformance.matchers.statistics.resampling import bootstrap_rate
from harness.reference.face.detector import FaceDetector
from harness.reference.face.landmarks import LandmarkFinder
from harness.reference.face.model import trained_model
from harness.reference.face.picture import decode
from harness.reference.face.presentation import CUES, cues_of
from harness.reference.face.training.presentation import Seen, living_in, seen_in, train
from harness.world.faces import MANIFEST_FILE, Species, read_manifest

pytestmark = pytest.mark.soak

TAUGHT = "--seed 9025 --identities 160 --captures 2 --attacks all --movement --workers 2"
TRIED = "--seed 9037 --identities 80 --captures 5 --attacks all --workers 2"
ATTACKS = 2  # captures of each instrument; what is left of a person's says little more


def stream(number):
    return np.random.Generator(np.random.PCG64(number))


@pytest.fixture(scope="module")
def find():
    detector, finder = FaceDetector(), LandmarkFinder(trained_model().landmarks)

    def places(_record, picture):
        found = detector.find(picture.gray)
        return finder.find(picture.gray, found[0]) if found else None

    return places


@pytest.fixture(scope="module")
def taught(faces, unseen, find):
    return [*seen_in(faces(TAUGHT), find, stream(1)), *living_in(unseen, find)]


@pytest.fixture(scope="module")
def tried(faces, find):
    return list(shown(faces(TRIED), find))


def shown(folder: Path, find) -> Iterator[Seen]:
    """All living faces, and some attacks of each instrument, in which a face is found."""
    for record in read_manifest((folder / MANIFEST_FILE).read_bytes()):
        if record.kind == "selfie" or (record.kind == "attack" and record.capture < ATTACKS):
            picture = decode((folder / record.file).read_bytes())
            if (points := find(record, picture)) is not None:
                yield Seen(cues_of(picture, points), record.identity, record.species or "")


def errors(wrong, pictures):
    people = np.unique([one.person for one in pictures], return_inverse=True)[1]
    return bootstrap_rate(wrong, identities=people, stream=stream(5))


@pytest.mark.parametrize("species", get_args(Species))
def test_a_species_left_out_of_training_is_seen(taught, tried, record_property, species):
    """Its APCER at most 15 % at a BPCER of at most 3 %."""
    model = train([one for one in taught if one.species != species], stream(2))

    def is_attack(pictures):
        told = model.together(model.odds({cue: np.stack([one.cues[cue] for one in pictures]) for cue in CUES}))
        slope, offset = model.calibration
        return slope * told + offset >= 0

    attacks, living = ([one for one in tried if one.species == kind] for kind in (species, ""))
    apcer, bpcer = errors(~is_attack(attacks), attacks), errors(is_attack(living), living)
    record_property(
        "figure",
        f"{species} left out of training: APCER {apcer.value:.2%} (bound {apcer.upper_bound:.2%}) of {apcer.attempts}; "
        f"BPCER {bpcer.value:.2%} (bound {bpcer.upper_bound:.2%}) of {bpcer.attempts}",
    )
    assert apcer.upper_bound <= 0.15
    assert bpcer.value <= 0.03

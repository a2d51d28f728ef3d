"""The outer frame of a picture hardly tells an attack from a living face: the generator gives nothing away there."""

import cv2
import numpy as np
import pytest

from simulators.faces.attacks import INSTRUMENTS
from simulators.faces.order import Order
from simulators.faces.studio import Studio
from simulators.faces.tests.border_probe import FRAME, frame_auc, frame_features

LIMIT = 0.65
PEOPLE = 130
SELFIES = 4
ATTACKS = 5  # of a person; all instruments come equally often
KINDS = [(species, instrument) for species, instruments in INSTRUMENTS.items() for instrument in instruments]


def orders(number):
    """What is taken of that person: living faces, then attacks."""
    attacks = [KINDS[(number * ATTACKS + place) % len(KINDS)] for place in range(ATTACKS)]
    return [
        *(Order(kind="selfie", capture=capture) for capture in range(SELFIES)),
        *(Order(kind="attack", species=species, instrument=instrument) for species, instrument in attacks),
    ]


def pixels(jpeg):
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def noise(number):
    return np.random.Generator(np.random.PCG64(number)).integers(0, 256, (200, 160, 3), dtype=np.uint8)


def test_the_probe_sees_nothing_within_the_frame():
    first, second = noise(1), noise(1)
    rows, columns = int(200 * FRAME), int(160 * FRAME)
    second[rows:-rows, columns:-columns] = 7
    assert np.array_equal(frame_features(first), frame_features(second))
    second[5, 80] = 255 - second[5, 80]
    assert not np.array_equal(frame_features(first), frame_features(second))


def test_the_probe_finds_a_leak_and_no_leak_where_there_is_none():
    shown = np.stack([frame_features(noise(number)) for number in range(200)])
    people = np.array([str(number) for number in range(200)])
    odd = np.arange(200) % 2 == 1
    assert max(frame_auc(shown, is_attack=odd, people=people).values()) < LIMIT
    leaking = shown + 0.8 * shown.std(axis=0) * odd[:, None]
    assert min(frame_auc(leaking, is_attack=odd, people=people).values()) > 0.9


@pytest.mark.soak
def test_the_frame_of_a_picture_does_not_tell_attacks_from_living_faces(record_property):
    rows, is_attack, people = [], [], []
    for number in range(PEOPLE):
        studio = Studio(b"border:%d" % number)
        for order in orders(number):
            rows.append(frame_features(pixels(studio.photograph(order).jpeg)))
            is_attack.append(order.kind == "attack")
            people.append(str(number))
    found = frame_auc(np.stack(rows), is_attack=np.array(is_attack), people=np.array(people))
    record_property(
        "figure",
        f"outer {FRAME:.0%} of {len(rows)} pictures: AUC {found['linear']:.3f} linear, {found['kernel']:.3f} kernel",
    )
    assert max(found.values()) <= LIMIT, found

"""Identities: fixed by their seed, kin resemble each other, and nothing of a capture belongs to them."""

from collections import Counter
from dataclasses import astuple

import numpy as np
import pytest

from simulators.faces.clothing import wear_for
from simulators.faces.shot import selfie_shot
from simulators.faces.stream import stream
from simulators.faces.traits import Proportions, blended, face_traits, relative_of

MANY = 300


def standardized(traits):
    deviations = [trait.metadata["deviation"] for trait in Proportions.__dataclass_fields__.values()]
    return np.array(astuple(traits.proportions)) / np.array(deviations)


def apart(first, second):
    return float(np.abs(standardized(first) - standardized(second)).mean())


def test_same_seed_is_the_same_face():
    assert face_traits(5) == face_traits(5)
    assert face_traits(b"5") != face_traits(b"6")


def test_sex_and_age_may_be_given_without_another_face():
    girl = face_traits(11, sex="female", age=9)
    assert (girl.sex, girl.age, girl.childhood > 0.5) == ("female", 9, True)
    assert girl.seed == face_traits(11).seed


def test_ages_skins_and_sexes_of_everybody_are_met():
    faces = [face_traits(seed) for seed in range(MANY)]
    assert Counter(face.groups["sex"] for face in faces).keys() == {"female", "male"}
    assert {face.groups["skin_tone"] for face in faces} == {"1", "2", "3", "4", "5", "6"}
    assert {face.groups["age"] for face in faces} == {"5-17", "18-34", "35-59", "60-90"}
    assert min(face.age for face in faces) >= 5
    assert max(face.age for face in faces) <= 90


def families(proportions):
    """What an onlooker would call a face of 30 years, with men apart from women."""
    names = set()
    for name, traits in {
        "long": ("chin_y", "nose_y"),
        "square": ("jaw_width", "chin_width", "jaw_squareness"),
        "round": ("cheek_fullness", "-chin_y"),
        "heart": ("-jaw_width", "-chin_width"),
        "aquiline nose": ("nose_hump", "nose_tip_turn"),
        "short nose": ("-nose_hump", "-nose_y"),
        "broad nose": ("nose_width", "nose_tip_width"),
        "narrow nose": ("-nose_width", "-nose_tip_width"),
    }.items():
        about = Proportions.__dataclass_fields__
        signs = [(-1 if trait[0] == "-" else 1, trait.removeprefix("-")) for trait in traits]
        if all(
            sign * (getattr(proportions, trait) - about[trait].metadata["mean"]) > about[trait].metadata["deviation"]
            for sign, trait in signs
        ):
            names.add(name)
    return names


def test_families_of_faces_and_noses_are_all_met_and_most_faces_lie_between():
    met = Counter(
        name for seed in range(MANY) for name in families(face_traits(seed, sex="female", age=30).proportions)
    )
    assert len(met) == 8
    assert min(met.values()) >= 0.02 * MANY
    assert max(met.values()) < 0.35 * MANY


def test_age_draws_a_face_down_and_leaves_the_skull():
    young, old = (face_traits(3, sex="female", age=age).proportions for age in (30, 85))
    assert old.nose_y > young.nose_y
    assert old.ear_size > young.ear_size
    assert old.lip_upper < young.lip_upper
    assert (old.crown_y, old.chin_y, old.eye_spacing) == (young.crown_y, young.chin_y, young.eye_spacing)


def test_kin_are_the_more_alike_the_nearer_they_are():
    ones = [face_traits(seed, sex="male", age=30) for seed in range(40)]
    others = [face_traits(1000 + seed, sex="male", age=30) for seed in range(40)]
    strangers = np.mean([apart(one, other) for one, other in zip(ones, others, strict=True)])
    siblings = np.mean([apart(one, relative_of(one, 2000 + n, "sibling")) for n, one in enumerate(ones)])
    twins = np.mean([apart(one, relative_of(one, 3000 + n, "twin")) for n, one in enumerate(ones)])
    assert twins < 0.35 * strangers
    assert twins < siblings < 0.95 * strangers


def test_twins_share_all_but_their_moles():
    one = face_traits(8)
    twin = relative_of(one, 9, "twin")
    assert (twin.sex, twin.age, twin.seed) == (one.sex, one.age, one.seed)
    assert twin.moles != one.moles


def test_morph_lies_half_way_between_two():
    one, other = face_traits(1), face_traits(2)
    middle = blended(one, other)
    assert apart(middle, one) == pytest.approx(apart(middle, other), rel=1e-6)
    assert apart(middle, one) == pytest.approx(apart(one, other) / 2, rel=1e-6)


@pytest.mark.parametrize("attribute", ["glasses", "cover"])
def test_what_is_worn_does_not_tell_who_it_is(attribute):
    """Among people of one sex and age, shares of a look vary between identities no more than chance makes them."""
    looked_for = {"glasses": {"thin", "thick", "rimless"}, "cover": {"agal", "ghutra"}}[attribute]
    people, moments = 60, 40
    worn = np.array(
        [
            [getattr(wear_for(someone, stream(seed, moment)), attribute) in looked_for for moment in range(moments)]
            for seed in range(people)
            for someone in (face_traits(seed, sex="male", age=30),)
        ],
        dtype=float,
    )
    share = worn.mean()
    assert 0.03 < share < 0.97
    expected = share * (1 - share) / moments
    assert worn.mean(axis=1).var(ddof=1) < 1.6 * expected  # chi-squared of 59 degrees: beyond once in about 500


def test_light_and_beard_do_not_tell_who_it_is():
    """The mean of a value over one person's captures differs between people by chance alone."""
    people, moments = 40, 30
    shots = [
        [
            selfie_shot(face_traits(seed, sex="male", age=30), stream(seed, moment), (360, 450))
            for moment in range(moments)
        ]
        for seed in range(people)
    ]
    for value in (lambda shot: shot.lights.key[0], lambda shot: shot.beard.length, lambda shot: shot.view.scale):
        values = np.array([[value(shot) for shot in row] for row in shots])
        expected = values.var(axis=1, ddof=1).mean() / moments
        assert values.mean(axis=1).var(ddof=1) < 1.9 * expected

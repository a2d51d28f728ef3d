"""Which people a recipe asks for, and which pictures of each."""

from typing import get_args

import msgspec
import pytest

from harness.world.faces import Defect, FaceTruth
from simulators.faces.generate import generate
from simulators.faces.order import MOVEMENT_FRAMES, Kin, Order
from simulators.faces.recipe import (
    Sitter,
    orders_of,
    pictures_of,
    sitters_of,
)
from simulators.faces.tests.stand_in import INSTRUMENTS, recipe
from simulators.faces.traits import blended, face_traits, relative_of


def test_relatives_have_portrait_and_selfies_and_know_whom_they_take_after():
    asked = recipe(identities=1, relatives=True, movement=True)
    who = list(sitters_of(asked))
    assert [sitter.name for sitter in who] == ["i00000", "i00000-twin", "i00000-sibling", "i00000-parent"]
    assert [sitter.kin and (sitter.kin.kinship, sitter.kin.of) for sitter in who] == [
        None, ("twin", who[0].seed), ("sibling", who[0].seed), ("parent", who[0].seed),
    ]  # fmt: skip
    assert [order.name for order in orders_of(asked, who[2])] == ["portrait", "selfie-000", "selfie-001"]
    assert pictures_of(asked) == sum(1 for sitter in who for _ in orders_of(asked, sitter)) == 5 + MOVEMENT_FRAMES + 9


def test_every_order_of_a_person_has_a_name_of_its_own():
    everything = recipe(defects=dict.fromkeys(get_args(Defect), (1, 2, 3, 4, 5, 6)), attacks=INSTRUMENTS, movement=True)
    names = [order.name for order in orders_of(everything, Sitter("i00000", b"seed"))]
    assert len(names) == len(set(names)) == pictures_of(everything) // 3
    assert {"portrait", "two_faces-6-000", "print-print-one-001", "movement-011"} <= set(names)
    assert Order(kind="morph", capture=2).name == "morph-002"


def test_morph_is_one_picture_of_a_person_and_the_next_one():
    asked = recipe(morphs=3)
    one, two, three, *morphs = sitters_of(asked)
    assert [(morph.name, morph.seed, morph.kin) for morph in morphs] == [
        ("i00000+i00001", two.seed, Kin("morph", one.seed)),
        ("i00001+i00002", three.seed, Kin("morph", two.seed)),
        ("i00002+i00000", one.seed, Kin("morph", three.seed)),
    ]
    assert [order.name for order in orders_of(asked, morphs[0])] == ["morph-000"]
    assert pictures_of(asked) == pictures_of(recipe()) + 3


def test_real_studio_takes_kin_and_morphs_for_what_they_are(tmp_path):
    asked = recipe(identities=2, captures=0, defects={}, relatives=True, morphs=1, width=90, height=112)
    generate(asked, tmp_path / "faces")
    one, two = b"faces:1:0", b"faces:1:1"
    for name, traits in (
        ("i00000/portrait", face_traits(one)),
        ("i00000-twin/portrait", relative_of(face_traits(one), one + b":twin", "twin")),
        ("i00001-parent/portrait", relative_of(face_traits(two), two + b":parent", "parent")),
        ("i00000+i00001/morph-000", blended(face_traits(one), face_traits(two))),
    ):
        truth = msgspec.json.decode((tmp_path / "faces" / f"{name}.json").read_bytes(), type=FaceTruth)
        assert (truth.traits["age"], truth.traits["sex"]) == (traits.age, traits.sex)
        assert truth.traits["nose_width"] == pytest.approx(traits.proportions.nose_width, abs=1e-6)

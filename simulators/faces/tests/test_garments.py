"""Bodies and their garments: built by sex, age and weight, and never through the skin."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from scipy.interpolate import LinearNDInterpolator

from simulators.faces.clothing.build import figure_of, torso_rows
from simulators.faces.clothing.garments.collars import neckline
from simulators.faces.clothing.garments.creases import PIECES, creases
from simulators.faces.clothing.garments.tailoring import garment_material, placed
from simulators.faces.clothing.garments.torso import torso
from simulators.faces.clothing.wear import Garment, GarmentPrint, Wear, wear_for
from simulators.faces.head.neck import neck_mesh
from simulators.faces.head.shape import HeadShape
from simulators.faces.posing import posed
from simulators.faces.shot import selfie_shot
from simulators.faces.stance import Stance
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

GARMENTS = get_args(Garment)


def shoulders(sex, age):
    return np.array([figure_of(face_traits(seed, sex=sex, age=age)).shoulder for seed in range(40)])


def test_men_have_the_widest_shoulders_and_children_the_narrowest():
    men, women, boys = shoulders("male", 35), shoulders("female", 35), shoulders("male", 6)
    assert men.mean() > women.mean() + 0.3 > boys.mean() + 0.5


def test_body_of_a_person_is_always_the_same_and_bodies_differ():
    assert figure_of(face_traits(5)) == figure_of(face_traits(5))
    assert shoulders("male", 35).std() > 0.06


@pytest.mark.parametrize("seed", range(6))
def test_body_widens_downward_and_hides_the_neck(seed):
    shape = HeadShape(face_traits(seed))
    rows = np.array(torso_rows(shape, 1.0))
    assert (np.diff(rows[:, 0]) > 0).all()
    assert (np.diff(rows[:, 1]) >= 0).all()
    neck = neck_mesh(shape).vertices
    low = neck[neck[:, 1] > rows[3, 0]]
    assert (np.abs(low[:, 0]) < np.interp(low[:, 1], rows[:, 0], rows[:, 1])).all()
    assert rows[:, 1].max() < 1.1 * figure_of(shape.traits).shoulder


@pytest.mark.parametrize("garment", GARMENTS)
def test_garment_begins_at_its_neckline(garment):
    wear = Wear(cover="hair", garment=garment, drape=0.7)
    shape = HeadShape(face_traits(9, sex="female", age=30))
    x, y, z = torso(shape, wear, stream(1, "c"), Stance())[0].vertices.T
    top = y[(np.abs(x) < 0.05) & (z > 0)].min()
    expected = neckline(wear, figure_of(shape.traits), np.zeros(1))[0]
    assert top == pytest.approx(expected, abs=0.08)


def test_stretched_arm_has_a_sleeve_at_its_side():
    shape, wear = HeadShape(face_traits(9)), Wear(cover="hair", garment="t_shirt")
    rest = torso(shape, wear, stream(1, "c"), Stance())
    for side, stance in ((-1, Stance(left=0.8)), (1, Stance(right=0.8))):
        meshes = torso(shape, wear, stream(1, "c"), stance)
        assert len(meshes) == len(rest) + 1
        assert (side * meshes[-1].vertices[:, 0]).min() > 0
        assert meshes[-1].vertices[:, 2].max() > 2


def seen_from_within(points):
    """Direction and distance from the middle of the chest."""
    x, y, z = (points - np.array([0.0, 3.6, -0.3])).T
    return np.stack([np.arctan2(x, -y), np.arctan2(z, -y)], axis=1), np.sqrt(x * x + y * y + z * z)


@pytest.mark.parametrize("seed", range(20))
def test_skin_outside_the_neckline_lies_below_cloth_however_the_shoulders_are_raised(seed):
    traits = face_traits(seed, sex=("male", "female")[seed % 2], age=(8, 30, 60)[seed % 3])
    shape = HeadShape(traits)
    skin = neck_mesh(shape)
    usual = selfie_shot(traits, stream(seed, "shot"), (360, 450))
    wear = replace(usual.wear, cover="hair")
    low = neckline(wear, figure_of(traits), np.arctan2(skin.vertices[:, 0], skin.vertices[:, 2] + 0.3))
    hidden = skin.vertices[:, 1] > low + 0.12
    stances = Stance(yaw=-15, roll=-8, right=1.0), Stance(yaw=18, pitch=-9, roll=8, left=1.0), usual.stance
    for stance in stances:
        shot = replace(usual, wear=wear, stance=stance)
        cloth = torso(shape, wear, stream(seed, "c"), stance)[0]
        around, height = seen_from_within(posed(cloth, shot).vertices[cloth.vertices[:, 1] < 3.8].astype(np.float64))
        directions, skin_height = seen_from_within(posed(skin, shot).vertices[hidden].astype(np.float64))
        above = LinearNDInterpolator(around, height)(directions) - skin_height
        assert np.isfinite(above).mean() > 0.5
        assert np.nanmin(above) > 0


def test_armholes_are_drawn_where_the_shoulder_is():
    for seed in range(5):
        figure = figure_of(face_traits(seed))
        end = placed(np.array([[figure.shoulder, figure.neck, 0.0]]), figure)[0]
        usual = placed(np.array([[0.5, figure.neck, 0.0]]), figure)[0]
        assert end[0] - usual[0] == pytest.approx((2.85 - 0.5) * 84, abs=0.01)


@pytest.mark.parametrize("pattern", [name for name in get_args(GarmentPrint) if name != "plain"])
def test_printed_cloth_shows_its_second_color(pattern):
    wear = Wear(cover="hair", garment="shirt", garment_color=(200, 200, 200), accent_color=(40, 40, 40))
    plain, printed = (
        garment_material(replace(wear, garment_print=name)).texture[..., 0].astype(float) for name in ("plain", pattern)
    )
    darker = (printed < plain - 40).mean()
    assert 0.05 < darker < 0.95


def test_pieces_of_cloth_are_creased_each_in_its_way_and_not_at_the_neck():
    pieces = np.array([creases(piece) for piece in range(PIECES)])
    assert np.abs(pieces[:, :40]).max() < 0.02
    assert pieces[:, 120:].std() > 0.02
    assert np.abs(np.corrcoef(pieces.reshape(PIECES, -1)) - np.eye(PIECES)).max() < 0.5
    creases.cache_clear()
    np.testing.assert_array_equal(creases(2), pieces[2])


def test_every_garment_is_worn_by_somebody():
    worn = {
        wear_for(face_traits(seed), stream(seed, "wear", moment)).garment for seed in range(60) for moment in range(8)
    }
    assert worn == set(GARMENTS)

"""Hair that is tied stands off the ears where it is loose, parts in a thin line, and its tail hangs where it is laid."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.faces.clothing.hair.combed import Drawn, combed
from simulators.faces.clothing.hair.downy import faint
from simulators.faces.clothing.hair.knot import knot
from simulators.faces.clothing.hair.scalp import scalp
from simulators.faces.clothing.hair.strands import Tint
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import tone_of
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

WOMAN = HeadShape(face_traits(6, sex="female", age=30))
BLACK = Tint((24, 26, 30), 0.0)
DRAWN = Drawn(tie=np.array([0.0, -0.35, -1.5]), part=None, loose=0.0)


def surface(**more):
    return combed(WOMAN, scalp(WOMAN), replace(DRAWN, **more), BLACK, stream(1, "combed"))


def test_loose_hair_stands_further_off_over_the_ears_than_tight_hair():
    tight, loose = (np.abs(surface(loose=loose).vertices[:, 0]).max() for loose in (0.0, 1.0))
    assert 0.1 < loose - tight < 0.4


def test_skin_shows_along_a_parting_and_only_there():
    whole, parted = (surface(part=part).material.texture[150, :, 3].astype(int) for part in (None, 0.0))
    middle = len(whole) // 2
    assert whole[middle] - parted[middle] > 50
    assert np.abs(whole - parted)[middle - 60 : middle - 20].max() < 5


@pytest.mark.parametrize(("length", "is_before"), [(0.1, True), (0.5, False)])
def test_a_tail_hangs_before_the_shoulder_or_behind_it(length, is_before):
    wear = Wear(cover="hair", hair="tied", hair_length=length)
    x, y, z = knot(WOMAN, wear, stream(1, "knot"))[0].vertices.T
    assert ((z[y > 2.6] > 0) == is_before).all()
    assert (np.abs(x[y > 1]) > 0.2).all()


def test_faint_hairs_are_between_hair_and_skin_in_color():
    skin = np.array(tone_of(WOMAN.traits))
    color = np.array(faint(WOMAN, BLACK, 0.5).color)
    assert (np.array(BLACK.color) < color).all()
    assert (color < skin).all()

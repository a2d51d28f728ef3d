"""Eyes, brows, lips and the looks that they make."""

from dataclasses import replace

import numpy as np

from simulators.faces import defects
from simulators.faces.head.brows import brow_line
from simulators.faces.head.canvas import SIZE, canvas_of, texels
from simulators.faces.head.eyes import eye_meshes, eye_picture
from simulators.faces.head.lips import draw_lips, lip_lines
from simulators.faces.head.mouth import draw_opening, mouth_meshes
from simulators.faces.head.muscles import muscles
from simulators.faces.head.shape import Expression, HeadShape
from simulators.faces.head.smile import draw_smile
from simulators.faces.head.tone import tone_of
from simulators.faces.mood import portrait_look, selfie_look
from simulators.faces.shot import selfie_shot
from simulators.faces.stream import stream
from simulators.faces.traits import face_traits

LOOKS = [selfie_look(stream(seed, "look"), yaw=0, pitch=0) for seed in range(400)]
SHAPE = HeadShape(face_traits(7, sex="female", age=30))
AJAR = 0.03  # up to here lips at ease part, and nothing is seen between them
AT_REST, LAUGHING = Expression(), Expression(smile=1.0, mouth_open=0.07)


def _cut(expression: Expression) -> int:
    """Pixels of the skin that the lips leave open."""
    alpha = np.full((SIZE[1], SIZE[0]), 255, dtype=np.uint8)
    draw_opening(canvas_of(tone_of(SHAPE.traits)), alpha, SHAPE, expression)
    return int((alpha < 128).sum())


def test_lips_part_only_in_broad_smiles_and_less_than_in_the_slightest_defect() -> None:
    shot = selfie_shot(SHAPE.traits, stream(1, "shot"), (360, 450))
    slightest = defects.before(shot, "mouth_open", level=1, stream=stream(1, "before")).expression.mouth_open
    parted = [look for look in LOOKS if look.mouth_open > AJAR]

    assert 0.03 < len(parted) / len(LOOKS) < 0.15
    assert min(look.smile for look in parted) > 0.8
    assert max(look.mouth_open for look in parted) < 0.75 * slightest


def test_lips_at_ease_are_ajar_in_some_and_open_no_hole() -> None:
    ajar = [look.mouth_open for look in LOOKS if look.mouth_open > 0 and look.smile < 0.8]
    widest = Expression(mouth_open=max(ajar))

    assert 0.2 < len(ajar) / len(LOOKS) < 0.6
    assert _cut(widest) == 0
    assert mouth_meshes(SHAPE, widest) == []


def test_most_smile_some_are_calm_few_earnest_and_hardly_anybody_scowls() -> None:
    smiles, knits = (np.array([getattr(look, name) for look in LOOKS]) for name in ("smile", "brow_knit"))

    assert 0.42 < np.mean(smiles > 0.5) < 0.85
    assert 0.1 < np.mean((smiles > 0.25) & (smiles < 0.55)) < 0.42
    assert 0.04 < np.mean(smiles < 0.25) < 0.25
    assert np.mean(knits > 0.15) < 0.05


def test_eyes_are_open_in_every_look_and_far_more_so_than_in_the_slightest_defect() -> None:
    shot = selfie_shot(SHAPE.traits, stream(1, "shot"), (360, 450))
    slightest = defects.before(shot, "closed_eyes", level=1, stream=stream(1, "before")).expression.eyes_shut

    assert max(look.eyes_shut for look in LOOKS) < 0.6 * slightest


def test_a_registry_portrait_is_taken_with_a_closed_mouth() -> None:
    assert all(portrait_look(stream(seed, "look")).mouth_open == 0 for seed in range(50))


def test_a_broad_smile_shows_teeth_behind_the_lips_and_a_calm_mouth_none() -> None:
    assert mouth_meshes(SHAPE, AT_REST) == []
    teeth, cave = mouth_meshes(SHAPE, LAUGHING)
    front = SHAPE.surface(np.array([[0.0, SHAPE.mouth_y]]))[0, 2]

    assert front > teeth.vertices[:, 2].max() > cave.vertices[:, 2].max()


def test_the_wider_the_mouth_the_larger_the_opening_and_closed_lips_leave_none() -> None:
    cut = [_cut(Expression(mouth_open=share)) for share in (0.0, 0.07, 0.12, 0.5)]

    assert cut[0] == 0
    assert cut == sorted(cut)
    assert cut[1] < 0.85 * cut[2]


def test_a_smile_draws_the_corners_out_up_and_back_and_raises_the_cheeks_before_them() -> None:
    p = SHAPE.traits.proportions
    corner, cheek, bridge = (p.mouth_width, SHAPE.mouth_y), (0.6, 0.45), (0.0, 0.0)
    at = muscles(SHAPE.surface(np.array([corner, cheek, bridge])), SHAPE)
    moved = at.moved(Expression(smile=1.0)) - at.moved(AT_REST)

    assert moved[0, 0] > 0.06
    assert moved[0, 1] < -0.08
    assert moved[0, 2] < -0.05
    assert moved[1, 1] < -0.04
    assert moved[1, 2] > 0
    assert np.abs(moved[2]).max() < 0.01


def test_teeth_follow_the_lip_that_a_smile_raises() -> None:
    calm, laughing = (mouth_meshes(SHAPE, Expression(smile=smile, mouth_open=0.07))[0] for smile in (0.0, 1.0))

    assert laughing.vertices[:, 1].mean() < calm.vertices[:, 1].mean() - 0.03


def test_a_smile_folds_the_cheeks_and_a_calm_face_has_no_fold() -> None:
    plain = canvas_of(tone_of(SHAPE.traits))
    calm, smiling, leaning = (plain.copy() for _ in range(3))
    draw_smile(calm, SHAPE, Expression(smile=0.2))
    draw_smile(smiling, SHAPE, Expression(smile=1.0))
    draw_smile(leaning, SHAPE, Expression(smile=0.5, lean=0.6))

    assert np.array_equal(calm, plain)
    assert smiling.min() < 0.95 * plain.min()
    half = SIZE[0] // 2
    assert np.array_equal(leaning[:, :, :half], plain[:, :, :half])
    assert not np.array_equal(leaning, plain)


def test_a_cocked_brow_rises_on_one_side_alone() -> None:
    brows = np.array([[side * 0.5, SHAPE.traits.proportions.brow_y] for side in (-1, 1)])
    at = muscles(SHAPE.surface(brows), SHAPE)
    left, right = at.moved(Expression(brow_raise=0.6, lean=0.8))[:, 1] - at.moved(AT_REST)[:, 1]

    assert right < left < 0


def test_the_ball_of_an_eye_lies_behind_the_skin() -> None:
    for mesh in eye_meshes(SHAPE, AT_REST, eye_picture(SHAPE.traits)):
        skin = SHAPE.surface(mesh.vertices[:, :2].astype(np.float64))[:, 2]
        assert (mesh.vertices[:, 2] < skin).all()


def test_the_room_is_mirrored_above_the_pupil_wherever_the_eye_looks() -> None:
    for right in (-0.2, 0.0, 0.2):
        picture = eye_meshes(SHAPE, Expression(gaze_x=right), eye_picture(SHAPE.traits))[0].material.texture
        iris = picture[30:66, 30:66, :3].mean(axis=2)
        row, _ = np.unravel_index(np.argmax(iris), iris.shape)
        assert iris.max() > 2 * np.median(iris)
        assert row < 18


def test_brows_of_equal_proportions_still_differ_in_form() -> None:
    along = np.linspace(0, 1, 9)
    one, other = (brow_line(along, replace(SHAPE.traits, seed=seed)) for seed in (b"1", b"2"))

    assert np.abs(one - other).max() > 0.004


def test_lips_are_redder_than_the_skin_and_near_it_in_lightness() -> None:
    planes, tone = canvas_of(tone_of(SHAPE.traits)), tone_of(SHAPE.traits)
    draw_lips(planes, SHAPE)
    _, middle, lower = lip_lines(SHAPE)
    column, row = np.round(texels(0.5 * (middle[12] + lower[12]))).astype(int)
    lip = planes[:, row - 3 : row + 4, column - 3 : column + 4].mean(axis=(1, 2))

    assert lip[2] / lip[1] > 1.1 * tone[2] / tone[1]
    assert lip.mean() > 0.6 * tone.mean()


def test_lips_run_softly_into_the_skin() -> None:
    planes, tone = canvas_of(tone_of(SHAPE.traits)), tone_of(SHAPE.traits)
    draw_lips(planes, SHAPE)
    _, middle, lower = lip_lines(SHAPE)
    column = round(float(texels(middle[12])[0]))
    top, bottom = (round(float(texels(line[12])[1])) for line in (middle, lower))
    green = planes[1, top + 2 : bottom + 12, column] / tone[1]

    assert np.abs(np.diff(green)).max() < 0.08

"""The detector learns, from drawings, to tell what was copied from what was not; it says why, and only of attacks."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from harness.reference.face import edges, surface
from harness.reference.face.landmarks import LANDMARKS
from harness.reference.face.picture import Picture
from harness.reference.face.presentation import CUES, SIGNS, THRESHOLD, PresentationDetector, PresentationModel, cues_of
from harness.reference.face.training.cutout import cut_out
from harness.reference.face.training.presentation import CUT, MADE, Seen, train
from harness.reference.face.training.recapture import recaptured, softened

WIDTH, HEIGHT = 240, 300
PEOPLE = 16


def stream(number):
    return np.random.Generator(np.random.PCG64(number))


def points():
    """Landmarks of a plain face; only eyes and chin decide."""
    places = np.tile(np.float32([120, 140]), (len(LANDMARKS), 1))
    for name, place in {"right_eye": (92, 125), "left_eye": (148, 125), "chin": (120, 215)}.items():
        places[LANDMARKS.index(name)] = place
    return places


def picture_of(color):
    pixels = np.clip(color, 0, 255).astype(np.uint8)
    return Picture(color=pixels, gray=cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))


def living(number):
    """A drawn face before a plain wall, with the noise of a camera."""
    own = stream(number)
    color = np.full((HEIGHT, WIDTH, 3), own.uniform(90, 180, 3), np.float32)
    cv2.ellipse(
        color, (120, 140), (62, 84), 0, 0, 360, own.uniform((80, 110, 150), (140, 170, 220)).tolist(), -1, cv2.LINE_AA
    )
    for x in (92, 148):
        cv2.ellipse(color, (x, 125), (12, 6), 0, 0, 360, (235, 235, 235), -1, cv2.LINE_AA)
        cv2.circle(color, (x, 125), 5, (30, 30, 40), -1, cv2.LINE_AA)
    cv2.ellipse(color, (120, 182), (22, 6), 0, 0, 360, (90, 90, 170), -1, cv2.LINE_AA)
    return color + own.normal(0, 3, color.shape)


def patterned(color, strength=9.0, period=3.4):
    """The same with a slanted grid over it."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    wave = np.cos((x * 0.8 + y * 0.6) * 2 * np.pi / period)
    return color + strength * wave[..., None]


def framed(color):
    """The same on a sheet with a bright rim."""
    sheet = color.copy()
    cv2.rectangle(sheet, (40, 44), (200, 250), (245, 245, 245), 5)
    return sheet


def masked(color, rim=3):
    """The same behind an even oval of cardboard, with the face on it in other colors."""
    worn, inside = color.copy(), np.zeros(color.shape[:2], np.uint8)
    cv2.ellipse(inside, (120, 146), (70, 92), 0, 0, 360, 1, -1)
    worn[inside > 0] = 40 + 0.6 * color[inside > 0][:, ::-1]
    cv2.ellipse(worn, (120, 146), (70, 92), 0, 0, 360, (240, 240, 240), rim, cv2.LINE_AA)
    return worn


@pytest.fixture(scope="module")
def seen():
    shown = []
    for number in range(PEOPLE):
        plain = living(number)
        for species, color in (("", plain), ("screen", patterned(plain)), ("print", framed(plain))):
            shown.append(Seen(cues_of(picture_of(color), points()), f"p{number:02}", species))
        own = stream(900 + number)
        plain, other = picture_of(plain).color, picture_of(living(700 + number)).color
        for species, (copy, there) in (
            (MADE, recaptured(plain, points(), own)),
            (CUT, cut_out(plain, points(), of=(other, points()), stream=own)),
        ):
            shown.append(Seen(cues_of(picture_of(copy), there), f"p{number:02}", species))
    return shown


@pytest.fixture(scope="module")
def model(seen):
    return train(seen, stream(1))


@pytest.fixture(scope="module")
def detector(model):
    """Four people are too few to freeze a threshold on: it stands a little higher here."""
    return PresentationDetector(replace(model, calibration=model.calibration - np.float32([0, 1.5])))


def test_unseen_attacks_score_higher_than_unseen_living_faces(detector):
    scores = {"living": [], "attack": []}
    for number in range(500, 508):
        plain = living(number)
        for name, color in (("living", plain), ("attack", patterned(plain)), ("attack", framed(plain))):
            scores[name].append(detector.judge(picture_of(color), points()).score)
    assert max(scores["living"]) < min(scores["attack"])
    assert np.median(scores["living"]) < THRESHOLD <= min(scores["attack"])


def test_a_grid_is_named_and_a_living_face_has_no_signs(detector):
    attack = detector.judge(picture_of(patterned(living(600))), points())
    alive = detector.judge(picture_of(living(600)), points())
    assert attack.score >= THRESHOLD
    assert "GRID" in attack.signs
    assert set(attack.signs) <= set(SIGNS)
    assert (alive.is_attack, alive.signs) == (False, ())


def test_a_mask_is_seen_though_none_was_shown(detector):
    living_scores, masked_scores = (
        [detector.judge(picture_of(drawn(living(number))), points()).score for number in range(520, 528)]
        for drawn in (lambda plain: plain, masked)
    )
    assert max(living_scores) < min(masked_scores)


def test_the_judge_of_the_outline_learns_from_masks_that_are_shown(seen, model):
    """And from no other attack."""
    shown = [
        Seen(cues_of(picture_of(masked(living(number))), points()), f"p{number:02}", "mask") for number in range(PEOPLE)
    ]
    unseen = cues_of(picture_of(masked(living(540))), points())
    outline = CUES.index("cut")
    before, after = (
        one.odds({cue: row[None] for cue, row in unseen.items()})[0, outline]
        for one in (model, train([*seen, *shown], stream(1)))
    )
    assert after > before + 1


def test_a_cue_around_the_face_does_not_acquit_what_another_one_accuses(model):
    told = np.zeros((2, len(CUES)), np.float32)
    told[1, [CUES.index("edge"), CUES.index("frame")]] = -30  # no straight edge at all
    told[:, CUES.index("cut")] = 4
    first, second = model.together(told)
    assert abs(first - second) < 0.5 * abs(model.together(told[:1] * 0 - 30) - first)


def test_an_attack_has_a_sign_even_if_no_judge_is_sure(model):
    unsure = PresentationDetector(replace(model, limits=np.full(len(CUES), 1e6, np.float32)))
    assert len(unsure.judge(picture_of(patterned(living(601))), points()).signs) == 1


def test_a_stored_model_says_the_same(model):
    arrays = model.to_arrays()
    stored = PresentationDetector(PresentationModel.from_arrays(arrays))
    shown = picture_of(framed(living(602)))
    assert stored.judge(shown, points()) == PresentationDetector(model).judge(shown, points())
    assert sum(array.nbytes for array in arrays.values()) <= 300_000


def test_training_repeats(seen):
    first, again = (train(seen[:32], stream(1)).to_arrays() for _ in range(2))
    assert all(np.array_equal(again[name], first[name]) for name in first)
    assert again.keys() == first.keys()


def test_only_living_faces_as_they_were_taken_move_the_threshold(seen, model):
    like_attacks = [replace(one, species="") for one in seen if one.person == "p00" and one.species == "screen"]
    worsened = [replace(one, is_softened=True) for one in like_attacks]

    def threshold(trained):
        slope, offset = trained.calibration
        return -offset / slope

    assert threshold(train([*seen, *worsened], stream(1))) == pytest.approx(threshold(model), rel=1e-4)
    assert threshold(train([*seen, *like_attacks], stream(1))) > threshold(model) + 1


def test_the_frame_of_a_picture_does_not_count():
    plain = living(603)
    other = np.full_like(plain, 20.0)
    inside = (slice(36, HEIGHT - 36), slice(29, WIDTH - 29))
    other[inside] = plain[inside]
    first, second = (cues_of(picture_of(color), points()) for color in (plain, other))
    assert all(np.array_equal(first[cue], second[cue]) for cue in CUES)


def test_a_large_picture_is_looked_at_in_a_smaller_copy():
    large = cv2.resize(living(604).astype(np.float32), None, fx=4, fy=4)
    cues = cues_of(picture_of(large), (points() + 0.5) * 4 - 0.5)
    plain = cues_of(picture_of(living(604)), points())
    assert {name: row.shape for name, row in cues.items()} == {name: row.shape for name, row in plain.items()}


@pytest.mark.parametrize("shift", [(-200, -200), (200, 250), (0, 0)])
@pytest.mark.parametrize("size", [(64, 64), (300, 240)])
def test_faces_at_or_over_the_edge_have_finite_cues(shift, size):
    color = stream(7).integers(0, 256, (*size, 3)).astype(np.uint8)
    cues = cues_of(picture_of(color), points() + np.float32(shift))
    assert all(np.isfinite(row).all() for row in cues.values())


def test_a_flat_picture_has_finite_cues():
    cues = cues_of(picture_of(np.full((HEIGHT, WIDTH, 3), 128)), points())
    assert all(np.isfinite(row).all() for row in cues.values())


def test_the_strongest_frequency_is_found_in_its_band():
    planes = surface.opponents(surface.cut_face(picture_of(patterned(living(605))).color, points()))
    plain = surface.opponents(surface.cut_face(picture_of(living(605)).color, points()))
    assert surface.grid(planes)[: 3 * 6 : 3].max() > surface.grid(plain)[: 3 * 6 : 3].max() + 2


def test_a_straight_rim_is_longer_than_the_edge_of_a_face():
    plain, sheet = (
        edges.lines(cv2.cvtColor(edges.wide_view(picture_of(color).color, points()), cv2.COLOR_BGR2GRAY))
        for color in (living(606), framed(living(606)))
    )
    assert sheet[1] > 2 * plain[1]  # how sure the left side is


def test_a_softened_face_keeps_its_size_and_repeats():
    color = picture_of(living(607)).color
    first, second = (softened(color, stream(3)) for _ in range(2))
    assert first.shape == color.shape
    assert np.array_equal(first, second)


def test_behind_a_cut_out_face_the_surroundings_stay_as_they_were():
    plain, other = (picture_of(living(number)).color for number in (608, 609))
    worn, there = cut_out(plain, points(), of=(other, points()), stream=stream(3))
    again, _ = cut_out(plain, points(), of=(other, points()), stream=stream(3))
    off = np.abs(worn.astype(np.float32) - plain).mean(axis=2)
    assert off[100:200, 90:150].mean() > 3 * off[:, :20].mean()
    assert there.shape == points().shape
    assert np.array_equal(worn, again)

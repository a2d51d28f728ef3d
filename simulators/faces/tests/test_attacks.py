import cv2
import numpy as np
import pytest

from simulators.faces.attacks import INSTRUMENTS, Presentation, Still, present
from simulators.faces.order import Order
from simulators.faces.render import Lights, View, render
from simulators.faces.stream import stream
from simulators.faces.studio import Studio

VIEW = View(width=360, height=450, distance=8.0, scale=88, x=180, y=205)
SMALL = View(width=180, height=225, distance=8.0, scale=44, x=90, y=102.5)
ALL = [(species, instrument) for species, names in INSTRUMENTS.items() for instrument in names]
SHEETS = [(species, instrument) for species, instrument in ALL if species != "mask"]
SKIN = (142.0, 171.0, 209.0)
PLACES = {"right_eye": (140.0, 205.0), "left_eye": (220.0, 205.0), "chin": (180.0, 342.0)}


def _still(tone: int = 128) -> Still:
    """A picture of one tone, so that all that varies afterwards is the instrument's."""
    return Still(np.full((450, 360, 3), (tone - 20, tone, tone + 20), np.uint8), PLACES)


def _presented(species, instrument, seed=1, *, still=None, view=VIEW) -> Presentation:
    return present(
        species,
        instrument,
        still=still or _still(),
        wearer=[],
        view=view,
        lights=Lights(),
        skin=SKIN,
        stream=stream(seed, species, instrument),
    )


def _texture(shown: Presentation):
    return shown.meshes[0].material.texture


def _eyes(shown: Presentation, view: View):
    return view.projected(np.array([shown.places["right_eye"], shown.places["left_eye"]]))


@pytest.mark.parametrize(("species", "instrument"), ALL)
def test_face_on_the_instrument_is_where_and_as_large_as_a_living_one(species, instrument):
    for seed in range(6):
        right, left = _eyes(_presented(species, instrument, seed, view=SMALL), SMALL)

        assert (right + left) / 2 == pytest.approx([90, 102.5], abs=1.5)
        assert np.hypot(*(left - right)) == pytest.approx(0.905 * 44, rel=0.14)


@pytest.mark.parametrize(("species", "instrument"), ALL)
def test_same_stream_makes_the_same_thing_and_another_stream_another(species, instrument):
    first, again, other = (_presented(species, instrument, seed, view=SMALL) for seed in (1, 1, 2))

    assert len(first.meshes) == len(again.meshes)
    for mesh, twin in zip(first.meshes, again.meshes, strict=True):
        assert np.array_equal(mesh.vertices, twin.vertices)
        assert np.array_equal(mesh.material.texture, twin.material.texture)
    assert not np.array_equal(first.meshes[0].vertices, other.meshes[0].vertices)


def _loudest(texture):
    """The height of the highest peak among middle and high frequencies over what is usual there."""
    gray = texture[..., :3].mean(axis=2)
    rows, columns = (side // 4 for side in gray.shape)
    middle = gray[rows:-rows, columns:-columns]
    window = np.outer(np.hanning(middle.shape[0]), np.hanning(middle.shape[1]))
    strength = np.abs(np.fft.rfft2((middle - middle.mean()) * window))
    down, across = np.meshgrid(np.fft.fftfreq(middle.shape[0]), np.fft.rfftfreq(middle.shape[1]), indexing="ij")
    high = strength[np.hypot(down, across) > 0.04]
    return high.max() / (np.median(high) + 1)


@pytest.mark.parametrize("instrument", INSTRUMENTS["screen"])
def test_grid_of_a_display_stands_out_in_the_spectrum(instrument):
    assert _loudest(_texture(_presented("screen", instrument))) > 40
    assert _loudest(_texture(_presented("print", "glossy_photo"))) < 10


def test_dots_of_a_laser_printer_stand_out_in_the_spectrum():
    assert _loudest(_texture(_presented("print", "laser_gray"))) > 40


def test_laser_print_has_no_color():
    texture = _texture(_presented("print", "laser_gray"))[100:-100, 100:-100, :3].astype(float)

    means = texture.mean(axis=(0, 1))
    assert means.max() - means.min() < 4


def test_ink_reaches_fewer_tones_than_the_still():
    steps = np.zeros((450, 360, 3), np.uint8)
    steps[:, 180:] = 255
    texture = _texture(_presented("print", "matte_paper", still=Still(steps, PLACES)))

    inner = texture[60:-60, 60:-60, :3].astype(float)
    assert np.percentile(inner, 5) > 15
    assert np.percentile(inner, 95) < 248


@pytest.mark.parametrize(("species", "instrument"), SHEETS)
def test_edges_of_a_sheet_are_in_the_picture_and_leave_its_rim_to_the_surroundings(species, instrument):
    shares = []
    for seed in range(4):
        meshes = _presented(species, instrument, seed, view=SMALL).meshes
        layer = render(meshes, view=SMALL, lights=Lights(), samples=1.0)
        rim = np.ones((225, 180), bool)
        rim[27:-27, 22:-22] = False
        shares.append(float(layer.coverage[rim].mean()))
        assert layer.coverage.mean() < 0.75

    assert np.mean(shares) < 0.02


def test_holes_of_a_mask_are_at_the_eyes():
    shown = _presented("mask", "curved_cutout")
    layer = render(shown.meshes, view=VIEW, lights=Lights(), samples=1.0)

    for x, y in _eyes(shown, VIEW):
        assert layer.coverage[round(y), round(x)] == 0
    assert layer.coverage[round(205 + 0.5 * 88), 180] == 1


@pytest.mark.parametrize("instrument", INSTRUMENTS["mask"])
def test_cut_of_a_mask_shows_pale_paper_around_the_print(instrument):
    paler = []
    for seed in range(6):
        texture = _texture(_presented("mask", instrument, seed, still=_still(60)))
        paper = cv2.copyMakeBorder(texture[..., 3] // 255, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
        cut = (paper - cv2.erode(paper, np.ones((3, 3), np.uint8)))[1:-1, 1:-1] == 1
        inner = cv2.erode(paper, np.ones((81, 81), np.uint8))[1:-1, 1:-1] == 1
        tones = texture[..., :3].mean(axis=2)
        paler.append(np.median(tones[cut]) - np.median(tones[inner]))

    assert min(paler) > 20


def test_hands_have_the_skin_that_is_given():
    shown = next(
        each for each in (_presented("print", "matte_paper", seed, view=SMALL) for seed in range(9)) if each.meshes[1:]
    )
    color = shown.meshes[1].material.texture[: len(shown.meshes[1].material.texture) // 3, :, :3].mean(axis=(0, 1))
    assert color == pytest.approx(SKIN, rel=0.03)


def test_instrument_of_another_species_is_refused():
    with pytest.raises(KeyError, match="no phone among print"):
        _presented("print", "phone")


@pytest.mark.parametrize(("species", "instrument"), [(species, names[0]) for species, names in INSTRUMENTS.items()])
def test_face_of_an_attack_is_found(species, instrument):
    detector = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_alt2.xml")
    taken = Studio(41).take(Order(kind="attack", species=species, instrument=instrument))

    boxes = detector.detectMultiScale(cv2.cvtColor(taken.image, cv2.COLOR_BGR2GRAY), 1.1, 3, minSize=(80, 80))

    nose_x, nose_y = taken.places["nose_tip"]
    assert any(x < nose_x < x + width and y < nose_y < y + height for x, y, width, height in boxes)

"""Makes, of a living face's picture, a guess of how somebody looks who holds a face cut out of a copy before the own one.

Rules: it is made of what `recapture` makes and of plain geometry: a rough oval of another one's copy over the living face, with
or without a rim and holes for the eyes, with paper's tooth or dots, bent, with a shadow. Every measure is drawn from a wide
range, so that no certain mask is imitated. What surrounds it stays as the camera saw it. It stands in for masks that nobody has
shown to the detector: it knows the idea of one, and none of the instruments; what makes the attacks of trials has no part in it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from harness.reference.face.landmarks import LANDMARKS, Floats, Points, similarity
from harness.reference.face.picture import Color
from harness.reference.face.training.recapture import TAKEN_QUALITY, filed, recaptured

_RIMLESS, _DARK_RIM, _WITH_HOLES, _GLOSSY = 0.3, 0.2, 0.35, 0.3  # shares of all
_AROUND = 96  # points of an outline
_STEPS = 3  # bits of a pixel's parts that outlines are drawn by

_EYES = tuple(LANDMARKS.index(name) for name in ("right_eye", "left_eye"))
_CHIN = LANDMARKS.index("chin")


@dataclass(frozen=True, slots=True)
class _Place:
    """How a face lies in a picture: its unit is the distance of the eyes, its origin lies between them, y goes down."""

    middle: Floats
    across: Floats
    down: Floats
    chin: float

    @classmethod
    def of(cls, points: Points) -> "_Place":
        eyes = points[list(_EYES)]
        middle, across = eyes.mean(axis=0), eyes[1] - eyes[0]
        down = np.array([-across[1], across[0]], dtype=np.float32)
        low = float((points[_CHIN] - middle) @ down) / max(float(down @ down), 1.0)
        return cls(middle, across, down, min(max(low, 1.0), 2.2))

    @property
    def apart(self) -> float:
        """Pixels of the distance of the eyes."""
        return float(np.hypot(*self.across))

    def drawn(self, outlines: list[Floats], shape: tuple[int, ...]) -> Floats:
        """How far each pixel lies within outlines, 0 to 1; *Shape*: height x width x 1."""
        plane = np.zeros(shape[:2], dtype=np.uint8)
        for outline in outlines:
            places = self.middle + outline[:, :1] * self.across + outline[:, 1:] * self.down
            cv2.fillPoly(plane, [np.rint(places * 2**_STEPS).astype(np.int32)], 255, cv2.LINE_AA, _STEPS)
        return np.asarray(plane[..., None] / np.float32(255), dtype=np.float32)

    def sideways(self, shape: tuple[int, ...]) -> Floats:
        """How far each pixel lies to the side of the middle; *Shape*: height x width x 1."""
        y, x = np.indices(shape[:2], dtype=np.float32)
        along = (x - self.middle[0]) * self.across[0] + (y - self.middle[1]) * self.across[1]
        return np.asarray(along[..., None] / max(self.apart, 1.0) ** 2, dtype=np.float32)


def cut_out(
    color: Color, points: Points, *, of: tuple[Color, Points], stream: np.random.Generator
) -> tuple[Color, Points]:
    """The person behind a cut-out copy of another one's face, and where the landmarks are on it."""
    copy, there = recaptured(_inked(_laid_over(color, points, of), stream), points, stream)
    place = _Place.of(points)
    outline = _outline(place, stream)
    rim = 0.0 if stream.random() < _RIMLESS else float(stream.uniform(0.01, 0.09))
    whole = place.drawn([outline * np.float32(1 + rim)], color.shape)
    printed = place.drawn([outline], color.shape)
    paper = _bent(copy.astype(np.float32) * printed + _paper(copy, stream) * (1 - printed), place, stream)
    behind = _shaded(color.astype(np.float32), whole, place, stream)
    return filed(_pierced(behind + (paper - behind) * whole, behind, place, stream), TAKEN_QUALITY, stream), there


def _laid_over(color: Color, points: Points, of: tuple[Color, Points]) -> Color:
    """Another picture with its face where the one's is."""
    there = similarity(of[1], points)
    placed = cv2.warpAffine(of[0], there, color.shape[1::-1], flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(placed, dtype=np.uint8)


def _inked(color: Color, stream: np.random.Generator) -> Color:
    """With the tooth of a paper, and often dots."""
    high, wide = color.shape[:2]
    noise = stream.standard_normal((high, wide), dtype=np.float32)
    tooth = np.asarray(cv2.GaussianBlur(noise, (0, 0), float(stream.uniform(0.4, 1.2))), dtype=np.float32)[..., None]
    inked = np.asarray(color + tooth / tooth.std() * np.float32(stream.uniform(0, 7)), dtype=np.float32)
    if stream.random() < 0.5:  # noqa: PLR2004 (either)
        y, x = np.indices((high, wide), dtype=np.float32)
        turn, period = float(stream.uniform(0, np.pi)), float(stream.uniform(2.2, 6.0))
        along = (x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn))
        dots = sum(np.cos(part * np.float32(2 * np.pi / period)) for part in along)
        inked += np.asarray(dots, dtype=np.float32)[..., None] * np.float32(stream.uniform(0, 7))
    return np.asarray(np.clip(inked + np.float32(0.5), 0, 255), dtype=np.uint8)


def _outline(place: _Place, stream: np.random.Generator) -> Floats:
    """A rough oval from the forehead to the chin; *Shape*: points x 2."""
    wide, top, low = stream.uniform(0.85, 1.3), stream.uniform(-1.5, -0.6), place.chin * stream.uniform(0.95, 1.15)
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    x, y = np.sin(angle), np.cos(angle)
    power = stream.uniform(1.8, 3.0)
    reach = (np.abs(x) ** power + np.abs(y) ** power) ** (-1 / power)
    for times in range(2, 7):
        reach = reach * (1 + stream.normal(0, 0.012) * np.cos(times * angle + stream.uniform(0, 2 * np.pi)))
    x, y = x * reach * wide, (low + top) / 2 + y * reach * (low - top) / 2
    return np.stack([x, y], axis=1).astype(np.float32)


def _paper(copy: Color, stream: np.random.Generator) -> Floats:
    """The color of the rim, pale or dark beside the brightest of the copy."""
    white = float(np.quantile(copy, 0.97))
    share = stream.uniform(0.1, 0.5) if stream.random() < _DARK_RIM else stream.uniform(0.85, 1.25)
    return (white * share * (1 + stream.normal(0, 0.03, 3))).astype(np.float32)


def _bent(paper: Floats, place: _Place, stream: np.random.Generator) -> Floats:
    """Brighter and darker from side to side, as what is bent; sometimes with a streak of gloss."""
    x = place.sideways(paper.shape)
    bent = 1 + np.float32(stream.uniform(-0.2, 0.2)) * x + np.float32(stream.uniform(-0.35, 0.1)) * x * x
    if stream.random() < _GLOSSY:
        off = (x - np.float32(stream.uniform(-0.8, 0.8))) / np.float32(stream.uniform(0.03, 0.3))
        bent += np.float32(stream.uniform(0.05, 0.4)) * np.exp(-off * off)
    return np.asarray(paper * np.maximum(bent, np.float32(0.2)), dtype=np.float32)


def _shaded(living: Floats, whole: Floats, place: _Place, stream: np.random.Generator) -> Floats:
    """In the soft shadow of what is held before it."""
    shift = np.array([[1, 0, stream.normal(0, 0.06)], [0, 1, stream.uniform(-0.02, 0.15)]])
    shift[:, 2] *= place.apart
    cast = cv2.warpAffine(whole, shift, whole.shape[1::-1])
    cast = cv2.GaussianBlur(cast, (0, 0), max(float(stream.uniform(0.02, 0.12)) * place.apart, 0.5))
    return np.asarray(living * (1 - np.float32(stream.uniform(0, 0.5)) * cast[..., None]), dtype=np.float32)


def _pierced(worn: Floats, behind: Floats, place: _Place, stream: np.random.Generator) -> Floats:
    """Sometimes with holes through which the living eyes look."""
    if stream.random() >= _WITH_HOLES:
        return worn
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    size = np.array([stream.uniform(0.2, 0.34), stream.uniform(0.09, 0.2)])
    hole = np.stack([np.sin(angle), np.cos(angle)], axis=1) * size
    rim, tone = 1 + float(stream.uniform(0, 0.25)), np.float32(stream.uniform(90, 250))
    wide, open_ = (
        place.drawn([(hole * grown + (x, 0)).astype(np.float32) for x in (-0.5, 0.5)], worn.shape) for grown in (rim, 1)
    )
    worn = worn + (tone - worn) * wide
    return np.asarray(worn + (behind - worn) * open_, dtype=np.float32)

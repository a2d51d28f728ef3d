"""The face of the still cut out of paper and worn: flat, curved about the face, or on a stick.

It shows what paper and scissors leave: a pale cut, at times a white margin, holes with the wearer's eyes behind them, folds and
curled rims that break the even light, tape, and the cord that holds it.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.hand import fist, pinched, rod
from simulators.faces.attacks.paper import STOCKS, Stock, printed
from simulators.faces.attacks.sheet import Hold, Relief, Tilt, bent, held, painted, sheet_mesh
from simulators.faces.attacks.stage import Presentation, Stage
from simulators.faces.attacks.still import Region, Still, Tones
from simulators.faces.render import Material, Mesh
from simulators.faces.stream import Stream

_HOLED = {"flat_cutout": 0.3, "curved_cutout": 1.0, "stick_cutout": 0.25}
"""Share of masks with holes for the eyes."""
MASKS = tuple(_HOLED)
_STOCKS = ("glossy_photo", "matte_paper", "matte_paper")
_PAPER_EDGE = (0.6, 0.97)  # tone of the cut
_STICKS = ((120.0, 160.0, 196.0), (200.0, 206.0, 212.0), (70.0, 78.0, 92.0))
_CORDS = ((226.0, 228.0, 230.0), (38.0, 36.0, 36.0), (150.0, 176.0, 204.0))
Doubles = NDArray[np.float64]


def present_mask(instrument: str, still: Still, stage: Stage) -> Presentation:
    """A cut-out before the head of who wears it."""
    contour = _contour(still, stage.stream)
    (left, top), (right, bottom) = contour.min(axis=0), contour.max(axis=0)
    region = Region(float(left), float(top), float(right), float(bottom)).wider(0.04, 0.04, 0.04, 0.04)
    has_holes = bool(stage.stream.random() < _HOLED[instrument])
    fold = _fold(stage.stream)
    hold = _worn(region, stage, fold=fold, curved=instrument == "curved_cutout")
    material = _cut_out(still, contour, region, stage=stage, fold=fold, has_holes=has_holes)
    meshes = [sheet_mesh(hold, region, material=material, steps=(23, 25))]
    if instrument == "stick_cutout":
        meshes += _on_a_stick(hold, float(bottom), stage)
    elif instrument == "flat_cutout" and stage.stream.random() < 0.4:  # noqa: PLR2004 (held or tied)
        cheeks = Region(0.87 * float(left), float(top), 0.87 * float(right), 0.8)
        meshes += pinched(stage.stream, scale=0.9).hands(hold, cheeks, skin=stage.skin, stream=stage.stream)
    else:
        meshes += _cord(hold, stage.stream)
    return Presentation(meshes=meshes, places=hold.places(still.places()))


def _worn(region: Region, stage: Stage, *, fold: tuple[float, float], curved: bool) -> Hold:
    """Where the paper is: before the face, or bent about it."""
    stream = stage.stream
    tilt = Tilt(
        yaw=float(np.clip(stream.normal(0, 2.5), -6, 6)),
        pitch=float(np.clip(stream.normal(0, 2.5), -6, 6)),
        roll=float(np.clip(stream.normal(0, 2), -5, 5)),
    )
    across = float(stream.uniform(0.25, 0.42) if curved else stream.uniform(-0.02, 0.08))
    relief = _handled(bent(across=across, down=float(stream.uniform(-0.01, 0.03))), fold, stream)
    share = float(stream.uniform(0.96, 1.03))
    front = stage.front - 0.35 if curved else stage.front
    return held(region, view=stage.view, front=front, tilt=tilt, relief=relief, share=share)


def _fold(stream: Stream) -> tuple[float, float]:
    """Where the paper was folded down its middle, and how much of it is left as a slope; of some, nothing."""
    return float(stream.normal(0, 0.08)), float(stream.uniform(0.03, 0.1)) * (stream.random() < 0.35)  # noqa: PLR2004 (a share)


def _handled(smooth: Relief, fold: tuple[float, float], stream: Stream) -> Relief:
    """The relief of paper that was folded, has become wavy, and curls at its rim."""
    at, slope = fold
    curl, wave = float(stream.normal(0.15, 0.5)), float(stream.uniform(0.0, 0.007))
    across, down, phase = (float(stream.uniform(*span)) for span in ((-5, 5), (-4, 4), (0, 6)))

    def relief(x: Doubles, y: Doubles) -> Doubles:
        rim = np.clip(np.hypot(x / 0.97, (y - 0.2) / 1.37) - 0.8, 0, 0.3)
        ridge = slope * (abs(at) - np.abs(x - at))
        waves = wave * (np.sin(across * x + down * y + phase) - math.sin(phase))
        return np.asarray(smooth(x, y) + ridge + waves + curl * rim**2)

    return relief


def _cut_out(  # noqa: PLR0913 (one piece of paper, its making by keyword)
    still: Still, contour: Doubles, region: Region, *, stage: Stage, fold: tuple[float, float], has_holes: bool
) -> Material:
    """The printed face, cut along the contour, with the edge of the paper to be seen."""
    stream, texels = stage.stream, stage.texels
    stock = STOCKS[_STOCKS[int(stream.integers(len(_STOCKS)))]]
    tones = printed(still.drawn(region, texels), stock, stage)
    outline = _texels(contour, region, texels)
    _margin(tones, contour, region, stage=stage, stock=stock)
    _wear(tones, region, stage=stage, fold=fold)
    alpha = np.zeros(tones.shape[:2], dtype=np.uint8)
    cv2.fillPoly(alpha, [outline], 255)
    rings = [_texels(hole, region, texels) for hole in (_holes(still, stream) if has_holes else ())]
    cv2.fillPoly(alpha, rings, 0)
    edge = (float(stream.uniform(*_PAPER_EDGE)),) * 3
    thick = round(float(stream.uniform(0.6, 1.8)) * stage.texels_per_px)  # half of it is cut away
    cv2.polylines(tones, [outline, *rings], isClosed=True, color=edge, thickness=thick, lineType=cv2.LINE_AA)
    return Material(texture=painted(tones, alpha), gloss=float(stream.uniform(*stock.gloss)), shine=stock.shine)


def _margin(tones: Tones, contour: Doubles, region: Region, *, stage: Stage, stock: Stock) -> None:
    """The white that scissors left around the print, wider at one side; of some masks, none."""
    stream = stage.stream
    wide, skew, side = (float(stream.uniform(*span)) for span in ((0.0, 0.07), (0.0, 0.9), (0.0, 2 * math.pi)))
    if stream.random() < 0.35:  # noqa: PLR2004 (a share is cut within the print)
        return
    from_middle = contour - contour.mean(axis=0)
    length = np.hypot(*from_middle.T)
    left = wide * (1 + skew * np.cos(np.arctan2(from_middle[:, 1], from_middle[:, 0]) - side))
    inner = contour - from_middle * (left / length)[:, None]
    white = np.full(tones.shape[:2], 1, dtype=np.uint8)
    cv2.fillPoly(white, [_texels(inner, region, stage.texels)], 0)
    tones[white == 1] = np.array(stock.white, dtype=np.float32)


def _wear(tones: Tones, region: Region, *, stage: Stage, fold: tuple[float, float]) -> None:
    """The ink that has cracked along the fold, and tape at the temples."""
    stream, texels = stage.stream, stage.texels
    at, slope = fold
    if slope:
        column = min(max(round((at - region.left) * texels), 1), tones.shape[1] - 2)
        tones[:, column - 1 : column + 1] += (0.95 - tones[:, column - 1 : column + 1]) * np.float32(4 * slope)
    if stream.random() < 0.5:  # noqa: PLR2004 (a share is taped, the others are stapled or tied)
        for side in (-1, 1):
            corner = np.array([[side * 0.86 - 0.09, -0.24], [side * 0.86 + 0.09, -0.06]])
            (left, top), (right, bottom) = _texels(corner, region, texels)
            tape = tones[max(top, 0) : bottom, max(left, 0) : right]
            tape += (0.9 - tape) * np.float32(0.4)


def _on_a_stick(hold: Hold, bottom: float, stage: Stage) -> list[Mesh]:
    """A stick behind the paper, and the fist around it."""
    stream = stage.stream
    lean = float(stream.normal(0, 0.1))
    grip = lean, bottom + float(stream.uniform(-0.04, 0.05))
    path = np.array([(2 * lean, grip[1] + 0.5, -0.06), (*grip, -0.06), (0.0, bottom - 0.25, -0.06)])
    color = _STICKS[int(stream.integers(len(_STICKS)))]
    return [
        rod(hold, path, radius=0.045, color=color, stream=stream),
        *fist(hold, grip, scale=0.75, skin=stage.skin, stream=stream),
    ]


def _cord(hold: Hold, stream: Stream) -> list[Mesh]:
    """A cord or an elastic from both temples to behind the head."""
    color, radius = _CORDS[int(stream.integers(len(_CORDS)))], float(stream.uniform(0.016, 0.034))
    way = np.array([(0.86, -0.15, -0.02), (1.0, -0.15, -0.3), (1.1, -0.18, -0.9), (1.12, -0.2, -1.7)])
    return [rod(hold, way * (side, 1, 1), radius=radius, color=color, stream=stream) for side in (-1, 1)]


def _contour(still: Still, stream: Stream) -> Doubles:
    """Where scissors went around the face, in face units; *Shape*: N x 2."""
    places = still.places()
    chin = places.get("chin", (0.0, 1.55))
    jaw = max(chin[1], 1.2)
    half = [
        (0.0, jaw + 0.06), (0.3, jaw - 0.01), (0.6, jaw - 0.28), (0.82, jaw - 0.66), (0.93, 0.42), (0.97, 0.0),
        (0.95, -0.4), (0.83, -0.78), (0.55, -1.06), (0.0, -1.17),
    ]  # fmt: skip
    right = np.array(half)
    left = right[-2:0:-1] * (-1, 1)
    knots = np.concatenate([right, left])
    knots[:, 0] += chin[0] * np.clip(knots[:, 1] / jaw, -0.5, 1)
    knots += stream.normal(0, 0.018, knots.shape)
    return _smooth(knots, steps=5)


def _smooth(knots: Doubles, steps: int) -> Doubles:
    """A closed line through the knots, by cubic pieces."""
    before, after, next_after = np.roll(knots, 1, 0), np.roll(knots, -1, 0), np.roll(knots, -2, 0)
    cubic = 3 * knots - before - 3 * after + next_after
    square = 2 * before - 5 * knots + 4 * after - next_after
    slope = after - before
    pieces = [knots + 0.5 * (slope * t + square * t**2 + cubic * t**3) for t in np.arange(steps) / steps]
    return np.stack(pieces, axis=1).reshape(-1, 2)


def _holes(still: Still, stream: Stream) -> list[Doubles]:
    """The two holes, cut a little uneven."""
    places, turn = still.places(), np.linspace(0, 2 * math.pi, 18, endpoint=False)
    holes = []
    for name in ("left_eye", "right_eye"):
        size = float(stream.uniform(0.21, 0.26)), float(stream.uniform(0.1, 0.135))
        ring = np.stack([size[0] * np.cos(turn), size[1] * np.sin(turn)], axis=1) + np.array(places[name])
        holes.append(ring + stream.normal(0, 0.008, ring.shape))
    return holes


def _texels(line: Doubles, region: Region, texels: float) -> NDArray[np.int32]:
    return np.asarray(np.rint((line - np.array([region.left, region.top])) * texels), dtype=np.int32)

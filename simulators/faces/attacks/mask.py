"""The face of the still cut out of paper and worn: flat, curved with holes for the eyes, or on a stick."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.hand import fist, hands, stick
from simulators.faces.attacks.paper import STOCKS, printed
from simulators.faces.attacks.sheet import Hold, Relief, Tilt, bent, held, painted, sheet_mesh
from simulators.faces.attacks.stage import Presentation, Stage
from simulators.faces.attacks.still import Region, Still
from simulators.faces.render import Material, Mesh
from simulators.faces.stream import Stream

MASKS = ("flat_cutout", "curved_cutout", "stick_cutout")
_STOCKS = ("glossy_photo", "matte_paper", "matte_paper")
_PAPER_EDGE = (0.6, 0.95)  # tone of the cut
_STICKS = ((120.0, 160.0, 196.0), (200.0, 206.0, 212.0), (70.0, 78.0, 92.0))
Doubles = NDArray[np.float64]


def present_mask(instrument: str, still: Still, stage: Stage) -> Presentation:
    """A cut-out before the head of who wears it."""
    contour = _contour(still, stage.stream)
    (left, top), (right, bottom) = contour.min(axis=0), contour.max(axis=0)
    region = Region(float(left), float(top), float(right), float(bottom)).wider(0.04, 0.04, 0.04, 0.04)
    curved = instrument == "curved_cutout"
    hold = _worn(region, stage, curved=curved)
    material = _cut_out(still, contour, region, stage=stage, has_holes=curved)
    meshes = [sheet_mesh(hold, region, material=material, steps=(17, 21))]
    if instrument == "stick_cutout":
        meshes += _on_a_stick(hold, float(bottom), stage)
    elif instrument == "flat_cutout":
        around = region.wider(-0.14, 0, -0.14, -0.1)
        meshes += hands(hold, around, scale=1.05, person=stage.person, stream=stage.stream)
    return Presentation(meshes=meshes, places=hold.places(still.places()), covers=not curved, turns=True)


def _worn(region: Region, stage: Stage, *, curved: bool) -> Hold:
    """Where the paper is: before the face, or bent about it."""
    stream = stage.stream
    tilt = Tilt(
        yaw=float(np.clip(stream.normal(0, 2.5), -6, 6)),
        pitch=float(np.clip(stream.normal(0, 2.5), -6, 6)),
        roll=float(np.clip(stream.normal(0, 2), -5, 5)),
    )
    relief: Relief = (
        bent(across=float(stream.uniform(0.25, 0.42)), down=float(stream.uniform(0, 0.03)))
        if curved
        else bent(across=float(stream.uniform(-0.01, 0.05)))
    )
    share = float(stream.uniform(0.96, 1.03))
    front = stage.front - 0.35 if curved else stage.front
    return held(region, view=stage.view, front=front, tilt=tilt, relief=relief, share=share)


def _cut_out(still: Still, contour: Doubles, region: Region, *, stage: Stage, has_holes: bool) -> Material:
    """The printed face, cut along the contour, with the edge of the paper to be seen."""
    stream = stage.stream
    stock = STOCKS[_STOCKS[int(stream.integers(len(_STOCKS)))]]
    tones = printed(still.drawn(region, stage.texels), stock, stage)
    alpha = np.zeros(tones.shape[:2], dtype=np.uint8)
    outline = _texels(contour, region, stage.texels)
    cv2.fillPoly(alpha, [outline], 255)
    edge = (float(stream.uniform(*_PAPER_EDGE)),) * 3
    rings = [_texels(hole, region, stage.texels) for hole in (_holes(still, stream) if has_holes else ())]
    for ring in rings:
        cv2.fillPoly(alpha, [ring], 0)
    for cut in (outline, *rings):
        cv2.polylines(tones, [cut], isClosed=True, color=edge, thickness=1, lineType=cv2.LINE_AA)
    return Material(texture=painted(tones, alpha), gloss=float(stream.uniform(*stock.gloss)), shine=stock.shine)


def _on_a_stick(hold: Hold, bottom: float, stage: Stage) -> list[Mesh]:
    """A stick behind the paper, and the fist around it."""
    stream = stage.stream
    lean = float(stream.normal(0, 0.1))
    grip = lean, bottom + float(stream.uniform(0.02, 0.12))
    path = np.array([(2 * lean, grip[1] + 0.55, -0.06), (*grip, -0.06), (0.0, bottom - 0.25, -0.06)])
    color = _STICKS[int(stream.integers(len(_STICKS)))]
    return [
        stick(hold, path, radius=0.045, color=color, stream=stream),
        *fist(hold, grip, scale=0.8, person=stage.person, stream=stream),
    ]


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

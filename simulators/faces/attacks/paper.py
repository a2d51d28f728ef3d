"""Prints of the still: photographs, sheets from an inkjet or a laser printer, flat or bent."""

from dataclasses import dataclass

import cv2
import numpy as np

from simulators.faces.attacks.hand import gripped
from simulators.faces.attacks.pattern import dots, grain, strokes
from simulators.faces.attacks.sheet import Tilt, bent, held, painted, sheet_mesh
from simulators.faces.attacks.stage import Presentation, Stage
from simulators.faces.attacks.still import Image, Region, Still, Tones
from simulators.faces.render import Material
from simulators.faces.stream import Stream

Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stock:
    """What is printed on and with; spans are drawn from. Tones: square roots of reflected light."""

    white: tuple[float, float, float] = (0.93, 0.95, 0.95)
    black: Span = (0.12, 0.22)
    """The darkest ink."""
    saturation: Span = (0.75, 0.95)
    contrast: Span = (0.9, 1.1)
    dot_gain: Span = (1.2, 1.5)
    """Exponent: ink spreads, which darkens the middle tones."""
    dots: Span = (0.0, 0.0)
    """Depth of the dots that ink is screened into."""
    pitch_px: Span = (2.2, 3.4)
    strokes: Span = (0.0, 0.0)
    """How far the passes of a print head differ."""
    grain: Span = (0.006, 0.014)
    coarseness: int = 1
    gloss: Span = (0.0, 0.01)
    shine: int = 3
    curl: Span = (-0.02, 0.04)
    margin: Span = (0.0, 0.12)
    """White around the picture, in face units."""
    size: Span = (0.5, 0.8)
    """Of the face on it, as a share of a living one."""
    finger: float = 1.2


STOCKS: dict[str, Stock] = {
    "glossy_photo": Stock(
        white=(0.93, 0.94, 0.95), black=(0.08, 0.15), saturation=(0.88, 1.08), dot_gain=(1.05, 1.3), contrast=(1.0, 1.2),
        grain=(0.002, 0.006), coarseness=0, gloss=(0.07, 0.13), shine=6, curl=(-0.015, 0.045), margin=(0.0, 0.14),
        size=(0.42, 0.6), finger=1.45,
    ),
    "matte_paper": Stock(
        dots=(0.025, 0.07), pitch_px=(2.1, 2.8), strokes=(0.0, 0.012), grain=(0.006, 0.015), curl=(-0.01, 0.04),
    ),
    "bent_paper": Stock(
        dots=(0.02, 0.06), strokes=(0.0, 0.012), grain=(0.006, 0.014), curl=(0.08, 0.17), gloss=(0.0, 0.03), shine=4,
    ),
    "laser_gray": Stock(
        white=(0.93, 0.94, 0.94), black=(0.2, 0.3), saturation=(0.0, 0.0), dot_gain=(1.35, 1.7), contrast=(1.05, 1.3),
        dots=(0.08, 0.17), pitch_px=(2.4, 3.6), grain=(0.006, 0.014), gloss=(0.01, 0.03),
    ),
}  # fmt: skip


def present_print(instrument: str, still: Still, stage: Stage) -> Presentation:
    """A print of the still, held by an edge or two."""
    stock, stream = STOCKS[instrument], stage.stream
    wide, high = float(stream.uniform(1.2, 1.42)), float(stream.uniform(1.72, 1.95))
    low = float(stream.uniform(1.78, 2.02))
    share, margin = float(stream.uniform(0.94, 1.02)), max(float(stream.uniform(*stock.margin)) - 0.03, 0.0)
    tilt = Tilt(yaw=_normal(stream, 4, 10), pitch=_normal(stream, 4, 10), roll=_normal(stream, 2.5, 7))
    grip = gripped(stream, scale=stock.finger)
    room = stage.room(share, tilt, grip).wider(-margin, -margin, -margin, -margin)
    picture = Region(-wide, -high, wide * float(stream.uniform(0.93, 1.07)), low).cut(still.bounds).cut(room)
    relief = bent(
        across=float(stream.uniform(*stock.curl)),
        down=float(stream.normal(0.005, 0.012)),
        axis=float(stream.normal(0, 0.35)),
    )
    paper = picture.wider(margin, margin, margin, margin)
    size = float(stream.uniform(*stock.size))
    hold = held(paper, view=stage.view, front=stage.front, tilt=tilt, relief=relief, share=share, size=size)
    texture = painted(printed(still.drawn(paper, stage.texels), stock, stage, inner=(picture, paper)))
    material = Material(texture=texture, gloss=float(stream.uniform(*stock.gloss)), shine=stock.shine)
    fingers = grip.hands(hold, paper, skin=stage.skin, stream=stream)
    return Presentation(
        meshes=[sheet_mesh(hold, paper, material=material), *fingers], places=hold.places(still.places())
    )


def printed(picture: Image, stock: Stock, stage: Stage, *, inner: tuple[Region, Region] | None = None) -> Tones:
    """What the stock shows of a picture; `inner`: the part of the sheet that is not left white, and the sheet."""
    stream = stage.stream
    tones = inked(picture, stock, stream)
    depth = float(stream.uniform(*stock.dots))
    pitch = float(stream.uniform(*stock.pitch_px)) * stage.texels_per_px
    if depth > 0:
        dots(tones, pitch=pitch, strength=depth, stream=stream)
    strokes(tones, texels=stage.texels_per_px, strength=float(stream.uniform(*stock.strokes)), stream=stream)
    if inner is not None:
        _leave_white(tones, inner, stage.texels, stock)
    grain(tones, strength=float(stream.uniform(*stock.grain)), coarseness=stock.coarseness, stream=stream)
    return tones


def inked(picture: Image, stock: Stock, stream: Stream) -> Tones:
    """The picture in the colors that the inks reach."""
    grown = np.linspace(0, 1, 256) ** float(stream.uniform(*stock.dot_gain))
    tones = np.asarray(cv2.LUT(picture, grown.astype(np.float32)), dtype=np.float32)
    share, slope = float(stream.uniform(*stock.saturation)), float(stream.uniform(*stock.contrast))
    gray = cv2.cvtColor(tones, cv2.COLOR_BGR2GRAY)[..., None]
    tones = gray + (tones - gray) * np.float32(share)
    tones = np.clip((tones - 0.5) * np.float32(slope) + 0.5, 0, 1)
    cast = 1 + np.clip(stream.normal(0, 0.02, 3), -0.05, 0.05) * (share > 0)
    white = (np.array(stock.white) * cast).astype(np.float32)
    black = float(stream.uniform(*stock.black))
    return np.asarray(black + tones * (white - black), dtype=np.float32)


def _leave_white(tones: Tones, inner: tuple[Region, Region], texels: float, stock: Stock) -> None:
    picture, paper = inner
    rows, columns = tones.shape[:2]
    left, top = round((picture.left - paper.left) * texels), round((picture.top - paper.top) * texels)
    right, bottom = (
        columns - round((paper.right - picture.right) * texels),
        rows - round((paper.bottom - picture.bottom) * texels),
    )
    white = np.array(stock.white, dtype=np.float32)
    tones[:top], tones[bottom:], tones[:, :left], tones[:, right:] = white, white, white, white


def _normal(stream: Stream, deviation: float, most: float) -> float:
    return float(np.clip(stream.normal(0, deviation), -most, most))

"""Cards that carry the still: a civil card, a driving licence, a badge; laminated, with fine lines and lines of text."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from simulators.faces.attacks.hand import gripped
from simulators.faces.attacks.paper import Stock, inked
from simulators.faces.attacks.pattern import dots, grain
from simulators.faces.attacks.sheet import Tilt, bent, held, painted, rounded, sheet_mesh
from simulators.faces.attacks.stage import Presentation, Stage
from simulators.faces.attacks.still import Region, Still, Tones
from simulators.faces.render import Material
from simulators.faces.stream import Stream

Span = tuple[float, float]
Color = tuple[float, float, float]

_INK: Color = (0.24, 0.2, 0.18)
_GROUNDS: tuple[Color, ...] = (
    (0.93, 0.92, 0.88),
    (0.88, 0.93, 0.9),
    (0.9, 0.9, 0.95),
    (0.86, 0.9, 0.95),
    (0.95, 0.93, 0.9),
)
_BANDS: tuple[Color, ...] = (
    (0.6, 0.38, 0.18),
    (0.36, 0.5, 0.22),
    (0.42, 0.28, 0.46),
    (0.3, 0.28, 0.62),
    (0.3, 0.3, 0.3),
)
_LINES: tuple[Color, ...] = (
    (0.75, 0.6, 0.45),
    (0.55, 0.72, 0.52),
    (0.72, 0.55, 0.72),
    (0.5, 0.62, 0.78),
    (0.6, 0.6, 0.6),
)
_LETTERS = "ABCDEFGHIKLMNOPRSTUVWXYZ0123456789"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A layout; lengths in face units of its portrait."""

    beside: Span
    """From the portrait to the nearer edge at its side."""
    across: Span
    """From the portrait to the other edge; beside it stands the text, if there is room."""
    above: Span
    below: Span
    gray: float
    """Share of cards whose portrait is engraved and has no color."""


CARDS: dict[str, Card] = {
    "civil_card": Card(
        beside=(0.14, 0.26),
        across=(0.2, 1.0),
        above=(0.2, 0.3),
        below=(0.14, 0.24),
        gray=0.6,
    ),
    "driving_licence": Card(beside=(0.14, 0.24), across=(0.2, 0.36), above=(0.18, 0.28), below=(0.28, 0.4), gray=0.15),
    "staff_badge": Card(beside=(0.2, 0.34), across=(0.2, 0.34), above=(0.2, 0.3), below=(0.28, 0.4), gray=0.05),
}
_PLASTIC = Stock(
    white=(0.93, 0.94, 0.94), black=(0.12, 0.24), saturation=(0.6, 0.9), dot_gain=(1.3, 1.6), contrast=(0.95, 1.15),
    dots=(0.05, 0.12), pitch_px=(2.2, 3.2), grain=(0.004, 0.01),
)  # fmt: skip


def present_card(instrument: str, still: Still, stage: Stage) -> Presentation:
    """A card held so close that its portrait is as large as a face."""
    layout, stream = CARDS[instrument], stage.stream
    half, share = float(stream.uniform(1.02, 1.16)), float(stream.uniform(0.88, 0.95))
    near, far, above, below = (
        float(stream.uniform(*span)) for span in (layout.beside, layout.across, layout.above, layout.below)
    )
    left, right = (near, far) if stream.random() < 0.5 else (far, near)  # noqa: PLR2004 (either layout)
    tilt = Tilt(
        yaw=float(np.clip(stream.normal(0, 5), -12, 12)),
        pitch=float(np.clip(stream.normal(0, 5), -12, 12)),
        roll=float(np.clip(stream.normal(0, 2), -6, 6)),
    )
    grip = gripped(stream, scale=1.4)
    room = stage.room(share, tilt, grip)
    portrait = Region(-half, -float(stream.uniform(1.45, 1.7)), half, float(stream.uniform(1.7, 1.82)))
    portrait = portrait.cut(still.bounds).cut(room.wider(-near, -above, -near, -below))
    card = portrait.wider(left, above, right, below).cut(room)
    tones = _drawn(still, portrait, card, gray=bool(stream.random() < layout.gray), stage=stage)
    relief = bent(across=float(stream.normal(0.0, 0.006)))
    hold = held(
        card,
        view=stage.view,
        front=stage.front,
        tilt=tilt,
        relief=relief,
        share=share,
        size=float(stream.uniform(0.36, 0.48)),
    )
    shape = rounded(tones.shape[:2], round(0.15 * stage.texels))
    material = Material(texture=painted(tones, shape), gloss=float(stream.uniform(0.06, 0.14)), shine=6)
    fingers = grip.hands(hold, card, skin=stage.skin, stream=stream)
    return Presentation(
        meshes=[sheet_mesh(hold, card, material=material), *fingers], places=hold.places(still.places())
    )


def _drawn(still: Still, portrait: Region, card: Region, *, gray: bool, stage: Stage) -> Tones:
    """The face of the card."""
    stream, unit = stage.stream, stage.texels
    size = round(card.height * unit), round(card.width * unit)
    tones = np.empty((*size, 3), dtype=np.float32)
    tones[:] = _pick(stream, _GROUNDS)
    _guilloche(tones, stream, unit, count=int(stream.integers(9, 16)), strength=1.0)
    left, top = round((portrait.left - card.left) * unit), round((portrait.top - card.top) * unit)
    band = _pick(stream, _BANDS)
    if stream.random() < 0.8:  # noqa: PLR2004 (a share of layouts)
        cv2.rectangle(tones, (0, 0), (size[1], max(top - round(0.08 * unit), 2)), band, cv2.FILLED)
    picture = inked(still.drawn(portrait, unit), _PLASTIC, stream)
    if gray:
        picture[:] = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[..., None]
    dots(
        picture,
        pitch=float(stream.uniform(*_PLASTIC.pitch_px)) * stage.texels_per_px,
        strength=float(stream.uniform(*_PLASTIC.dots)),
        stream=stream,
    )
    bottom, right = min(top + picture.shape[0], size[0]), min(left + picture.shape[1], size[1])
    tones[top:bottom, left:right] = picture[: bottom - top, : right - left]
    _guilloche(tones, stream, unit, count=int(stream.integers(3, 7)), strength=float(stream.uniform(0.15, 0.4)))
    _text(tones, (left, top, right, bottom), stream, unit)
    grain(tones, strength=float(stream.uniform(*_PLASTIC.grain)), coarseness=0, stream=stream)
    return tones


def _guilloche(tones: Tones, stream: Stream, unit: float, *, count: int, strength: float) -> None:
    """Families of fine waves, as engine turning makes them."""
    rows, columns = tones.shape[:2]
    x = np.linspace(0, columns, 90)
    color = np.array(_pick(stream, _LINES), dtype=np.float32)
    layer = tones.copy() if strength < 1 else tones
    swing, period = float(stream.uniform(0.1, 0.35)) * unit, float(stream.uniform(0.7, 2.0)) * unit
    turn, phase = float(stream.normal(0, 0.2)), float(stream.uniform(0, 6))
    for number in range(count):
        y = rows * (number + 0.5) / count + turn * (x - columns / 2)
        for side in (-1, 1):
            bent_y = y + side * swing * np.sin(x / period * 2 * math.pi + phase + number * 0.35)
            line = np.rint(np.stack([x, bent_y], axis=1) * 8).astype(np.int32)
            cv2.polylines(
                layer, [line], isClosed=False, color=color.tolist(), thickness=1, lineType=cv2.LINE_AA, shift=3
            )
    if strength < 1:
        cv2.addWeighted(layer, strength, tones, 1 - strength, 0, tones)


def _text(tones: Tones, portrait: tuple[int, int, int, int], stream: Stream, unit: float) -> None:
    """Lines of letters and figures where there is room beside, above and below the portrait."""
    left, top, right, bottom = portrait
    rows, columns = tones.shape[:2]
    gap = round(0.1 * unit)
    free = [
        (right + gap, top, columns - gap, bottom),
        (gap, top, left - gap, bottom),
        (gap, bottom + gap, columns - gap, rows - gap),
    ]
    for from_x, from_y, to_x, to_y in free:
        scale = float(stream.uniform(0.0042, 0.0058)) * unit
        step, y = round(scale * float(stream.uniform(38, 62))), from_y + round(0.16 * unit)
        while to_x - from_x > 0.5 * unit and y < to_y:
            room = int((to_x - from_x) / (20 * scale))
            count = int(stream.integers(max(room // 3, 1), max(room, 2)))
            word = "".join(_LETTERS[int(index)] for index in stream.integers(len(_LETTERS), size=count))
            cv2.putText(tones, word, (from_x, y), cv2.FONT_HERSHEY_DUPLEX, scale, _INK, 1, cv2.LINE_AA)
            y += step
    scale = 0.007 * unit
    cv2.putText(
        tones,
        "CARD",
        (gap, max(top - round(0.13 * unit), 8)),
        cv2.FONT_HERSHEY_DUPLEX,
        scale,
        (0.95, 0.95, 0.95),
        1,
        cv2.LINE_AA,
    )


def _pick(stream: Stream, colors: tuple[Color, ...]) -> Color:
    return colors[int(stream.integers(len(colors)))]

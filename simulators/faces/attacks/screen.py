"""The still on a display: its own light, its grid against the sensor's, its glass, its frame."""

from dataclasses import dataclass

import cv2
import numpy as np

from simulators.faces.attacks.hand import gripped
from simulators.faces.attacks.pattern import bands, moire
from simulators.faces.attacks.sheet import Hold, Tilt, flat, held, light_on, painted, rounded, sheet_mesh
from simulators.faces.attacks.stage import Presentation, Stage
from simulators.faces.attacks.still import Image, Region, Still, Tones
from simulators.faces.render import Material, Mesh
from simulators.faces.stream import Stream

Span = tuple[float, float]
_GLOW = 4.0  # times the light that falls on it: what is shown hardly depends on that light
_DARK: tuple[tuple[float, float, float], ...] = (
    (34, 32, 32),
    (58, 54, 52),
    (30, 28, 28),
    (92, 90, 88),
    (215, 216, 218),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Display:
    """A kind of display; lengths in face units of the face that it shows."""

    half_width: Span
    high: Span
    """From the eyes to its upper edge, and to the lower one."""
    low: Span
    frame: Span = (0.05, 0.09)
    """What stands around what it shows."""
    ends: Span = (0.06, 0.16)
    """The same, above and below."""
    corner: float = 0.14
    share: Span = (0.9, 0.97)
    tilt: float = 10.0
    """Degrees at most."""
    moire: Span = (0.025, 0.075)
    size: Span = (0.5, 0.7)
    """Of the face on it, as a share of a living one."""
    finger: float = 1.3


DISPLAYS: dict[str, Display] = {
    "phone": Display(
        half_width=(1.12, 1.22), high=(1.9, 2.05), low=(1.9, 2.1), corner=0.2, size=(0.38, 0.48), finger=1.5
    ),
    "tablet": Display(
        half_width=(1.28, 1.4),
        high=(1.78, 1.92),
        low=(1.75, 1.9),
        frame=(0.1, 0.17),
        ends=(0.1, 0.19),
        share=(0.92, 0.99),
    ),
    "monitor": Display(
        half_width=(1.45, 1.9),
        high=(1.35, 1.6),
        low=(1.55, 1.8),
        frame=(0.06, 0.16),
        ends=(0.07, 0.24),
        corner=0.04,
        share=(0.88, 0.94),
        tilt=6.0,
        moire=(0.015, 0.045),
        size=(0.6, 0.9),
        finger=1.0,
    ),
}


def present_screen(instrument: str, still: Still, stage: Stage) -> Presentation:
    """A display that shows the still, its frame around it."""
    display, stream = DISPLAYS[instrument], stage.stream
    half = float(stream.uniform(*display.half_width))
    share, side, ends = (float(stream.uniform(*span)) for span in (display.share, display.frame, display.ends))
    tilt = Tilt(
        yaw=float(np.clip(stream.normal(0, 4), -display.tilt, display.tilt)),
        pitch=float(np.clip(stream.normal(0, 4), -display.tilt, display.tilt)),
        roll=float(np.clip(stream.normal(0, 2), -display.tilt / 2, display.tilt / 2)),
    )
    grip = gripped(stream, scale=display.finger)
    room = stage.room(share, tilt, grip).wider(-side, -ends, -side, -ends)
    shown = Region(-half, -float(stream.uniform(*display.high)), half, float(stream.uniform(*display.low)))
    shown = shown.cut(still.bounds).cut(room)
    size = float(stream.uniform(*display.size))
    hold = held(shown, view=stage.view, front=stage.front, tilt=tilt, relief=flat, share=share, size=size)
    tones = _shown(still.drawn(shown, stage.texels), display, stage)
    _signs(tones, stream, stage.texels)
    body = shown.wider(side, ends, side, ends)
    meshes = [
        sheet_mesh(hold, shown, material=_glass(tones, hold, stage), steps=(7, 5)),
        _body(hold, body, display, stage),
    ]
    meshes += grip.hands(hold, body, skin=stage.skin, stream=stream)
    return Presentation(meshes=meshes, places=hold.places(still.places()))


def _shown(picture: Image, display: Display, stage: Stage) -> Tones:
    """What the display sends out: its white point, its black that is none, its grid, its refreshing."""
    stream = stage.stream
    tones = picture.astype(np.float32) * np.float32(1 / 255)
    soft = float(stream.uniform(0.5, 0.9)) * stage.texels_per_px
    tones = np.asarray(cv2.GaussianBlur(tones, (0, 0), soft), dtype=np.float32)
    cold = float(stream.normal(0.03, 0.035))
    white = np.array([1 + cold, 1.0, 1 - cold]) * float(stream.uniform(0.74, 1.0))
    black = float(stream.uniform(0.04, 0.13))
    tones = np.asarray(black + tones * (white - black).astype(np.float32), dtype=np.float32)
    moire(tones, texels=stage.texels_per_px, strength=float(stream.uniform(*display.moire)), stream=stream)
    if stream.random() < 0.45:  # noqa: PLR2004 (a share of displays dims by pulses)
        bands(tones, texels=stage.texels_per_px, strength=float(stream.uniform(0.03, 0.1)), stream=stream)
    return tones


def _signs(tones: Tones, stream: Stream, texels: float) -> None:
    """What a program shows above or below a picture."""
    unit, rows, columns = texels / 10, tones.shape[0], tones.shape[1]
    if stream.random() < 0.5:  # noqa: PLR2004 (a share of programs)
        tones[: round(0.9 * unit)] *= np.float32(0.35)
        middle = round(0.45 * unit)
        for x in (0.06, 0.8, 0.86, 0.92):
            left = round(x * columns)
            tones[middle - round(0.2 * unit) : middle + round(0.2 * unit), left : left + round(0.45 * unit)] = 0.9
    if stream.random() < 0.6:  # noqa: PLR2004 (a share of programs)
        bar, wide = rows - round(0.5 * unit), round(columns * 0.17)
        tones[bar - round(0.09 * unit) : bar + round(0.09 * unit), columns // 2 - wide : columns // 2 + wide] = 0.92


def _glass(tones: Tones, hold: Hold, stage: Stage) -> Material:
    """The display behind its glass, in which a lamp or a window may be mirrored."""
    stream = stage.stream
    falls = float(light_on(stage.lights, hold.turn[:, 2]).mean())
    if stream.random() < 0.4:  # noqa: PLR2004 (a share of places has something to mirror)
        _mirror(tones, stream, strength=float(stream.uniform(0.06, 0.2)))
    glow = _GLOW * falls
    tones *= np.float32((falls / (glow + falls)) ** 0.5)
    return Material(texture=painted(tones), gloss=float(stream.uniform(0.03, 0.08)), shine=7, glow=glow)


def _mirror(tones: Tones, stream: Stream, strength: float) -> None:
    """Add the faint picture of a window or a lamp, out of focus."""
    small = np.zeros((40, 30), dtype=np.float32)
    x, y = float(stream.uniform(0, 30)), float(stream.uniform(0, 40))
    size = float(stream.uniform(3, 9)), float(stream.uniform(4, 14))
    box = cv2.boxPoints(((x, y), size, float(stream.normal(0, 12))))
    cv2.fillConvexPoly(small, np.rint(box).astype(np.int32), 1.0)
    soft = cv2.GaussianBlur(small, (0, 0), 1.3)
    large = cv2.resize(soft, (tones.shape[1], tones.shape[0]), interpolation=cv2.INTER_LINEAR)
    tones += large[..., None] * np.float32(strength)


def _body(hold: Hold, body: Region, display: Display, stage: Stage) -> Mesh:
    """The frame of the device with its round corners."""
    per_unit = stage.texels
    rows, columns = round(body.height * per_unit), round(body.width * per_unit)
    color = np.array(_DARK[int(stage.stream.integers(len(_DARK)))], dtype=np.float32) / 255
    tones = np.broadcast_to(color, (rows, columns, 3)).copy()
    rim = max(round(0.022 * per_unit), 1)
    cv2.rectangle(tones, (0, 0), (columns - 1, rows - 1), (color * 1.7 + 0.08).tolist(), rim)
    radius = round(display.corner * per_unit)
    material = Material(texture=painted(tones, rounded((rows, columns), radius)), gloss=0.05, shine=6)
    return sheet_mesh(hold, body, material=material, rise=-0.015, steps=(5, 5))
